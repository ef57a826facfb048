import { endpoints } from '@jetbridge/wecom';
import { afterEach, describe, expect, it } from 'vitest';
import type { SimulatorOptions } from '../index.ts';
import { befriend, closeAll, corp, jsonOf, START, testWorld } from '../test-world.ts';

afterEach(closeAll);

const DAYS_90 = 90 * 86_400_000;

async function idWorld(options: Partial<SimulatorOptions> = {}) {
  const world = await testWorld(options);
  const [customer = ''] = befriend(world.simulator, 'LinXiao', 1);
  const { identity } = world.simulator.actions;
  const ids = (who: string | number) => ({
    unionid: world.simulator.people.find(who)?.unionid ?? '',
    openid: identity.openid({ person: who }) ?? '',
  });
  return { ...world, customer, identity, ids };
}

describe('a unionid', () => {
  it('leads to the customer', async () => {
    const { client, customer, ids } = await idWorld();
    const found = { external_userid: customer };
    expect(await client.call(endpoints.unionidToExternalUserid, ids(customer))).toMatchObject(found);
    expect(await client.call(endpoints.convertUnionid, ids(customer))).toMatchObject(found);
  });

  it('of who is no customer yet leads to an id by which they are recognised later, for 90 days', async () => {
    const { client, clock, simulator, ids } = await idWorld();
    const stranger = simulator.people.find(7)?.externalUserId ?? '';
    const { pending_id, external_userid } = await client.call(endpoints.convertUnionid, ids(7));
    expect([pending_id, external_userid]).toEqual([expect.stringMatching(/./), undefined]);
    expect((await client.call(endpoints.convertUnionid, ids(7))).pending_id).toBe(pending_id);
    simulator.actions.befriend({ userid: 'LinXiao', person: 7 });
    const recognised = () =>
      client.call(endpoints.findPendingIds, { external_userid: [stranger, 'wmother'] });
    clock.advanceTo(START + DAYS_90);
    expect((await recognised()).result).toEqual([{ external_userid: stranger, pending_id }]);
    clock.advanceTo(START + DAYS_90 + 1);
    expect((await recognised()).result).toEqual([]);
  });

  it('that is over is followed by another id', async () => {
    const { client, clock, ids } = await idWorld();
    const ask = async () => (await client.call(endpoints.convertUnionid, ids(7))).pending_id;
    const first = await ask();
    clock.advanceTo(START + DAYS_90 + 1);
    expect(await ask()).not.toBe(first);
  });

  it('of nobody here is pending too, and with the openid of somebody else refused', async () => {
    const { client, customer, ids } = await idWorld();
    const nobody = { unionid: 'o6nobody', openid: 'o1' };
    expect((await client.call(endpoints.convertUnionid, nobody)).pending_id).toBeDefined();
    await expect(client.call(endpoints.unionidToExternalUserid, nobody)).rejects.toMatchObject({
      errcode: 84061,
    });
    const mixed = { ...ids(customer), openid: ids(7).openid };
    await expect(client.call(endpoints.convertUnionid, mixed)).rejects.toMatchObject({ errcode: 610018 });
  });

  it('needs a WeChat developer id', async () => {
    const { client, customer, ids } = await idWorld({ unionidBound: false });
    await expect(client.call(endpoints.convertUnionid, ids(customer))).rejects.toMatchObject({
      errcode: 41057,
    });
  });
});

describe('an openid', () => {
  it('is that of the customer, unless the customer is no WeChat user', async () => {
    const people = [{ name: '甲' }, { name: '乙', corp: { name: '他社' } }];
    const { client, customer, identity, simulator } = await idWorld({ people });
    const openid = (external_userid: string) => client.call(endpoints.customerToOpenid, { external_userid });
    expect((await openid(customer)).openid).toBe(identity.openid({ person: customer }));
    const other = simulator.people.find(1)?.externalUserId ?? '';
    expect(other).toMatch(/^wo/);
    await expect(openid(other)).rejects.toMatchObject({ errcode: 41056 });
    await expect(openid('wmnobody')).rejects.toMatchObject({ errcode: 40096 });
  });

  it('of a member goes there and back', async () => {
    const { client, identity } = await idWorld();
    const { openid } = await client.call(endpoints.memberToOpenid, { userid: 'linxiao' });
    expect(openid).toBe(identity.openid({ userid: 'LinXiao' }));
    expect((await client.call(endpoints.openidToMember, { openid })).userid).toBe('LinXiao');
    await expect(client.call(endpoints.openidToMember, { openid: 'o1' })).rejects.toMatchObject({
      errcode: 46004,
    });
    await expect(client.call(endpoints.memberToOpenid, { userid: 'NoBody' })).rejects.toMatchObject({
      errcode: 60111,
    });
  });
});

