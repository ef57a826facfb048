import { StatisticsError } from '../errors.ts';

interface Cutting {
  /** Squares are measured by it. */
  readonly noise: number;
  readonly minimumLength: number;
  readonly penalty: number;
}

/** A beginning of the last level that may still win, with Σ (x − mean)² ÷ noise² from it to here. */
interface Start {
  readonly from: number;
  count: number;
  mean: number;
  squares: number;
  /** The first end for which it can no longer win. */
  until: number;
}

/**
 * For each end the best beginning of its last level, by PELT.
 *
 * The squares of each beginning are carried along by Welford's update: differences of running sums would lose the noise beside a large jump. A beginning that is
 * already worse without a penalty can never win again (theorem 3.1, K = 0) once the level that would replace it is long enough.
 */
export function bestCuts(values: ArrayLike<number>, { noise, minimumLength, penalty }: Cutting): Uint32Array {
  const length = values.length;
  const best = new Float64Array(length + 1).fill(Number.POSITIVE_INFINITY);
  const previous = new Uint32Array(length + 1);
  best[0] = -penalty;
  let starts: Start[] = [startAt(0)];
  const unit = 1 / noise;
  for (let to = 1; to <= length; to++) {
    const value = values[to - 1]!;
    let least = Number.POSITIVE_INFINITY;
    for (const start of starts) {
      lengthen(start, { value, unit });
      if (start.count < minimumLength) continue;
      const total = best[start.from]! + start.squares;
      if (total < least) {
        least = total;
        previous[to] = start.from;
      }
    }
    best[to] = least + penalty;
    let isAnyOver = false;
    for (const start of starts) {
      if (start.count >= minimumLength && best[start.from]! + start.squares > best[to]!)
        start.until = Math.min(start.until, to + minimumLength);
      if (start.until <= to + 1) isAnyOver = true;
    }
    if (isAnyOver) starts = starts.filter(({ until }) => until > to + 1);
    if (best[to]! < Number.POSITIVE_INFINITY) starts.push(startAt(to));
  }
  if (!(best[length]! < Number.POSITIVE_INFINITY))
    throw new StatisticsError('not_finite', {
      argument: 'values',
      says: 'must not be so far apart that their squares are beyond all numbers',
    });
  return previous;
}

const startAt = (from: number): Start => ({
  from,
  count: 0,
  mean: 0,
  squares: 0,
  until: Number.POSITIVE_INFINITY,
});

function lengthen(start: Start, { value, unit }: { value: number; unit: number }): void {
  start.count += 1;
  const distance = value - start.mean;
  start.mean += distance / start.count;
  start.squares += distance * unit * ((value - start.mean) * unit);
}
