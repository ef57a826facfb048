import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { refusal } from '../refusal.test-support.ts';
import { fitLinearRegression } from '../regression/index.ts';
import {
  type DifferenceInDifferencesInput,
  estimateDifferenceInDifferences,
} from './difference-in-differences.ts';
import { estimatePanelEffect, type PanelEffectInput } from './panel-effect.ts';
import { type ParallelTrendsInput, testParallelTrends } from './parallel-trends.ts';
import { gappyPanel, panel } from './references-samples.ts';

const turn = (values: ArrayLike<number>) => Array.from(values).reverse();
const twoByTwo: DifferenceInDifferencesInput = {
  outcome: panel.outcome,
  treated: panel.group,
  after: panel.after,
  clusters: panel.unit,
};

describe('difference in differences', () => {
  it('is the change of the treated less the change of the others', () => {
    const { effect, means } = estimateDifferenceInDifferences(twoByTwo);
    const byHand = means.treatedAfter - means.treatedBefore - (means.controlAfter - means.controlBefore);
    expect(effect.value).toBeCloseTo(byHand, 11);
  });

  it('changes sign, not size, when the groups change places', () => {
    const { effect } = estimateDifferenceInDifferences(twoByTwo);
    const other = estimateDifferenceInDifferences({
      ...twoByTwo,
      treated: panel.group.map((g) => 1 - g),
    }).effect;
    expect(other.value).toBeCloseTo(-effect.value, 11);
    expect(other.standardError).toBeCloseTo(effect.standardError, 11);
  });

  it('is blind to what differs between groups or between times, and follows the unit', () => {
    const plain = estimateDifferenceInDifferences(twoByTwo).effect;
    const moved = panel.outcome.map((y, i) => 3 * (y + 20 * panel.group[i]! - 7 * panel.after[i]!));
    const { effect } = estimateDifferenceInDifferences({ ...twoByTwo, outcome: moved });
    expect(effect.value).toBeCloseTo(3 * plain.value, 10);
    expect(effect.standardError).toBeCloseTo(3 * plain.standardError, 10);
  });

  it('is the same in any order of the rows', () => {
    const turned = estimateDifferenceInDifferences({
      outcome: turn(panel.outcome),
      treated: turn(panel.group),
      after: turn(panel.after),
      clusters: turn(panel.unit),
    }).effect;
    const { effect } = estimateDifferenceInDifferences(twoByTwo);
    expect(turned.value).toBeCloseTo(effect.value, 11);
    expect(turned.standardError).toBeCloseTo(effect.standardError, 11);
  });

  it('is the effect of a panel of two periods seen complete', () => {
    const rows = panel.unit.flatMap((_, i) => (panel.period[i]! === 3 || panel.period[i]! === 4 ? [i] : []));
    const of = (values: ArrayLike<number>) => rows.map((row) => values[row]!);
    const both = { outcome: of(panel.outcome), clusters: of(panel.unit) };
    const cells = estimateDifferenceInDifferences({
      ...both,
      treated: of(panel.group),
      after: of(panel.after),
    });
    const effects = estimatePanelEffect({
      ...both,
      unit: of(panel.unit),
      period: of(panel.period),
      treated: of(panel.treated),
    });
    expect(effects.effect.value).toBeCloseTo(cells.effect.value, 11);
  });

  it('covers the true effect at its level when rows of a unit move together', () => {
    const random = createRandom(41);
    const runs = 2000;
    const unit = Array.from({ length: 40 }, (_, i) => Math.floor(i / 2));
    const period = unit.map((_, i) => i % 2);
    const group = unit.map((u) => u % 2);
    const after = period.map((p) => (p >= 1 ? 1 : 0));
    const treated = group.map((g, i) => g * after[i]!);
    let [cells, fixed] = [0, 0];
    const covers = ({ interval }: { interval: { lower: number; upper: number } }) =>
      interval.lower <= 2 && interval.upper >= 2 ? 1 : 0;
    for (let run = 0; run < runs; run++) {
      const own = Array.from({ length: 20 }, () => [3 * random.normal(), random.normal()]);
      const outcome = unit.map(
        (u, i) => own[u]![0]! + after[i]! * own[u]![1]! + 2 * treated[i]! + random.normal(),
      );
      cells += covers(
        estimateDifferenceInDifferences({ outcome, treated: group, after, clusters: unit }).effect,
      );
      fixed += covers(estimatePanelEffect({ outcome, unit, period, treated }).effect);
    }
    const error = Math.sqrt((0.95 * 0.05) / runs);
    expect(Math.abs(cells / runs - 0.95)).toBeLessThan(4 * error);
    expect(Math.abs(fixed / runs - 0.95)).toBeLessThan(4 * error);
  });

  it('tells the error of the effect though all others stayed at nothing', () => {
    const outcome = panel.outcome.map((y, i) => panel.group[i]! * y);
    expect(estimateDifferenceInDifferences({ ...twoByTwo, outcome }).effect.standardError).toBeGreaterThan(0);
  });

  it.each<[string, Partial<DifferenceInDifferencesInput>, string, string]>([
    ['nobody treated', { treated: panel.group.map(() => 0) }, 'one_class', 'treated'],
    ['no time after', { after: panel.group.map(() => 0) }, 'one_class', 'after'],
    ['others who were never seen after', { after: panel.treated }, 'too_few', 'after'],
    ['a NaN', { outcome: panel.outcome.map((y, i) => (i ? y : Number.NaN)) }, 'not_finite', 'outcome[0]'],
    ['one treated shop and one other', { clusters: panel.group }, 'too_few', 'clusters'],
    ['one treated shop', { clusters: panel.unit.map((u) => Math.max(u, 15)) }, 'too_few', 'clusters'],
    ['one other shop', { clusters: panel.unit.map((u) => Math.min(u, 16)) }, 'too_few', 'clusters'],
    ['squares that overflow', { outcome: panel.outcome.map((y) => 1e150 * y) }, 'out_of_range', 'outcome[0]'],
    ['one cluster', { clusters: panel.group.map(() => 1) }, 'too_few', 'clusters'],
    ['clusters of another length', { clusters: [1] }, 'length_mismatch', 'clusters'],
    ['rows that equal their cells', { outcome: panel.treated }, 'zero_variance', 'outcome'],
    ['a covariate made of the others', { covariates: [panel.treated] }, 'not_identified', 'covariates[0]'],
    ['a short covariate', { covariates: [[1]] }, 'length_mismatch', 'covariates[0]'],
  ])('refuses %s', (_, wrong, code, argument) => {
    expect(refusal(() => estimateDifferenceInDifferences({ ...twoByTwo, ...wrong }))).toEqual({
      code,
      argument,
    });
  });
});

