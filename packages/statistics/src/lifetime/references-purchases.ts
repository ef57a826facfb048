/** Published and R values for the fits of BG/NBD, MBG/NBD and Pareto/NBD. */
import { type ReferenceCase, readRealRows } from '../reference-case.ts';
import { fitBgNbd } from './bg-nbd.ts';
import { fitMbgNbd } from './mbg-nbd.ts';
import { fitParetoNbd } from './pareto-nbd.ts';
import type { PurchaseFit } from './purchase-model.ts';

/** Twelve histories of 1,067 customers whom all three models can tell apart. */
const DOZEN = {
  frequency: [0, 1, 1, 1, 2, 2, 2, 4, 4, 4, 8, 8],
  recency: [0, 2, 10, 30, 3, 12, 34, 4, 15, 36, 6, 37],
  age: new Array<number>(12).fill(38),
  customers: [600, 90, 60, 70, 45, 30, 40, 25, 15, 40, 12, 40],
};

/** The file rounds weeks to two decimals; its times are whole days, which the papers divide by 7. */
function cdnow() {
  const rows = readRealRows('cdnow/customers-summary.csv').map((row) => row.map(Number));
  const weeks = (column: number) => rows.map((row) => Math.round((row[column] ?? Number.NaN) * 7) / 7);
  return { frequency: rows.map((row) => row[1] ?? Number.NaN), recency: weeks(2), age: weeks(3) };
}

const CDNOW = 'cdnow/customers-summary.csv';
const valuesOf = <Names>({ estimates }: PurchaseFit<Names>): number[] =>
  Object.values<{ value: number }>(estimates).map(({ value }) => value);
const errorsOf = <Names>({ estimates }: PurchaseFit<Names>): number[] =>
  Object.values<{ standardError: number }>(estimates).map(({ standardError }) => standardError);

const DATA =
  'x<-c(0,1,1,1,2,2,2,4,4,4,8,8); t<-c(0,2,10,30,3,12,34,4,15,36,6,37); n<-c(600,90,60,70,45,30,40,25,15,40,12,40)';
const LOG_BETA_GEOMETRIC =
  'bg<-function(p,x,t,T,m=0){p<-exp(p);r<-p[1];al<-p[2];a<-p[3];b<-p[4]; lgamma(r+x)-lgamma(r)+r*log(al)-lbeta(a,b)+log(exp(lbeta(a,b+x+m)-(r+x)*log(al+T))+(x+m>0)*exp(lbeta(a+1,b+pmax(x+m,1)-1)-(r+x)*log(al+t)))}';
const LOG_PARETO =
  'pn<-function(p,x,t,T){p<-exp(p);r<-p[1];al<-p[2];s<-p[3];be<-p[4]; I<-mapply(function(x,t,T)integrate(function(y)exp(-(r+x)*log((al+y)/(al+t))-(s+1)*log((be+y)/(be+t))),t,T,rel.tol=1e-11)$value,x,t,T); lgamma(r+x)-lgamma(r)+r*log(al)+s*log(be)-(r+x)*log(al+t)-s*log(be+t)+log(exp(-(r+x)*log((al+T)/(al+t))-s*log((be+T)/(be+t)))+s*I/(be+t))}';
const OPTIM =
  "o<-list(par=c(0,1,0,1)); for(i in 1:6)o<-optim(o$par,f,control=list(maxit=5000,reltol=1e-15)); o<-optim(o$par,f,method='BFGS',control=list(reltol=1e-16,ndeps=rep(1e-4,4)))";
const inR = (formula: string, ending: string) => `R: ${DATA}; ${formula}; ${OPTIM}; ${ending}`;
const bgInR = (ending: string) => inR(`${LOG_BETA_GEOMETRIC}; f<-function(p)-sum(n*bg(p,x,t,38))`, ending);
const mbgInR = (ending: string) => inR(`${LOG_BETA_GEOMETRIC}; f<-function(p)-sum(n*bg(p,x,t,38,1))`, ending);
const paretoInR = (ending: string) => inR(`${LOG_PARETO}; f<-function(p)-sum(n*pn(p,x,t,38))`, ending);
const PARAMETERS = 'signif(exp(o$par),5)';
const VALUE = 'print(-o$value,digits=10)';
const ERRORS = 'signif(sqrt(diag(solve(optimHess(o$par,f,control=list(ndeps=rep(1e-3,4))))))*exp(o$par),4)';

