import { endpoints } from '@jetbridge/wecom';
import { afterEach, describe, expect, it } from 'vitest';
import { addWay, befriend, callApi, closeAll, corp, START, testWorld } from './test-world.ts';

afterEach(closeAll);

describe('tokens', () => {
  it('a token is the same until it expires; missing, unknown and expired ones differ', async () => {
    const { simulator, clock } = await testWorld();
    const url = simulator.url();
    const get = () => callApi(url, `gettoken?corpid=${corp.corpId}&corpsecret=${corp.secret}`);
    const first = (await get()).body;
    expect(first).toMatchObject({ errcode: 0, expires_in: 7200 });
    clock.advanceTo(START + 7_199_000);
    expect((await get()).body).toMatchObject({ access_token: first.access_token, expires_in: 1 });
    const staff = (token: string) =>
      callApi(url, `externalcontact/get_follow_user_list?access_token=${token}`);
    expect((await staff(String(first.access_token))).body).toMatchObject({
      errcode: 0,
      follow_user: ['LinXiao', 'ZhouMin', 'Idle'],
    });
    clock.advanceTo(START + 7_200_000);
    expect((await staff(String(first.access_token))).body).toMatchObject({ errcode: 42001 });
    expect((await staff('x')).body).toMatchObject({ errcode: 40014 });
    expect((await staff('')).body).toMatchObject({ errcode: 41001 });
    expect((await callApi(url, `gettoken?corpid=${corp.corpId}&corpsecret=no`)).body).toMatchObject({
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
    const answer = await callApi(simulator.url(), 'externalcontact/get?access_token=bad&external_userid=x');
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
