/** Fills an empty product with the demo airline, in steps that a start after a crash goes on with. */
import type { Simulator } from '@jetbridge/wecom-simulator';
import type { Modules } from '../application.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Call } from './calls.ts';
import { befriend, type Friendship, friendships } from './friends.ts';
import { comesLate, createCrowd, historyCalls, recentSittings, sittingCalls } from './history.ts';
import { journeyTags } from './journeys.ts';
import { identifyCall, type Member, memberOf } from './members.ts';
import { createProgress, type Progress } from './progress.ts';
import { repliesOf } from './replies.ts';
import { codeStates, scanSomewhere } from './scans.ts';
import { diceFor, recentMs, type Scene } from './scene.ts';
import { makeCodes, makeJourneys, makeSegments, tagTravellers, withdrawConsents } from './setup.ts';
import { type DemoSource, openSource } from './source.ts';
import { staff } from './staff.ts';
import { atLeastOnce, doneSteps, once, putFacts, readFacts } from './store.ts';

export interface Seeding {
  kernel: Kernel;
  modules: Modules;
  simulator: Simulator;
  scene: Scene;
  source: DemoSource;
  progress: Progress;
}

/** Members whose calls come in together. */
const profilesAtOnce = 2_500;
const historiesAtOnce = 250;
const callsAtOnce = 4_000;
/** Events that may wait for the spine before more are sent: memory, and an honest progress. */
const mostWaiting = 25_000;

/** When the seeding began, and how large it is: kept from the first start. */
export async function openScene({ pg, clock }: Kernel, members: number): Promise<Scene> {
  const known = await readFacts(pg, 'scene');
  if (known) return { now: new Date(String(known.now)), members: Number(known.members) };
  const now = clock.now();
  await putFacts(pg, 'scene', { facts: { now: now.toISOString(), members }, now });
  return { now, members };
}

export async function seedDemo(at: {
  kernel: Kernel;
  modules: Modules;
  simulator: Simulator;
  scene: Scene;
  keep(): void;
  onProgress(message: string): void;
}): Promise<void> {
  const { kernel, modules, scene, keep } = at;
  if ((await readFacts(kernel.pg, 'finished')) !== null) return;
  const source = await openSource(modules);
  const seeding: Seeding = { ...at, source, progress: createProgress(at.onProgress) };
  const list = friendships(scene);
  const recentFrom = scene.now.getTime() - recentMs;
  seeding.progress.tell(0, 'staff and channel codes');
  await prepare(seeding);
  await profiles(seeding);
  await histories(seeding);
  await caughtUp(seeding, 0);
  seeding.progress.tell(0.68, 'friends');
  await friends(seeding, { step: 'friends', list: list.filter((f) => f.sinceMs < recentFrom), keep });
  seeding.progress.tell(0.74, 'journeys and new friends');
  await makeCodes(seeding, { tagged: true });
  await makeJourneys(seeding, 'byEvent', new Map());
  await withdrawConsents(seeding);
  await friends(seeding, { step: 'recent friends', list, keep });
  await recent(seeding, list);
  await caughtUp(seeding, 0);
  seeding.progress.tell(0.93, 'segments');
  await makeJourneys(seeding, 'bySegment', await makeSegments(seeding));
  await lateComers(seeding);
  seeding.progress.tell(0.97, 'tags and first scans');
  await tagTravellers(seeding);
  await firstScans(seeding);
  await atLeastOnce(kernel.pg, 'finished', { now: kernel.clock.now(), work: async () => undefined });
  seeding.progress.tell(1, 'ready');
}

async function prepare(seeding: Seeding): Promise<void> {
  const { kernel, modules } = seeding;
  const { pg, clock } = kernel;
  await once(pg, 'tags', {
    now: clock.now(),
    work: async (tx) => {
      for (const [group, name] of journeyTags) await modules.tags.ensure(tx, group, name);
    },
  });
  await atLeastOnce(pg, 'policy', {
    now: clock.now(),
    work: async () => {
      const quiet = { from: '22:00', to: '08:00', zone: 'Asia/Shanghai' };
      await modules.outreach.setPolicy({ cap: { messages: 2, days: 7 }, quiet }, 'demo');
    },
  });
  await makeCodes(seeding, { tagged: false });
  await atLeastOnce(pg, 'staff', { now: clock.now(), work: () => modules.wecom.nameStaff(staff) });
}

/** Members with their contacts, and with the unionid where WeChat is bound: by it a friend turns out to be a member. */
async function profiles(seeding: Seeding): Promise<void> {
  const { scene, simulator } = seeding;
  const unionidOf = (member: Member) =>
    member.wechat ? (simulator.people.find(member.index)?.unionid ?? null) : null;
  await inChunks(seeding, {
    step: 'profiles',
    size: profilesAtOnce,
    from: 0.02,
    to: 0.12,
    what: 'members',
    calls: (index) => {
      const member = memberOf(scene, index);
      return [identifyCall(member, unionidOf(member))];
    },
  });
}

