import { describe, expect, it } from 'vitest';
import { createTestClock } from './clock.ts';
import { createVault, hashToken, randomToken } from './crypto.ts';
import { uuidFromHash, uuidv7 } from './ids.ts';

const vault = createVault('one secret of at least thirty-two bytes');
const other = createVault('another secret of at least 32 bytes!');

describe('the vault', () => {
  it('gives back what it sealed, and seals the same text differently each time', () => {
    const sealed = vault.encrypt('13800138000 王小明');
    expect(sealed).toMatch(/^v1\.[\w-]+$/);
    expect(vault.decrypt(sealed)).toBe('13800138000 王小明');
    expect(vault.encrypt('13800138000 王小明')).not.toBe(sealed);
    expect(vault.decrypt(vault.encrypt(''))).toBe('');
  });

  it('refuses what was altered, cut short, or sealed with another key', () => {
    const sealed = vault.encrypt('13800138000');
    const altered = `${sealed.slice(0, -2)}${sealed.endsWith('AA') ? 'BB' : 'AA'}`;
    expect(() => vault.decrypt(altered)).toThrow();
    expect(() => vault.decrypt('v1.AAAA')).toThrow('cut short');
    expect(() => vault.decrypt('13800138000')).toThrow('Not a text sealed');
    expect(() => other.decrypt(sealed)).toThrow();
  });

  it('indexes equal values of a kind equally, and differently by kind and key', () => {
    const index = vault.blindIndex('mobile', '13800138000');
    expect(index).toHaveLength(43);
    expect(vault.blindIndex('mobile', '13800138000')).toBe(index);
    expect(vault.blindIndex('email', '13800138000')).not.toBe(index);
    expect(other.blindIndex('mobile', '13800138000')).not.toBe(index);
  });
});

describe('tokens and ids', () => {
  it('hashes a token as SHA-256 (FIPS 180-2, "abc")', () => {
    expect(hashToken('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(randomToken()).toMatch(/^[\w-]{43}$/);
  });

  it('puts the clock into a UUIDv7, so that later ids sort later', () => {
    const clock = createTestClock('2022-02-22T19:22:22Z');
    const first = uuidv7(clock);
    // The timestamp of the example in RFC 9562, appendix A.6.
    expect(first).toMatch(/^017f22e2-79b0-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    clock.advance(1);
    expect(uuidv7(clock) > first).toBe(true);
  });

  it('makes the same id of the same parts, and tells their borders apart', () => {
    expect(uuidFromHash('a', 1)).toBe(uuidFromHash('a', '1'));
    expect(uuidFromHash('a', 'bc')).not.toBe(uuidFromHash('ab', 'c'));
    expect(uuidFromHash('x')).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });
});
