/** The effect of a treatment that came to some units at some time, from a panel. */
import { checkProbability, checkSameLength, checkValues } from '../checks.ts';
import type { Coefficient } from '../regression/coefficient.ts';
import { checkClustersOfArms, checkIndicator, checkMeasure } from './arms.ts';
import { checkPanel, fitPanel, type PanelRows, panelCoefficient } from './panel.ts';

export interface PanelEffectInput extends PanelRows {
  /** 1 where the unit is under treatment in that period. */
  readonly treated: ArrayLike<number>;
  /** What rows move together by; `unit` without word. Give the city when whole cities were treated. */
  readonly clusters?: ArrayLike<number>;
  /** Further columns as long as `outcome`, which the treatment does not change. */
  readonly covariates?: readonly ArrayLike<number>[];
  /** Of the interval; 0.95 without word. */
  readonly level?: number;
}

export interface PanelEffect {
  /** In the unit of the outcome, named `effect`. */
  readonly effect: Coefficient;
  /** Of Student's t: clusters − 1. */
  readonly degreesOfFreedom: number;
  readonly units: number;
  readonly periods: number;
  /** Different periods in which a treatment began; above 1 the estimate may weigh units against each other that are both treated. */
  readonly starts: number;
}

/**
 * The effect of a treatment from a panel of units and periods (two-way fixed effects), with clustered errors.
 *
 * b of y_it = a_i + c_t + b · treated_it (+ covariates). Assumes parallel trends (see testParallelTrends), and an effect that is the
 * same for all: when it starts at different times (`starts` > 1) and grows or differs, b is a mean with weights that may be negative
 * (Goodman-Bacon 2021); then estimate each start by itself against units never treated. Errors CR1: G/(G−1) · (n−1)/(n−k), k without
 * the unit effects that are nested in the clusters; too small when few clusters are treated, or few are not: of twenty with two,
 * three or five treated, an interval of 0.95 covers 0.73, 0.87 or 0.92. Units may miss periods. O(n (T + k)²).
 *
 * @throws {StatisticsError} not_identified when all units are treated at the same time, a row is there twice or the errors vanish for want of clusters; too_few when only one cluster is ever treated or only one never, or rows are no more than effects; one_class, zero_variance, length_mismatch, out_of_range, not_finite
 * @see Bertrand, Duflo and Mullainathan (2004), Quarterly Journal of Economics 119:249–275; Goodman-Bacon (2021), Journal of Econometrics 225:254–277
 * @example
 * const read = estimatePanelEffect({ unit: [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4], period: [1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3], treated: [0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0], outcome: [5, 6, 10, 7, 7, 13, 4, 5, 6, 8, 10, 10] });
 * read.effect.value // → 4
 * read.effect.standardError // → 0.756913
 */
export function estimatePanelEffect(input: PanelEffectInput): PanelEffect {
  const { outcome, treated, unit, period, clusters = unit, covariates = [], level = 0.95 } = input;
  checkProbability('level', level);
  checkPanel(input);
  checkSameLength(['outcome', outcome], ['treated', treated]);
  checkIndicator('treated', treated);
  checkSameLength(['outcome', outcome], ['clusters', clusters]);
  checkValues('clusters', clusters);
  covariates.forEach((column, j) => {
    checkSameLength(['outcome', outcome], [`covariates[${j}]`, column]);
    checkMeasure(`covariates[${j}]`, column);
  });
  const starts = startsOf(treated, unit, period);
  checkClustersOfArms(everTreated(treated, clusters, starts), clusters);
  const names = [...covariates.map((_, j) => `covariates[${j}]`), 'treated'];
  const panel = fitPanel(input, { columns: [...covariates, treated], names, clusters });
  const last = panel.fit.design.width - 1;
  return {
    effect: panelCoefficient(panel, { name: 'effect', place: last, level }),
    degreesOfFreedom: panel.covariance.degreesOfFreedom,
    units: panel.units,
    periods: panel.periods.length,
    starts,
  };
}

/** 1 in all rows of a cluster that is treated at some time, if not all are or starts differ: then they serve each other as controls. */
function everTreated(
  treated: ArrayLike<number>,
  clusters: ArrayLike<number>,
  starts: number,
): ArrayLike<number> {
  const ever = new Set<number>();
  for (let i = 0; i < treated.length; i++) if (treated[i] === 1) ever.add(clusters[i]!);
  const arms = Uint8Array.from(treated, (_, i) => (ever.has(clusters[i]!) ? 1 : 0));
  return starts > 1 || !arms.includes(0) ? treated : arms;
}

function startsOf(treated: ArrayLike<number>, unit: ArrayLike<number>, period: ArrayLike<number>): number {
  const first = new Map<number, number>();
  for (let i = 0; i < unit.length; i++)
    if (treated[i] === 1)
      first.set(unit[i]!, Math.min(first.get(unit[i]!) ?? Number.POSITIVE_INFINITY, period[i]!));
  return new Set(first.values()).size;
}
