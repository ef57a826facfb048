/** Words in the language of whoever looks. */
import { page as enPage } from './locales/en/page.js';
import { phones as enPhones } from './locales/en/phones.js';
import { wire as enWire } from './locales/en/wire.js';
import { page as zhPage } from './locales/zh/page.js';
import { phones as zhPhones } from './locales/zh/phones.js';
import { wire as zhWire } from './locales/zh/wire.js';

const TEXTS = { zh: { ...zhPage, ...zhPhones, ...zhWire }, en: { ...enPage, ...enPhones, ...enWire } };
const KEY = 'wecom-simulator.language';

let language = localStorage.getItem(KEY) ?? (navigator.language.startsWith('zh') ? 'zh' : 'en');
if (!(language in TEXTS)) language = 'zh';
document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';

export const currentLanguage = () => language;

export function chooseLanguage(next) {
  language = next;
  localStorage.setItem(KEY, next);
  document.documentElement.lang = next === 'zh' ? 'zh-CN' : 'en';
  document.title = t('title');
}

/** With a `count`, `key_one` and `key_other` are looked up for `key`; a language may have the second alone. */
export function t(key, values = {}) {
  const plural =
    values.count === 1 ? (lookUp(`${key}_one`) ?? lookUp(`${key}_other`)) : lookUp(`${key}_other`);
  const found = lookUp(key) ?? plural;
  if (found === undefined) return key;
  return found.replace(/\{\{(\w+)\}\}/g, (_, name) => String(values[name] ?? ''));
}

function lookUp(key) {
  let found = TEXTS[language];
  for (const part of key.split('.')) found = found?.[part];
  return typeof found === 'string' ? found : undefined;
}

const parts = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Asia/Shanghai',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
});

function pieces(ms) {
  return Object.fromEntries(parts.formatToParts(ms).map(({ type, value }) => [type, value]));
}

/** 2026-11-21 20:46:12, where the corp is. */
export function dateTime(ms) {
  const { year, month, day, hour, minute, second } = pieces(ms);
  return `${year}-${month}-${day} ${hour}:${minute}:${second}`;
}

/** 20:46:09.112 */
export function preciseTime(ms) {
  const { hour, minute, second } = pieces(ms);
  return `${hour}:${minute}:${second}.${String(Math.floor(ms) % 1000).padStart(3, '0')}`;
}

/** As a phone says it: the hour today, otherwise the day with it. */
export function chatTime(ms, now) {
  const [then, today] = [pieces(ms), pieces(now)];
  const time = `${then.hour}:${then.minute}`;
  if (then.year === today.year && then.month === today.month && then.day === today.day)
    return t('today', { time });
  const day = `${then.month}-${then.day} ${time}`;
  return then.year === today.year ? day : `${then.year}-${day}`;
}

/** wmSY…4417 */
export function shortId(id) {
  return id.length > 14 ? `${id.slice(0, 4)}…${id.slice(-4)}` : id;
}

export function count(n) {
  return n.toLocaleString('en-US');
}

export function took(ms) {
  return ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(2)} s`;
}
