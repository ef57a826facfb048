import { archiveMessage, createArchiveHttpSource, endpoints } from '@jetbridge/wecom';
import { afterEach, describe, expect, it } from 'vitest';
import { addWay, closeAll, receiver, START, testWorld } from './test-world.ts';

afterEach(closeAll);

describe('the loop', () => {
  it('a scan calls back, the welcome arrives, a reply is archived and notified', async () => {
    const inbox = await receiver(async ({ event }) => {
      if (event.kind !== 'change_external_contact.add_external_contact' || !event.welcomeCode) return;
      await client.call(endpoints.sendWelcome, {
        welcome_code: event.welcomeCode,
        text: { content: '欢迎登机 https://example.com/hello' },
      });
    });
    const { simulator, client, clock } = await testWorld({ callbackUrl: inbox.url });
    const way = await addWay(client);
    expect(way.qr_code).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/__sim\/qr\/[0-9a-f]{32}\.svg$/);

    const scan = simulator.actions.scan({ configId: way.config_id });
    await simulator.tick(clock.now() + 1_000);
    expect(scan).toMatchObject({ outcome: 'added', userid: 'LinXiao' });
    if (scan.outcome !== 'added') throw new Error('not added');
    expect(inbox.events[0]?.event).toMatchObject({
      kind: 'change_external_contact.add_external_contact',
      userId: 'LinXiao',
      externalUserId: scan.externalUserId,
      state: 'gate_A12',
    });
    expect(simulator.truth().welcomes).toMatchObject([{ externalUserId: scan.externalUserId, delayMs: 0 }]);
    expect(simulator.truth().messages[scan.externalUserId]).toMatchObject([
      { kind: 'welcome', links: ['https://example.com/hello'] },
    ]);

    const friend = await client.call(endpoints.getFriend, { external_userid: scan.externalUserId });
    expect(friend.external_contact).toMatchObject({ name: scan.name, unionid: expect.stringMatching(/^o6/) });
    expect(friend.follow_user).toMatchObject([{ userid: 'LinXiao', state: 'gate_A12', add_way: 1 }]);

    simulator.actions.reply({ person: scan.externalUserId, text: '航班会延误吗？' });
    await simulator.tick(clock.now() + 60_000);
    expect(inbox.events.at(-1)?.event).toMatchObject({ kind: 'msgaudit_notify', agentId: '2000004' });
    const source = createArchiveHttpSource({ url: `${simulator.url()}/__sim/archive` });
    const texts = (await source.pull(0, 100)).map((record) => archiveMessage(record));
    expect(texts).toMatchObject([
      { from: 'LinXiao', tolist: [scan.externalUserId] },
      { from: scan.externalUserId, tolist: ['LinXiao'], text: { content: '航班会延误吗？' } },
    ]);
    expect(await source.pull(2, 100)).toEqual([]);
    expect(simulator.truth().crashes).toEqual([]);
  });
});

describe('the welcome', () => {
  const code = async (options: { replyFirst?: boolean } = {}) => {
    const inbox = await receiver();
    const made = await testWorld({ callbackUrl: inbox.url });
    await addWay(made.client);
    const scan = made.simulator.actions.scan({ state: 'gate_A12' });
    if (options.replyFirst && scan.outcome === 'added') {
      made.simulator.actions.reply({ person: scan.externalUserId, text: '你好' });
    }
    await made.simulator.tick(START + 10);
    const event = inbox.events[0]?.event;
    const welcome_code = event && 'welcomeCode' in event ? (event.welcomeCode ?? '') : '';
    // Scanning happened at START, fetching the token and the way took no virtual time.
    return {
      ...made,
      send: () => made.client.call(endpoints.sendWelcome, { welcome_code, text: { content: '欢迎' } }),
    };
  };

  it('may be sent up to the 20,000th millisecond', async () => {
    const { clock, simulator, send } = await code();
    clock.advanceTo(START + 20_000);
    await expect(send()).resolves.toMatchObject({ errcode: 0 });
    expect(simulator.truth().welcomes).toMatchObject([{ delayMs: 20_000 }]);
  });

  it('is refused a millisecond later', async () => {
    const { clock, send } = await code();
    clock.advanceTo(START + 20_001);
    await expect(send()).rejects.toMatchObject({ errcode: 41050 });
  });

  it('is sent once', async () => {
    const { simulator, send } = await code();
    await send();
    await expect(send()).rejects.toMatchObject({ errcode: 41050 });
    expect(Object.values(simulator.truth().messages)[0]).toHaveLength(1);
  });

  it('is refused once the traveller has written', async () => {
    const { send } = await code({ replyFirst: true });
    await expect(send()).rejects.toMatchObject({ errcode: 41051 });
  });
});

