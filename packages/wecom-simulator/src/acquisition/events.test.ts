import { endpoints, type WecomClient } from '@jetbridge/wecom';
import { afterEach, describe, expect, it } from 'vitest';
import { createSimulator, createVirtualClock } from '../index.ts';
import { callApi, clientOf, closeAll, corp, keepOpen, receiver, START, testWorld } from '../test-world.ts';
import { addLink, told, withReceiver } from './test-link.ts';

afterEach(closeAll);

const DAY_MS = 86_400_000;

describe('what customers of a link write', () => {
  it('is told at the first, third, fifth and tenth message, with a key good for 30 minutes', async () => {
    const { site, flush, simulator, client, clock } = await withReceiver();
    const { link_id } = await addLink(client);
    simulator.actions.acquisition.follow({ linkId: link_id, customerChannel: 'app', person: 5 });
    for (let i = 0; i < 11; i++) {
      simulator.actions.reply({ person: 5, text: `第${i}句` });
      await flush();
    }
    expect(told(site)).toEqual([
      'friend_request',
      'customer_start_chat',
      'message_from_customer',
      'message_from_customer',
      'message_from_customer',
    ]);
    const events = site.events.flatMap(({ event }) =>
      event.kind === 'customer_acquisition.message_from_customer' ? [event] : [],
    );
    const [first, , last] = events.map((event) => event.chatKey ?? '');
    const chat = await client.call(endpoints.getAcquisitionChat, { chat_key: first ?? '' });
    const person = simulator.people.find(5);
    expect(chat).toMatchObject({
      userid: 'LinXiao',
      external_userid: person?.externalUserId,
      chat_info: { recv_msg_cnt: 3, link_id, state: 'app' },
    });
    expect((await client.call(endpoints.listLinkCustomers, { link_id })).customer_list).toMatchObject([
      { chat_status: 1 },
    ]);
    const issued = (events[2]?.createTime ?? 0) * 1000;
    await simulator.tick(issued + 30 * 60_000);
    await client.call(endpoints.getAcquisitionChat, { chat_key: last ?? '' });
    await simulator.tick(clock.now() + 1);
    await expect(client.call(endpoints.getAcquisitionChat, { chat_key: last ?? '' })).rejects.toMatchObject({
      errcode: 40058,
    });
  });

  it('is nothing to a link when the friendship began otherwise', async () => {
    const { site, flush, simulator, client } = await withReceiver();
    const { link_id } = await addLink(client);
    simulator.actions.acquisition.follow({ linkId: link_id, person: 5 });
    simulator.actions.block({ person: 5 });
    const { config_id } = await client.call(endpoints.addContactWay, {
      type: 1,
      scene: 2,
      user: ['LinXiao'],
    });
    simulator.actions.scan({ configId: config_id, person: 5 });
    simulator.actions.reply({ person: 5, text: '你好' });
    await flush();
    expect(told(site)).toEqual([]);
  });
});

describe('the quota', () => {
  const quota = (client: WecomClient) => client.call(endpoints.getAcquisitionQuota, {});

  it('is used up by added customers; low and empty are told, and then a link adds nobody', async () => {
    const { site, flush, simulator, client } = await withReceiver({ people: 1100 });
    const { link_id } = await addLink(client);
    const { follow, buy } = simulator.actions.acquisition;
    expect(await quota(client)).toMatchObject({ total: 1000, balance: 1000 });
    for (let i = 0; i < 980; i++) follow({ linkId: link_id });
    await flush();
    expect(told(site)).toEqual([]);
    follow({ linkId: link_id });
    await flush();
    expect(told(site)).toEqual(['balance_low']);
    for (let i = 0; i < 19; i++) follow({ linkId: link_id });
    expect(follow({ linkId: link_id })).toEqual({ outcome: 'refused', reason: 'no_balance' });
    await flush();
    expect(told(site)).toEqual(['balance_low', 'balance_exhausted']);
    expect(await quota(client)).toMatchObject({ total: 1000, balance: 0, quota_list: [] });
    buy({ count: 5, days: 30 });
    await flush();
    expect(told(site)).toEqual(['balance_low', 'balance_exhausted', 'balance_increased']);
    expect(follow({ linkId: link_id }).outcome).toBe('added');
  });

  it('can be used up by first messages instead', async () => {
    const { simulator, client } = await testWorld();
    simulator.actions.acquisition.configure({ spentOn: 'first_chat' });
    const { link_id } = await addLink(client);
    simulator.actions.acquisition.follow({ linkId: link_id, person: 1 });
    expect((await quota(client)).balance).toBe(1000);
    simulator.actions.reply({ person: 1, text: '你好' });
    simulator.actions.reply({ person: 1, text: '在吗' });
    expect((await quota(client)).balance).toBe(999);
  });

  it('ends with its batches, soonest first, which is told 14, 7, 3, 2 and 1 days before', async () => {
    const { site, simulator, client, clock } = await withReceiver();
    simulator.actions.acquisition.buy({ count: 10, days: 20 });
    const { link_id } = await addLink(client);
    simulator.actions.acquisition.follow({ linkId: link_id, person: 1 });
    const expire_date = START / 1000 + 20 * 86_400;
    expect((await quota(client)).quota_list).toEqual([
      { expire_date, balance: 9 },
      { expire_date: START / 1000 + 365 * 86_400, balance: 1000 },
    ]);
    const days: number[] = [];
    for (let day = 0; day < 20; day++) {
      const before = site.events.length;
      await simulator.tick(START + day * DAY_MS + 3_600_000);
      const soon = site.events.slice(before).map(({ event }) => event);
      for (const event of soon) {
        if (event.kind !== 'customer_acquisition.quota_expire_soon') continue;
        expect(event).toMatchObject({ expireTime: expire_date, expireQuotaNum: 9 });
        days.push(20 - day);
      }
    }
    expect(days).toEqual([14, 7, 3, 2, 1]);
    await simulator.tick(START + 20 * DAY_MS);
    expect(clock.now()).toBe(START + 20 * DAY_MS);
    expect(await quota(client)).toMatchObject({ total: 1010, balance: 1000 });
  });
});

