/** Arguments may each be a number, and yet so large or so small together that what comes of them is none. */
import { StatisticsError } from '../errors.ts';

/** The result itself, unless a number anywhere in it is NaN or infinite; the error names `argument`, which is of such a size. O(numbers). */
export function computable<Result>(argument: string, result: Result): Result {
  if (isComputable(result)) return result;
  throw new StatisticsError('out_of_range', {
    argument,
    says: 'must be of a size that can be computed with: what follows is not a finite number',
  });
}

function isComputable(part: unknown): boolean {
  if (typeof part === 'number') return Number.isFinite(part);
  if (part instanceof Float64Array) return part.every(Number.isFinite);
  if (typeof part !== 'object' || part === null) return true;
  return Object.values(part).every(isComputable);
}