describe('friends', () => {
  it('a code with several members shares them out, refuses no one, and knows who is a friend already', async () => {
    const { simulator, client } = await testWorld();
    const way = await addWay(client, 's', ['LinXiao', 'ZhouMin']);
    const outcomes = Array.from({ length: 40 }, () => simulator.actions.scan({ configId: way.config_id }));
    const members = outcomes.map((o) => (o.outcome === 'added' ? o.userid : o.outcome));
    expect(new Set(members)).toEqual(new Set(['LinXiao', 'ZhouMin']));
    const first = outcomes[0];
    if (first?.outcome !== 'added') throw new Error('not added');
    await client.call(endpoints.updateContactWay, { config_id: way.config_id, user: [first.userid] });
    const again = simulator.actions.scan({ configId: way.config_id, person: first.externalUserId });
    expect(again).toMatchObject({ outcome: 'already_friends', userid: first.userid });
    expect(simulator.actions.scan({ configId: 'none' })).toEqual({
      outcome: 'refused',
      reason: 'unknown_code',
    });
  });

  it('one who blocks is announced, gone from the lists, and may come back with a new welcome', async () => {
    const inbox = await receiver();
    const { simulator, client, clock } = await testWorld({ callbackUrl: inbox.url });
    const way = await addWay(client);
    const scan = simulator.actions.scan({ configId: way.config_id });
    if (scan.outcome !== 'added') throw new Error('not added');
    clock.advanceTo(START + 5_000);
    expect(simulator.actions.block({ person: scan.externalUserId })).toBe(true);
    await expect(
      client.call(endpoints.getFriend, { external_userid: scan.externalUserId }),
    ).rejects.toMatchObject({
      errcode: 84061,
      whoActs: 'user',
    });
    await expect(client.call(endpoints.listFriends, { userid: 'LinXiao' })).rejects.toMatchObject({
      errcode: 84061,
    });
    simulator.actions.scan({ configId: way.config_id, person: scan.externalUserId });
    await simulator.tick(START + 10_000);
    expect(inbox.events.map(({ event }) => event.kind)).toEqual([
      'change_external_contact.add_external_contact',
      'change_external_contact.del_follow_user',
      'change_external_contact.add_external_contact',
    ]);
    const codes = inbox.events.map(({ event }) => ('welcomeCode' in event ? event.welcomeCode : ''));
    expect(codes[0]).not.toBe(codes[2]);
    expect(simulator.truth().relations.map((r) => r.ended?.by)).toEqual(['customer', undefined]);
  });

  it('with half_then_full the code comes with the first event, and not again once it was used', async () => {
    const inbox = await receiver(async ({ event }) => {
      if (!('welcomeCode' in event) || !event.welcomeCode) return;
      await client.call(endpoints.sendWelcome, {
        welcome_code: event.welcomeCode,
        text: { content: '欢迎' },
      });
    });
    const { simulator, client } = await testWorld({
      callbackUrl: inbox.url,
      behaviours: { addFlow: 'half_then_full' },
    });
    await addWay(client);
    simulator.actions.scan({ state: 'gate_A12' });
    await simulator.tick(START + 2_000);
    expect(
      inbox.events.flatMap(({ event }) =>
        'welcomeCode' in event ? [[event.kind.split('.')[1], event.welcomeCode !== undefined]] : [],
      ),
    ).toEqual([
      ['add_half_external_contact', true],
      ['add_external_contact', false],
    ]);
  });
});
