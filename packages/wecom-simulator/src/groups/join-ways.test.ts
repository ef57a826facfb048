import { endpoints } from '@jetbridge/wecom';
import { afterEach, describe, expect, it } from 'vitest';
import type { Simulator } from '../index.ts';
import { addWay, closeAll, receiver, START, testWorld } from '../test-world.ts';

afterEach(closeAll);

async function joinWorld(options: Parameters<typeof testWorld>[0] = {}) {
  const site = await receiver();
  const made = await testWorld({ callbackUrl: site.url, quotas: { groupSize: 3 }, ...options });
  const { groups } = made.simulator.actions;
  const chatId = groups.create({ owner: 'LinXiao', name: '柜台一群', at: START - 1_000 }) ?? '';
  return { ...made, site, groups, chatId };
}

describe('a join way', () => {
  it('lets a traveller in with its state, and tells who came by scanning', async () => {
    const { simulator, client, clock, site, groups, chatId } = await joinWorld();
    const { config_id } = await client.call(endpoints.addGroupJoinWay, {
      scene: 2,
      chat_id_list: [chatId],
      state: 'counter_3',
    });
    const outcome = groups.scan({ configId: config_id });
    const externalUserId = simulator.people.page(0, 1)[0]?.externalUserId;
    expect(outcome).toMatchObject({ outcome: 'joined', chatId, externalUserId });
    expect(groups.scan({ state: 'counter_3', person: 0 })).toMatchObject({
      outcome: 'already_member',
      chatId,
    });
    await simulator.tick(clock.now());
    expect(site.events.map(({ event }) => event)).toMatchObject([
      {
        kind: 'change_external_chat.update',
        updateDetail: 'add_member',
        joinScene: 3,
        members: [externalUserId],
      },
    ]);
    const { group_chat } = await client.call(endpoints.getGroup, { chat_id: chatId });
    expect(group_chat.member_list[1]).toMatchObject({
      userid: externalUserId,
      join_scene: 3,
      state: 'counter_3',
    });
    expect(group_chat.member_list[1]).not.toHaveProperty('invitor');
  });

  it('fills its groups in turn, and opens numbered ones when all are full', async () => {
    const { simulator, client, clock, site, groups, chatId } = await joinWorld();
    const { config_id } = await client.call(endpoints.addGroupJoinWay, {
      scene: 2,
      chat_id_list: [chatId],
      room_base_name: '柜台群',
      room_base_id: 7,
    });
    const joined = Array.from({ length: 6 }, () => groups.scan({ configId: config_id }));
    const chats = joined.map((each) => (each.outcome === 'joined' ? each.chatId : each.outcome));
    // Each has room for the owner and two.
    expect(new Set(chats).size).toBe(3);
    expect(chats.slice(0, 2)).toEqual([chatId, chatId]);
    const truth = simulator.truth().groups;
    expect([...new Set(chats)].map((id) => truth[id]?.name)).toEqual(['柜台一群', '柜台群7', '柜台群8']);
    expect(truth[chats[4] ?? '']?.owner).toBe('LinXiao');
    const { join_way } = await client.call(endpoints.getGroupJoinWay, { config_id });
    expect(join_way).toMatchObject({ chat_id_list: [...new Set(chats)], room_base_id: 7 });
    await simulator.tick(clock.now());
    const kinds = site.events.map(({ event }) => event.kind.replace('change_external_chat.', ''));
    expect(kinds).toEqual(['update', 'update', 'create', 'update', 'update', 'create', 'update', 'update']);
  });

  it('refuses when its groups are full and it may open none', async () => {
    const { client, groups, chatId } = await joinWorld();
    const { config_id } = await client.call(endpoints.addGroupJoinWay, {
      scene: 1,
      chat_id_list: [chatId],
      auto_create_room: 0,
    });
    groups.scan({ configId: config_id });
    groups.scan({ configId: config_id });
    expect(groups.scan({ configId: config_id })).toEqual({ outcome: 'refused', reason: 'full' });
    groups.dismiss({ chatId });
    expect(groups.scan({ configId: config_id })).toEqual({ outcome: 'refused', reason: 'no_group' });
    expect(groups.scan({ configId: config_id, person: 'nobody' })).toMatchObject({
      reason: 'unknown_person',
    });
    const { join_way } = await client.call(endpoints.getGroupJoinWay, { config_id });
    expect(join_way).not.toHaveProperty('qr_code');
  });

  it('cuts its remark, is overwritten as a whole, and is gone once deleted', async () => {
    const { client, groups, chatId } = await joinWorld();
    const { config_id } = await client.call(endpoints.addGroupJoinWay, {
      scene: 2,
      chat_id_list: [chatId],
      remark: '远'.repeat(31),
      state: 'x'.repeat(30),
    });
    const read = async () => (await client.call(endpoints.getGroupJoinWay, { config_id })).join_way;
    expect(await read()).toMatchObject({
      remark: '远'.repeat(30),
      auto_create_room: 1,
      state: 'x'.repeat(30),
    });
    expect((await read()).qr_code).toContain(config_id);
    await client.call(endpoints.updateGroupJoinWay, { config_id, scene: 2, chat_id_list: [chatId] });
    expect(await read()).toMatchObject({ remark: '', room_base_name: '' });
    expect(await read()).not.toHaveProperty('state');
    await client.call(endpoints.delGroupJoinWay, { config_id });
    for (const call of [
      client.call(endpoints.getGroupJoinWay, { config_id }),
      client.call(endpoints.delGroupJoinWay, { config_id }),
    ])
      await expect(call).rejects.toMatchObject({ errcode: 41044 });
    expect(groups.scan({ configId: config_id })).toMatchObject({ reason: 'unknown_code' });
  });

  it('links five groups, each of which there is', async () => {
    const { simulator, client, groups } = await joinWorld();
    const chats = Array.from({ length: 6 }, () => groups.create({ owner: 'LinXiao' }) ?? '');
    const add = (chat_id_list: string[]) =>
      client.call(endpoints.addGroupJoinWay, { scene: 2, chat_id_list });
    await expect(add(chats.slice(0, 5))).resolves.toMatchObject({ errcode: 0 });
    await expect(add(chats)).rejects.toMatchObject({ kind: 'limit' });
    await expect(add(['wrUnknown'])).rejects.toMatchObject({ errcode: 40050 });
    // As a client without our limits would be told.
    const { access_token } = await client.call(endpoints.getToken, corpSecret);
    const response = await fetch(
      `${simulator.url()}/cgi-bin/externalcontact/groupchat/add_join_way?access_token=${access_token}`,
      { method: 'POST', body: JSON.stringify({ scene: 2, chat_id_list: chats }) },
    );
    expect(await response.json()).toMatchObject({ errcode: 41091 });
  });

  it('counts with contact ways against their common cap', async () => {
    const { client, chatId } = await joinWorld({ contactWayCap: 2 });
    await addWay(client);
    const input = { scene: 2 as const, chat_id_list: [chatId] };
    await expect(client.call(endpoints.addGroupJoinWay, input)).resolves.toMatchObject({ errcode: 0 });
    await expect(client.call(endpoints.addGroupJoinWay, input)).rejects.toMatchObject({ errcode: 41045 });
  });

  it('has a code to look at, which lets in whoever opens what it holds', async () => {
    const { simulator, client, chatId } = await joinWorld();
    const { config_id } = await client.call(endpoints.addGroupJoinWay, { scene: 2, chat_id_list: [chatId] });
    const { join_way } = await client.call(endpoints.getGroupJoinWay, { config_id });
    expect((await fetch(join_way.qr_code ?? '')).headers.get('content-type')).toContain('svg');
    const page = await fetch(`${simulator.url()}/__sim/scan/${config_id}?person=${idOf(simulator, 4)}`);
    expect(await page.text()).toContain('已加入群聊');
    expect(simulator.truth().groups[chatId]?.members.at(-1)?.id).toBe(idOf(simulator, 4));
  });
});

