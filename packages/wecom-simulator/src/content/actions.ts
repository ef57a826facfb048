/** What people do with media, moments, product album, interception rules. */
import type { Command } from '../control-input.ts';
import type { Parts, Reactions } from '../parts.ts';

export type ContentActions = Record<never, never>;

export function createContentActions(_parts: Parts, _reactions: Reactions): ContentActions {
  return {};
}

/** `POST /__sim/content/NAME`. */
export const contentCommands: Readonly<Record<string, Command>> = {};
