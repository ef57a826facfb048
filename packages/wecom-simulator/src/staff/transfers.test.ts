import { endpoints } from '@jetbridge/wecom';
import { afterEach, describe, expect, it } from 'vitest';
import {
  befriend,
  callApi,
  closeAll,
  corp,
  type Receiver,
  receiver,
  START,
  testWorld,
} from '../test-world.ts';

afterEach(closeAll);

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const pair = { handover_userid: 'LinXiao', takeover_userid: 'ZhouMin' };
const told = (site: Receiver) =>
  site.events.map(({ event: { fields } }) => {
    const { ChangeType, UserID, ...rest } = fields;
    return [ChangeType, UserID, rest.Source ?? rest.FailReason].filter(Boolean).join(' ');
  });

describe('a transfer on the job', () => {
  it('waits exactly 24 hours, then the old friendship ends by transfer and the new one begins', async () => {
    const site = await receiver();
    const { simulator, client } = await testWorld({ callbackUrl: site.url });
    const [id = ''] = befriend(simulator, 'LinXiao', 1);
    await client.call(endpoints.remarkFriend, { userid: 'LinXiao', external_userid: id, remark: '金卡' });
    const started = await client.call(endpoints.transferCustomers, {
      ...pair,
      external_userid: [id],
      transfer_success_msg: '以后由周敏为您服务',
    });
    expect(started.customer).toEqual([{ external_userid: id, errcode: 0 }]);
    const resultOf = async () => (await client.call(endpoints.listTransferResults, pair)).customer;
    const due = (START + DAY) / 1000;
    expect(await resultOf()).toEqual([{ external_userid: id, status: 2, takeover_time: due }]);

    await simulator.tick(START + DAY - 1);
    expect(told(site)).toEqual([]);
    await simulator.tick(START + DAY);
    expect(told(site)).toEqual([
      'del_external_contact LinXiao DELETE_BY_TRANSFER',
      'add_external_contact ZhouMin',
    ]);
    expect(site.events[1]?.event.fields.WelcomeCode).toBeUndefined();
    expect(await resultOf()).toEqual([{ external_userid: id, status: 1, takeover_time: due }]);
    const { follow_user } = await client.call(endpoints.getFriend, { external_userid: id });
    expect(follow_user).toMatchObject([
      { userid: 'ZhouMin', add_way: 202, oper_userid: 'LinXiao', remark: '金卡' },
    ]);
    expect(simulator.truth().messages[id]).toMatchObject([{ from: 'ZhouMin', text: '以后由周敏为您服务' }]);
  });

  it('ends when the customer refuses, and the friendship stays as it was', async () => {
    const site = await receiver();
    const { simulator, client } = await testWorld({ callbackUrl: site.url });
    const [id = ''] = befriend(simulator, 'LinXiao', 1);
    await client.call(endpoints.transferCustomers, { ...pair, external_userid: [id] });
    await simulator.tick(START + DAY - 1);
    expect(simulator.actions.staff.refuseTransfer({ person: id })).toBe(true);
    await simulator.tick(START + 2 * DAY);
    expect(told(site)).toEqual(['transfer_fail ZhouMin customer_refused']);
    expect((await client.call(endpoints.listTransferResults, pair)).customer).toMatchObject([{ status: 3 }]);
    expect(simulator.truth().relations).toMatchObject([{ userid: 'LinXiao', ended: undefined }]);
    expect(simulator.actions.staff.refuseTransfer({ person: id })).toBe(false);
  });

  it('is refused by as many customers as the rate says', async () => {
    const refuseTransfer = { rate: 0.5, delayMs: { min: 0, max: HOUR } };
    const { simulator, client } = await testWorld({ people: 100, refuseTransfer });
    const external_userid = befriend(simulator, 'LinXiao', 100);
    await client.call(endpoints.transferCustomers, { ...pair, external_userid });
    await simulator.tick(START + DAY);
    const { customer } = await client.call(endpoints.listTransferResults, pair);
    const refused = customer.filter(({ status }) => status === 3).length;
    expect(refused).toBeGreaterThan(30);
    expect(refused).toBeLessThan(70);
    expect(customer.filter(({ status }) => status === 1)).toHaveLength(100 - refused);
  });

  it('fails at its end when the new member has no room left by then', async () => {
    const site = await receiver();
    const { simulator, client } = await testWorld({
      callbackUrl: site.url,
      staff: [
        { userid: 'LinXiao', name: '林晓' },
        { userid: 'ZhouMin', name: '周敏', contactCap: 2 },
      ],
    });
    const external_userid = befriend(simulator, 'LinXiao', 3);
    const started = await client.call(endpoints.transferCustomers, { ...pair, external_userid });
    expect(started.customer.map(({ errcode }) => errcode)).toEqual([0, 0, 0]);
    await simulator.tick(START + DAY);
    expect(told(site).at(-1)).toBe('transfer_fail ZhouMin customer_limit_exceed');
    const { customer } = await client.call(endpoints.listTransferResults, pair);
    expect(customer.map(({ status }) => status)).toEqual([1, 1, 4]);
    const again = await client.call(endpoints.transferCustomers, {
      ...pair,
      external_userid: external_userid.slice(2),
    });
    expect(again.customer).toMatchObject([{ errcode: 40099 }]);
  });

  it('leaves no record when the friendship ends while it waits', async () => {
    const { simulator, client } = await testWorld();
    const [id = ''] = befriend(simulator, 'LinXiao', 1);
    await client.call(endpoints.transferCustomers, { ...pair, external_userid: [id] });
    simulator.actions.block({ person: id });
    await simulator.tick(START + DAY);
    expect((await client.call(endpoints.listTransferResults, pair)).customer).toMatchObject([{ status: 5 }]);
    expect(simulator.truth().relations).toHaveLength(1);
  });

  it('says for each customer why not, and refuses the whole call for the wrong members', async () => {
    const { simulator, client } = await testWorld({
      staff: [
        { userid: 'LinXiao', name: '林晓' },
        { userid: 'ZhouMin', name: '周敏' },
        { userid: 'NoName', name: '未实名', realName: false },
        { userid: 'Idle', name: '未激活', activated: false },
      ],
    });
    const [friend = '', waiting = ''] = befriend(simulator, 'LinXiao', 2);
    const stranger = simulator.people.page(10, 1)[0]?.externalUserId ?? '';
    await client.call(endpoints.transferCustomers, { ...pair, external_userid: [waiting] });
    const external_userid = [friend, waiting, stranger, 'wmOfAnotherCorp'];
    const { customer } = await client.call(endpoints.transferCustomers, { ...pair, external_userid });
    expect(customer.map(({ errcode }) => errcode)).toEqual([0, 40129, 40131, 40096]);
    const same = { handover_userid: 'LinXiao', takeover_userid: 'linxiao', external_userid: [friend] };
    expect((await client.call(endpoints.transferCustomers, same)).customer).toMatchObject([
      { errcode: 40130 },
    ]);
    const to = (takeover_userid: string) =>
      client.call(endpoints.transferCustomers, { ...pair, takeover_userid, external_userid: [friend] });
    await expect(to('NoName')).rejects.toMatchObject({ errcode: 40098 });
    await expect(to('Idle')).rejects.toMatchObject({ errcode: 41054 });
    await expect(to('Nobody')).rejects.toMatchObject({ errcode: 40003 });
  });

  it('happens twice per customer in 90 natural days: not on the 90th, again on the 91st', async () => {
    const { simulator, client, clock } = await testWorld();
    const [id = ''] = befriend(simulator, 'LinXiao', 1);
    const back = { handover_userid: 'ZhouMin', takeover_userid: 'LinXiao' };
    const transfer = async (between: typeof pair) =>
      (await client.call(endpoints.transferCustomers, { ...between, external_userid: [id] })).customer[0]
        ?.errcode;
    expect(await transfer(pair)).toBe(0);
    await simulator.tick(START + DAY);
    expect(await transfer(back)).toBe(0);
    await simulator.tick(START + 2 * DAY);
    expect(await transfer(pair)).toBe(40128);
    // It is ten in the morning in Shanghai: the 90th natural day, counted from the first, ends 14 hours after this.
    const endOf90th = START + 89 * DAY + 14 * HOUR;
    await simulator.tick(endOf90th - 1);
    expect(await transfer(pair)).toBe(40128);
    await simulator.tick(endOf90th);
    expect(clock.now()).toBe(endOf90th);
    expect(await transfer(pair)).toBe(0);
  });

  it('takes 100 customers and a message of 200 characters, not one more, held by the client and by the server', async () => {
    const { simulator, client } = await testWorld({ people: 101 });
    const external_userid = befriend(simulator, 'LinXiao', 101);
    await expect(
      client.call(endpoints.transferCustomers, { ...pair, external_userid }),
    ).rejects.toMatchObject({ kind: 'limit' });
    const words = (length: number) => '🛫'.repeat(length);
    const hundred = { ...pair, external_userid: external_userid.slice(0, 100) };
    await expect(
      client.call(endpoints.transferCustomers, { ...hundred, transfer_success_msg: words(201) }),
    ).rejects.toMatchObject({ kind: 'limit' });
    const token = await callApi(simulator.url(), `gettoken?corpid=${corp.corpId}&corpsecret=${corp.secret}`);
    const path = `externalcontact/transfer_customer?access_token=${String(token.body.access_token)}`;
    const raw = await callApi(simulator.url(), path, { ...pair, external_userid });
    expect(raw.body).toMatchObject({ errcode: 40058, customer: [] });
    const done = await client.call(endpoints.transferCustomers, {
      ...hundred,
      transfer_success_msg: words(200),
    });
    expect(done.customer.every(({ errcode }) => errcode === 0)).toBe(true);
  });
});

