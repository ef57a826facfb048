/** Published numbers for plans of means, ratios and groups. The R lines were run with R 4.2.2. */
import type { ReferenceCase } from '../reference-case.ts';
import { designEffect, planClusters } from './clusters.ts';
import { durationFromTraffic } from './duration.ts';
import { powerForMeans, sampleSizeForMeans, smallestEffectForMeans } from './means.ts';
import { powerForRatios, sampleSizeForRatios, smallestEffectForRatios } from './ratios.ts';

const orders = {
  numeratorMean: 50,
  numeratorVariance: 900,
  denominatorMean: 2,
  denominatorVariance: 1.5,
  covariance: 20,
};
/** A denominator that is the same for all makes the ratio a mean. */
const perUnit = {
  numeratorMean: 9,
  numeratorVariance: 1.7 * 1.7,
  denominatorMean: 1,
  denominatorVariance: 0,
  covariance: 0,
};

const ratio =
  'R: v<-(vy-2*R*c+R^2*vx)/mx^2; pw<-function(n0,n1,d){s<-sqrt(v*(1/n0+1/n1));z<-qnorm(.975);pnorm(d/s-z)+pnorm(-d/s-z)}, y 50 (900), x 2 (1.5), c 20';

export const meanReferences: readonly ReferenceCase[] = [
  {
    of: 'sampleSizeForMeans',
    name: 'total before rounding, difference 0.3, deviation 1.7',
    source: 'R: 2*power.t.test(delta=.3,sd=1.7,power=.8,strict=TRUE,tol=1e-13)$n',
    published: '1010.066846',
    ours: () => sampleSizeForMeans({ difference: 0.3, deviation: 1.7 }).unrounded,
  },
  {
    of: 'sampleSizeForMeans',
    name: 'one-sided 1 %, power 0.9, one deviation',
    source: 'R: 2*power.t.test(delta=1,sd=1,power=.9,sig.level=.01,alternative="one.sided",tol=1e-13)$n',
    published: '54.8663881',
    ours: () =>
      sampleSizeForMeans({ difference: -1, deviation: 1, alpha: 0.01, sides: 1, power: 0.9 }).unrounded,
  },
  {
    of: 'sampleSizeForMeans',
    name: 'very few: three deviations, alpha 0.001, power 0.95',
    source: 'R: 2*power.t.test(delta=3,sd=1,power=.95,sig.level=.001,strict=TRUE,tol=1e-13)$n',
    published: '16.56559735',
    ours: () => sampleSizeForMeans({ difference: 3, deviation: 1, alpha: 0.001, power: 0.95 }).unrounded,
  },
  {
    of: 'powerForMeans',
    name: '5 per arm',
    source: 'R: power.t.test(n=5,delta=1,sd=1.2,strict=TRUE)$power',
    published: '0.2137838212',
    ours: () => powerForMeans({ difference: 1, deviation: 1.2, arms: [5, 5] }),
  },
  {
    of: 'powerForMeans',
    name: '12 and 37',
    source: 'R: pwr::pwr.t2n.test(n1=12,n2=37,d=.7)$power',
    published: '0.5414456471',
    ours: () => powerForMeans({ difference: 0.7, deviation: 1, arms: [12, 37] }),
  },
  {
    of: 'powerForMeans',
    name: '12 and 37, one-sided 0.5 %',
    source: 'R: pwr::pwr.t2n.test(n1=12,n2=37,d=.7,sig.level=.005,alternative="greater")$power',
    published: '0.293690899',
    ours: () => powerForMeans({ difference: 0.7, deviation: 1, arms: [12, 37], alpha: 0.005, sides: 1 }),
  },
  {
    of: 'smallestEffectForMeans',
    name: '1,000 per arm, deviation 40',
    source: 'R: power.t.test(n=1000,sd=40,power=.8,strict=TRUE,tol=1e-13)$delta',
    published: '5.014032356',
    ours: () => smallestEffectForMeans({ deviation: 40, arms: [1000, 1000] }).absolute,
  },
  {
    of: 'smallestEffectForMeans',
    name: '4 per arm, alpha 0.01, power 0.9',
    source: 'R: power.t.test(n=4,sd=2,power=.9,sig.level=.01,strict=TRUE,tol=1e-13)$delta',
    published: '7.680968919',
    ours: () => smallestEffectForMeans({ deviation: 2, arms: [4, 4], alpha: 0.01, power: 0.9 }).absolute,
  },
];

