import type { OutreachPolicy, outreachRoutes, Reply } from '@jetbridge/contract';
import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { failureOf } from '../../components/failure.ts';
import { Field } from '../../components/field.tsx';
import { Section } from '../../components/frame.tsx';
import { useAction } from '../../components/use-action.ts';
import { useCan } from '../../session.ts';

export type Budget = Reply<typeof outreachRoutes.budget>;
const quotaPeriods = ['day', 'week', 'month'] as const;

interface PartProps {
  draft: OutreachPolicy;
  set: (draft: OutreachPolicy) => void;
  disabled: boolean;
}

function NumberBox({
  id,
  value,
  range,
  onChange,
  disabled,
}: {
  id?: string;
  value: number;
  range: readonly [number, number];
  onChange: (value: number) => void;
  disabled: boolean;
}) {
  return (
    <input
      id={id}
      type="number"
      className="control num"
      min={range[0]}
      max={range[1]}
      disabled={disabled}
      value={value}
      onChange={(event) => {
        const next = event.target.valueAsNumber;
        if (Number.isInteger(next) && next >= range[0] && next <= range[1]) onChange(next);
      }}
    />
  );
}

function Cap({ draft, set, disabled }: PartProps) {
  const { t } = useTranslation();
  return (
    <Field
      label={t('outreach.cap')}
      hint={draft.cap.days === 0 ? t('outreach.capOff') : t('outreach.capHint')}
    >
      {(id) => (
        <span className="rowx f1">
          <NumberBox
            id={id}
            range={[0, 90]}
            disabled={disabled}
            value={draft.cap.days}
            onChange={(days) => set({ ...draft, cap: { ...draft.cap, days } })}
          />
          {t('outreach.capDays')}
          <NumberBox
            range={[1, 100]}
            disabled={disabled}
            value={draft.cap.messages}
            onChange={(messages) => set({ ...draft, cap: { ...draft.cap, messages } })}
          />
          {t('outreach.capMessages')}
        </span>
      )}
    </Field>
  );
}

function Quiet({ draft, set, disabled }: PartProps) {
  const { t } = useTranslation();
  const off = draft.quiet.from === draft.quiet.to;
  const box = (side: 'from' | 'to', id?: string) => (
    <input
      id={id}
      type="time"
      className="control"
      aria-label={t(`rule.${side}`)}
      disabled={disabled}
      value={draft.quiet[side]}
      onChange={(event) => {
        if (/^\d\d:\d\d$/.test(event.target.value))
          set({ ...draft, quiet: { ...draft.quiet, [side]: event.target.value } });
      }}
    />
  );
  return (
    <Field
      label={t('outreach.quiet')}
      hint={off ? t('outreach.quietOff') : t('outreach.quietHint', { zone: draft.quiet.zone })}
    >
      {(id) => (
        <span className="rowx f1">
          {box('from', id)} – {box('to')}
        </span>
      )}
    </Field>
  );
}

function Quota({ draft, set, disabled }: PartProps) {
  const { t } = useTranslation();
  const quota = draft.quota;
  return (
    <Field label={t('outreach.quota')} hint={t(quota ? 'outreach.quotaHint' : 'outreach.quotaDefault')}>
      {(id) => (
        <span className="rowx f1">
          <select
            id={id}
            className="control"
            disabled={disabled}
            value={quota?.per ?? ''}
            onChange={(event) => {
              const per = quotaPeriods.find((one) => one === event.target.value);
              const { quota: _gone, ...rest } = draft;
              set(per ? { ...rest, quota: { messages: quota?.messages ?? 1, per } } : rest);
            }}
          >
            <option value="">{t('outreach.quotaNone')}</option>
            {quotaPeriods.map((one) => (
              <option key={one} value={one}>
                {t(`outreach.quotaPer.${one}`)}
              </option>
            ))}
          </select>
          {quota ? (
            <>
              <NumberBox
                range={[1, 31]}
                disabled={disabled}
                value={quota.messages}
                onChange={(messages) => set({ ...draft, quota: { ...quota, messages } })}
              />
              {t('outreach.capMessages')}
            </>
          ) : null}
        </span>
      )}
    </Field>
  );
}

/** Caps and quiet hours for marketing; service messages are not held by them. */
export function Policy({ budget }: { budget: Budget }) {
  const { t } = useTranslation();
  const can = useCan();
  const [changed, setChanged] = useState<OutreachPolicy | null>(null);
  const draft = changed ?? budget.policy;
  const before = budget.policy;
  const save = useAction({
    run: (policy: OutreachPolicy) => api.outreach.setPolicy({ body: policy }),
    changes: [['outreach'], ['reachable']],
    done: () => t('outreach.policySaved'),
    undo: () => api.outreach.setPolicy({ body: before }),
    quiet: true,
    after: () => setChanged(null),
  });
  const disabled = !can('outreach:write');
  const part = { draft, set: setChanged, disabled };
  return (
    <Section title={t('outreach.policy')} sub={t('outreach.policySub')}>
      <Cap {...part} />
      <Quiet {...part} />
      <Quota {...part} />
      {save.error ? (
        <p className="amb f1" role="alert">
          {failureOf(save.error, t).words}
        </p>
      ) : null}
      {disabled ? null : (
        <Button
          type="primary"
          disabled={changed === null || JSON.stringify(changed) === JSON.stringify(before)}
          loading={save.isPending}
          onClick={() => save.mutate(draft)}
        >
          {t('common.save')}
        </Button>
      )}
    </Section>
  );
}
