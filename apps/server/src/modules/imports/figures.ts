/**
 * What a file says as a whole: how many customers it names and what its numbers add up to. Rows that were known already
 * count as well, refused ones do not, so that a second run tells the same. Pure: it follows from the rows up to here, and
 * whoever goes on with an interrupted import reads those again anyway.
 */
import { createHash } from 'node:crypto';
import { type Import, type ImportMap, importLimits } from '@jetbridge/contract';
import { byStrength, normalIdentifier } from '../events/index.ts';
import { createOccurrences } from './occurrences.ts';
import { identifiersOf, type Row } from './rules.ts';

export interface Figures {
  add(row: Row): void;
  told(): Pick<Import, 'customers' | 'sums'>;
}

export function createFigures(map: ImportMap): Figures {
  const customers = createOccurrences();
  let tooMany = false;
  const sums = summedProperties(map).map((property) => ({ property, sum: zero }));
  return {
    add(row) {
      if (customers.size() < importLimits.customers) customers.next(hashOf(strongest(row)));
      else tooMany = true;
      for (const entry of sums) {
        const value = row.values[entry.property];
        if (typeof value === 'number') entry.sum = plus(entry.sum, decimalOf(value));
      }
    },
    told: () => ({
      customers: tooMany ? null : customers.size(),
      sums: sums.map(({ property, sum }) => ({ property, sum: textOf(sum) })),
    }),
  };
}

/** Adding up the ages or tiers of members would say nothing. */
function summedProperties(map: ImportMap): string[] {
  if (map.kind !== 'events') return [];
  return Object.entries(map.properties ?? {})
    .filter(([, field]) => field.type === 'number' || field.type === 'integer')
    .map(([name]) => name);
}

/** The identifier that decides whose row it is. */
function strongest(row: Row): string {
  const usable = identifiersOf(row).flatMap(({ kind, value }) => normalIdentifier(kind, value) ?? []);
  const [first] = usable.sort(byStrength);
  return first ? `${first.kind}:${first.value}` : JSON.stringify(row.identifiers);
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** `units` times ten to the minus `scale`: sums of doubles would drift, 0.1 + 0.2 is not 0.3. */
export interface Decimal {
  units: bigint;
  scale: number;
}

const zero: Decimal = { units: 0n, scale: 0 };

/** The number as it is written, in the shortest way that means this very double; that is what the event stores. */
export function decimalOf(value: number): Decimal {
  const [mantissa = '0', exponent = '0'] = String(value).split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  const scale = fraction.length - Number(exponent);
  const units = BigInt(whole + fraction);
  return scale >= 0 ? { units, scale } : { units: units * 10n ** BigInt(-scale), scale: 0 };
}

export function plus(a: Decimal, b: Decimal): Decimal {
  const scale = Math.max(a.scale, b.scale);
  return { units: scaled(a, scale) + scaled(b, scale), scale };
}

function scaled({ units, scale }: Decimal, to: number): bigint {
  return to === scale ? units : units * 10n ** BigInt(to - scale);
}

export function textOf({ units, scale }: Decimal): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0');
  const sign = units < 0n ? '-' : '';
  const whole = digits.slice(0, digits.length - scale);
  return scale === 0 ? sign + whole : `${sign}${whole}.${digits.slice(-scale)}`;
}
