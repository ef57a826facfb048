import { endpoints } from '@jetbridge/wecom';
import { afterEach, describe, expect, it } from 'vitest';
import { befriend, closeAll, START, testWorld } from '../test-world.ts';
import { DISPATCHED_MS, dispatched, text } from './test-moment.ts';

afterEach(closeAll);

describe('moments', () => {
  it('are a job first, then handed out, then posted by members who confirm', async () => {
    const world = await testWorld({ behaviours: { confirm: { min: 5_000, max: 5_000 } } });
    const { client, simulator } = world;
    const friends = befriend(simulator, 'LinXiao', 3);
    const { jobid } = await client.call(endpoints.addMomentTask, {
      text,
      visible_range: { sender_list: { user_list: ['LinXiao', 'Nobody'], department_list: [404] } },
    });
    const ask = () => client.call(endpoints.getMomentTaskResult, { jobid });
    expect(await ask()).toMatchObject({ status: 1, type: 'add_moment_task' });
    await simulator.tick(START + 600);
    expect((await ask()).status).toBe(2);
    await simulator.tick(START + 1_000);
    const { status, result } = await ask();
    expect(status).toBe(3);
    expect(result).toMatchObject({
      errcode: 0,
      invalid_sender_list: { user_list: ['Nobody'], department_list: [404] },
    });
    const moment_id = result?.moment_id ?? '';
    const early = await client
      .call(endpoints.listMomentTasks, { moment_id }, { maxWaitMs: 0 })
      .catch((e) => e);
    expect(early).toMatchObject({ errcode: 41079 });
    await simulator.tick(START + DISPATCHED_MS);
    expect((await client.call(endpoints.listMomentTasks, { moment_id })).task_list).toEqual([
      { userid: 'LinXiao', publish_status: 0 },
    ]);
    const who = { moment_id, userid: 'LinXiao' };
    await expect(client.call(endpoints.listMomentCustomers, who)).rejects.toMatchObject({ errcode: 41062 });
    await simulator.tick(START + DISPATCHED_MS + 5_000);
    expect((await client.call(endpoints.listMomentTasks, { moment_id })).task_list).toEqual([
      { userid: 'LinXiao', publish_status: 1 },
    ]);
    const seenBy: string[] = [];
    for await (const row of client.iterate(endpoints.listMomentCustomers, { ...who, limit: 2 })) {
      seenBy.push(row.external_userid);
    }
    expect(seenBy).toEqual(friends);
    const shown = await client.call(endpoints.listMomentResults, who);
    expect(shown.customer_list).toEqual(friends.map((external_userid) => ({ external_userid })));
    await expect(
      client.call(endpoints.listMomentResults, { moment_id, userid: 'ZhouMin' }),
    ).rejects.toMatchObject({ errcode: 41061 });
  });

  it('for some tags are seen by friends with any of them', async () => {
    const world = await testWorld();
    const { client, simulator } = world;
    const [gold = '', silver = '', plain = ''] = befriend(simulator, 'LinXiao', 3);
    const group = await client.call(endpoints.addCorpTags, {
      group_name: '等级',
      tag: [{ name: '金卡' }, { name: '银卡' }],
    });
    const [one, two] = group.tag_group.tag.map(({ id }) => id);
    if (!one || !two) throw new Error('the tags are missing');
    for (const [external_userid, tag] of [
      [gold, one],
      [silver, two],
    ] as const) {
      await client.call(endpoints.markTags, { userid: 'LinXiao', external_userid, add_tag: [tag] });
    }
    const moment_id = await dispatched(world, {
      text,
      visible_range: {
        sender_list: { user_list: ['LinXiao'] },
        external_contact_list: { tag_list: [one, two, 'etUnknown'] },
      },
    });
    const { customer_list } = await client.call(endpoints.listMomentCustomers, {
      moment_id,
      userid: 'linxiao',
    });
    expect(customer_list.map((row) => row.external_userid)).toEqual([gold, silver]);
    expect(simulator.actions.content.likeMoment({ momentId: moment_id, person: plain })).toBe(false);
  });

  it('that nobody can post end their job with an errcode and without a moment', async () => {
    const { client, simulator, clock } = await testWorld();
    const { jobid } = await client.call(endpoints.addMomentTask, {
      text,
      visible_range: { sender_list: { user_list: ['Nobody'] } },
    });
    await simulator.tick(clock.now() + DISPATCHED_MS);
    const { result } = await client.call(endpoints.getMomentTaskResult, { jobid });
    expect(result?.errcode).toBe(40031);
    expect(result?.moment_id).toBeUndefined();
  });

  it('are liked and commented by those who see them; only who and when is told', async () => {
    const world = await testWorld();
    const { client, simulator, clock } = world;
    const [fan = '', gone = ''] = befriend(simulator, 'LinXiao', 2);
    const moment_id = await dispatched(world, {
      text,
      visible_range: { sender_list: { user_list: ['LinXiao'] } },
    });
    const { content } = simulator.actions;
    const momentId = moment_id;
    await simulator.tick(clock.now() + 60_000);
    expect(content.likeMoment({ momentId, person: fan })).toBe(true);
    expect(content.likeMoment({ momentId, person: fan })).toBe(false);
    expect(content.commentMoment({ momentId, person: fan })).toBe(true);
    expect(content.replyMoment({ momentId, userid: 'LinXiao' })).toBe(true);
    simulator.actions.block({ person: gone });
    expect(content.likeMoment({ momentId, person: gone })).toBe(false);
    const create_time = Math.floor(clock.now() / 1000);
    const told = await client.call(endpoints.getMomentComments, { moment_id, userid: 'LinXiao' });
    expect(told.like_list).toEqual([{ external_userid: fan, create_time }]);
    expect(told.comment_list).toEqual([
      { external_userid: fan, create_time },
      { userid: 'LinXiao', create_time },
    ]);
  });

  it('are liked and commented at the given rates, once by each', async () => {
    const soon = { min: 1_000, max: 2_000 };
    const world = await testWorld({
      people: 400,
      behaviours: { like: { rate: 0.25, delayMs: soon }, comment: { rate: 0.1, delayMs: soon } },
    });
    befriend(world.simulator, 'LinXiao', 400);
    await dispatched(world, { text, visible_range: { sender_list: { user_list: ['LinXiao'] } } });
    await world.simulator.tick(world.clock.now() + 10_000);
    const [task] = world.simulator.truth().content.moments[0]?.tasks ?? [];
    expect(task?.likes.length).toBeGreaterThan(60);
    expect(task?.likes.length).toBeLessThan(140);
    expect(task?.comments.length).toBeGreaterThan(15);
    expect(task?.comments.length).toBeLessThan(70);
  });

  it('cancelled are posted by nobody who has not done so', async () => {
    const world = await testWorld({ behaviours: { confirm: 'never' } });
    const { client, simulator } = world;
    befriend(simulator, 'LinXiao', 1);
    befriend(simulator, 'ZhouMin', 1);
    const moment_id = await dispatched(world, { text });
    const confirm = (userid: string) =>
      simulator.actions.content.confirmMoment({ momentId: moment_id, userid });
    expect(confirm('LinXiao')).toBe(1);
    await client.call(endpoints.cancelMomentTask, { moment_id });
    expect(confirm('ZhouMin')).toBeUndefined();
    const { task_list } = await client.call(endpoints.listMomentTasks, { moment_id });
    expect(task_list).toMatchObject([
      { userid: 'LinXiao', publish_status: 1 },
      { userid: 'ZhouMin', publish_status: 0 },
      { userid: 'Idle', publish_status: 0 },
    ]);
  });

  it('of members are listed beside those of the corp, and are not tasks', async () => {
    const world = await testWorld();
    const { client, simulator, clock } = world;
    const fromCorp = await dispatched(world, { text });
    const own = simulator.actions.content.postMoment({ userid: 'zhoumin', text: '登机口的夕阳' });
    const list = async (more: { filter_type?: 0 | 1 | 2; creator?: string } = {}) => {
      const range = { start_time: START / 1000, end_time: Math.floor(clock.now() / 1000) };
      const { moment_list } = await client.call(endpoints.listMoments, { ...range, ...more });
      return moment_list;
    };
    expect(await list()).toMatchObject([
      { moment_id: fromCorp, create_type: 0, visible_type: 1, text },
      { moment_id: own?.momentId, create_type: 1, creator: 'ZhouMin' },
    ]);
    expect((await list())[0]).not.toHaveProperty('creator');
    expect(await list({ filter_type: 0 })).toHaveLength(1);
    expect(await list({ creator: 'LinXiao' })).toEqual([]);
    await expect(
      client.call(endpoints.listMomentTasks, { moment_id: own?.momentId ?? '' }),
    ).rejects.toMatchObject({ errcode: 41067 });
    await expect(client.call(endpoints.listMomentTasks, { moment_id: 'mom' })).rejects.toMatchObject({
      errcode: 41060,
    });
  });

  it('are shown no more often than the quota of a customer allows', async () => {
    const world = await testWorld({ quotas: { moments: { mode: 'day', n: 1 } } });
    const { client, simulator } = world;
    const [seen = ''] = befriend(simulator, 'LinXiao', 1);
    const first = await dispatched(world, { text });
    const second = await dispatched(world, { text });
    const shown = async (moment_id: string) =>
      (await client.call(endpoints.listMomentResults, { moment_id, userid: 'LinXiao' })).customer_list;
    expect(await shown(first)).toEqual([{ external_userid: seen }]);
    expect(await shown(second)).toEqual([]);
  });
});
