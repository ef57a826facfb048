import { constants, generateKeyPairSync, publicEncrypt } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { ArchiveKeyError, createArchiveKeys } from './archive-keys.ts';

const pair = () => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { publicKey, pem: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
};
type Pair = ReturnType<typeof pair>;

let first: Pair;
let second: Pair;
beforeAll(() => {
  first = pair();
  second = pair();
});

const sealed = (to: Pair, plain: string | Buffer, padding = constants.RSA_PKCS1_PADDING) =>
  publicEncrypt({ key: to.publicKey, padding }, Buffer.from(plain)).toString('base64');

const refusal = (code: string) => expect.objectContaining({ name: 'ArchiveKeyError', code });

describe('the random key of an archive record', () => {
  it('is decrypted by the key of its version, old versions included', () => {
    const keys = createArchiveKeys({ 1: first.pem, 3: second.pem });
    for (const length of [1, 32, 64, 245]) {
      const plain = 'k'.repeat(length);
      expect(keys.randomKey({ publickey_ver: 1, encrypt_random_key: sealed(first, plain) })).toBe(plain);
      expect(keys.randomKey({ publickey_ver: 3, encrypt_random_key: sealed(second, plain) })).toBe(plain);
    }
  });

  it('says which version has no key', () => {
    const keys = createArchiveKeys({ 1: first.pem });
    const open = () => keys.randomKey({ publickey_ver: 2, encrypt_random_key: sealed(first, 'k') });
    expect(open).toThrow(refusal('unknown_version'));
    expect(open).toThrow(/public key 2/);
  });

  it('of another key, of another length or of no base64 is a typed refusal', () => {
    const keys = createArchiveKeys({ 1: first.pem });
    const open = (encrypt_random_key: string) => () =>
      keys.randomKey({ publickey_ver: 1, encrypt_random_key });
    for (let i = 0; i < 20; i++) expect(open(sealed(second, `key ${i}`))).toThrow(ArchiveKeyError);
    for (const bad of ['', 'AAAA', '%%%', sealed(first, 'k').slice(0, 100)])
      expect(open(bad)).toThrow(refusal('undecryptable'));
  });

  it('needs the whole padding: the marks, eight bytes of filling, and an end of it', () => {
    const keys = createArchiveKeys({ 1: first.pem });
    const block = (...parts: [byte: number, times: number][]) => {
      const bytes = Buffer.concat(parts.map(([byte, times]) => Buffer.alloc(times, byte)));
      const encrypt_random_key = sealed(first, bytes, constants.RSA_NO_PADDING);
      return () => keys.randomKey({ publickey_ver: 1, encrypt_random_key });
    };
    expect(block([0, 1], [2, 1], [7, 8], [0, 1], [0x61, 245])()).toBe('a'.repeat(245));
    expect(block([0, 1], [2, 1], [7, 253], [0, 1])()).toBe('');
    expect(block([0, 1], [2, 1], [7, 7], [0, 1], [0x61, 246])).toThrow(refusal('undecryptable'));
    expect(block([0, 1], [1, 1], [7, 8], [0, 1], [0x61, 245])).toThrow(refusal('undecryptable'));
    expect(block([1, 1], [2, 1], [7, 8], [0, 1], [0x61, 245])).toThrow(refusal('undecryptable'));
    expect(block([0, 1], [2, 1], [7, 254])).toThrow(refusal('undecryptable'));
  });
});
