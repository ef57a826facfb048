/** Published numbers for reading by Bayes' rule. The R lines were run with R 4.2.2. */
import type { ReferenceCase } from '../reference-case.ts';
import type { BayesComparison } from './compare.ts';
import { compareMeansByBayes, estimateMeanByBayes } from './means.ts';
import { compareNormalMeansByBayes, estimateNormalMeanByBayes } from './normal-means.ts';
import { compareProportionsByBayes, estimateProportionByBayes } from './proportions.ts';

const miller =
  'Miller (2015), formula 6, in R: i<-0:(aB-1); sum(exp(lbeta(aA+i,bB+bA)-log(bB+i)-lbeta(1+i,bB)-lbeta(aA,bA)))';
const stucchio =
  "Stucchio (2015), Bayesian A/B Testing at VWO, with Miller's h(aA,bA,aB,bB), in R: E(B-A)+ = exp(lbeta(aB+1,bB)-lbeta(aB,bB))*h(aA,bA,aB+1,bB)-exp(lbeta(aA+1,bA)-lbeta(aA,bA))*h(aA+1,bA,aB,bB)";
const betaDifference =
  'R: pd<-function(d)integrate(function(x)dbeta(x,aA,bA)*pbeta(x+d,aB,bB),0,1,rel.tol=1e-12,subdivisions=5000)$value; uniroot(function(d)pd(d)-p,tol=1e-13)$root';
const threeBest =
  'R: integrate(function(x){y<-d(x,i);for(j in setdiff(1:3,i))y<-y*p(x,j);y},rel.tol=1e-12)$value for i = 1, 2, 3';
const threeLoss =
  'R: integrate(function(x){z<-1;for(j in setdiff(1:3,i))z<-z*p(x,j);p(x,i)*(1-z)},rel.tol=1e-12)$value for i = 1, 2, 3';
const student =
  'R: s<-sqrt(v/n); integrate(function(x)dt((x-m[2])/s[2],n[2]-1)/s[2]*pt((x-m[1])/s[1],n[1]-1),-Inf,Inf,rel.tol=1e-12)$value, and the losses integrate(function(x)pt((x-m[i])/s[i],n[i]-1)*pt((x-m[j])/s[j],n[j]-1,lower=F))';

const two = {
  variants: [
    { n: 1000, successes: 100 },
    { n: 1000, successes: 120 },
  ],
};
const three = { variants: [...two.variants, { n: 500, successes: 70 }] };
const few = {
  variants: [
    { n: 20, successes: 2 },
    { n: 19, successes: 8 },
  ],
};
const rare = {
  variants: [
    { n: 10_000_000, successes: 0 },
    { n: 10_000_000, successes: 3 },
  ],
};
const spend = {
  variants: [
    { n: 400, mean: 50, variance: 900 },
    { n: 400, mean: 53, variance: 1000 },
  ],
};
const normals = {
  variants: [
    { n: 100, mean: 10, variance: 25 },
    { n: 80, mean: 10.5, variance: 16 },
    { n: 300, mean: 10.2, variance: 30 },
  ],
  prior: { mean: 9, deviation: 2 },
};
const means = {
  variants: [
    { n: 30, mean: 10, variance: 9 },
    { n: 25, mean: 11, variance: 16 },
  ],
};
const unlike = {
  variants: [
    { n: 5, mean: 10, variance: 4 },
    { n: 40, mean: 9, variance: 30 },
  ],
};
const nig = { n: 12, mean: 20, variance: 16, prior: { mean: 18, units: 3, deviation: 5, degrees: 4 } };

const beats = ({ variants }: BayesComparison) => variants[1]?.chanceToBeatControl ?? Number.NaN;
const best = ({ variants }: BayesComparison) => variants.map(({ chanceToBeBest }) => chanceToBeBest);
const losses = ({ variants }: BayesComparison) => variants.map(({ expectedLoss }) => expectedLoss);
const interval = ({ variants }: BayesComparison) => ends(variants[1]?.difference?.interval);
const ends = (of?: { lower: number; upper: number }) => (of ? [of.lower, of.upper] : []);

