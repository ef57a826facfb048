import type { OutreachPolicy, Purpose, RefusalReason } from '@jetbridge/contract';
import { Temporal } from 'temporal-polyfill';

export const defaultPolicy: OutreachPolicy = {
  cap: { messages: 3, days: 7 },
  quiet: { from: '22:00', to: '08:00', zone: 'Asia/Shanghai' },
};

/** Longest a decided message waits for its channel; later it says something that is no longer so. */
export const expiryMs = 24 * 3_600_000;
/** Bytes of UTF-8 in the text of a WeCom message. */
export const textBytes = 4_000;
/** A click that is counted but no longer announced: a person does not open one link more often. */
export const announcedClicks = 20;

export function isZone(zone: string): boolean {
  try {
    Temporal.Now.zonedDateTimeISO(zone);
    return true;
  } catch {
    return false;
  }
}

/** When the quiet hours that `now` lies in are over; null outside of them. */
export function quietUntil(quiet: OutreachPolicy['quiet'], now: Date): Date | null {
  const from = Temporal.PlainTime.from(quiet.from);
  const to = Temporal.PlainTime.from(quiet.to);
  const order = Temporal.PlainTime.compare(from, to);
  if (order === 0) return null;
  const local = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(quiet.zone);
  const afterFrom = Temporal.PlainTime.compare(local.toPlainTime(), from) >= 0;
  const beforeTo = Temporal.PlainTime.compare(local.toPlainTime(), to) < 0;
  const inside = order < 0 ? afterFrom && beforeTo : afterFrom || beforeTo;
  if (!inside) return null;
  const endDay = beforeTo ? local.toPlainDate() : local.toPlainDate().add({ days: 1 });
  return new Date(endDay.toZonedDateTime({ timeZone: quiet.zone, plainTime: to }).epochMilliseconds);
}

/** The quota's current period by name, and how many messages a person may get in it. */
export function quotaNow(policy: OutreachPolicy, now: Date): { period: string; messages: number } {
  const day = Temporal.Instant.fromEpochMilliseconds(now.getTime())
    .toZonedDateTimeISO(policy.quiet.zone)
    .toPlainDate();
  const quota = policy.quota ?? { per: 'month' as const, messages: day.daysInMonth };
  const starts = {
    day,
    week: day.subtract({ days: day.dayOfWeek - 1 }),
    month: day.with({ day: 1 }),
  };
  return { period: `${quota.per}:${starts[quota.per].toString()}`, messages: quota.messages };
}

/** What holds for every message decided now. */
export interface Situation {
  policy: OutreachPolicy;
  quietUntil: Date | null;
  quotaMessages: number;
}

/** What is known of one person. */
export interface Person {
  reachable: boolean;
  consented: boolean;
  /** Marketing messages within the cap's window, those decided just before included. */
  recentMarketing: number;
  quotaUsed: number;
}

export type Refusal = { refused: RefusalReason; until?: Date };

/** Whether one message may go to one person now; null when it may. Reasons are asked in the contract's order. */
export function refusalOf(situation: Situation, person: Person, purpose: Purpose): Refusal | null {
  const { cap } = situation.policy;
  if (!person.reachable) return { refused: 'not_a_friend' };
  if (!person.consented) return { refused: 'no_consent' };
  if (purpose === 'marketing') {
    if (cap.days > 0 && person.recentMarketing >= cap.messages) return { refused: 'frequency_cap' };
    if (situation.quietUntil) return { refused: 'quiet_hours', until: situation.quietUntil };
  }
  if (person.quotaUsed >= situation.quotaMessages) return { refused: 'quota' };
  return null;
}

const namePlaceholder = /\{name\}/g;
/** How somebody is addressed whose name is not known. */
const noName = '旅客';

export function needsName(text: string): boolean {
  return text.includes('{name}');
}

/** The text with the name put in, never longer than `limit` bytes of UTF-8; a character is not cut in two. */
export function renderText(text: string, name: string | null, limit = textBytes): string {
  // A name is what somebody typed: no line breaks, no control characters, no essay.
  const clean = (name ?? '')
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, 40);
  return cutToBytes(
    text.replace(namePlaceholder, () => clean || noName),
    limit,
  );
}

function cutToBytes(text: string, limit: number): string {
  if (Buffer.byteLength(text) <= limit) return text;
  let bytes = 0;
  let cut = '';
  for (const character of text) {
    bytes += Buffer.byteLength(character);
    if (bytes > limit) break;
    cut += character;
  }
  return cut;
}

/** An absolute http(s) address in its normal form, or null: nothing else is ever redirected to. */
export function safeTarget(link: string): string | null {
  try {
    const url = new URL(link);
    return url.protocol === 'http:' || url.protocol === 'https:' ? url.href : null;
  } catch {
    return null;
  }
}

/** The code of a send's tracked link: its id, 16 bytes of which 74 bits are random, as 22 characters of base64url. */
export function linkCode(sendId: string): string {
  return Buffer.from(sendId.replaceAll('-', ''), 'hex').toString('base64url');
}

/** The send that a link's code stands for; null when it is not a code. */
export function sendOfLink(code: string): string | null {
  if (!/^[A-Za-z0-9_-]{22}$/.test(code)) return null;
  const hex = Buffer.from(code, 'base64url').toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

const crawlers =
  /bot\b|crawl|spider|slurp|preview|prerender|monitor|facebookexternalhit|whatsapp|telegram|headless|^curl|^wget|^python|^go-http|^java\//i;

/** Whether a request for a tracked link comes from a person rather than from a preview, a prefetch or a crawler. */
export function isPerson(request: {
  method: string;
  userAgent: string | undefined;
  purpose: string | undefined;
}): boolean {
  if (request.method !== 'GET' || !request.userAgent) return false;
  if (/prefetch|preview/i.test(request.purpose ?? '')) return false;
  return !crawlers.test(request.userAgent);
}

/** The first instant of the day that `now` lies in, where the clocks of `zone` show it. */
export function startOfDay(now: Date, zone: string): Date {
  const local = Temporal.Instant.fromEpochMilliseconds(now.getTime()).toZonedDateTimeISO(zone);
  return new Date(local.startOfDay().epochMilliseconds);
}
