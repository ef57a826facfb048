import { endpoints, type WecomEvent } from '@jetbridge/wecom';
import { afterEach, describe, expect, it } from 'vitest';
import { closeAll, corp, jsonOf, receiver, START, testWorld } from '../test-world.ts';
import type { MemberMessage } from './written.ts';

afterEach(closeAll);

async function memberWorld() {
  const inbox = await receiver();
  const world = await testWorld({ callbackUrl: inbox.url });
  const { app } = world.simulator.actions;
  const last = async (): Promise<WecomEvent | undefined> => {
    await world.simulator.tick(world.simulator.now());
    return inbox.events.at(-1)?.event;
  };
  return { ...world, app, inbox, last };
}

describe('what a member writes to the app', () => {
  it.each<[MemberMessage, object]>([
    [
      { type: 'text', content: '几号登机口？]]>' },
      { kind: 'message.text', content: '几号登机口？]]>' },
    ],
    [
      { type: 'image', mediaId: 'm' },
      { kind: 'message.image', mediaId: 'm' },
    ],
    [
      { type: 'voice', mediaId: 'm' },
      { kind: 'message.voice', mediaId: 'm', format: 'amr' },
    ],
    [
      { type: 'video', mediaId: 'm' },
      { kind: 'message.video', mediaId: 'm' },
    ],
    [
      { type: 'location', latitude: 40.0799, longitude: 116.6031, label: '首都机场' },
      { kind: 'message.location', latitude: 40.0799, longitude: 116.6031, label: '首都机场', scale: 15 },
    ],
    [
      { type: 'link', title: '航班动态', url: 'https://a.example' },
      { kind: 'message.link', title: '航班动态', url: 'https://a.example' },
    ],
  ])('$type comes as it was written, from the member', async (message, event) => {
    const { app, last } = await memberWorld();
    const msgId = app.write({ userid: 'linxiao', message });
    expect(msgId).toMatch(/^\d{1,19}$/);
    expect(await last()).toMatchObject({
      ...event,
      msgId,
      fromUserName: 'LinXiao',
      agentId: String(corp.agentId),
    });
  });

  it('can be a file that the app downloads', async () => {
    const { app, client, last } = await memberWorld();
    app.write({ userid: 'LinXiao', message: { type: 'image' } });
    const event = await last();
    const media_id = event?.kind === 'message.image' ? event.mediaId : '';
    expect((await client.call(endpoints.getMedia, { media_id })).contentType).toBe('image/jpeg');
  });

  it('has a MsgId of its own', async () => {
    const { app } = await memberWorld();
    const write = () => app.write({ userid: 'LinXiao', message: { type: 'text', content: 'a' } });
    expect(write()).not.toBe(write());
  });
});

describe('what a member does with the app', () => {
  it('calls back: menu, opening, position', async () => {
    const { app, last } = await memberWorld();
    app.menu({ userid: 'LinXiao', kind: 'click', key: 'orders' });
    expect(await last()).toMatchObject({ kind: 'click', eventKey: 'orders', fromUserName: 'LinXiao' });
    app.menu({ userid: 'LinXiao', kind: 'view', key: 'https://a.example' });
    expect(await last()).toMatchObject({ kind: 'view', eventKey: 'https://a.example' });
    app.enter({ userid: 'LinXiao' });
    expect(await last()).toMatchObject({
      kind: 'enter_agent',
      agentId: String(corp.agentId),
      createTime: START / 1000,
    });
    app.locate({ userid: 'LinXiao', latitude: 40.08, longitude: 116.6 });
    expect(await last()).toMatchObject({
      kind: 'LOCATION',
      latitude: 40.08,
      longitude: 116.6,
      precision: 65,
    });
  });

  it('is nothing for who does not exist or an app that does not', async () => {
    const { app, inbox, last } = await memberWorld();
    expect(app.enter({ userid: 'NoBody' })).toBe(false);
    expect(app.enter({ userid: 'LinXiao', agentId: 1 })).toBe(false);
    await last();
    expect(inbox.events).toEqual([]);
  });
});

it('a member taken out of the scope gets no messages until taken in again', async () => {
  const { app, client, last } = await memberWorld();
  const send = () =>
    client.call(endpoints.sendAppMessage, {
      agentid: corp.agentId,
      touser: 'LinXiao|ZhouMin',
      msgtype: 'text',
      text: { content: 'a' },
    });
  expect(app.unsubscribe({ userid: 'LinXiao' })).toBe(true);
  expect(await last()).toMatchObject({ kind: 'unsubscribe', fromUserName: 'LinXiao' });
  expect((await send()).invaliduser).toBe('linxiao');
  expect(app.enter({ userid: 'LinXiao' })).toBe(false);
  expect(app.subscribe({ userid: 'LinXiao' })).toBe(true);
  expect(await last()).toMatchObject({ kind: 'subscribe' });
  expect(app.subscribe({ userid: 'LinXiao' })).toBe(false);
  expect((await send()).invaliduser).toBeUndefined();
  expect([app.inbox('LinXiao').length, app.inbox('ZhouMin').length]).toEqual([1, 2]);
});

it('all of it can be done over HTTP', async () => {
  const { simulator, inbox } = await memberWorld();
  const post = async (name: string, body: object) => {
    const response = await fetch(`${simulator.url()}/__sim/app/${name}`, {
      method: 'POST',
      body: JSON.stringify(body),
    });
    return { status: response.status, body: await jsonOf(response) };
  };
  const userid = 'LinXiao';
  expect((await post('write', { userid, content: 'a' })).body).toMatchObject({ msgId: expect.any(String) });
  for (const [name, body] of [
    ['write', { userid, type: 'location', latitude: 1, longitude: 2 }],
    ['write', { userid, type: 'link', title: 't', url: 'https://a.example' }],
    ['write', { userid, type: 'image' }],
    ['menu', { userid, key: 'k' }],
    ['enter', { userid }],
    ['locate', { userid, latitude: 1, longitude: 2 }],
    ['unsubscribe', { userid }],
    ['subscribe', { userid }],
  ] as const) {
    expect(await post(name, body)).toMatchObject({ status: 200 });
  }
  await simulator.tick(START);
  expect(inbox.events).toHaveLength(9);
  expect((await post('click', { userid, msgid: 'x', key: 'k' })).body).toMatchObject({ outcome: 'refused' });
  expect((await post('inbox', { userid })).body).toEqual({ messages: [] });
  for (const [name, body] of [
    ['write', { userid, type: 'fax' }],
    ['write', { userid }],
    ['menu', { userid, key: 'k', kind: 'hold' }],
    ['enter', { userid, agentId: 'x' }],
    ['locate', { userid, latitude: '1', longitude: 2 }],
    ['click', { userid, msgid: 'x', key: 'k', selected: [{}] }],
  ] as const) {
    expect(await post(name, body)).toMatchObject({ status: 400 });
  }
});
