import { createCipheriv } from 'node:crypto';
import * as reference from '@wecom/crypto';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { CallbackError, decrypt, encrypt, sign, signatureMatches, verifyAndDecrypt } from './crypto.ts';
import { vectors } from './crypto.vectors.ts';

const compared = vi.hoisted(() => ({ count: 0 }));
vi.mock('node:crypto', async (original) => {
  const real = await original<typeof import('node:crypto')>();
  const timingSafeEqual: typeof real.timingSafeEqual = (a, b) => {
    compared.count++;
    return real.timingSafeEqual(a, b);
  };
  return { ...real, timingSafeEqual };
});

describe('published vectors', () => {
  it.each(vectors)(
    '$name: signature, plaintext and receiver are right, re-encryption is byte-identical',
    (v) => {
      expect(sign(v.token, { timestamp: v.timestamp, nonce: v.nonce, encrypted: v.encrypted })).toBe(
        v.signature,
      );
      const opened = decrypt(v.encodingAesKey, v.encrypted);
      if (v.plaintext !== undefined) expect(opened.message).toBe(v.plaintext);
      expect(Buffer.byteLength(opened.message)).toBe(v.bytes);
      expect(opened.receiveId).toBe(v.receiveId);
      expect(encrypt(v.encodingAesKey, opened, opened.random)).toBe(v.encrypted);
      const query = { msgSignature: v.signature, timestamp: v.timestamp, nonce: v.nonce };
      expect(verifyAndDecrypt(v, query, v.encrypted)).toBe(opened.message);
    },
  );
});

