import { describe, expect, it } from 'vitest';
import { createRandom } from '../random.ts';
import { covers, RUNS, shareOfRuns, slackOf } from '../simulation.test-support.ts';
import { estimateDifferenceInDifferences } from './difference-in-differences.ts';
import { estimateEffectOnTreated } from './effect-on-treated.ts';
import { matchControls } from './matching.ts';
import { estimatePanelEffect } from './panel-effect.ts';
import { measureQini, measureUpliftArea } from './qini.ts';

it('the effect on the treated is covered also where a control serves several, and they have two', () => {
  const random = createRandom(151);
  const designs = RUNS / 10;
  let [covered, found] = [0, 0];
  for (let design = 0; design < designs; design++) {
    const x = Array.from({ length: 70 }, () => random.normal());
    const treated = x.map((value) => (random.uniform() < 1 / (1 + Math.exp(1 - 0.5 * value)) ? 1 : 0));
    const matching = matchControls({ treated, covariates: [x], neighbours: 2, replace: true });
    // Matching looks at no outcome: ten outcomes for each.
    for (let again = 0; again < RUNS / designs; again++) {
      const outcome = x.map((value) => 0.7 * value + random.normal());
      const { effect } = estimateEffectOnTreated({ outcome, matching });
      if (covers(effect.interval, 0)) covered += 1 / RUNS;
      if (effect.pValue < 0.05) found += 1 / RUNS;
    }
  }
  // The propensity is taken as known, which makes the error too large rather than too small (Abadie and Spiess 2022).
  expect(covered).toBeGreaterThan(0.95 - slackOf(0.95));
  expect(covered).toBeLessThan(0.985);
  expect(found).toBeCloseTo(1 - covered, 12);
});

describe('of twenty units of which five were treated', () => {
  const unit = Array.from({ length: 40 }, (_, i) => i >> 1);
  const after = unit.map((_, i) => i % 2);
  const group = unit.map((one) => (one < 5 ? 1 : 0));
  const outcomeOf = (normal: () => number) => {
    const own = Array.from({ length: 20 }, () => 2 * normal());
    return unit.map((one, i) => own[one]! + after[i]! + normal());
  };

  it('a panel finds an effect that is not there in the 8 of a hundred that are known', () => {
    const treated = group.map((one, i) => one * after[i]!);
    const found = shareOfRuns(152, (random) => {
      const outcome = outcomeOf(() => random.normal());
      return estimatePanelEffect({ unit, period: after, treated, outcome }).effect.pValue < 0.05;
    });
    expect(Math.abs(found - 0.08)).toBeLessThan(slackOf(0.08));
  });

  it('so does a difference in differences', () => {
    const found = shareOfRuns(153, (random) => {
      const outcome = outcomeOf(() => random.normal());
      const input = { outcome, treated: group, after, clusters: unit };
      return estimateDifferenceInDifferences(input).effect.pValue < 0.05;
    });
    expect(Math.abs(found - 0.08)).toBeLessThan(slackOf(0.08));
  });
});

it('a score that knows nothing has no Qini and no area above random in 95 of a hundred', () => {
  const arms = Array.from({ length: 40 }, (_, i) => i % 2);
  const random = createRandom(154);
  const outside = { qini: 0, area: 0 };
  for (let run = 0; run < RUNS; run++) {
    const scores = arms.map(() => random.below(4));
    const outcome = arms.map((arm) => 0.5 * arm + random.normal());
    const input = { scores, treated: arms, outcome, seed: run, repetitions: 100 };
    if (!covers(measureQini(input).coefficient.interval, 0)) outside.qini += 1 / RUNS;
    if (!covers(measureUpliftArea(input).aboveRandom.interval, 0)) outside.area += 1 / RUNS;
  }
  // Percentiles of so few are known to be a point too close.
  for (const share of Object.values(outside)) {
    expect(share).toBeLessThan(0.06 + slackOf(0.06));
    expect(share).toBeGreaterThan(0.03);
  }
});
