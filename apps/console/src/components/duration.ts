import type { TFunction } from 'i18next';

export const durationUnits = ['minutes', 'hours', 'days', 'weeks', 'months', 'years'] as const;
export type DurationUnit = (typeof durationUnits)[number];
export interface Duration {
  count: number;
  unit: DurationUnit;
}

const letters: Record<DurationUnit, string> = {
  minutes: 'M',
  hours: 'H',
  days: 'D',
  weeks: 'W',
  months: 'M',
  years: 'Y',
};

/** P90D, PT2H: one unit. Null for durations of several units, which stay as they are. */
export function parseDuration(text: string): Duration | null {
  const match = /^P(T?)(\d+)([YMWDH])$/.exec(text);
  if (!match) return null;
  const [, time, digits, letter] = match;
  const unit = durationUnits.find(
    (one) => letters[one] === letter && (one === 'minutes' || one === 'hours') === (time === 'T'),
  );
  return unit ? { count: Number(digits), unit } : null;
}

export function formatDuration({ count, unit }: Duration): string {
  return `P${unit === 'minutes' || unit === 'hours' ? 'T' : ''}${count}${letters[unit]}`;
}

/** "90 days" in the reader's language; a duration of several units as it is written. */
export function durationWords(text: string, t: TFunction): string {
  const parsed = parseDuration(text);
  return parsed ? t(`duration.${parsed.unit}`, { n: parsed.count }) : text;
}
