import { acquisitionUrl, createWecomClient, endpoints } from '@jetbridge/wecom';
import { afterEach, describe, expect, it } from 'vitest';
import { closeAll, corp, START, testWorld } from '../test-world.ts';
import { addLink, withReceiver } from './test-link.ts';

afterEach(closeAll);

const DAY_MS = 86_400_000;

describe('acquisition links', () => {
  it('are made, read, changed, listed and deleted by the app that made them', async () => {
    const { simulator, client, clock } = await testWorld({ apps: [{ agentId: 1000009, secret: 'other' }] });
    const link = await addLink(client);
    expect(link).toMatchObject({ link_name: '官网', create_time: START / 1000 });
    expect(link.link_id).toMatch(/^ca/);
    const { link_id } = link;
    await client.call(endpoints.updateAcquisitionLink, {
      link_id,
      link_name: '小程序',
      range: { department_list: [1] },
      priority_option: { priority_type: 2, priority_userid_list: ['ZhouMin'] },
    });
    expect(await client.call(endpoints.getAcquisitionLink, { link_id })).toMatchObject({
      link: { link_name: '小程序', url: link.url, skip_verify: true },
      range: { user_list: [], department_list: [1] },
      priority_option: { priority_type: 2, priority_userid_list: ['ZhouMin'] },
    });
    const second = await addLink(client);
    const ids: string[] = [];
    for await (const row of client.iterate(endpoints.listAcquisitionLinks, { limit: 1 }))
      ids.push(row.link_id);
    expect(ids).toEqual([link_id, second.link_id]);
    const other = createWecomClient({
      baseUrl: simulator.url(),
      corpId: corp.corpId,
      secret: 'other',
      clock: { now: clock.now, sleep: async () => undefined },
    });
    expect((await other.call(endpoints.listAcquisitionLinks, {})).link_id_list).toEqual([]);
    await expect(other.call(endpoints.getAcquisitionLink, { link_id })).rejects.toMatchObject({
      errcode: 40058,
    });
    await client.call(endpoints.deleteAcquisitionLink, { link_id });
    expect(simulator.actions.acquisition.follow({ linkId: link_id })).toMatchObject({
      reason: 'unknown_link',
    });
    await expect(client.call(endpoints.getAcquisitionLink, { link_id })).rejects.toMatchObject({
      errcode: 40058,
    });
  });

  it('lead to members who can be led to: known, active, visible to the app, 500 at most', async () => {
    const staff = Array.from({ length: 501 }, (_, i) => ({ userid: `u${i}`, name: `员工${i}` }));
    const { client } = await testWorld({
      staff,
      app: { scope: staff.map(({ userid }) => userid).slice(0, 501) },
    });
    const of = (user_list: string[]) => addLink(client, { user_list });
    await of(staff.slice(0, 500).map(({ userid }) => userid));
    await expect(of(staff.map(({ userid }) => userid))).rejects.toMatchObject({ kind: 'limit' });
    await expect(of(['nobody'])).rejects.toMatchObject({ errcode: 40003 });
    const whole = { link_name: '全员', range: { department_list: [1] } };
    await expect(client.call(endpoints.createAcquisitionLink, whole)).rejects.toMatchObject({
      errcode: 40058,
    });
    const named = (link_name: string) =>
      client.call(endpoints.createAcquisitionLink, { link_name, range: { user_list: ['u1'] } });
    await named('链'.repeat(30));
    await expect(named('链'.repeat(31))).rejects.toMatchObject({ kind: 'limit' });
    const { client: narrow } = await testWorld({ app: { scope: ['LinXiao', 'Idle'] } });
    await expect(addLink(narrow, { user_list: ['ZhouMin'] })).rejects.toMatchObject({ errcode: 60011 });
    await expect(addLink(narrow, { user_list: ['Idle'] })).rejects.toMatchObject({ errcode: 41054 });
  });
});

