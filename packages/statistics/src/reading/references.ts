/** What of this folder is held to published values and to R. */
import type { ReferenceCase } from '../reference-case.ts';
import { compareByCuped } from './cuped.ts';
import { liftOfMeans } from './lift.ts';
import { compareMeans, summarizeValues } from './means.ts';
import { adjustByBenjaminiHochberg, adjustByHolm } from './multiple-testing.ts';
import { compareRatios, summarizeRatio } from './ratio-metric.ts';
import {
  breaksByTension,
  carsByCylinders,
  carsSummary,
  chicks,
  irisRatio,
  irisSummary,
  sleep,
  toothGrowth,
  toothGrowthPerDose,
} from './references-data.ts';
import { bootstrapReferences } from './references-of-bootstrap.ts';
import { proportionReferences } from './references-of-proportions.ts';
import { testSampleRatio } from './sample-ratio.ts';
import { testSampleRatioExactly } from './sample-ratio-exact.ts';
import { compareStratified } from './stratified.ts';

type Raw = { control: readonly number[]; treatment: readonly number[] };
const summaries = ({ control, treatment }: Raw) => ({
  control: summarizeValues(control),
  treatment: summarizeValues(treatment),
});
const welch = (raw: Raw, level?: number) => {
  const read = compareMeans({ ...summaries(raw), ...(level === undefined ? {} : { level }) });
  const { lower, upper } = read.difference.interval;
  return [lower, upper, read.t, read.degreesOfFreedom, read.pValue];
};

const ofMeans: readonly ReferenceCase[] = [
  {
    of: 'summarizeValues',
    name: 'NumAcc4, whose digits a sum of squares loses: mean and variance',
    source: 'NIST Statistical Reference Datasets, NumAcc4: certified mean 10000000.2, standard deviation 0.1',
    published: '10000000.20000 0.010000000',
    ours: () => {
      const values = [10_000_000.2];
      for (let i = 0; i < 500; i++) values.push(10_000_000.1, 10_000_000.3);
      const { mean, variance } = summarizeValues(values);
      return [mean, variance];
    },
  },
  {
    of: 'summarizeValues',
    name: 'ToothGrowth, VC: mean and variance of length',
    source: 'R: with(ToothGrowth[1:30,], c(mean(len), var(len)))',
    published: '16.9633333333 68.3272298851',
    ours: () => {
      const { mean, variance } = summarizeValues(toothGrowth.control);
      return [mean, variance];
    },
  },
  {
    of: 'compareMeans',
    name: 'sleep: interval, t, degrees of freedom, p',
    source: 'R: t.test(extra ~ group, data=sleep), signs turned',
    published: '-0.20548323071 3.36548323071 1.86081346749 17.77647351618 0.07939414019',
    ours: () => welch(sleep),
  },
  {
    of: 'compareMeans',
    name: 'ToothGrowth: 99% interval, t, degrees of freedom, p',
    source: 'R: t.test(len ~ supp, data=ToothGrowth, conf.level=.99)',
    published: '-1.45354622905 8.85354622905 1.91526826870 55.30943268264 0.06063450788',
    ours: () => welch(toothGrowth, 0.99),
  },
  {
    of: 'liftOfMeans',
    name: 'ToothGrowth: lower, value, upper',
    source:
      'R: uniroot of (m1 - th*m0)^2 - qt(.975, df)^2*(v1 + th^2*v0) on either side of m1/m0, less 1; df by Satterthwaite for v1 + (m1/m0)^2*v0',
    published: '-0.009318931866 0.218117508351 0.525907576527',
    ours: () => {
      const { value, interval } = liftOfMeans(summaries(toothGrowth));
      return [interval.lower, value, interval.upper];
    },
  },
  {
    of: 'liftOfMeans',
    name: 'chickwts, casein over linseed, 90%: lower, value, upper',
    source: 'R: as above with qt(.95, df)',
    published: '0.2694248419 0.4792380952 0.7312129490',
    ours: () => {
      const { value, interval } = liftOfMeans({ ...summaries(chicks), level: 0.9 });
      return [interval.lower, value, interval.upper];
    },
  },
];

