/** Who of the travellers is a friend of whom, since when, by which code. */
import type { Simulator } from '@jetbridge/wecom-simulator';
import { isFriend } from './friendship.ts';
import { memberOf } from './members.ts';
import { busyInstant, dayMs, dayStart, diceFor, type Scene } from './scene.ts';
import { staff } from './staff.ts';
import { storyFriends } from './story.ts';
import { storyCount } from './story-members.ts';
import { touchpoints } from './touchpoints.ts';

export interface Friendship {
  /** Place among the people of the corp: members first, then strangers. */
  person: number;
  staff: string;
  /** Name of the channel code; null for one who was added another way. */
  code: string | null;
  sinceMs: number;
}

/** Beside the members, the corp may meet this share of people who are not members. */
const strangerShare = 0.4;
const strangerFriendShare = 0.03;
/** Most came lately: the airline has been at it for fourteen months. */
const longestDays = 425;

export const peopleOf = (members: number): number => members + Math.round(members * strangerShare);

/** Everybody who is a friend when the seeding starts, the oldest friendship first. */
export function friendships(scene: Scene): Friendship[] {
  const list: Friendship[] = storyFriends.map(({ index, code, sinceMs, ...rest }) => ({
    person: index,
    staff: rest.staff,
    code,
    sinceMs: scene.now.getTime() - sinceMs,
  }));
  for (let i = storyCount; i < scene.members; i++) {
    if (isFriend(memberOf(scene, i))) list.push(friendship(scene, i));
  }
  const strangers = Math.round(scene.members * strangerFriendShare);
  for (let i = 0; i < strangers; i++) list.push(friendship(scene, scene.members + i));
  return list.sort((a, b) => a.sinceMs - b.sinceMs);
}

function friendship(scene: Scene, person: number): Friendship {
  const dice = diceFor('friendship', person);
  const point = dice.weigh(touchpoints.map((touchpoint) => [touchpoint, touchpoint.weight] as const));
  const direct = dice.chance(0.06);
  return {
    person,
    staff: direct ? dice.pick(staff).userid : dice.pick(point.staff),
    code: direct ? null : point.name,
    sinceMs: sinceOf(scene, dice),
  };
}

function sinceOf(scene: Scene, dice: ReturnType<typeof diceFor>): number {
  const daysAgo = Math.floor(dice.next() ** 2.1 * longestDays);
  const at = busyInstant(dice, dayStart(scene.now, daysAgo));
  // Later today is yesterday's.
  return at < scene.now.getTime() ? at : at - dayMs;
}

/** Makes them friends at WeCom; the product learns of it when it compares. Friends already stay as they are. */
export function befriend(
  simulator: Simulator,
  list: readonly Friendship[],
  stateOf: ReadonlyMap<string, string>,
): number {
  let made = 0;
  for (const { person, staff: userid, code, sinceMs } of list) {
    const state = code === null ? undefined : stateOf.get(code);
    const done = simulator.actions.befriend({ userid, person, at: sinceMs, ...(state ? { state } : {}) });
    if (done) made += 1;
  }
  return made;
}
