/**
 * The property that segments stand on: whatever the rules, and whatever happens in whatever order, memberships kept up by
 * restricted evaluation are those of a full pass, and those of the grammar's plain meaning, at every step.
 */
import type { CustomerId, Rule } from '@jetbridge/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openSignal, type Signal } from '../../kernel/signal.ts';
import { openTestStores, type TestStores } from '../../testing/stores.ts';
import { createCustomers } from '../customers/index.ts';
import { createEvents } from '../events/index.ts';
import { define } from './definitions.ts';
import {
  addCustomers,
  deliver,
  type Happening,
  membersByBitmap,
  membersKept,
  merge,
  mirror,
  touch,
  type World,
} from './harness.ts';
import { createSegments } from './index.ts';
import { belongs, type Person } from './oracle.ts';
import { createPlans } from './plan.ts';
import { checkRule } from './rules.ts';
import { replanFrom } from './store.ts';
import { anyRule, fact, people, type Step, step } from './stories.ts';

const seed = Number(process.env.SEGMENTS_SEED ?? 20260302);
const runs = Number(process.env.SEGMENTS_RUNS ?? 100);
const startMs = Date.parse('2026-03-02T02:00:00Z');

let stores: TestStores;
let signal: Signal;
let world: World;
let defining: Parameters<typeof define>[0];

beforeAll(async () => {
  stores = await openTestStores();
  signal = await openSignal({ url: stores.postgresUrl, log: stores.log });
  const events = createEvents({ ...stores, signal });
  const customers = createCustomers(stores);
  const parts = { ...stores, signal, events, customers };
  world = { ...stores, segments: createSegments(parts) };
  defining = { ...parts, uses: [], plans: createPlans() };
  for (let day = -1; day < 12; day++)
    await stores.pg.query('select ensure_event_inbox($1::date)', [
      new Date(startMs + day * 86_400_000).toISOString().slice(0, 10),
    ]);
});
afterAll(async () => {
  await signal.close();
  await stores.close();
});

/** Announcements of coming and going so far, in order, as `Segment Entered 12`. */
async function announced(id: string): Promise<string[]> {
  const rows = await stores.pg.query<{ name: string; customer: string }>(
    `select name, customer_id as customer from event_inbox where properties::jsonb ->> 'segment' = $1 order by seq`,
    [id],
  );
  return rows.map(({ name, customer }) => `${name} ${customer}`);
}

interface Story {
  people: Map<number, Person>;
  segments: Map<string, Rule>;
  last: Happening[];
  keys: number;
}
let nextId = 1;

async function begin(rules: readonly unknown[], chain: boolean): Promise<Story> {
  stores.clock.set(new Date(startMs));
  await stores.pg.query('truncate segment_queue, segment_edges, segments cascade');
  await replanFrom(stores.pg, new Date(startMs));
  const story: Story = { people: new Map(), segments: new Map(), last: [], keys: 0 };
  for (let i = 0; i < people; i++)
    story.people.set(i, { id: String(nextId++) as CustomerId, traits: {}, events: [] });
  await addCustomers(world, new Map([...story.people.values()].map((p) => [p.id, p.traits])), false);
  for (const given of rules) {
    const [before] = [...story.segments.keys()].slice(-1);
    const rule = chain && before !== undefined ? { any: [{ not: { segment: before } }, given] } : given;
    const checked = checkRule(rule);
    if ('problem' in checked) throw new Error(`Not a rule: ${JSON.stringify(checked.problem)}`);
    story.segments.set(await define(defining, { name: `s${story.segments.size}`, rule }), checked.rule);
  }
  await world.segments.settle();
  return story;
}

