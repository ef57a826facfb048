import { type AppMessage, createWecomClient, endpoints } from '@jetbridge/wecom';
import { afterEach, describe, expect, it } from 'vitest';
import { callApi, closeAll, corp, START, testWorld } from '../test-world.ts';

afterEach(closeAll);

const { agentId: agentid } = corp;
const text = (content: string): AppMessage => ({
  agentid,
  touser: 'LinXiao',
  msgtype: 'text',
  text: { content },
});

/** What WeCom answers to whoever sends without the client's checks. */
async function sendBare(url: string, message: object) {
  const token = await callApi(url, `gettoken?corpid=${corp.corpId}&corpsecret=${corp.secret}`);
  return (await callApi(url, `message/send?access_token=${token.body.access_token}`, message)).body;
}

describe('a message to members', () => {
  it('reaches those it names by id, department and tag, each once', async () => {
    const { simulator, client } = await testWorld({
      departments: [{ id: 2, name: '地服' }],
      staff: [
        { userid: 'LinXiao', name: '林晓', departments: [2] },
        { userid: 'ZhouMin', name: '周敏' },
      ],
    });
    simulator.actions.staff.changeDirectoryTag({ tagId: 7, addUsers: ['ZhouMin'] });
    const sent = await client.call(endpoints.sendAppMessage, {
      ...text('登机口变更'),
      touser: 'linxiao|nobody',
      toparty: '2|99',
      totag: '7|98',
    });
    expect(sent).toMatchObject({ invaliduser: 'nobody', invalidparty: '99', invalidtag: '98' });
    for (const userid of ['LinXiao', 'zhoumin']) {
      expect(simulator.actions.app.inbox(userid)).toMatchObject([
        { msgid: sent.msgid, agentId: agentid, at: START, message: { text: { content: '登机口变更' } } },
      ]);
    }
  });

  it('joins the invalid lists in lower case and fails only when nobody is left', async () => {
    const { simulator, client } = await testWorld({ app: { scope: ['LinXiao'] } });
    const sent = await client.call(endpoints.sendAppMessage, {
      ...text('a'),
      touser: 'LinXiao|ZhouMin|NoBody',
    });
    expect(sent.invaliduser).toBe('zhoumin|nobody');
    expect(simulator.actions.app.inbox('ZhouMin')).toEqual([]);
    const nobody = await sendBare(simulator.url(), { ...text('a'), touser: 'ZhouMin|NoBody' });
    expect(nobody).toMatchObject({ errcode: 81013, invaliduser: 'zhoumin|nobody' });
    expect(await client.call(endpoints.sendAppMessage, { ...text('b'), touser: '@all' })).not.toHaveProperty(
      'invaliduser',
    );
  });

  it.each([
    ['x'.repeat(2048), 2048, 2048],
    ['x'.repeat(2049), 2048, 2048],
    // 682 characters of three bytes are 2,046, and a 683rd would be 2,049.
    ['航'.repeat(683), 2046, 682],
    ['😀'.repeat(512), 2048, 1024],
    [`xx${'😀'.repeat(512)}`, 2046, 1024],
  ])('is cut at the last whole character within 2,048 bytes (case %#)', async (content, bytes, length) => {
    const { simulator } = await testWorld();
    expect(await sendBare(simulator.url(), text(content))).toMatchObject({ errcode: 0 });
    const [message] = simulator.actions.app.inbox('LinXiao');
    const shown = message?.message.msgtype === 'text' ? message.message.text.content : '';
    expect(Buffer.byteLength(shown)).toBe(bytes);
    expect(shown).toHaveLength(length);
    expect(content.startsWith(shown)).toBe(true);
  });

  it('is refused by the code of what is wrong', async () => {
    const { simulator } = await testWorld();
    const code = async (change: object) =>
      (await sendBare(simulator.url(), { ...text('a'), ...change })).errcode;
    expect(await code({ agentid: 1 })).toBe(40056);
    expect(await code({ touser: '' })).toBe(82001);
    expect(await code({ touser: Array(1001).fill('a').join('|') })).toBe(40032);
    expect(await code({ msgtype: 'fax' })).toBe(40008);
    expect(await code({ text: {} })).toBe(44004);
    expect(await code({ msgtype: 'image' })).toBe(82004);
    expect(await code({ msgtype: 'markdown', markdown: { content: 'x'.repeat(2049) } })).toBe(45002);
    expect(await code({ msgtype: 'news', news: { articles: Array(9).fill({ title: 't' }) } })).toBe(45008);
    expect(await code({ msgtype: 'image', image: { media_id: 'none' } })).toBe(40007);
  });

  it('carries files for the three days that they live', async () => {
    const { simulator, client, clock } = await testWorld();
    const media = { fileName: 'gate.png', type: 'image/png', content: new Uint8Array(64) };
    const { media_id } = await client.call(endpoints.uploadMedia, { type: 'image', media });
    const message = { agentid, touser: 'LinXiao', msgtype: 'image' as const, image: { media_id } };
    await client.call(endpoints.sendAppMessage, message);
    clock.advanceTo(START + 3 * 86_400_000);
    await expect(client.call(endpoints.sendAppMessage, message)).rejects.toMatchObject({ errcode: 40007 });
    expect(simulator.actions.app.inbox('LinXiao')).toHaveLength(1);
  });

  it('is not repeated within the interval of a duplicate check, by default 1,800 s', async () => {
    const { simulator, client, clock } = await testWorld();
    const send = (message: Partial<AppMessage>) =>
      client.call(endpoints.sendAppMessage, {
        ...text('a'),
        enable_duplicate_check: 1,
        ...message,
      } as AppMessage);
    const arrived = () => simulator.actions.app.inbox('LinXiao').length;
    await send({});
    clock.advanceTo(START + 1_799_999);
    expect(await send({})).toMatchObject({ errcode: 0 });
    expect(arrived()).toBe(1);
    await send({ text: { content: 'b' } } as Partial<AppMessage>);
    await send({ enable_duplicate_check: 0 });
    expect(arrived()).toBe(3);
    clock.advanceTo(clock.now() + 59_999);
    await send({ duplicate_check_interval: 60 });
    expect(arrived()).toBe(3);
    clock.advanceTo(clock.now() + 1);
    await send({ duplicate_check_interval: 60 });
    expect(arrived()).toBe(4);
  });

  it('is the 31st of a minute for a member: it succeeds and is dropped', async () => {
    const { simulator, client, clock } = await testWorld();
    const arrived = (userid: string) => simulator.actions.app.inbox(userid).length;
    for (let i = 0; i < 31; i++) await client.call(endpoints.sendAppMessage, text(`${i}`));
    expect(arrived('LinXiao')).toBe(30);
    await client.call(endpoints.sendAppMessage, { ...text('both'), touser: 'LinXiao|ZhouMin' });
    expect([arrived('LinXiao'), arrived('ZhouMin')]).toEqual([30, 1]);
    clock.advanceTo(START + 60_000);
    await client.call(endpoints.sendAppMessage, text('again'));
    expect(arrived('LinXiao')).toBe(31);
  });

  it('is refused for the rest of the day beyond 200 persons per account', async () => {
    const staff = Array.from({ length: 1000 }, (_, i) => ({ userid: `u${i}`, name: `${i}` }));
    const { client, clock } = await testWorld({ staff });
    const send = () =>
      client.call(endpoints.sendAppMessage, { ...text('x'), touser: '@all' }, { maxWaitMs: 0 });
    for (let i = 0; i < 200; i++) {
      await send();
      clock.advanceTo(clock.now() + 1_000);
    }
    await expect(send()).rejects.toMatchObject({ errcode: 45009 });
    // The natural day ends at midnight in Shanghai; the test began at 10 in the morning.
    clock.advanceTo(START + 14 * 3_600_000 - 1);
    await expect(send()).rejects.toMatchObject({ errcode: 45009 });
    clock.advanceTo(START + 14 * 3_600_000 + 60_000);
    await expect(send()).resolves.toBeDefined();
  });
});

