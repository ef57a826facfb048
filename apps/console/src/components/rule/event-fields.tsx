import type { Comparison, EventRule, Measure } from '@jetbridge/contract';
import { useTranslation } from 'react-i18next';
import { DurationField } from '../duration-field.tsx';
import { eventName } from '../event-words.ts';
import type { Dictionary } from './dictionary.ts';
import { WhereFields } from './where-fields.tsx';

interface EventProps {
  rule: EventRule;
  dictionary: Dictionary;
  onChange: (rule: EventRule) => void;
}

const modes = ['happened', 'never', 'count', 'sum', 'distinct', 'last', 'first'] as const;
type Mode = (typeof modes)[number];

function modeOf(measure: Measure | undefined): Mode {
  if (!measure) return 'happened';
  if ('count' in measure)
    return Object.keys(measure.count).join() === 'eq' && measure.count.eq === 0 ? 'never' : 'count';
  return modes.find((mode) => mode in measure) ?? 'happened';
}

function measureFor(mode: Mode): Measure | undefined {
  switch (mode) {
    case 'happened':
      return undefined;
    case 'never':
      return { count: { eq: 0 } };
    case 'count':
      return { count: { gte: 2 } };
    case 'sum':
      return { sum: { of: '', gte: 1000 } };
    case 'distinct':
      return { distinct: { of: '', gte: 2 } };
    case 'last':
      return { last: { before: 'P30D' } };
    case 'first':
      return { first: { after: 'P30D' } };
  }
}

const comparisons = ['gte', 'gt', 'lte', 'lt', 'eq', 'ne'] as const;

/** One or two bounds on a number. */
function ComparisonFields({ value, onChange }: { value: Comparison; onChange: (value: Comparison) => void }) {
  const { t } = useTranslation();
  const bounds = comparisons.flatMap((operator) => {
    const number = value[operator];
    return number === undefined ? [] : [{ operator, number }];
  });
  const put = (list: typeof bounds) =>
    onChange(Object.fromEntries(list.map(({ operator, number }) => [operator, number])));
  const free = comparisons.filter((one) => !bounds.some((bound) => bound.operator === one));
  return (
    <>
      {bounds.map((bound, index) => (
        <span key={bound.operator} className="joined">
          <select
            className="control small plain"
            aria-label={t('rule.operator')}
            value={bound.operator}
            onChange={(event) => {
              const operator = comparisons.find((one) => one === event.target.value);
              if (operator) put(bounds.map((one, at) => (at === index ? { ...one, operator } : one)));
            }}
          >
            {[bound.operator, ...free].map((one) => (
              <option key={one} value={one}>
                {t(`rule.operators.${one}`)}
              </option>
            ))}
          </select>
          <input
            className="control small num"
            type="number"
            step="any"
            aria-label={t('rule.value')}
            value={bound.number}
            onChange={(event) => {
              const number = event.target.valueAsNumber;
              if (!Number.isNaN(number))
                put(bounds.map((one, at) => (at === index ? { ...one, number } : one)));
            }}
          />
        </span>
      ))}
      {bounds.length === 1 && free.includes('lte') ? (
        <button
          type="button"
          className="link"
          onClick={() => put([...bounds, { operator: 'lte', number: (bounds[0]?.number ?? 0) + 1 }])}
        >
          {t('rule.addBound')}
        </button>
      ) : null}
      {bounds.length > 1 ? (
        <button type="button" className="link" onClick={() => put(bounds.slice(0, 1))}>
          {t('rule.dropBound')}
        </button>
      ) : null}
    </>
  );
}

/** Before or after a moment: so long ago, or a date. */
function BoundFields({
  value,
  onChange,
}: {
  value: { before?: string; after?: string };
  onChange: (value: { before?: string; after?: string }) => void;
}) {
  const { t } = useTranslation();
  const side = value.before !== undefined ? 'before' : 'after';
  const point = value[side] ?? '';
  const relative = point.startsWith('P');
  return (
    <span className="joined">
      <select
        className="control small plain"
        aria-label={t('rule.operator')}
        value={`${side}-${relative ? 'ago' : 'date'}`}
        onChange={(event) => {
          const [nextSide, kind] = event.target.value.split('-');
          const next = (kind === 'ago') === relative ? point : kind === 'ago' ? 'P30D' : '';
          onChange(nextSide === 'before' ? { before: next } : { after: next });
        }}
      >
        {['before-ago', 'after-ago', 'before-date', 'after-date'].map((one) => (
          <option key={one} value={one}>
            {t(`rule.bounds.${one}`)}
          </option>
        ))}
      </select>
      {relative ? (
        <DurationField
          label={t('rule.value')}
          value={point}
          onChange={(next) => onChange({ [side]: next })}
        />
      ) : (
        <input
          type="date"
          className="control small"
          aria-label={t('rule.value')}
          value={point.slice(0, 10)}
          onChange={(event) => onChange({ [side]: event.target.value })}
        />
      )}
    </span>
  );
}

