import { archiveMessage, endpoints } from '@jetbridge/wecom';
import { afterEach, describe, expect, it } from 'vitest';
import { closeAll, START, testWorld } from '../test-world.ts';

afterEach(closeAll);

const DAY_MS = 86_400_000;

async function massWorld(options: Parameters<typeof testWorld>[0] = {}) {
  const made = await testWorld({ behaviours: { confirm: 'never' }, ...options });
  const { groups, confirm } = made.simulator.actions;
  const [own = '', other = '', foreign = ''] = ['LinXiao', 'LinXiao', 'ZhouMin'].map((owner) =>
    groups.create({ owner, people: [0, 1] }),
  );
  const message = { chat_type: 'group' as const, sender: 'LinXiao', text: { content: '改签须知' } };
  const results = async (msgid: string) =>
    (await made.client.call(endpoints.listMassMessageResults, { msgid, userid: 'LinXiao' })).send_list;
  const textsIn = (chatId: string) =>
    made.simulator.truth().groups[chatId]?.messages.map(({ text }) => text) ?? [];
  return { ...made, groups, confirm, own, other, foreign, message, results, textsIn };
}

describe('a mass message to groups', () => {
  it('goes to the groups that its sender owns, once confirmed, with a result per group', async () => {
    const { simulator, client, confirm, own, other, foreign, message, results, textsIn } = await massWorld();
    const { msgid, fail_list } = await client.call(endpoints.addMassMessage, {
      ...message,
      chat_id_list: [own, foreign, 'wrUnknown', own],
    });
    expect(fail_list).toEqual([foreign, 'wrUnknown']);
    expect(await results(msgid)).toEqual([]);
    expect(textsIn(own)).toEqual([]);
    await simulator.tick(START + 5_000);
    expect(confirm({ msgid, userid: 'linxiao' })).toBe(1);
    expect(await results(msgid)).toEqual([
      { chat_id: own, userid: 'LinXiao', status: 1, send_time: START / 1000 + 5 },
    ]);
    expect([textsIn(own), textsIn(other), textsIn(foreign)]).toEqual([['改签须知'], [], []]);
    const tasks = await client.call(endpoints.listMassMessageTasks, { msgid });
    expect(tasks.task_list).toEqual([{ userid: 'LinXiao', status: 2, send_time: START / 1000 + 5 }]);
    // On no phone of its own, as it is in the group.
    expect(simulator.truth().messages).toEqual({});
    const listed = { chat_type: 'group' as const, start_time: START / 1000, end_time: START / 1000 };
    expect((await client.call(endpoints.listMassMessages, listed)).group_msg_list).toHaveLength(1);
  });

  it('without a list goes to all of them, or to those that the sender picks', async () => {
    const { client, confirm, own, other, foreign, message, textsIn } = await massWorld({
      behaviours: { confirm: 'never' },
      quotas: { mass: 'none' },
    });
    const all = await client.call(endpoints.addMassMessage, message);
    expect(confirm({ msgid: all.msgid, userid: 'LinXiao' })).toBe(2);
    const picked = await client.call(endpoints.addMassMessage, message);
    expect(confirm({ msgid: picked.msgid, userid: 'LinXiao', to: [other, foreign] })).toBe(1);
    expect([own, other, foreign].map((chatId) => textsIn(chatId).length)).toEqual([1, 2, 0]);
    const listed = await client.call(endpoints.addMassMessage, { ...message, chat_id_list: [own] });
    expect(confirm({ msgid: listed.msgid, userid: 'LinXiao', to: [other] })).toBeUndefined();
  });

  it('is refused when there is no group to send to', async () => {
    const { client, groups, own, other, foreign, message } = await massWorld();
    const send = (more: object) => client.call(endpoints.addMassMessage, { ...message, ...more });
    const refused = { errcode: 41048 };
    await expect(send({ chat_id_list: [foreign] })).rejects.toMatchObject(refused);
    groups.dismiss({ chatId: own });
    groups.dismiss({ chatId: other });
    await expect(send({})).rejects.toMatchObject(refused);
    await expect(send({ sender: 'Nobody' })).rejects.toMatchObject({ errcode: 40003 });
  });

  it('counts per group and period, not with what customers get for themselves', async () => {
    const { simulator, client, clock, confirm, own, other, message, results } = await massWorld();
    simulator.actions.befriend({ userid: 'LinXiao', person: 0 });
    const send = async (more: object) =>
      (await client.call(endpoints.addMassMessage, { ...message, ...more })).msgid;
    const both = { userid: 'LinXiao' };
    confirm({ ...both, msgid: await send({ chat_id_list: [own] }) });
    const single = await send({ chat_type: 'single' });
    expect(confirm({ ...both, msgid: single })).toBe(1);
    await expect(send({ chat_id_list: [own] })).rejects.toMatchObject({ errcode: 41048 });
    // One of the two still may get one.
    const partly = await send({ chat_id_list: [own, other] });
    expect(confirm({ ...both, msgid: partly })).toBe(1);
    expect((await results(partly)).map(({ chat_id }) => chat_id)).toEqual([other]);
    // The last millisecond of the day in Shanghai.
    clock.advanceTo(Date.UTC(2026, 2, 2, 15, 59, 59, 999));
    await expect(send({})).rejects.toMatchObject({ errcode: 41048 });
    clock.advanceTo(Date.UTC(2026, 2, 2, 16));
    expect(confirm({ ...both, msgid: await send({}) })).toBe(2);
  });

  it('does not reach a group that was dismissed or given away before it is confirmed', async () => {
    const { simulator, client, groups, confirm, own, other, message, results, textsIn } = await massWorld();
    const third = groups.create({ owner: 'LinXiao', staff: ['ZhouMin'] }) ?? '';
    const { msgid } = await client.call(endpoints.addMassMessage, message);
    groups.dismiss({ chatId: own });
    groups.changeOwner({ chatId: third, userid: 'ZhouMin' });
    expect(confirm({ msgid, userid: 'LinXiao' })).toBe(1);
    expect((await results(msgid)).map(({ chat_id }) => chat_id)).toEqual([other]);
    expect(textsIn(third)).toEqual([]);
    const cancelled = await client.call(endpoints.addMassMessage, {
      ...message,
      sender: 'ZhouMin',
      chat_id_list: [third],
    });
    await client.call(endpoints.cancelMassMessage, { msgid: cancelled.msgid });
    await simulator.tick(START + DAY_MS);
    expect(confirm({ msgid: cancelled.msgid, userid: 'ZhouMin' })).toBe(0);
  });

  it('is answered in the group by its customers, at the rate of replies', async () => {
    const { simulator, client, groups, confirm, message } = await massWorld({
      behaviours: {
        confirm: 'never',
        reply: { rate: 0.5, delayMs: { min: 1_000, max: 2_000 }, texts: ['好的'] },
      },
    });
    const chatId =
      groups.create({
        owner: 'LinXiao',
        staff: ['ZhouMin'],
        people: Array.from({ length: 40 }, (_, i) => i),
      }) ?? '';
    const { msgid } = await client.call(endpoints.addMassMessage, { ...message, chat_id_list: [chatId] });
    confirm({ msgid, userid: 'LinXiao' });
    await simulator.tick(START + 2_000);
    const replies = simulator.truth().groups[chatId]?.messages.filter(({ kind }) => kind === 'chat') ?? [];
    expect(replies.length).toBeGreaterThan(10);
    expect(replies.length).toBeLessThan(30);
    expect(replies.every(({ from }) => from.startsWith('wm'))).toBe(true);
    const archived = (await simulator.archive.pull(0, 100)).map((record) => archiveMessage(record)?.from);
    expect(archived.sort()).toEqual(['LinXiao', ...replies.map(({ from }) => from)].sort());
  });
});
