import { ApiError, type Client } from '@jetbridge/client';
import type { CustomerId } from '@jetbridge/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestOutreach, type TestOutreach } from '../../testing/postcards.ts';
import { mayContact, survivor } from './rules.ts';

let world: TestOutreach;
let client: Client;
beforeAll(async () => {
  world = await openTestOutreach();
  ({ client } = await world.listen());
});
afterAll(() => world.close());

const marketing = { purpose: 'marketing', channel: 'wecom' } as const;
const state = async (id: CustomerId) => (await world.consent.state(world.stores.pg, [id], marketing)).get(id);
const stranger = async () => (await world.people(1, { marketing: false }))[0]!;
const record = (id: CustomerId, granted: boolean, evidence = 'said so') =>
  client.consent.record({ params: { id }, body: { ...marketing, granted, evidence } });
const befriend = (id: CustomerId) =>
  world.stores.pg.tx((tx) =>
    world.consent.grantOnFriendAdded(tx, [
      { customerId: id, evidence: 'notice 7', at: world.stores.clock.now() },
    ]),
  );
const history = (id: CustomerId) =>
  world.stores.pg.query<{ granted: boolean; evidence: string }>(
    'select granted, evidence from consent_history where customer_id = $1 order by id',
    [id],
  );
const announced = async (id: CustomerId) =>
  (
    await world.stores.pg.query<{ name: string }>(
      `select name from event_inbox where customer_id = $1 and name like 'Consent%' order by seq`,
      [id],
    )
  ).map((row) => row.name);

it('service may be spoken of until it is withdrawn, marketing only once it was granted', () => {
  expect([mayContact('service', undefined), mayContact('service', false)]).toEqual([true, false]);
  expect([mayContact('marketing', undefined), mayContact('marketing', true)]).toEqual([false, true]);
});

it('what was said last holds, and everything said is kept', async () => {
  const id = await stranger();
  expect(await state(id)).toBe(false);
  await record(id, true, 'form 12');
  expect(await state(id)).toBe(true);
  world.stores.clock.advance(1000);
  await record(id, false, 'call of 2 March');
  expect(await state(id)).toBe(false);
  expect(await history(id)).toEqual([
    { granted: true, evidence: 'form 12' },
    { granted: false, evidence: 'call of 2 March' },
  ]);
  expect(await announced(id)).toEqual(['Consent Granted', 'Consent Withdrawn']);
});

it('a new friend agrees by the notice, once, and not over a withdrawal', async () => {
  const id = await stranger();
  await befriend(id);
  await befriend(id);
  expect(await state(id)).toBe(true);
  expect(await announced(id)).toEqual(['Consent Granted', 'Consent Granted']);
  const [consent] = await world.consent.ofCustomer(world.stores.pg, id);
  expect(consent).toMatchObject({ purpose: 'marketing', granted: true, evidence: 'notice 7' });
  await record(id, false);
  await befriend(id);
  expect(await state(id)).toBe(false);
});

it('a withdrawal of either holds when two customers become one', async () => {
  const [older, younger] = [await stranger(), await stranger()];
  await record(older, true);
  world.stores.clock.advance(1000);
  await record(younger, false);
  world.stores.clock.advance(1000);
  await record(older, true);
  await world.customers.merge(older, younger, 'test');
  expect(await state(older)).toBe(false);
  expect(await history(older)).toHaveLength(3);
  expect(await history(younger)).toEqual([]);
});

it('of two equal records the newer survives a merge', () => {
  const at = (ms: number) => ({ ...marketing, granted: true, at: new Date(ms) });
  expect(survivor(at(1), at(2)).at).toEqual(new Date(2));
});

it('nothing that was recorded can be rewritten', async () => {
  const id = await stranger();
  await record(id, false);
  await expect(
    world.stores.pg.query('update consent_history set granted = true where customer_id = $1', [id]),
  ).rejects.toThrow('append-only');
});

it('nothing is recorded for somebody who does not exist', async () => {
  const refused = record('999999' as CustomerId, true);
  await expect(refused).rejects.toSatisfy((e) => e instanceof ApiError && e.code === 'customers.not_found');
});
