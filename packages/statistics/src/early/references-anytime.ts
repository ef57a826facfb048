/** Always-valid figures, held to what R makes of their definitions: the mixture as an integral, the interval as where it reaches 1/alpha. */
import type { ReferenceCase } from '../reference-case.ts';
import { compareMeansAnytime, compareProportionsAnytime } from './anytime-comparison.ts';
import { readEstimateAnytime, readMeanAnytime } from './anytime-reading.ts';
import { compareSuccessesAnytime } from './anytime-successes.ts';
import { type AnytimeReading, chooseMixtureVariance } from './mixture.ts';

const ratio = 'x<-uniroot(function(x) x-log1p(x)+2*log(0.05), c(1e-3,99), tol=1e-14)$root';
const mixture =
  'L<-function(z,k) integrate(function(x) exp(z*x-x*x/2)*dnorm(x,0,k), -Inf, Inf, rel.tol=1e-13)$value; I<-function(d,se,k,a=0.05) d+c(-1,1)*se*uniroot(function(z) L(z,k)-1/a, c(0,9), tol=1e-14)$root';

const figures = ({ pValue, estimate }: AnytimeReading) => [
  pValue,
  estimate.interval.lower,
  estimate.interval.upper,
];

const one: readonly ReferenceCase[] = [
  {
    of: 'chooseMixtureVariance',
    name: '5 %, for a variance of 1',
    source: `R: ${ratio}; print(x, digits=10)`,
    published: '8.211968062',
    ours: () => chooseMixtureVariance({ targetVariance: 1 }),
  },
  {
    of: 'chooseMixtureVariance',
    name: '0.1 %, for a variance of 0.0036',
    source:
      'R: print(0.0036*uniroot(function(x) x-log1p(x)+2*log(0.001), c(1e-3,99), tol=1e-14)$root, digits=10)',
    published: '0.06007831485',
    ours: () => chooseMixtureVariance({ alpha: 0.001, targetVariance: 0.0036 }),
  },
  {
    of: 'readEstimateAnytime',
    name: 'z = 3.1, mixture of 2.5 standard errors: p value and interval',
    source: `R: ${mixture}; print(c(1/L(3.1,2.5), I(0.31,0.1,2.5)), digits=10)`,
    published: '0.04277760141 0.005893759049 0.614106240951',
    ours: () => figures(readEstimateAnytime({ estimate: 0.31, standardError: 0.1, mixtureVariance: 0.0625 })),
  },
  {
    of: 'readEstimateAnytime',
    name: 'against ½, narrow mixture, 1 %: p value and interval',
    source: `R: as before; print(c(1/L((-4-0.5)/2,0.7), I(-4,2,0.7,0.01)), digits=10)`,
    published: '0.5309770725 -14.811023691 6.811023691',
    ours: () =>
      figures(
        readEstimateAnytime({
          estimate: -4,
          standardError: 2,
          mixtureVariance: 1.4 * 1.4,
          nullValue: 0.5,
          alpha: 0.01,
        }),
      ),
  },
  {
    of: 'readMeanAnytime',
    name: '60 values: p value as an integral of noncentral t, and interval',
    source: `R: ${ratio}; t<-1.3/(3/sqrt(60)); 1/integrate(function(e) dt(t,59,sqrt(60)*e)/dt(t,59)*dnorm(e,0,sqrt(x/100)), -4, 4, rel.tol=1e-12, subdivisions=2000L)$value; B<-function(t,n,c) {k<-sqrt(1+n*c^2); dt(t/k,n-1)/k/dt(t,n-1)}; 1.3+c(-1,1)*3/sqrt(60)*uniroot(function(t) B(t,60,sqrt(x/100))-20, c(1,6), tol=1e-12)$root`,
    published: '0.03331529145 0.06929264687 2.53070735313',
    ours: () => figures(readMeanAnytime({ n: 60, mean: 1.3, variance: 9, targetN: 100 })),
  },
  {
    of: 'readMeanAnytime',
    name: '12 values against 2, 1 %: p value and interval',
    source:
      'R: as before with 2*log(0.01) for x; n<-12; s<-sqrt(4.4/n); print(c(1/B((5-2)/s,n,sqrt(x/40)), 5+c(-1,1)*s*uniroot(function(t) B(t,n,sqrt(x/40))-100, c(1,20), tol=1e-12)$root), digits=10)',
    published: '0.02069053955 1.443583587 8.556416413',
    ours: () =>
      figures(readMeanAnytime({ n: 12, mean: 5, variance: 4.4, targetN: 40, nullMean: 2, alpha: 0.01 })),
  },
];

