import { hash, randomFillSync } from 'node:crypto';
import type { Clock } from './clock.ts';

/**
 * A UUIDv7 (RFC 9562 section 5.7): the clock's milliseconds, then 74 random bits. Ids of one process sort in the
 * order they were made within a millisecond only by chance.
 */
export function uuidv7(clock: Clock): string {
  if (unused + 16 > random.length) {
    randomFillSync(random);
    unused = 0;
  }
  const bytes = random.subarray(unused, unused + 16);
  unused += 16;
  bytes.writeUIntBE(clock.now().getTime(), 0, 6);
  return format(bytes, 0x70);
}

/** Drawn for many ids at once: the call costs more than the bytes. Each byte is used in one id only. */
const random = Buffer.allocUnsafeSlow(4_096);
let unused = random.length;

/**
 * A UUIDv8 (RFC 9562 section 5.8) from the SHA-256 of its parts: the same parts give the same id on every machine,
 * which makes a repeated command recognisable. Each part is hashed with its length, so `['a','bc']` and
 * `['ab','c']` differ.
 */
export function uuidFromHash(...parts: readonly (string | number | bigint)[]): string {
  let text = '';
  for (const part of parts) {
    const one = String(part);
    text += `${Buffer.byteLength(one)}:${one}`;
  }
  // One call hashes several times as fast as a Hash object does; the spine names every event this way.
  return format(hash('sha256', text, 'buffer').subarray(0, 16), 0x80);
}

function format(bytes: Buffer, version: number): string {
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | version, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
