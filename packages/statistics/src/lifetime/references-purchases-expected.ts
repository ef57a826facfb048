/** Published and R values for what customers will do by BG/NBD, MBG/NBD and Pareto/NBD. */
import type { ReferenceCase } from '../reference-case.ts';
import { predictDiscountedPurchases } from './discounted-purchases.ts';
import { forecastTotalPurchases } from './forecast-purchases.ts';
import {
  predictAlive,
  predictNewCustomerPurchases,
  predictPurchaseCounts,
  predictPurchases,
} from './predict-purchases.ts';
import type { PurchaseModel } from './purchase-model.ts';

const covariance = new Float64Array(16);
/** The published parameters of the CDNOW sample, in weeks. */
const bg = {
  kind: 'bg_nbd',
  parameters: { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 },
  covariance,
} as const;
const mbg = {
  kind: 'mbg_nbd',
  parameters: { r: 0.525, alpha: 6.183, a: 0.891, b: 1.614 },
  covariance,
} as const;
const pareto = {
  kind: 'pareto_nbd',
  parameters: { r: 0.553, alpha: 10.578, s: 0.606, beta: 11.669 },
  covariance,
} as const;
/** α > β and s > 1: the other form of the hypergeometric function. */
const brief = { kind: 'pareto_nbd', parameters: { r: 1.4, alpha: 30, s: 2.2, beta: 9 }, covariance } as const;

/** x, tₓ, T. */
type Row = readonly [number, number, number];

function seen(...rows: readonly Row[]) {
  const column = (c: 0 | 1 | 2) => rows.map((row) => row[c]);
  return { frequency: column(0), recency: column(1), age: column(2) };
}
const expected = (model: PurchaseModel, horizon: number, ...rows: readonly Row[]) =>
  predictPurchases(model, seen(...rows), { horizon }).value;
const ofNew = (model: PurchaseModel, horizon: number) =>
  predictNewCustomerPurchases(model, { horizon }).value;

const BG = 'r<-.243;al<-4.414;a<-.793;b<-2.426';
const MBG = 'r<-.525;al<-6.183;a<-.891;b<-1.614';
const PARETO = 'r<-.553;al<-10.578;s<-.606;be<-11.669';
const BRIEF = 'r<-1.4;al<-30;s<-2.2;be<-9';
const BG_ALIVE = 'PA<-function(x,t,T)1/(1+(x>0)*a/(b+max(x,1)-1)*((al+T)/(al+t))^(r+x))';
const MBG_ALIVE = 'PA<-function(x,t,T)1/(1+a/(b+x)*((al+T)/(al+t))^(r+x))';
const PARETO_ALIVE =
  'PA<-function(x,t,T)1/(1+s*integrate(function(y)exp((r+x)*log((al+T)/(al+y))+s*log((be+T)/(be+y)))/(be+y),t,T,rel.tol=1e-11)$value)';
const BG_LATER =
  'F<-function(...)Re(hypergeo::hypergeo(...)); C<-function(x,t,T,h)PA(x,t,T)*(a+b+x-1)/(a-1)*(1-((al+T)/(al+T+h))^(r+x)*F(r+x,b+x,a+b+x-1,h/(al+T+h)))';
const MBG_LATER =
  'C<-function(x,t,T,h)PA(x,t,T)*integrate(Vectorize(function(p)dbeta(p,a,b+x+1)*(1-((al+T)/(al+T+p*h))^(r+x))/p),0,1,rel.tol=1e-11)$value';
const PARETO_LATER = 'C<-function(x,t,T,h)PA(x,t,T)*(r+x)*(be+T)/((al+T)*(s-1))*(1-((be+T)/(be+T+h))^(s-1))';
const PARETO_COUNTS =
  'P<-function(x,t)dnbinom(x,r,al/(al+t))*(be/(be+t))^s+integrate(function(y)dnbinom(x,r,al/(al+y))*s/be*(be/(be+y))^(s+1),0,t,rel.tol=1e-11)$value';
