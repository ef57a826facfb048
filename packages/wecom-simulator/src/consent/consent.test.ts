import { archiveEntry, endpoints } from '@jetbridge/wecom';
import { afterEach, describe, expect, it } from 'vitest';
import {
  addWay,
  befriend,
  callApi,
  closeAll,
  jsonOf,
  receiver,
  START,
  type TestWorld,
  testWorld,
} from '../test-world.ts';

afterEach(closeAll);

const entries = async ({ simulator }: Pick<TestWorld, 'simulator'>) =>
  (await simulator.archive.pull(0, 1000)).map((record) => archiveEntry(record));

async function friends() {
  const made = await testWorld();
  const [person = '', other = ''] = befriend(made.simulator, 'LinXiao', 2);
  return {
    ...made,
    person,
    other,
    consent: made.simulator.actions.consent,
    pair: { userid: 'LinXiao', person },
  };
}

describe('consent of a customer', () => {
  it('is default until they speak, and told with the time of the change', async () => {
    const { client, clock, consent, pair, person, other } = await friends();
    const ask = async () => {
      const info = [person, other].map((exteranalopenid) => ({ userid: 'LinXiao', exteranalopenid }));
      return (await client.call(endpoints.checkSingleAgreements, { info })).agreeinfo;
    };
    const told = (id: string, agree_status: string, seconds: number) => ({
      userid: 'LinXiao',
      exteranalopenid: id,
      agree_status,
      status_change_time: START / 1000 + seconds,
    });
    expect(await ask()).toEqual([told(person, 'Default_Agree', 0), told(other, 'Default_Agree', 0)]);
    clock.advanceTo(START + 5_000);
    expect(consent.agree(pair)).toBe(true);
    clock.advanceTo(START + 9_000);
    expect(consent.disagree({ ...pair, person: other })).toBe(true);
    expect(await ask()).toEqual([told(person, 'Agree', 5), told(other, 'Disagree', 9)]);
    expect(consent.agree({ userid: 'ZhouMin', person })).toBe(false);
    const unknown = { info: [{ userid: 'LinXiao', exteranalopenid: 'wmElsewhere' }] };
    await expect(client.call(endpoints.checkSingleAgreements, unknown)).rejects.toMatchObject({
      errcode: 301061,
    });
  });

  it('decides what is archived from then on; that it was given or refused is archived itself', async () => {
    const { simulator, consent, pair, person } = await friends();
    simulator.actions.reply({ ...pair, text: '1' });
    consent.disagree(pair);
    simulator.actions.reply({ ...pair, text: '2' });
    consent.agree(pair);
    simulator.actions.say({ ...pair, text: '3' });
    const said = (await entries({ simulator })).map((entry) => [
      entry?.kind,
      entry?.kind === 'text' && entry.body.content,
    ]);
    expect(said).toEqual([
      ['text', '1'],
      ['disagree', false],
      ['agree', false],
      ['text', '3'],
    ]);
    expect((await entries({ simulator }))[2]).toMatchObject({
      from: person,
      tolist: ['LinXiao'],
      body: { userid: person, agree_time: START / 1000 },
    });
  });

  it('is told by a callback, with a welcome code as long as none was used and nobody has written', async () => {
    const inbox = await receiver();
    const { simulator, client, clock } = await testWorld({ callbackUrl: inbox.url });
    await addWay(client);
    const scan = simulator.actions.scan({ state: 'gate_A12' });
    if (scan.outcome !== 'added') throw new Error('not added');
    const pair = { userid: 'LinXiao', person: scan.externalUserId };
    await simulator.tick(START + 60_000);
    const approve = async () => {
      simulator.actions.consent.agree(pair);
      await simulator.tick(clock.now());
      const event = inbox.events.findLast(({ event: { kind } }) =>
        kind.endsWith('msg_audit_approved'),
      )?.event;
      if (event?.kind !== 'change_external_contact.msg_audit_approved') throw new Error('no event');
      return event.welcomeCode;
    };
    const code = (await approve()) ?? '';
    await client.call(endpoints.sendWelcome, { welcome_code: code, text: { content: '欢迎' } });
    expect(await approve()).toBeUndefined();
    simulator.actions.consent.disagree(pair);
    const before = inbox.events.filter(({ event }) => event.kind.endsWith('msg_audit_approved'));
    expect(before).toHaveLength(2);
  });

  it('in a group leaves out what those write who refuse', async () => {
    const { simulator, client, consent, person, other } = await friends();
    const { groups } = simulator.actions;
    const chatId = groups.create({ owner: 'LinXiao', people: [person, other] }) ?? '';
    expect(consent.disagree({ chatId, person })).toBe(true);
    expect(consent.disagree({ chatId: 'wrElsewhere', person })).toBe(false);
    groups.write({ chatId, person, text: 'private' });
    groups.write({ chatId, person: other, text: 'public' });
    const texts = (await entries({ simulator })).flatMap((entry) => (entry?.kind === 'text' ? [entry] : []));
    expect(texts).toMatchObject([{ from: other, roomid: chatId, body: { content: 'public' } }]);
    const { agreeinfo } = await client.call(endpoints.checkRoomAgreements, { roomid: chatId });
    expect(agreeinfo).toMatchObject([
      { exteranalopenid: person, agree_status: 'Disagree' },
      { exteranalopenid: other, agree_status: 'Default_Agree' },
    ]);
    const elsewhere = client.call(endpoints.checkRoomAgreements, { roomid: 'wrElsewhere' });
    await expect(elsewhere).rejects.toMatchObject({ errcode: 40058 });
  });

  it('is asked for a hundred pairs at once, and not for one more', async () => {
    const { simulator, client, person } = await friends();
    const info = (count: number) =>
      Array.from({ length: count }, () => ({ userid: 'LinXiao', exteranalopenid: person }));
    expect((await client.call(endpoints.checkSingleAgreements, { info: info(100) })).agreeinfo).toHaveLength(
      100,
    );
    await expect(client.call(endpoints.checkSingleAgreements, { info: info(101) })).rejects.toMatchObject({
      kind: 'limit',
    });
    const path = `gettoken?corpid=ww0123456789abcdef&corpsecret=a-secret`;
    const { access_token } = (await callApi(simulator.url(), path)).body;
    const asked = await callApi(simulator.url(), `msgaudit/check_single_agree?access_token=${access_token}`, {
      info: info(101),
    });
    expect(asked.body).toMatchObject({ errcode: 301060, agreeinfo: [] });
  });
});

