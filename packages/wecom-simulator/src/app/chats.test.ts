import { createWecomClient, endpoints } from '@jetbridge/wecom';
import { afterEach, describe, expect, it } from 'vitest';
import { callApi, closeAll, corp, START, testWorld } from '../test-world.ts';

afterEach(closeAll);

const userlist = ['LinXiao', 'zhoumin'];
const say = (chatid: string, content = 'a') => ({ chatid, msgtype: 'text' as const, text: { content } });

describe('a chat of members', () => {
  it('is made, read, changed, and written to', async () => {
    const { simulator, client } = await testWorld();
    const { chatid } = await client.call(endpoints.createAppChat, {
      name: '延误处置',
      owner: 'linxiao',
      userlist,
    });
    expect((await client.call(endpoints.getAppChat, { chatid })).chat_info).toEqual({
      chatid,
      name: '延误处置',
      owner: 'LinXiao',
      userlist: ['LinXiao', 'ZhouMin'],
    });
    await client.call(endpoints.updateAppChat, { chatid, name: '备降处置', add_user_list: ['Idle'] });
    await client.call(endpoints.updateAppChat, { chatid, owner: 'Idle', del_user_list: ['LinXiao'] });
    expect((await client.call(endpoints.getAppChat, { chatid })).chat_info).toMatchObject({
      name: '备降处置',
      owner: 'Idle',
      userlist: ['ZhouMin', 'Idle'],
    });
    await client.call(endpoints.sendAppChat, say(chatid, '全部签到'));
    expect(simulator.actions.app.inbox('ZhouMin')).toMatchObject([
      { chatId: chatid, at: START, message: { text: { content: '全部签到' } } },
    ]);
    expect(simulator.actions.app.inbox('LinXiao')).toEqual([]);
    expect(simulator.truth().app.chats).toMatchObject([{ chatid, agentId: corp.agentId }]);
  });

  it('has an owner even when none was named or the owner was removed', async () => {
    const { client } = await testWorld();
    const { chatid } = await client.call(endpoints.createAppChat, {
      userlist: [...userlist, 'Idle'],
      chatid: 'c1',
    });
    const owner = async () => (await client.call(endpoints.getAppChat, { chatid })).chat_info.owner;
    const first = await owner();
    expect(['LinXiao', 'ZhouMin', 'Idle']).toContain(first);
    await client.call(endpoints.updateAppChat, { chatid, del_user_list: [first] });
    expect(await owner()).not.toBe(first);
  });

  it('is refused by the code of what is wrong', async () => {
    const { simulator, client } = await testWorld({ apps: [{ agentId: 3, secret: 'other' }] });
    const token = await callApi(simulator.url(), `gettoken?corpid=${corp.corpId}&corpsecret=${corp.secret}`);
    const code = async (name: string, body: object) =>
      (await callApi(simulator.url(), `appchat/${name}?access_token=${token.body.access_token}`, body)).body
        .errcode;
    const { chatid } = await client.call(endpoints.createAppChat, { userlist, chatid: 'c1' });
    expect(await code('create', { userlist, chatid })).toBe(86215);
    expect(await code('create', { userlist: ['LinXiao'] })).toBe(86006);
    expect(await code('create', {})).toBe(86204);
    expect(await code('create', { userlist: ['LinXiao', 'NoBody'] })).toBe(86216);
    expect(await code('create', { userlist, owner: 'Idle' })).toBe(86207);
    expect(await code('create', { userlist, name: '群'.repeat(51) })).toBe(86004);
    expect(await code('create', { userlist, chatid: 'a-b' })).toBe(86001);
    expect(await code('create', { userlist, chatid: 'a'.repeat(33) })).toBe(86205);
    expect(await code('update', { chatid, del_user_list: ['Idle'] })).toBe(86216);
    expect(await code('update', { chatid, del_user_list: ['LinXiao'] })).toBe(86006);
    expect(await code('update', { chatid, owner: 'Idle' })).toBe(86207);
    expect(await code('update', { chatid, add_user_list: '', name: '' })).toBe(0);
    expect(await code('update', { chatid, add_user_list: 'Idle' })).toBe(86006);
    expect(await code('send', say('none'))).toBe(86003);
    expect(await code('send', { ...say(chatid), msgtype: 'template_card' })).toBe(40008);
    const other = createWecomClient({ baseUrl: simulator.url(), corpId: corp.corpId, secret: 'other' });
    await expect(other.call(endpoints.sendAppChat, say(chatid))).rejects.toMatchObject({ errcode: 86008 });
  });

  it('is only for apps that see the whole corp', async () => {
    const { client } = await testWorld({ app: { scope: userlist } });
    const made = client.call(endpoints.createAppChat, { userlist });
    await expect(made).rejects.toMatchObject({ errcode: 48002 });
  });

  it('takes 500 members', async () => {
    const staff = Array.from({ length: 501 }, (_, i) => ({ userid: `u${i}`, name: `${i}` }));
    const { client } = await testWorld({ staff });
    const all = staff.map(({ userid }) => userid);
    const { chatid } = await client.call(endpoints.createAppChat, { userlist: all.slice(1) });
    const more = client.call(endpoints.updateAppChat, { chatid, add_user_list: ['u0'] });
    await expect(more).rejects.toMatchObject({ errcode: 86006 });
  });

  it('shows a member 200 messages a minute and drops the others without a word', async () => {
    const { simulator, client, clock } = await testWorld();
    const { chatid } = await client.call(endpoints.createAppChat, { userlist });
    for (let i = 0; i < 201; i++) await client.call(endpoints.sendAppChat, say(chatid, `${i}`));
    expect(simulator.actions.app.inbox('LinXiao')).toHaveLength(200);
    clock.advanceTo(START + 60_000);
    await client.call(endpoints.sendAppChat, say(chatid));
    expect(simulator.actions.app.inbox('LinXiao')).toHaveLength(201);
  });
});
