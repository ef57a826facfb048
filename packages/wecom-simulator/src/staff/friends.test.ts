import { endpoints } from '@jetbridge/wecom';
import { afterEach, describe, expect, it } from 'vitest';
import { addWay, befriend, closeAll, type Receiver, receiver, START, testWorld } from '../test-world.ts';

afterEach(closeAll);

const told = (site: Receiver) =>
  site.events
    .filter(({ event: { fields } }) => fields.Event === 'change_external_contact')
    .map(({ event: { fields } }) => ({
      change: fields.ChangeType,
      code: fields.WelcomeCode !== undefined,
    }));

describe('half a friendship', () => {
  it('becomes whole when the member adds back; a fresh code comes when the first has expired', async () => {
    const site = await receiver();
    const { simulator, client } = await testWorld({
      callbackUrl: site.url,
      behaviours: { addFlow: 'half' },
    });
    const way = await addWay(client);
    simulator.actions.scan({ configId: way.config_id, person: 0 });
    await simulator.tick(START + 3_600_000);
    expect(told(site)).toEqual([{ change: 'add_half_external_contact', code: true }]);
    const who = { userid: 'LinXiao', person: 0 };
    expect(simulator.actions.staff.addBack(who)).toBe(true);
    expect(simulator.actions.staff.addBack(who)).toBe(false);
    await simulator.tick(START + 3_600_001);
    expect(told(site).slice(1)).toEqual([{ change: 'add_external_contact', code: true }]);
    const [first = '', second = ''] = site.events.map(({ event }) => String(event.fields.WelcomeCode));
    const text = { content: '欢迎' };
    await expect(client.call(endpoints.sendWelcome, { welcome_code: first, text })).rejects.toMatchObject({
      errcode: 41050,
    });
    await client.call(endpoints.sendWelcome, { welcome_code: second, text });
  });

  it('that was welcomed, or has begun to chat, becomes whole without a code', async () => {
    const site = await receiver();
    const { simulator, client } = await testWorld({
      callbackUrl: site.url,
      behaviours: { addFlow: 'half' },
    });
    const way = await addWay(client);
    for (const person of [0, 1]) simulator.actions.scan({ configId: way.config_id, person });
    await simulator.tick(START + 1);
    const welcome_code = String(site.events[0]?.event.fields.WelcomeCode);
    await client.call(endpoints.sendWelcome, { welcome_code, text: { content: '欢迎' } });
    simulator.actions.reply({ person: 1, text: '你好' });
    for (const person of [0, 1]) simulator.actions.staff.addBack({ userid: 'LinXiao', person });
    await simulator.tick(START + 2);
    expect(told(site).slice(2)).toEqual([
      { change: 'add_external_contact', code: false },
      { change: 'add_external_contact', code: false },
    ]);
  });
});

describe('a welcome code', () => {
  it('is absent when the console has a welcome for the member, and for people of partner corps', async () => {
    const site = await receiver();
    const { simulator, client } = await testWorld({ callbackUrl: site.url });
    const way = await addWay(client);
    const partner = simulator.people.add({ name: '王工', corp: { name: '机场集团', partner: true } });
    simulator.actions.scan({ configId: way.config_id, person: partner.externalUserId });
    simulator.actions.staff.change({ userid: 'LinXiao', changes: { consoleWelcome: true } });
    simulator.actions.scan({ configId: way.config_id, person: 0 });
    simulator.actions.staff.change({ userid: 'LinXiao', changes: { consoleWelcome: false } });
    simulator.actions.scan({ configId: way.config_id, person: 1 });
    await simulator.tick(START + 1);
    expect(told(site).map(({ code }) => code)).toEqual([false, false, true]);
  });
});

describe('friends without a code', () => {
  it('say how they were found and who began', async () => {
    const { simulator, client } = await testWorld();
    const { staff } = simulator.actions;
    const id = simulator.people.page(0, 1)[0]?.externalUserId ?? '';
    expect(staff.addFriend({ userid: 'LinXiao', person: id, how: 'card' })).toBe(true);
    expect(staff.addFriend({ userid: 'ZhouMin', person: id, how: 'phone', by: 'member' })).toBe(true);
    expect(staff.addFriend({ userid: 'ZhouMin', person: id, how: 'channels' })).toBe(false);
    expect(staff.addFriend({ userid: 'Idle', person: id, how: 'channels' })).toBe(false);
    staff.join({ userid: 'WuJun', name: '吴俊' });
    staff.addFriend({ userid: 'WuJun', person: id, how: 'channels' });
    const { follow_user } = await client.call(endpoints.getFriend, { external_userid: id });
    expect(follow_user).toMatchObject([
      { userid: 'LinXiao', add_way: 3, oper_userid: id },
      { userid: 'ZhouMin', add_way: 2, oper_userid: 'ZhouMin' },
      { userid: 'WuJun', add_way: 10, wechat_channels: { source: 1 } },
    ]);
    expect(follow_user[0]).not.toHaveProperty('state');
  });
});

