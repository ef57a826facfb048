import { endpoints, type WecomEvent } from '@jetbridge/wecom';
import { afterEach, describe, expect, it } from 'vitest';
import { createSimulator, createVirtualClock } from '../index.ts';
import {
  callApi,
  clientOf,
  closeAll,
  corp,
  jsonOf,
  type Receiver,
  receiver,
  START,
  testWorld,
} from '../test-world.ts';

afterEach(closeAll);

const S = START / 1000;

async function groupWorld(options: Parameters<typeof testWorld>[0] = {}) {
  const site = await receiver();
  const made = await testWorld({ callbackUrl: site.url, ...options });
  const { groups } = made.simulator.actions;
  const chatId =
    groups.create({ owner: 'linxiao', name: '金卡旅客', people: [0, 1], staff: ['ZhouMin'] }) ?? '';
  const [a = '', b = '', c = ''] = made.simulator.people.page(0, 3).map((p) => p.externalUserId);
  const events = async (): Promise<WecomEvent[]> => {
    await made.simulator.tick(made.clock.now());
    return eventsOf(site);
  };
  return { ...made, groups, chatId, site, events, a, b, c };
}

function eventsOf(site: Receiver): WecomEvent[] {
  return site.events.splice(0).map(({ event }) => event);
}

describe('a customer group', () => {
  it('is told by its owner, its members and how they came', async () => {
    const { client, groups, chatId, a, b, clock } = await groupWorld();
    clock.advanceTo(START + 5_000);
    groups.invite({ chatId, by: 'ZhouMin', person: 2, byLink: true });
    groups.setNickname({ chatId, person: a, nickname: '飞行者' });
    const { group_chat } = await client.call(endpoints.getGroup, { chat_id: chatId, need_name: 1 });
    expect(group_chat).toMatchObject({
      chat_id: chatId,
      name: '金卡旅客',
      owner: 'LinXiao',
      create_time: S,
      admin_list: [],
    });
    expect(group_chat.chat_id).toMatch(/^wr[\w-]{30}$/);
    expect(group_chat.member_list.map((m) => [m.userid, m.type, m.join_scene, m.invitor?.userid])).toEqual([
      ['LinXiao', 1, 1, undefined],
      ['ZhouMin', 1, 1, 'LinXiao'],
      [a, 2, 1, 'LinXiao'],
      [b, 2, 1, 'LinXiao'],
      [expect.any(String), 2, 2, 'ZhouMin'],
    ]);
    expect(group_chat.member_list[4]?.join_time).toBe(S + 5);
    expect(group_chat.member_list[1]?.name).toBe('周敏');
    expect(group_chat.member_list[2]).toMatchObject({
      group_nickname: '飞行者',
      unionid: expect.stringMatching(/^o6/),
    });
    expect(group_chat.member_list[0]).not.toHaveProperty('unionid');
  });

  it('gives names of members only when asked, and no unionid without a bound developer id', async () => {
    const { client, chatId } = await groupWorld({ unionidBound: false });
    const { group_chat } = await client.call(endpoints.getGroup, { chat_id: chatId });
    for (const member of group_chat.member_list) {
      expect(member).not.toHaveProperty('name');
      expect(member).not.toHaveProperty('unionid');
    }
  });

  it('changes its version with every change of members and with nothing else, as events say', async () => {
    const { client, groups, chatId, events, a, c } = await groupWorld();
    const version = async () =>
      (await client.call(endpoints.getGroup, { chat_id: chatId })).group_chat.member_version;
    const first = await version();
    await events();
    groups.rename({ chatId, name: '白金卡旅客' });
    groups.setNotice({ chatId, notice: '登机口 A12' });
    expect(await version()).toBe(first);
    groups.invite({ chatId, by: a, person: c });
    const second = await version();
    groups.leave({ chatId, person: a });
    groups.remove({ chatId, by: 'LinXiao', userid: 'ZhouMin' });
    const told = await events();
    expect(new Set([first, second, await version()]).size).toBe(3);
    expect(told).toMatchObject([
      { kind: 'change_external_chat.update', chatId, updateDetail: 'change_name', members: [] },
      { updateDetail: 'change_notice', currentMemberVersion: undefined },
      {
        updateDetail: 'add_member',
        joinScene: 0,
        members: [c],
        lastMemberVersion: first,
        currentMemberVersion: second,
      },
      { updateDetail: 'del_member', quitScene: 0, members: [a], lastMemberVersion: second },
      {
        updateDetail: 'del_member',
        quitScene: 1,
        members: ['ZhouMin'],
        currentMemberVersion: await version(),
      },
    ]);
    expect(told[2]?.fields.MemChangeCnt).toBe('1');
  });

  it('is announced, changes hands and is dismissed by people with a callback each', async () => {
    const { client, groups, chatId, events, a } = await groupWorld();
    expect(groups.changeOwner({ chatId, userid: 'LinXiao' })).toBe(false);
    expect(groups.changeOwner({ chatId, userid: a })).toBe(false);
    expect(groups.setAdmins({ chatId, userids: ['ZhouMin'] })).toBe(true);
    expect(groups.changeOwner({ chatId, userid: 'ZhouMin' })).toBe(true);
    const { group_chat } = await client.call(endpoints.getGroup, { chat_id: chatId });
    expect(group_chat).toMatchObject({ owner: 'ZhouMin', admin_list: [] });
    expect(groups.dismiss({ chatId })).toBe(true);
    expect(groups.dismiss({ chatId })).toBe(false);
    expect(await events()).toMatchObject([
      { kind: 'change_external_chat.create', chatId },
      { kind: 'change_external_chat.update', updateDetail: 'change_owner' },
      { kind: 'change_external_chat.dismiss', chatId },
    ]);
    await expect(client.call(endpoints.getGroup, { chat_id: chatId })).rejects.toMatchObject({
      errcode: 49008,
    });
    await expect(client.call(endpoints.getGroup, { chat_id: 'wrUnknown' })).rejects.toMatchObject({
      errcode: 40050,
    });
  });

  it('lets nobody do what they may not: changes nothing and tells nobody', async () => {
    const { groups, chatId, events, a, b } = await groupWorld({ quotas: { groupSize: 4 } });
    await events();
    expect(groups.leave({ chatId, userid: 'LinXiao' })).toBe(false);
    expect(groups.remove({ chatId, by: a, person: b })).toBe(false);
    expect(groups.invite({ chatId, by: 'LinXiao', person: 2 })).toBe(false);
    expect(groups.write({ chatId, person: 2, text: '?' })).toBe(false);
    expect(groups.setAdmins({ chatId, userids: [a] })).toBe(false);
    expect(groups.create({ owner: 'Nobody' })).toBeUndefined();
    expect(groups.create({ owner: 'LinXiao', people: [0, 1, 2, 3] })).toBeUndefined();
    expect(groups.rename({ chatId: 'wrUnknown', name: 'x' })).toBe(false);
    expect(await events()).toEqual([]);
    expect(groups.setAdmins({ chatId, userids: ['ZhouMin'] })).toBe(true);
    expect(groups.remove({ chatId, by: 'ZhouMin', person: b })).toBe(true);
    expect(groups.invite({ chatId, by: 'LinXiao', person: 2 })).toBe(true);
  });

  it('is told as it truly is, with what was written in it, and its messages are in the archive', async () => {
    const { simulator, groups, chatId, a } = await groupWorld();
    groups.write({ chatId, person: a, text: '请问几点登机？' });
    groups.write({ chatId, userid: 'LinXiao', text: '10:20' });
    const truth = simulator.truth().groups[chatId];
    expect(truth).toMatchObject({ owner: 'LinXiao', name: '金卡旅客', version: expect.any(String) });
    expect(truth?.members.map((member) => member.id)).toContain(a);
    expect(truth?.messages.map(({ from, text }) => [from, text])).toEqual([
      [a, '请问几点登机？'],
      ['LinXiao', '10:20'],
    ]);
    const [record] = await simulator.archive.pull(0, 10);
    expect(JSON.parse(record?.plaintextJson ?? '{}')).toMatchObject({
      from: a,
      roomid: chatId,
      tolist: ['LinXiao', 'ZhouMin', expect.any(String)],
    });
    expect(simulator.truth().crashes).toEqual([]);
  });

  it('is found by the opengid that a mini-program in it learned', async () => {
    const { simulator, client, chatId, groups } = await groupWorld();
    const opengid = simulator.truth().groups[chatId]?.opengid ?? '';
    await expect(client.call(endpoints.opengidToChatId, { opengid })).resolves.toMatchObject({
      chat_id: chatId,
    });
    groups.dismiss({ chatId });
    await expect(client.call(endpoints.opengidToChatId, { opengid })).rejects.toMatchObject({
      errcode: 90511,
    });
  });

  it('survives a restart with its members, version and figures, without calling back', async () => {
    const { simulator, client, chatId, groups, a } = await groupWorld();
    groups.write({ chatId, person: a, text: '在' });
    const { config_id } = await client.call(endpoints.addGroupJoinWay, { scene: 2, chat_id_list: [chatId] });
    const before = await client.call(endpoints.getGroup, { chat_id: chatId, need_name: 1 });
    const snapshot = JSON.parse(JSON.stringify(simulator.snapshot()));
    const clock = createVirtualClock(START);
    const second = createSimulator({ ...worldOptions, clock, snapshot });
    const { url } = await second.listen();
    const again = clientOf(url, clock);
    const after = await again.call(endpoints.getGroup, { chat_id: chatId, need_name: 1 });
    expect(after.group_chat).toEqual(before.group_chat);
    const way = await again.call(endpoints.getGroupJoinWay, { config_id });
    expect(way.join_way.chat_id_list).toEqual([chatId]);
    const fresh = second.actions.groups.create({ owner: 'LinXiao' });
    expect(fresh).not.toBe(chatId);
    const figures = await again.call(endpoints.groupStatistics, {
      day_begin_time: S,
      owner_filter: { userid_list: ['LinXiao'] },
    });
    expect(figures.items[0]?.data).toMatchObject({ msg_total: 1, member_has_msg: 1, chat_total: 2 });
    await second.close();
  });
});

