import { endpoints } from '@jetbridge/wecom';
import { afterEach, describe, expect, it } from 'vitest';
import { closeAll, receiver, START, testWorld } from '../test-world.ts';

afterEach(closeAll);

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

async function transferWorld(options: Parameters<typeof testWorld>[0] = {}) {
  const site = await receiver();
  const made = await testWorld({
    callbackUrl: site.url,
    staff: ['LinXiao', 'ZhouMin', 'ChenYu'].map((userid) => ({ userid, name: userid })),
    ...options,
  });
  const { groups, staff } = made.simulator.actions;
  const create = (owner = 'LinXiao') => groups.create({ owner, people: [0], at: START }) ?? '';
  const statuses = async (status_filter: 0 | 1 | 2 | 3 = 0) => {
    const { group_chat_list } = await made.client.call(endpoints.listGroups, { limit: 1000, status_filter });
    return group_chat_list.map(({ status }) => status);
  };
  /** Errcodes of those that failed. */
  const transfer = async (
    endpoint: typeof endpoints.transferGroups,
    chat_id_list: string[],
    new_owner: string,
  ) => {
    const { failed_chat_list } = await made.client.call(endpoint, { chat_id_list, new_owner });
    return failed_chat_list.map(({ errcode }) => errcode);
  };
  const owner = (chatId: string) => made.simulator.truth().groups[chatId]?.owner;
  return { ...made, site, groups, staff, create, statuses, transfer, owner };
}

describe('groups of an owner who left', () => {
  it('wait, are being inherited, and have a new owner, by API without a callback', async () => {
    const { simulator, client, site, staff, create, statuses, transfer, owner } = await transferWorld();
    const chatId = create();
    expect(await transfer(endpoints.transferGroups, [chatId], 'ZhouMin')).toEqual([90500]);
    staff.leave({ userid: 'LinXiao' });
    await simulator.settle();
    site.events.length = 0;
    expect(await statuses(1)).toEqual([1]);
    const leaver = { limit: 10, owner_filter: { userid_list: ['LinXiao'] } };
    expect((await client.call(endpoints.listGroups, leaver)).group_chat_list).toHaveLength(1);
    expect(await transfer(endpoints.transferGroupsOnJob, [chatId], 'ZhouMin')).toEqual([90502]);
    expect(await transfer(endpoints.transferGroups, [chatId, chatId, 'wrUnknown'], 'ZhouMin')).toEqual([
      90501,
    ]);
    expect(await statuses(2)).toEqual([2]);
    expect(await transfer(endpoints.transferGroups, [chatId], 'ZhouMin')).toEqual([90507]);
    await simulator.tick(START + MINUTE_MS);
    expect(await statuses(3)).toEqual([3]);
    expect(await statuses(1)).toEqual([]);
    expect(owner(chatId)).toBe('ZhouMin');
    expect(await transfer(endpoints.transferGroups, [chatId], 'ChenYu')).toEqual([90508]);
    const { member_list } = (await client.call(endpoints.getGroup, { chat_id: chatId })).group_chat;
    expect(member_list.map(({ userid }) => userid)).toEqual([expect.stringMatching(/^wm/), 'ZhouMin']);
    const told = site.events.filter(({ event }) => event.kind.startsWith('change_external_chat'));
    expect(told).toEqual([]);
  });

  it('wait again when the heir leaves before', async () => {
    const { simulator, staff, create, statuses, transfer, owner } = await transferWorld();
    const chatId = create();
    staff.leave({ userid: 'LinXiao' });
    await transfer(endpoints.transferGroups, [chatId], 'ZhouMin');
    staff.leave({ userid: 'ZhouMin' });
    await simulator.tick(START + MINUTE_MS);
    expect(await statuses()).toEqual([1]);
    expect(await transfer(endpoints.transferGroups, [chatId], 'ChenYu')).toEqual([]);
    await simulator.tick(START + 2 * MINUTE_MS);
    expect(owner(chatId)).toBe('ChenYu');
  });

  it('are 300 a day from one owner at most', async () => {
    const { clock, staff, create, transfer } = await transferWorld();
    const chats = Array.from({ length: 301 }, () => create());
    const other = create('ZhouMin');
    staff.leave({ userid: 'LinXiao' });
    staff.leave({ userid: 'ZhouMin' });
    const pages = [0, 100, 200, 300].map((from) => chats.slice(from, from + 100));
    const failed: number[] = [];
    for (const page of pages) failed.push(...(await transfer(endpoints.transferGroups, page, 'ChenYu')));
    expect(failed).toEqual([45009]);
    expect(await transfer(endpoints.transferGroups, [other], 'ChenYu')).toEqual([]);
    // Midnight in Shanghai.
    clock.advanceTo(Date.UTC(2026, 2, 2, 15, 59, 59, 999));
    expect(await transfer(endpoints.transferGroups, chats.slice(300), 'ChenYu')).toEqual([45009]);
    clock.advanceTo(Date.UTC(2026, 2, 2, 16));
    expect(await transfer(endpoints.transferGroups, chats.slice(300), 'ChenYu')).toEqual([]);
  });
});

describe('groups of owners who work', () => {
  it('change hands at once, and the old owner stays in them', async () => {
    const { client, create, transfer, owner, statuses } = await transferWorld();
    const chatId = create();
    expect(await transfer(endpoints.transferGroupsOnJob, [chatId], 'linxiao')).toEqual([90504]);
    expect(await transfer(endpoints.transferGroupsOnJob, [chatId], 'zhoumin')).toEqual([]);
    expect(owner(chatId)).toBe('ZhouMin');
    expect(await statuses()).toEqual([0]);
    const { member_list } = (await client.call(endpoints.getGroup, { chat_id: chatId })).group_chat;
    expect(member_list.map(({ userid }) => userid)).toContain('LinXiao');
    const unknown = transfer(endpoints.transferGroupsOnJob, [chatId], 'Nobody');
    await expect(unknown).rejects.toMatchObject({ errcode: 40003 });
  });

  it('do so twice in 90 days: not on the 90th, again on the day after', async () => {
    const { clock, create, transfer } = await transferWorld();
    const chatId = create();
    const turn = (to: string) => transfer(endpoints.transferGroupsOnJob, [chatId], to);
    expect(await turn('ZhouMin')).toEqual([]);
    expect(await turn('ChenYu')).toEqual([]);
    expect(await turn('LinXiao')).toEqual([40128]);
    // The day of the transfer is the first of the ninety; START is 10:00 in Shanghai.
    clock.advanceTo(START + 90 * DAY_MS - 10 * 3_600_000 - 1);
    expect(await turn('LinXiao')).toEqual([40128]);
    clock.advanceTo(START + 90 * DAY_MS - 10 * 3_600_000);
    expect(await turn('LinXiao')).toEqual([]);
  });

  it('need room for the new owner', async () => {
    const { groups, create, transfer } = await transferWorld({ quotas: { groupSize: 2 } });
    const chatId = create();
    expect(await transfer(endpoints.transferGroupsOnJob, [chatId], 'ZhouMin')).toEqual([90503]);
    groups.leave({ chatId, person: 0 });
    expect(await transfer(endpoints.transferGroupsOnJob, [chatId], 'ZhouMin')).toEqual([]);
  });
});