export const ratioReferences: readonly ReferenceCase[] = [
  {
    of: 'sampleSizeForRatios',
    name: 'spend per order, total before rounding',
    source: `${ratio}; uniroot(function(N)pw(N/2,N/2,.5)-.8,c(60,1e7),tol=1e-9)$root`,
    published: '26293.68271',
    ours: () => sampleSizeForRatios({ ...orders, difference: 0.5 }).unrounded,
  },
  {
    of: 'sampleSizeForRatios',
    name: 'a constant denominator, 1 : 3, one-sided 2.5 %',
    source:
      'R: rpact::getSampleSizeMeans(alternative=.3,stDev=1.7,alpha=.025,sided=1,beta=.2,normalApproximation=TRUE,allocationRatioPlanned=3)$nFixed',
    published: '1344.193329',
    ours: () =>
      sampleSizeForRatios({ ...perUnit, difference: 0.3, shares: [0.25, 0.75], alpha: 0.025, sides: 1 })
        .unrounded,
  },
  {
    of: 'powerForRatios',
    name: 'spend per order, 12,000 and 8,000',
    source: `${ratio}; pw(12000,8000,.5)`,
    published: '0.6678836756',
    ours: () => powerForRatios({ ...orders, difference: 0.5, arms: [12_000, 8_000] }),
  },
  {
    of: 'powerForRatios',
    name: 'a constant denominator, 400 per arm, one-sided 2.5 %',
    source:
      'R: rpact::getPowerMeans(alternative=.3,stDev=1.7,alpha=.025,sided=1,normalApproximation=TRUE,maxNumberOfSubjects=800)$overallReject',
    published: '0.7039194702',
    ours: () => powerForRatios({ ...perUnit, difference: 0.3, arms: [400, 400], alpha: 0.025, sides: 1 }),
  },
  {
    of: 'smallestEffectForRatios',
    name: 'spend per order, 10,000 per arm',
    source: `${ratio}; uniroot(function(d)pw(1e4,1e4,d)-.8,c(.01,5),tol=1e-13)$root`,
    published: '0.5732983811',
    ours: () => smallestEffectForRatios({ ...orders, arms: [10_000, 10_000] }).absolute,
  },
  {
    of: 'smallestEffectForRatios',
    name: 'a constant denominator, one-sided 0.5 %, power 0.9',
    source: 'R: 1.7*sqrt(1/400+1/400)*(qnorm(.9)+qnorm(.995))',
    published: '0.4636886289',
    ours: () =>
      smallestEffectForRatios({ ...perUnit, arms: [400, 400], alpha: 0.005, sides: 1, power: 0.9 }).absolute,
  },
];

export const groupReferences: readonly ReferenceCase[] = [
  {
    of: 'designEffect',
    name: 'groups of 20 whose sizes vary by 0.6, ρ 0.05',
    source: 'Eldridge, Ashby and Kerry (2006), formula 1; R: 1+((1+.6^2)*20-1)*.05',
    published: '2.31',
    ours: () => designEffect({ clusterSize: 20, correlation: 0.05, sizeVariation: 0.6 }),
  },
  {
    of: 'designEffect',
    name: 'groups of 33.7, ρ 0.0123',
    source: 'Donner and Klar (2000); R: 1+(33.7-1)*.0123',
    published: '1.40221',
    ours: () => designEffect({ clusterSize: 33.7, correlation: 0.0123 }),
  },
  {
    of: 'planClusters',
    name: 'groups of 80, ρ 0.02, 3,841 units',
    source: 'R: ceiling(3841*(1+(80-1)*.02)/80)',
    published: '124',
    ours: () => planClusters({ arms: [3841], clusterSize: 80, correlation: 0.02 }).clusters,
  },
  {
    of: 'planClusters',
    name: 'uneven groups of 25, ρ 0.03, 1,000 and 500 units',
    source: 'R: ceiling(c(1000,500)*(1+((1+.8^2)*25-1)*.03)/25)',
    published: '88 44',
    ours: () =>
      planClusters({ arms: [1000, 500], clusterSize: 25, correlation: 0.03, sizeVariation: 0.8 }).clusters,
  },
  {
    of: 'durationFromTraffic',
    name: 'half of 1,200 a day for 7,682, in weeks and in days',
    source: 'R: ceiling(7682/(1200*.5)/7)*7; ceiling(7682/(1200*.5))',
    published: '14 13',
    ours: () =>
      [true, false].map(
        (wholeWeeks) =>
          durationFromTraffic({ sampleSize: 7682, dailyUnits: 1200, share: 0.5, wholeWeeks }).days,
      ),
  },
  {
    of: 'durationFromTraffic',
    name: '15 % of 8,431 a day for 195,170',
    source: 'R: ceiling(195170/(8431*.15)/7)*7',
    published: '161',
    ours: () => durationFromTraffic({ sampleSize: 195_170, dailyUnits: 8431, share: 0.15 }).days,
  },
];