const config = { token: 'QDG6eK', encodingAesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C' };

/** Texts of travellers, up to 200 characters, some across several blocks; the same ones every time. */
function texts(count: number): string[] {
  const units = [...'航班登机口延误你好啊𠮷鿿é a1<>&"|\n', '👍', '👨‍👩‍👧‍👦', '🇨🇳', '👩🏽‍✈️', '✈️', '\u0000'];
  let state = 2026;
  const draw = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return Array.from({ length: count }, () =>
    Array.from({ length: draw(200) }, () => units[draw(units.length)]).join(''),
  );
}

describe('against an independent implementation', () => {
  it('each decrypts what the other encrypts, for 10,000 texts in Chinese and emoji', () => {
    const key = config.encodingAesKey;
    for (const message of texts(10_000)) {
      const ours = encrypt(key, { message, receiveId: 'ww1' });
      const theirs = reference.encrypt(key, message, 'ww1');
      const read = reference.decrypt(key, ours);
      const opened = decrypt(key, theirs);
      // Compared bare: an expectation for each would take longer than the cryptography.
      if (read.message !== message || read.id !== 'ww1') expect(read).toEqual({ message, id: 'ww1' });
      if (opened.message !== message || opened.receiveId !== 'ww1')
        expect(opened).toMatchObject({ message, receiveId: 'ww1' });
      const signature = sign(config.token, { timestamp: '1', nonce: 'n', encrypted: ours });
      if (signature !== reference.getSignature(config.token, '1', 'n', ours)) expect(signature).toBe(ours);
    }
    expect(new Set(texts(10_000)).size).toBeGreaterThan(9_900);
  });

  it('messages decrypted in any order, with keys in turn and broken ones between, come out the same', () => {
    const keys = [config.encodingAesKey, 'a'.repeat(43), '4Ma3YBrSBbX2aez8MJpXGBne5LSDwgGqHbhM9WPYIws'];
    for (const [n, message] of texts(300).entries()) {
      const key = keys[n % keys.length] ?? '';
      const random = Buffer.alloc(16, n);
      const encrypted = encrypt(key, { message, receiveId: 'ww1' }, random);
      // 64 bytes of a longer one, so that the cipher is asked.
      const cut = encrypted.slice(0, 86);
      if (cut.length < encrypted.length - 2) expect(() => decrypt(key, cut)).toThrow(CallbackError);
      if (n % 7 === 0) expect(() => decrypt(key, 'A'.repeat(128))).toThrow(CallbackError);
      expect(decrypt(key, encrypted)).toEqual({ message, receiveId: 'ww1', random });
    }
  });

  it('more keys than are remembered do no harm', () => {
    for (let n = 0; n < 200; n++) {
      const key = String(n).padStart(43, 'k');
      const encrypted = encrypt(key, { message: key, receiveId: 'ww1' });
      expect(decrypt(key, encrypted).message).toBe(key);
    }
  });
});

describe('the block', () => {
  const key = Buffer.from(`${config.encodingAesKey}=`, 'base64');
  /** Encrypts a block that was padded by hand. */
  const seal = (block: Buffer) => {
    const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
    return Buffer.concat([cipher.update(block), cipher.final()]).toString('base64');
  };
  const block = (pad: number[], length = 2) => {
    const head = Buffer.alloc(20, 7);
    head.writeUInt32BE(length, 16);
    return Buffer.concat([head, Buffer.from('hi'), Buffer.from('ww1'), Buffer.from(pad)]);
  };
  const open = (bytes: Buffer) => decrypt(config.encodingAesKey, seal(bytes));
  const refused = (bytes: Buffer) =>
    expect(() => open(bytes)).toThrow(expect.objectContaining({ code: 'bad_ciphertext' }));

  it('is padded to 32 bytes, each byte the number of them, a whole block when nothing is missing', () => {
    expect(open(block(Array(7).fill(7)))).toMatchObject({ message: 'hi', receiveId: 'ww1' });
    expect(open(block(Array(39).fill(32)).subarray(0, 64)).message).toBe('hi');
    for (const n of [0, 1, 31, 32, 33]) {
      const sealed = encrypt(config.encodingAesKey, { message: 'x'.repeat(n), receiveId: '' });
      expect(Buffer.from(sealed, 'base64').length % 32).toBe(0);
      expect(decrypt(config.encodingAesKey, sealed).message).toBe('x'.repeat(n));
    }
  });

  it('is refused with any other padding', () => {
    refused(block([7, 7, 7, 7, 7, 7, 0]));
    refused(block([7, 7, 7, 6, 7, 7, 7]));
    refused(block([0, 7, 7, 7, 7, 7, 7]));
    refused(block([7, 7, 7, 7, 7, 7, 33]));
    refused(block([7, 7, 7, 7, 7, 7, 255]));
    refused(Buffer.alloc(32, 32));
    refused(Buffer.alloc(32, 16));
  });

  it('is refused when the text would reach into the padding, or is cut', () => {
    expect(open(block(Array(7).fill(7), 5))).toMatchObject({ message: 'hiww1', receiveId: '' });
    refused(block(Array(7).fill(7), 6));
    refused(block(Array(7).fill(7), 0xffffffff));
    const sealed = encrypt(config.encodingAesKey, { message: 'x'.repeat(100), receiveId: 'ww1' });
    for (const length of [0, 4, 24, 44]) {
      expect(() => decrypt(config.encodingAesKey, sealed.slice(0, length))).toThrow(CallbackError);
    }
  });
});

describe('the comparison of signatures', () => {
  const right = sign(config.token, { timestamp: '1', nonce: 'n', encrypted: 'e' });

  it('accepts the one and no other, of whatever length', () => {
    expect(signatureMatches(right, right)).toBe(true);
    const others = [
      '',
      right.slice(1),
      `${right}0`,
      right.toUpperCase(),
      `${right}\u0000`,
      '\u0000'.repeat(40),
    ];
    // Low bytes equal to the right one's: no comparison may look at these alone.
    others.push([...right].map((c) => String.fromCharCode(c.charCodeAt(0) + 256)).join(''), '\ud800');
    for (const other of others) expect(signatureMatches(other, right)).toBe(false);
  });

  it('goes through the same comparison in constant time for every length', () => {
    compared.count = 0;
    for (const given of [right, 'f'.repeat(40), '', 'f', 'f'.repeat(4_000)]) signatureMatches(given, right);
    expect(compared.count).toBe(5);
  });
});

describe('what is not authentic', () => {
  it('is refused with a typed error for any ciphertext, signed or not', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.base64String({ maxLength: 400 })),
        fc.boolean(),
        (text, signed) => {
          const msgSignature = signed
            ? sign(config.token, { timestamp: '1', nonce: 'n', encrypted: text })
            : 'f'.repeat(40);
          const query = { msgSignature, timestamp: '1', nonce: 'n' };
          expect(() => verifyAndDecrypt({ ...config, receiveId: 'ww1' }, query, text)).toThrow(CallbackError);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('a message for another receiver is refused, unless any receiver is accepted', () => {
    const encrypted = encrypt(config.encodingAesKey, { message: 'hi', receiveId: 'other' });
    const query = {
      msgSignature: sign(config.token, { timestamp: '1', nonce: 'n', encrypted }),
      timestamp: '1',
      nonce: 'n',
    };
    const open = (receiveId: string | null) => verifyAndDecrypt({ ...config, receiveId }, query, encrypted);
    expect(() => open('ww1')).toThrow(expect.objectContaining({ code: 'wrong_receiver' }));
    expect(open(null)).toBe('hi');
  });

  it('a key of the wrong length is a configuration error', () => {
    expect(() => decrypt('short', 'AAAA')).toThrow(expect.objectContaining({ code: 'bad_config' }));
  });
});
