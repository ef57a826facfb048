/** The one step of the archive's decryption that is published: RSA with PKCS#1 v1.5 padding. (OFF 91774) */
import { constants, createPrivateKey, type KeyObject, privateDecrypt } from 'node:crypto';

/** `unknown_version`: no private key for the record's `publickey_ver`; `undecryptable`: it is not the right one. */
export class ArchiveKeyError extends Error {
  override readonly name = 'ArchiveKeyError';
  readonly code: 'unknown_version' | 'undecryptable';
  constructor(code: 'unknown_version' | 'undecryptable', message: string) {
    super(message);
    this.code = code;
  }
}

export interface ArchiveKeys {
  /** The random key of a record as `GetChatData` gives it: what `DecryptData` of the native SDK wants. */
  randomKey(record: { publickey_ver: number; encrypt_random_key: string }): string;
}

/** Private keys (PEM) by the version of their public key in the admin console. Old versions stay needed. */
export function createArchiveKeys(pemByVersion: Readonly<Record<number, string>>): ArchiveKeys {
  const keys = new Map<number, KeyObject>();
  for (const [version, pem] of Object.entries(pemByVersion)) keys.set(Number(version), createPrivateKey(pem));
  return {
    randomKey: ({ publickey_ver, encrypt_random_key }) => {
      const key = keys.get(publickey_ver);
      if (!key) {
        throw new ArchiveKeyError('unknown_version', `no private key for public key ${publickey_ver}`);
      }
      const plain = unpadded(decrypted(key, encrypt_random_key));
      if (!plain) {
        throw new ArchiveKeyError('undecryptable', `the private key ${publickey_ver} does not fit`);
      }
      return plain.toString('utf8');
    },
  };
}

// Without padding, as RSA_PKCS1_PADDING is refused by some builds of Node and answers noise for a wrong key in others.
function decrypted(key: KeyObject, base64: string): Buffer {
  try {
    return privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, Buffer.from(base64, 'base64'));
  } catch {
    throw new ArchiveKeyError('undecryptable', 'the encrypted random key has the wrong length');
  }
}

const HEAD_BYTES = 2;
const LEAST_PADDING = 8;

/** The message in 00 02 PADDING 00 MESSAGE. Every byte is looked at, whatever the ones before it were. */
function unpadded(block: Buffer): Buffer | undefined {
  let separator = 0;
  let searching = 1;
  for (let at = HEAD_BYTES; at < block.length; at++) {
    const zero = isZero(block[at] ?? 0);
    separator += searching * zero * at;
    searching &= zero ^ 1;
  }
  const head = isZero(block[0] ?? 1) & isZero((block[1] ?? 0) ^ 2);
  const long = isZero(((separator - HEAD_BYTES - LEAST_PADDING) >>> 31) & 1);
  return head & long & (searching ^ 1) ? block.subarray(separator + 1) : undefined;
}

// 1 for 0 and 0 for any other byte, without a branch.
function isZero(byte: number): number {
  return ((byte - 1) >>> 31) & 1;
}
