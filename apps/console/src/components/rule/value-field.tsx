import type { Scalar, TraitOperator } from '@jetbridge/contract';
import { useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { TraitInfo } from './dictionary.ts';

const operators: readonly TraitOperator[] = [
  'eq',
  'ne',
  'in',
  'contains',
  'gt',
  'gte',
  'lt',
  'lte',
  'exists',
  'absent',
];

interface Test {
  is: TraitOperator;
  value?: Scalar | Scalar[];
}
interface ValueProps {
  test: Test;
  /** What is known of the trait or property; text when nothing is. */
  kind: TraitInfo['kind'] | undefined;
  samples: readonly string[];
  onChange: (test: Test) => void;
}

function scalarOf(text: string, kind: ValueProps['kind']): Scalar {
  const number = Number(text);
  if (kind === 'number' || (kind === undefined && /^-?\d+(?:\.\d+)?$/.test(text))) {
    return text.trim() === '' || Number.isNaN(number) ? text : number;
  }
  // Of a property nothing is known but what was sent; what looks like yes or no is one.
  if (kind === undefined && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

function listOf(text: string, kind: ValueProps['kind']): Scalar[] {
  return text
    .split(/[,;\uFF0C\u3001\uFF1B\n]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => scalarOf(part, kind));
}

/** Keeps what is typed until it is left, so that "1." and "a, " can be typed. */
function TextValue({ test, kind, samples, onChange }: ValueProps) {
  const { t } = useTranslation();
  const listId = useId();
  const many = test.is === 'in';
  const shown = Array.isArray(test.value) ? test.value.join(', ') : String(test.value ?? '');
  const [text, setText] = useState(shown);
  const [editing, setEditing] = useState(false);
  useEffect(() => {
    if (!editing) setText(shown);
  }, [shown, editing]);
  const change = (next: string) => {
    setText(next);
    onChange({ is: test.is, value: many ? listOf(next, kind) : scalarOf(next, kind) });
  };
  return (
    <>
      <input
        className={`control small val ${many ? 'long' : ''}`}
        type={kind === 'date' && !many ? 'date' : 'text'}
        inputMode={kind === 'number' && !many ? 'decimal' : 'text'}
        list={many ? undefined : listId}
        aria-label={t('rule.value')}
        placeholder={t(many ? 'rule.valuesHint' : 'rule.value')}
        maxLength={many ? 4000 : 200}
        value={text}
        onFocus={() => setEditing(true)}
        onBlur={() => setEditing(false)}
        onChange={(event) => change(event.target.value)}
      />
      {many ? (
        samples.slice(0, 6).map((sample) => (
          <button
            key={sample}
            type="button"
            className="link"
            onClick={() => change(text.trim() === '' ? sample : `${text}, ${sample}`)}
          >
            {sample}
          </button>
        ))
      ) : (
        <datalist id={listId}>
          {samples.map((sample) => (
            <option key={sample} value={sample} />
          ))}
        </datalist>
      )}
    </>
  );
}

/** Operator and value of a test on a trait or a property. */
export function TestFields(props: ValueProps) {
  const { t } = useTranslation();
  const { test, kind, onChange } = props;
  const switchTo = (is: TraitOperator) => {
    if (is === 'exists' || is === 'absent') return onChange({ is });
    if (is === 'in') {
      const kept = test.value === undefined || test.value === '' ? [] : test.value;
      return onChange({ is, value: Array.isArray(kept) ? kept : [kept] });
    }
    const value = Array.isArray(test.value) ? test.value[0] : test.value;
    onChange(value === undefined ? { is } : { is, value });
  };
  return (
    <>
      <select
        className="control small plain"
        aria-label={t('rule.operator')}
        value={test.is}
        onChange={(event) => {
          const is = operators.find((one) => one === event.target.value);
          if (is) switchTo(is);
        }}
      >
        {operators.map((one) => (
          <option key={one} value={one}>
            {t(`rule.operators.${one}`)}
          </option>
        ))}
      </select>
      {test.is === 'exists' || test.is === 'absent' ? null : kind === 'boolean' && test.is !== 'in' ? (
        <select
          className="control small val"
          aria-label={t('rule.value')}
          value={String(test.value ?? '')}
          onChange={(event) => onChange({ is: test.is, value: event.target.value === 'true' })}
        >
          {test.value === undefined ? <option value="" /> : null}
          <option value="true">{t('common.yes')}</option>
          <option value="false">{t('common.no')}</option>
        </select>
      ) : (
        <TextValue key={test.is} {...props} />
      )}
    </>
  );
}
