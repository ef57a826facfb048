import type { ReferenceCase } from '../reference-case.ts';
import { bootstrapMeans, bootstrapRatios } from './bootstrap.ts';
import { bootstrapQuantile, bootstrapQuantiles } from './bootstrap-quantile.ts';
import { estimateQuantileExactly } from './quantile-exact.ts';
import {
  cities,
  gravity,
  milesPerGallon,
  rivers,
  toothGrowth,
  toothGrowthPerDose,
} from './references-data.ts';

/** Right to about one percent of a standard error. */
const draws = { resamples: 99_999, seed: 1 };
const ends = ({ interval }: { interval: { lower: number; upper: number } }) => [
  interval.lower,
  interval.upper,
];
/** Both draw at random: printed are the digits that every seed repeats. */
const boot = (what: string) =>
  `R: boot::boot.ci(boot::boot(…, R=199999, strata=…), type='bca', L=…), seeds 1 and 2; ${what}`;
const scipy = (what: string) =>
  `scipy 1.17: stats.bootstrap(…, n_resamples=999999, method='BCa'), seeds 1, 2 and 3; ${what}`;
const percentile = (what: string) =>
  `R: boot::boot.ci(boot::boot(…, R=99999, strata=…), type='perc'), seeds 1 and 2; ${what}`;

export const bootstrapReferences: readonly ReferenceCase[] = [
  {
    of: 'bootstrapMeans',
    name: 'gravity, series 8 against 7: 95% BCa',
    source: scipy('boot::gravity, series 8 and 7, difference of means'),
    published: '0.4615384615 6.7692307692',
    ours: () => ends(bootstrapMeans({ ...gravity, ...draws })),
  },
  {
    of: 'bootstrapMeans',
    name: 'mtcars, mpg by am: difference and upper end of 95% BCa',
    source: scipy('mtcars, difference of means of mpg by am'),
    published: '7.2449392713 10.9',
    ours: () => {
      const estimate = bootstrapMeans({ ...milesPerGallon, ...draws });
      return [estimate.value, estimate.interval.upper];
    },
  },
  {
    of: 'bootstrapRatios',
    name: 'ToothGrowth, length per dose: difference and upper end of 80% BCa',
    source: boot('ToothGrowth, difference of sum(len)/sum(dose)'),
    published: '3.171428571 4.99',
    ours: () => {
      const estimate = bootstrapRatios({ ...toothGrowthPerDose, ...draws, level: 0.8 });
      return [estimate.value, estimate.interval.upper];
    },
  },
  {
    of: 'bootstrapRatios',
    name: 'x per u of 39 cities of bigcity against the 10 of city: 80% BCa',
    source: boot('rbind(city, bigcity[11:49,]), difference of sum(x)/sum(u)'),
    published: '-0.64 -0.13',
    ours: () => ends(bootstrapRatios({ ...cities, ...draws, level: 0.8 })),
  },
  {
    of: 'bootstrapQuantile',
    name: 'rivers: median and its 90% interval',
    source:
      'R, exact: median(rivers); P <- pbinom(70, 141, 1:141/141, lower=FALSE); sort(rivers)[c(which(P>=.05)[1], which(P>=.95)[1])]',
    published: '425 383 470',
    ours: () => {
      const estimate = bootstrapQuantile({ values: rivers, probability: 0.5, ...draws, level: 0.9 });
      return [estimate.value, ...ends(estimate)];
    },
  },
  {
    of: 'bootstrapQuantile',
    name: 'rivers: ninth decile and its 90% interval',
    source:
      'R, exact: quantile(rivers, .9); P <- pbinom(126, 141, 1:141/141, lower=FALSE); sort(rivers)[c(which(P>=.05)[1], which(P>=.95)[1])]',
    published: '1054 890 1270',
    ours: () => {
      const estimate = bootstrapQuantile({ values: rivers, probability: 0.9, ...draws, level: 0.9 });
      return [estimate.value, ...ends(estimate)];
    },
  },
  {
    of: 'bootstrapQuantiles',
    name: 'ToothGrowth, medians: difference and lower end of 95%',
    source: percentile('ToothGrowth, difference of medians'),
    published: '6.2 0.6',
    ours: () => {
      const estimate = bootstrapQuantiles({ ...toothGrowth, probability: 0.5, ...draws });
      return [estimate.value, estimate.interval.lower];
    },
  },
  {
    of: 'bootstrapQuantiles',
    name: 'ToothGrowth, quantiles 0.8: difference and lower end of 90%',
    source: percentile('ToothGrowth, difference of quantile(len, .8)'),
    published: '2.42 -1.52',
    ours: () => {
      const estimate = bootstrapQuantiles({ ...toothGrowth, probability: 0.8, ...draws, level: 0.9 });
      return [estimate.value, estimate.interval.lower];
    },
  },
  {
    of: 'estimateQuantileExactly',
    name: 'rivers: median, its 95% interval and coverage',
    source:
      'R: sort(rivers)[c(qbinom(.025,141,.5), qbinom(.975,141,.5)+1)]; pbinom(qbinom(.975,141,.5),141,.5)-pbinom(qbinom(.025,141,.5)-1,141,.5)',
    published: '425.0000000000 380.0000000000 500.0000000000 0.9571203848',
    ours: () => {
      const estimate = estimateQuantileExactly({ values: rivers, probability: 0.5 });
      return [estimate.value, ...ends(estimate), estimate.coverage];
    },
  },
  {
    of: 'estimateQuantileExactly',
    name: 'rivers: ninth decile, its 99% interval and coverage',
    source: 'R: as above with qbinom(.005,141,.9), qbinom(.995,141,.9)',
    published: '1054.0000000000 840.0000000000 1770.0000000000 0.9928961935',
    ours: () => {
      const estimate = estimateQuantileExactly({ values: rivers, probability: 0.9, level: 0.99 });
      return [estimate.value, ...ends(estimate), estimate.coverage];
    },
  },
];
