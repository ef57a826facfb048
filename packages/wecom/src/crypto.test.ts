import * as reference from '@wecom/crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CallbackError, decrypt, encrypt, sign, verifyAndDecrypt } from './crypto.ts';
import { vectors } from './crypto.vectors.ts';

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

const chinese = fc.string({ unit: fc.constantFrom(...'航班登机口延误你好啊𠮷é a1<>&"'), maxLength: 300 });
const emoji = fc.string({ unit: 'grapheme', maxLength: 200 });
const config = { token: 'QDG6eK', encodingAesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C' };

describe('against an independent implementation', () => {
  it('each decrypts what the other encrypts, for Chinese and emoji texts of any length', () => {
    fc.assert(
      fc.property(fc.oneof(chinese, emoji), (message) => {
        const ours = encrypt(config.encodingAesKey, { message, receiveId: 'ww1' });
        expect(reference.decrypt(config.encodingAesKey, ours)).toMatchObject({ message, id: 'ww1' });
        const theirs = reference.encrypt(config.encodingAesKey, message, 'ww1');
        expect(decrypt(config.encodingAesKey, theirs)).toMatchObject({ message, receiveId: 'ww1' });
        expect(sign(config.token, { timestamp: '1', nonce: 'n', encrypted: ours })).toBe(
          reference.getSignature(config.token, '1', 'n', ours),
        );
      }),
      { numRuns: 1000 },
    );
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
