import { describe, expect, it } from 'vitest';
import { solvePositiveDefinite } from '../linear.ts';
import { createRandom, type Random } from '../random.ts';
import { refusalPair } from '../refusal.test-support.ts';
import { type CovariateValues, summarizeCovariates } from './covariates.ts';
import { compareByCuped } from './cuped.ts';
import { compareMeans, summarizeValues } from './means.ts';
import { within } from './testing.test-support.ts';

/** The outcome follows two covariates, and a shift in the treatment. */
function arm(n: number, { shift = 0, random }: { shift?: number; random: Random }): CovariateValues {
  const covariates: number[] = [];
  const outcome = Array.from({ length: n }, () => {
    const [spent, visits] = [random.normal(), random.exponential()];
    covariates.push(spent, visits);
    return 5 + shift + 2 * spent + 0.7 * visits + random.normal();
  });
  return { outcome, covariates, width: 2 };
}

const both = (control: CovariateValues, treatment: CovariateValues) => ({
  control: summarizeCovariates(control),
  treatment: summarizeCovariates(treatment),
});

/** Least squares of y on (1, treated, x): its coefficient of treated and the standard error. */
function regression(control: CovariateValues, treatment: CovariateValues) {
  const rows = [control, treatment].flatMap((one, treated) =>
    Array.from(one.outcome, (y, i) => ({
      y,
      x: [1, treated, ...Array.from(one.covariates).slice(i * one.width, (i + 1) * one.width)],
    })),
  );
  const size = control.width + 2;
  const matrix = new Float64Array(size * size);
  const rhs = new Float64Array(size);
  for (const { y, x } of rows)
    for (let i = 0; i < size; i++) {
      rhs[i]! += y * (x[i] ?? 0);
      for (let j = 0; j < size; j++) matrix[i * size + j]! += (x[i] ?? 0) * (x[j] ?? 0);
    }
  const beta = solvePositiveDefinite('rows', { matrix, rhs });
  const left = rows.map(({ y, x }) => y - x.reduce((sum, value, i) => sum + value * (beta[i] ?? 0), 0));
  const variance = left.reduce((sum, value) => sum + value * value, 0) / (rows.length - size);
  const unit = Float64Array.from({ length: size }, (_, i) => (i === 1 ? 1 : 0));
  const own = solvePositiveDefinite('rows', { matrix, rhs: unit })[1] ?? 0;
  return { coefficient: beta[1] ?? 0, standardError: Math.sqrt(variance * own) };
}

