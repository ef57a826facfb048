import { endpoints, type WecomError } from '@jetbridge/wecom';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { addWay, befriend, closeAll, corp, jsonOf, START, testWorld } from './test-world.ts';

afterEach(closeAll);

const raw = async (url: string, path: string, body?: unknown) => {
  const response = await fetch(
    `${url}/cgi-bin/${path}`,
    body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) },
  );
  return { status: response.status, body: await jsonOf(response) };
};

describe('tokens', () => {
  it('a token is the same until it expires; missing, unknown and expired ones differ', async () => {
    const { simulator, clock } = await testWorld();
    const url = simulator.url();
    const get = () => raw(url, `gettoken?corpid=${corp.corpId}&corpsecret=${corp.secret}`);
    const first = (await get()).body;
    expect(first).toMatchObject({ errcode: 0, expires_in: 7200 });
    clock.advanceTo(START + 7_199_000);
    expect((await get()).body).toMatchObject({ access_token: first.access_token, expires_in: 1 });
    const staff = (token: string) => raw(url, `externalcontact/get_follow_user_list?access_token=${token}`);
    expect((await staff(String(first.access_token))).body).toMatchObject({
      errcode: 0,
      follow_user: ['LinXiao', 'ZhouMin', 'Idle'],
    });
    clock.advanceTo(START + 7_200_000);
    expect((await staff(String(first.access_token))).body).toMatchObject({ errcode: 42001 });
    expect((await staff('x')).body).toMatchObject({ errcode: 40014 });
    expect((await staff('')).body).toMatchObject({ errcode: 41001 });
    expect((await raw(url, `gettoken?corpid=${corp.corpId}&corpsecret=no`)).body).toMatchObject({
      errcode: 40001,
    });
  });

  it('the client recovers when tokens end early', async () => {
    const { simulator, client } = await testWorld();
    await client.call(endpoints.getFollowUserList, {});
    simulator.expireTokens();
    await expect(client.call(endpoints.getFollowUserList, {})).resolves.toBeDefined();
    simulator.revokeTokens();
    await expect(client.call(endpoints.getFollowUserList, {})).resolves.toBeDefined();
    expect(simulator.truth().calls.gettoken).toEqual({ 0: 3 });
  });
});

describe('answers', () => {
  it('are HTTP 200 with a hint tail and empty collections when they fail', async () => {
    const { simulator } = await testWorld();
    const answer = await raw(simulator.url(), 'externalcontact/get?access_token=bad&external_userid=x');
    expect(answer).toMatchObject({ status: 200, body: { errcode: 40014, follow_user: [] } });
    expect(answer.body.errmsg).toMatch(
      /, hint: \[\d{19}\], from ip: .+, more info at https:\/\/open\.work\.weixin\.qq\.com\/devtool\/query\?e=40014$/,
    );
    expect((await fetch(`${simulator.url()}/cgi-bin/unknown`)).status).toBe(404);
  });
});

describe('contact ways', () => {
  it('are made, read, changed, listed page by page and deleted', async () => {
    const { client, clock } = await testWorld();
    const ways = [];
    for (let i = 0; i < 5; i++) ways.push(await addWay(client, `s${i}`));
    const config_id = ways[0]?.config_id ?? '';
    await client.call(endpoints.updateContactWay, { config_id, state: 'new', user: ['ZhouMin'] });
    const { contact_way } = await client.call(endpoints.getContactWay, { config_id });
    expect(contact_way).toMatchObject({
      type: 1,
      scene: 2,
      state: 'new',
      user: ['ZhouMin'],
      skip_verify: true,
    });
    expect(contact_way.qr_code).toBe(ways[0]?.qr_code);
    const listed: string[] = [];
    for await (const way of client.iterate(endpoints.listContactWays, { limit: 2 }))
      listed.push(way.config_id);
    expect(listed).toEqual(ways.map((way) => way.config_id));
    await client.call(endpoints.delContactWay, { config_id });
    await expect(client.call(endpoints.getContactWay, { config_id })).rejects.toMatchObject({
      errcode: 41044,
    });
    clock.advanceTo(START + 91 * 86_400_000);
    expect((await client.call(endpoints.listContactWays, {})).contact_way).toEqual([]);
  });

  it('refuse unknown and inactive members, and a cursor of another list', async () => {
    const { client } = await testWorld();
    await expect(addWay(client, 's', ['Nobody'])).rejects.toMatchObject({ errcode: 40003 });
    await expect(addWay(client, 's', ['Idle'])).rejects.toMatchObject({ errcode: 41054, whoActs: 'staff' });
    await expect(client.call(endpoints.listContactWays, { cursor: 'zzz' })).rejects.toMatchObject({
      errcode: 50100,
    });
  });
});