const idOf = (simulator: Simulator, index: number) => simulator.people.find(index)?.externalUserId ?? '';
const corpSecret = { corpid: 'ww0123456789abcdef', corpsecret: 'a-secret' };

describe('a welcome template', () => {
  it('greets by name whoever joins a group that its owner bound to it', async () => {
    const { simulator, client, groups, chatId } = await joinWorld();
    const { template_id } = await client.call(endpoints.addGroupWelcome, {
      text: { content: '欢迎 %NICKNAME% 👋' },
      link: { title: '会员权益', url: 'https://air.example/vip' },
    });
    groups.invite({ chatId, by: 'LinXiao', person: 0 });
    expect(groups.bindWelcome({ chatId, templateId: 'unknown' })).toBe(false);
    expect(groups.bindWelcome({ chatId, templateId: template_id })).toBe(true);
    groups.invite({ chatId, by: 'LinXiao', person: 1 });
    const name = simulator.people.find(1)?.name;
    expect(simulator.truth().groups[chatId]?.messages).toMatchObject([
      { kind: 'welcome', from: 'LinXiao', text: `欢迎 ${name} 👋`, links: ['https://air.example/vip'] },
    ]);
  });

  it('is read, replaced and deleted, by the app that made it only', async () => {
    const apps = [{ agentId: 1000003, secret: 'another-secret' }];
    const { simulator, client } = await joinWorld({ apps });
    const { template_id } = await client.call(endpoints.addGroupWelcome, {
      text: { content: '你好' },
      image: { media_id: 'MEDIA' },
      notify: 0,
    });
    await expect(client.call(endpoints.getGroupWelcome, { template_id })).resolves.toMatchObject({
      text: { content: '你好' },
      image: { media_id: 'MEDIA' },
    });
    await client.call(endpoints.editGroupWelcome, { template_id, text: { content: '您好' } });
    expect(await client.call(endpoints.getGroupWelcome, { template_id })).not.toHaveProperty('image');
    const { access_token } = await client.call(endpoints.getToken, {
      ...corpSecret,
      corpsecret: 'another-secret',
    });
    const response = await fetch(
      `${simulator.url()}/cgi-bin/externalcontact/group_welcome_template/del?access_token=${access_token}`,
      { method: 'POST', body: JSON.stringify({ template_id }) },
    );
    expect(await response.json()).toMatchObject({ errcode: 41058 });
    await client.call(endpoints.delGroupWelcome, { template_id });
    await expect(client.call(endpoints.getGroupWelcome, { template_id })).rejects.toMatchObject({
      errcode: 40058,
    });
  });

  it('has 3,000 bytes of text when made and 4,000 when edited, one attachment, and is one of a hundred', async () => {
    const { client } = await joinWorld();
    const text = (bytes: number) => ({ text: { content: 'x'.repeat(bytes) } });
    const { template_id } = await client.call(endpoints.addGroupWelcome, text(3_000));
    await expect(client.call(endpoints.addGroupWelcome, text(3_001))).rejects.toMatchObject({
      kind: 'limit',
    });
    await client.call(endpoints.editGroupWelcome, { template_id, ...text(4_000) });
    for (const wrong of [
      text(4_001),
      {},
      { image: {} },
      { image: { media_id: 'm' }, video: { media_id: 'm' } },
    ]) {
      const edit = client.call(endpoints.editGroupWelcome, { template_id, ...wrong });
      await expect(edit).rejects.toMatchObject({ kind: 'limit' });
    }
    for (let i = 1; i < 100; i++) await client.call(endpoints.addGroupWelcome, text(1));
    await expect(client.call(endpoints.addGroupWelcome, text(1))).rejects.toMatchObject({ errcode: 41055 });
    await client.call(endpoints.delGroupWelcome, { template_id });
    await expect(client.call(endpoints.addGroupWelcome, text(1))).resolves.toMatchObject({ errcode: 0 });
  });
});
