/**
 * Callback signature and encryption of WeCom ("WXBizMsgCrypt").
 *
 * Plain block: random(16) ‖ uint32_be(byte length of msg) ‖ msg ‖ receiveid, PKCS#7 padded to 32 bytes, AES-256-CBC
 * with the first 16 key bytes as IV. Source: developer.work.weixin.qq.com/document/path/90968 and /91144.
 */
import {
  createCipheriv,
  createDecipheriv,
  type Decipher,
  hash,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';

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
  /**
   * The corp id (self-built app) or suite id. Several for a third-party app, whose commands name the suite and whose data
   * name the corp; `null` accepts any, as some servers verify with an empty one.
   */
  receiveId: string | readonly string[] | null;
  /** Refuse callbacks whose `timestamp` is further than this from `now`. Off when absent. */
  windowMs?: number;
}

interface AesKey {
  key: Buffer;
  iv: Buffer;
  /** Never ended: making one costs more than decrypting with it. */
  decipher: Decipher;
  /** What the decipher's next block is chained to: the last block of ciphertext it has seen. */
  chained: Buffer;
}

/** A process has a handful of keys; the bound only keeps a caller with endless ones from growing this. */
const MAX_KEYS = 64;
const keys = new Map<string, AesKey>();

/** 32-byte AES key. The 43rd character carries two spare bits, so decoding must be lenient (Buffer is). */
function decodeAesKey(encodingAesKey: string): AesKey {
  const known = keys.get(encodingAesKey);
  if (known) return known;
  if (!/^[A-Za-z0-9+/]{43}$/.test(encodingAesKey)) {
    throw new CallbackError('bad_config', 'EncodingAESKey must be 43 characters of A-Z, a-z, 0-9');
  }
  const key = Buffer.from(`${encodingAesKey}=`, 'base64');
  const iv = key.subarray(0, 16);
  const decipher = createDecipheriv('aes-256-cbc', key, iv).setAutoPadding(false);
  const decoded = { key, iv, decipher, chained: Buffer.from(iv) };
  if (keys.size >= MAX_KEYS) keys.clear();
  keys.set(encodingAesKey, decoded);
  return decoded;
}

/** `msg_signature`: lower-case hex SHA-1 over the four values sorted and joined. */
export function sign(token: string, sealed: { timestamp: string; nonce: string; encrypted: string }): string {
  const { timestamp, nonce, encrypted } = sealed;
  return hash('sha1', [token, timestamp, nonce, encrypted].sort().join(''));
}

/** Takes the same time for every `given`, of whatever length; any string is safe to pass. */
export function signatureMatches(given: string, expected: string): boolean {
  const wanted = Buffer.from(expected, 'utf8');
  const got = Buffer.from(given, 'utf8');
  const sameLength = got.length === wanted.length;
  // The length is no secret, but a comparison takes place all the same: there is one path only.
  return timingSafeEqual(sameLength ? got : wanted, wanted) && sameLength;
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
  const { key, iv } = decodeAesKey(encodingAesKey);
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
  const cipher = createCipheriv('aes-256-cbc', key, iv).setAutoPadding(false);
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
  if (bytes.length === 0 || bytes.length % BLOCK !== 0) throw bad();
  const block = decryptBlocks(key, bytes);
  const pad = block[block.length - 1] ?? 0;
  const end = block.length - pad;
  if (pad < 1 || pad > BLOCK || end < HEADER) throw bad();
  for (let at = end; at < block.length; at++) if (block[at] !== pad) throw bad();
  const length = block.readUInt32BE(16);
  if (length > end - HEADER) throw bad();
  return {
    message: block.toString('utf8', HEADER, HEADER + length),
    receiveId: block.toString('utf8', HEADER + length, end),
    random: block.subarray(0, 16),
  };
}

/**
 * In CBC a block is mixed with the ciphertext before it, and the first with the IV. The decipher takes message after
 * message for one stream, so that only the first block of each comes out mixed with the wrong thing: exchanged here.
 */
function decryptBlocks(key: AesKey, bytes: Buffer): Buffer {
  const { chained, iv } = key;
  const block = key.decipher.update(bytes);
  for (let at = 0; at < 16; at++) block[at] = (block[at] ?? 0) ^ (chained[at] ?? 0) ^ (iv[at] ?? 0);
  bytes.copy(chained, 0, bytes.length - 16);
  return block;
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
  if (!isFor(config.receiveId, opened.receiveId)) {
    throw new CallbackError('wrong_receiver', 'the message is for another receiver');
  }
  return opened.message;
}

function isFor(allowed: CallbackConfig['receiveId'], receiveId: string): boolean {
  if (typeof allowed === 'string') return receiveId === allowed;
  return allowed === null || allowed.includes(receiveId);
}