describe('people of other corps', () => {
  it('have another kind of id, a corp and a profile, and no unionid', async () => {
    const { simulator, client } = await testWorld();
    const profile = {
      external_corp_name: '机场',
      external_attr: [{ type: 0 as const, name: '工号', text: { value: '42' } }],
    };
    const corp = { name: '机场集团', position: '经理', profile };
    const { externalUserId } = simulator.people.add({ name: '王工', corp });
    expect(externalUserId).toMatch(/^wo[A-Za-z0-9_-]{30}$/);
    simulator.actions.befriend({ userid: 'LinXiao', person: externalUserId });
    const { external_contact } = await client.call(endpoints.getFriend, {
      external_userid: externalUserId,
    });
    expect(external_contact).toMatchObject({
      type: 2,
      corp_name: '机场集团',
      position: '经理',
      external_profile: profile,
    });
    expect(external_contact).not.toHaveProperty('unionid');
    const remark = { userid: 'LinXiao', external_userid: externalUserId };
    await expect(
      client.call(endpoints.remarkFriend, { ...remark, remark_company: '别家' }),
    ).rejects.toMatchObject({ errcode: 41056 });
    await client.call(endpoints.remarkFriend, { ...remark, remark: '王经理' });
  });
});

describe('a friend of more than 500 members', () => {
  it('has pages of followers: 500 at once need no cursor, 501 do', async () => {
    const staff = Array.from({ length: 501 }, (_, i) => ({ userid: `m${i}`, name: `成员${i}` }));
    const { simulator, client } = await testWorld({ staff });
    const id = simulator.people.page(0, 1)[0]?.externalUserId ?? '';
    for (const { userid } of staff.slice(0, 500)) simulator.actions.befriend({ userid, person: id });
    const get = () => client.call(endpoints.getFriend, { external_userid: id });
    expect((await get()).follow_user).toHaveLength(500);
    expect(await get()).not.toHaveProperty('next_cursor');
    simulator.actions.befriend({ userid: 'm500', person: id });
    expect((await get()).follow_user).toHaveLength(500);
    const followers = [];
    for await (const { userid } of client.iterate(endpoints.getFriend, { external_userid: id }))
      followers.push(userid);
    expect(followers).toEqual(staff.map(({ userid }) => userid));
  });
});

describe('what a member does in the client', () => {
  it('calls back for remarks and tags, not for mobile numbers alone', async () => {
    const site = await receiver();
    const { simulator, client } = await testWorld({ callbackUrl: site.url });
    const way = await addWay(client, 'gate_A12');
    const scan = simulator.actions.scan({ configId: way.config_id });
    const external_userid = scan.outcome === 'added' ? scan.externalUserId : '';
    const who = { userid: 'LinXiao', person: external_userid };
    const { tag_group } = await client.call(endpoints.addCorpTags, {
      group_name: '等级',
      tag: [{ name: '金卡' }],
    });
    const { staff } = simulator.actions;
    expect(staff.remark({ ...who, mobiles: ['13800000000'] })).toBe(true);
    expect(staff.remark({ ...who, remark: '张女士' })).toBe(true);
    expect(staff.tag({ ...who, add: [tag_group.tag[0]?.id ?? ''], personal: ['爱靠窗'] })).toBe(true);
    expect(staff.tag({ ...who, add: ['etUnknown'] })).toBe(false);
    await simulator.tick(START + 1);
    const edits = site.events.slice(1).map(({ event: { fields } }) => [fields.ChangeType, fields.State]);
    expect(edits).toEqual([
      ['edit_external_contact', 'gate_A12'],
      ['edit_external_contact', 'gate_A12'],
    ]);
    const { follow_user } = await client.call(endpoints.getFriend, { external_userid });
    expect(follow_user).toMatchObject([
      {
        remark: '张女士',
        remark_mobiles: ['13800000000'],
        tags: [
          { tag_name: '金卡', type: 1 },
          { group_name: '', tag_name: '爱靠窗', type: 2 },
        ],
      },
    ]);
    expect(follow_user[0]?.tags?.[1]).not.toHaveProperty('tag_id');
  });
});

describe('served contacts', () => {
  it('are friends by id and former friends by a masked name, with an id that lasts four hours', async () => {
    const { simulator, client, clock } = await testWorld();
    const [friend, former] = befriend(simulator, 'LinXiao', 2);
    simulator.actions.block({ person: former ?? '' });
    const rows = [];
    for await (const row of client.iterate(endpoints.listServedContacts, { limit: 1 })) rows.push(row);
    expect(rows).toMatchObject([
      { is_customer: true, external_userid: friend, follow_userid: 'LinXiao' },
      { is_customer: false, name: expect.stringMatching(/^.\*\*$/) },
    ]);
    expect(rows[1]).not.toHaveProperty('external_userid');
    clock.advanceTo(START + 4 * 3_600_000);
    const { info_list } = await client.call(endpoints.listServedContacts, {});
    expect(info_list[0]?.tmp_openid).not.toBe(rows[0]?.tmp_openid);
  });
});