const two: readonly ReferenceCase[] = [
  {
    of: 'compareMeansAnytime',
    name: 'two arms of about 4,000: p value and interval',
    source: `R: ${ratio}; ${mixture}; s<-sqrt(900/4000+950/4100); k<-sqrt(x*8100/10000); print(c(1/L(2.9/s,k), I(2.9,s,k)), digits=10)`,
    published: '0.0009243167554 0.8465136365 4.9534863635',
    ours: () =>
      figures(
        compareMeansAnytime({
          control: { n: 4000, mean: 51.2, variance: 900 },
          treatment: { n: 4100, mean: 54.1, variance: 950 },
          targetN: 10_000,
        }),
      ),
  },
  {
    of: 'compareMeansAnytime',
    name: 'arms of 60 and 115, past the target, 1 %: p value and interval',
    source:
      'R: as before with 2*log(0.01) for x; s<-sqrt(4/60+25/115); k<-sqrt(x*175/50); print(c(1/L(-1.9/s,k), I(-1.9,s,k,0.01)), digits=10)',
    published: '0.01312828192 -3.84123412505 0.04123412505',
    ours: () =>
      figures(
        compareMeansAnytime({
          control: { n: 60, mean: 7, variance: 4 },
          treatment: { n: 115, mean: 5.1, variance: 25 },
          targetN: 50,
          alpha: 0.01,
        }),
      ),
  },
  {
    of: 'compareProportionsAnytime',
    name: '500 and 620 of 5,000: p value and interval',
    source: `R: ${ratio}; ${mixture}; v<-function(k,n) k/n*(1-k/n)/n; s<-sqrt(v(500,5000)+v(620,5000)); k<-sqrt(x*10000/8000); print(c(1/L(0.024/s,k), I(0.024,s,k)), digits=10)`,
    published: '0.004537165642 0.004848770059 0.043151229941',
    ours: () =>
      figures(
        compareProportionsAnytime({
          control: { n: 5000, successes: 500 },
          treatment: { n: 5000, successes: 620 },
          targetN: 8000,
        }),
      ),
  },
  {
    of: 'compareProportionsAnytime',
    name: '12 of 900 and 55 of 1,700, early: p value and interval',
    source:
      'R: as before; s<-sqrt(v(12,900)+v(55,1700)); k<-sqrt(x*2600/20000); d<-55/1700-12/900; print(c(1/L(d/s,k), I(d,s,k)), digits=10)',
    published: '0.0850893353 -0.001711380181 0.039750595868',
    ours: () =>
      figures(
        compareProportionsAnytime({
          control: { n: 900, successes: 12 },
          treatment: { n: 1700, successes: 55 },
          targetN: 20_000,
        }),
      ),
  },
  {
    of: 'compareSuccessesAnytime',
    name: '100 and 160 successes: p value and interval of the ratio',
    source: `R: ${ratio}; E<-function(X,N,p,a,b) integrate(function(q) exp(dbinom(X,N,q,log=TRUE)-dbinom(X,N,p,log=TRUE)+dbeta(q,a,b,log=TRUE)), 0, 1, rel.tol=1e-13, subdivisions=1000L)$value; m<-400/x; h<-160/260; r<-function(l,u) uniroot(function(p) E(160,260,p,m/2,m/2)-20, c(l,u), tol=1e-14)$root; q<-c(r(0.4,h), r(h,0.9)); print(c(1/E(160,260,0.5,m/2,m/2), q/(1-q)), digits=10)`,
    published: '0.007014955411 1.073487222 2.415002636',
    ours: () => {
      const read = compareSuccessesAnytime({
        controlSuccesses: 100,
        treatmentSuccesses: 160,
        targetSuccesses: 400,
      });
      return [
        read.pValue,
        read.ratio?.interval.lower ?? Number.NaN,
        read.ratio?.interval.upper ?? Number.NaN,
      ];
    },
  },
  {
    of: 'compareSuccessesAnytime',
    name: '44 and 3 successes, a fifth treated, 1 %: p value, interval of the share and of the ratio',
    source:
      'R: as before with 2*log(0.01) for x; m<-100/x; prior a=0.2*m, b=0.8*m, p=0.2, evidence 100; ratio q/(1-q)*4',
    published: '0.1116429164 0.003574499059 0.255159569884 0.01434928775 1.37027776456',
    ours: () => {
      const {
        pValue,
        estimate,
        ratio: rates,
      } = compareSuccessesAnytime({
        controlSuccesses: 44,
        treatmentSuccesses: 3,
        treatmentShare: 0.2,
        targetSuccesses: 100,
        alpha: 0.01,
      });
      const both = [estimate.interval, rates?.interval];
      return [
        pValue,
        ...both.flatMap((interval) => [interval?.lower ?? Number.NaN, interval?.upper ?? Number.NaN]),
      ];
    },
  },
];

export const anytimeReferences = [...one, ...two];
