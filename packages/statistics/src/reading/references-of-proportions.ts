import type { ReferenceCase } from '../reference-case.ts';
import { testProportionsExactly } from './fisher.ts';
import { testStratifiedProportions, testStratifiedProportionsExactly } from './mantel-haenszel.ts';
import { estimateProportion, estimateProportionExactly } from './proportion.ts';
import { compareProportions, differenceOfProportions } from './proportion-difference.ts';
import { ratioOfProportions } from './proportion-ratio.ts';
import { admissions, rabbits } from './references-data.ts';

const ends = ({ interval }: { interval: { lower: number; upper: number } }) => [
  interval.lower,
  interval.upper,
];
/** As papers write it: the arm asked about first. */
const arms = ([x1, n1]: readonly [number, number], [x0, n0]: readonly [number, number], level = 0.95) => ({
  treatment: { n: n1, successes: x1 },
  control: { n: n0, successes: x0 },
  level,
});

const ofOne: readonly ReferenceCase[] = [
  {
    of: 'estimateProportion',
    name: '81 of 263, 95%',
    source: 'Newcombe (1998), Statistics in Medicine 17:857–872, Table I, method 3',
    published: '0.2553 0.3662',
    ours: () => ends(estimateProportion({ n: 263, successes: 81 })),
  },
  {
    of: 'estimateProportion',
    name: '3 of 1,200, 99%',
    source: 'R: prop.test(3, 1200, correct=FALSE, conf.level=0.99)$conf.int',
    published: '0.0006317033578 0.0098394811211',
    ours: () => ends(estimateProportion({ n: 1200, successes: 3, level: 0.99 })),
  },
  {
    of: 'estimateProportion',
    name: '29 of 30, 80%',
    source: 'R: prop.test(29, 30, correct=FALSE, conf.level=0.8)$conf.int',
    published: '0.8949138832 0.9899754627',
    ours: () => ends(estimateProportion({ n: 30, successes: 29, level: 0.8 })),
  },
  {
    of: 'estimateProportionExactly',
    name: '15 of 148, 95%',
    source: 'R: binom.test(15, 148)$conf.int',
    published: '0.05784401008 0.16165049035',
    ours: () => ends(estimateProportionExactly({ n: 148, successes: 15 })),
  },
  {
    of: 'estimateProportionExactly',
    name: '2 of 100,000, 99%',
    source: 'R: binom.test(2, 100000, conf.level=0.99)$conf.int',
    published: '1.034950107e-06 9.273454818e-05',
    ours: () => ends(estimateProportionExactly({ n: 100_000, successes: 2, level: 0.99 })),
  },
  {
    of: 'estimateProportionExactly',
    name: 'none of 4, 95%',
    source: 'R: binom.test(0, 4)$conf.int',
    published: '0.0000000000 0.6023646356',
    ours: () => ends(estimateProportionExactly({ n: 4, successes: 0 })),
  },
];

const newcombe = 'Newcombe (1998), Statistics in Medicine 17:873–890, Table II, method 10';
const ofDifference: readonly ReferenceCase[] = [
  {
    of: 'compareProportions',
    name: '(a) 56/70 against 48/80',
    source: newcombe,
    published: '0.0524 0.3339',
    ours: () => ends(compareProportions(arms([56, 70], [48, 80])).difference),
  },
  {
    of: 'compareProportions',
    name: 'p of 120/1000 against 100/1000',
    source: 'R: prop.test(c(120,100), c(1000,1000), correct=FALSE)$p.value',
    published: '0.1529177819',
    ours: () => compareProportions(arms([120, 1000], [100, 1000])).pValue,
  },
  {
    of: 'compareProportions',
    name: 'p of 70/82 against 83/86 (smokers of ?prop.test)',
    source: 'R: prop.test(c(70,83), c(82,86), correct=FALSE)$p.value',
    published: '0.01132896042',
    ours: () => compareProportions(arms([70, 82], [83, 86])).pValue,
  },
  {
    of: 'compareProportions',
    name: '1,200/260,000 against 900/250,000: p, 99% interval',
    source:
      "R: prop.test(c(900,1200), c(250000,260000), correct=FALSE)$p.value; statsmodels 0.15: confint_proportions_2indep(1200, 260000, 900, 250000, method='newcomb', compare='diff', alpha=.01)",
    published: '1.507172459e-08 0.0005543318851341 0.001477576290016',
    ours: () => {
      const read = compareProportions(arms([1200, 260_000], [900, 250_000], 0.99));
      return [read.pValue, ...ends(read.difference)];
    },
  },
  {
    of: 'differenceOfProportions',
    name: '(b) 9/10 against 3/10',
    source: newcombe,
    published: '0.1705 0.8090',
    ours: () => ends(differenceOfProportions(arms([9, 10], [3, 10]))),
  },
  {
    of: 'differenceOfProportions',
    name: '(d) 5/56 against 0/29',
    source: newcombe,
    published: '-0.0381 0.1926',
    ours: () => ends(differenceOfProportions(arms([5, 56], [0, 29]))),
  },
  {
    of: 'differenceOfProportions',
    name: '(h) 10/10 against 0/10',
    source: newcombe,
    published: '0.6075 1.0000',
    ours: () => ends(differenceOfProportions(arms([10, 10], [0, 10]))),
  },
];

