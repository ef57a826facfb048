/** Every published number this package is held to. */
import { attributionReferences } from './attribution/references.ts';
import { decompositionReferences } from './decomposition/references.ts';
import { lifetimeReferences } from './lifetime/references.ts';
import type { ReferenceCase } from './reference-case.ts';

export const references: readonly ReferenceCase[] = [...attributionReferences, ...decompositionReferences, ...lifetimeReferences];
