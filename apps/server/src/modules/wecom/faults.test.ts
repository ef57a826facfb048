import { afterEach, describe, expect, it } from 'vitest';
import { openTestCorp, type TestCorp } from '../../testing/wecom-corp.ts';

let corp: TestCorp;
afterEach(() => corp.close());

async function makeCode(staff = ['lihua', 'WangFang']) {
  const code = await corp.client.acquisition.create({
    body: { name: 'Gate', touchpoint: 'gate', staff, tags: [], welcome: '您好！' },
  });
  return code.state;
}

function scan(state: string, person?: number) {
  const done = corp.simulator.actions.scan({ state, ...(person === undefined ? {} : { person }) });
  if (done.outcome !== 'added') throw new Error(done.outcome);
  return done;
}

const pair = (friend: { userid: string; externalUserId: string }) =>
  `${friend.userid} ${friend.externalUserId}`;

async function friendsHere(): Promise<string[]> {
  const rows = await corp.stores.pg.query<{ pair: string }>(
    `select staff_userid || ' ' || external_userid as pair from wecom_friends where state = 'friend' order by 1`,
  );
  return rows.map((row) => row.pair);
}

const friendsThere = () =>
  corp.simulator
    .truth()
    .relations.filter((relation) => !relation.ended)
    .map(pair)
    .sort();

const count = async (name: string) => (await corp.happened()).filter((event) => event.name === name).length;
const outcomes = () =>
  corp.stores.pg.query<{ outcome: string; n: number }>(
    `select outcome, count(*)::int as n from wecom_welcomes group by outcome order by outcome`,
  );

describe('callbacks that are doubled, delayed, reordered and wrongly signed', () => {
  it('make each friend once, greet each once, and leave both sides agreed', async () => {
    corp = await openTestCorp({
      callbackRetryMs: [1_000, 1_000],
      behaviours: { addFlow: 'half_then_full' },
      faults: {
        callbacks: { duplicate: 0.4, wrongSignature: 0.3, reorder: 0.3, delay: { rate: 0.4, maxMs: 4_000 } },
      },
    });
    const state = await makeCode();
    const scanned = [];
    for (let n = 0; n < 40; n++) {
      scanned.push(scan(state, n));
      await corp.pass(200);
    }
    await corp.pass(30_000);
    expect(await friendsHere()).toEqual(scanned.map(pair).sort());
    expect(await count('Friend Added')).toBe(40);
    expect(await count('Welcome Sent')).toBe(40);
    expect(corp.simulator.truth().welcomes.every((welcome) => welcome.sentAt !== undefined)).toBe(true);
    expect((await outcomes()).filter((row) => row.outcome === 'missed')).toEqual([]);
    for (const friend of scanned.slice(0, 15)) {
      corp.simulator.actions.block({ person: friend.externalUserId });
      await corp.pass(200);
    }
    await corp.pass(30_000);
    expect(await friendsHere()).toEqual(friendsThere());
    expect(await count('Friend Removed')).toBe(15);
    expect(corp.simulator.truth().crashes).toEqual([]);
    expect(await corp.client.wecom.status()).toMatchObject({
      callbacksPending: 0,
      callbacksFailed: 0,
      friends: 25,
    });
  });
});

describe('callbacks that are lost', () => {
  it('are made up for by the comparison, which announces what it finds', async () => {
    corp = await openTestCorp({ faults: { callbacks: { drop: 0.5 } } });
    const state = await makeCode();
    const scanned = [];
    for (let n = 0; n < 30; n++) scanned.push(scan(state, n));
    await corp.pass(1_000);
    for (const friend of scanned.slice(0, 10))
      corp.simulator.actions.block({ person: friend.externalUserId });
    await corp.pass(120_000);
    expect((await friendsHere()).length).toBeLessThan(30);
    expect(await friendsHere()).not.toEqual(friendsThere());

    await corp.client.wecom.sync();
    expect(await friendsHere()).toEqual(friendsThere());
    const added = (await corp.happened()).filter((event) => event.name === 'Friend Added');
    const found = added.filter((event) => event.properties.found === 'comparison');
    expect(found.length).toBeGreaterThan(0);
    expect(found[0]?.properties).toMatchObject({ channelCode: 'Gate', touchpoint: 'gate' });
    expect(await corp.client.wecom.status()).toMatchObject({ staff: 2, friends: 20, lastError: null });

    const before = (await corp.happened()).length;
    await corp.client.wecom.sync();
    expect((await corp.happened()).length).toBe(before);
  });
});