const worldOptions = {
  corp,
  staff: [
    { userid: 'LinXiao', name: '林晓' },
    { userid: 'ZhouMin', name: '周敏' },
  ],
  people: 50,
  seed: 7,
};

describe('the list of groups', () => {
  it('needs a limit, goes page by page and leaves out what was dismissed', async () => {
    const { simulator, client, groups, chatId } = await groupWorld();
    const others = Array.from(
      { length: 4 },
      (_, i) => groups.create({ owner: 'ZhouMin', name: `${i}` }) ?? '',
    );
    groups.dismiss({ chatId: others[1] ?? '' });
    const found: string[] = [];
    for await (const row of client.iterate(endpoints.listGroups, { limit: 2 })) found.push(row.chat_id);
    expect(found).toEqual([chatId, others[0], others[2], others[3]]);
    const mine = await client.call(endpoints.listGroups, {
      owner_filter: { userid_list: ['linxiao'] },
      limit: 1000,
    });
    expect(mine.group_chat_list).toEqual([{ chat_id: chatId, status: 0 }]);
    const token = (await callApi(simulator.url(), `gettoken?corpid=${corp.corpId}&corpsecret=${corp.secret}`))
      .body.access_token;
    const bare = await callApi(simulator.url(), `externalcontact/groupchat/list?access_token=${token}`, {});
    expect(bare.body).toMatchObject({ errcode: 40063, group_chat_list: [] });
    const wrong = { limit: 10, cursor: 'made-up' };
    await expect(client.call(endpoints.listGroups, wrong)).rejects.toMatchObject({ errcode: 50100 });
  });

  it.each([
    [1_000, undefined],
    [1_001, 81017],
  ])('of an app that sees %i members, without naming owners, answers %s', async (count, errcode) => {
    const staff = Array.from({ length: count }, (_, i) => ({ userid: `s${i}`, name: `${i}` }));
    const { client } = await testWorld({ staff });
    const answer = client.call(endpoints.listGroups, { limit: 10 });
    if (errcode === undefined) await expect(answer).resolves.toMatchObject({ group_chat_list: [] });
    else await expect(answer).rejects.toMatchObject({ errcode });
    const named = { limit: 10, owner_filter: { userid_list: ['s0'] } };
    await expect(client.call(endpoints.listGroups, named)).resolves.toMatchObject({ group_chat_list: [] });
  });

  it('shows an app the groups of the owners in its scope only', async () => {
    const { client, groups, chatId } = await groupWorld({ app: { scope: ['LinXiao'] } });
    groups.create({ owner: 'ZhouMin' });
    const { group_chat_list } = await client.call(endpoints.listGroups, { limit: 10 });
    expect(group_chat_list.map((row) => row.chat_id)).toEqual([chatId]);
    const foreign = { limit: 10, owner_filter: { userid_list: ['ZhouMin'] } };
    await expect(client.call(endpoints.listGroups, foreign)).rejects.toMatchObject({ errcode: 60011 });
  });
});

