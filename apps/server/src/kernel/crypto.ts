import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';

/** Encrypts personal data at rest and makes it findable without decrypting it. */
export type Vault = {
  /** AES-256-GCM under a fresh nonce: the same text gives another result each time. */
  encrypt(text: string): string;
  /** The inverse; throws when the text was altered or belongs to another key. */
  decrypt(sealed: string): string;
  /**
   * HMAC-SHA-256 of a value of one kind (`mobile`, `email` …), 43 base64url characters: equal values of a kind
   * have equal indexes, and nobody without the key can test a guess. The caller normalises the value first.
   */
  blindIndex(kind: string, value: string): string;
};

const VERSION = 'v1';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Derives the encryption key and the index key from one secret (HKDF-SHA-256, RFC 5869).
 * @param secretKey at least 32 bytes as hexadecimal, base64 or any text of that entropy
 */
export function createVault(secretKey: string): Vault {
  const encryptionKey = derive(secretKey, 'jetbridge/encryption/v1');
  const indexKey = derive(secretKey, 'jetbridge/blind-index/v1');
  return {
    encrypt(text) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', encryptionKey, nonce);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return `${VERSION}.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`;
    },
    decrypt(sealed) {
      const [version, encoded] = sealed.split('.', 2);
      if (version !== VERSION || encoded === undefined) throw new Error('Not a text sealed by this vault');
      const bytes = Buffer.from(encoded, 'base64url');
      if (bytes.length < NONCE_BYTES + TAG_BYTES) throw new Error('A sealed text is cut short');
      const decipher = createDecipheriv('aes-256-gcm', encryptionKey, bytes.subarray(0, NONCE_BYTES), {
        authTagLength: TAG_BYTES,
      });
      decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      const body = bytes.subarray(NONCE_BYTES + TAG_BYTES);
      return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
    },
    blindIndex(kind, value) {
      // The zero byte keeps ("a", "bc") apart from ("ab", "c").
      return createHmac('sha256', indexKey).update(`${kind}\0${value}`, 'utf8').digest('base64url');
    },
  };
}

function derive(secretKey: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secretKey, '', purpose, 32));
}

/** SHA-256 of a token as 64 hexadecimal digits: what is stored of session tokens and API keys. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token, 'utf8').digest('hex');
}

/** An unguessable token in base64url; 32 bytes give 43 characters. */
export function randomToken(bytes = 32): string {
  return randomBytes(bytes).toString('base64url');
}
