/** Everybody whom the simulated corp may meet: the members first, then people who are none. */
import type { PersonInput } from '@jetbridge/wecom-simulator';
import { peopleOf } from './friends.ts';
import { memberOf } from './members.ts';
import { inventName } from './names.ts';
import { diceFor } from './scene.ts';

/** Names do not depend on when the seeding began, so that they are the same after every start. */
const anyDay = new Date('2026-01-01T00:00:00Z');

export function demoPeople(members: number): PersonInput[] {
  return Array.from({ length: peopleOf(members) }, (_, index) => {
    if (index < members) {
      const { name, gender } = memberOf({ now: anyDay, members }, index);
      return { name, gender: gender === 'male' ? 1 : 2 };
    }
    const dice = diceFor('stranger', index);
    const gender = dice.chance(0.5) ? 'male' : 'female';
    const name = inventName(dice, { gender, birthYear: dice.int(1960, 2006) });
    return { name, gender: gender === 'male' ? 1 : 2 };
  });
}
