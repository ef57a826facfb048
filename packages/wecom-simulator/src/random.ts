/**
 * Random numbers by name instead of by order: the same seed and the same key give the same number however requests
 * interleave, so a run can be replayed.
 */
import { hash } from 'node:crypto';

type Key = string | number;

export interface Random {
  /** In [0, 1). */
  at(...key: Key[]): number;
  /** True with probability `rate`. */
  chance(rate: number, ...key: Key[]): boolean;
  /** A whole number from `min` to `max`, both included. */
  between(range: { min: number; max: number }, ...key: Key[]): number;
  /** 32 bytes. */
  bytes(...key: Key[]): Buffer;
  /** `length` characters of A-Z a-z 0-9 - _ (at most 43). */
  text(length: number, ...key: Key[]): string;
}

export function createRandom(seed: string | number): Random {
  const base = hash32(0x9e3779b9, String(seed));
  const at = (...key: Key[]): number => {
    let h = base;
    for (const part of key) h = hash32(h, String(part));
    return mix(h) / 2 ** 32;
  };
  const bytes = (...key: Key[]): Buffer => hash('sha256', `${seed}\u0000${key.join('\u0000')}`, 'buffer');
  return {
    at,
    chance: (rate, ...key) => rate > 0 && at(...key) < rate,
    between: (range, ...key) => range.min + Math.floor(at(...key) * (range.max - range.min + 1)),
    bytes,
    text: (length, ...key) =>
      bytes(...key)
        .toString('base64url')
        .slice(0, length),
  };
}

// FNV-1a over UTF-16 units, with a separator so that ('a','b') and ('ab') differ.
function hash32(start: number, text: string): number {
  let h = start ^ 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  return Math.imul(h ^ 0xff, 0x01000193) >>> 0;
}

// Finaliser of MurmurHash3: FNV alone leaves neighbouring keys with neighbouring numbers.
function mix(h: number): number {
  let x = h;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}
