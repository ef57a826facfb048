import { ApiError, type Client } from '@jetbridge/client';
import type { CustomerId } from '@jetbridge/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestOutreach, type TestOutreach } from '../../testing/postcards.ts';
import type { Ask, Decision } from './index.ts';

let world: TestOutreach;
let client: Client;
let serial = 0;

beforeAll(async () => {
  world = await openTestOutreach();
  ({ client } = await world.listen());
});
afterAll(() => world.close());
beforeEach(async () => {
  world.stores.clock.set('2026-03-02T02:00:00Z');
  await world.stores.pg.query(
    'truncate sends, message_contents, contact_budgets, send_receipts, send_counts, outreach_policy, event_inbox, outbox',
  );
  Object.assign(world.postcards, { friends: null, posted: [], answer: null });
});

function ask(customerId: CustomerId, more: Partial<Ask> = {}): Ask {
  serial += 1;
  const text = '早上好';
  return {
    key: `k${serial}`,
    customerId,
    purpose: 'marketing',
    channel: 'wecom',
    text,
    origin: 'test',
    ...more,
  };
}
const decide = (...asks: Ask[]) => world.stores.pg.tx((tx) => world.outreach.decide(tx, asks));
const reasons = (answers: Map<string, Decision>) =>
  [...answers.values()].map((answer) => ('refused' in answer ? answer.refused : 'sent'));
const one = async () => (await world.people(1))[0]!;

async function announced(name: string): Promise<Record<string, unknown>[]> {
  const rows = await world.stores.pg.query<{ properties: string }>(
    'select properties from event_inbox where name = $1 order by seq',
    [name],
  );
  return rows.map((row) => JSON.parse(row.properties));
}

