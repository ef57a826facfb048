import { endpoints } from '@jetbridge/wecom';
import { afterEach, describe, expect, it } from 'vitest';
import { befriend, closeAll, START, testWorld } from './test-world.ts';

afterEach(closeAll);

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
