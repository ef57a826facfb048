import { ApiError } from '@jetbridge/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestCorp, type TestCorp } from '../../testing/wecom-corp.ts';

let corp: TestCorp;
beforeAll(async () => {
  corp = await openTestCorp();
});
afterAll(() => corp.close());

let codes = 0;
async function makeCode(fields: Record<string, unknown> = {}) {
  codes += 1;
  return corp.client.acquisition.create({
    body: {
      name: `Gate ${codes}`,
      touchpoint: 'gate',
      staff: ['lihua', 'WangFang'],
      tags: [],
      welcome: '{name}，您好！',
      ...fields,
    },
  });
}

const named = async (name: string, customerId?: string) =>
  (await corp.happened()).filter((e) => e.name === name && (!customerId || e.customerId === customerId));

describe('a traveller who scans a channel code', () => {
  it('is greeted by name, becomes a customer and a friend, and carries the tags of the code', async () => {
    const tag = await corp.client.tags.create({ body: { group: '来源', name: '登机口' } });
    const code = await makeCode({ tags: [tag.id], welcomeLink: 'https://example.com/welcome' });
    const scan = corp.simulator.actions.scan({ state: code.state });
    if (scan.outcome !== 'added') throw new Error(scan.outcome);
    await corp.pass();

    const truth = corp.simulator.truth();
    expect(truth.messages[scan.externalUserId]?.[0]).toMatchObject({
      kind: 'welcome',
      text: `${scan.name}，您好！`,
      links: ['https://example.com/welcome'],
    });
    const customerId = await corp.customers.lookup(corp.stores.pg, 'external_userid', scan.externalUserId);
    if (!customerId) throw new Error('no customer');
    const unionid = corp.simulator.people.find(scan.externalUserId)?.unionid ?? '';
    expect(await corp.customers.lookup(corp.stores.pg, 'unionid', unionid)).toBe(customerId);
    const [friend] = (await corp.wecom.friendsOf(corp.stores.pg, [customerId])).get(customerId) ?? [];
    expect(friend).toMatchObject({ staffUserid: scan.userid, externalUserid: scan.externalUserId });
    expect(corp.newFriends.at(-1)).toMatchObject({ customerId, code: { id: code.id, touchpoint: 'gate' } });

    const [added] = await named('Friend Added', customerId);
    expect(added?.properties).toMatchObject({
      staff: scan.userid,
      channelCode: code.name,
      touchpoint: 'gate',
      found: 'callback',
    });
    expect(await named('Welcome Sent', customerId)).toHaveLength(1);
    expect(await named('Tag Added', customerId)).toHaveLength(1);
    const relation = truth.relations.find((r) => r.externalUserId === scan.externalUserId);
    expect(
      corp.simulator.truth().relations.find((r) => r === relation || r.externalUserId === scan.externalUserId)
        ?.tags,
    ).toEqual([expect.objectContaining({ name: '登机口' })]);
    expect(await corp.client.acquisition.get({ params: { id: code.id } })).toMatchObject({
      friendsTotal: 1,
      friendsToday: 1,
      removedTotal: 0,
    });
  });

  it('is a former friend after blocking, and a friend again after another scan', async () => {
    const code = await makeCode({ staff: ['lihua'] });
    const scan = corp.simulator.actions.scan({ state: code.state });
    if (scan.outcome !== 'added') throw new Error(scan.outcome);
    await corp.pass(5_000);
    corp.simulator.actions.block({ person: scan.externalUserId });
    await corp.pass(5_000);
    const customerId = (await corp.customers.lookup(corp.stores.pg, 'external_userid', scan.externalUserId))!;
    expect(await corp.wecom.friendsOf(corp.stores.pg, [customerId])).toEqual(new Map());
    expect((await named('Friend Removed', customerId)).map((e) => e.properties.by)).toEqual(['customer']);
    corp.simulator.actions.scan({ state: code.state, person: scan.externalUserId });
    await corp.pass(5_000);
    expect((await corp.wecom.friendsOf(corp.stores.pg, [customerId])).size).toBe(1);
    expect(await named('Friend Added', customerId)).toHaveLength(2);
    expect(await corp.client.acquisition.get({ params: { id: code.id } })).toMatchObject({
      friendsTotal: 1,
      removedTotal: 0,
    });
  });
});

describe('the callback address', () => {
  it('passes the verification that the console of WeCom makes', async () => {
    expect(await corp.simulator.verifyCallbackUrl(`${corp.url}/wecom/callback`)).toBe(true);
  });

  it('refuses what WeCom did not sign, and keeps nothing of it', async () => {
    const count = async () =>
      (await corp.stores.pg.query<{ n: string }>('select count(*) as n from wecom_callbacks'))[0]?.n;
    const before = await count();
    const response = await fetch(
      `${corp.url}/wecom/callback?msg_signature=${'0'.repeat(40)}&timestamp=1&nonce=1`,
      { method: 'POST', body: '<xml><Encrypt>AAAA</Encrypt></xml>' },
    );
    expect(response.status).toBe(403);
    expect(await count()).toBe(before);
    expect(await corp.metrics.registry.metrics()).toContain(
      'jetbridge_wecom_callbacks_total{outcome="refused"} 1',
    );
  });

  it('refuses a body of more than 64 KiB', async () => {
    const response = await fetch(`${corp.url}/wecom/callback`, {
      method: 'POST',
      body: 'x'.repeat(65 * 1024),
    });
    expect(response.status).toBe(413);
  });
});

describe('without a configured corp', () => {
  it('the product runs, and WeCom says that it is not configured', async () => {
    const none = await openTestCorp({ configured: false });
    try {
      expect(await none.client.wecom.status()).toMatchObject({ configured: false });
      const refused = await none.client.wecom.sync().catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(ApiError);
      expect(refused).toMatchObject({ code: 'wecom.not_configured' });
      expect((await fetch(`${none.url}/wecom/callback`, { method: 'POST', body: 'x' })).status).toBe(409);
    } finally {
      await none.close();
    }
  });
});
