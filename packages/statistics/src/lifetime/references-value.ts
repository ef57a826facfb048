/** Published and R values for spend, customer value and the holdout check. */
import type { ReferenceCase } from '../reference-case.ts';
import { estimateCustomerValue } from './customer-value.ts';
import { fitGammaGamma } from './gamma-gamma.ts';
import { expectedAverageValue } from './gamma-gamma-value.ts';
import { checkHoldout } from './holdout.ts';
import { testFrequencyFit } from './holdout-frequencies.ts';
import { spendOfSample } from './references-cdnow-spend.ts';

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

export const valueReferences: readonly ReferenceCase[] = [...spendCases, ...valueCases];