const statsmodels = (call: string) =>
  `statsmodels 0.15: confint_proportions_2indep(${call}, method='score', compare='ratio', correction=False)`;
const ofRatio: readonly ReferenceCase[] = [
  {
    of: 'ratioOfProportions',
    name: '36/40 against 16/80',
    source: 'Koopman (1984), Biometrics 40:513–517',
    published: '2.94 7.15',
    ours: () => ends(ratioOfProportions(arms([36, 40], [16, 80]))),
  },
  {
    of: 'ratioOfProportions',
    name: '56/70 against 48/80',
    source: statsmodels('56, 70, 48, 80'),
    published: '1.079821506362 1.670805578019',
    ours: () => ends(ratioOfProportions(arms([56, 70], [48, 80]))),
  },
  {
    of: 'ratioOfProportions',
    name: '0/50 against 12/60',
    source: statsmodels('0, 50, 12, 60'),
    published: '0.000000000000 0.362227541915',
    ours: () => ends(ratioOfProportions(arms([0, 50], [12, 60]))),
  },
  {
    of: 'ratioOfProportions',
    name: '1,200/260,000 against 900/250,000, 99%',
    source: statsmodels('1200, 260000, 900, 250000, alpha=.01'),
    published: '1.144731471983 1.435849786654',
    ours: () => ends(ratioOfProportions(arms([1200, 260_000], [900, 250_000], 0.99))),
  },
];

const ofExact: readonly ReferenceCase[] = [
  {
    of: 'testProportionsExactly',
    name: 'the convictions of twins: 2/17 against 10/13',
    source: 'R: fisher.test(matrix(c(2,10,15,3),2))$p.value, and with alternative="less"',
    published: '0.0005367241191 0.0004651809434',
    ours: () => {
      const { pValue, less } = testProportionsExactly(arms([2, 17], [10, 13]));
      return [pValue, less];
    },
  },
  {
    of: 'testProportionsExactly',
    name: 'the lady tasting tea: 3/4 against 1/4',
    source: "R: fisher.test(matrix(c(3,1,1,3),2))$p.value, and with alternative='greater'",
    published: '0.4857142857 0.2428571429',
    ours: () => {
      const { pValue, greater } = testProportionsExactly(arms([3, 4], [1, 4]));
      return [pValue, greater];
    },
  },
  {
    of: 'testProportionsExactly',
    name: '30/1000 against 12/1500',
    source: 'R: fisher.test(matrix(c(30,970,12,1488),2))$p.value',
    published: '4.287187734e-05',
    ours: () => testProportionsExactly(arms([30, 1000], [12, 1500])).pValue,
  },
];

const ofStrata: readonly ReferenceCase[] = [
  {
    of: 'testStratifiedProportions',
    name: 'UCBAdmissions: chi-square, p; corrected: chi-square, p',
    source: 'R: mantelhaen.test(UCBAdmissions, correct=FALSE); mantelhaen.test(UCBAdmissions)',
    published: '1.5246066604 0.2169236971 1.4269462286 0.2322634628',
    ours: () => {
      const plain = testStratifiedProportions({ strata: admissions });
      const corrected = testStratifiedProportions({ strata: admissions, continuityCorrection: true });
      return [plain.chiSquare, plain.pValue, corrected.chiSquare, corrected.pValue];
    },
  },
  {
    of: 'testStratifiedProportions',
    name: 'UCBAdmissions: common odds ratio and 95% interval',
    source: 'R: mantelhaen.test(UCBAdmissions)[c("estimate", "conf.int")]',
    published: '0.9046968283 0.7719073618 1.0603297644',
    ours: () => {
      const { oddsRatio } = testStratifiedProportions({ strata: admissions });
      return [oddsRatio.value, ...ends(oddsRatio)];
    },
  },
  {
    of: 'testStratifiedProportionsExactly',
    name: 'Rabbits of ?mantelhaen.test: two-sided, greater',
    source: "R: mantelhaen.test(Rabbits, exact=TRUE)$p.value, and with alternative='greater'",
    published: '0.03994490358 0.01997245179',
    ours: () => {
      const { pValue, greater } = testStratifiedProportionsExactly({ strata: rabbits });
      return [pValue, greater];
    },
  },
  {
    of: 'testStratifiedProportionsExactly',
    name: 'UCBAdmissions',
    source: 'R: mantelhaen.test(UCBAdmissions, exact=TRUE)$p.value',
    published: '0.2277625268',
    ours: () => testStratifiedProportionsExactly({ strata: admissions }).pValue,
  },
];

export const proportionReferences: readonly ReferenceCase[] = [
  ...ofOne,
  ...ofDifference,
  ...ofRatio,
  ...ofExact,
  ...ofStrata,
];
