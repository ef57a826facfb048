/** What people do with messages of the app to members, and its chats. */
import type { Command } from '../control-input.ts';
import type { Parts, Reactions } from '../parts.ts';

export type AppActions = Record<never, never>;

export function createAppActions(_parts: Parts, _reactions: Reactions): AppActions {
  return {};
}

/** `POST /__sim/app/NAME`. */
export const appCommands: Readonly<Record<string, Command>> = {};
