/** What the three fits have in common: grouping, a start, the maximum, and refusal of data that do not tell the parameters. */
import { checkProbability } from '../checks.ts';
import { StatisticsError } from '../errors.ts';
import type { Estimate } from '../interval.ts';
import { ln } from '../numbers.ts';
import { type Gradient, hessianAt, type Objective } from '../optimise.ts';
import { computable } from './computable.ts';
import { estimatesOf, fitOnLogScale, type LogFit } from './log-parameters.ts';
import {
  type GroupedHistories,
  groupPurchaseHistories,
  type PurchaseData,
  thinOut,
} from './purchase-history.ts';

/** −ln L at the logarithms of the parameters, and its slopes by them. */
export type Evaluate = (logs: Float64Array) => { readonly value: number; readonly slopes: Float64Array };

interface Likelihood {
  readonly objective: Objective;
  readonly gradient: Gradient;
}

interface FitInput {
  readonly likelihood: (grouped: GroupedHistories) => Evaluate;
  readonly names: readonly string[];
  /** Which parameters are times. */
  readonly times: readonly number[];
  /** Parameters from which the most likely is where the search starts; times in units of the mean age. */
  readonly starts: readonly (readonly number[])[];
  readonly level: number;
}

interface FittedPurchases {
  readonly estimates: readonly Estimate[];
  readonly covariance: Float64Array;
  readonly logLikelihood: number;
  readonly customers: number;
  readonly distinctHistories: number;
}

/** A parameter beyond a million, or below a millionth (times: of the mean age), is on its way to a limit: the data fit a simpler model as well. */
const FARTHEST_LOGARITHM = 13.815_510_557_964_274;
/** Where a search that ends there was held back by the bound. */
const NEAR_FARTHEST = 12;
/** An interval of a parameter that spans factors of e^±10 says that the data do not tell it. */
const LARGEST_ERROR = 5;

export function fitPurchases(data: PurchaseData, input: FitInput): FittedPurchases {
  checkProbability('level', input.level);
  const grouped = groupPurchaseHistories(data);
  const likelihood = remembering(input.likelihood(grouped));
  const start = startFromFew(grouped, input) ?? { point: bestOf(input.starts, likelihood) };
  const fit = fitWithin(likelihood, start, input.names);
  const inUnit = fit.values.map((value, i) => (input.times.includes(i) ? value * grouped.unit : value));
  return computable('age', {
    estimates: estimatesOf({ ...fit, values: inUnit }, input.level),
    covariance: fit.covariance,
    logLikelihood: fit.logLikelihood - grouped.totalPurchases * ln(grouped.unit),
    customers: grouped.totalCustomers,
    distinctHistories: grouped.customers.length,
  });
}

function bestOf(starts: FitInput['starts'], { objective }: Likelihood): Float64Array {
  const candidates = starts.map((values) => Float64Array.from(values, (value) => ln(value)));
  const values = candidates.map(objective);
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i]! < values[best]!) best = i;
  return candidates[best]!;
}

interface Start {
  readonly point: Float64Array;
  readonly covariance?: Float64Array;
}

/** Histories that are enough to come near the estimate of many more. */
const FEW = 10_000;

/** The estimate from some of very many histories, evenly spread, and about the covariance that all of them will give. */
function startFromFew(grouped: GroupedHistories, { likelihood, starts, names }: FitInput): Start | null {
  const every = Math.floor(grouped.customers.length / FEW);
  if (every < 4) return null;
  const few = thinOut(grouped, every);
  try {
    const known = remembering(likelihood(few));
    const { values, covariance } = fitWithin(known, { point: bestOf(starts, known) }, names);
    const share = few.totalCustomers / grouped.totalCustomers;
    return { point: values.map((value) => ln(value)), covariance: covariance.map((entry) => entry * share) };
  } catch (error) {
    // Some of the histories may not tell what all of them do.
    if (error instanceof StatisticsError) return null;
    throw error;
  }
}

/** Value and slopes come from one pass, and are asked for at the same point one after the other. */
function remembering(evaluate: Evaluate): Likelihood {
  let point: Float64Array | undefined;
  let last: ReturnType<Evaluate> | undefined;
  const at = (logs: Float64Array) => {
    if (last && point?.every((value, i) => value === logs[i])) return last;
    point = logs.slice();
    last = evaluate(logs);
    return last;
  };
  return { objective: (logs) => at(logs).value, gradient: (logs) => at(logs).slopes };
}

/** The maximum, unless the search, or the interval of a parameter, runs to where it means a limit. */
function fitWithin(
  { objective, gradient }: Likelihood,
  { point: start, covariance }: Start,
  names: readonly string[],
): LogFit {
  let lowest = Number.POSITIVE_INFINITY;
  let farthest = start;
  const bounded: Objective = (point) => {
    if (!point.every((logarithm) => Math.abs(logarithm) < FARTHEST_LOGARITHM))
      return Number.POSITIVE_INFINITY;
    const value = objective(point);
    if (value < lowest) {
      lowest = value;
      farthest = point.slice();
    }
    return value;
  };
  // Without curvature there is no maximum, however flat the slopes are.
  const hessian = (point: Float64Array) => {
    const second = hessianAt(bounded, point, gradient);
    names.forEach((name, i) => {
      if (!(second[i * names.length + i]! > 0)) throw notTold(name);
    });
    return second;
  };
  try {
    const fit = fitOnLogScale('frequency', {
      objective: bounded,
      start,
      gradient,
      hessian,
      ...(covariance && { covariance }),
    });
    names.forEach((name, i) => {
      if (!(Math.sqrt(fit.covariance[i * names.length + i]!) < LARGEST_ERROR)) throw notTold(name);
    });
    return fit;
  } catch (error) {
    const beyond = names.find((_, i) => Math.abs(farthest[i]!) > NEAR_FARTHEST);
    if (beyond !== undefined) throw notTold(beyond);
    throw error;
  }
}

function notTold(parameter: string): StatisticsError {
  return new StatisticsError('not_identified', {
    argument: 'frequency',
    says: `and its times do not tell ${parameter}: the likelihood hardly changes while it goes to a limit`,
    details: { parameter },
  });
}
