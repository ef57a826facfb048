import { StatisticsError } from '../errors.ts';

const SMALLEST_STEP = 1e-7;
const MOST_ROUNDS = 20_000;

export interface BoxMinimum {
  readonly point: readonly number[];
  readonly value: number;
}

/**
 * The lowest point of a function on the unit box from one start, ends included, without derivatives: it walks along the axes and along its last
 * successful direction, and halves its step where nothing is lower (Kolda, Lewis and Torczon 2003, SIAM Review 45:385–482).
 */
export function searchBox(
  argument: string,
  { objective, start }: { objective: (point: readonly number[]) => number; start: readonly number[] },
): BoxMinimum {
  let best: BoxMinimum = { point: start, value: objective(start) };
  let step = 0.125;
  let heading: readonly number[] | undefined;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const lower = lowerNeighbour(best, { objective, step, heading });
    if (lower) {
      heading = lower.point.map((one, i) => one - best.point[i]!);
      best = lower;
      if (round % 8 === 7) step = Math.min(0.25, step * 2);
    } else {
      if (step <= SMALLEST_STEP) return best;
      step /= 2;
      heading = undefined;
    }
  }
  throw new StatisticsError('did_not_converge', {
    argument,
    says: `has no clear best fit: the search still moved after ${MOST_ROUNDS} rounds`,
    details: { rounds: MOST_ROUNDS },
  });
}

interface Walk {
  readonly objective: (point: readonly number[]) => number;
  readonly step: number;
  readonly heading: readonly number[] | undefined;
}

const inBox = (value: number) => Math.min(1, Math.max(0, value));

function lowerNeighbour(from: BoxMinimum, { objective, step, heading }: Walk): BoxMinimum | undefined {
  let best: BoxMinimum | undefined;
  const consider = (point: readonly number[]) => {
    const value = objective(point);
    if (value < (best ?? from).value) best = { point, value };
  };
  if (heading) consider(from.point.map((one, i) => inBox(one + heading[i]!)));
  for (let i = 0; i < from.point.length; i++)
    for (const change of [step, -step]) {
      const moved = inBox(from.point[i]! + change);
      if (moved !== from.point[i]) consider(from.point.with(i, moved));
    }
  return best;
}