describe('following a link', () => {
  it('makes a friend who came by it, with its channel as state', async () => {
    const { site, flush, simulator, client } = await withReceiver();
    const { link_id } = await addLink(client);
    const outcome = simulator.actions.acquisition.follow({ linkId: link_id, customerChannel: 'wifi_PEK' });
    expect(outcome).toMatchObject({ outcome: 'added', userid: 'LinXiao' });
    await flush();
    expect(site.events.map(({ event }) => event.kind)).toEqual([
      'customer_acquisition.friend_request',
      'change_external_contact.add_external_contact',
    ]);
    expect(site.events[0]?.event.fields).toMatchObject({ LinkId: link_id, State: 'wifi_PEK' });
    expect(site.events[1]?.event.fields).toMatchObject({
      State: 'wifi_PEK',
      WelcomeCode: expect.any(String),
    });
    const external_userid = 'externalUserId' in outcome ? outcome.externalUserId : '';
    const friend = await client.call(endpoints.getFriend, { external_userid });
    expect(friend.follow_user).toMatchObject([{ add_way: 16, state: 'wifi_PEK' }]);
    expect((await client.call(endpoints.listLinkCustomers, { link_id })).customer_list).toEqual([
      { external_userid, userid: 'LinXiao', chat_status: 0, state: 'wifi_PEK' },
    ]);
    expect(simulator.actions.acquisition.follow({ linkId: link_id, person: external_userid })).toMatchObject({
      outcome: 'already_friends',
    });
  });

  it('works by opening its address, up to 64 bytes of channel', async () => {
    const { simulator, client } = await testWorld();
    const link = await addLink(client);
    const channel = '渠道 & more';
    const page = await fetch(acquisitionUrl(link.url, channel));
    expect(page.status).toBe(200);
    const { customer_list } = await client.call(endpoints.listLinkCustomers, { link_id: link.link_id });
    expect(customer_list).toMatchObject([{ state: channel }]);
    simulator.actions.acquisition.follow({ linkId: link.link_id, customerChannel: 'a'.repeat(65) });
    const after = await client.call(endpoints.listLinkCustomers, { link_id: link.link_id });
    expect(after.customer_list[1]?.state).toBe('');
  });

  it('waits for the member where the link says so', async () => {
    const { flush, simulator, client } = await withReceiver();
    const { link_id } = await addLink(client, { skip_verify: false });
    expect(simulator.actions.acquisition.follow({ linkId: link_id, customerChannel: 'ask' })).toMatchObject({
      outcome: 'requested',
    });
    expect((await client.call(endpoints.listLinkCustomers, { link_id })).customer_list).toEqual([]);
    await flush();
    expect((await client.call(endpoints.listLinkCustomers, { link_id })).customer_list).toMatchObject([
      { state: 'ask' },
    ]);
    expect(simulator.truth().relations).toMatchObject([{ state: 'ask' }]);
  });

  it('leads to a friend first, when the link prefers friends', async () => {
    const { simulator, client } = await testWorld();
    const { link_id } = await addLink(client);
    await client.call(endpoints.updateAcquisitionLink, { link_id, priority_option: { priority_type: 1 } });
    simulator.actions.befriend({ userid: 'ZhouMin', person: 3 });
    expect(simulator.actions.acquisition.follow({ linkId: link_id, person: 3 })).toMatchObject({
      outcome: 'already_friends',
      userid: 'ZhouMin',
    });
    await client.call(endpoints.updateAcquisitionLink, {
      link_id,
      priority_option: { priority_type: 2, priority_userid_list: ['LinXiao'] },
    });
    expect(simulator.actions.acquisition.follow({ linkId: link_id, person: 3 })).toMatchObject({
      outcome: 'added',
      userid: 'LinXiao',
    });
  });

  it('is counted by customer and by second, for 30 days at most and 180 back', async () => {
    const { simulator, client } = await testWorld();
    const { link_id } = await addLink(client);
    const { follow, open } = simulator.actions.acquisition;
    follow({ linkId: link_id, person: 1 });
    open({ linkId: link_id, person: 1 });
    open({ linkId: link_id, person: 2 });
    const count = async (start_time: number, end_time: number) => {
      const { click_link_customer_cnt, new_customer_cnt } = await client.call(endpoints.getLinkStatistics, {
        link_id,
        start_time,
        end_time,
      });
      return [click_link_customer_cnt, new_customer_cnt];
    };
    const at = START / 1000;
    expect(await count(at, at)).toEqual([2, 1]);
    expect(await count(at + 1, at + 30 * 86_400 + 1)).toEqual([0, 0]);
    await expect(count(at, at + 30 * 86_400 + 1)).rejects.toMatchObject({ kind: 'limit' });
    await simulator.tick(START + 180 * DAY_MS);
    expect(await count(at, at)).toEqual([2, 1]);
    await expect(count(at - 1, at)).rejects.toMatchObject({ errcode: 40058 });
  });
});
