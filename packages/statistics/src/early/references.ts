/** Published numbers for reading early. */
import type { ReferenceCase } from '../reference-case.ts';
import { anytimeReferences } from './references-anytime.ts';
import { boundsReferences } from './references-bounds.ts';
import { sequentialReferences } from './references-reading.ts';

export const earlyReferences: readonly ReferenceCase[] = [
  ...boundsReferences,
  ...sequentialReferences,
  ...anytimeReferences,
];