describe('the effect from a panel', () => {
  it('is blind to what differs between units and between periods, though units miss periods', () => {
    const plain = estimatePanelEffect(gappyPanel).effect;
    const moved = gappyPanel.outcome.map(
      (y, i) => y + 100 * Math.sin(gappyPanel.unit[i]!) + gappyPanel.period[i]! ** 3,
    );
    const { effect } = estimatePanelEffect({ ...gappyPanel, outcome: moved });
    expect(effect.value).toBeCloseTo(plain.value, 9);
    expect(effect.standardError).toBeCloseTo(plain.standardError, 9);
  });

  it('takes units treated at other times for each other’s controls, though all are treated in the end', () => {
    const treated = panel.unit.map((u, i) => (panel.period[i]! >= (u % 2 === 0 ? 3 : 5) ? 1 : 0));
    expect(estimatePanelEffect({ ...panel, treated }).starts).toBe(2);
  });

  it('takes a single unit that was never treated when the others serve each other', () => {
    const treated = panel.unit.map((u, i) => (u > 1 && panel.period[i]! >= (u % 2 === 0 ? 3 : 5) ? 1 : 0));
    expect(estimatePanelEffect({ ...panel, treated }).starts).toBe(2);
  });

  it('is that of a regression with a column per unit and period, clusters within units or across', () => {
    const columnsOf = (labels: readonly number[]) =>
      [...new Set(labels)].slice(1).map((label) => labels.map((one) => (one === label ? 1 : 0)));
    const { unit, period, outcome, treated } = gappyPanel;
    const covariates = [...columnsOf(unit), ...columnsOf(period), treated];
    const across = unit.map((u, i) => (u + period[i]!) % 12);
    const { effect } = estimatePanelEffect({ ...gappyPanel, clusters: across });
    const whole = fitLinearRegression({ outcome, covariates, errors: 'cluster', clusters: across });
    expect(effect.value).toBeCloseTo(whole.coefficients.at(-1)!.value, 10);
    expect(effect.standardError).toBeCloseTo(whole.coefficients.at(-1)!.standardError, 10);
  });

  it('says at how many times treatment began', () => {
    expect(estimatePanelEffect(panel).starts).toBe(1);
    const treated = panel.treated.map((t, i) => (panel.unit[i]! < 5 && panel.period[i]! === 3 ? 1 : t));
    expect(estimatePanelEffect({ ...panel, treated }).starts).toBe(2);
  });

  it.each<[string, Partial<PanelEffectInput>, string, string]>([
    ['all treated at the same time', { treated: panel.after }, 'not_identified', 'treated'],
    [
      'a unit twice in a period',
      { period: panel.period.map((p) => Math.min(p, 5)) },
      'not_identified',
      'period[5]',
    ],
    ['nobody treated', { treated: panel.after.map(() => 0) }, 'one_class', 'treated'],
    [
      'one treated unit',
      { treated: panel.treated.map((t, i) => (panel.unit[i] === 1 ? t : 0)) },
      'too_few',
      'clusters',
    ],
    [
      'one unit that is not',
      { treated: panel.after.map((a, i) => (panel.unit[i] === 1 ? 0 : a)) },
      'too_few',
      'clusters',
    ],
    ['units of another length', { unit: [1] }, 'length_mismatch', 'unit'],
    ['every row its own unit', { unit: panel.unit.map((_, i) => i) }, 'too_few', 'outcome'],
    [
      'a cluster that is not a number',
      { clusters: panel.unit.map(() => Number.NaN) },
      'not_finite',
      'clusters[0]',
    ],
    ['a covariate that never changes', { covariates: [panel.group] }, 'not_identified', 'covariates[0]'],
  ])('refuses %s', (_, wrong, code, argument) => {
    expect(refusal(() => estimatePanelEffect({ ...panel, ...wrong }))).toEqual({ code, argument });
  });
});