describe('links that end', () => {
  it('are told when an admin deletes them, not when the API does', async () => {
    const { site, flush, simulator, client } = await withReceiver();
    const byApi = await addLink(client);
    const byAdmin = await addLink(client);
    await client.call(endpoints.deleteAcquisitionLink, { link_id: byApi.link_id });
    expect(simulator.actions.acquisition.deleteLink({ linkId: byAdmin.link_id })).toBe(true);
    await flush();
    expect(site.events.map(({ event }) => event.fields)).toMatchObject([
      { ChangeType: 'delete_link', LinkId: byAdmin.link_id },
    ]);
  });

  it('are told once when the last member behind them leaves', async () => {
    const { site, flush, simulator, client } = await withReceiver();
    const { link_id } = await addLink(client);
    simulator.actions.staff.leave({ userid: 'LinXiao' });
    expect(simulator.actions.acquisition.follow({ linkId: link_id })).toMatchObject({
      reason: 'no_active_staff',
    });
    await flush();
    expect(told(site)).toEqual(['link_unavailable']);
  });

  it('only do so by these: a simulator started anew from its snapshot has them', async () => {
    const { simulator, client } = await testWorld();
    const { link_id } = await addLink(client);
    simulator.actions.acquisition.follow({ linkId: link_id, customerChannel: 'wifi', person: 5 });
    const snapshot = JSON.parse(JSON.stringify(simulator.snapshot()));
    const clock = createVirtualClock(START + DAY_MS);
    const staff = [{ userid: 'LinXiao', name: '林晓' }];
    const site = await receiver();
    const anew = createSimulator({
      corp,
      staff,
      people: 50,
      seed: 7,
      clock,
      snapshot,
      callbackUrl: site.url,
    });
    const { url } = await anew.listen();
    keepOpen(anew.close);
    const after = clientOf(url, clock);
    const { link } = await after.call(endpoints.getAcquisitionLink, { link_id });
    expect(link).toMatchObject({ link_name: '官网', url: expect.stringContaining(url) });
    expect((await after.call(endpoints.getAcquisitionQuota, {})).balance).toBe(999);
    anew.actions.reply({ person: 5, text: '你好' });
    await anew.tick(clock.now() + 5_000);
    expect(told(site)).toEqual(['customer_start_chat']);
    expect((await after.call(endpoints.listLinkCustomers, { link_id })).customer_list).toMatchObject([
      { chat_status: 1, state: 'wifi' },
    ]);
  });
});

describe('the profile behind a link', () => {
  it('is told of when opened, once that is switched on over HTTP', async () => {
    const { site, flush, simulator, client } = await withReceiver();
    const { link_id } = await addLink(client);
    const command = async (name: string, body: object) => {
      const answer = await fetch(`${simulator.url()}/__sim/acquisition/${name}`, {
        method: 'POST',
        body: JSON.stringify(body),
      });
      return answer.status;
    };
    expect(await command('open', { linkId: link_id, person: 4 })).toBe(200);
    expect(await command('configure', { tellsOpened: true })).toBe(200);
    expect(await command('open', { linkId: link_id, person: 4, customerChannel: 'ad' })).toBe(200);
    expect(await command('configure', { spentOn: 'nothing' })).toBe(400);
    expect(await command('buy', { count: 0, days: 1 })).toBe(400);
    await flush();
    expect(told(site)).toEqual(['open_profile']);
    expect(site.events[0]?.event.fields).toMatchObject({ LinkId: link_id, State: 'ad' });
  });

  it('belongs to an endpoint that needs a token', async () => {
    const { simulator } = await testWorld();
    const { body } = await callApi(simulator.url(), 'externalcontact/customer_acquisition_quota');
    expect(body).toMatchObject({ errcode: 41001, quota_list: [] });
  });
});
