/** A draw of a number of purchases, unless there would be too many to be drawn. */
import { StatisticsError } from '../errors.ts';
import type { Random } from '../random.ts';

/** A Poisson number is drawn in as many steps as it is large. */
const MOST_DRAWN = 1_000_000;

export function drawCount(random: Random, expected: number): number {
  if (expected <= MOST_DRAWN) return random.poisson(expected);
  throw new StatisticsError('out_of_range', {
    argument: 'horizon',
    says: `must not let one customer make more than ${MOST_DRAWN} purchases, not ${expected}`,
    details: { expected },
  });
}
