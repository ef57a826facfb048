import type { ChannelCode } from '@jetbridge/contract';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { Confirm } from '../../components/confirm.tsx';
import { Dialog } from '../../components/dialog.tsx';
import { Loaded } from '../../components/loaded.tsx';
import { useAction } from '../../components/use-action.ts';
import { useFormat } from '../../format.ts';
import { useCan } from '../../session.ts';
import { CodeForm } from './code-form.tsx';
import { CodeStatus } from './code-status.tsx';
import { Qr } from './qr.tsx';

interface PanelProps {
  /** A code, or `new`. */
  id: string;
  onClose: () => void;
  onMade: (id: string) => void;
}

function Facts({ code }: { code: ChannelCode }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="code-facts">
      {code.url ? (
        <Qr url={code.url} name={code.name} />
      ) : (
        <p className="qr-wait">
          {t(code.status === 'failed' ? 'channelCodes.noQr' : 'channelCodes.qrLater')}
        </p>
      )}
      <dl className="pairs">
        <dt>{t('channelCodes.status')}</dt>
        <dd>
          <CodeStatus code={code} />
        </dd>
        <dt>{t('channelCodes.friendsToday')}</dt>
        <dd>
          {format.int(code.friendsToday)}{' '}
          <span className="mut">
            {t('channelCodes.yesterdayWas', { n: format.int(code.friendsYesterday) })}
          </span>
        </dd>
        <dt>{t('channelCodes.friendsTotal')}</dt>
        <dd>{format.int(code.friendsTotal)}</dd>
        <dt>{t('channelCodes.removed')}</dt>
        <dd className={code.removedTotal > 0 ? 'red' : ''}>
          {format.int(code.removedTotal)}{' '}
          {code.friendsTotal > 0 ? (
            <span>{format.percent(code.removedTotal / code.friendsTotal)}</span>
          ) : null}
        </dd>
        <dt>{t('common.createdAt')}</dt>
        <dd>{format.instant(code.createdAt)}</dd>
      </dl>
      {code.problem ? <p className="stale">{code.problem}</p> : null}
    </div>
  );
}

function Reading({ code, onEdit }: { code: ChannelCode; onEdit: () => void }) {
  const { t } = useTranslation();
  const can = useCan();
  const close = useAction({
    run: () => api.acquisition.close({ params: { id: code.id } }),
    changes: [['channel-codes']],
    done: () => t('channelCodes.closed', { name: code.name }),
    tone: 'amber',
  });
  return (
    <>
      <Facts code={code} />
      <dl className="code-texts">
        <dt>{t('channelCodes.touchpoint')}</dt>
        <dd>{code.touchpoint}</dd>
        <dt>{t('channelCodes.staff')}</dt>
        <dd>{code.staff.map((one) => one.name).join(t('common.listComma'))}</dd>
        <dt>{t('channelCodes.tags')}</dt>
        <dd className="tags">
          {code.tags.length === 0
            ? t('common.none')
            : code.tags.map((tag) => (
                <span key={tag.id} className="tag">
                  {tag.name}
                </span>
              ))}
        </dd>
        <dt>{t('channelCodes.welcome')}</dt>
        <dd>
          <blockquote className="said">
            {code.welcome}
            {code.welcomeLink ? <a href={code.welcomeLink}>{code.welcomeLink}</a> : null}
          </blockquote>
        </dd>
      </dl>
      {can('acquisition:write') && code.status !== 'closed' ? (
        <p className="rowx">
          <button type="button" className="link" onClick={onEdit}>
            {t('common.edit')}
          </button>
          <Confirm
            text={t('channelCodes.close')}
            question={t('channelCodes.closeQuestion')}
            onConfirm={() => close.mutate(undefined)}
          />
        </p>
      ) : null}
    </>
  );
}

/** One code at the side of the list: to read, to change, or to make. */
export function CodePanel({ id, onClose, onMade }: PanelProps) {
  const { t } = useTranslation();
  const [editing, setEditing] = useState(false);
  const query = useQuery({
    queryKey: ['channel-codes', 'one', id],
    queryFn: ({ signal }) => api.acquisition.get({ params: { id }, signal }),
    enabled: id !== 'new',
    refetchInterval: (state) => (state.state.data?.status === 'creating' ? 1000 : 5000),
  });
  if (id === 'new') {
    return (
      <Dialog side title={t('channelCodes.add')} onClose={onClose}>
        <CodeForm code={null} onDone={(code) => onMade(code.id)} />
      </Dialog>
    );
  }
  return (
    <Dialog side title={query.data?.name ?? t('channelCodes.code')} onClose={onClose}>
      <Loaded query={query} rows={8}>
        {(code) =>
          editing ? (
            <CodeForm code={code} onDone={() => setEditing(false)} />
          ) : (
            <Reading code={code} onEdit={() => setEditing(true)} />
          )
        }
      </Loaded>
    </Dialog>
  );
}
