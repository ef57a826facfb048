/** Receiving callbacks: URL verification, opening an encrypted POST, answering passively. */
import { createHash } from 'node:crypto';
import { type CallbackConfig, CallbackError, encrypt, sign, verifyAndDecrypt } from './crypto.ts';
import { eventFromFields, type WecomEvent } from './events.ts';
import { MAX_CALLBACK_BYTES, parseXml, textOf, type XmlNode } from './xml.ts';

/** Query of a callback as a framework gives it; repeated or missing parameters are refused. */
export type CallbackQuery = Readonly<Record<string, unknown>>;

/** A callback whose signature, ciphertext and receiver were right. */
export interface OpenedCallback {
  event: WecomEvent;
  /** Equal for every delivery of the same event, different for different events. */
  dedupeKey: string;
  /** The decrypted document, to be stored as it came. */
  plaintext: string;
  format: 'xml' | 'json';
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
  if (input.body.length > MAX_CALLBACK_BYTES) throw new CallbackError('too_large', 'the body is too large');
  const body = typeof input.body === 'string' ? input.body : Buffer.from(input.body).toString('utf8');
  const encrypted = encryptedPart(body);
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

/**
 * The vendor's advice, FromUserName + CreateTime, collides: two system events of one second share it. Hence the
 * identifying fields and a hash of the plaintext, which a retry repeats although its ciphertext may differ.
 */
export function dedupeKey(fields: XmlNode, plaintext: string): string {
  const names = ['ToUserName', 'Event', 'ChangeType', 'UserID', 'ExternalUserID', 'ChatId', 'Id', 'MsgId'];
  const parts = names.map((name) => textOf(fields, name) ?? '');
  parts.push(textOf(fields, 'CreateTime') ?? '');
  parts.push(createHash('sha256').update(plaintext).digest('hex').slice(0, 32));
  return parts.join('|');
}

/** Body of a passive reply carrying `plaintext` (an inner `<xml>` document). Customer events never use one. */
export function passiveReply(input: {
  config: CallbackConfig;
  plaintext: string;
  /** Unix seconds. */
  timestamp: number;
  nonce: string;
  random?: Buffer;
}): string {
  const { config, nonce } = input;
  const timestamp = String(input.timestamp);
  const plain = { message: input.plaintext, receiveId: config.receiveId ?? '' };
  const encrypted = encrypt(config.encodingAesKey, plain, input.random);
  const signature = sign(config.token, { timestamp, nonce, encrypted });
  return `<xml><Encrypt><![CDATA[${encrypted}]]></Encrypt><MsgSignature><![CDATA[${signature}]]></MsgSignature><TimeStamp>${timestamp}</TimeStamp><Nonce><![CDATA[${nonce}]]></Nonce></xml>`;
}

// Taken out by pattern: no parser sees a byte before the signature over this text has been checked.
const ENCRYPT_ELEMENT = /<Encrypt>\s*(?:<!\[CDATA\[([A-Za-z0-9+/=]+)\]\]>|([A-Za-z0-9+/=]+))\s*<\/Encrypt>/;

function encryptedPart(body: string): string {
  const json = /^\s*\{/.test(body);
  const match = json ? undefined : ENCRYPT_ELEMENT.exec(body);
  const encrypted = json ? textOf(parseDocument(body).fields, 'Encrypt') : (match?.[1] ?? match?.[2]);
  if (!encrypted) throw new CallbackError('malformed_body', 'the body has no Encrypt element');
  return encrypted;
}

function parseDocument(text: string): { fields: XmlNode; format: 'xml' | 'json' } {
  if (!/^\s*\{/.test(text)) return { fields: parseXml(text), format: 'xml' };
  // JSON mode has the XML's names, numbers bare; 64-bit ones would lose digits in JSON.parse.
  const quoted = text.replace(/("(?:[^"\\]|\\.)*")|(-?\d{16,})/g, (match, string) =>
    string ? match : `"${match}"`,
  );
  try {
    return { fields: fieldsFromJson(JSON.parse(quoted), 0), format: 'json' };
  } catch (error) {
    if (error instanceof CallbackError) throw error;
    throw new CallbackError('malformed_body', 'the JSON is malformed');
  }
}

function fieldsFromJson(value: unknown, depth: number): XmlNode {
  const record = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!record || depth > 20)
    throw new CallbackError('malformed_body', 'the JSON is not an object of bounded depth');
  const out: XmlNode = {};
  const leaf = (item: unknown): string | XmlNode =>
    typeof item === 'object' && item !== null ? fieldsFromJson(item, depth + 1) : String(item ?? '');
  for (const [name, item] of Object.entries(value)) {
    if (name === '__proto__') continue;
    out[name] = Array.isArray(item) ? item.map(leaf) : leaf(item);
  }
  return out;
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
  const ageMs = Math.abs(now - Number(timestamp) * 1000);
  // NaN compares false, so a timestamp that is no number is refused too.
  if (!(ageMs <= config.windowMs)) throw new CallbackError('stale', 'the timestamp is outside the window');
}
