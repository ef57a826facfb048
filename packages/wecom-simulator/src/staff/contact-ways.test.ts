import { endpoints } from '@jetbridge/wecom';
import { afterEach, describe, expect, it } from 'vitest';
import { addWay, callApi, closeAll, corp, receiver, START, testWorld } from '../test-world.ts';

afterEach(closeAll);

const DAY = 86_400_000;
const members = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ userid: `m${i}`, name: `成员${i}`, departments: [2] }));
const departments = [{ id: 2, name: '地面服务' }];

/** Past the checks of the client. */
async function rawWay(url: string, way: object) {
  const { body } = await callApi(url, `gettoken?corpid=${corp.corpId}&corpsecret=${corp.secret}`);
  const path = `externalcontact/add_contact_way?access_token=${String(body.access_token)}`;
  return (await callApi(url, path, way)).body;
}

describe('a contact way', () => {
  it('takes 100 members and not 101, named or by department', async () => {
    const { simulator, client } = await testWorld({ staff: members(101), departments });
    const user = members(101).map(({ userid }) => userid);
    await expect(addWay(client, 's', user.slice(0, 100))).resolves.toMatchObject({ errcode: 0 });
    await expect(addWay(client, 's', user)).rejects.toMatchObject({ kind: 'limit' });
    const way = { type: 2, scene: 2 };
    expect(await rawWay(simulator.url(), { ...way, user })).toMatchObject({ errcode: 41041 });
    expect(await rawWay(simulator.url(), { ...way, party: [2] })).toMatchObject({ errcode: 41041 });
    simulator.actions.staff.leave({ userid: 'm0' });
    expect(await rawWay(simulator.url(), { ...way, party: [2] })).toMatchObject({ errcode: 0 });
    expect(await rawWay(simulator.url(), { ...way, party: [3] })).toMatchObject({ errcode: 60123 });
  });

  it('takes a state of 30 characters, emoji among them, and brings it back whole', async () => {
    const site = await receiver();
    const { simulator, client } = await testWorld({ callbackUrl: site.url });
    const state = `${'🛫'.repeat(15)}${'舱'.repeat(15)}`;
    const way = await addWay(client, state);
    simulator.actions.scan({ configId: way.config_id });
    await simulator.tick(START + 1);
    expect(site.events[0]?.event.fields.State).toBe(state);
    await expect(addWay(client, `${state}!`)).rejects.toMatchObject({ kind: 'limit' });
    const whole = { type: 1, scene: 2, user: ['LinXiao'], state: `${state}!` };
    expect(await rawWay(simulator.url(), whole)).toMatchObject({ errcode: 40058 });
  });

  it('leads to members of its departments, as they are at the time of the scan', async () => {
    const { simulator, client } = await testWorld({ staff: members(1), departments });
    const way = await client.call(endpoints.addContactWay, { type: 2, scene: 2, party: [1] });
    const scan = () => simulator.actions.scan({ configId: way.config_id });
    expect(scan()).toMatchObject({ outcome: 'added', userid: 'm0' });
    simulator.actions.staff.join({ userid: 'new', name: '新人', departments: [2] });
    simulator.actions.staff.leave({ userid: 'm0' });
    expect(scan()).toMatchObject({ outcome: 'added', userid: 'new' });
    simulator.actions.staff.change({ userid: 'new', changes: { contactCap: 1 } });
    expect(scan()).toMatchObject({ outcome: 'refused', reason: 'no_active_staff' });
  });

  it('is one of at most so many, and a deleted one makes room', async () => {
    const { client } = await testWorld({ contactWayCap: 2 });
    const first = await addWay(client, 'a');
    await addWay(client, 'b');
    await expect(addWay(client, 'c')).rejects.toMatchObject({ errcode: 41045 });
    await client.call(endpoints.delContactWay, { config_id: first.config_id });
    await expect(addWay(client, 'c')).resolves.toMatchObject({ errcode: 0 });
  });

  it('is listed up to the end of its 90th day', async () => {
    const { client, clock } = await testWorld();
    const way = await addWay(client);
    const listed = async () => (await client.call(endpoints.listContactWays, {})).contact_way;
    clock.advanceTo(START + 90 * DAY);
    expect(await listed()).toEqual([{ config_id: way.config_id }]);
    clock.advanceTo(START + 90 * DAY + 1);
    expect(await listed()).toEqual([]);
    const start_time = START / 1000;
    const { contact_way } = await client.call(endpoints.listContactWays, { start_time });
    expect(contact_way).toHaveLength(1);
  });

  it('without skip_verify waits for the member to accept', async () => {
    const site = await receiver();
    const { simulator, client } = await testWorld({
      callbackUrl: site.url,
      staff: [
        { userid: 'LinXiao', name: '林晓', accepts: { min: 60_000, max: 60_000 } },
        { userid: 'ZhouMin', name: '周敏', accepts: 'never' },
      ],
    });
    const request = async (userid: string) => {
      const way = { type: 1, scene: 2, skip_verify: false, state: 'vip', user: [userid] } as const;
      const { config_id } = await client.call(endpoints.addContactWay, { ...way, user: [userid] });
      return simulator.actions.scan({ configId: config_id });
    };
    expect(await request('LinXiao')).toMatchObject({ outcome: 'requested' });
    await simulator.tick(START + 59_999);
    expect(simulator.truth().relations).toEqual([]);
    await simulator.tick(START + 60_000);
    expect(site.events.map(({ event: { fields } }) => [fields.ChangeType, fields.State])).toEqual([
      ['add_external_contact', 'vip'],
    ]);
    const asked = await request('ZhouMin');
    const person = asked.outcome === 'requested' ? asked.externalUserId : '';
    await simulator.tick(START + DAY);
    expect(simulator.truth().relations).toHaveLength(1);
    expect(simulator.actions.staff.accept({ userid: 'ZhouMin', person })).toBe(true);
    expect(simulator.truth().relations).toHaveLength(2);
    expect(simulator.actions.staff.ignore({ userid: 'ZhouMin', person })).toBe(false);
  });
});

