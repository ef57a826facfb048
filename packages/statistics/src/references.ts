/** Every published number this package is held to. */
import { assignmentReferences } from './assignment/references.ts';
import { attributionReferences } from './attribution/references.ts';
import { bayesReferences } from './bayes/references.ts';
import { decompositionReferences } from './decomposition/references.ts';
import { earlyReferences } from './early/references.ts';
import { groupsReferences } from './groups/references.ts';
import { incrementalityReferences } from './incrementality/references.ts';
import { interestReferences } from './interest/references.ts';
import { lifetimeReferences } from './lifetime/references.ts';
import { planningReferences } from './planning/references.ts';
import { readingReferences } from './reading/references.ts';
import type { ReferenceCase } from './reference-case.ts';
import { regressionReferences } from './regression/references.ts';
import { watchingReferences } from './watching/references.ts';

export const references: readonly ReferenceCase[] = [
  ...assignmentReferences,
  ...attributionReferences,
  ...bayesReferences,
  ...decompositionReferences,
  ...earlyReferences,
  ...groupsReferences,
  ...interestReferences,
  ...lifetimeReferences,
  ...planningReferences,
  ...readingReferences,
  ...incrementalityReferences,
  ...regressionReferences,
  ...watchingReferences,
];
