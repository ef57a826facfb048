/** Two curves of what is gained by treating the best scored first, on rows that may count several times. */

/** What a ranking is judged on: rows in order of falling score, with the places where a block of equal scores ends. */
export interface Ranking {
  readonly treated: Uint8Array;
  readonly outcome: Float64Array;
  /** Past the last row of each block of equal scores. */
  readonly ends: Uint32Array;
}

export interface CurvePoint {
  /** Share of the customers that are chosen, 0 … 1. */
  readonly share: number;
  /** What is gained so far, per customer treated in all. */
  readonly gain: number;
}

/** Calls back with each point of Radcliffe's curve: (Y_t − Y_c · n_t / n_c) / N_t after each block; `counts` are the times each row counts. */
export function walkQini(
  { treated, outcome, ends }: Ranking,
  counts: Int32Array,
  at: (share: number, gain: number) => void,
): void {
  let allTreated = 0;
  let all = 0;
  for (let row = 0; row < counts.length; row++) {
    all += counts[row]!;
    allTreated += counts[row]! * treated[row]!;
  }
  let nTreated = 0;
  let nControl = 0;
  let yTreated = 0;
  let yControl = 0;
  let row = 0;
  for (let block = 0; block < ends.length; block++) {
    const end = ends[block]!;
    for (; row < end; row++) {
      const count = counts[row]!;
      const ofTreated = count * treated[row]!;
      nTreated += ofTreated;
      nControl += count - ofTreated;
      yTreated += ofTreated * outcome[row]!;
      yControl += (count - ofTreated) * outcome[row]!;
    }
    // While no control was met there is nothing to subtract.
    const expected = nControl === 0 ? 0 : (yControl * nTreated) / nControl;
    at((nTreated + nControl) / all, (yTreated - expected) / allTreated);
  }
}

/** Area between the curve and the straight line of random choice. */
export function qiniCoefficient(ranking: Ranking, counts: Int32Array): number {
  let area = 0;
  let share = 0;
  let gain = 0;
  walkQini(ranking, counts, (nextShare, nextGain) => {
    area += ((nextShare - share) * (nextGain + gain)) / 2;
    share = nextShare;
    gain = nextGain;
  });
  return area - gain / 2;
}

/**
 * ∫ (L_t − L_c) − (L_t(1) − L_c(1)) / 2, where L(φ) is the sum of outcomes of the best φ of an arm over the size of the arm: area
 * between the curve and the line of random choice. Each arm is cut at its own share, so each is an integral of its own: Σ over blocks
 * of (outcome of the block) × (½ − share of the arm above the middle of the block), over the size of the arm.
 */
export function upliftArea({ treated, outcome, ends }: Ranking, counts: Int32Array): number {
  let allTreated = 0;
  let all = 0;
  for (let row = 0; row < counts.length; row++) {
    all += counts[row]!;
    allTreated += counts[row]! * treated[row]!;
  }
  const allControl = all - allTreated;
  let areaTreated = 0;
  let areaControl = 0;
  let nTreated = 0;
  let nControl = 0;
  let row = 0;
  for (let block = 0; block < ends.length; block++) {
    const end = ends[block]!;
    let moreTreated = 0;
    let moreControl = 0;
    let yTreated = 0;
    let yControl = 0;
    for (; row < end; row++) {
      const count = counts[row]!;
      const ofTreated = count * treated[row]!;
      moreTreated += ofTreated;
      moreControl += count - ofTreated;
      yTreated += ofTreated * outcome[row]!;
      yControl += (count - ofTreated) * outcome[row]!;
    }
    areaTreated += yTreated * (0.5 - (nTreated + moreTreated / 2) / allTreated);
    areaControl += yControl * (0.5 - (nControl + moreControl / 2) / allControl);
    nTreated += moreTreated;
    nControl += moreControl;
  }
  return areaTreated / allTreated - areaControl / allControl;
}
