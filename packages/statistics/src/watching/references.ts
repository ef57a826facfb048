/** Published numbers for watching. The R lines were run with R 4.2.2 and MASS 7.3. */
import type { ReferenceCase } from '../reference-case.ts';
import { findChangePoints, testChangePoint } from './change-points.ts';
import { fitHoltWinters, forecastHoltWinters, type HoltWinters } from './holt-winters.ts';
import { checkAgainstBaseline, fitSeasonalBaseline, type SeasonalBaseline } from './seasonal-baseline.ts';

const series = (length: number, of: (t: number) => number) => Array.from({ length }, (_, t) => of(t));
const at = (values: readonly number[], t: number) => values[t % values.length] ?? 0;

const squared = (x: number) => x * x;

const week = [5, 2, 0, -3, -6, 1, 1];
const struck = new Map([
  [10, 60],
  [39, -45],
  [40, 30],
]);
const daily = series(
  70,
  (t) => 50 + 0.3 * t + at(week, t) + (((t * 37) % 23) - 11) / 4 + (struck.get(t) ?? 0),
);
const growing = series(30, (t) => Math.exp(3 + 0.02 * t + (((t * 13) % 11) - 5) / 40) * (t === 19 ? 3 : 1));
const rlm =
  'R: MASS::rlm(y ~ z + contr.sum season, scale.est="Huber", k2=1.345, acc=1e-15), z = t/((n-1)/2)-1';
const dailyInR =
  't=0…69, y=50+.3t+c(5,2,0,-3,-6,1,1)[t%%7+1]+((t*37)%%23-11)/4, outliers +60 −45 +30 at 10, 39, 40';
const growingInR = 't=0…29, y=exp(3+.02t+((t*13)%%11-5)/40), the 20th times 3, on log(y)';
const prediction =
  "X, w of that fit: e = s*sqrt(1+r'(X'WX)^-1 r), m∓qt(1-rate/2,n-period-1)*e, (y-m)/e, 2*pt(-|.|)";

const numbersOf = ({ level, trend, seasons, scale }: SeasonalBaseline) =>
  seasons.length > 1 ? [level, trend, ...seasons, scale] : [level, trend, scale];
const checked = (of: Parameters<typeof checkAgainstBaseline>[0]) => {
  const { expected, usual, score, pValue } = checkAgainstBaseline(of);
  return [expected, usual.lower, usual.upper, score, pValue];
};

const stepped = series(120, (t) => squared((t * 29) % 31) / 90 + (t < 30 ? 0 : t < 55 ? 9 : t < 95 ? 3 : -4));
const pulse = series(50, (t) => squared((t * 11) % 13) / 17 + (t >= 20 && t < 23 ? 9 : 0));
const pettitt =
  'R: U<-sapply(1:(n-1),function(t)sum(sign(outer(x[(t+1):n],x[1:t],"-")))); K<-max(abs(U)); which.max(abs(U)), K, 2*exp(-6*K^2/(n^3+n^2))';
const programme =
  'R: dynamic programming over all last cuts, cost sum((x-mean)^2)/s^2, s=median(abs(diff(x)))/(.6745*sqrt(2))';

const half = [-20, -5, 10, 30, 25, -40];
const monthly = series(48, (t) => 200 + 2 * t + at(half, t) + ((t * 37) % 29) - 14);
const monthlyInR = 'v<-200+2*(0:47)+c(-20,-5,10,30,25,-40)[(0:47)%%6+1]+((0:47)*37)%%29-14';
const statesOf = ({ squaredErrors, level, trend, seasons }: HoltWinters, withTrend = true) =>
  withTrend ? [squaredErrors, level, trend, ...seasons] : [squaredErrors, level, ...seasons];
const given = () =>
  fitHoltWinters({ values: monthly, period: 6, smoothing: { level: 0.3, trend: 0.1, season: 0.2 } });
const inLogarithms = () =>
  fitHoltWinters({
    values: monthly,
    period: 6,
    kind: 'multiplicative',
    smoothing: { level: 0.25, trend: 0.05, season: 0.4 },
  });