function MeasureFields({ rule, dictionary, onChange }: EventProps) {
  const { t } = useTranslation();
  const { measure } = rule;
  if (!measure || modeOf(measure) === 'never') return null;
  const put = (next: Measure) => onChange({ ...rule, measure: next });
  if ('count' in measure) {
    return <ComparisonFields value={measure.count} onChange={(count) => put({ count })} />;
  }
  if ('last' in measure) return <BoundFields value={measure.last} onChange={(last) => put({ last })} />;
  if ('first' in measure) return <BoundFields value={measure.first} onChange={(first) => put({ first })} />;
  const { of, ...comparison } = 'sum' in measure ? measure.sum : measure.distinct;
  const wrap = (next: { of: string } & Comparison): Measure =>
    'sum' in measure ? { sum: next } : { distinct: next };
  const properties = dictionary.events.find((one) => one.name === rule.event)?.properties ?? [];
  return (
    <>
      <select
        className={`control small val ${of === '' ? 'wrong' : ''}`}
        aria-label={t('rule.property')}
        value={of}
        onChange={(event) => put(wrap({ of: event.target.value, ...comparison }))}
      >
        {of === '' || !properties.includes(of) ? (
          <option value={of}>{of || t('rule.property')}</option>
        ) : null}
        {properties.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
      <ComparisonFields value={comparison} onChange={(next) => put(wrap({ of, ...next }))} />
    </>
  );
}

function WindowFields({ rule, onChange }: Omit<EventProps, 'dictionary'>) {
  const { t } = useTranslation();
  const { within, between, ...rest } = rule;
  const mode = within !== undefined ? 'within' : between ? 'between' : 'ever';
  return (
    <span className="joined">
      <select
        className="control small plain"
        aria-label={t('rule.window')}
        value={mode}
        onChange={(event) => {
          const day = new Date().toISOString().slice(0, 10);
          if (event.target.value === 'within') onChange({ ...rest, within: 'P90D' });
          else if (event.target.value === 'between')
            onChange({ ...rest, between: [`${day.slice(0, 4)}-01-01`, day] });
          else onChange(rest);
        }}
      >
        {['ever', 'within', 'between'].map((one) => (
          <option key={one} value={one}>
            {t(`rule.windows.${one}`)}
          </option>
        ))}
      </select>
      {within !== undefined ? (
        <DurationField
          label={t('rule.window')}
          value={within}
          onChange={(next) => onChange({ ...rest, within: next })}
        />
      ) : null}
      {between?.map((day, index) => (
        <input
          // The two ends of the window, in this order.
          key={index === 0 ? 'from' : 'to'}
          type="date"
          className="control small"
          aria-label={t(index === 0 ? 'rule.from' : 'rule.to')}
          value={day.slice(0, 10)}
          onChange={(event) =>
            onChange({
              ...rest,
              between: index === 0 ? [event.target.value, between[1]] : [between[0], event.target.value],
            })
          }
        />
      ))}
    </span>
  );
}

/** All of an event condition: which event, when, how often or how much, and on which of its properties. */
export function EventFields({ rule, dictionary, onChange }: EventProps) {
  const { t } = useTranslation();
  const known = dictionary.events.some((one) => one.name === rule.event);
  const { measure: _measure, ...bare } = rule;
  return (
    <>
      <select
        className={`control small key ${rule.event === '' ? 'wrong' : ''}`}
        aria-label={t('rule.event')}
        value={rule.event}
        onChange={(event) => onChange({ ...rule, event: event.target.value })}
      >
        {known ? null : <option value={rule.event}>{rule.event || t('rule.event')}</option>}
        {dictionary.events.map((one) => (
          <option key={one.name} value={one.name}>
            {eventName(one.name, t)}
          </option>
        ))}
      </select>
      <WindowFields rule={rule} onChange={onChange} />
      <select
        className="control small plain"
        aria-label={t('rule.measure')}
        value={modeOf(rule.measure)}
        onChange={(event) => {
          const mode = modes.find((one) => one === event.target.value) ?? 'happened';
          const measure = measureFor(mode);
          onChange(measure ? { ...bare, measure } : bare);
        }}
      >
        {modes.map((mode) => (
          <option key={mode} value={mode}>
            {t(`rule.modes.${mode}`)}
          </option>
        ))}
      </select>
      <MeasureFields rule={rule} dictionary={dictionary} onChange={onChange} />
      <WhereFields rule={rule} dictionary={dictionary} onChange={onChange} />
    </>
  );
}
