/** What lifetime value is held to. */
import type { ReferenceCase } from '../reference-case.ts';
import { purchaseReferences } from './references-purchases.ts';
import { purchaseExpectationReferences } from './references-purchases-expected.ts';
import { survivalReferences } from './references-survival.ts';
import { valueReferences } from './references-value.ts';

export const lifetimeReferences: readonly ReferenceCase[] = [
  ...valueReferences,
  ...survivalReferences,
  ...purchaseReferences,
  ...purchaseExpectationReferences,
];