describe('a decision', () => {
  it('refuses strangers and those who have not agreed, and records why', async () => {
    const [friend, stranger] = await world.people(2);
    const [silent] = await world.people(1, { marketing: false });
    world.postcards.friends = new Set([friend!, silent!]);
    const answers = await decide(
      ask(friend!),
      ask(stranger!),
      ask(silent!),
      ask(silent!, { purpose: 'service' }),
    );
    expect(reasons(answers)).toEqual(['sent', 'not_a_friend', 'no_consent', 'sent']);
    const { items } = await client.outreach.listSends({ query: { status: 'refused' } });
    expect(items.map((item) => item.reason).sort()).toEqual(['no_consent', 'not_a_friend']);
    const budget = await client.outreach.budget();
    expect(budget.today.asked).toBe(4);
    expect(budget.today.refused.map((r) => r.reason).sort()).toEqual(['no_consent', 'not_a_friend']);
  });

  it('is given once for a key', async () => {
    const first = ask(await one());
    const [a] = (await decide(first, first)).values();
    const [b] = (await decide(first)).values();
    expect(b).toEqual(a);
    await world.outbox.drain();
    expect(world.postcards.posted).toHaveLength(1);
  });

  it('keeps to the cap within one batch, across batches, and until the window has passed', async () => {
    const id = await one();
    expect(reasons(await decide(ask(id), ask(id), ask(id), ask(id)))).toEqual([
      'sent',
      'sent',
      'sent',
      'frequency_cap',
    ]);
    expect(reasons(await decide(ask(id)))).toEqual(['frequency_cap']);
    expect(reasons(await decide(ask(id, { purpose: 'service' })))).toEqual(['sent']);
    world.stores.clock.advance(7 * 86_400_000);
    expect(reasons(await decide(ask(id)))).toEqual(['sent']);
  });

  it('keeps to the cap when many decide about the same people at the same time', async () => {
    const ids = await world.people(40);
    const rounds = await Promise.all(
      Array.from({ length: 8 }, (_, n) => {
        // In different orders, some with a budget already and some without: no deadlock, no gap.
        const order = n % 2 === 0 ? ids : [...ids].reverse();
        return decide(...order.map((id) => ask(id)));
      }),
    );
    const sent = rounds.flatMap(reasons).filter((reason) => reason === 'sent');
    expect(sent).toHaveLength(40 * 3);
    const rows = await world.stores.pg.query<{ n: number }>(
      `select count(*)::int as n from sends where status = 'queued' group by customer_id`,
    );
    expect(new Set(rows.map((row) => row.n))).toEqual(new Set([3]));
  });

  it('of one key in two transactions at once is one decision', async () => {
    const asks = (await world.people(20)).map((id) => ask(id));
    const both = await Promise.all([decide(...asks), decide(...[...asks].reverse())]);
    for (const { key } of asks) expect(both[0].get(key)).toEqual(both[1].get(key));
    const [row] = await world.stores.pg.query<{ n: number }>('select count(*)::int as n from sends');
    expect(row?.n).toBe(20);
  });

  it('holds marketing back at night and says until when; service goes', async () => {
    world.stores.clock.set('2026-03-02T15:00:00Z');
    const id = await one();
    const [night] = (await decide(ask(id))).values();
    expect(night).toEqual({ refused: 'quiet_hours', until: new Date('2026-03-03T00:00:00Z') });
    expect(reasons(await decide(ask(id, { purpose: 'service' })))).toEqual(['sent']);
  });

  it('counts service against the quota of the channel, until the next period', async () => {
    await client.outreach.setPolicy({
      body: {
        cap: { messages: 9, days: 7 },
        quiet: { from: '00:00', to: '00:00', zone: 'Asia/Shanghai' },
        quota: { messages: 2, per: 'day' },
      },
    });
    const id = await one();
    const service = () => ask(id, { purpose: 'service' });
    expect(reasons(await decide(ask(id), service(), service()))).toEqual(['sent', 'sent', 'quota']);
    world.stores.clock.advance(86_400_000);
    expect(reasons(await decide(ask(id)))).toEqual(['sent']);
  });

  it('leaves nothing behind when the transaction that asked for it fails', async () => {
    const id = await one();
    await expect(
      world.stores.pg.tx(async (tx) => {
        await world.outreach.decide(tx, [ask(id), ask(id), ask(id)]);
        throw new Error('killed');
      }),
    ).rejects.toThrow('killed');
    const left = await world.stores.pg.query(
      'select 1 from sends union all select 1 from outbox union all select 1 from contact_budgets',
    );
    expect(left).toEqual([]);
    expect(reasons(await decide(ask(id)))).toEqual(['sent']);
  });

  it('can be asked for without being taken', async () => {
    const id = await one();
    expect(await client.outreach.test({ body: { customerId: id, purpose: 'marketing' } })).toEqual({
      allowed: true,
      reason: null,
      until: null,
    });
    world.stores.clock.set('2026-03-02T15:00:00Z');
    expect(await client.outreach.test({ body: { customerId: id, purpose: 'marketing' } })).toEqual({
      allowed: false,
      reason: 'quiet_hours',
      until: '2026-03-03T00:00:00.000Z',
    });
    expect((await client.outreach.listSends()).items).toEqual([]);
  });
});

