/** What friends wrote in the last two days, before the simulated corp kept an archive. */
import { eventNames } from '@jetbridge/contract';
import { type Call, track } from './calls.ts';
import type { Friendship } from './friends.ts';
import { memberOf } from './members.ts';
import { busyInstant, dayStart, diceFor, recentMs, type Scene } from './scene.ts';

/** Of the friends who are members, those who write on one day. */
const share = 0.045;

export function repliesOf(scene: Scene, list: readonly Friendship[]): Call[] {
  const now = scene.now.getTime();
  const members = list.filter(
    ({ person, sinceMs }) => person > 1 && person < scene.members && sinceMs < now - recentMs,
  );
  return members.flatMap(({ person, staff }) =>
    [0, 1, 2].flatMap((daysAgo) => {
      const dice = diceFor('reply', person, daysAgo);
      if (!dice.chance(share)) return [];
      const atMs = busyInstant(dice, dayStart(scene.now, daysAgo));
      if (atMs > now || atMs < now - recentMs) return [];
      const properties = { staff, kind: 'text', length: dice.int(2, 40) };
      return [
        track(memberOf(scene, person), eventNames.messageReceived, {
          atMs,
          key: `reply${daysAgo}`,
          properties,
        }),
      ];
    }),
  );
}
