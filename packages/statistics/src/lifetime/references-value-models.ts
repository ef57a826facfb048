/** Published and R values for discrete opportunities and renewal. */
import type { ReferenceCase } from '../reference-case.ts';
import { fitBgBb } from './bg-bb.ts';
import { expectedPurchasesOfNewCustomer, predictBgBb } from './bg-bb-expected.ts';
import { fitShiftedBetaGeometric } from './shifted-beta.ts';
import { discountedResidualLifetime, projectRetention } from './shifted-beta-projection.ts';

/** x, t, n, customers. */
function histories(text: string) {
  const rows = text.split(', ').map((row) => row.split(' ').map(Number));
  const column = (c: number) => rows.map((row) => row[c] ?? Number.NaN);
  return { frequency: column(0), recency: column(1), opportunities: column(2), customers: column(3) };
}

const DONATIONS = histories(
  '0 0 6 3464, 1 1 6 1091, 1 2 6 277, 1 3 6 129, 1 4 6 78, 1 5 6 119, 1 6 6 129, 2 2 6 613, 2 3 6 255, 2 4 6 155, 2 5 6 173, 2 6 6 234, 3 3 6 322, 3 4 6 181, 3 5 6 225, 3 6 6 357, 4 4 6 240, 4 5 6 284, 4 6 6 512, 5 5 6 335, 5 6 6 728, 6 6 6 1203',
);
const MIXED = histories(
  '0 0 3 1174, 1 1 3 231, 1 2 3 128, 1 3 3 95, 2 2 3 108, 2 3 3 137, 3 3 3 128, 0 0 5 2717, 1 1 5 476, 1 2 5 217, 1 3 5 135, 1 4 5 101, 1 5 5 83, 2 2 5 165, 2 3 5 135, 2 4 5 127, 2 5 5 133, 3 3 5 83, 3 4 5 110, 3 5 5 160, 4 4 5 66, 4 5 5 162, 5 5 5 129',
);
const donors = {
  parameters: { alpha: 1.204, beta: 0.75, gamma: 0.657, delta: 2.783 },
  covariance: new Float64Array(16),
};
const DONORS = 'Fader, Hardie and Shang (2010), Marketing Science 29:1086–1108';
const ofDonors = (what: string) =>
  `R: p <- c(1.204,.75,.657,2.783); L <- sum of the terms of their equation 4 by lbeta; ${what}`;

const renewing = (alpha: number, beta: number) => ({
  parameters: { alpha, beta },
  covariance: new Float64Array(4),
});
const highEnd = renewing(0.668, 3.806);
const regular = renewing(0.704, 1.182);
const RENEWAL =
  'R: Newton steps (slopes by digamma, optimHess) on −(Σ d*(lbeta(a+1,b+t−1)−lbeta(a,b))+s[n+1]*(lbeta(a,b+n)−lbeta(a,b)))';
const DERL = 'R: sum(exp(lbeta(a,b+n:200000)-lbeta(a,b+n-1)-(n:200000-n)*log1p(d)))';
const derl = (model: typeof regular, renewals: number, discountRate = 0.1) =>
  discountedResidualLifetime(model, { renewals, discountRate }).value;
const errorsOf = (estimates: object) =>
  Object.values(estimates).map(({ standardError }: { standardError: number }) => standardError);

const opportunityCases: readonly ReferenceCase[] = [
  {
    of: 'fitBgBb',
    name: 'donations 1995–2001 of 11,104 donors: α, β, γ, δ, log-likelihood',
    source: DONORS,
    published: '1.204 0.750 0.657 2.783 -33225.6',
    ours: () => {
      const { parameters, logLikelihood } = fitBgBb(DONATIONS);
      return [...Object.values(parameters), logLikelihood];
    },
  },
  {
    of: 'fitBgBb',
    name: 'donations: standard errors',
    source: 'R: sqrt(diag(solve(optimHess)))*p of the same likelihood by lbeta',
    published: '0.06939 0.02945 0.05101 0.3208',
    ours: () => errorsOf(fitBgBb(DONATIONS).estimates),
  },
  {
    of: 'fitBgBb',
    name: 'histories of 3 and of 5 opportunities: α, β, γ, δ, log-likelihood',
    source: 'R: optim(BFGS, reltol=1e-16) of −Σ customers*log L, L by lbeta',
    published: '0.80267 1.5037 1.1887 3.9493 -13246.569',
    ours: () => {
      const { parameters, logLikelihood } = fitBgBb(MIXED);
      return [...Object.values(parameters), logLikelihood];
    },
  },
  {
    of: 'predictBgBb',
    name: 'donors: chance to be alive',
    source: ofDonors('exp(lbeta(p[1]+x,p[2]+n-x)-lbeta(p[1],p[2])+lbeta(p[3],p[4]+n+1)-lbeta(p[3],p[4]))/L'),
    published: '0.1080165842 0.06940809321 0.6967010677 0.9304025424',
    ours: () =>
      predictBgBb(
        donors,
        { frequency: [0, 1, 4, 6], recency: [0, 1, 5, 6], opportunities: [6, 6, 6, 6] },
        { horizon: 5 },
      ).alive.value,
  },
  {
    of: 'predictBgBb',
    name: 'donors: gifts of the next five years',
    source: ofDonors(
      'exp(lbeta(p[1]+x+1,p[2]+n-x)-lbeta(p[1],p[2]))*sum(exp(lbeta(p[3],p[4]+n+1:5)-lbeta(p[3],p[4])))/L',
    ),
    published: '0.07280287748 0.08563539834 2.029623031 3.752115608',
    ours: () =>
      predictBgBb(
        donors,
        { frequency: [0, 1, 4, 6], recency: [0, 1, 5, 6], opportunities: [6, 6, 6, 6] },
        { horizon: 5 },
      ).purchases.value,
  },
  {
    of: 'expectedPurchasesOfNewCustomer',
    name: 'donors: ten years, by the closed form',
    source: `${DONORS}, equation 8; R: p[1]/(p[1]+p[2])*p[4]/(p[3]-1)*(1-exp(lgamma(p[3]+p[4])-lgamma(p[3]+p[4]+10)+lgamma(11+p[4])-lgamma(1+p[4])))`,
    published: '3.178854326',
    ours: () => expectedPurchasesOfNewCustomer(donors, { horizon: 10 }).value,
  },
  {
    of: 'expectedPurchasesOfNewCustomer',
    name: 'γ = 1, where the closed form fails: 26 opportunities',
    source: 'R: p<-c(.5,3,1,2); p[1]/(p[1]+p[2])*sum(exp(lbeta(p[3],p[4]+1:26)-lbeta(p[3],p[4])))',
    published: '0.6934774397',
    ours: () =>
      expectedPurchasesOfNewCustomer(
        { parameters: { alpha: 0.5, beta: 3, gamma: 1, delta: 2 }, covariance: new Float64Array(16) },
        { horizon: 26 },
      ).value,
  },
];