describe('a temporary contact way', () => {
  const temporary = {
    type: 1,
    scene: 2,
    is_temp: true,
    user: ['LinXiao'],
    expires_in: 3600,
    chat_expires_in: 600,
    conclusions: {
      text: { content: '感谢您的咨询' },
      link: { title: '航班动态', url: 'https://example.com/flight' },
    },
  } as const;
  const way = { ...temporary, user: [...temporary.user] };

  it('opens a chat that ends by itself, with its conclusions, and makes no friends', async () => {
    const site = await receiver();
    const { simulator, client } = await testWorld({ callbackUrl: site.url });
    const { config_id } = await client.call(endpoints.addContactWay, way);
    const scan = simulator.actions.scan({ configId: config_id, person: 0 });
    expect(scan).toMatchObject({ outcome: 'chatting', userid: 'LinXiao' });
    const id = scan.outcome === 'chatting' ? scan.externalUserId : '';
    await simulator.tick(START + 599_999);
    expect(simulator.truth().messages[id]).toBeUndefined();
    await simulator.tick(START + 600_000);
    expect(simulator.truth().messages[id]).toMatchObject([
      { from: 'LinXiao', text: '感谢您的咨询\n[航班动态]', links: ['https://example.com/flight'] },
    ]);
    expect(simulator.truth()).toMatchObject({ relations: [], staff: { temporaryChats: [] } });
    expect(site.events).toEqual([]);
    expect((await client.call(endpoints.listContactWays, {})).contact_way).toEqual([]);
  });

  it('can be closed before its time, once, and its code works until it expires', async () => {
    const { simulator, client } = await testWorld();
    const { config_id } = await client.call(endpoints.addContactWay, way);
    const scan = simulator.actions.scan({ configId: config_id });
    const chat = {
      userid: 'LinXiao',
      external_userid: scan.outcome === 'chatting' ? scan.externalUserId : '',
    };
    await client.call(endpoints.closeTemporaryChat, chat);
    await expect(client.call(endpoints.closeTemporaryChat, chat)).rejects.toMatchObject({ errcode: 84061 });
    expect(simulator.truth().messages[chat.external_userid]).toHaveLength(1);
    await simulator.tick(START + 3_599_999);
    expect(simulator.actions.scan({ configId: config_id })).toMatchObject({ outcome: 'chatting' });
    await simulator.tick(START + 3_600_000);
    expect(simulator.actions.scan({ configId: config_id })).toMatchObject({ reason: 'unknown_code' });
  });

  it('is for one person when it names one', async () => {
    const { simulator, client } = await testWorld();
    const [one, other] = simulator.people.page(0, 2);
    const named = { ...way, unionid: one?.unionid ?? '' };
    const { config_id } = await client.call(endpoints.addContactWay, named);
    const scan = (person = '') => simulator.actions.scan({ configId: config_id, person });
    expect(scan(other?.externalUserId)).toMatchObject({ outcome: 'refused', reason: 'not_for_them' });
    expect(scan(one?.externalUserId)).toMatchObject({ outcome: 'chatting' });
  });

  it('keeps a chat that has begun from being welcomed when they become friends', async () => {
    const site = await receiver();
    const { simulator, client } = await testWorld({ callbackUrl: site.url });
    const { config_id } = await client.call(endpoints.addContactWay, way);
    const { config_id: lasting } = await addWay(client);
    simulator.actions.scan({ configId: config_id, person: 0 });
    simulator.actions.scan({ configId: lasting, person: 0 });
    simulator.actions.scan({ configId: lasting, person: 1 });
    await simulator.tick(START + 1);
    const codes = site.events.map(({ event: { fields } }) => fields.WelcomeCode !== undefined);
    expect(codes).toEqual([false, true]);
  });

  it('alone may have what only temporary ways have, within the limits', async () => {
    const { client } = await testWorld();
    const refused = (change: object) =>
      expect(client.call(endpoints.addContactWay, { ...way, ...change })).rejects.toMatchObject({
        kind: 'limit',
      });
    await refused({ is_temp: false });
    await refused({ expires_in: 14 * 86_400 + 1 });
    await refused({ conclusions: { text: { content: '好'.repeat(1334) } } });
    await refused({ conclusions: { link: { title: '航班', url: '' } } });
    await refused({ type: 2, style: 3 });
    const most = { expires_in: 14 * 86_400, conclusions: { text: { content: `${'好'.repeat(1333)}a` } } };
    const { config_id } = await client.call(endpoints.addContactWay, { ...way, ...most });
    const image = { conclusions: { image: { media_id: 'm1' } } };
    await client.call(endpoints.updateContactWay, { config_id, ...image });
    const { contact_way } = await client.call(endpoints.getContactWay, { config_id });
    expect(contact_way.conclusions).toEqual({ image: { pic_url: expect.stringContaining('m1') } });
  });
});