describe('a welcome', () => {
  it('whose callback comes after 20 seconds is missed, once, and the friend is made all the same', async () => {
    corp = await openTestCorp({ faults: { callbacks: { delay: { rate: 1, maxMs: 60_000 } } } });
    const state = await makeCode();
    for (let n = 0; n < 20; n++) scan(state, n);
    await corp.simulator.tick(corp.stores.clock.now().getTime() + 19_000);
    await corp.settle();
    // In steps: a leap of a minute under a worker would end its lease, as if it had died.
    for (let step = 0; step < 6; step++) await corp.pass(10_000);
    const rows = await outcomes();
    expect(rows.map((row) => row.outcome)).toEqual(['missed', 'sent']);
    expect(rows.reduce((sum, row) => sum + row.n, 0)).toBe(20);
    expect(await friendsHere()).toEqual(friendsThere());
  });

  it('is tried again while WeCom is busy, and sent within its 20 seconds', async () => {
    corp = await openTestCorp();
    const state = await makeCode();
    for (let n = 0; n < 3; n++)
      corp.simulator.failNext({ endpoint: 'externalcontact/send_welcome_msg', fault: { errcode: -1 } });
    scan(state);
    for (let second = 0; second < 6; second++) await corp.pass(1_000);
    expect(await outcomes()).toEqual([{ outcome: 'sent', n: 1 }]);
    expect(await count('Welcome Sent')).toBe(1);
  });

  it('whose answer was lost is called uncertain rather than missed, and is not sent twice', async () => {
    corp = await openTestCorp();
    const state = await makeCode();
    corp.simulator.failNext({ endpoint: 'externalcontact/send_welcome_msg', fault: { reset: 'after' } });
    const friend = scan(state);
    for (let second = 0; second < 3; second++) await corp.pass(1_000);
    expect(await outcomes()).toEqual([{ outcome: 'uncertain', n: 1 }]);
    expect(corp.simulator.truth().messages[friend.externalUserId]).toHaveLength(1);
  });
});

describe('work on a callback', () => {
  it('that fails is repeated with growing pauses, without doing anything twice', async () => {
    corp = await openTestCorp();
    const state = await makeCode();
    for (let n = 0; n < 6; n++) {
      corp.simulator.failNext({ endpoint: 'externalcontact/get', fault: { errcode: 40003 } });
    }
    const friend = scan(state);
    await corp.pass();
    expect(await friendsHere()).toEqual([]);
    expect(await corp.client.wecom.status()).toMatchObject({
      callbacksPending: 1,
      lastError: expect.any(String),
    });
    for (let n = 0; n < 8; n++) await corp.pass(20_000);
    expect(await friendsHere()).toEqual([pair(friend)]);
    expect(await count('Friend Added')).toBe(1);
    expect(corp.simulator.truth().messages[friend.externalUserId]).toHaveLength(1);
  });

  it('keeps the order of one traveller, while others go on', async () => {
    corp = await openTestCorp();
    const state = await makeCode(['lihua']);
    corp.simulator.failNext({ endpoint: 'externalcontact/get', fault: { errcode: 40003 } });
    const stuck = scan(state, 0);
    await corp.pass();
    const blocked = corp.simulator.actions.block({ person: stuck.externalUserId });
    const other = scan(state, 1);
    await corp.pass(1);
    expect(blocked).toBe(true);
    expect(await friendsHere()).toEqual([pair(other)]);
    // The removal waited for the addition, so the friendship was, and then ended.
    for (let n = 0; n < 3; n++) await corp.pass(5_000);
    const names = (await corp.happened()).filter((e) => /^Friend/.test(e.name)).map((e) => e.name);
    expect(names.sort()).toEqual(['Friend Added', 'Friend Added', 'Friend Removed']);
    expect(await friendsHere()).toEqual([pair(other)]);
  });
});