describe('a send', () => {
  it('is handed over with the name and a link of its own, and ends with its receipt', async () => {
    const id = await one();
    await decide(ask(id, { text: '{name}，航班有变', link: 'https://yj.example/trip' }));
    await world.outbox.drain();
    const [posted] = world.postcards.posted;
    expect(posted?.text).toBe('旅客，航班有变');
    expect(posted?.link).toMatch(/^https:\/\/yj\.example\/l\/[A-Za-z0-9_-]{22}$/);
    expect(await announced('Message Sent')).toHaveLength(1);
    const receipt = {
      message: `m-${posted?.key}`,
      address: `to-${id}`,
      status: 'delivered' as const,
      reason: null,
    };
    const tell = () =>
      world.stores.pg.tx((tx) =>
        world.postcards.receipts[0]!(tx, [{ ...receipt, at: world.stores.clock.now() }]),
      );
    await tell();
    await tell();
    const { items } = await client.outreach.listSends({ query: { customerId: id } });
    expect(items).toMatchObject([{ status: 'delivered', text: '旅客，航班有变' }]);
    expect(await announced('Message Delivered')).toHaveLength(1);
  });

  it('whose receipt is faster than the note of its hand-over ends all the same', async () => {
    const id = await one();
    world.postcards.answer = (message) => ({ message: `early-${message.key}`, address: 'someone' });
    const [answer] = (await decide(ask(id))).values();
    const sendId = answer && 'sendId' in answer ? answer.sendId : '';
    const at = world.stores.clock.now();
    const receipt = {
      message: `early-${sendId}`,
      address: 'someone',
      status: 'failed' as const,
      reason: 'blocked',
      at,
    };
    await world.stores.pg.tx((tx) => world.postcards.receipts[0]!(tx, [receipt]));
    await world.outbox.drain();
    expect((await client.outreach.listSends()).items).toMatchObject([
      { status: 'failed', reason: 'blocked' },
    ]);
    expect(await announced('Message Failed')).toMatchObject([{ reason: 'blocked' }]);
  });

  it('is tried again with the same key until its channel takes it', async () => {
    const ids = await world.people(3);
    const later = new Date(world.stores.clock.now().getTime() + 60_000);
    world.postcards.answer = (message) =>
      message.customerId === ids[1] ? { retryAt: later } : { message: 'm', address: message.customerId };
    await decide(...ids.map((id) => ask(id)));
    await world.outbox.drain();
    expect(await announced('Message Sent')).toHaveLength(2);
    world.stores.clock.set(later);
    world.postcards.answer = null;
    await world.outbox.drain();
    expect(await announced('Message Sent')).toHaveLength(3);
    const mine = world.postcards.posted.filter((message) => message.customerId === ids[1]);
    expect(new Set(mine.map((message) => message.key)).size).toBe(1);
  });

  it('does not leave when consent was withdrawn, night fell, or a day has passed meanwhile', async () => {
    const [withdrawn, night] = await world.people(2);
    const later = new Date(world.stores.clock.now().getTime() + 60_000);
    world.postcards.answer = () => ({ retryAt: later });
    await decide(ask(withdrawn!), ask(night!));
    await world.outbox.drain();
    world.postcards.posted = [];
    await client.consent.record({
      params: { id: withdrawn! },
      body: { purpose: 'marketing', channel: 'wecom', granted: false, evidence: 'said so' },
    });
    world.postcards.answer = null;
    world.stores.clock.set('2026-03-02T15:00:00Z');
    await world.outbox.drain();
    expect(world.postcards.posted).toEqual([]);
    const find = async (status: string) => (await client.outreach.listSends({ query: { status } })).items;
    expect(await find('refused')).toMatchObject([{ customerId: withdrawn, reason: 'no_consent' }]);
    expect(await find('queued')).toMatchObject([{ customerId: night }]);
    world.stores.clock.set('2026-03-03T03:00:00Z');
    await world.outbox.drain();
    expect((await find('refused')).map((item) => item.reason).sort()).toEqual(['expired', 'no_consent']);
  });

  it('keeps its history and its budget when two customers become one', async () => {
    const [older, younger] = await world.people(2);
    await decide(ask(older!), ask(older!), ask(younger!));
    await world.customers.merge(older!, younger!, 'test');
    expect((await client.outreach.listSends({ query: { customerId: older! } })).items).toHaveLength(3);
    expect(reasons(await decide(ask(older!)))).toEqual(['frequency_cap']);
  });
});

it('a policy with an unknown time zone is refused', async () => {
  const body = { cap: { messages: 1, days: 1 }, quiet: { from: '22:00', to: '08:00', zone: 'Mars/Olympus' } };
  const refused = client.outreach.setPolicy({ body });
  await expect(refused).rejects.toSatisfy(
    (error) => error instanceof ApiError && error.code === 'request.invalid',
  );
});
