/**
 * Purchases of a million customers: BG/NBD fitted by week and by day, the other two models by week, and what is said of each customer.
 *
 * Baseline of the fits, in the same run: the likelihood of BG/NBD as it stands in the paper, customer by customer, with Math.* and a
 * gamma function of nine terms, once over all customers; times the evaluations that the search of Nelder and Mead, as fitting
 * packages use it, makes until it settles on a hundredth of them.
 */
import {
  type BgNbdFit,
  fitBgNbd,
  fitMbgNbd,
  fitParetoNbd,
  forecastTotalPurchases,
  predictAlive,
  predictPurchases,
} from '@jetbridge/statistics';
import { type Flags, type Metric, numberFlag } from '../harness.ts';
import { type Columns, customersByDay, inWeeks } from './lifetime/customers.ts';
import { evaluationsOfSearch, negativeLogLikelihood } from './lifetime/plain-bg-nbd.ts';

/** Seconds a fit of a million may take. */
const TARGET_S = 5;

export function measureLifetime(flags: Flags): Metric[] {
  const count = numberFlag(flags, 'customers', 1_000_000);
  const days = customersByDay(count);
  const weeks = inWeeks(days);
  const byWeek = baselineOf(weeks);
  const byDay = baselineOf(days);
  const weekly = timed(() => fitBgNbd(weeks));
  const daily = timed(() => fitBgNbd(days));
  const size = count.toLocaleString('en');
  return [
    fitMetric(`BG/NBD fit, ${size} customers by week`, weekly, byWeek),
    fitMetric(`BG/NBD fit, ${size} customers by day`, daily, byDay),
    besideBaseline('MBG/NBD fit, by week', timed(() => fitMbgNbd(weeks)).seconds, byWeek),
    besideBaseline('Pareto/NBD fit, by week', timed(() => fitParetoNbd(weeks)).seconds, byWeek),
    ...predictions(weekly.result, weeks),
  ];
}

function fitMetric(metric: string, fit: { seconds: number; result: BgNbdFit }, baseline: number): Metric {
  const { distinctHistories } = fit.result;
  return {
    ...besideBaseline(
      `${metric}, ${distinctHistories.toLocaleString('en')} distinct triples`,
      fit.seconds,
      baseline,
    ),
    target: `≤ ${TARGET_S} s with 1 M`,
    holds: fit.seconds <= TARGET_S,
  };
}

function besideBaseline(metric: string, seconds: number, baseline: number): Metric {
  return {
    metric,
    value: seconds,
    unit: 's',
    baseline,
    ratio: seconds / baseline,
    target: null,
    holds: null,
  };
}

/** What is said of each customer, beside one evaluation of the likelihood of each. */
function predictions(fit: BgNbdFit, customers: Columns): Metric[] {
  const count = customers.frequency.length;
  const once = timed(() => negativeLogLikelihood([0.5, 5, 1, 3], customers)).seconds;
  const horizon = 26;
  const known = { ...fit, covariance: new Float64Array(16) };
  const few = {
    frequency: customers.frequency.slice(0, 1_000),
    recency: customers.recency.slice(0, 1_000),
    age: customers.age.slice(0, 1_000),
  };
  const works: readonly (readonly [string, () => unknown])[] = [
    ['P(alive) of each', () => predictAlive(fit, customers)],
    ['purchases expected of each', () => predictPurchases(known, customers, { horizon })],
    ['purchases expected of each, with intervals', () => predictPurchases(fit, customers, { horizon })],
    ['total of 1,000 customers, 500 draws', () => forecastTotalPurchases(fit, few, { horizon, seed: 1 })],
  ];
  return works.map(([metric, work]) =>
    besideBaseline(`${metric}, of ${count.toLocaleString('en')} by week`, timed(work).seconds, once),
  );
}

/** What the fit would take without grouping, without slopes and without the tables of what few customers differ in. */
function baselineOf(customers: Columns): number {
  const sample = {
    frequency: customers.frequency.filter((_, i) => i % 100 === 0),
    recency: customers.recency.filter((_, i) => i % 100 === 0),
    age: customers.age.filter((_, i) => i % 100 === 0),
  };
  const evaluations = evaluationsOfSearch((logs) => negativeLogLikelihood(logs.map(Math.exp), sample));
  const once = timed(() => negativeLogLikelihood([0.5, 5, 1, 3], customers)).seconds;
  return once * evaluations;
}

function timed<Result>(work: () => Result): { seconds: number; result: Result } {
  const started = performance.now();
  const result = work();
  return { seconds: (performance.now() - started) / 1_000, result };
}
