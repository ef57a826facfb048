/** Published and R values for spend, discrete opportunities, renewal, customer value and the holdout check. */
import type { ReferenceCase } from '../reference-case.ts';
import { fitBgBb } from './bg-bb.ts';
import { expectedPurchasesOfNewCustomer, predictBgBb } from './bg-bb-expected.ts';
import { estimateCustomerValue } from './customer-value.ts';
import { fitGammaGamma } from './gamma-gamma.ts';
import { expectedAverageValue } from './gamma-gamma-value.ts';
import { checkHoldout } from './holdout.ts';
import { testFrequencyFit } from './holdout-frequencies.ts';
import { spendOfSample } from './references-cdnow-spend.ts';
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

const spenders = { parameters: { p: 6.25, q: 3.74, v: 15.44 }, covariance: new Float64Array(9) };
const formula = (() => {
  const frequency = Array.from({ length: 200 }, (_, i) => 1 + ((i + 1) % 5));
  const meanValue = frequency.map((x, k) => {
    const i = k + 1;
    return Math.exp(3 + 0.5 * Math.sin(i * i) + (0.8 / Math.sqrt(x)) * Math.sin(i * i * i + 1));
  });
  return { frequency, meanValue };
})();
const FORMULA =
  'R: i<-1:200; x<-1+i%%5; z<-exp(3+0.5*sin(i^2)+0.8/sqrt(x)*sin(i^3+1)); Newton steps (slopes by digamma, curvature by trigamma) on −Σ lgamma(p*x+q)−lgamma(p*x)−lgamma(q)+q*log(v)+(p*x−1)*log(z)+p*x*log(x)−(p*x+q)*log(v+x*z)';

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

const spendCases: readonly ReferenceCase[] = [
  {
    of: 'fitGammaGamma',
    name: 'CDNOW, 946 customers with repeats: p, q, v and their number',
    source: 'Fader and Hardie (2013), The Gamma-Gamma Model of Monetary Value',
    published: '6.25 3.74 15.44 946',
    data: 'cdnow/transactions.txt',
    ours: () => {
      const { parameters, customers } = fitGammaGamma(spendOfSample());
      return [parameters.p, parameters.q, parameters.v, customers];
    },
  },
  {
    of: 'fitGammaGamma',
    name: 'CDNOW, log-likelihood, standard errors and correlation with its interval and p',
    source: 'R on the same 946: Newton steps as for the formula data; cor.test(x, z)',
    published:
      '-4055.917694802 1.1900553360 0.2901330653 4.1594227520 0.11388791939 0.05051593539 0.17634649109 0.00044868492',
    data: 'cdnow/transactions.txt',
    ours: () => {
      const { logLikelihood, estimates, correlation } = fitGammaGamma(spendOfSample());
      if (!correlation) return [];
      return [
        logLikelihood,
        ...errorsOf(estimates),
        correlation.value,
        correlation.interval.lower,
        correlation.interval.upper,
        correlation.pValue,
      ];
    },
  },
  {
    of: 'fitGammaGamma',
    name: '200 customers by formula: p, q, v, log-likelihood, standard errors',
    source: FORMULA,
    published: '4.187524562 8.021326340 38.298809880 -743.46414230 1.736260162 2.545924557 28.275751730',
    ours: () => {
      const { parameters, logLikelihood, estimates } = fitGammaGamma(formula);
      return [...Object.values(parameters), logLikelihood, ...errorsOf(estimates)];
    },
  },
  {
    of: 'fitGammaGamma',
    name: '200 customers by formula: correlation, interval, p',
    source: 'R: cor.test(x, z) on the formula data',
    published: '-0.11326447 -0.24810664 0.025883282 0.11028701',
    ours: () => {
      const { correlation } = fitGammaGamma(formula);
      return correlation
        ? [correlation.value, correlation.interval.lower, correlation.interval.upper, correlation.pValue]
        : [];
    },
  },
  {
    of: 'expectedAverageValue',
    name: 'CDNOW parameters, five customers',
    source:
      'R: P<-c(6.25,3.74,15.44); P[1]*(P[3]+x*z)/(P[1]*x+P[2]-1) for (2,22.35) (1,11.77) (7,73.74) (29,26.26) (0,0)',
    published: '24.66371391 18.91685206 71.4696709 26.39341812 35.2189781',
    ours: () =>
      expectedAverageValue(spenders, {
        frequency: [2, 1, 7, 29, 0],
        meanValue: [22.35, 11.77, 73.74, 26.26, 0],
      }).value,
  },
  {
    of: 'expectedAverageValue',
    name: "where a customer's own mean lies, at 2, 29 and 0 purchases",
    source: 'R: P[1]*(P[3]+x*z)/qgamma(c(.975,.025),P[1]*x+P[2])',
    published: '15.01147936 22.84355668 11.52386749 40.30156155 30.4857298 100.4793461',
    ours: () => {
      const { customerLower, customerUpper } = expectedAverageValue(spenders, {
        frequency: [2, 29, 0],
        meanValue: [22.35, 26.26, 0],
      });
      return [...customerLower, ...customerUpper];
    },
  },
];

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