export const watchingReferences: readonly ReferenceCase[] = [
  {
    of: 'fitSeasonalBaseline',
    name: 'ten weeks with three outliers: level, trend, seasons, scale',
    source: `${rlm}; ${dailyInR}`,
    published:
      '50.152648205936 0.296428356988 4.359858548938 2.563430191950 -0.532998165038 -2.308857075846 -6.332104503743 0.992729987474 1.257941016265 2.154364135188',
    ours: () => numbersOf(fitSeasonalBaseline({ values: daily, period: 7 })),
  },
  {
    of: 'fitSeasonalBaseline',
    name: 'multiplicative growth without a season: level, trend, scale',
    source: `${rlm}; ${growingInR}`,
    published: '2.9856153242989 0.0209760992426 0.1032726316622',
    ours: () => numbersOf(fitSeasonalBaseline({ values: growing, period: 1, kind: 'multiplicative' })),
  },
  {
    of: 'checkAgainstBaseline',
    name: '90 the day after, at 0.001: expected, usual, score, p',
    source: `${prediction}; ${dailyInR}`,
    published: '75.262491744 67.268947085 83.256036403 6.3689515393 2.62390516e-08',
    ours: () =>
      checked({
        baseline: fitSeasonalBaseline({ values: daily, period: 7 }),
        value: 90,
        falseAlarmRate: 0.001,
      }),
  },
  {
    of: 'checkAgainstBaseline',
    name: '60 six days after, at 0.05',
    source: `${prediction}; ${dailyInR}`,
    published: '73.3775049675 68.7302185362 78.0247913989 -5.75416467095 2.88591932e-07',
    ours: () =>
      checked({
        baseline: fitSeasonalBaseline({ values: daily, period: 7 }),
        value: 60,
        stepsAhead: 6,
        falseAlarmRate: 0.05,
      }),
  },
  {
    of: 'checkAgainstBaseline',
    name: 'multiplicative: 45 the day after, at 0.01',
    source: `${prediction}, exp of the first three; ${growingInR}`,
    published: '37.147567884 27.376225315 50.406576650 1.7360885872 0.093541648753',
    ours: () => {
      const baseline = fitSeasonalBaseline({ values: growing, period: 1, kind: 'multiplicative' });
      return checked({ baseline, value: 45, falseAlarmRate: 0.01 });
    },
  },
  {
    of: 'testChangePoint',
    name: 'a step of five in formula noise: place, K, p',
    source: `${pettitt}; x<-((0:59)*17)%%19+ifelse(0:59>=33,5,0)`,
    published: '29 422 0.0154131246958',
    ours: () =>
      Object.values(testChangePoint({ values: series(60, (t) => ((t * 17) % 19) + (t >= 33 ? 5 : 0)) })),
  },
  {
    of: 'testChangePoint',
    name: 'nothing changed',
    source: `${pettitt}; x<-((0:29)*7)%%11`,
    published: '23 35 1',
    ours: () => Object.values(testChangePoint({ values: series(30, (t) => (t * 7) % 11) })),
  },
  {
    of: 'findChangePoints',
    name: 'ends of the levels of a rough series',
    source: `${programme}; x<-(((0:119)*29)%%31)^2/90+rep(c(0,9,3,-4),c(30,25,40,25)), shortest 5, penalty 3*log(120)`,
    published: '7 16 21 30 39 47 55 63 68 73 78 83 96 101 109 114 120 0.792080736689',
    ours: () => {
      const { levels, noise } = findChangePoints({ values: stepped });
      return [...levels.map(({ to }) => to), noise];
    },
  },
  {
    of: 'findChangePoints',
    name: 'a pulse shorter than the shortest level: ends and means',
    source: `${programme}; x<-(((0:49)*11)%%13)^2/17+c(rep(0,20),rep(9,3),rep(0,27)), shortest 5, penalty 8`,
    published: '20 25 50 2.75294117647 9.63529411765 3.02117647059',
    ours: () => {
      const { levels } = findChangePoints({ values: pulse, penalty: 8 });
      return [...levels.map(({ to }) => to), ...levels.map(({ mean }) => mean)];
    },
  },
  {
    of: 'findChangePoints',
    name: 'the same, of any length: ends and means',
    source: `${programme}; the same, shortest 1`,
    published: '20 23 50 2.75294117647 15.03921568627 2.91067538126',
    ours: () => {
      const { levels } = findChangePoints({ values: pulse, penalty: 8, minimumLength: 1 });
      return [...levels.map(({ to }) => to), ...levels.map(({ mean }) => mean)];
    },
  },
  {
    of: 'fitHoltWinters',
    name: 'weights given: squared errors and last states',
    source: `R: HoltWinters(ts(v,frequency=6), alpha=.3, beta=.1, gamma=.2): SSE, coefficients; ${monthlyInR}`,
    published:
      '6437.022729684 301.163076731787 2.723785607886 -16.277897208367 0.670731363304 6.107363622951 32.867734723551 20.434185756219 -42.635563198634',
    ours: () => statesOf(given()),
  },
  {
    of: 'fitHoltWinters',
    name: 'season without a trend',
    source: `R: HoltWinters(ts(v,frequency=6), alpha=.4, beta=FALSE, gamma=.3); ${monthlyInR}`,
    published:
      '7932.65074768924 294.47420785795 -10.23332517344 6.06686842882 13.45870335225 38.45775016097 28.49201527957 -35.05111851209',
    ours: () =>
      statesOf(fitHoltWinters({ values: monthly, period: 6, smoothing: { level: 0.4, season: 0.3 } }), false),
  },
  {
    of: 'fitHoltWinters',
    name: 'trend without a season; neither',
    source: `R: HoltWinters(v, alpha=.5, beta=.2, gamma=FALSE), HoltWinters(v, alpha=.35, beta=FALSE, gamma=FALSE); ${monthlyInR}`,
    published: '59224.01703153533 294.82974360728 1.28986118837 46037.057485888 291.470061907',
    ours: () => [
      ...statesOf(fitHoltWinters({ values: monthly, smoothing: { level: 0.5, trend: 0.2 } })),
      ...statesOf(fitHoltWinters({ values: monthly, smoothing: { level: 0.35 } }), false),
    ],
  },
  {
    of: 'fitHoltWinters',
    name: 'weights searched for: squared errors and level weight of the logarithms, one weight',
    source: `R: HoltWinters(log(v), beta=FALSE, gamma=FALSE): SSE, alpha, whose search ends at 1e-4 of the weight; ${monthlyInR}`,
    published: '0.8575563920 0.3079',
    ours: () => {
      const model = fitHoltWinters({ values: monthly, trend: false, kind: 'multiplicative' });
      return [model.squaredErrors, model.smoothing.level];
    },
  },
  {
    of: 'forecastHoltWinters',
    name: 'eight steps: forecasts',
    source: `R: predict(HoltWinters(ts(v,frequency=6), alpha=.3, beta=.1, gamma=.2), 8); ${monthlyInR}`,
    published:
      '287.608965131 307.281379311 315.441797178 344.925953887 335.216190527 274.870227180 303.951678779 323.624092958',
    ours: () => forecastHoltWinters({ model: given(), steps: 8 }).map(({ value }) => value),
  },
  {
    of: 'forecastHoltWinters',
    name: 'eight steps: standard errors',
    source: `R: sqrt(SSE/(42-3))*sqrt(1+cumulated (.3*(1+j*.1)+(j%%6==0)*.2*.7)^2); ${monthlyInR}`,
    published:
      '12.8472512571 13.5287106905 14.2974380444 15.1499545636 16.0821724976 17.0897418025 18.8548458421 19.9608417102',
    ours: () => forecastHoltWinters({ model: given(), steps: 8 }).map(({ standardError }) => standardError),
  },
  {
    of: 'forecastHoltWinters',
    name: 'multiplicative: medians',
    source: `R: exp(predict(HoltWinters(ts(log(v),frequency=6), alpha=.25, beta=.05, gamma=.4), 3)); ${monthlyInR}`,
    published: '285.926957417 305.650907634 318.515427122',
    ours: () => forecastHoltWinters({ model: inLogarithms(), steps: 3 }).map(({ value }) => value),
  },
];
