import { endpoints } from '@jetbridge/wecom';
import { afterEach, describe, expect, it } from 'vitest';
import { befriend, closeAll, START, testWorld } from './test-world.ts';

afterEach(closeAll);

describe('mass messages', () => {
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

  it('are confirmed for one traveller by all members whose messages wait for them', async () => {
    const { simulator, client } = await testWorld({
      behaviours: { confirm: 'never' },
      quotas: { mass: 'none' },
    });
    const [waiting, other] = befriend(simulator, 'LinXiao', 2);
    if (!waiting || !other) throw new Error('nobody was befriended');
    await client.call(endpoints.addMassMessage, { ...send, external_userid: [waiting] });
    await client.call(endpoints.addMassMessage, { ...send, external_userid: [waiting] });
    await client.call(endpoints.addMassMessage, { ...send, external_userid: [other] });
    expect(simulator.actions.confirm({ person: waiting })).toBe(2);
    expect(simulator.actions.confirm({ person: waiting })).toBe(0);
    expect(simulator.actions.confirm({ person: 'nobody' })).toBeUndefined();
    expect(Object.keys(simulator.truth().messages)).toEqual([waiting]);
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

  it('made in time and confirmed too late are told with status 3, beside those that arrived', async () => {
    const { simulator, client } = await testWorld({ behaviours: { confirm: 'never' } });
    const [first = '', second = ''] = befriend(simulator, 'LinXiao', 2);
    const a = await client.call(endpoints.addMassMessage, { ...send, external_userid: [first] });
    const b = await client.call(endpoints.addMassMessage, { ...send, external_userid: [first, second] });
    simulator.actions.confirm({ msgid: a.msgid, userid: 'LinXiao' });
    simulator.actions.confirm({ msgid: b.msgid, userid: 'LinXiao' });
    const { send_list } = await client.call(endpoints.listMassMessageResults, {
      msgid: b.msgid,
      userid: 'LinXiao',
    });
    expect(send_list.map(({ external_userid, status }) => [external_userid, status])).toEqual([
      [first, 3],
      [second, 1],
    ]);
    // One of the two could still get one: only when nobody can is it refused.
    const all = client.call(endpoints.addMassMessage, { ...send, external_userid: [first, second, 'wmX'] });
    await expect(all).rejects.toMatchObject({ errcode: 41048 });
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

  it('are sent to whom the member picks, where the message lets them', async () => {
    const { simulator, client } = await testWorld({ behaviours: { confirm: 'never' } });
    const [a = '', b = '', c = ''] = befriend(simulator, 'LinXiao', 3);
    const message = { ...send, external_userid: [a, b] };
    const fixed = await client.call(endpoints.addMassMessage, message);
    expect(simulator.actions.confirm({ msgid: fixed.msgid, userid: 'LinXiao', to: [a] })).toBeUndefined();
    const { msgid } = await client.call(endpoints.addMassMessage, { ...message, allow_select: true });
    expect(simulator.actions.confirm({ msgid, userid: 'LinXiao', to: [b, c, 'wmStranger'] })).toBe(2);
    expect(Object.keys(simulator.truth().messages).sort()).toEqual([b, c].sort());
    const { send_list } = await client.call(endpoints.listMassMessageResults, { msgid, userid: 'LinXiao' });
    expect(send_list.map(({ status }) => status)).toEqual([0, 1, 1]);
  });

  it('are reminded of three times in 24 hours', async () => {
    const { simulator, client, clock } = await testWorld({
      behaviours: { confirm: { min: 1, max: 10 * DAY_MS } },
    });
    befriend(simulator, 'LinXiao', 1);
    const { msgid } = await client.call(endpoints.addMassMessage, send);
    const remind = () => client.call(endpoints.remindMassMessage, { msgid });
    for (const at of [0, 1, 2]) {
      clock.advanceTo(START + at);
      await remind();
    }
    clock.advanceTo(START + DAY_MS - 1);
    await expect(remind()).rejects.toMatchObject({ errcode: 41094 });
    clock.advanceTo(START + DAY_MS);
    await remind();
    await expect(remind()).rejects.toMatchObject({ errcode: 41094 });
    await client.call(endpoints.cancelMassMessage, { msgid });
    await expect(remind()).rejects.toMatchObject({ errcode: 41093 });
    const unknown = client.call(endpoints.remindMassMessage, { msgid: 'msgUnknown' });
    await expect(unknown).rejects.toMatchObject({ errcode: 41047 });
  });

  it('of members who are slow come sooner when they are reminded', async () => {
    const staff = Array.from({ length: 10 }, (_, i) => ({ userid: `s${i}`, name: `${i}` }));
    /** How long the ten take together. */
    const takes = async (reminders: number) => {
      const { simulator, client } = await testWorld({
        staff,
        behaviours: { confirm: { min: 0, max: 10 * DAY_MS } },
      });
      const ids = staff.map(({ userid }, person) => {
        simulator.actions.befriend({ userid, person });
        return simulator.people.find(person)?.externalUserId ?? '';
      });
      const { msgid } = await client.call(endpoints.addMassMessage, {
        external_userid: ids,
        text: send.text,
      });
      for (let i = 0; i < reminders; i++) await client.call(endpoints.remindMassMessage, { msgid });
      await simulator.tick(START + 10 * DAY_MS);
      const { task_list } = await client.call(endpoints.listMassMessageTasks, { msgid });
      expect(task_list.every(({ status }) => status === 2)).toBe(true);
      return task_list.reduce((sum, { send_time = 0 }) => sum + send_time - START / 1000, 0);
    };
    expect(await takes(3)).toBeLessThan((await takes(0)) * 0.8);
  });

  it('wait for members on holiday and for ever for those who left', async () => {
    const { simulator, client } = await testWorld({ behaviours: { confirm: { min: 1_000, max: 1_000 } } });
    befriend(simulator, 'LinXiao', 1);
    befriend(simulator, 'ZhouMin', 1);
    simulator.actions.staff.goOnHoliday({ userid: 'LinXiao' });
    await client.call(endpoints.addMassMessage, send);
    await client.call(endpoints.addMassMessage, { ...send, sender: 'ZhouMin' });
    simulator.actions.staff.leave({ userid: 'ZhouMin' });
    await simulator.tick(START + 30 * DAY_MS);
    expect(simulator.truth().messages).toEqual({});
    simulator.actions.staff.comeBack({ userid: 'LinXiao' });
    expect(Object.values(simulator.truth().messages)).toMatchObject([[{ from: 'LinXiao', kind: 'mass' }]]);
  });

  it('are listed by kind and time of making, with the time as text', async () => {
    const { simulator, client, clock } = await testWorld({ quotas: { massDispatchMs: 1_000 } });
    befriend(simulator, 'LinXiao', 1);
    const S = START / 1000;
    const made: string[] = [];
    for (const at of [0, 10, 20]) {
      clock.advanceTo(START + at * 1000);
      made.push((await client.call(endpoints.addMassMessage, send)).msgid);
    }
    const list = async (more: object) => {
      const query = { chat_type: 'single' as const, start_time: S, end_time: S + 20, ...more };
      const found: string[] = [];
      for await (const row of client.iterate(endpoints.listMassMessages, query)) found.push(row.msgid);
      return found;
    };
    // The third is being dispatched still.
    expect(await list({ limit: 1 })).toEqual(made.slice(0, 2));
    clock.advanceTo(START + 21_000);
    expect(await list({ start_time: S + 10 })).toEqual(made.slice(1));
    expect(await list({ end_time: S + 9 })).toEqual(made.slice(0, 1));
    expect(await list({ chat_type: 'group' })).toEqual([]);
    expect(await list({ filter_type: 0 })).toEqual(made);
    expect([await list({ filter_type: 1 }), await list({ creator: 'LinXiao' })]).toEqual([[], []]);
    const { group_msg_list } = await client.call(endpoints.listMassMessages, {
      chat_type: 'single',
      start_time: S,
      end_time: S,
    });
    expect(group_msg_list).toEqual([
      { msgid: made[0], create_time: String(S), create_type: 0, text: send.text, attachments: [] },
    ]);
    const month = { chat_type: 'single' as const, start_time: S };
    await expect(
      client.call(endpoints.listMassMessages, { ...month, end_time: S + 31 * 86_400 }),
    ).resolves.toBeDefined();
    await expect(
      client.call(endpoints.listMassMessages, { ...month, end_time: S + 31 * 86_400 + 1 }),
    ).rejects.toMatchObject({ kind: 'limit' });
  });
});

const DAY_MS = 86_400_000;
const send = { sender: 'LinXiao', text: { content: '航班提醒' } };
