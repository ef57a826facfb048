/** Every published number this package is held to. */
import type { ReferenceCase } from './reference-case.ts';

export const references: readonly ReferenceCase[] = [];