describe('a member who has left', () => {
  it('leaves friends behind, who are found by page and by cursor and given to somebody else', async () => {
    const site = await receiver();
    const { simulator, client } = await testWorld({ callbackUrl: site.url });
    const ids = befriend(simulator, 'LinXiao', 5);
    await expect(
      client.call(endpoints.transferCustomersOfResigned, { ...pair, external_userid: ids }),
    ).resolves.toMatchObject({ customer: ids.map(() => ({ errcode: 40097 })) });
    expect(simulator.actions.staff.leave({ userid: 'LinXiao' })).toBe(true);
    await simulator.tick(START + 1);
    expect(told(site)).toEqual(['delete_user LinXiao']);

    const dimission_time = START / 1000;
    const rows = ids.map((external_userid) => ({
      handover_userid: 'LinXiao',
      external_userid,
      dimission_time,
    }));
    const second = await client.call(endpoints.listUnassigned, { page_id: 1, page_size: 2 });
    expect(second).toMatchObject({ info: rows.slice(2, 4), is_last: false });
    const last = await client.call(endpoints.listUnassigned, { page_id: 2, page_size: 2 });
    expect(last).toMatchObject({ info: rows.slice(4), is_last: true });
    for (const start of [{ page_size: 2 }, { page_id: 0, page_size: 2 }, { page_id: 1, page_size: 2 }]) {
      const found = [];
      for await (const row of client.iterate(endpoints.listUnassigned, start)) found.push(row);
      expect(found).toEqual(start.page_id === 1 ? rows.slice(2) : rows);
    }

    const given = await client.call(endpoints.transferCustomersOfResigned, {
      ...pair,
      external_userid: ids.slice(0, 2),
    });
    expect(given.customer.map(({ errcode }) => errcode)).toEqual([0, 0]);
    expect((await client.call(endpoints.listUnassigned, {})).info).toEqual(rows.slice(2));
    simulator.actions.staff.refuseTransfer({ person: ids[1] ?? '' });
    await simulator.tick(START + 1 + DAY);
    expect(told(site).slice(1)).toEqual([
      'transfer_fail ZhouMin customer_refused',
      'add_external_contact ZhouMin',
    ]);
    const { customer } = await client.call(endpoints.listTransferResultsOfResigned, pair);
    expect(customer).toMatchObject([
      { external_userid: ids[0], status: 1 },
      { external_userid: ids[1], status: 3 },
    ]);
    expect((await client.call(endpoints.listUnassigned, {})).info).toEqual(rows.slice(1));
    expect((await client.call(endpoints.listTransferResults, pair)).customer).toEqual([]);
  });

  it('is unknown to everything else: no friends, no codes, no transfer on the job', async () => {
    const { simulator, client } = await testWorld();
    const [id = ''] = befriend(simulator, 'LinXiao', 1);
    simulator.actions.staff.leave({ userid: 'LinXiao' });
    expect((await client.call(endpoints.getFollowUserList, {})).follow_user).toEqual(['ZhouMin', 'Idle']);
    await expect(client.call(endpoints.listFriends, { userid: 'LinXiao' })).rejects.toMatchObject({
      errcode: 40003,
    });
    await expect(client.call(endpoints.getFriend, { external_userid: id })).rejects.toMatchObject({
      errcode: 84061,
    });
    await expect(
      client.call(endpoints.transferCustomers, { ...pair, external_userid: [id] }),
    ).rejects.toMatchObject({ errcode: 40003 });
    expect(simulator.actions.reply({ person: id, text: '在吗？' })).toBe(false);
    expect(simulator.actions.staff.join({ userid: 'LINXIAO', name: '又来' })).toBe(false);
    expect(simulator.truth().staff).toMatchObject({ left: [{ userid: 'LinXiao', at: START }] });
  });

  it('page numbers reach 50,000 rows; the cursor goes on', async () => {
    const { client } = await testWorld();
    const ask = (page_id: number) => client.call(endpoints.listUnassigned, { page_id, page_size: 1000 });
    await expect(ask(49)).resolves.toMatchObject({ info: [], is_last: true });
    await expect(ask(50)).rejects.toMatchObject({ kind: 'limit' });
  });
});
