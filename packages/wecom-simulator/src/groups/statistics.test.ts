import { endpoints } from '@jetbridge/wecom';
import { afterEach, describe, expect, it } from 'vitest';
import { closeAll, START, testWorld } from '../test-world.ts';

afterEach(closeAll);

const DAY_S = 86_400;
/** Of the Monday that the tests begin on, in Shanghai. */
const MIDNIGHT_S = Date.UTC(2026, 2, 1, 16) / 1000;

/** Monday: two groups and messages. Tuesday: one leaves, one joins. Wednesday: a group is dismissed. */
async function threeDays() {
  const made = await testWorld();
  const { groups } = made.simulator.actions;
  const first = groups.create({ owner: 'LinXiao', people: [0, 1, 2] }) ?? '';
  const second = groups.create({ owner: 'LinXiao', people: [3] }) ?? '';
  groups.create({ owner: 'ZhouMin', people: [0, 1, 2, 3, 4, 5] });
  groups.write({ chatId: first, person: 0, text: '1' });
  groups.write({ chatId: first, person: 0, text: '2' });
  groups.write({ chatId: first, userid: 'LinXiao', text: '3' });
  // The last millisecond of Monday, the first of Tuesday.
  made.clock.advanceTo((MIDNIGHT_S + DAY_S) * 1000 - 1);
  groups.write({ chatId: second, person: 3, text: '4' });
  made.clock.advanceTo((MIDNIGHT_S + DAY_S) * 1000);
  groups.leave({ chatId: first, person: 0 });
  groups.invite({ chatId: second, by: 'LinXiao', person: 9 });
  groups.write({ chatId: first, person: 1, text: '5' });
  made.clock.advanceTo((MIDNIGHT_S + 2 * DAY_S) * 1000);
  groups.dismiss({ chatId: second });
  return made;
}

const owner_filter = { userid_list: ['LinXiao', 'ZhouMin'] };

describe('statistics of groups', () => {
  it('count each day what happened on it', async () => {
    const { client } = await threeDays();
    const { items } = await client.call(endpoints.groupStatisticsByDay, {
      day_begin_time: START / 1000,
      day_end_time: START / 1000 + 2 * DAY_S,
      owner_filter: { userid_list: ['LinXiao'] },
    });
    expect(items.map(({ stat_time }) => stat_time)).toEqual([0, 1, 2].map((day) => MIDNIGHT_S + day * DAY_S));
    const [monday, tuesday, wednesday] = items.map(({ data }) => data);
    expect(monday).toEqual({
      new_chat_cnt: 2,
      chat_total: 2,
      chat_has_msg: 2,
      new_member_cnt: 6,
      member_total: 6,
      member_has_msg: 3,
      msg_total: 4,
      migrate_trainee_chat_cnt: 0,
    });
    expect(tuesday).toMatchObject({
      new_chat_cnt: 0,
      chat_total: 2,
      chat_has_msg: 1,
      new_member_cnt: 1,
      member_total: 6,
      msg_total: 1,
    });
    expect(wednesday).toMatchObject({ chat_total: 1, member_total: 3, msg_total: 0, chat_has_msg: 0 });
  });

  it('sum a span of days per owner, ordered as asked, page by page', async () => {
    const { client } = await threeDays();
    const span = { day_begin_time: MIDNIGHT_S, day_end_time: MIDNIGHT_S + DAY_S, owner_filter };
    const rows: [string, number][] = [];
    const query = { ...span, order_by: 4 as const, limit: 1 };
    for await (const { owner, data } of client.iterate(endpoints.groupStatistics, query))
      rows.push([owner, data.member_total]);
    expect(rows).toEqual([
      ['ZhouMin', 7],
      ['LinXiao', 6],
    ]);
    const up = await client.call(endpoints.groupStatistics, { ...span, order_by: 1, order_asc: 1 });
    expect(up).toMatchObject({ total: 2, next_offset: 2 });
    expect(up.items.map(({ owner, data }) => [owner, data.new_chat_cnt])).toEqual([
      ['ZhouMin', 1],
      ['LinXiao', 2],
    ]);
    expect(up.items[1]?.data).toMatchObject({ msg_total: 5, member_has_msg: 4, new_member_cnt: 7 });
  });

  it('cover one day unless an end is given, and go 180 days back', async () => {
    const { client, clock } = await threeDays();
    const one = await client.call(endpoints.groupStatistics, { day_begin_time: MIDNIGHT_S, owner_filter });
    expect(one.items[0]?.data.msg_total).toBe(4);
    clock.advanceTo((MIDNIGHT_S + 180 * DAY_S) * 1000);
    const ask = () =>
      client.call(endpoints.groupStatisticsByDay, { day_begin_time: MIDNIGHT_S, owner_filter });
    expect((await ask()).items).toHaveLength(1);
    clock.advanceTo((MIDNIGHT_S + 181 * DAY_S) * 1000);
    await expect(ask()).rejects.toMatchObject({ errcode: 40058 });
    const stranger = { day_begin_time: MIDNIGHT_S + DAY_S, owner_filter: { userid_list: ['Nobody'] } };
    await expect(client.call(endpoints.groupStatistics, stranger)).rejects.toMatchObject({ errcode: 40003 });
  });

  it('count a group for whom it belonged to at the end of the span', async () => {
    const { simulator, client, clock } = await threeDays();
    const [first = ''] = Object.keys(simulator.truth().groups);
    await client.call(endpoints.transferGroupsOnJob, { chat_id_list: [first], new_owner: 'ZhouMin' });
    const of = async (userid: string, day: number) => {
      const query = { day_begin_time: day, owner_filter: { userid_list: [userid] } };
      return (await client.call(endpoints.groupStatistics, query)).items[0]?.data.chat_total;
    };
    const today = Math.floor(clock.now() / 1000);
    expect([await of('LinXiao', MIDNIGHT_S), await of('ZhouMin', MIDNIGHT_S)]).toEqual([2, 1]);
    expect([await of('LinXiao', today), await of('ZhouMin', today)]).toEqual([0, 2]);
  });
});