const proportions: readonly ReferenceCase[] = [
  {
    of: 'estimateProportionByBayes',
    name: 'girls among births with placenta previa: mean, deviation, interval',
    source:
      'Gelman et al. (2013), section 2.4: mean 0.446, deviation 0.016, interval 0.415 to 0.477; R: 438/982; sqrt(438*544/982^2/983); qbeta(c(.025,.975),438,544)',
    published: '0.44602851324 0.01585434332 0.4150654925 0.4771997706',
    ours: () => {
      const read = estimateProportionByBayes({ n: 980, successes: 437 });
      return [read.value, read.standardError, ...ends(read.interval)];
    },
  },
  {
    of: 'estimateProportionByBayes',
    name: 'none of ten',
    source: 'R: qbeta(c(.025,.975),1,11)',
    published: '0.002298972214 0.284914152918',
    ours: () => ends(estimateProportionByBayes({ n: 10, successes: 0 }).interval),
  },
  {
    of: 'estimateProportionByBayes',
    name: "none of ten million, Jeffreys' prior, 99 %",
    source: 'R: qbeta(c(.005,.995),.5,1e7+.5)',
    published: '1.963521062e-12 3.939718414e-07',
    ours: () =>
      ends(
        estimateProportionByBayes({
          n: 10_000_000,
          successes: 0,
          prior: { successes: 0.5, failures: 0.5 },
          level: 0.99,
        }).interval,
      ),
  },
  {
    of: 'compareProportionsByBayes',
    name: '100 and 120 of 1,000: chance to beat',
    source: `${miller}; 101 901 121 881`,
    published: '0.923183439',
    ours: () => beats(compareProportionsByBayes(two)),
  },
  {
    of: 'compareProportionsByBayes',
    name: '0 and 3 of ten million: chance to beat',
    source: `${miller}; 1 1e7+1 4 1e7-2`,
    published: '0.9375000187',
    ours: () => beats(compareProportionsByBayes(rare)),
  },
  {
    of: 'compareProportionsByBayes',
    name: '2 of 20 and 8 of 19: chance to beat',
    source: `${miller}; 3 19 9 12`,
    published: '0.9875550216',
    ours: () => beats(compareProportionsByBayes(few)),
  },
  {
    of: 'compareProportionsByBayes',
    name: '100 and 120 of 1,000: losses',
    source: `${stucchio}; 101 901 121 881, and exchanged`,
    published: '0.0204446937667 0.0004846139264',
    ours: () => losses(compareProportionsByBayes(two)),
  },
  {
    of: 'compareProportionsByBayes',
    name: '2 of 20 and 8 of 19: losses',
    source: `${stucchio}; 3 19 9 12, and exchanged`,
    published: '0.2928017104846 0.0005939182768',
    ours: () => losses(compareProportionsByBayes(few)),
  },
  {
    of: 'compareProportionsByBayes',
    name: '100 and 120 of 1,000: interval of the difference',
    source: `${betaDifference}; 101 901 121 881, p .025 .975`,
    published: '-0.007470692708 0.047469692724',
    ours: () => interval(compareProportionsByBayes(two)),
  },
  {
    of: 'compareProportionsByBayes',
    name: '2 of 20 and 8 of 19: interval of the difference at 90 %',
    source: `${betaDifference}; 3 19 9 12, p .05 .95`,
    published: '0.08022649553 0.49966061235',
    ours: () => interval(compareProportionsByBayes({ ...few, level: 0.9 })),
  },
  {
    of: 'compareProportionsByBayes',
    name: 'three variants: chances to be the best',
    source: `${threeBest}; beta 101 901, 121 881, 71 431`,
    published: '0.004056620635 0.131015884866 0.864927494499',
    ours: () => best(compareProportionsByBayes(three)),
  },
  {
    of: 'compareProportionsByBayes',
    name: 'three variants: losses',
    source: `${threeLoss}; beta 101 901, 121 881, 71 431`,
    published: '0.041848301258 0.021888221418 0.001212441504',
    ours: () => losses(compareProportionsByBayes(three)),
  },
];

