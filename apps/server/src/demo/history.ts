/** All that the airline's systems know of a member's past. */
import type { Call } from './calls.ts';
import { isFriend } from './friendship.ts';
import type { Member } from './members.ts';
import { memberOf } from './members.ts';
import { busyInstant, busyness, dayMs, dayStart, diceFor, hourMs, recentMs, type Scene } from './scene.ts';
import { sessionCalls } from './sessions.ts';
import { storyCalls } from './story.ts';
import { tripCalls } from './trips.ts';

/** The app tells of what happened in it for so many days. */
const appDays = 60;

/** Trips up to now, and sittings in the app up to where the last two days begin (see `recentSittings`). */
export function historyCalls(scene: Scene, member: Member): Call[] {
  const story = storyCalls(scene, member);
  return story ?? [...tripCalls(scene, member), ...appCalls(scene, member)];
}

function appCalls(scene: Scene, member: Member): Call[] {
  if (!member.device) return [];
  const dice = diceFor('app', member.index);
  const untilMs = scene.now.getTime() - recentMs;
  const calls: Call[] = [];
  const sittings = dice.poisson(Math.min(24, member.tripsPerYear * 0.85));
  for (let n = 0; n < sittings; n++) {
    const atMs = busyInstant(dice, dayStart(scene.now, dice.int(2, appDays)));
    if (atMs < member.joinedAt || (member.life === 'lost' && atMs > member.lostAt)) continue;
    calls.push(...sessionCalls({ member, dice, atMs, untilMs, key: `app${n}` }));
  }
  return calls;
}

/** A lost member's whole past that only arrives once journeys run: then they are seen to have fallen silent. */
export const comesLate = (member: Member): boolean =>
  member.life === 'lost' && isFriend(member) && diceFor('late', member.index).chance(0.4);

/** Draws members by how much they do; lost ones and those without the app never. */
export interface Crowd {
  draw(number: number): number;
}

export function createCrowd(scene: Scene): Crowd {
  const sums = new Float64Array(scene.members);
  let total = 0;
  for (let i = 0; i < scene.members; i++) {
    const member = memberOf(scene, i);
    const idle = i < 2 || member.life === 'lost' || !member.device;
    total += idle ? 0 : Math.min(12, member.tripsPerYear) * (member.life === 'declining' ? 0.4 : 1);
    sums[i] = total;
  }
  return {
    draw(number) {
      const wanted = number * total;
      let [low, high] = [0, sums.length - 1];
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((sums[middle] ?? 0) > wanted) high = middle;
        else low = middle + 1;
      }
      return low;
    },
  };
}

/** Sittings a day, for one member on average. */
export const sittingsPerDay = 0.65;

export interface Sitting {
  atMs: number;
  index: number;
  /** Its place in the order of time. */
  n: number;
}

/** Who opened the app when in the last two days, by hours as busy as they are. */
export function recentSittings(scene: Scene, crowd: Crowd): Sitting[] {
  const dice = diceFor('recent');
  const sittings: Sitting[] = [];
  const now = scene.now.getTime();
  const step = hourMs / 6;
  for (let at = now - recentMs; at < now; at += step) {
    const mean = (scene.members * sittingsPerDay * step * busyness(at)) / dayMs;
    // Poisson's of a large mean, in parts that the dice can draw.
    for (let left = mean; left > 0; left -= 20) {
      for (let i = dice.poisson(Math.min(20, left)); i > 0; i--) {
        const atMs = Math.floor(at + dice.next() * step);
        sittings.push({ atMs, index: crowd.draw(dice.next()), n: sittings.length });
      }
    }
  }
  return sittings;
}

export function sittingCalls(scene: Scene, sitting: Sitting): Call[] {
  const dice = diceFor('sitting', sitting.n);
  const member = memberOf(scene, sitting.index);
  const untilMs = scene.now.getTime();
  return sessionCalls({ member, dice, atMs: sitting.atMs, untilMs, key: `recent${sitting.n}` });
}