describe('friends', () => {
  it('are listed by member, in short pages when some have left, and remarked', async () => {
    const { simulator, client } = await testWorld();
    const ids = befriend(simulator, 'LinXiao', 7);
    simulator.actions.block({ person: ids[1] ?? '' });
    const living = ids.filter((_, i) => i !== 1);
    expect((await client.call(endpoints.listFriends, { userid: 'linxiao' })).external_userid).toEqual(living);
    const [gone = '', , friend = ''] = [ids[1], ids[1], ids[2]];
    const first = await client.call(endpoints.listFriendsOfStaff, {
      userid_list: ['LinXiao', 'ZhouMin'],
      limit: 2,
    });
    expect(first.external_contact_list).toHaveLength(1);
    expect(first.next_cursor).toBeTruthy();
    const rows: string[] = [];
    const paging = { userid_list: ['LinXiao', 'ZhouMin'], limit: 2 };
    for await (const row of client.iterate(endpoints.listFriendsOfStaff, paging))
      rows.push(row.external_contact.external_userid);
    expect(rows).toEqual(living);
    const remark = {
      userid: 'LinXiao',
      external_userid: friend,
      remark: '金卡 张女士',
      remark_mobiles: ['13800000000'],
    };
    await client.call(endpoints.remarkFriend, remark);
    const { follow_user } = await client.call(endpoints.getFriend, { external_userid: friend });
    expect(follow_user).toMatchObject([{ remark: '金卡 张女士', remark_mobiles: ['13800000000'] }]);
    await expect(
      client.call(endpoints.remarkFriend, { ...remark, external_userid: gone }),
    ).rejects.toMatchObject({ errcode: 84061 });
    await expect(
      client.call(endpoints.getFriend, { external_userid: 'wmOfAnotherCorp' }),
    ).rejects.toMatchObject({ errcode: 40096 });
  });
});

describe('tags', () => {
  it('are made in groups, marked on a pair, renamed, and deleted with all marks', async () => {
    const { simulator, client } = await testWorld();
    const [external_userid = ''] = befriend(simulator, 'LinXiao', 1);
    simulator.actions.befriend({ userid: 'ZhouMin', person: external_userid });
    const { tag_group } = await client.call(endpoints.addCorpTags, {
      group_name: '会员等级',
      tag: [
        { name: '金卡', order: 2 },
        { name: '银卡', order: 1 },
        { name: '金卡', order: 3 },
      ],
    });
    expect(tag_group.tag.map((tag) => tag.name)).toEqual(['金卡', '银卡']);
    const again = { group_name: '会员等级', tag: [{ name: '银卡' }] };
    await expect(client.call(endpoints.addCorpTags, again)).rejects.toMatchObject({ errcode: 40071 });
    const [gold, silver] = tag_group.tag.map((tag) => tag.id);
    const mark = { userid: 'LinXiao', external_userid, add_tag: [gold ?? ''] };
    await client.call(endpoints.markTags, mark);
    const tagsOf = async () =>
      (await client.call(endpoints.getFriend, { external_userid })).follow_user.map((f) =>
        f.tags?.map((t) => t.tag_name),
      );
    expect(await tagsOf()).toEqual([['金卡'], []]);
    await client.call(endpoints.editCorpTag, { id: gold ?? '', name: '白金卡' });
    expect(await tagsOf()).toEqual([['白金卡'], []]);
    await client.call(endpoints.markTags, {
      userid: 'LinXiao',
      external_userid,
      add_tag: [silver ?? ''],
      remove_tag: [gold ?? ''],
    });
    expect(await tagsOf()).toEqual([['银卡'], []]);
    await client.call(endpoints.delCorpTags, { tag_id: [gold ?? ''] });
    await client.call(endpoints.delCorpTags, { tag_id: [silver ?? ''] });
    expect(await tagsOf()).toEqual([[], []]);
    expect((await client.call(endpoints.listCorpTags, {})).tag_group).toEqual([]);
  });
});

