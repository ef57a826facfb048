/** How alike treated and controls are in each covariate, before and after matching. */

export interface BalanceRow {
  readonly name: string;
  readonly treatedMean: number;
  /** Of all controls. */
  readonly controlMeanBefore: number;
  /** Of the matched controls, by weight. */
  readonly controlMeanAfter: number;
  /** Difference of means over the standard deviation of the treated before matching; of both arms, then of all rows, where the treated do not vary. */
  readonly standardisedDifferenceBefore: number;
  /** The same, of matched rows; below 0.1 in size is taken for balanced. */
  readonly standardisedDifferenceAfter: number;
  /** Variance of the treated over that of the controls; undefined for a covariate of 0 and 1, or when the controls do not vary. */
  readonly varianceRatioBefore: number | undefined;
  readonly varianceRatioAfter: number | undefined;
}

interface Moments {
  readonly mean: number;
  readonly variance: number;
}

export function balanceOf(
  name: string,
  values: ArrayLike<number>,
  { treated, weights }: { readonly treated: ArrayLike<number>; readonly weights: Float64Array },
): BalanceRow {
  let binary = true;
  for (let i = 0; i < values.length; i++) binary &&= values[i] === 0 || values[i] === 1;
  const momentsOf = (arm: number, weighted: boolean) =>
    moments(values, (i) => (treated[i] === arm ? (weighted ? weights[i]! : 1) : 0), binary);
  const [t0, c0, t1, c1] = [momentsOf(1, false), momentsOf(0, false), momentsOf(1, true), momentsOf(0, true)];
  // Where the treated do not vary, the spread of both arms stands in, then that of all rows; where nothing varies there is no difference either.
  const spread =
    Math.sqrt(t0.variance) ||
    Math.sqrt((t0.variance + c0.variance) / 2) ||
    Math.sqrt(moments(values, () => 1, binary).variance) ||
    1;
  const ratio = (t: Moments, c: Moments) =>
    binary || !(c.variance > 0) ? undefined : t.variance / c.variance;
  return {
    name,
    treatedMean: t1.mean,
    controlMeanBefore: c0.mean,
    controlMeanAfter: c1.mean,
    standardisedDifferenceBefore: (t0.mean - c0.mean) / spread,
    standardisedDifferenceAfter: (t1.mean - c1.mean) / spread,
    varianceRatioBefore: ratio(t0, c0),
    varianceRatioAfter: ratio(t1, c1),
  };
}

/** Weighted mean and the variance that is unbiased when weights count rows in proportion: Σ p (x − m)² / (1 − Σ p²). */
function moments(values: ArrayLike<number>, weightOf: (row: number) => number, binary: boolean): Moments {
  let total = 0;
  let sum = 0;
  let first: number | undefined;
  let varies = false;
  for (let i = 0; i < values.length; i++) {
    const weight = weightOf(i);
    total += weight;
    sum += weight * values[i]!;
    if (weight === 0) continue;
    first ??= values[i]!;
    varies ||= values[i] !== first;
  }
  // Equal values must not get a spread from the rounding of their mean.
  if (!varies && first !== undefined) return { mean: first, variance: 0 };
  const mean = sum / total;
  if (binary) return { mean, variance: mean * (1 - mean) };
  let squares = 0;
  let shares = 0;
  for (let i = 0; i < values.length; i++) {
    const share = weightOf(i) / total;
    const deviation = values[i]! - mean;
    squares += share * deviation * deviation;
    shares += share * share;
  }
  return { mean, variance: shares < 1 ? squares / (1 - shares) : 0 };
}
