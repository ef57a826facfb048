import { endpoints } from '@jetbridge/wecom';
import { afterEach, describe, expect, it } from 'vitest';
import { closeAll, jsonOf, START } from '../test-world.ts';
import { testService } from './test-service.ts';

afterEach(closeAll);

const MINUTE = 60_000;
const DAY = 86_400_000;
const midnight = START / 1000 - 10 * 3_600;

async function served() {
  const made = await testService();
  const { simulator, open_kfid, person, say, change } = made;
  say('想升舱');
  await change(3, 'LinXiao');
  const serving = { openKfId: open_kfid, person, userid: 'LinXiao' };
  return {
    ...made,
    service: simulator.actions.service,
    serving,
    pair: { open_kfid, external_userid: person },
  };
}

describe('handing a customer on', () => {
  it('to a member makes them friends, once the admin has listed the member', async () => {
    const { client, service, serving, pair, simulator, inbox, wait, person } = await served();
    const recommend = () =>
      client.call(endpoints.upgradeService, {
        ...pair,
        type: 1,
        member: { userid: 'zhoumin', wording: '您好' },
      });
    await expect(recommend()).rejects.toMatchObject({ errcode: 95021, whoActs: 'admin' });
    service.configureUpgrades({ userids: ['ZhouMin'], departmentIds: [3], chatIds: ['wrX'] });
    expect(await client.call(endpoints.getUpgradeServiceConfig, {})).toMatchObject({
      member_range: { userid_list: ['ZhouMin'], department_id_list: [3] },
      groupchat_range: { chat_id_list: ['wrX'] },
    });
    expect(service.invite(serving)).toBe(false);
    await recommend();
    expect(service.follow(serving)).toBe(false);
    expect(service.invite(serving)).toBe(true);
    expect(service.follow(serving)).toBe(true);
    expect(service.follow(serving)).toBe(false);
    await wait(0);
    const added = inbox.events.find(({ event }) => event.kind.startsWith('change_external_contact.'));
    expect(added?.event).toMatchObject({ userId: 'ZhouMin', externalUserId: person });
    expect(simulator.truth().relations).toMatchObject([{ userid: 'ZhouMin', externalUserId: person }]);
    await client.call(endpoints.cancelUpgradeService, pair);
    expect(service.invite(serving)).toBe(false);
  });

  it('to a group lets them in', async () => {
    const { client, service, serving, pair, simulator, person } = await served();
    const chatId = simulator.actions.groups.create({ owner: 'ZhouMin', name: '里程俱乐部' }) ?? '';
    service.configureUpgrades({ chatIds: [chatId] });
    await client.call(endpoints.upgradeService, { ...pair, type: 2, groupchat: { chat_id: chatId } });
    expect(service.invite(serving)).toBe(true);
    expect(service.follow(serving)).toBe(true);
    expect(simulator.truth().groups[chatId]?.members.map(({ id }) => id)).toContain(person);
  });
});

/** The day on which the figures are made. */
async function liveThroughMonday(made: Awaited<ReturnType<typeof served>>): Promise<void> {
  const { client, simulator, service, serving, open_kfid, say, wait } = made;
  // One session answered after a minute, another by the bot and then by a human who says nothing.
  say('请问');
  await wait(MINUTE);
  service.say({ ...serving, text: '您好' });
  await wait(MINUTE);
  service.say({ ...serving, text: '还有吗' });
  const other = simulator.people.page(1, 1)[0]?.externalUserId ?? '';
  service.write({ openKfId: open_kfid, person: other, text: '1' });
  const with2 = { open_kfid, external_userid: other };
  await client.call(endpoints.changeServiceState, { ...with2, service_state: 1 });
  await client.call(endpoints.changeServiceState, {
    ...with2,
    service_state: 3,
    servicer_userid: 'ZhouMin',
  });
  service.write({ openKfId: open_kfid, person: other, text: '2' });
  service.reject({ openKfId: open_kfid, person: other, userid: 'ZhouMin', reject: true });
  service.configureUpgrades({ userids: ['ZhouMin'] });
  service.invite({ ...serving, member: 'ZhouMin' });
  service.follow(serving);
}

