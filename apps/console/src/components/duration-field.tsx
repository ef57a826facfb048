import { useTranslation } from 'react-i18next';
import { type DurationUnit, durationUnits, formatDuration, parseDuration } from './duration.ts';

interface DurationFieldProps {
  /** ISO 8601, one unit. */
  value: string;
  onChange: (value: string) => void;
  label: string;
  id?: string;
}

/** A number and its unit, as one ISO 8601 duration. */
export function DurationField({ value, onChange, label, id }: DurationFieldProps) {
  const { t } = useTranslation();
  const parsed = parseDuration(value);
  if (!parsed && value !== '') {
    return (
      <input
        id={id}
        className="control small"
        aria-label={label}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    );
  }
  const { count, unit } = parsed ?? { count: 1, unit: 'days' as DurationUnit };
  return (
    <span className="joined">
      <input
        id={id}
        className="control small num"
        type="number"
        min={1}
        max={9999}
        aria-label={label}
        value={count}
        onChange={(event) => {
          const next = Math.trunc(event.target.valueAsNumber);
          if (next >= 1) onChange(formatDuration({ count: next, unit }));
        }}
      />
      <select
        className="control small"
        aria-label={t('duration.unit')}
        value={unit}
        onChange={(event) => {
          const next = durationUnits.find((one) => one === event.target.value);
          if (next) onChange(formatDuration({ count, unit: next }));
        }}
      >
        {durationUnits.map((one) => (
          <option key={one} value={one}>
            {t(`duration.units.${one}`)}
          </option>
        ))}
      </select>
    </span>
  );
}
