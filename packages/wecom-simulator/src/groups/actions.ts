/** What people do with customer groups, their join ways and welcome templates. */
import type { Command } from '../control-input.ts';
import type { Parts, Reactions } from '../parts.ts';

export type GroupActions = Record<never, never>;

export function createGroupActions(_parts: Parts, _reactions: Reactions): GroupActions {
  return {};
}

/** `POST /__sim/groups/NAME`. */
export const groupCommands: Readonly<Record<string, Command>> = {};
