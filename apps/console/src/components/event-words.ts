import type { TFunction } from 'i18next';
import type { Formats } from '../format.ts';

/** Properties worth telling, in the order in which they are told; money comes first. */
const telling = [
  'text',
  'content',
  'route',
  'flight_no',
  'flight',
  'name',
  'channelCode',
  'product',
  'category',
  'seat',
  'purpose',
  'reason',
  'field',
  'destination_city',
  'platform',
  'page',
  'path',
  'title',
  'url',
  'staff',
  'touchpoint',
  'group',
  'channel',
];
const money = ['total', 'revenue', 'amount', 'price'];
const silent = new Set([
  'currency',
  'version',
  'found',
  'international',
  'country',
  'kind',
  'length',
  'by',
  'tag',
  // An airport whose route is told, or what asked for a message, in words of machines.
  'origin',
]);
const machine = /(?:^|_)(?:id|ids|key|hash|token)$|Id$|^_/;
const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-/;

/** The event's name in the reader's language, or as it was sent. */
export function eventName(name: string, t: TFunction): string {
  return t(`events.names.${name}`, { defaultValue: name });
}

/** A stored word (`gold`, `marketing`) in the reader's language, or as it is stored. */
export function valueWords(value: string, t: TFunction): string {
  return /^[a-z_]+$/.test(value) ? t(`words.${value}`, { defaultValue: value }) : value;
}

/** `key` for conversions, `lost` for lost friends and trust, `amber` for what a person should look at. */
export function eventTone(name: string): '' | 'key' | 'lost' | 'amber' {
  if (name === 'Order Completed') return 'key';
  if (name === 'Friend Removed') return 'lost';
  return name === 'Message Failed' || name === 'Complaint Filed' || name === 'Consent Withdrawn'
    ? 'amber'
    : '';
}

function plain(value: unknown, t: TFunction): string | null {
  if (typeof value === 'string') return value === '' || uuid.test(value) ? null : valueWords(value, t);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) {
    const words = value.map((one) => plain(one, t)).filter(Boolean);
    return words.length > 0 ? words.slice(0, 3).join(', ') : null;
  }
  return null;
}

interface Telling {
  format: Formats;
  t: TFunction;
  /** At most so many facts. */
  most?: number;
}

/** The telling properties of an event in one line. */
export function eventDetail(properties: Record<string, unknown>, { format, t, most = 3 }: Telling): string {
  const words: string[] = [];
  for (const key of money) {
    const value = properties[key];
    if (typeof value === 'number') words.push(format.yuan(Math.round(value * 100)));
  }
  for (const key of telling) {
    const value = plain(properties[key], t);
    if (value) words.push(value);
  }
  for (const [key, value] of Object.entries(properties)) {
    if (telling.includes(key) || money.includes(key) || silent.has(key) || machine.test(key)) continue;
    const text = plain(value, t);
    if (text) words.push(`${t(`events.properties.${key}`, { defaultValue: key })} ${text}`);
  }
  return format.join(...words.slice(0, most));
}
