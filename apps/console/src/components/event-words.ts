import type { TFunction } from 'i18next';
import type { Formats } from '../format.ts';

/** Properties worth a word of their own, in the order in which they are told. */
const telling = [
  'text',
  'content',
  'route',
  'flight',
  'flight_no',
  'channel_code',
  'code',
  'segment_name',
  'segment',
  'journey_name',
  'journey',
  'tag',
  'product',
  'staff_name',
  'staff',
  'reason',
  'url',
  'page',
  'path',
  'title',
];
const money = new Set(['total', 'revenue', 'amount', 'price', 'value']);
const hidden = /(?:^|_)(?:id|ids|key|hash|token)$|Id$|^(?:currency|_.*)$/;

/** The event's name in the reader's language, or as it was sent. */
export function eventName(name: string, t: TFunction): string {
  return t(`events.names.${name}`, { defaultValue: name });
}

/** `key` for conversions, `lost` for lost friends and trust, `amber` for what a person should look at. */
export function eventTone(name: string): '' | 'key' | 'lost' | 'amber' {
  if (name === 'Order Completed') return 'key';
  if (name === 'Friend Removed') return 'lost';
  return name === 'Message Failed' || name === 'Message Refused' || name === 'Consent Withdrawn'
    ? 'amber'
    : '';
}

function plain(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.map(plain).filter(Boolean).slice(0, 3).join(', ') || null;
  return null;
}

/** At most three properties of an event in one line. */
export function eventDetail(properties: Record<string, unknown>, format: Formats, wanted = 3): string {
  const words: string[] = [];
  for (const key of telling) {
    const value = plain(properties[key]);
    if (value && !/^[0-9a-f]{8}-[0-9a-f]{4}-/.test(value)) words.push(value);
  }
  for (const [key, value] of Object.entries(properties)) {
    if (telling.includes(key) || hidden.test(key)) continue;
    if (money.has(key) && typeof value === 'number') words.push(format.yuan(Math.round(value * 100)));
    else {
      const text = plain(value);
      if (text) words.push(`${key} ${text}`);
    }
  }
  return format.join(...words.slice(0, wanted));
}
