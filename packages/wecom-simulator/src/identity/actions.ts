/** What people do with tickets, OAuth, id conversions, consent to archiving. */
import type { Command } from '../control-input.ts';
import type { Parts, Reactions } from '../parts.ts';

export type IdentityActions = Record<never, never>;

export function createIdentityActions(_parts: Parts, _reactions: Reactions): IdentityActions {
  return {};
}

/** `POST /__sim/identity/NAME`. */
export const identityCommands: Readonly<Record<string, Command>> = {};
