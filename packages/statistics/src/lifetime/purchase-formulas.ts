/** Which formulas belong to which model. */
import { StatisticsError } from '../errors.ts';
import { betaGeometricFormulas } from './bg-nbd-formulas.ts';
import { paretoFormulas } from './pareto-nbd-formulas.ts';
import type { Formulas, PurchaseModel } from './purchase-model.ts';

const formulas: Readonly<Record<PurchaseModel['kind'], Formulas>> = {
  bg_nbd: betaGeometricFormulas('after_repeats'),
  mbg_nbd: betaGeometricFormulas('after_all'),
  pareto_nbd: paretoFormulas,
};

/** Throws unknown_name when the kind is none of those, which types cannot prevent in a model that was read from a store. */
export function formulasOf({ kind }: PurchaseModel): Formulas {
  if (!Object.hasOwn(formulas, kind))
    throw new StatisticsError('unknown_name', {
      argument: 'model.kind',
      says: `must be one of ${Object.keys(formulas).join(', ')}, not ${kind}`,
    });
  return formulas[kind];
}