describe('a recall', () => {
  it('takes a message back within 24 hours, and not a millisecond later', async () => {
    const { simulator, client, clock } = await testWorld();
    const first = await client.call(endpoints.sendAppMessage, text('a'));
    const second = await client.call(endpoints.sendAppMessage, text('b'));
    clock.advanceTo(START + 86_400_000);
    await client.call(endpoints.recallAppMessage, { msgid: first.msgid ?? '' });
    clock.advanceTo(START + 86_400_001);
    await expect(
      client.call(endpoints.recallAppMessage, { msgid: second.msgid ?? '' }),
    ).rejects.toMatchObject({ errcode: 42052 });
    expect(simulator.actions.app.inbox('LinXiao').map(({ recalled }) => recalled)).toEqual([true, false]);
    expect(simulator.truth().app.messages[0]).toMatchObject({
      recalledAt: START + 86_400_000,
      to: ['LinXiao'],
    });
  });

  it('is for the app that sent it', async () => {
    const { simulator, client } = await testWorld({ apps: [{ agentId: 1000003, secret: 'other' }] });
    const { msgid = '' } = await client.call(endpoints.sendAppMessage, text('a'));
    const other = createWecomClient({ baseUrl: simulator.url(), corpId: corp.corpId, secret: 'other' });
    await expect(other.call(endpoints.recallAppMessage, { msgid })).rejects.toMatchObject({ errcode: 40058 });
  });
});

it('messages are counted per app and natural day', async () => {
  const { client, clock } = await testWorld();
  await client.call(endpoints.sendAppMessage, text('a'));
  await client.call(endpoints.sendAppMessage, text('b'));
  clock.advanceTo(START + 86_400_000);
  await client.call(endpoints.sendAppMessage, text('c'));
  const count = async (time_type: 0 | 1) =>
    (await client.call(endpoints.getAppMessageStatistics, { time_type })).statistics.map(
      (each) => each.count,
    );
  expect([await count(0), await count(1)]).toEqual([[1], [2]]);
});