describe('groups over the control API', () => {
  it('are made, joined, written in and dismissed by commands, which refuse what is not well formed', async () => {
    const { simulator } = await groupWorld();
    const post = async (name: string, body: unknown) => {
      const init = { method: 'POST', body: JSON.stringify(body) };
      const response = await fetch(`${simulator.url()}/__sim/groups/${name}`, init);
      return { status: response.status, body: await jsonOf(response) };
    };
    const made = await post('create', { owner: 'LinXiao', name: '贵宾', people: [3] });
    const chatId = String(made.body.chatId);
    const invited = await post('invite', { chatId, by: 'LinXiao', userid: 'ZhouMin' });
    const steps: [string, object][] = [
      ['write', { chatId, person: 3, text: '您好' }],
      ['rename', { chatId, name: '' }],
      ['notice', { chatId, notice: '请准时' }],
      ['nickname', { chatId, person: 3, nickname: '阿飞' }],
      ['admins', { chatId, userids: ['ZhouMin'] }],
      ['change-owner', { chatId, userid: 'ZhouMin' }],
      ['bind-welcome', { chatId }],
      ['remove', { chatId, by: 'ZhouMin', person: 3 }],
      ['leave', { chatId, userid: 'LinXiao' }],
      ['dismiss', { chatId }],
    ];
    expect(invited.body).toEqual({ done: true });
    for (const [name, body] of steps)
      expect([name, await post(name, body)]).toMatchObject([name, { body: { done: true } }]);
    expect((await post('create', { owner: 'LinXiao', people: 'all' })).status).toBe(400);
    expect((await post('write', { chatId, person: {}, text: 'x' })).status).toBe(400);
    expect((await post('scan', { configId: 'x' })).body).toMatchObject({ reason: 'unknown_code' });
    expect((await post('fly', {})).status).toBe(404);
  });
});
