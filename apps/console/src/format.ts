import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

/** Business days and clock times follow the airline's zone. */
const businessZone = 'Asia/Shanghai';

const minus = (text: string) => text.replace('-', '−');

/** Numbers, money and instants as the reader's language writes them. Times are in the business zone. */
export function formats(language: string, { wan, join }: { wan: string; join: string }) {
  const locale = language === 'en' ? 'en-GB' : 'zh-CN';
  const number = new Intl.NumberFormat(locale);
  const clock = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone: businessZone, hourCycle: 'h23', ...options });
  const hm = clock({ hour: '2-digit', minute: '2-digit' });
  const hms = clock({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const iso = new Intl.DateTimeFormat('en-CA', {
    timeZone: businessZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  const today = clock({ month: language === 'en' ? 'short' : 'long', day: 'numeric' });
  const weekday = clock({ weekday: 'short' });
  const day = (at: string | Date) => iso.format(new Date(at));
  return {
    /** Puts facts of one line together; what is empty is left out. */
    join: (...facts: (string | null | undefined)[]) => facts.filter(Boolean).join(join),
    // Adding zero turns −0 into 0.
    int: (value: number) => minus(number.format(value + 0)),
    /** `ratio` 0.132 → 13.2% */
    percent: (ratio: number, digits = 1) => `${minus((ratio * 100).toFixed(digits))}%`,
    /** Fen → yuan; from 100,000 yuan in units of ten thousand where the language has a word for that. */
    yuan: (fen: number) => {
      const yuan = fen / 100;
      if (wan !== '' && Math.abs(yuan) >= 100_000) return minus(`¥${(yuan / 10_000).toFixed(1)} ${wan}`);
      return minus(`¥${number.format(Math.round(yuan))}`);
    },
    hm: (at: string | Date) => hm.format(new Date(at)),
    hms: (at: string | Date) => hms.format(new Date(at)),
    /** 2026-11-20, in the business zone. */
    day,
    /** 11-20 17:42; with the year when it is another year. */
    instant: (at: string) => {
      const date = day(at);
      const short = date.slice(0, 4) === day(new Date()).slice(0, 4) ? date.slice(5) : date;
      return `${short} ${hm.format(new Date(at))}`;
    },
    longDay: (at: string | Date) => {
      const parts = [today.format(new Date(at)), weekday.format(new Date(at))];
      return (language === 'en' ? parts.reverse() : parts).join(' ');
    },
    bytes: (value: number) =>
      value < 1024
        ? `${value} B`
        : value < 1024 * 1024
          ? `${(value / 1024).toFixed(1)} KiB`
          : `${(value / 1024 / 1024).toFixed(1)} MiB`,
  };
}

export type Formats = ReturnType<typeof formats>;

export function useFormat(): Formats {
  const { t, i18n } = useTranslation();
  return useMemo(
    () => formats(i18n.language, { wan: t('common.tenThousand'), join: t('common.join') }),
    [i18n.language, t],
  );
}