describe('mass messages', () => {
  const send = { sender: 'LinXiao', text: { content: '航班提醒' } };

  it('reach nobody before the member confirms', async () => {
    const { simulator, client } = await testWorld({ behaviours: { confirm: 'never' } });
    const ids = befriend(simulator, 'LinXiao', 3);
    const { msgid, fail_list } = await client.call(endpoints.addMassMessage, {
      ...send,
      external_userid: [...ids, 'wmStranger'],
    });
    expect(fail_list).toEqual(['wmStranger']);
    await simulator.tick(START + 86_400_000);
    expect((await client.call(endpoints.listMassMessageTasks, { msgid })).task_list).toEqual([
      { userid: 'LinXiao', status: 0 },
    ]);
    expect(simulator.truth().messages).toEqual({});
    simulator.actions.block({ person: ids[0] ?? '' });
    expect(simulator.actions.confirm({ msgid, userid: 'LinXiao' })).toBe(2);
    const statuses: number[] = [];
    for await (const row of client.iterate(endpoints.listMassMessageResults, {
      msgid,
      userid: 'LinXiao',
      limit: 1,
    }))
      statuses.push(row.status);
    expect(statuses).toEqual([2, 1, 1]);
    expect((await client.call(endpoints.listMassMessageTasks, { msgid })).task_list).toMatchObject([
      { status: 2, send_time: START / 1000 + 86_400 },
    ]);
  });

  it('confirmed late by the clock arrive then, and not when cancelled before', async () => {
    const { simulator, client } = await testWorld({
      behaviours: { confirm: { min: 60_000, max: 60_000 } },
      quotas: { mass: 'none' },
    });
    befriend(simulator, 'LinXiao', 1);
    await client.call(endpoints.addMassMessage, send);
    const { msgid } = await client.call(endpoints.addMassMessage, send);
    await client.call(endpoints.cancelMassMessage, { msgid });
    await simulator.tick(START + 59_999);
    expect(simulator.truth().messages).toEqual({});
    await simulator.tick(START + 60_000);
    expect(Object.values(simulator.truth().messages)).toMatchObject([[{ at: START + 60_000, kind: 'mass' }]]);
    await expect(client.call(endpoints.cancelMassMessage, { msgid })).rejects.toMatchObject({
      errcode: 41093,
    });
  });

  it.each([
    ['day', Date.UTC(2026, 2, 2, 15, 59, 59, 999)],
    ['week', Date.UTC(2026, 2, 8, 15, 59, 59, 999)],
    ['month', Date.UTC(2026, 2, 31, 15, 59, 59, 999)],
  ] as const)('a customer gets one per %s, until its last millisecond in Shanghai', async (mode, lastMs) => {
    const { simulator, client, clock } = await testWorld({ quotas: { mass: { mode, n: 1 } } });
    befriend(simulator, 'LinXiao', 1);
    const attempt = async () => {
      const { msgid } = await client.call(endpoints.addMassMessage, send);
      await simulator.tick(clock.now());
      const results = await client.call(endpoints.listMassMessageResults, { msgid, userid: 'LinXiao' });
      return results.send_list.map((row) => row.status);
    };
    expect(await attempt()).toEqual([1]);
    clock.advanceTo(lastMs);
    expect(await attempt()).toEqual([3]);
    clock.advanceTo(lastMs + 1);
    expect(await attempt()).toEqual([1]);
  });

  it('go through the member who talked to each customer last, and to tagged ones only', async () => {
    const { simulator, client, clock } = await testWorld();
    const [a = '', b = ''] = befriend(simulator, 'LinXiao', 2);
    simulator.actions.befriend({ userid: 'ZhouMin', person: a });
    clock.advanceTo(START + 1_000);
    simulator.actions.reply({ person: a, userid: 'ZhouMin', text: '在吗' });
    const { msgid } = await client.call(endpoints.addMassMessage, {
      external_userid: [a, b],
      text: { content: 'x' },
    });
    const tasks = (await client.call(endpoints.listMassMessageTasks, { msgid })).task_list;
    expect(tasks.map((task) => task.userid).sort()).toEqual(['LinXiao', 'ZhouMin']);
    const { tag_group } = await client.call(endpoints.addCorpTags, { group_name: 'g', tag: [{ name: 't' }] });
    const tag_list = tag_group.tag.map((tag) => tag.id);
    const tagged = { ...send, tag_filter: { group_list: [{ tag_list }] } };
    await expect(client.call(endpoints.addMassMessage, tagged)).rejects.toMatchObject({ errcode: 41048 });
    await client.call(endpoints.markTags, { userid: 'LinXiao', external_userid: b, add_tag: tag_list });
    await expect(client.call(endpoints.addMassMessage, tagged)).resolves.toMatchObject({ fail_list: [] });
  });

  it('are being dispatched right after creation', async () => {
    const { simulator, client } = await testWorld({ quotas: { massDispatchMs: 1_000 } });
    befriend(simulator, 'LinXiao', 1);
    const { msgid } = await client.call(endpoints.addMassMessage, send);
    await expect(
      client.call(endpoints.listMassMessageTasks, { msgid }, { maxWaitMs: 0 }),
    ).rejects.toMatchObject({ errcode: 41063 });
    await expect(client.call(endpoints.listMassMessageTasks, { msgid })).resolves.toBeDefined();
  });
});

