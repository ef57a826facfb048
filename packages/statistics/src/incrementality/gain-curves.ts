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

/** Times each row counts; all once when undefined. */
export type Counts = Int32Array | undefined;

interface Totals {
  treated: number;
  controls: number;
  treatedOutcome: number;
  controlOutcome: number;
}

function addRow(totals: Totals, { treated, outcome }: Ranking, row: number, count: number): void {
  if (treated[row] === 1) {
    totals.treated += count;
    totals.treatedOutcome += count * outcome[row]!;
  } else {
    totals.controls += count;
    totals.controlOutcome += count * outcome[row]!;
  }
}

function totalsOf(ranking: Ranking, counts: Counts): Totals {
  const totals: Totals = { treated: 0, controls: 0, treatedOutcome: 0, controlOutcome: 0 };
  for (let row = 0; row < ranking.outcome.length; row++) addRow(totals, ranking, row, counts?.[row] ?? 1);
  return totals;
}

/** Calls back with each point of Radcliffe's curve: (Y_t − Y_c · n_t / n_c) / N_t after each block. */
export function walkQini(ranking: Ranking, counts: Counts, at: (share: number, gain: number) => void): void {
  const all = totalsOf(ranking, counts);
  const so: Totals = { treated: 0, controls: 0, treatedOutcome: 0, controlOutcome: 0 };
  let row = 0;
  for (let block = 0; block < ranking.ends.length; block++) {
    for (; row < ranking.ends[block]!; row++) addRow(so, ranking, row, counts?.[row] ?? 1);
    // While no control was met there is nothing to subtract.
    const expected = so.controls === 0 ? 0 : (so.controlOutcome * so.treated) / so.controls;
    at(
      (so.treated + so.controls) / (all.treated + all.controls),
      (so.treatedOutcome - expected) / all.treated,
    );
  }
}

/** Area between the curve and the straight line of random choice. */
export function qiniCoefficient(ranking: Ranking, counts?: Counts): number {
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
 * between the curve and the line of random choice. Each arm is cut at its own share, so each is an integral of its own.
 */
export function upliftArea(ranking: Ranking, counts?: Counts): number {
  return armArea(ranking, counts, 1) - armArea(ranking, counts, 0);
}

/** Σ over blocks of (outcome of the block) × (1 − share of the arm above the middle of the block − ½), over the size of the arm. */
function armArea({ treated, outcome, ends }: Ranking, counts: Counts, arm: 0 | 1): number {
  let size = 0;
  for (let row = 0; row < outcome.length; row++) if (treated[row] === arm) size += counts?.[row] ?? 1;
  let area = 0;
  let before = 0;
  let row = 0;
  for (let block = 0; block < ends.length; block++) {
    let inside = 0;
    let total = 0;
    for (; row < ends[block]!; row++) {
      if (treated[row] !== arm) continue;
      const count = counts?.[row] ?? 1;
      inside += count;
      total += count * outcome[row]!;
    }
    area += total * (0.5 - (before + inside / 2) / size);
    before += inside;
  }
  return area / size;
}
