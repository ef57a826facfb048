/**
 * Callback signature and encryption of WeCom ("WXBizMsgCrypt").
 *
 * Plain block: random(16) ‖ uint32_be(byte length of msg) ‖ msg ‖ receiveid, PKCS#7 padded to 32 bytes, AES-256-CBC
 * with the first 16 key bytes as IV. Source: developer.work.weixin.qq.com/document/path/90968 and /91144.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const BLOCK = 32;
const HEADER = 20;

/** Why a callback was refused. `code` is stable; `message` is for people. */
export class CallbackError extends Error {
  override readonly name = 'CallbackError';
  readonly code: CallbackErrorCode;
  constructor(code: CallbackErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

export type CallbackErrorCode =
  | 'bad_config'
  | 'missing_parameter'
  | 'too_large'
  | 'malformed_body'
  | 'bad_signature'
  | 'bad_ciphertext'
  | 'wrong_receiver'
  | 'stale';

/** The triple an administrator enters for an app, and who its callbacks are for. */
export interface CallbackConfig {
  /** Token of the receiving URL, at most 32 characters. */
  token: string;
  /** EncodingAESKey: exactly 43 characters. */
  encodingAesKey: string;
  /** The corp id (self-built app) or suite id. `null` accepts any: some servers verify with an empty one. */
  receiveId: string | null;
  /** Refuse callbacks whose `timestamp` is further than this from `now`. Off when absent. */
  windowMs?: number;
}

/** 32-byte AES key. The 43rd character carries two spare bits, so decoding must be lenient (Buffer is). */
function decodeAesKey(encodingAesKey: string): Buffer {
  if (!/^[A-Za-z0-9+/]{43}$/.test(encodingAesKey)) {
    throw new CallbackError('bad_config', 'EncodingAESKey must be 43 characters of A-Z, a-z, 0-9');
  }
  return Buffer.from(`${encodingAesKey}=`, 'base64');
}

/** `msg_signature`: lower-case hex SHA-1 over the four values sorted and joined. */
export function sign(token: string, sealed: { timestamp: string; nonce: string; encrypted: string }): string {
  const { timestamp, nonce, encrypted } = sealed;
  return createHash('sha1').update([token, timestamp, nonce, encrypted].sort().join('')).digest('hex');
}

/** Compares in constant time; any string is safe to pass. */
export function signatureMatches(given: string, expected: string): boolean {
  const a = Buffer.from(given, 'utf8');
  const b = Buffer.from(expected, 'utf8');
  return a.length === b.length && timingSafeEqual(a, b);
}

/**
 * Encrypts `message` for `receiveId`; returns base64.
 * `random` is 16 bytes and is given only by tests and by the simulator, which must be repeatable.
 */
export function encrypt(
  encodingAesKey: string,
  plain: { message: string; receiveId: string },
  random: Buffer = randomBytes(16),
): string {
  const key = decodeAesKey(encodingAesKey);
  if (random.length !== 16) throw new CallbackError('bad_config', 'random must be 16 bytes');
  const message = Buffer.from(plain.message, 'utf8');
  const receiver = Buffer.from(plain.receiveId, 'utf8');
  const length = HEADER + message.length + receiver.length;
  const pad = BLOCK - (length % BLOCK);
  const block = Buffer.alloc(length + pad, pad);
  random.copy(block, 0);
  block.writeUInt32BE(message.length, 16);
  message.copy(block, HEADER);
  receiver.copy(block, HEADER + message.length);
  // Node pads to 16 bytes, WeCom to 32: hence by hand.
  const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  return Buffer.concat([cipher.update(block), cipher.final()]).toString('base64');
}

/** Decrypts base64; throws `bad_ciphertext` on anything that is not a well-formed block. */
export function decrypt(
  encodingAesKey: string,
  encrypted: string,
): { message: string; receiveId: string; random: Buffer } {
  const key = decodeAesKey(encodingAesKey);
  const bytes = Buffer.from(encrypted, 'base64');
  const bad = () => new CallbackError('bad_ciphertext', 'the ciphertext is not a WeCom message block');
  if (bytes.length === 0 || bytes.length % 16 !== 0) throw bad();
  const decipher = createDecipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
  const block = Buffer.concat([decipher.update(bytes), decipher.final()]);
  const pad = block[block.length - 1] ?? 0;
  const end = block.length - pad;
  if (pad < 1 || pad > BLOCK || end < HEADER) throw bad();
  const length = block.readUInt32BE(16);
  if (length > end - HEADER) throw bad();
  return {
    message: block.toString('utf8', HEADER, HEADER + length),
    receiveId: block.toString('utf8', HEADER + length, end),
    random: block.subarray(0, 16),
  };
}

/** Verifies the signature, decrypts, and checks the receiver when the configuration names one. */
export function verifyAndDecrypt(
  config: CallbackConfig,
  query: { msgSignature: string; timestamp: string; nonce: string },
  encrypted: string,
): string {
  const expected = sign(config.token, { timestamp: query.timestamp, nonce: query.nonce, encrypted });
  if (!signatureMatches(query.msgSignature, expected)) {
    throw new CallbackError('bad_signature', 'msg_signature does not match');
  }
  const opened = decrypt(config.encodingAesKey, encrypted);
  if (config.receiveId !== null && opened.receiveId !== config.receiveId) {
    throw new CallbackError('wrong_receiver', 'the message is for another receiver');
  }
  return opened.message;
}