describe('ids of providers', () => {
  it('of members go there and back', async () => {
    const { client } = await idWorld();
    const there = await client.call(endpoints.toOpenUserids, { userid_list: ['LinXiao', 'NoBody'] });
    expect(there).toMatchObject({
      open_userid_list: [{ userid: 'LinXiao' }],
      invalid_userid_list: ['NoBody'],
    });
    const open = there.open_userid_list[0]?.open_userid ?? '';
    const back = await client.call(endpoints.fromOpenUserids, {
      open_userid_list: [open, 'wox'],
      source_agentid: 1,
    });
    expect(back).toMatchObject({
      userid_list: [{ open_userid: open, userid: 'LinXiao' }],
      invalid_open_userid_list: ['wox'],
    });
  });

  it('of customers go there and back, and are the ids of an upgrade', async () => {
    const { client, customer, identity } = await idWorld();
    const { external_userid } = await client.call(endpoints.toServiceExternalUserid, {
      external_userid: customer,
    });
    expect(external_userid).not.toBe(customer);
    expect(identity.serviceId(customer)).toBe(external_userid);
    const back = (id: string) =>
      client.call(endpoints.fromServiceExternalUserid, { external_userid: id, source_agentid: 1 });
    expect((await back(external_userid)).external_userid).toBe(customer);
    await expect(back('wmnobody')).rejects.toMatchObject({ errcode: 40096 });
    const upgraded = await client.call(endpoints.getNewExternalUserids, {
      external_userid_list: [customer, 'wmx'],
    });
    expect(upgraded.items).toEqual([{ external_userid: customer, new_external_userid: external_userid }]);
  });

  it('an upgrade is ended for this corp', async () => {
    const { client, simulator } = await idWorld();
    await client.call(endpoints.finishExternalUseridMigration, { corpid: corp.corpId });
    expect(simulator.truth().identity.migrationFinished).toBe(true);
    const wrong = client.call(endpoints.finishExternalUseridMigration, { corpid: 'wwother' });
    await expect(wrong).rejects.toMatchObject({ errcode: 40013 });
  });

  it('of tags and accounts tell which are known', async () => {
    const { client } = await idWorld();
    const { tag_group } = await client.call(endpoints.addCorpTags, {
      group_name: '会员',
      tag: [{ name: '金卡' }],
    });
    const id = tag_group.tag[0]?.id ?? '';
    expect(await client.call(endpoints.convertTagIds, { external_tagid_list: [id, 'etx'] })).toMatchObject({
      items: [{ external_tagid: id, open_external_tagid: expect.stringMatching(/^et/) }],
      invalid_external_tagid_list: ['etx'],
    });
    expect(await client.call(endpoints.convertKfIds, { open_kfid_list: ['wkx'] })).toMatchObject({
      items: [],
      invalid_open_kfid_list: ['wkx'],
    });
  });

  it('that are temporary lead to the customer', async () => {
    const { client, customer, identity } = await idWorld();
    const id = identity.temporaryId(customer) ?? '';
    const asked = { business_type: 1, user_type: 2, tmp_external_userid_list: [id, 'tmpx'] };
    expect(await client.call(endpoints.convertTemporaryIds, asked)).toMatchObject({
      results: [{ tmp_external_userid: id, external_userid: customer }],
      invalid_tmp_external_userid_list: ['tmpx'],
    });
  });
});

it('ids follow from the seed', async () => {
  const all = async (seed: number) => {
    const { client, customer, identity, ids } = await idWorld({ seed });
    return [
      ids(customer),
      await client.call(endpoints.convertUnionid, ids(7)),
      identity.serviceId(customer),
      identity.openid({ userid: 'LinXiao' }),
    ];
  };
  const first = await all(1);
  expect(await all(1)).toEqual(first);
  expect(await all(2)).not.toEqual(first);
});

it('what people do with ids can be done over HTTP', async () => {
  const { simulator, customer, identity } = await idWorld();
  const post = async (name: string, body: object) => {
    const init = { method: 'POST', body: JSON.stringify(body) };
    const response = await fetch(`${simulator.url()}/__sim/identity/${name}`, init);
    return { status: response.status, body: await jsonOf(response) };
  };
  expect((await post('openid', { userid: 'LinXiao' })).body).toEqual({
    openid: identity.openid({ userid: 'LinXiao' }),
  });
  expect((await post('openid', { person: 'nobody' })).body).toEqual({ openid: null });
  expect((await post('service-id', { person: customer })).body.externalUserId).toBe(
    identity.serviceId(customer),
  );
  expect((await post('temporary-id', { person: 0 })).body.temporaryId).toBe(identity.temporaryId(customer));
  expect((await post('withhold', { userid: 'LinXiao', fields: ['mobile'] })).body).toEqual({ done: true });
  expect((await post('withhold', { userid: 'LinXiao', fields: ['shoe'] })).status).toBe(400);
  expect((await post('hold-phone', { person: customer })).body).toEqual({ done: true });
  expect(simulator.truth().identity.holder).toEqual({ externalUserId: customer });
  expect((await post('hold-phone', { userid: 'NoBody' })).body).toEqual({ done: false });
  expect((await post('hold-phone', {})).body).toEqual({ done: true });
  expect(simulator.truth().identity.holder).toBeUndefined();
});