describe('messages to members', () => {
  it('reach those who exist, name the others in lower case, and fail when none exists', async () => {
    const { simulator, client } = await testWorld();
    const message = { agentid: corp.agentId, msgtype: 'text' as const, text: { content: '有旅客需要帮助' } };
    const sent = await client.call(endpoints.sendAppMessage, { ...message, touser: 'LinXiao|NoBody' });
    expect(sent).toMatchObject({ invaliduser: 'nobody', msgid: expect.any(String) });
    expect(simulator.staffMessages()).toMatchObject([{ touser: 'LinXiao|NoBody' }]);
    await expect(
      client.call(endpoints.sendAppMessage, { ...message, touser: 'NoBody' }),
    ).rejects.toMatchObject({ errcode: 81013 });
    await expect(
      client.call(endpoints.sendAppMessage, { ...message, agentid: 1, touser: 'LinXiao' }),
    ).rejects.toMatchObject({ errcode: 40056 });
  });
});

describe('bad input', () => {
  it('of any shape is an errcode, never a crash or a success without sense', async () => {
    const { simulator, client } = await testWorld();
    const [friend = ''] = befriend(simulator, 'LinXiao', 3);
    const { access_token } = await client.call(endpoints.getToken, {
      corpid: corp.corpId,
      corpsecret: corp.secret,
    });
    const { tag_group } = await client.call(endpoints.addCorpTags, { group_name: 'g', tag: [{ name: 't' }] });
    const names = Object.values(endpoints)
      .filter((e) => e.method === 'POST')
      .map((e) => e.name);
    const value = fc.oneof(
      fc.constantFrom(
        friend,
        'LinXiao',
        'ZhouMin',
        tag_group.group_id,
        '',
        null,
        0,
        -1,
        1e300,
        [],
        {},
        [null],
        ['LinXiao'],
        [friend],
        [[]],
        [{}],
      ),
      fc.json().map((text): unknown => JSON.parse(text)),
    );
    const keys = [
      'type',
      'scene',
      'user',
      'state',
      'config_id',
      'userid',
      'external_userid',
      'userid_list',
      'cursor',
      'limit',
      'tag',
      'tag_id',
      'group_id',
      'group_name',
      'add_tag',
      'remove_tag',
      'id',
      'name',
      'welcome_code',
      'text',
      'attachments',
      'sender',
      'tag_filter',
      'msgid',
      'touser',
      'agentid',
      'msgtype',
      'start_time',
      'remark',
      'remark_mobiles',
      'chat_type',
      '__proto__',
    ];
    const body = fc.oneof(
      fc.dictionary(fc.constantFrom(...keys), value),
      fc.constantFrom<unknown>(null, [], 'x', 7),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), body, async (name, params) => {
        const answer = await raw(simulator.url(), `${name}?access_token=${access_token}`, params);
        expect(answer.status).toBe(200);
        expect(answer.body.errcode).toBeTypeOf('number');
      }),
      { numRuns: 800 },
    );
    expect(simulator.truth().crashes).toEqual([]);
  });
});

describe('faults', () => {
  it('ordered for the next calls are met and survived by the client', async () => {
    const { simulator, client } = await testWorld();
    for (const fault of [
      { errcode: -1 },
      { errcode: 45033 },
      { errcode: 42001 },
      { reset: 'before' as const },
      { reset: 'after' as const },
      { halfBody: true as const },
      { slowMs: 20 },
    ]) {
      simulator.failNext({ endpoint: 'externalcontact/get_follow_user_list', fault });
      await expect(
        client.call(endpoints.getFollowUserList, {}),
        JSON.stringify(fault),
      ).resolves.toMatchObject({ errcode: 0 });
    }
  });

  it('by rate hit the share that was asked for, the same calls for the same seed', async () => {
    const hits = async () => {
      const { client, simulator } = await testWorld({
        faults: { api: [{ rate: 0.2, endpoint: 'externalcontact/list', fault: { errcode: 60020 } }] },
      });
      befriend(simulator, 'LinXiao', 1);
      const outcomes: number[] = [];
      for (let i = 0; i < 200; i++) {
        outcomes.push(
          await client.call(endpoints.listFriends, { userid: 'LinXiao' }).then(
            () => 0,
            (e: WecomError) => e.errcode ?? 1,
          ),
        );
      }
      return outcomes;
    };
    const first = await hits();
    const share = first.filter((code) => code === 60020).length;
    expect(share).toBeGreaterThan(20);
    expect(share).toBeLessThan(65);
    expect(await hits()).toEqual(first);
  });

  it('too many calls in a minute answer 45009 for a minute', async () => {
    const { simulator, client, clock } = await testWorld({ quotas: { callsPerMinute: 3 } });
    const call = () => client.call(endpoints.getFollowUserList, {}, { maxWaitMs: 0 });
    for (let i = 0; i < 3; i++) await call();
    await expect(call()).rejects.toMatchObject({ errcode: 45009 });
    clock.advanceTo(START + 60_000);
    await expect(call()).resolves.toBeDefined();
    expect(simulator.truth().calls['externalcontact/get_follow_user_list']).toEqual({ 0: 4, 45009: 1 });
  });
});
