import { type EventRule, type PropertyFilter, ruleLimits } from '@jetbridge/contract';
import { useTranslation } from 'react-i18next';
import type { Dictionary } from './dictionary.ts';
import { TestFields } from './value-field.tsx';

interface WhereProps {
  rule: EventRule;
  dictionary: Dictionary;
  onChange: (rule: EventRule) => void;
}

/** Tests on the event's own properties; only events that pass all of them count. */
export function WhereFields({ rule, dictionary, onChange }: WhereProps) {
  const { t } = useTranslation();
  const { where = [], ...rest } = rule;
  const properties = dictionary.events.find((one) => one.name === rule.event)?.properties ?? [];
  const put = (next: PropertyFilter[]) => onChange(next.length === 0 ? rest : { ...rest, where: next });
  const change = (index: number, next: PropertyFilter) =>
    put(where.map((filter, at) => (at === index ? next : filter)));
  return (
    <>
      {where.map((filter, index) => (
        // Filters have no identity of their own; their place is what is edited.
        // biome-ignore lint/suspicious/noArrayIndexKey: the place is the identity
        <span key={index} className="where">
          <span className="mut">{t('rule.where')}</span>
          <select
            className={`control small val ${filter.property === '' ? 'wrong' : ''}`}
            aria-label={t('rule.property')}
            value={filter.property}
            onChange={(event) => change(index, { ...filter, property: event.target.value })}
          >
            {properties.includes(filter.property) ? null : (
              <option value={filter.property}>{filter.property || t('rule.property')}</option>
            )}
            {properties.map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </select>
          <TestFields
            test={filter}
            kind={undefined}
            samples={[]}
            onChange={(test) => change(index, { property: filter.property, ...test })}
          />
          <button
            type="button"
            className="link"
            aria-label={t('rule.dropWhere')}
            onClick={() => put(where.filter((_, at) => at !== index))}
          >
            ×
          </button>
        </span>
      ))}
      {where.length < ruleLimits.where && rule.event !== '' ? (
        <button type="button" className="link" onClick={() => put([...where, { property: '', is: 'eq' }])}>
          {t('rule.addWhere')}
        </button>
      ) : null}
    </>
  );
}