const holdoutCustomers = (() => {
  const rows = Array.from({ length: 200 }, (_, i) => {
    const frequency = (i * 7) % 11;
    return { frequency, expected: (i % 13) / 4 + frequency / 5, actual: (i * 3 + frequency) % 6 };
  });
  return {
    frequency: rows.map(({ frequency }) => frequency),
    expected: rows.map(({ expected }) => expected),
    actual: rows.map(({ actual }) => actual),
  };
})();
const HOLDOUT = 'R: i<-0:199; f<-(i*7)%%11; ex<-(i%%13)/4+f/5; ac<-(i*3+f)%%6';
const worth = () => {
  const of = (customers: number, periods: number, number: (i: number, t: number) => number) =>
    Array.from({ length: customers * periods }, (_, k) =>
      number(1 + Math.floor(k / periods), 1 + (k % periods)),
    );
  return estimateCustomerValue(
    {
      purchases: {
        value: of(5, 6, (i, t) => i / (1 + t)),
        standardError: of(5, 6, (i, t) => i / (1 + t) / 10),
      },
      averageValue: {
        value: of(5, 1, (i) => 10 * i + 5),
        standardError: of(5, 1, (i) => (10 * i + 5) / (5 + i)),
      },
      periods: 6,
      discountRate: 0.02,
      margin: 0.3,
    },
    { level: 0.9 },
  );
};
const WORTH =
  'R: n<-5; k<-6; pu<-outer(1:n,1:k,function(i,t)i/(1+t)); av<-10*(1:n)+5; as<-av/(5+1:n); w<-1.02^-(1:k); v<-.3*av*(pu%*%w); e1<-.3*av*(pu/10)%*%w; e2<-.3*as*(pu%*%w)';

const valueCases: readonly ReferenceCase[] = [
  {
    of: 'estimateCustomerValue',
    name: 'five customers over six periods: value, standard error, lower end at 90 %',
    source: `${WORTH}; s<-sqrt(e1^2+e2^2); v*exp(qnorm(.05)*s/v)`,
    published:
      '6.789345888 22.631152959 47.525421214 81.472150652 124.471341274 1.319611642 3.946406103 7.607779412 12.178840946 17.602905896 4.93154597 16.98785835 36.52363912 63.71250040 98.63814650',
    ours: () => {
      const { value, standardError, lower } = worth();
      return [...value, ...standardError, ...lower];
    },
  },
  {
    of: 'estimateCustomerValue',
    name: 'the five together: value, standard error, interval at 90 %',
    source: `${WORTH}; S<-sqrt(sum(e1)^2+sum(e2)^2); sum(v)*exp(c(-1,1)*qnorm(.95)*S/sum(v))`,
    published: '282.8894120 42.5653948 220.8669745 362.3285899',
    ours: () => {
      const { value, standardError, interval } = worth().total;
      return [value, standardError, interval.lower, interval.upper];
    },
  },
  {
    of: 'checkHoldout',
    name: '200 customers by formula: MAE, RMSE, deviation',
    source: `${HOLDOUT}; mean(abs(ex-ac)); sqrt(mean((ex-ac)^2)); sum(ex)/sum(ac)-1`,
    published: '1.60000000000 1.93934267214 0.02785862786',
    ours: () => {
      const { meanAbsoluteError, rootMeanSquareError, deviation } = checkHoldout(holdoutCustomers);
      return [meanAbsoluteError, rootMeanSquareError, deviation];
    },
  },
  {
    of: 'checkHoldout',
    name: '200 customers by formula: expected, then actual, by frequency up to 7 and more',
    source: `${HOLDOUT}; tapply(ex,pmin(f,7),mean); tapply(ac,pmin(f,7),mean)`,
    published:
      '1.486842105 1.561111111 1.913888889 2.086111111 2.300000000 2.472222222 2.644444444 3.185616438 1.421052632 2.500000000 3.500000000 1.500000000 2.500000000 3.500000000 1.500000000 2.520547945',
    ours: () => {
      const { bins } = checkHoldout(holdoutCustomers);
      return [...bins.map(({ expected }) => expected), ...bins.map(({ actual }) => actual)];
    },
  },
  {
    of: 'testFrequencyFit',
    name: 'BG/NBD on the CDNOW sample: χ², degrees of freedom, p',
    source:
      'Fader, Hardie and Lee (2005), Marketing Science 24:275–284 (χ²₃ = 4.82, p = .19); expected counts by R from their parameters',
    published: '4.82 3 0.19',
    ours: () => {
      const { chiSquare, degreesOfFreedom, pValue } = testFrequencyFit({
        observed: [1411, 439, 214, 100, 62, 38, 29, 64],
        expected: [
          1406.50004294, 460.80753674, 192.7093958, 101.30669887, 59.9360608, 38.1785505, 25.58967197,
          71.97204238,
        ],
        parameters: 4,
      });
      return [chiSquare, degreesOfFreedom, pValue];
    },
  },
  {
    of: 'testFrequencyFit',
    name: 'Poisson, with the last bins brought together',
    source:
      'R: e<-300*dpois(0:7,2.4); e[8]<-300-sum(e[1:7]); x<-sum((o-e)^2/e) with the last two joined; pchisq(x,5,lower.tail=FALSE)',
    published: '8.4837754228 0.1315124679',
    ours: () => {
      const { chiSquare, pValue } = testFrequencyFit({
        observed: [18, 55, 92, 66, 41, 20, 6, 2],
        expected: [
          27.21538598682, 65.31692636838, 78.38031164205, 62.70424931364, 37.62254958819, 18.05882380233,
          7.22352952093, 3.47822377766,
        ],
        parameters: 1,
      });
      return [chiSquare, pValue];
    },
  },
];

export const valueReferences: readonly ReferenceCase[] = [
  ...spendCases,
  ...opportunityCases,
  ...renewalCases,
  ...valueCases,
];
