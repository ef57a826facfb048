/** For tests: customers as the three models suppose them, each with his own rates. */
import { createRandom, type Random } from '../random.ts';
import type { PurchaseModel } from './purchase-model.ts';

interface Simulation {
  readonly model: PurchaseModel;
  readonly customers: number;
  readonly seed: number;
  /** Customers are won evenly over the time from `youngest` to `oldest` before the end of observation. */
  readonly youngest: number;
  readonly oldest: number;
  /** Observed on after the end, for what happens then. */
  readonly holdout?: number;
}

/** The model with parameters taken as known. */
export function known<Kind extends PurchaseModel['kind']>(
  kind: Kind,
  parameters: Extract<PurchaseModel, { kind: Kind }>['parameters'],
) {
  return { kind, parameters, covariance: new Float64Array(16) };
}

export function simulatePurchases({ model, customers, seed, youngest, oldest, holdout = 0 }: Simulation) {
  const random = createRandom(seed);
  const frequency = new Float64Array(customers);
  const recency = new Float64Array(customers);
  const age = new Float64Array(customers);
  const later = new Float64Array(customers);
  for (let i = 0; i < customers; i++) {
    const observed = youngest + ((oldest - youngest) * (i + 0.5)) / customers;
    age[i] = observed;
    for (const time of purchaseTimes(model, { random, until: observed + holdout })) {
      if (time > observed) later[i]! += 1;
      else {
        frequency[i]! += 1;
        recency[i] = time;
      }
    }
  }
  return { frequency, recency, age, later };
}

function purchaseTimes(model: PurchaseModel, { random, until }: { random: Random; until: number }): number[] {
  const rate = random.gamma(model.parameters.r) / model.parameters.alpha;
  const times: number[] = [];
  if (model.kind === 'pareto_nbd') {
    const left = (random.exponential() * model.parameters.beta) / random.gamma(model.parameters.s);
    for (let at = random.exponential() / rate; at <= Math.min(until, left); at += random.exponential() / rate)
      times.push(at);
    return times;
  }
  const dropOut = random.beta(model.parameters.a, model.parameters.b);
  if (model.kind === 'mbg_nbd' && random.uniform() < dropOut) return times;
  for (let at = random.exponential() / rate; at <= until; at += random.exponential() / rate) {
    times.push(at);
    if (random.uniform() < dropOut) break;
  }
  return times;
}
