import { endpoints } from '@jetbridge/wecom';
import { afterEach, describe, expect, it } from 'vitest';
import { befriend, closeAll, START, testWorld } from '../test-world.ts';

afterEach(closeAll);

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Midnight in Shanghai, ten hours before. */
const MIDNIGHT = START - 10 * HOUR;

describe('behaviour statistics', () => {
  it('count conversations by natural days in Shanghai', async () => {
    const { simulator, client } = await testWorld();
    const [a = '', b = '', c = ''] = befriend(simulator, 'LinXiao', 3);
    const { reply, say, block } = simulator.actions;
    // Today: one asks and is answered after ten minutes, one asks in vain, the member writes to a third.
    reply({ person: a, userid: 'LinXiao', text: '在吗？' });
    reply({ person: b, userid: 'LinXiao', text: '在吗？' });
    await simulator.tick(START + 600_000);
    say({ userid: 'LinXiao', person: a, text: '在的' });
    say({ userid: 'LinXiao', person: a, text: '请讲' });
    say({ userid: 'LinXiao', person: c, text: '您好' });
    // That the third answers begins no conversation.
    reply({ person: c, userid: 'LinXiao', text: '好' });
    block({ person: c });
    // One second before and one after midnight.
    await simulator.tick(MIDNIGHT + DAY - 1_000);
    reply({ person: a, userid: 'LinXiao', text: '还有一个问题' });
    await simulator.tick(MIDNIGHT + DAY + 1_000);
    say({ userid: 'LinXiao', person: a, text: '请讲' });
    simulator.actions.staff.addFriend({ userid: 'LinXiao', person: c, how: 'phone', by: 'member' });

    const { behavior_data } = await client.call(endpoints.getMemberBehaviour, {
      userid: ['linxiao', 'LinXiao', 'ZhouMin'],
      start_time: START / 1000,
      end_time: START / 1000 + 86_400,
    });
    expect(behavior_data).toEqual([
      {
        stat_time: MIDNIGHT / 1000,
        chat_cnt: 2,
        message_cnt: 3,
        reply_percentage: 50,
        avg_reply_time: 10,
        negative_feedback_cnt: 1,
        new_apply_cnt: 0,
        new_contact_cnt: 3,
      },
      {
        stat_time: (MIDNIGHT + DAY) / 1000,
        chat_cnt: 1,
        message_cnt: 1,
        negative_feedback_cnt: 0,
        new_apply_cnt: 1,
        new_contact_cnt: 1,
      },
    ]);
  });

  it('sum the members of departments, and know those who have left', async () => {
    const { simulator, client } = await testWorld({
      departments: [{ id: 2, name: '地面服务' }],
      staff: [
        { userid: 'LinXiao', name: '林晓', departments: [2] },
        { userid: 'ZhouMin', name: '周敏', departments: [2] },
        { userid: 'WuJun', name: '吴俊' },
      ],
    });
    for (const userid of ['LinXiao', 'ZhouMin', 'WuJun']) befriend(simulator, userid, 2);
    const span = { start_time: START / 1000, end_time: START / 1000 };
    const contactsOf = async (who: { userid: string[] } | { partyid: number[] }) =>
      (await client.call(endpoints.getMemberBehaviour, { ...who, ...span })).behavior_data.map(
        (day) => day.new_contact_cnt,
      );
    expect(await contactsOf({ partyid: [2] })).toEqual([4]);
    simulator.actions.staff.leave({ userid: 'LinXiao' });
    expect(await contactsOf({ partyid: [2] })).toEqual([2]);
    expect(await contactsOf({ userid: ['LinXiao'] })).toEqual([2]);
    await expect(contactsOf({ userid: ['Nobody'] })).rejects.toMatchObject({ errcode: 40003 });
    await expect(contactsOf({ partyid: [9] })).rejects.toMatchObject({ errcode: 60003 });
  });

  it('span 30 days, 180 days back', async () => {
    const { client } = await testWorld();
    const ask = (start: number, end: number) =>
      client.call(endpoints.getMemberBehaviour, {
        userid: ['LinXiao'],
        start_time: start / 1000,
        end_time: end / 1000,
      });
    expect((await ask(START - 30 * DAY, START)).behavior_data).toHaveLength(31);
    await expect(ask(START - 30 * DAY - 1000, START)).rejects.toMatchObject({ kind: 'limit' });
    await expect(ask(START, START - 1000)).rejects.toMatchObject({ kind: 'limit' });
    const oldest = MIDNIGHT - 180 * DAY;
    await expect(ask(oldest, oldest)).resolves.toMatchObject({ errcode: 0 });
    await expect(ask(oldest - 1000, oldest)).rejects.toMatchObject({ errcode: 40058 });
  });
});