describe('the test of parallel trends', () => {
  const input: ParallelTrendsInput = { ...panel, treated: panel.group, start: 4 };

  it('finds a trend of its own of the treated', () => {
    const outcome = panel.outcome.map((y, i) => y + panel.group[i]! * panel.period[i]! * 1.5);
    const { leads, pValue } = testParallelTrends({ ...input, outcome });
    expect(pValue).toBeLessThan(0.001);
    expect(leads.map(({ period }) => period)).toEqual([1, 2]);
    expect(leads[0]!.value).toBeCloseTo(testParallelTrends(input).leads[0]!.value - 3, 10);
  });

  it('does not look at what came after the start', () => {
    const outcome = panel.outcome.map((y, i) => y + 1000 * panel.after[i]!);
    expect(testParallelTrends({ ...input, outcome })).toEqual(testParallelTrends(input));
  });

  it('warns in vain no more often than its p-value says', () => {
    const random = createRandom(43);
    const runs = 2000;
    const unit = Array.from({ length: 72 }, (_, i) => Math.floor(i / 3));
    const period = unit.map((_, i) => i % 3);
    const treated = unit.map((u) => u % 2);
    let warned = 0;
    for (let run = 0; run < runs; run++) {
      const own = Array.from({ length: 24 }, () => random.normal());
      const outcome = unit.map((u) => own[u]! + random.normal());
      if (testParallelTrends({ unit, period, treated, outcome, start: 3 }).pValue < 0.05) warned += 1;
    }
    // A clustered Wald test with 24 clusters is known to warn a little too often.
    expect(warned / runs).toBeGreaterThan(0.05 - 4 * Math.sqrt((0.05 * 0.95) / runs));
    expect(warned / runs).toBeLessThan(0.065 + 4 * Math.sqrt((0.065 * 0.935) / runs));
  });

  it.each<[string, Partial<ParallelTrendsInput>, string, string]>([
    ['one period before', { start: 2 }, 'too_few', 'period'],
    ['no period before', { start: 1 }, 'too_few', 'period'],
    ['a start that is not a number', { start: Number.NaN }, 'not_finite', 'start'],
    ['a start that is infinite', { start: 1 / 0 }, 'not_finite', 'start'],
    ['nobody treated', { treated: panel.group.map(() => 0) }, 'one_class', 'treated'],
    [
      'one treated unit',
      { treated: panel.group.map((_, i) => (panel.unit[i] === 1 ? 1 : 0)) },
      'too_few',
      'clusters',
    ],
    ['who was treated in some periods only', { treated: panel.treated }, 'out_of_range', 'treated[3]'],
    ['clusters of another length', { clusters: [] }, 'length_mismatch', 'clusters'],
  ])('refuses %s', (_, wrong, code, argument) => {
    expect(refusal(() => testParallelTrends({ ...input, ...wrong }))).toEqual({ code, argument });
  });

  it('refuses as many periods as clusters', () => {
    const few = panel.unit.map((u) => u % 2);
    expect(refusal(() => testParallelTrends({ ...input, clusters: few }))).toMatchObject({
      code: 'not_identified',
    });
  });
});
