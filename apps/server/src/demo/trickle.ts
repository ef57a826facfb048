/** Travellers who go on living while the product runs: they open the app, book, land, scan codes, write, and leave. */
import type { Simulator } from '@jetbridge/wecom-simulator';
import type { Modules } from '../application.ts';
import type { Log } from '../kernel/log.ts';
import { type Loop, startLoop } from '../kernel/loop.ts';
import type { Call } from './calls.ts';
import type { Dice } from './dice.ts';
import { type Crowd, createCrowd, sittingsPerDay } from './history.ts';
import { memberOf } from './members.ts';
import { codeStates, scanSomewhere } from './scans.ts';
import { busyness, dayMs, diceFor, type Scene } from './scene.ts';
import { landingCall, sessionCalls } from './sessions.ts';

export interface TrickleSurroundings {
  simulator: Simulator;
  scene: Scene;
  log: Log;
  /** Where the product collects events. */
  url: string;
  writeKey: string;
  modules: Modules;
}

interface World extends TrickleSurroundings {
  dice: Dice;
  crowd: Crowd;
  /** external_userids of travellers who are or were friends. */
  friends: string[];
  turn: number;
  /** Nothing that happens live is older than this. */
  sinceMs: number;
}

/** Together rather than one by one: each arrival costs the product a round of its own. */
const tickMs = 2_500;

/** How often it happens in a day, for each member. Sittings are somewhat more than in the days that were seeded. */
const perMember = {
  sitting: sittingsPerDay * 1.04,
  landing: 0.008,
  scan: 0.014,
  reply: 0.009,
  block: 0.000_4,
};
/** A small population still shows something. */
const leastMembers = 4_000;

const words = [
  '好的，谢谢',
  '想改签到周五，可以吗？',
  '儿童餐可以提前订吗？',
  '行李额是多少？',
  '升舱要补多少？',
  '里程什么时候到账？',
  '有靠窗的座位吗？',
  '航班会延误吗？',
];

export function startTrickle(at: TrickleSurroundings): Loop {
  const world: World = {
    ...at,
    dice: diceFor('trickle', at.scene.now.getTime(), Date.now()),
    crowd: createCrowd(at.scene),
    friends: at.simulator.snapshot().relations.flatMap((r) => (r.ended ? [] : r.externalUserId)),
    turn: 0,
    sinceMs: Date.now(),
  };
  let beganMs = 0;
  return startLoop({
    name: 'demo travellers',
    log: at.log,
    idleMs: tickMs,
    run: async () => {
      // A loop that was woken early or held up has no more happen than in one turn.
      if (Date.now() - beganMs < tickMs / 2) return false;
      beganMs = Date.now();
      await turn(world, beganMs);
      return false;
    },
  });
}

async function turn(world: World, nowMs: number): Promise<void> {
  const { dice, scene } = world;
  const members = Math.max(leastMembers, scene.members);
  const times = (perDay: number) => dice.poisson((perDay * members * busyness(nowMs) * tickMs) / dayMs);
  world.turn += 1;
  const calls: Call[] = [];
  for (let i = times(perMember.sitting); i > 0; i--) calls.push(...sitting(world, nowMs, calls.length));
  for (let i = times(perMember.landing); i > 0; i--) {
    const at = { dice, atMs: nowMs, key: keyOf(world, nowMs, calls.length) };
    calls.push(landingCall({ ...at, member: memberOf(scene, world.crowd.draw(dice.next())) }));
  }
  if (calls.length > 0) await deliver(world, calls);
  for (let i = times(perMember.scan); i > 0; i--) await scan(world);
  for (let i = times(perMember.reply); i > 0; i--) reply(world);
  for (let i = times(perMember.block); i > 0; i--) block(world);
}

const keyOf = (world: World, nowMs: number, n: number) => `live${nowMs.toString(36)}.${world.turn}.${n}`;

/** Somebody closes the app now, or in the middle of what they were about to do. */
function sitting(world: World, nowMs: number, n: number): Call[] {
  const { dice, scene, crowd } = world;
  const member = memberOf(scene, crowd.draw(dice.next()));
  const atMs = Math.max(world.sinceMs, nowMs - dice.int(0, 90_000));
  return sessionCalls({ member, dice, atMs, untilMs: nowMs, key: keyOf(world, nowMs, n) });
}

/** By the same door as every airline's systems. Refused, when somebody has disabled the source, nothing is said. */
async function deliver({ url, writeKey, log }: World, batch: Call[]): Promise<void> {
  const response = await fetch(`${url}/v1/batch`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`,
    },
    body: JSON.stringify({ batch, sentAt: new Date().toISOString() }),
    signal: AbortSignal.timeout(5_000),
  });
  await response.body?.cancel();
  if (!response.ok) log.debug({ status: response.status }, 'events of the demo airline were refused');
}

async function scan(world: World): Promise<void> {
  const added = scanSomewhere({ ...world, states: await codeStates(world.modules) });
  if (added !== null) world.friends.push(added);
}

function reply({ dice, simulator, friends }: World): void {
  if (friends.length > 0) simulator.actions.reply({ person: dice.pick(friends), text: dice.pick(words) });
}

function block({ dice, simulator, friends }: World): void {
  if (friends.length > 0) simulator.actions.block({ person: dice.pick(friends) });
}
