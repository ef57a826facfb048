/** Travellers who scan a code: members who are no friends yet, and strangers, one in four. */
import type { Simulator } from '@jetbridge/wecom-simulator';
import type { Modules } from '../application.ts';
import type { Dice } from './dice.ts';
import type { Crowd } from './history.ts';
import type { Scene } from './scene.ts';
import { touchpoints } from './touchpoints.ts';

/** What the QR of each code carries, by the code's name. */
export async function codeStates({ acquisition }: Modules): Promise<ReadonlyMap<string, string>> {
  const { items } = await acquisition.list({ limit: 200, after: null });
  return new Map(items.flatMap(({ name, state, status }) => (status === 'live' ? [[name, state]] : [])));
}

/** Answers the external_userid of a new friend; null when nobody was added. */
export function scanSomewhere(at: {
  simulator: Simulator;
  scene: Scene;
  dice: Dice;
  crowd: Crowd;
  states: ReadonlyMap<string, string>;
}): string | null {
  const { simulator, scene, dice } = at;
  const point = dice.weigh(touchpoints.map((touchpoint) => [touchpoint, touchpoint.weight] as const));
  const state = at.states.get(point.name);
  const strangers = simulator.people.count() - scene.members;
  const person = dice.chance(0.26) ? scene.members + dice.int(0, strangers - 1) : at.crowd.draw(dice.next());
  if (state === undefined) return null;
  const outcome = simulator.actions.scan({ state, person });
  return outcome.outcome === 'added' ? outcome.externalUserId : null;
}
