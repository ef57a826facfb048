/** Means compared within strata and put together: post-stratification. */
import { checkShares } from '../checks.ts';
import { StatisticsError } from '../errors.ts';
import type { Estimate } from '../interval.ts';
import { sum } from '../numbers.ts';
import { readSymmetric } from './critical.ts';
import { checkSummary, type MeanSummary } from './means.ts';

export interface MeanStratum {
  readonly control: MeanSummary;
  readonly treatment: MeanSummary;
}

export interface StratifiedMeansInput {
  /** At least one; of a property that was known before the units were assigned. */
  readonly strata: readonly MeanStratum[];
  /** Share of each stratum in the population that is asked about, summing to 1; else the strata's shares of the units. */
  readonly shares?: ArrayLike<number>;
  /** Confidence of the interval; 0.95. */
  readonly level?: number;
}

export interface StratifiedComparison {
  /** Treatment less control, in the unit of the means. */
  readonly difference: Estimate;
  /** The difference in standard errors. */
  readonly t: number;
  /** Of Student's distribution; not whole. */
  readonly degreesOfFreedom: number;
  /** Two-sided. */
  readonly pValue: number;
  /** The weight of each stratum. */
  readonly shares: Float64Array;
}

/**
 * The difference of two means with the strata's part of the noise taken out, weighted to the population.
 *
 * Σ w·(m₁ − m₀) with the variance Σ w²·(s₁²/n₁ + s₀²/n₀), given how many units fell into each cell, and Satterthwaite's
 * degrees of freedom over all cells. Without `shares` the answer is for the units at hand. The arms' shares may differ
 * between strata; the difference may too, and is averaged. Every cell needs two units; merge strata that have fewer.
 * O(strata).
 *
 * @throws {StatisticsError} empty when there are no strata; out_of_range when a cell has fewer than two units; zero_variance when no cell varies; shares_do_not_sum; length_mismatch
 * @see Holt and Smith (1979), Journal of the Royal Statistical Society A 142:33–46; Miratrix, Sekhon and Yu (2013), Journal of the Royal Statistical Society B 75:369–396
 * @example
 * const young = { control: { n: 50, mean: 10, variance: 4 }, treatment: { n: 50, mean: 11, variance: 4 } };
 * const old = { control: { n: 150, mean: 30, variance: 9 }, treatment: { n: 150, mean: 30.4, variance: 9 } };
 * compareStratified({ strata: [young, old] }).difference.value // → 0.55
 */
export function compareStratified({
  strata,
  shares,
  level = 0.95,
}: StratifiedMeansInput): StratifiedComparison {
  checkStrata(strata);
  strata.forEach(({ control, treatment }, h) => {
    for (const [name, arm] of [
      ['control', control],
      ['treatment', treatment],
    ] as const) {
      const path = `strata[${h}].${name}`;
      checkSummary([`${path}.n`, `${path}.mean`, `${path}.variance`], arm);
    }
  });
  const weights = weightsOf(strata, shares);
  const parts = strata.flatMap(({ control, treatment }, h) => {
    const square = weights[h]! * weights[h]!;
    return [control, treatment].map((arm) => ({ n: arm.n, part: (square * arm.variance) / arm.n }));
  });
  const variance = sum(parts.map(({ part }) => part));
  // Shares rather than squares, so that nothing overflows.
  const inverse = sum(
    parts.map(({ n, part }) => (variance > 0 ? ((part / variance) * (part / variance)) / (n - 1) : 1)),
  );
  const { estimate, statistic, pValue } = readSymmetric(
    'strata',
    {
      value: sum(strata.map(({ control, treatment }, h) => weights[h]! * (treatment.mean - control.mean))),
      standardError: Math.sqrt(variance),
      level,
    },
    1 / inverse,
  );
  return { difference: estimate, t: statistic, degreesOfFreedom: 1 / inverse, pValue, shares: weights };
}

export function checkStrata(strata: readonly unknown[]): void {
  if (strata.length === 0)
    throw new StatisticsError('empty', { argument: 'strata', says: 'must have at least one stratum' });
}

function weightsOf(strata: readonly MeanStratum[], shares: ArrayLike<number> | undefined): Float64Array {
  if (shares === undefined) {
    const units = strata.map(({ control, treatment }) => control.n + treatment.n);
    const all = sum(units);
    return Float64Array.from(units, (n) => n / all);
  }
  if (shares.length !== strata.length)
    throw new StatisticsError('length_mismatch', {
      argument: 'shares',
      says: `must have one share for each of ${strata.length} strata, not ${shares.length}`,
      details: { expected: strata.length, length: shares.length },
    });
  checkShares('shares', shares);
  return Float64Array.from(shares);
}