async function histories(seeding: Seeding): Promise<void> {
  const { scene } = seeding;
  const until = scene.now.getTime() - recentMs;
  await inChunks(seeding, {
    step: 'history',
    size: historiesAtOnce,
    from: 0.12,
    to: 0.66,
    what: 'eighteen months of bookings and flights',
    calls: (index) => {
      const member = memberOf(scene, index);
      if (comesLate(member)) return [];
      return historyCalls(scene, member).filter((call) => Date.parse(call.timestamp) < until);
    },
  });
}

interface Chunks {
  step: string;
  size: number;
  /** Share of the whole seeding. */
  from: number;
  to: number;
  what: string;
  calls(index: number): unknown[];
}

async function inChunks(seeding: Seeding, chunks: Chunks): Promise<void> {
  const { kernel, scene, source, progress } = seeding;
  const count = Math.ceil(scene.members / chunks.size);
  const steps = Array.from({ length: count }, (_, n) => `${chunks.step} ${n}`);
  const done = await doneSteps(kernel.pg, steps);
  for (const [n, step] of steps.entries()) {
    if (done.has(step)) continue;
    const last = Math.min(scene.members, (n + 1) * chunks.size);
    const calls: unknown[] = [];
    for (let i = n * chunks.size; i < last; i++) calls.push(...chunks.calls(i));
    await once(kernel.pg, step, { now: kernel.clock.now(), work: (tx) => source.accept(tx, calls) });
    await caughtUp(seeding, mostWaiting);
    progress.tell(chunks.from + ((chunks.to - chunks.from) * (n + 1)) / count, chunks.what);
  }
}

/** Waits until at most so many events have still to be worked on. */
async function caughtUp({ modules }: Seeding, most: number): Promise<void> {
  while ((await modules.events.backlog(most + 1)) > most) await pause(most === 0 ? 50 : 150);
}

async function friends(
  seeding: Seeding,
  at: { step: string; list: readonly Friendship[]; keep(): void },
): Promise<void> {
  const { kernel, modules, simulator } = seeding;
  await atLeastOnce(kernel.pg, at.step, {
    now: kernel.clock.now(),
    work: async () => {
      befriend(simulator, at.list, await codeStates(modules));
      at.keep();
      // Null: the comparison that every start begins with is still at it.
      while ((await modules.wecom.compareNow()) === null) await pause(200);
    },
  });
  await caughtUp(seeding, 0);
}

/** So that there are welcomes to see at once. */
async function firstScans({ kernel, modules, simulator, scene }: Seeding): Promise<void> {
  await atLeastOnce(kernel.pg, 'first scans', {
    now: kernel.clock.now(),
    work: async () => {
      const states = await codeStates(modules);
      const dice = diceFor('first scans');
      const crowd = createCrowd(scene);
      for (let i = 0; i < 18; i++) scanSomewhere({ simulator, scene, dice, crowd, states });
    },
  });
}

/** The last two days. */
async function recent(seeding: Seeding, list: readonly Friendship[]): Promise<void> {
  const { kernel, source, progress } = seeding;
  const calls = await recentCalls(seeding.scene, list);
  const count = Math.ceil(calls.length / callsAtOnce);
  for (let n = 0; n < count; n++) {
    const some = calls.slice(n * callsAtOnce, (n + 1) * callsAtOnce);
    const now = kernel.clock.now();
    await once(kernel.pg, `recent ${n}`, { now, work: (tx) => source.accept(tx, some) });
    await caughtUp(seeding, mostWaiting);
    progress.tell(0.78 + (0.14 * (n + 1)) / count, 'yesterday and today');
  }
}

async function recentCalls(scene: Scene, list: readonly Friendship[]): Promise<Call[]> {
  const from = scene.now.getTime() - recentMs;
  const calls: Call[] = [];
  await everyMember(scene, (member) => {
    if (comesLate(member)) return;
    calls.push(...historyCalls(scene, member).filter((call) => Date.parse(call.timestamp) >= from));
  });
  for (const sitting of recentSittings(scene, createCrowd(scene))) {
    if (sitting.n % 1_000 === 0) await pause(0);
    calls.push(...sittingCalls(scene, sitting));
  }
  calls.push(...repliesOf(scene, list));
  return calls.sort((a, b) => (a.timestamp < b.timestamp ? -1 : 1));
}

/** Whose past arrives when segments are evaluated: they are seen to have fallen silent, and a journey begins. */
async function lateComers(seeding: Seeding): Promise<void> {
  const { kernel, scene, source } = seeding;
  const calls: Call[] = [];
  await everyMember(scene, (member) => {
    if (comesLate(member)) calls.push(...historyCalls(scene, member));
  });
  await once(kernel.pg, 'late', { now: kernel.clock.now(), work: (tx) => source.accept(tx, calls) });
  await caughtUp(seeding, 0);
}

/** Leaves room for everybody else in this process. */
async function everyMember(scene: Scene, visit: (member: Member) => void): Promise<void> {
  for (let i = 0; i < scene.members; i++) {
    if (i % 500 === 0) await pause(0);
    visit(memberOf(scene, i));
  }
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