describe('members in the archive', () => {
  it('are all of them, or whom the admin opened it for', async () => {
    const { simulator, client, consent, pair, person } = await friends();
    const ids = async (type?: 1 | 2 | 3) =>
      (await client.call(endpoints.listArchivedStaff, type === undefined ? {} : { type })).ids;
    expect(await ids()).toEqual(['LinXiao', 'ZhouMin', 'Idle']);
    consent.withdraw({ userids: ['linxiao'] });
    expect(await ids()).toEqual(['ZhouMin', 'Idle']);
    simulator.actions.reply({ ...pair, text: 'not kept' });
    simulator.actions.befriend({ userid: 'ZhouMin', person });
    simulator.actions.reply({ userid: 'ZhouMin', person, text: 'kept' });
    expect(consent.permit({ userids: ['LinXiao'], edition: 1 })).toBe(true);
    expect(consent.permit({ userids: ['Nobody'] })).toBe(false);
    expect(await ids(1)).toEqual(['LinXiao']);
    expect(await ids(3)).toEqual(['ZhouMin', 'Idle']);
    simulator.actions.reply({ ...pair, text: 'kept too' });
    expect(
      (await entries({ simulator })).map((entry) => entry?.kind === 'text' && entry.body.content),
    ).toEqual(['kept', 'kept too']);
  });

  it('write in rooms of their own, which the API describes; groups with customers it does not', async () => {
    const { simulator, client, consent, person } = await friends();
    const members = ['ZhouMin'];
    const roomid = consent.openRoom({ creator: 'LinXiao', name: '值机组', members, notice: '早班' }) ?? '';
    expect(consent.openRoom({ creator: 'Nobody', name: 'x', members })).toBeUndefined();
    expect(consent.writeInRoom({ roomid, userid: 'zhoumin', text: 'A12 开柜' })).toBe(true);
    expect(consent.writeInRoom({ roomid, userid: 'Idle', text: 'x' })).toBe(false);
    const [entry] = await entries({ simulator });
    expect(entry).toMatchObject({ from: 'ZhouMin', tolist: ['LinXiao'], roomid, kind: 'text' });
    expect(entry?.msgid).not.toMatch(/_external$/);
    expect(await client.call(endpoints.getArchivedRoom, { roomid })).toMatchObject({
      roomname: '值机组',
      creator: 'LinXiao',
      notice: '早班',
      room_create_time: START / 1000,
      members: [
        { memberid: 'LinXiao', jointime: START / 1000 },
        { memberid: 'ZhouMin', jointime: START / 1000 },
      ],
    });
    const chatId = simulator.actions.groups.create({ owner: 'LinXiao', people: [person] }) ?? '';
    const outside = client.call(endpoints.getArchivedRoom, { roomid: chatId });
    await expect(outside).rejects.toMatchObject({ errcode: 301059 });
  });

  it('have robots, which are found by their ids', async () => {
    const { client, consent } = await friends();
    const robot_id = consent.addRobot({ name: '航班助手', creator: 'LinXiao' }) ?? '';
    expect(robot_id).toMatch(/^wb/);
    expect((await client.call(endpoints.getArchivedRobot, { robot_id })).data).toEqual({
      robot_id,
      name: '航班助手',
      creator_userid: 'LinXiao',
    });
    const unknown = client.call(endpoints.getArchivedRobot, { robot_id: 'wbElsewhere' });
    await expect(unknown).rejects.toMatchObject({ errcode: 40058 });
  });

  it('do so over HTTP too, with validated input', async () => {
    const { simulator, pair, person } = await friends();
    const post = async (name: string, body: object) => {
      const url = `${simulator.url()}/__sim/consent/${name}`;
      const response = await fetch(url, { method: 'POST', body: JSON.stringify(body) });
      return [response.status, await jsonOf(response)];
    };
    expect(await post('disagree', pair)).toEqual([200, { done: true }]);
    expect(await post('agree', { person })).toMatchObject([400, {}]);
    expect(await post('permit', { userids: 'LinXiao' })).toMatchObject([400, {}]);
    expect(await post('permit', { userids: ['LinXiao'], edition: 4 })).toMatchObject([400, {}]);
    const room = await post('open-room', { creator: 'LinXiao', name: 'r', members: [] });
    expect(room).toMatchObject([200, { roomid: expect.stringMatching(/^wr/) }]);
    expect(await post('switch-corp', { userid: 'LinXiao' })).toEqual([200, { done: true }]);
    expect(await post('recall', { msgid: 'none' })).toEqual([200, { done: false }]);
    expect(simulator.truth().consent.single).toMatchObject({ [`linxiao ${person}`]: { status: 'Disagree' } });
  });
});