describe('figures', () => {
  it('say of each day that is over what happened, and nothing of the others', async () => {
    const made = await served();
    const { client, open_kfid, say, send, change, wait, clock, pair } = made;
    await liveThroughMonday(made);
    const span = { open_kfid, start_time: midnight, end_time: midnight + 86_400 };
    const days = async () => (await client.call(endpoints.getServiceStatistic, span)).statistic_list;
    expect(await days()).toEqual([]);
    // Tuesday: a message by the bot alone.
    await wait(DAY);
    await change(4);
    say('新的一天');
    await send('您好');
    const monday = {
      stat_time: midnight,
      statistic: {
        session_cnt: 2,
        customer_cnt: 2,
        customer_msg_cnt: 4,
        upgrade_service_customer_cnt: 1,
        ai_session_reply_cnt: 1,
        ai_transfer_rate: 1,
        msg_rejected_customer_cnt: 1,
      },
    };
    expect(await days()).toEqual([monday]);
    await wait(DAY);
    expect(await days()).toMatchObject([
      monday,
      {
        stat_time: midnight + 86_400,
        statistic: { session_cnt: 1, customer_msg_cnt: 1, ai_session_reply_cnt: 1, ai_transfer_rate: 0 },
      },
    ]);

    const byServicer = async (servicer_userid?: string) => {
      const asked = { ...span, end_time: midnight, ...(servicer_userid ? { servicer_userid } : {}) };
      return (await client.call(endpoints.getServicerStatistic, asked)).statistic_list[0]?.statistic;
    };
    expect(await byServicer('linxiao')).toMatchObject({
      session_cnt: 1,
      customer_msg_cnt: 1,
      reply_rate: 1,
      first_reply_average_sec: 60,
      upgrade_service_member_invite_cnt: 1,
      upgrade_service_member_customer_cnt: 1,
      msg_rejected_customer_cnt: 0,
    });
    const silent = await byServicer('ZhouMin');
    expect(silent).toMatchObject({ session_cnt: 1, reply_rate: 0, msg_rejected_customer_cnt: 1 });
    expect(silent).not.toHaveProperty('first_reply_average_sec');
    expect(await byServicer()).toMatchObject({
      session_cnt: 2,
      reply_rate: 0.5,
      satisfaction_investgate_cnt: 0,
    });

    // The 180th day back is told still.
    clock.advanceTo(START + 180 * DAY);
    expect(await days()).toHaveLength(2);
    clock.advanceTo(START + 181 * DAY);
    expect((await days()).map(({ stat_time }) => stat_time)).toEqual([midnight + 86_400]);
    await expect(
      client.call(endpoints.getServiceStatistic, { ...span, open_kfid: 'wkElsewhere' }),
    ).rejects.toMatchObject({ errcode: 95004 });
    expect(pair.open_kfid).toBe(open_kfid);
  });
});

describe('the actors over HTTP', () => {
  it('write, serve and end with validated input', async () => {
    const { simulator, open_kfid, person, change, read, state } = await testService();
    const post = async (name: string, body: object) => {
      const url = `${simulator.url()}/__sim/service/${name}`;
      const response = await fetch(url, {
        method: 'POST',
        body: JSON.stringify({ openKfId: open_kfid, person, ...body }),
      });
      return [response.status, await jsonOf(response)];
    };
    expect(await post('write', { text: '你好' })).toMatchObject([200, { msgid: expect.any(String) }]);
    expect(
      await post('send', { msgtype: 'link', body: { title: 't', url: 'https://e.example' } }),
    ).toMatchObject([200, { msgid: expect.any(String) }]);
    for (const bad of [
      { msgtype: 'link', body: {} },
      { msgtype: 'event', body: { event_type: 'enter_session' } },
      { msgtype: 'event.enter_session', body: { open_kfid, external_userid: person } },
      {},
    ])
      expect((await post('send', bad))[0]).toBe(400);
    await change(2);
    expect(await post('accept', { userid: 'LinXiao' })).toEqual([200, { done: true }]);
    expect(await post('say', { userid: 'LinXiao', text: '您好' })).toMatchObject([
      200,
      { msgid: expect.any(String) },
    ]);
    expect(await post('end', { userid: 'LinXiao' })).toEqual([200, { done: true }]);
    expect(await post('refuse', { refuse: 'yes' })).toMatchObject([400, {}]);
    expect(await post('configure-upgrades', { userids: 'x' })).toMatchObject([400, {}]);
    expect(await post('fail-next-send', { failType: 1.5 })).toMatchObject([400, {}]);
    expect(await state()).toEqual([4]);
    expect((await read()).map(({ kind }) => kind)).toEqual([
      'text',
      'link',
      'event.session_status_change',
      'text',
      'event.session_status_change',
    ]);
    expect(simulator.truth().crashes).toEqual([]);
  });
});
