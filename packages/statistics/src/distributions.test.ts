import { describe, expect, it } from 'vitest';
import {
  binomialCdf,
  chisquareQuantile,
  chisquareUpper,
  fUpper,
  gammaQuantile,
  normalCdf,
  normalQuantile,
  tQuantile,
  tTwoSided,
  tUpper,
} from './distributions.ts';
import { gammaLower, gammaUpper } from './incomplete-gamma.ts';

/** Relative, since tails are small. Published values are R's pnorm, pt, pchisq, pf, pbinom, qt to 15 digits. */
const near = (ours: number, published: number) => expect(Math.abs(ours / published - 1)).toBeLessThan(2e-13);

describe('a tail', () => {
  it('of the normal distribution has all its digits far out', () => {
    for (const [z, p] of [
      [1, 0.158655253931457],
      [6, 9.86587645037698e-10],
      [20, 2.75362411860623e-89],
      [37, 5.72557122252458e-300],
    ] as const)
      expect(Math.abs(normalCdf(-z) / p - 1)).toBeLessThan(1e-12);
  });

  it('of the normal distribution gives back its place, in the middle and far out', () => {
    for (const z of [-37, -20, -8, -7, -5, -4.2, -3.2, -3.08, -2, -0.1, 0])
      expect(Math.abs(normalQuantile(normalCdf(z)) - z)).toBeLessThan(2e-14);
    expect(normalQuantile(0.975)).toBeCloseTo(1.959_963_984_540_054, 14);
    expect(normalQuantile(1 - 2 ** -30)).toBe(-normalQuantile(2 ** -30));
  });

  it('of t, chi-square, F and the binomial agrees with R', () => {
    near(tUpper(2, 3), 6.96629842794216e-2);
    near(tUpper(12, 30), 2.79009270759963e-13);
    near(tUpper(20, 1e6), 2.86654352369522e-89);
    near(chisquareUpper(3.84, 1), 5.00435212487052e-2);
    near(chisquareUpper(200, 10), 1.61393053369773e-37);
    near(chisquareUpper(0.001, 2), 9.99500124979169e-1);
    near(fUpper(4, { df1: 2, df2: 30 }), 2.88446232956968e-2);
    near(fUpper(60, { df1: 5, df2: 7 }), 1.35240202687519e-5);
    near(binomialCdf(3, { n: 10, p: 0.2 }), 0.8791261184);
    near(binomialCdf(0, { n: 50, p: 0.01 }), 0.605006067137536);
    near(binomialCdf(990, { n: 1000, p: 0.98 }), 0.995319249568586);
  });

  it('of t is the same from either side, and whole at the ends', () => {
    expect(tUpper(-2, 5)).toBeCloseTo(1 - tUpper(2, 5), 15);
    expect(tTwoSided(2, 5)).toBeCloseTo(2 * tUpper(2, 5), 14);
    expect(chisquareUpper(0, 3)).toBe(1);
    expect(fUpper(0, { df1: 1, df2: 1 })).toBe(1);
    expect([binomialCdf(-1, { n: 5, p: 0.5 }), binomialCdf(5, { n: 5, p: 0.5 })]).toEqual([0, 1]);
  });

  it('of t gives back its quantile, for few and for many degrees of freedom', () => {
    near(tQuantile(0.975, 1), 12.70620473617469);
    near(tQuantile(0.975, 7.3), 2.3450667365477);
    near(tQuantile(0.975, 1e5), 1.95998770753461);
  });

  it('of the gamma distribution gives back its quantile, also for shapes in the thousands', () => {
    // R: qgamma(p, shape)
    near(gammaQuantile(0.975, { shape: 1000, rate: 1 }), 1062.92115122489);
    near(gammaQuantile(0.5, { shape: 1e5, rate: 2 }), 49999.8333334321);
    near(gammaQuantile(1e-8, { shape: 0.5, rate: 1 }), 7.85398163397445e-17);
    near(gammaQuantile(1 - 1e-8, { shape: 3, rate: 1 }), 24.1813137622088);
    near(chisquareQuantile(0.975, 2000), 2125.84230244978);
    near(chisquareQuantile(0.025, 20), 9.59077739226487);
  });

  it('of the gamma distribution agrees with R, also for shapes up to a million', () => {
    // R: pgamma(x, shape, lower = FALSE), or TRUE
    near(gammaUpper(1063.25, 1000), 0.0244221496442517);
    near(gammaLower(900, 1000), 0.000549902265711783);
    near(gammaLower(1000, 1000), 0.504205244180216);
    near(gammaUpper(1_001_000, 1e6), 0.15865521363166);
    near(gammaUpper(250, 200), 0.000482212759593433);
    near(chisquareUpper(10_400, 9_999), 0.00252917147818996);
    near(gammaUpper(1500, 1000), 2.204698611389e-43);
    near(gammaLower(990_000, 1e6), 5.44664469301077e-24);
  });
});
