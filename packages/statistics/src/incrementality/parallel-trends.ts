/** Did treated and others move alike before the treatment: what differences in differences take for granted. */
import { checkNumber, checkProbability, checkSameLength, checkValues } from '../checks.ts';
import { fUpper } from '../distributions.ts';
import { StatisticsError } from '../errors.ts';
import { solvePositiveDefinite } from '../linear.ts';
import type { Coefficient } from '../regression/coefficient.ts';
import { checkClustersOfArms, checkIndicator } from './arms.ts';
import { checkPanel, fitPanel, type PanelFit, type PanelRows, panelCoefficient, periodsOf } from './panel.ts';

export interface ParallelTrendsInput extends PanelRows {
  /** 1 in every row of a unit that gets the treatment at some time, before and after. */
  readonly treated: ArrayLike<number>;
  /** The period in which treatment begins; only rows before it are used. */
  readonly start: number;
  /** What rows move together by; `unit` without word. */
  readonly clusters?: ArrayLike<number>;
  /** Of the intervals; 0.95 without word. */
  readonly level?: number;
}

export interface ParallelTrends {
  /** Per period before the last one before `start`: how much higher the treated stood against the others than in that last one. */
  readonly leads: readonly (Coefficient & { readonly period: number })[];
  /** F of "all leads are zero". */
  readonly statistic: number;
  /** Of F: leads, clusters − 1. */
  readonly degreesOfFreedom: readonly [number, number];
  /** Small: the groups did not move alike before the treatment. Large does not prove that they would have after it. */
  readonly pValue: number;
}

/**
 * Whether treated and others moved alike before the treatment began: a placebo effect for each earlier period, and all together.
 *
 * From rows before `start`: y_it = a_i + c_t + Σ_s b_s · treated_i · 1(t = s), the last period before `start` being the comparison; F is
 * the clustered Wald statistic of all b_s = 0 over their number, read with (leads, clusters − 1) degrees of freedom. It has power only
 * against trends that are large against the noise, so look at the leads and their intervals, too. O(n T²).
 *
 * @throws {StatisticsError} too_few when there are not two periods before `start`, or an arm has fewer than two clusters; not_identified when there are no more clusters than leads; out_of_range when a unit is treated in some of its rows only; one_class, zero_variance, length_mismatch, not_finite
 * @see Angrist and Pischke (2009), Mostly Harmless Econometrics, section 5.2; Roth (2022), American Economic Review: Insights 4:305–322, on its power
 * @example
 * const trends = testParallelTrends({ unit: [1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4], period: [1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3], treated: [1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0], outcome: [5, 6, 10, 7, 7, 13, 4, 5, 6, 8, 10, 10], start: 3 });
 * trends.leads[0].value // → 1
 * trends.pValue // → 0.239443
 */
export function testParallelTrends(input: ParallelTrendsInput): ParallelTrends {
  const { outcome, treated, unit, period, start, clusters = unit, level = 0.95 } = input;
  checkProbability('level', level);
  checkPanel(input);
  checkSameLength(['outcome', outcome], ['treated', treated]);
  checkSameLength(['outcome', outcome], ['clusters', clusters]);
  checkValues('clusters', clusters);
  checkNumber('start', start);
  checkIndicator('treated', treated);
  checkConstantInUnits(treated, unit);
  const rows: number[] = [];
  for (let i = 0; i < period.length; i++) if (period[i]! < start) rows.push(i);
  const of = (values: ArrayLike<number>) => rows.map((row) => values[row]!);
  const before = { outcome: of(outcome), unit: of(unit), period: of(period) };
  const leadPeriods = periodsOf(before.period).slice(0, -1);
  if (leadPeriods.length === 0)
    throw new StatisticsError('too_few', {
      argument: 'period',
      says: `must have at least two values before the start (${start})`,
      details: { rule: 'periods before start ≥ 2', instead: 'estimateDifferenceInDifferences' },
    });
  const arm = of(treated);
  checkIndicator('treated', arm);
  const by = of(clusters);
  checkClustersOfArms(arm, by);
  const panel = fitPanel(before, {
    columns: leadPeriods.map((lead) => before.period.map((time, i) => (time === lead ? arm[i]! : 0))),
    names: leadPeriods.map((lead) => `treated in period ${lead}`),
    clusters: by,
  });
  const joint = jointWald(panel, leadPeriods.length);
  const offset = panel.fit.design.width - leadPeriods.length;
  return {
    leads: leadPeriods.map((lead, j) => ({
      ...panelCoefficient(panel, { name: `period ${lead}`, place: offset + j, level }),
      period: lead,
    })),
    ...joint,
  };
}

function checkConstantInUnits(treated: ArrayLike<number>, unit: ArrayLike<number>): void {
  const armOf = new Map<number, number>();
  for (let i = 0; i < unit.length; i++) {
    const arm = armOf.get(unit[i]!) ?? treated[i]!;
    armOf.set(unit[i]!, arm);
    if (arm !== treated[i])
      throw new StatisticsError('out_of_range', {
        argument: `treated[${i}]`,
        says: `must be ${arm} as in the other rows of unit ${unit[i]}: 1 before the start, too, for who is treated at some time`,
        details: { row: i },
      });
  }
}

/** bᵀV⁻¹b / q of the last q coefficients. */
function jointWald(
  { fit, covariance }: PanelFit,
  count: number,
): Pick<ParallelTrends, 'statistic' | 'degreesOfFreedom' | 'pValue'> {
  const df2 = covariance.degreesOfFreedom;
  if (count > df2)
    throw new StatisticsError('not_identified', {
      argument: 'clusters',
      says: `must be more than the periods compared (${count}), not ${df2 + 1}`,
      details: { clusters: df2 + 1, leads: count },
    });
  const width = fit.design.width;
  const offset = width - count;
  const matrix = new Float64Array(count * count);
  for (let j = 0; j < count; j++)
    for (let l = 0; l < count; l++)
      matrix[j * count + l] = covariance.matrix[(offset + j) * width + offset + l]!;
  const leads = fit.coefficients.subarray(offset);
  const solved = solvePositiveDefinite('clusters', { matrix, rhs: leads });
  const statistic = leads.reduce((total, lead, j) => total + lead * solved[j]!, 0) / count;
  return {
    statistic,
    degreesOfFreedom: [count, df2],
    pValue: fUpper(statistic, { df1: count, df2 }),
  };
}