const ofRatios: readonly ReferenceCase[] = [
  {
    of: 'summarizeRatio',
    name: 'ToothGrowth, VC: length per dose',
    source: 'R: with(ToothGrowth[1:30,], c(mean(len), mean(dose), var(len), var(dose), cov(len,dose)))',
    published: '16.9633333333 1.1666666667 68.3272298851 0.4022988506 4.7132183908',
    ours: () => Object.values(summarizeRatio(toothGrowthPerDose.control)).slice(1),
  },
  {
    of: 'summarizeRatio',
    name: 'iris, versicolor: petal by sepal length',
    source:
      'R: with(iris[51:100,], c(mean(Petal.Length), mean(Sepal.Length), var(Petal.Length), var(Sepal.Length), cov(Petal.Length,Sepal.Length)))',
    published: '4.2600000000 5.9360000000 0.2208163265 0.2664326531 0.1828979592',
    ours: () => Object.values(irisRatio(0)).slice(1),
  },
  {
    of: 'compareRatios',
    name: 'ToothGrowth, length per dose, OJ against VC: difference, standard error, interval, p',
    source:
      'R: survey::svyratio(~len, ~dose, svydesign(ids=~1, weights=~1, data=…)) of each arm; qnorm(.975), 2*pnorm',
    published: '3.1714285714 1.3537484570 0.5181303515 5.8247267913 0.0191446919',
    ours: () => {
      const { control, treatment } = toothGrowthPerDose;
      const arms = { control: summarizeRatio(control), treatment: summarizeRatio(treatment) };
      const { difference, pValue } = compareRatios(arms);
      const { value, standardError, interval } = difference;
      return [value, standardError, interval.lower, interval.upper, pValue];
    },
  },
  {
    of: 'compareRatios',
    name: 'iris, petal by sepal length, virginica against versicolor: ratios, 99% interval, z, p',
    source: 'R: survey::svyratio(~Petal.Length, ~Sepal.Length, …) of each species; qnorm(.995), 2*pnorm',
    published: '0.7176549865 0.8427443837 0.1004710806 0.1497077139 13.08817900 3.847210074e-39',
    ours: () => {
      const read = compareRatios({ control: irisRatio(0), treatment: irisRatio(50), level: 0.99 });
      const { lower, upper } = read.difference.interval;
      return [read.control, read.treatment, lower, upper, read.z, read.pValue];
    },
  },
];

const ofAdjustment: readonly ReferenceCase[] = [
  {
    of: 'summarizeCovariates',
    name: 'mtcars with am = 1: covariances of mpg, wt, hp',
    source: "R: cov(mtcars[mtcars$am==1, c('mpg','wt','hp')])",
    published:
      '38.02576923 -3.4580750000 -415.04294872 -3.45807500 0.3806663333 42.24541667 -415.04294872 42.2454166667 7066.47435897',
    ours: () => carsSummary('treatment').covariance,
  },
  {
    of: 'summarizeCovariates',
    name: 'iris, virginica: covariances of sepal length, petal length and width',
    source: 'R: cov(iris[101:150, c(1,3,4)])',
    published:
      '0.40434285714 0.3032897959 0.04909387755 0.30328979592 0.3045877551 0.04882448980 0.04909387755 0.0488244898 0.07543265306',
    ours: () => irisSummary(50).covariance,
  },
  {
    of: 'compareByCuped',
    name: 'iris, arms of one size: difference, standard error, t, both theta; unadjusted standard error',
    source:
      "R: coef(summary(lm(Sepal.Length ~ (Species=='virginica') + Petal.Length + Petal.Width, data=iris[51:150,]))); t.test(Sepal.Length ~ Species, data=iris[51:150,])$stderr",
    published: '-0.50666524696 0.1266421037 -4.0007646125 0.94675774797 -0.09220823346 0.1158253435',
    ours: () => {
      const read = compareByCuped({ control: irisSummary(0), treatment: irisSummary(50) });
      const { value, standardError } = read.difference;
      return [value, standardError, read.t, ...read.theta, read.unadjusted.standardError];
    },
  },
  {
    of: 'compareByCuped',
    name: 'mtcars, arms of 19 and 13: difference and both theta; standard error',
    source:
      'R: coef(lm(mpg ~ am + wt + hp, data=mtcars))[2:4]; sqrt of the stated variance computed with cov(), solve()',
    published: '2.08371013032 -2.87857541381 -0.03747872595 1.427454855',
    ours: () => {
      const read = compareByCuped({ control: carsSummary('control'), treatment: carsSummary('treatment') });
      return [read.difference.value, ...read.theta, read.difference.standardError];
    },
  },
  {
    of: 'compareStratified',
    name: 'warpbreaks, wool B against A by tension: difference, standard error',
    source: "R: lm(breaks ~ 0 + tension:wool), sandwich::vcovHC(type='HC2'), weights by size of the stratum",
    published: '-5.777777778 2.977568170',
    ours: () => {
      const { value, standardError } = compareStratified({ strata: breaksByTension }).difference;
      return [value, standardError];
    },
  },
  {
    of: 'compareStratified',
    name: 'mtcars, am by cyl, cells of 2 to 12: difference, standard error, degrees of freedom, p, lower',
    source:
      "R: lm(mpg ~ 0 + factor(cyl):factor(am)), sandwich::vcovHC(type='HC2'); degrees of freedom sum(c)^2/sum(c^2/(n-1)) over cells",
    published: '2.247395833333 0.757830422247 17.601849032481 0.008429561493 0.652667801649',
    ours: () => {
      const read = compareStratified({ strata: carsByCylinders() });
      const { value, standardError, interval } = read.difference;
      return [value, standardError, read.degreesOfFreedom, read.pValue, interval.lower];
    },
  },
  {
    of: 'compareStratified',
    name: 'mtcars, am by cyl, shares 0.5, 0.3, 0.2: difference, standard error',
    source: 'R: as above with weights c(.5,.3,.2)',
    published: '3.0900000000 0.9554990367',
    ours: () => {
      const { difference } = compareStratified({ strata: carsByCylinders(), shares: [0.5, 0.3, 0.2] });
      return [difference.value, difference.standardError];
    },
  },
];