async function go(story: Story, next: Step): Promise<void> {
  if ('advanceMs' in next) stores.clock.advance(next.advanceMs);
  else if ('toEdge' in next) {
    const nowMs = stores.clock.now().getTime();
    const { edgesMs } = await defining.plans.current(stores.pg);
    const edges = [...story.people.values()]
      .flatMap(({ events }) =>
        events.flatMap(({ name, atMs }) => [0, ...(edgesMs.get(name) ?? [])].map((ms) => atMs + ms)),
      )
      .filter((ms) => ms > nowMs && ms < nowMs + 2 * 86_400_000)
      .sort((a, b) => a - b);
    const edge = edges[next.toEdge % Math.max(1, edges.length)];
    if (edge !== undefined) stores.clock.advance(Math.max(0, edge - next.shortMs - nowMs));
  } else if ('again' in next) await (story.last.length > 0 ? deliver(world, story.last) : undefined);
  else if ('traitsOf' in next) {
    const person = story.people.get(next.traitsOf);
    if (!person) return;
    person.traits = next.traits;
    await mirror(world, new Map([[person.id, next.traits]]));
    await touch(world, [person.id]);
  } else if ('winner' in next) {
    const [winner, loser] = [story.people.get(next.winner), story.people.get(next.loser)];
    if (!winner || !loser || winner === loser) return;
    winner.events = [...winner.events, ...loser.events];
    story.people.delete(next.loser);
    await merge(world, winner, loser.id);
  } else {
    const nowMs = stores.clock.now().getTime();
    story.last = next.deliver.flatMap(({ who: index, name, ageMs, properties }) => {
      const person = story.people.get(index);
      if (!person) return [];
      const plain = JSON.parse(JSON.stringify(properties)) as Record<string, unknown>;
      person.events = [...person.events, { name, atMs: nowMs - ageMs, properties: plain }];
      return [
        {
          key: `${person.id} ${story.keys++}`,
          customerId: person.id,
          name,
          at: new Date(nowMs - ageMs),
          properties: plain,
        },
      ];
    });
    if (story.last.length > 0) await deliver(world, story.last);
  }
}

async function compareAll(story: Story): Promise<void> {
  const now = stores.clock.now();
  const ids = [...story.segments.keys()];
  const ruleOf = (id: string) => story.segments.get(id);
  const persons = [...story.people.values()];
  const meant = ids.map((id) =>
    persons
      .filter((person) => belongs(story.segments.get(id) as Rule, person, { nowMs: now.getTime(), ruleOf }))
      .map((person) => person.id)
      .sort(),
  );
  const mine = (all: readonly string[]) =>
    all.filter((id) => persons.some((person) => person.id === id)).sort();
  const [byBitmap, kept] = await Promise.all([membersByBitmap(world, ids), membersKept(world, ids)]);
  expect(byBitmap.map(mine), 'a full pass means what the rule says').toEqual(meant);
  expect(kept.map(mine), 'memberships kept up are those of a full pass').toEqual(meant);
  const counts = await stores.pg.query<{ id: string; n: string }>(
    'select id, member_count as n from segments',
  );
  const countOf = new Map(counts.map(({ id, n }) => [id, Number(n)]));
  expect(
    ids.map((id) => countOf.get(id)),
    'the counts are exact',
  ).toEqual(kept.map((list) => list.length));
}

it(`incremental = full = meaning, at every step (seed ${seed})`, { timeout: 600_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyRule, { minLength: 1, maxLength: 10, size: 'max' }),
      fc.boolean(),
      fc.array(fact, { maxLength: 20, size: 'max' }),
      fc.array(step, { minLength: 1, maxLength: 6, size: 'max' }),
      async (rules, chain, before, steps) => {
        const story = await begin(rules, chain);
        for (const next of [{ deliver: before }, ...steps]) {
          await go(story, next);
          await world.segments.settle();
          await compareAll(story);
        }
        for (const id of story.segments.keys()) expectAlternation(await announced(id));
      },
    ),
    { seed, numRuns: runs, endOnFailure: false },
  );
});

/** Nobody enters twice without leaving in between, and nobody leaves twice. */
function expectAlternation(events: readonly string[]): void {
  const last = new Map<string, string>();
  for (const event of events) {
    const customer = event.split(' ').at(-1) ?? '';
    expect(last.get(customer), `${event} follows itself`).not.toBe(event);
    last.set(customer, event);
  }
}
