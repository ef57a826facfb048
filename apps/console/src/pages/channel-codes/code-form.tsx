import type { ChannelCode } from '@jetbridge/contract';
import { useQuery } from '@tanstack/react-query';
import { Button, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { failureOf } from '../../components/failure.ts';
import { Field } from '../../components/field.tsx';
import { Picker } from '../../components/picker.tsx';
import { useAction } from '../../components/use-action.ts';
import { useFormat } from '../../format.ts';

interface Draft {
  name: string;
  touchpoint: string;
  staff: string[];
  tags: string[];
  welcome: string;
  welcomeLink: string;
}

// WeCom takes 4,000 bytes of text in a welcome message; the traveller's name may take up to 96 of them.
const welcomeBytes = 4000 - 96;

function useStaffAndTags() {
  const staff = useQuery({
    queryKey: ['wecom', 'staff'],
    queryFn: ({ signal }) => api.wecom.listStaff({ query: { limit: 200 }, signal }),
  });
  const tags = useQuery({
    queryKey: ['tags', 'all'],
    queryFn: ({ signal }) => api.tags.list({ query: { limit: 200 }, signal }),
  });
  return { staff: staff.data?.items ?? [], tags: tags.data?.items ?? [] };
}

function useSave(code: ChannelCode | null, draft: Draft, onDone: (code: ChannelCode) => void) {
  const { t } = useTranslation();
  const link = draft.welcomeLink.trim();
  const body = {
    name: draft.name.trim(),
    touchpoint: draft.touchpoint.trim(),
    staff: draft.staff,
    tags: draft.tags,
    welcome: draft.welcome,
    welcomeLink: link === '' ? null : link,
  };
  return useAction({
    run: () =>
      code ? api.acquisition.update({ params: { id: code.id }, body }) : api.acquisition.create({ body }),
    changes: [['channel-codes'], ['overview']],
    done: (saved) => t(code ? 'channelCodes.changed' : 'channelCodes.made', { name: saved.name }),
    ...(code
      ? {
          undo: () =>
            api.acquisition.update({
              params: { id: code.id },
              body: {
                name: code.name,
                touchpoint: code.touchpoint,
                staff: code.staff.map((one) => one.userid),
                tags: code.tags.map((tag) => tag.id),
                welcome: code.welcome,
                welcomeLink: code.welcomeLink,
              },
            }),
        }
      : {}),
    quiet: true,
    after: onDone,
  });
}

interface PartProps {
  draft: Draft;
  set: (part: Partial<Draft>) => void;
}

function Where({ draft, set }: PartProps) {
  const { t } = useTranslation();
  return (
    <>
      <Field label={t('channelCodes.name')} hint={t('channelCodes.nameHint')}>
        {(id) => (
          <Input
            id={id}
            maxLength={30}
            value={draft.name}
            onChange={(event) => set({ name: event.target.value })}
          />
        )}
      </Field>
      <Field label={t('channelCodes.touchpoint')} hint={t('channelCodes.touchpointHint')}>
        {(id) => (
          <Input
            id={id}
            maxLength={120}
            value={draft.touchpoint}
            onChange={(event) => set({ touchpoint: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}

function Who({ draft, set }: PartProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { staff, tags } = useStaffAndTags();
  return (
    <>
      <div className="field">
        <span className="label">{t('channelCodes.staffOf', { n: draft.staff.length })}</span>
        <Picker
          label={t('channelCodes.staff')}
          most={100}
          options={staff.map((one) => ({
            id: one.userid,
            name: one.name,
            aside: one.active
              ? t('channelCodes.friendsOf', { n: format.int(one.friends) })
              : t('channelCodes.inactive'),
            disabled: !one.active,
          }))}
          chosen={draft.staff}
          onChange={(chosen) => set({ staff: chosen })}
        />
      </div>
      <div className="field">
        <span className="label">{t('channelCodes.tagsOf', { n: draft.tags.length })}</span>
        <Picker
          label={t('channelCodes.tags')}
          most={20}
          options={tags.map((tag) => ({ id: tag.id, name: tag.name, aside: tag.group }))}
          chosen={draft.tags}
          onChange={(chosen) => set({ tags: chosen })}
        />
      </div>
    </>
  );
}

const bytesOf = (text: string) => new TextEncoder().encode(text).length;
const isLink = (text: string) => text.trim() === '' || /^https?:\/\//.test(text.trim());

function Said({ draft, set }: PartProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const bytes = bytesOf(draft.welcome);
  return (
    <>
      <Field
        label={t('channelCodes.welcome')}
        hint={t('channelCodes.welcomeHint', { bytes: format.int(bytes), most: format.int(welcomeBytes) })}
        wrong={
          bytes > welcomeBytes
            ? t('channelCodes.welcomeLong', { bytes: format.int(bytes - welcomeBytes) })
            : null
        }
      >
        {(id) => (
          <textarea
            id={id}
            className="control"
            rows={5}
            maxLength={1300}
            value={draft.welcome}
            onChange={(event) => set({ welcome: event.target.value })}
          />
        )}
      </Field>
      <Field
        label={t('channelCodes.link')}
        hint={t('channelCodes.linkHint')}
        wrong={isLink(draft.welcomeLink) ? null : t('channelCodes.linkWrong')}
      >
        {(id) => (
          <Input
            id={id}
            type="url"
            maxLength={2000}
            value={draft.welcomeLink}
            onChange={(event) => set({ welcomeLink: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}

function isReady(draft: Draft): boolean {
  const filled = [draft.name, draft.touchpoint, draft.welcome].every((text) => text.trim() !== '');
  return (
    filled && draft.staff.length > 0 && bytesOf(draft.welcome) <= welcomeBytes && isLink(draft.welcomeLink)
  );
}

/** Who answers a code, what its friends are told and tagged with. */
export function CodeForm({
  code,
  onDone,
}: {
  code: ChannelCode | null;
  onDone: (code: ChannelCode) => void;
}) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<Draft>({
    name: code?.name ?? '',
    touchpoint: code?.touchpoint ?? '',
    staff: code?.staff.map((one) => one.userid) ?? [],
    tags: code?.tags.map((tag) => tag.id) ?? [],
    welcome: code?.welcome ?? t('channelCodes.welcomeDefault'),
    welcomeLink: code?.welcomeLink ?? '',
  });
  const part = { draft, set: (next: Partial<Draft>) => setDraft({ ...draft, ...next }) };
  const save = useSave(code, draft, onDone);
  const ready = isReady(draft);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) save.mutate(undefined);
      }}
    >
      <Where {...part} />
      <Who {...part} />
      <Said {...part} />
      {save.error ? (
        <p className="amb f1" role="alert">
          {failureOf(save.error, t).words}
        </p>
      ) : null}
      <div className="rowx">
        <Button type="primary" htmlType="submit" disabled={!ready} loading={save.isPending}>
          {t(code ? 'common.save' : 'channelCodes.make')}
        </Button>
        <span className="mut f1">{t('channelCodes.keepsValid')}</span>
      </div>
    </form>
  );
}