const renewalCases: readonly ReferenceCase[] = [
  ...[
    {
      name: 'High End',
      survivors: [1000, 869, 743, 653, 593, 551, 517, 491],
      printed: '0.668 3.806',
      r: '0.66808835 3.80609496 -1611.158147 0.10373493 0.7855317',
    },
    {
      name: 'Regular',
      survivors: [1000, 631, 468, 382, 326, 289, 262, 241],
      printed: '0.704 1.182',
      r: '0.70407730 1.18204303 -1680.265188 0.06559896 0.15247563',
    },
  ].flatMap(({ name, survivors, printed, r }): ReferenceCase[] => [
    {
      of: 'fitShiftedBetaGeometric',
      name: `${name}: α, β`,
      source: 'Fader and Hardie (2007), Journal of Interactive Marketing 21:76–90',
      published: printed,
      ours: () => Object.values(fitShiftedBetaGeometric({ survivors }).parameters),
    },
    {
      of: 'fitShiftedBetaGeometric',
      name: `${name}: α, β, log-likelihood, standard errors`,
      source: RENEWAL,
      published: r,
      ours: () => {
        const { parameters, logLikelihood, estimates } = fitShiftedBetaGeometric({ survivors });
        return [...Object.values(parameters), logLikelihood, ...errorsOf(estimates)];
      },
    },
  ]),
  {
    of: 'fitShiftedBetaGeometric',
    name: 'three periods of 50,000: α, β, log-likelihood, standard errors',
    source: RENEWAL,
    published: '0.89917682 1.45966737 -62677.4086 0.02078613 0.04099405',
    ours: () => {
      const { parameters, logLikelihood, estimates } = fitShiftedBetaGeometric({
        survivors: [50000, 31000, 22500, 18000],
      });
      return [...Object.values(parameters), logLikelihood, ...errorsOf(estimates)];
    },
  },
  ...[
    {
      name: 'High End',
      model: highEnd,
      published: '0.8506928923 0.4604789588 0.3780404202 0.8506928923 0.9417814189 0.956830813',
    },
    {
      name: 'Regular',
      model: regular,
      published: '0.6267232238 0.2201116757 0.1700625768 0.6267232238 0.9207742516 0.945367065',
    },
  ].map(
    ({ name, model, published }): ReferenceCase => ({
      of: 'projectRetention',
      name: `${name}: survival, then retention, in periods 1, 8 and 12`,
      source: 'R: S<-function(t)exp(lbeta(a,b+t)-lbeta(a,b)); S(t); S(t)/S(t-1)',
      published,
      ours: () => {
        const { survival, retention } = projectRetention(model, { horizon: 12 });
        return [survival, retention].flatMap(({ value }) => [0, 7, 11].map((t) => value[t] ?? Number.NaN));
      },
    }),
  ),
  {
    of: 'discountedResidualLifetime',
    name: 'High End and Regular, no and four renewals, 10 %',
    source: DERL,
    published: '5.414856048 6.897057398 2.964662146 5.89442286',
    ours: () => [derl(highEnd, 0), derl(highEnd, 4), derl(regular, 0), derl(regular, 4)],
  },
  {
    of: 'discountedResidualLifetime',
    name: 'Regular at 1 % after two renewals; early losses at 0.1 %',
    source: DERL,
    published: '15.94612447 0.07496756965',
    ours: () => [derl(regular, 2, 0.01), derl(renewing(5, 0.3), 0, 0.001)],
  },
];

export const modelReferences: readonly ReferenceCase[] = [...opportunityCases, ...renewalCases];
