/** What people do with the working life of members: directory, holidays, leaving, transfers, behaviour statistics. */
import type { Command } from '../control-input.ts';
import type { Parts, Reactions } from '../parts.ts';

export type StaffActions = Record<never, never>;

export function createStaffActions(_parts: Parts, _reactions: Reactions): StaffActions {
  return {};
}

/** `POST /__sim/staff/NAME`. */
export const staffCommands: Readonly<Record<string, Command>> = {};
