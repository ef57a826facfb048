/** What lifetime value is held to. */
import type { ReferenceCase } from '../reference-case.ts';
import { purchaseReferences } from './references-purchases.ts';
import { purchaseExpectationReferences } from './references-purchases-expected.ts';
import { survivalReferences } from './references-survival.ts';
import { valueReferences } from './references-value.ts';
import { modelReferences } from './references-value-models.ts';

export const lifetimeReferences: readonly ReferenceCase[] = [
  ...valueReferences,
  ...modelReferences,
  ...survivalReferences,
  ...purchaseReferences,
  ...purchaseExpectationReferences,
];
