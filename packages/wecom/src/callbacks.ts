/** Receiving callbacks: URL verification, and opening an encrypted POST. */
import { hash } from 'node:crypto';
import { type CallbackConfig, CallbackError, verifyAndDecrypt } from './crypto.ts';
import { type CallbackFormat, encryptedPart, parseDocument } from './documents.ts';
import { eventFromFields, type WecomEvent } from './events.ts';
import { MAX_CALLBACK_BYTES, textOf, type XmlNode } from './xml.ts';

/** Query of a callback as a framework gives it; repeated or missing parameters are refused. */
export type CallbackQuery = Readonly<Record<string, unknown>>;

/** A callback whose signature, ciphertext and receiver were right. */
export interface OpenedCallback {
  event: WecomEvent;
  /** Equal for every delivery of the same event, different for different events. */
  dedupeKey: string;
  /** The decrypted document, to be stored as it came. */
  plaintext: string;
  format: CallbackFormat;
}

/**
 * Answers the GET with which the admin console verifies a receiving URL.
 * Returns the body to send: exactly this text, no quotes, no newline, status 200, within a second.
 * The query must be properly URL-decoded: `echostr` contains `+` and `/`.
 */
export function verifyUrl(input: { config: CallbackConfig; query: CallbackQuery; now?: number }): string {
  const query = signatureQuery(input.query);
  checkWindow(input.config, query.timestamp, input.now);
  return verifyAndDecrypt(input.config, query, parameter(input.query, 'echostr'));
}

/**
 * Opens the POST of a callback. Throws `CallbackError` for whatever is not authentic and whole; never guesses.
 * Answer 200 with an empty body within five seconds, after storing the event: WeCom tries three times in all.
 */
export function openCallback(input: {
  config: CallbackConfig;
  query: CallbackQuery;
  body: string | Uint8Array;
  /** Unix milliseconds; needed for `windowMs` only. */
  now?: number;
}): OpenedCallback {
  const query = signatureQuery(input.query);
  checkWindow(input.config, query.timestamp, input.now);
  const encrypted = encryptedPart(textOfBody(input.body));
  const plaintext = verifyAndDecrypt(input.config, query, encrypted);
  return openPlaintext(plaintext);
}

/** Parses an already decrypted document, e.g. one read back from an inbox. */
export function openPlaintext(plaintext: string): OpenedCallback {
  const inner = parseDocument(plaintext);
  return {
    event: eventFromFields(inner.fields),
    dedupeKey: dedupeKey(inner.fields, plaintext),
    plaintext,
    format: inner.format,
  };
}

/** What tells one event from another, beside the whole of the plaintext. */
const IDENTIFYING = [
  'ToUserName',
  'AuthCorpId',
  'Event',
  'InfoType',
  'ChangeType',
  'UserID',
  'ExternalUserID',
  'ChatId',
  'Id',
  'MsgId',
  'CreateTime',
  'TimeStamp',
];

/**
 * The vendor's advice, FromUserName + CreateTime, collides: two system events of one second share it. Hence the
 * identifying fields and a hash of the plaintext, which a retry repeats although its ciphertext may differ.
 */
export function dedupeKey(fields: XmlNode, plaintext: string): string {
  let key = '';
  for (const name of IDENTIFYING) key += `${escaped(textOf(fields, name))}|`;
  return key + hash('sha256', plaintext).slice(0, 32);
}

// Or an id with the separator in it could be read as two fields.
function escaped(text: string | undefined): string {
  if (text === undefined) return '';
  return /[%|]/.test(text) ? text.replaceAll('%', '%25').replaceAll('|', '%7C') : text;
}

function textOfBody(body: string | Uint8Array): string {
  const bytes = typeof body === 'string' ? Buffer.byteLength(body) : body.byteLength;
  if (bytes > MAX_CALLBACK_BYTES) throw new CallbackError('too_large', 'the body is too large');
  if (typeof body === 'string') return body;
  return Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
}

function signatureQuery(query: CallbackQuery) {
  return {
    msgSignature: parameter(query, 'msg_signature'),
    timestamp: parameter(query, 'timestamp'),
    nonce: parameter(query, 'nonce'),
  };
}

function parameter(query: CallbackQuery, name: string): string {
  const value = Object.hasOwn(query, name) ? query[name] : undefined;
  if (typeof value !== 'string' || value === '') {
    throw new CallbackError('missing_parameter', `the query has no ${name}`);
  }
  return value;
}

function checkWindow(config: CallbackConfig, timestamp: string, now: number | undefined): void {
  if (config.windowMs === undefined) return;
  if (now === undefined) throw new CallbackError('bad_config', 'windowMs needs now');
  const sentAt = /^\d{1,12}$/.test(timestamp) ? Number(timestamp) * 1000 : Number.NaN;
  // NaN compares false, so a timestamp that is no number is refused too.
  if (!(Math.abs(now - sentAt) <= config.windowMs))
    throw new CallbackError('stale', 'the timestamp is outside the window');
}
