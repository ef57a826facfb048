/** Every published number this package is held to. */
import { decompositionReferences } from './decomposition/references.ts';
import type { ReferenceCase } from './reference-case.ts';

export const references: readonly ReferenceCase[] = [...decompositionReferences];