const ofMeans: readonly ReferenceCase[] = [
  {
    of: 'estimateNormalMeanByBayes',
    name: 'mean, deviation and interval with a prior',
    source: 'R: w<-4/(4+196/25); 100+w*3; sqrt(w*196/25); 100+w*3+c(-1,1)*qnorm(.975)*sqrt(w*196/25)',
    published: '101.013513514 1.627466942 97.82373692 104.20329011',
    ours: () => {
      const read = estimateNormalMeanByBayes({
        n: 25,
        mean: 103,
        variance: 196,
        prior: { mean: 100, deviation: 2 },
      });
      return [read.value, read.standardError, ...ends(read.interval)];
    },
  },
  {
    of: 'estimateNormalMeanByBayes',
    name: 'without a prior, 99 %',
    source: 'R: 50+c(-1,1)*qnorm(.995)*1.5',
    published: '46.13625604 53.86374396',
    ours: () => ends(estimateNormalMeanByBayes({ n: 400, mean: 50, variance: 900, level: 0.99 }).interval),
  },
  {
    of: 'compareNormalMeansByBayes',
    name: 'two variants: chance to beat and losses',
    source:
      'R: s<-sqrt(900/400+1000/400); d<-3; pnorm(d/s); s*dnorm(d/s)+d*pnorm(d/s); s*dnorm(d/s)-d*pnorm(-d/s)',
    published: '0.9156656906 3.0841446100 0.0841446100',
    ours: () => {
      const read = compareNormalMeansByBayes(spend);
      return [beats(read), ...losses(read)];
    },
  },
  {
    of: 'compareNormalMeansByBayes',
    name: 'three variants with a prior: chances to be the best',
    source: `${threeBest}; v<-c(25/100,16/80,30/300); w<-4/(4+v); normal with mean 9+w*(c(10,10.5,10.2)-9), deviation sqrt(w*v)`,
    published: '0.1581317580 0.5949481065 0.2469201356',
    ours: () => best(compareNormalMeansByBayes(normals)),
  },
  {
    of: 'compareNormalMeansByBayes',
    name: 'three variants with a prior: losses',
    source: `${threeLoss}; as for the chances`,
    published: '0.6447908010 0.1573958430 0.4152355642',
    ours: () => losses(compareNormalMeansByBayes(normals)),
  },
  {
    of: 'estimateMeanByBayes',
    name: 'without a prior',
    source: 'R: 103+c(-1,1)*qt(.975,24)*14/5',
    published: '97.22108403 108.77891597',
    ours: () => ends(estimateMeanByBayes({ n: 25, mean: 103, variance: 196 }).interval),
  },
  {
    of: 'estimateMeanByBayes',
    name: 'with a conjugate prior, 90 %: mean, deviation, interval',
    source:
      'R: k<-3+12; nu<-4+12; mn<-(3*18+12*20)/k; sc<-sqrt((4*5^2+11*16+3*12/k*(20-18)^2)/nu/k); mn; sc*sqrt(nu/(nu-2)); mn+c(-1,1)*qt(.95,nu)*sc',
    published: '19.600000000 1.166190379 17.69546576 21.50453424',
    ours: () => {
      const read = estimateMeanByBayes({ ...nig, level: 0.9 });
      return [read.value, read.standardError, ...ends(read.interval)];
    },
  },
  {
    of: 'compareMeansByBayes',
    name: '30 and 25 values: chance to beat and losses',
    source: `${student}; n 30 25, m 10 11, v 9 16`,
    published: '0.84196600670 1.08571338112 0.08571338112',
    ours: () => {
      const read = compareMeansByBayes(means);
      return [beats(read), ...losses(read)];
    },
  },
  {
    of: 'compareMeansByBayes',
    name: '5 and 40 values of unlike spread: chance to beat and losses',
    source: `${student}; n 5 40, m 10 9, v 4 30`,
    published: '0.2339143812 0.2213441160 1.2213441160',
    ours: () => {
      const read = compareMeansByBayes(unlike);
      return [beats(read), ...losses(read)];
    },
  },
  {
    of: 'compareMeansByBayes',
    name: '30 and 25 values: interval of the difference',
    source:
      'R: s<-sqrt(v/n); pd<-function(d)integrate(function(x)dt((x-m[1])/s[1],n[1]-1)/s[1]*pt((x+d-m[2])/s[2],n[2]-1),-Inf,Inf,rel.tol=1e-12)$value; uniroot(function(d)pd(d)-p,c(-6,6),tol=1e-13)$root for p .025 .975',
    published: '-0.989289755 2.989289755',
    ours: () => interval(compareMeansByBayes(means)),
  },
];

export const bayesReferences: readonly ReferenceCase[] = [...proportions, ...ofMeans];
