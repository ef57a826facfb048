/** What the demo airline's operators have set up: codes, segments, journeys, tags, and consents withdrawn. */
import type { Modules } from '../application.ts';
import { AppError } from '../kernel/errors.ts';
import { friendships } from './friends.ts';
import { demoJourneys } from './journeys.ts';
import { memberOf } from './members.ts';
import { diceFor } from './scene.ts';
import type { Seeding } from './seed.ts';
import { demoSegments } from './segments.ts';
import { atLeastOnce, once } from './store.ts';
import { touchpoints } from './touchpoints.ts';

/**
 * Codes that are missing are made. They get their tags only when the friends of long ago are in: those were marked
 * then, not today.
 */
export async function makeCodes(seeding: Seeding, { tagged }: { tagged: boolean }): Promise<void> {
  const { kernel, modules } = seeding;
  const step = tagged ? 'tagged codes' : 'codes';
  await atLeastOnce(kernel.pg, step, {
    now: kernel.clock.now(),
    work: async () => {
      const { items } = await modules.acquisition.list({ limit: 200, after: null });
      for (const { tags, weight: _, ...fields } of touchpoints) {
        const known = items.find((code) => code.name === fields.name);
        if (!known) await allowTaken(modules.acquisition.create({ ...fields, tags: [] }));
        else if (tagged) await modules.acquisition.update(known.id, { tags: await tagIds(seeding, tags) });
      }
    },
  });
}

/** Something of that name is there already: an earlier start made it. */
async function allowTaken(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof AppError && error.code.endsWith('.name_taken'))) throw error;
  }
}

async function tagIds({ kernel, modules }: Seeding, tags: readonly (readonly [string, string])[]) {
  return kernel.pg.tx(async (tx) => {
    const ids: string[] = [];
    for (const [group, name] of tags) ids.push((await modules.tags.ensure(tx, group, name)).id);
    return ids;
  });
}

const everything = { limit: 200, after: null };

/** Makes those that are missing; answers the ids by name. */
export async function makeSegments({ modules }: Seeding): Promise<Map<string, string>> {
  const ids = new Map((await modules.segments.list(everything)).items.map(({ name, id }) => [name, id]));
  for (const { name, rule } of demoSegments) {
    if (ids.has(name)) continue;
    const made = await modules.segments.create({ name, rule: rule((other) => need(ids, other)) });
    ids.set(name, made.id);
  }
  return ids;
}

function need(ids: ReadonlyMap<string, string>, name: string): string {
  const id = ids.get(name);
  if (id === undefined) throw new Error(`the demo has no ${name}`);
  return id;
}

export async function makeJourneys(
  seeding: Seeding,
  begin: keyof typeof demoJourneys,
  segmentIds: ReadonlyMap<string, string>,
): Promise<void> {
  const { kernel, modules } = seeding;
  await atLeastOnce(kernel.pg, `journeys ${begin}`, {
    now: kernel.clock.now(),
    work: async () => {
      const tags = await allTags(modules);
      const { items } = await modules.journeys.list(everything);
      for (const { name, graph } of demoJourneys[begin]) {
        const drawn = graph({
          segment: (segment) => need(segmentIds, segment),
          tag: (group, tag) => need(tags, `${group}\n${tag}`),
        });
        const known = items.find((journey) => journey.name === name);
        const { id } = known ?? (await modules.journeys.create(name, drawn));
        if (!known || known.version === null) await modules.journeys.publish(id, 'demo');
      }
    },
  });
}

async function allTags({ tags }: Modules): Promise<Map<string, string>> {
  const { items } = await tags.list(everything);
  return new Map(items.map(({ group, name, id }) => [`${group}\n${name}`, id]));
}

const habits: readonly [group: string, name: string][] = [
  ['偏好', '亲子'],
  ['偏好', '前排过道'],
  ['偏好', '早班'],
  ['偏好', '日本常客'],
  ['偏好', '里程敏感'],
  ['服务', '回复快'],
];

/** What advisors noted of travellers: of the two of the story, and of one in forty friends. */
export async function tagTravellers(seeding: Seeding): Promise<void> {
  const { kernel, modules, scene } = seeding;
  const noted = friendships(scene)
    .filter(({ person }) => person < scene.members && (person < 2 || diceFor('noted', person).chance(1 / 40)))
    .slice(0, 400);
  const ids = await tagIds(seeding, habits);
  await once(kernel.pg, 'noted tags', {
    now: kernel.clock.now(),
    work: async (tx) => {
      for (const { person, staff } of noted) {
        const customerId = await modules.customers.lookup(tx, 'member_no', memberOf(scene, person).memberNo);
        if (!customerId) continue;
        const dice = diceFor('habits', person);
        const own = person === 0 ? [0, 2, 3, 4, 5] : person === 1 ? [1, 2] : [dice.int(0, 5)];
        const add = own.flatMap((n) => ids[n] ?? []);
        await modules.tags.assign(tx, [{ customerId, add, remove: [], by: staff }]);
      }
    },
  });
}

/** One in eighty friends has said that they want no offers. */
export async function withdrawConsents({ kernel, modules, scene }: Seeding): Promise<void> {
  await atLeastOnce(kernel.pg, 'withdrawals', {
    now: kernel.clock.now(),
    work: async () => {
      for (const { person, staff } of friendships(scene)) {
        if (person < 2 || person >= scene.members || !diceFor('withdrawn', person).chance(1 / 80)) continue;
        const memberNo = memberOf(scene, person).memberNo;
        const customerId = await modules.customers.lookup(kernel.pg, 'member_no', memberNo);
        if (!customerId) continue;
        await modules.consent.record({
          customerId,
          purpose: 'marketing',
          channel: 'wecom',
          granted: false,
          evidence: '在企业微信里说：优惠不用再发了',
          by: staff,
        });
      }
    },
  });
}
