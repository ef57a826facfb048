/** Published numbers for planning. The R lines were run with R 4.2.2. */
import type { ReferenceCase } from '../reference-case.ts';
import { powerOfFisherTest } from './fisher.ts';
import {
  powerForProportions,
  sampleSizeForProportions,
  smallestEffectForProportions,
} from './proportions.ts';
import { groupReferences, meanReferences, ratioReferences } from './references-means.ts';

/** A denominator that is the same for all makes the ratio a mean. */

const unequal =
  'R: pw<-function(N){n1<-N*s[1];n2<-N*s[2];pb<-(n1*p1+n2*p2)/(n1+n2);s0<-sqrt(pb*(1-pb)*(1/n1+1/n2));s1<-sqrt(p1*(1-p1)/n1+p2*(1-p2)/n2);z<-qnorm(alpha/sides,lower=F)*s0;d<-abs(p2-p1);pnorm((d-z)/s1)+if(sides==2)pnorm((-d-z)/s1) else 0}; uniroot(function(N)pw(N)-power,c(10,1e7),tol=1e-9)$root';
const allOutcomes =
  'R: s<-0;for(i in 0:n0)for(j in 0:n1)if(fisher.test(matrix(c(j,n1-j,i,n0-i),2),alternative=alt)$p.value<=a)s<-s+dbinom(i,n0,p0)*dbinom(j,n1,p1)';

const proportions: readonly ReferenceCase[] = [
  {
    of: 'sampleSizeForProportions',
    name: 'per arm, 10 % → 12 % and 5 % → 6 %',
    source: 'Widely published; R: ceiling(power.prop.test(p1=.1,p2=.12,power=.8)$n), and p1=.05,p2=.06',
    published: '3841 8158',
    ours: () =>
      [
        { baseline: 0.1, target: 0.12 },
        { baseline: 0.05, target: 0.06 },
      ].map((effect) => sampleSizeForProportions(effect).arms[0] ?? 0),
  },
  {
    of: 'sampleSizeForProportions',
    name: 'total before rounding, 10 % → 12 %',
    source: 'R: 2*power.prop.test(p1=.1,p2=.12,power=.8,strict=TRUE,tol=1e-13)$n',
    published: '7681.676342',
    ours: () => sampleSizeForProportions({ baseline: 0.1, target: 0.12 }).unrounded,
  },
  {
    of: 'sampleSizeForProportions',
    name: 'of two arms when alpha is divided by three, power 0.9',
    source: 'R: 2*power.prop.test(p1=.1,p2=.12,power=.9,sig.level=.05/3,strict=TRUE,tol=1e-13)$n',
    published: '13221.11948',
    ours: () =>
      sampleSizeForProportions({
        baseline: 0.1,
        target: 0.12,
        power: 0.9,
        shares: [0.25, 0.25, 0.25, 0.25],
        bonferroni: true,
      }).unrounded / 2,
  },
  {
    of: 'sampleSizeForProportions',
    name: '3 : 1, 10 % → 12 %',
    source: `${unequal}, p .1 .12, s .75 .25, alpha .05, power .8; rpact, which leaves out the wrong direction, gives 10074.15`,
    published: '10074.09897',
    ours: () => sampleSizeForProportions({ baseline: 0.1, target: 0.12, shares: [0.75, 0.25] }).unrounded,
  },
  {
    of: 'sampleSizeForProportions',
    name: '1 : 4, 0.3 % → 0.2 %, one-sided 1 %, power 0.9',
    source:
      'R: rpact::getSampleSizeRates(pi1=.002,pi2=.003,alpha=.01,sided=1,beta=.1,allocationRatioPlanned=4)$nFixed',
    published: '195168.8692943',
    ours: () =>
      sampleSizeForProportions({
        baseline: 0.003,
        target: 0.002,
        shares: [0.2, 0.8],
        alpha: 0.01,
        sides: 1,
        power: 0.9,
      }).unrounded,
  },
  {
    of: 'powerForProportions',
    name: '3,841 per arm, 10 % → 12 %',
    source: 'R: power.prop.test(n=3841,p1=.1,p2=.12,strict=TRUE)$power',
    published: '0.8000165286',
    ours: () => powerForProportions({ baseline: 0.1, target: 0.12, arms: [3841, 3841] }),
  },
  {
    of: 'powerForProportions',
    name: '60 per arm, 20 % → 25 %, alpha 0.1: the wrong direction counts',
    source: 'R: power.prop.test(n=60,p1=.2,p2=.25,sig.level=.1,strict=TRUE)$power',
    published: '0.1714789043',
    ours: () => powerForProportions({ baseline: 0.2, target: 0.25, alpha: 0.1, arms: [60, 60] }),
  },
  {
    of: 'smallestEffectForProportions',
    name: '3,841 per arm at 10 %',
    source: 'R: power.prop.test(n=3841,p1=.1,power=.8,strict=TRUE,tol=1e-13)$p2-.1',
    published: '0.01999956133',
    ours: () => smallestEffectForProportions({ baseline: 0.1, arms: [3841, 3841] }).absolute,
  },
  {
    of: 'smallestEffectForProportions',
    name: '500 per arm at 40 %, one-sided 1 %, power 0.95',
    source: 'R: power.prop.test(n=500,p1=.4,power=.95,sig.level=.01,alternative="one.sided",tol=1e-13)$p2-.4',
    published: '0.1248170634',
    ours: () =>
      smallestEffectForProportions({ baseline: 0.4, arms: [500, 500], alpha: 0.01, sides: 1, power: 0.95 })
        .absolute,
  },
  {
    of: 'powerOfFisherTest',
    name: '10 at 20 % and 12 at 80 %',
    source: `${allOutcomes}; n 10 12, p .2 .8, a .05, two.sided`,
    published: '0.7894324472',
    ours: () => powerOfFisherTest({ baseline: 0.2, target: 0.8, arms: [10, 12] }),
  },
  {
    of: 'powerOfFisherTest',
    name: '25 at 10 % and 14 at 45 %, one-sided 10 %',
    source: `${allOutcomes}; n 25 14, p .1 .45, a .1, greater`,
    published: '0.8014741061',
    ours: () => powerOfFisherTest({ baseline: 0.1, target: 0.45, arms: [25, 14], alpha: 0.1, sides: 1 }),
  },
  {
    of: 'powerOfFisherTest',
    name: '30 at 50 % and 30 at 20 %, alpha 0.01',
    source: `${allOutcomes}; n 30 30, p .5 .2, a .01, two.sided`,
    published: '0.35006288',
    ours: () => powerOfFisherTest({ baseline: 0.5, target: 0.2, arms: [30, 30], alpha: 0.01 }),
  },
  {
    of: 'powerOfFisherTest',
    name: '3000 at 0.1 % and 3000 at 0.5 %',
    source:
      'R: s<-0; for(x in 0:40) for(y in 0:70){pr<-dbinom(x,3000,1e-3)*dbinom(y,3000,5e-3); if(pr>1e-17 && fisher.test(matrix(c(x,3000-x,y,3000-y),2))$p.value<=.05) s<-s+pr}; print(s,digits=10)',
    published: '0.7883604876',
    ours: () => powerOfFisherTest({ baseline: 1e-3, target: 5e-3, arms: [3000, 3000] }),
  },
];

export const planningReferences: readonly ReferenceCase[] = [
  ...proportions,
  ...meanReferences,
  ...ratioReferences,
  ...groupReferences,
];
