/** What people do with WeChat customer service (kf). */
import type { Command } from '../control-input.ts';
import type { Parts, Reactions } from '../parts.ts';

export type ServiceActions = Record<never, never>;

export function createServiceActions(_parts: Parts, _reactions: Reactions): ServiceActions {
  return {};
}

/** `POST /__sim/service/NAME`. */
export const serviceCommands: Readonly<Record<string, Command>> = {};