const RESIDUAL =
  'D<-function(x,t,T,d){z<-d*(be+T);Psi<-integrate(function(u)exp(-z*u)*u^(s-1)/(1+u),0,Inf,rel.tol=1e-10)$value/gamma(s);PA(x,t,T)*(r+x)/(al+T)*(be+T)^s*d^(s-1)*Psi}';
const r = (...parts: string[]) => `R: options(digits=10); ${parts.join('; ')}`;

export const purchaseExpectationReferences: readonly ReferenceCase[] = [
  {
    of: 'predictAlive',
    name: 'BG/NBD, ordinary, busy, long silent, and a thousand purchases',
    source: r(BG, BG_ALIVE, 'PA(2,30.43,38.86);PA(26,30.86,31);PA(7,1,60);PA(1000,20,22)'),
    published: '0.7265785701 0.9689156497 1.724951147e-07 7.903199882e-32',
    ours: () => predictAlive(bg, seen([2, 30.43, 38.86], [26, 30.86, 31], [7, 1, 60], [1000, 20, 22])),
  },
  {
    of: 'predictAlive',
    name: 'MBG/NBD, without and with repeats',
    source: r(MBG, MBG_ALIVE, 'PA(0,0,38.86);PA(2,30.43,38.86)'),
    published: '0.3897350809 0.7062022651',
    ours: () => predictAlive(mbg, seen([0, 0, 38.86], [2, 30.43, 38.86])),
  },
  {
    of: 'predictAlive',
    name: 'Pareto/NBD, busy, ordinary, never again, long silent',
    source: r(PARETO, PARETO_ALIVE, 'PA(26,30.86,31);PA(2,30.43,38.86);PA(0,0,38.86);PA(7,1,60)'),
    published: '0.9979187311 0.8691675592 0.2952866046 5.972699682e-06',
    ours: () => predictAlive(pareto, seen([26, 30.86, 31], [2, 30.43, 38.86], [0, 0, 38.86], [7, 1, 60])),
  },
  {
    of: 'predictAlive',
    name: 'Pareto/NBD with α above β',
    source: r(BRIEF, PARETO_ALIVE, 'PA(3,12,40)'),
    published: '0.03373572125',
    ours: () => predictAlive(brief, seen([3, 12, 40])),
  },
  {
    of: 'predictPurchases',
    name: 'BG/NBD, x = 2, tₓ = 30.43, T = 38.86, in 39 weeks',
    source: 'Fader and Hardie (2005), Implementing the BG/NBD Model for Customer Base Analysis in Excel',
    published: '1.226',
    ours: () => expected(bg, 39, [2, 30.43, 38.86]),
  },
  {
    of: 'predictPurchases',
    name: 'BG/NBD, 39 weeks',
    source: r(BG, BG_ALIVE, BG_LATER, 'C(2,30.43,38.86,39);C(0,0,38.86,39)'),
    published: '1.226028175 0.195098052',
    ours: () => expected(bg, 39, [2, 30.43, 38.86], [0, 0, 38.86]),
  },
  {
    of: 'predictPurchases',
    name: 'BG/NBD, a busy and a lost customer',
    source: r(BG, BG_ALIVE, BG_LATER, 'C(26,30.86,31,52);C(7,1,60,52)'),
    published: '25.75819594 8.192732482e-07',
    ours: () => expected(bg, 52, [26, 30.86, 31], [7, 1, 60]),
  },
  {
    of: 'predictPurchases',
    name: 'MBG/NBD, 39 weeks',
    source: r(MBG, MBG_ALIVE, MBG_LATER, 'C(2,30.43,38.86,39);C(0,0,38.86,39)'),
    published: '1.262960623 0.1540127467',
    ours: () => expected(mbg, 39, [2, 30.43, 38.86], [0, 0, 38.86]),
  },
  {
    of: 'predictPurchases',
    name: 'Pareto/NBD, 39 weeks',
    source: r(PARETO, PARETO_ALIVE, PARETO_LATER, 'C(2,30.43,38.86,39);C(0,0,38.86,39)'),
    published: '1.455123193 0.1070814682',
    ours: () => expected(pareto, 39, [2, 30.43, 38.86], [0, 0, 38.86]),
  },
  {
    of: 'predictPurchases',
    name: 'Pareto/NBD, a busy customer, and α above β',
    source: r(PARETO, PARETO_ALIVE, PARETO_LATER, 'C(26,30.86,31,52)', BRIEF, 'C(3,12,40,26)'),
    published: '25.45847295 0.03463408086',
    ours: () => [
      expected(pareto, 52, [26, 30.86, 31])[0] ?? Number.NaN,
      expected(brief, 26, [3, 12, 40])[0] ?? Number.NaN,
    ],
  },
  {
    of: 'predictNewCustomerPurchases',
    name: 'BG/NBD, 39, 52 and 1,000 weeks',
    source: r(
      BG,
      'E<-function(t)(a+b-1)/(a-1)*(1-(al/(al+t))^r*Re(hypergeo::hypergeo(r,b,a+b-1,t/(al+t),tol=1e-14,maxiter=1e5)));E(39);E(52);E(1000)',
    ),
    published: '1.196723193 1.446050595 6.580391614',
    ours: () => [ofNew(bg, 39), ofNew(bg, 52), ofNew(bg, 1000)],
  },
  {
    of: 'predictNewCustomerPurchases',
    name: 'MBG/NBD, 39 and 52 weeks',
    source: r(
      MBG,
      'E<-function(t)integrate(Vectorize(function(p)dbeta(p,a,b)*(1-p)*(1-(al/(al+p*t))^r)/p),0,1,rel.tol=1e-11)$value;E(39);E(52)',
    ),
    published: '1.182953666 1.419723758',
    ours: () => [ofNew(mbg, 39), ofNew(mbg, 52)],
  },
  {
    of: 'predictNewCustomerPurchases',
    name: 'Pareto/NBD, 39 and 52 weeks',
    source: r(PARETO, 'E<-function(t)r*be/(al*(s-1))*(1-(be/(be+t))^(s-1));E(39);E(52)'),
    published: '1.213002844 1.472996803',
    ours: () => [ofNew(pareto, 39), ofNew(pareto, 52)],
  },
  {
    of: 'predictPurchaseCounts',
    name: 'BG/NBD, 0 to 6 purchases in 39 weeks',
    source: r(
      BG,
      'P<-function(x,t)beta(a,b+x)/beta(a,b)*dnbinom(x,r,al/(al+t))+(x>0)*beta(a+1,b+x-1)/beta(a,b)*pnbinom(x-1,r,al/(al+t),lower=FALSE)',
      'sapply(0:6,P,39)',
    ),
    published:
      '0.5737863521 0.1993952808 0.08542975954 0.04586035385 0.02767144934 0.01796549387 0.01226897672',
    ours: () => predictPurchaseCounts(bg, { horizon: 39, upTo: 6 }),
  },
  {
    of: 'predictPurchaseCounts',
    name: 'MBG/NBD, 0 to 4 purchases in 39 weeks',
    source: r(
      MBG,
      'P<-function(x,t)beta(a,b+x+1)/beta(a,b)*dnbinom(x,r,al/(al+t))+beta(a+1,b+x)/beta(a,b)*pnbinom(x-1,r,al/(al+t),lower=FALSE)',
      'sapply(0:4,P,39)',
    ),
    published: '0.5824731895 0.1827830773 0.08689482567 0.04857044295 0.02977414856',
    ours: () => predictPurchaseCounts(mbg, { horizon: 39, upTo: 4 }),
  },
  {
    of: 'predictPurchaseCounts',
    name: 'Pareto/NBD, 0 to 4 purchases in 39 weeks',
    source: r(PARETO, PARETO_COUNTS, 'sapply(0:4,P,39)'),
    published: '0.5936250316 0.1655629473 0.08248718412 0.04903995364 0.03169570674',
    ours: () => predictPurchaseCounts(pareto, { horizon: 39, upTo: 4 }),
  },
  {
    of: 'predictPurchaseCounts',
    name: 'Pareto/NBD, 40 purchases in 39 weeks',
    source: r(PARETO, PARETO_COUNTS, 'P(40,39)'),
    published: '1.488229129e-06',
    ours: () => predictPurchaseCounts(pareto, { horizon: 39, upTo: 40 }).slice(40),
  },
  {
    of: 'predictDiscountedPurchases',
    name: 'CDNOW, 0.27 % a week: ordinary, never again, busy',
    source: r(PARETO, PARETO_ALIVE, RESIDUAL, 'D(2,30.43,38.86,.0027);D(0,0,38.86,.0027);D(7,35,39,.0027)'),
    published: '6.483773568 0.477136229 20.55964964',
    ours: () =>
      predictDiscountedPurchases(pareto, seen([2, 30.43, 38.86], [0, 0, 38.86], [7, 35, 39]), {
        discountRate: 0.0027,
      }).value,
  },
  {
    of: 'predictDiscountedPurchases',
    name: 's above 1, 1 % a week',
    source: r(BRIEF, PARETO_ALIVE, RESIDUAL, 'D(3,12,40,.01)'),
    published: '0.05161022691',
    ours: () => predictDiscountedPurchases(brief, seen([3, 12, 40]), { discountRate: 0.01 }).value,
  },
  {
    of: 'forecastTotalPurchases',
    name: 'BG/NBD, one busy customer, 52 weeks: mean, 5.4 % and 94.6 % quantile',
    source: r(
      BG,
      BG_ALIVE,
      'P<-function(x,t,r,al,a,b)beta(a,b+x)/beta(a,b)*dnbinom(x,r,al/(al+t))+(x>0)*beta(a+1,b+x-1)/beta(a,b)*pnbinom(x-1,r,al/(al+t),lower=FALSE)',
      'A<-PA(26,30.86,31);q<-A*sapply(0:300,P,52,r+26,al+31,a,b+26);q[1]<-q[1]+1-A;F<-cumsum(q)',
      'c(sum(0:300*q),which(F>=.054)[1]-1,which(F>=.946)[1]-1)',
    ),
    published: '25.7582 1 50',
    ours: () => totalOf(bg, seen([26, 30.86, 31]), { horizon: 52, level: 0.892, draws: 40_000 }),
  },
  {
    of: 'forecastTotalPurchases',
    name: 'Pareto/NBD, five customers, 39 weeks: mean, 6.5 % and 93.5 % quantile',
    source: r(
      PARETO,
      PARETO_ALIVE,
      'A<-PA(2,30.43,38.86);r<-r+2;al<-al+38.86;be<-be+38.86',
      PARETO_COUNTS,
      "q<-A*sapply(0:60,P,39);q[1]<-q[1]+1-A;k<-1;for(i in 1:5)k<-convolve(k,rev(q),type='open');F<-cumsum(k)",
      'c(sum((seq_along(k)-1)*k),which(F>=.065)[1]-1,which(F>=.935)[1]-1)',
    ),
    published: '7.275616 2 14',
    ours: () => {
      const alike = new Array<Row>(5).fill([2, 30.43, 38.86]);
      return totalOf(pareto, seen(...alike), { horizon: 39, level: 0.87, draws: 20_000 });
    },
  },
];

function totalOf(
  model: PurchaseModel,
  customers: ReturnType<typeof seen>,
  options: { readonly horizon: number; readonly level: number; readonly draws: number },
): number[] {
  const { value, interval } = forecastTotalPurchases(model, customers, { ...options, seed: 1 });
  return [value, interval.lower, interval.upper];
}