export const purchaseReferences: readonly ReferenceCase[] = [
  {
    of: 'fitBgNbd',
    name: 'CDNOW, 2,357 customers: r, α, a, b',
    source: 'Fader, Hardie and Lee (2005), Marketing Science 24:275–284, table 2',
    published: '0.243 4.414 0.793 2.426',
    data: CDNOW,
    ours: () => valuesOf(fitBgNbd(cdnow())),
  },
  {
    of: 'fitBgNbd',
    name: 'CDNOW, 2,357 customers: log-likelihood',
    source: `R, on the sample in weeks (Fader, Hardie and Lee 2005 print −9582.4): ${LOG_BETA_GEOMETRIC}; f<-function(p)-sum(bg(p,x,t,T)); ${OPTIM}; print(-o$value,digits=6)`,
    published: '-9582.43',
    data: CDNOW,
    ours: () => fitBgNbd(cdnow()).logLikelihood,
  },
  {
    of: 'fitBgNbd',
    name: 'twelve histories: r, α, a, b',
    source: bgInR(PARAMETERS),
    published: '0.18958 1.9056 1.1678 2.4913',
    ours: () => valuesOf(fitBgNbd(DOZEN)),
  },
  {
    of: 'fitBgNbd',
    name: 'twelve histories: log-likelihood',
    source: bgInR(VALUE),
    published: '-4592.102064',
    ours: () => fitBgNbd(DOZEN).logLikelihood,
  },
  {
    of: 'fitBgNbd',
    name: 'twelve histories: standard errors',
    source: bgInR(ERRORS),
    published: '0.01202 0.2222 0.3064 0.8335',
    ours: () => errorsOf(fitBgNbd(DOZEN)),
  },
  {
    of: 'fitMbgNbd',
    name: 'CDNOW, 2,357 customers: r, α, a, b',
    source: `R, on the sample in weeks: ${LOG_BETA_GEOMETRIC}; f<-function(p)-sum(bg(p,x,t,T,1)); ${OPTIM}; round(exp(o$par),3)`,
    published: '0.525 6.183 0.891 1.614',
    data: CDNOW,
    ours: () => valuesOf(fitMbgNbd(cdnow())),
  },
  {
    of: 'fitMbgNbd',
    name: 'CDNOW, 2,357 customers: log-likelihood',
    source: `R, on the sample in weeks: ${LOG_BETA_GEOMETRIC}; f<-function(p)-sum(bg(p,x,t,T,1)); ${OPTIM}; ${VALUE}`,
    published: '-9582.135716',
    data: CDNOW,
    ours: () => fitMbgNbd(cdnow()).logLikelihood,
  },
  {
    of: 'fitMbgNbd',
    name: 'twelve histories: r, α, a, b',
    source: mbgInR(PARAMETERS),
    published: '0.40403 2.6687 1.6419 2.9072',
    ours: () => valuesOf(fitMbgNbd(DOZEN)),
  },
  {
    of: 'fitMbgNbd',
    name: 'twelve histories: log-likelihood',
    source: mbgInR(VALUE),
    published: '-4595.798387',
    ours: () => fitMbgNbd(DOZEN).logLikelihood,
  },
  {
    of: 'fitMbgNbd',
    name: 'twelve histories: standard errors',
    source: mbgInR(ERRORS),
    published: '0.05791 0.3536 0.4000 1.089',
    ours: () => errorsOf(fitMbgNbd(DOZEN)),
  },
  {
    of: 'fitParetoNbd',
    name: 'CDNOW, 2,357 customers: r, α, s, β',
    source: 'Fader, Hardie and Lee (2005), Marketing Science 24:275–284, table 2',
    published: '0.553 10.578 0.606 11.669',
    data: CDNOW,
    ours: () => valuesOf(fitParetoNbd(cdnow())),
  },
  {
    of: 'fitParetoNbd',
    name: 'CDNOW, 2,357 customers: log-likelihood',
    source: 'Fader, Hardie and Lee (2005), Marketing Science 24:275–284, table 2',
    published: '-9595.0',
    data: CDNOW,
    ours: () => fitParetoNbd(cdnow()).logLikelihood,
  },
  {
    of: 'fitParetoNbd',
    name: 'twelve histories: r, α, s, β',
    source: paretoInR(PARAMETERS),
    published: '0.6068 7.3001 0.55317 4.3481',
    ours: () => valuesOf(fitParetoNbd(DOZEN)),
  },
  {
    of: 'fitParetoNbd',
    name: 'twelve histories: log-likelihood',
    source: paretoInR(VALUE),
    published: '-4629.214658',
    ours: () => fitParetoNbd(DOZEN).logLikelihood,
  },
  {
    of: 'fitParetoNbd',
    name: 'twelve histories: standard errors',
    source: paretoInR(ERRORS),
    published: '0.07177 0.9321 0.07135 1.152',
    ours: () => errorsOf(fitParetoNbd(DOZEN)),
  },
];
