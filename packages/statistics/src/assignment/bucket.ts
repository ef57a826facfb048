/** Units to buckets: one hash that every store has. */
import { hash } from 'node:crypto';
import { checkCount, checkNumber, shown } from '../checks.ts';
import { StatisticsError } from '../errors.ts';

/** Shares are given in ten-thousandths: 0.01 % is one bucket. */
export const BUCKETS = 10_000;
/** A salt has none, so the first one ends the salt: ("a", "bc") and ("ab", "c") are different texts. */
export const SEPARATOR = '\n';
/** Of the hash, its first bytes are used: as many as JavaScript, PostgreSQL and ClickHouse all read into a whole number without loss. */
export const HASH_BYTES = 6;

/** Who is assigned: a customer's id as text that is not empty, or a whole number, which stands for its decimal digits. */
export type Unit = string | number | bigint;

export interface BucketInput {
  /** Names the experiment, layer or holdout. Different salts give independent buckets. Not empty, without a line feed. */
  readonly salt: string;
  readonly unit: Unit;
}

/**
 * The bucket 0 … 9999 of a unit, the same for ever and in every store.
 *
 * bucket = (first 48 bits of SHA-256(UTF-8(salt ‖ line feed ‖ unit)), big-endian) mod 10,000. SHA-256 because PostgreSQL
 * (sha256), ClickHouse (SHA256) and Node (node:crypto) all have it built in, because it stays available where MD5 is switched off
 * (FIPS), and because in Node it costs no more than MD5. 48 bits leave the buckets equal to 4·10⁻¹¹. A salt has no line feed, so
 * no two pairs of salt and unit are hashed as the same text. A whole number is hashed as its decimal digits, as a store casts it to
 * text. By hand: `printf 'salt\nunit' | sha256sum`. One hash, about a microsecond. Empty text, null and undefined are nobody's id:
 * all rows without one would get the same bucket.
 *
 * @throws {StatisticsError} empty when the salt or the unit is empty or missing; out_of_range when the salt has a line feed, a text has the character U+0000
 * or half a surrogate pair (PostgreSQL cannot keep them), or a number is not whole or beyond 2⁵³
 * @see FIPS 180-4 (2015), Secure Hash Standard
 * @see Kohavi, Tang and Xu (2020), Trustworthy Online Controlled Experiments, chapter 4
 * @example
 * bucketOf({ salt: 'spring-fares', unit: 'customer-1' }) // → 6501
 */
export function bucketOf({ salt, unit }: BucketInput): number {
  checkSalt('salt', salt);
  return bucketOfText(salt, textOf('unit', unit));
}

/** Both texts have been checked. */
export function bucketOfText(salt: string, unit: string): number {
  return hashHead(salt + SEPARATOR + unit) % BUCKETS;
}

/** The first 48 bits of SHA-256, the first byte the highest. One character for each byte is the cheapest way to them. */
export function hashHead(text: string): number {
  const bytes = hash('sha256', text, 'binary');
  let head = 0;
  for (let i = 0; i < HASH_BYTES; i++) head = head * 256 + bytes.charCodeAt(i);
  return head;
}

export function checkSalt(argument: string, salt: string): void {
  checkText(argument, salt);
  if (salt.includes(SEPARATOR))
    throw new StatisticsError('out_of_range', { argument, says: 'must not have a line feed' });
}

/** Text that names something, and that every store keeps as it is. */
export function checkText(argument: string, text: string): void {
  if (typeof text !== 'string' || text === '')
    throw new StatisticsError('empty', { argument, says: `must be text and not empty, not ${shown(text)}` });
  if (text.includes('\0') || !text.isWellFormed())
    throw new StatisticsError('out_of_range', {
      argument,
      says: 'must have neither the character U+0000 nor half a surrogate pair',
    });
}

export function textOf(argument: string, unit: Unit): string {
  if (typeof unit === 'string') {
    checkText(argument, unit);
    return unit;
  }
  if (typeof unit === 'number') {
    checkNumber(argument, unit);
    checkCount(argument, Math.abs(unit));
  } else if (typeof unit !== 'bigint') {
    throw new StatisticsError('empty', {
      argument,
      says: `must be text or a whole number, not ${shown(unit)}`,
    });
  }
  return String(unit);
}