/** Benjamini and Hochberg (1995), §4.1: thrombolysis. */
const thrombolysis = [
  0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528,
  0.759, 1,
];
const tied = [0.03, 0.2, 0.01, 0.03, 0.9, 0.01, 0.04];
const ofManyAndRatio: readonly ReferenceCase[] = [
  {
    of: 'testSampleRatio',
    name: '821,588 against 815,482 where half was meant',
    source:
      'Kohavi, Tang and Xu (2020), Trustworthy Online Controlled Experiments, chapter 21; R: chisq.test(c(821588,815482))$p.value',
    published: '1.821792873e-06',
    ours: () => testSampleRatio({ counts: [821_588, 815_482], shares: [0.5, 0.5] }).pValue,
  },
  {
    of: 'testSampleRatio',
    name: '480, 310, 190 for 0.5, 0.3, 0.2: chi-square, p',
    source: 'R: chisq.test(c(480,310,190), p=c(.5,.3,.2))',
    published: '1.2585034014 0.5329904882',
    ours: () => {
      const { chiSquare, pValue } = testSampleRatio({ counts: [480, 310, 190], shares: [0.5, 0.3, 0.2] });
      return [chiSquare, pValue];
    },
  },
  {
    of: 'testSampleRatioExactly',
    name: '7 and 13 for 0.3, 0.7',
    source: 'R: binom.test(7, 20, p=.3)$p.value',
    published: '0.6294979667',
    ours: () => testSampleRatioExactly({ counts: [7, 13], shares: [0.3, 0.7] }).pValue,
  },
  {
    of: 'testSampleRatioExactly',
    name: '3 and 997 for 0.001, 0.999',
    source: 'R: binom.test(3, 1000, p=.001)$p.value',
    published: '0.08020934284',
    ours: () => testSampleRatioExactly({ counts: [3, 997], shares: [0.001, 0.999] }).pValue,
  },
  {
    of: 'testSampleRatioExactly',
    name: '9, 0, 3 for 0.5, 0.3, 0.2',
    source: 'R: sum of dmultinom over all 91 outcomes that are no likelier than c(9,0,3), prob=c(.5,.3,.2)',
    published: '0.03880475537',
    ours: () => testSampleRatioExactly({ counts: [9, 0, 3], shares: [0.5, 0.3, 0.2] }).pValue,
  },
  {
    of: 'adjustByHolm',
    name: 'the 15 of Benjamini and Hochberg (1995)',
    source:
      "R: p.adjust(c(.0001,.0004,.0019,.0095,.0201,.0278,.0298,.0344,.0459,.324,.4262,.5719,.6528,.759,1), 'holm')",
    published:
      '0.0015 0.0056 0.0247 0.1140 0.2211 0.2780 0.2780 0.2780 0.3213 1.0000 1.0000 1.0000 1.0000 1.0000 1.0000',
    ours: () => adjustByHolm(thrombolysis),
  },
  {
    of: 'adjustByHolm',
    name: 'with ties, not in order',
    source: "R: p.adjust(c(.03,.2,.01,.03,.9,.01,.04), 'holm')",
    published: '0.15 0.40 0.07 0.15 0.90 0.07 0.15',
    ours: () => adjustByHolm(tied),
  },
  {
    of: 'adjustByBenjaminiHochberg',
    name: 'the 15 of Benjamini and Hochberg (1995)',
    source:
      "R: p.adjust(c(.0001,.0004,.0019,.0095,.0201,.0278,.0298,.0344,.0459,.324,.4262,.5719,.6528,.759,1), 'BH')",
    published:
      '0.00150000000 0.00300000000 0.00950000000 0.03562500000 0.06030000000 0.06385714286 0.06385714286 0.06450000000 0.07650000000 0.48600000000 0.58118181818 0.71487500000 0.75323076923 0.81321428571 1.00000000000',
    ours: () => adjustByBenjaminiHochberg(thrombolysis),
  },
  {
    of: 'adjustByBenjaminiHochberg',
    name: 'with ties, not in order',
    source: "R: p.adjust(c(.03,.2,.01,.03,.9,.01,.04), 'BH')",
    published: '0.0525000000 0.2333333333 0.0350000000 0.0525000000 0.9000000000 0.0350000000 0.0560000000',
    ours: () => adjustByBenjaminiHochberg(tied),
  },
];

export const readingReferences: readonly ReferenceCase[] = [
  ...proportionReferences,
  ...ofMeans,
  ...ofRatios,
  ...bootstrapReferences,
  ...ofAdjustment,
  ...ofManyAndRatio,
];