describe('CUPED', () => {
  it('is the coefficient of the arm in the regression; with arms of one size its standard error too', () => {
    const random = createRandom(1);
    const [control, treatment] = [arm(40, { random }), arm(40, { shift: 1, random })];
    const read = compareByCuped(both(control, treatment));
    const lm = regression(control, treatment);
    expect(read.difference.value).toBeCloseTo(lm.coefficient, 11);
    expect(read.difference.standardError).toBeCloseTo(lm.standardError, 11);
    const uneven = arm(90, { shift: 1, random });
    const other = compareByCuped(both(control, uneven));
    expect(other.difference.value).toBeCloseTo(regression(control, uneven).coefficient, 11);
  });

  it('has the degrees of freedom of the regression when the arms are alike', () => {
    const control = arm(20, { random: createRandom(9) });
    const treatment = { ...control, outcome: Array.from(control.outcome, (y) => y + 1) };
    expect(compareByCuped(both(control, treatment)).degreesOfFreedom).toBeCloseTo(40 - 2 - 2, 9);
  });

  it('does not depend on the units and the order of the covariates, nor on which arm is called control', () => {
    const random = createRandom(2);
    const [control, treatment] = [arm(50, { random }), arm(70, { shift: 1, random })];
    const one = compareByCuped(both(control, treatment));
    const turned = ({ outcome, covariates }: CovariateValues) => ({
      outcome,
      covariates: Array.from(covariates, (_, i) => (covariates[i ^ 1] ?? 0) * (i % 2 ? 1e-6 : 1e6)),
      width: 2,
    });
    const other = compareByCuped(both(turned(control), turned(treatment)));
    expect(other.difference.value).toBeCloseTo(one.difference.value, 11);
    expect((other.theta[1] ?? 0) * 1e-6).toBeCloseTo(one.theta[0] ?? 0, 6);
    const swapped = compareByCuped(both(treatment, control));
    expect(swapped.difference.value).toBeCloseTo(-one.difference.value, 12);
    expect(swapped.pValue).toBeCloseTo(one.pValue, 12);
  });

  it('takes away as much variance as the covariates explain, and none when they explain nothing', () => {
    const random = createRandom(3);
    const read = compareByCuped(both(arm(10_000, { random }), arm(10_000, { random })));
    // 4 + 0.49 of 5.49 is explained.
    expect(read.varianceReduction).toBeCloseTo(4.49 / 5.49, 2);
    expect(read.theta[0]).toBeCloseTo(2, 1);
    const noise = (n: number) => ({
      outcome: Array.from({ length: n }, () => random.normal()),
      covariates: Array.from({ length: n }, () => random.normal()),
      width: 1,
    });
    const none = compareByCuped(both(noise(20_000), noise(20_000)));
    expect(Math.abs(none.varianceReduction)).toBeLessThan(0.001);
    expect(none.difference.value).toBeCloseTo(none.unadjusted.value, 2);
  });

  it('reports beside it what Welch gives without adjustment', () => {
    const random = createRandom(4);
    const [control, treatment] = [arm(30, { random }), arm(50, { random })];
    const welch = compareMeans({
      control: summarizeValues(control.outcome),
      treatment: summarizeValues(treatment.outcome),
    });
    expect(compareByCuped(both(control, treatment)).unadjusted.interval.lower).toBeCloseTo(
      welch.difference.interval.lower,
      11,
    );
  });

  it('covers with few units and a covariate that is missing for some, and A/A finds no more than it may', () => {
    const random = createRandom(5);
    const times = 2_000;
    const level = 0.95;
    let [covered, found] = [0, 0];
    const withMissing = (one: CovariateValues): CovariateValues => {
      const covariates = Array.from(one.outcome).flatMap((_, i) =>
        random.uniform() < 0.3 ? [0, 1] : [one.covariates[2 * i] ?? 0, 0],
      );
      return { outcome: one.outcome, covariates, width: 2 };
    };
    for (let i = 0; i < times; i++) {
      const arms = both(withMissing(arm(10, { random })), withMissing(arm(18, { random })));
      const { difference, pValue } = compareByCuped({ ...arms, level });
      if (difference.interval.lower <= 0 && 0 <= difference.interval.upper) covered += 1;
      if (pValue < 1 - level) found += 1;
    }
    expect(within(covered / times, level, times)).toBe(true);
    expect(found / times).toBeLessThan(1 - level + 3 * Math.sqrt((level * (1 - level)) / times));
  });

  it('is refused with covariates that say nothing, say all, or are not there', () => {
    const outcome = [3, 5, 4, 8, 9];
    const of = (covariates: number[], width = 1) => summarizeCovariates({ outcome, covariates, width });
    const read = (one: ReturnType<typeof of>) =>
      refusalPair(() => compareByCuped({ control: one, treatment: one }));
    expect(read(of([2, 2, 2, 2, 2]))).toEqual(['not_identified', 'covariates']);
    expect(read(of([1, 2, 2, 4, 3, 6, 4, 8, 6, 12], 2))).toEqual(['not_identified', 'covariates']);
    expect(read(of(outcome))).toEqual(['zero_variance', 'control.covariance']);
    expect(refusalPair(() => of([1, 2, Number.NaN, 4, 5]))).toEqual(['not_finite', 'covariates[2]']);
    expect(refusalPair(() => of([1, 2, 3]))).toEqual(['length_mismatch', 'covariates']);
    expect(refusalPair(() => of([1, 2, 3, 4, 5], 0))).toEqual(['out_of_range', 'width']);
    expect(refusalPair(() => of([1, 2, 3, 4, 5], 1_001))).toEqual(['out_of_range', 'width']);
    expect(refusalPair(() => of([1e200, -1e200, 3, 4, 5]))).toEqual(['out_of_range', 'covariates']);
    const fine = of([1, 4, 2, 3, 7]);
    const broken = (part: object) =>
      refusalPair(() => compareByCuped({ control: { ...fine, ...part }, treatment: fine }));
    expect(broken({ n: 1 })).toEqual(['out_of_range', 'control.n']);
    expect(broken({ means: [1, 2, 3] })).toEqual(['length_mismatch', 'control.covariance']);
    expect(broken({ covariance: [1, 2, 3, 4] })).toEqual(['out_of_range', 'control.covariance[2]']);
    expect(broken({ covariance: [-1, 0, 0, 4] })).toEqual(['out_of_range', 'control.covariance[0]']);
    // A correlation of 2.5 between columns whose variances are 1 and 4.
    expect(broken({ covariance: [1, 5, 5, 4] })).toEqual(['out_of_range', 'control.covariance[2]']);
    const two = summarizeCovariates({ outcome: [1, 2], covariates: [1, 0, 5, 2], width: 2 });
    expect(refusalPair(() => compareByCuped({ control: two, treatment: two }))).toEqual([
      'too_few',
      'control.n',
    ]);
  });
});
