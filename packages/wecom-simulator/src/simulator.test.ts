import { archiveMessage, createArchiveHttpSource, endpoints } from '@jetbridge/wecom';
import { afterEach, describe, expect, it } from 'vitest';
import { createSimulator, createVirtualClock } from './index.ts';
import {
  addWay,
  befriend,
  clientOf,
  closeAll,
  corp,
  jsonOf,
  receiver,
  START,
  testWorld,
} from './test-world.ts';

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

describe('behaviour', () => {
  const run = async (seed: number) => {
    const taps: string[] = [];
    const site = await receiver();
    const { simulator, client, clock } = await testWorld({
      seed,
      people: 200,
      callbackUrl: site.url,
      quotas: { mass: 'none' },
      behaviours: {
        reply: { rate: 0.3, delayMs: { min: 1_000, max: 60_000 }, texts: ['好的', '谢谢'] },
        tap: { rate: 0.5, delayMs: { min: 1_000, max: 30_000 } },
        block: { rate: 0.1, delayMs: { min: 70_000, max: 90_000 } },
      },
    });
    befriend(simulator, 'LinXiao', 200);
    await client.call(endpoints.addMassMessage, {
      sender: 'LinXiao',
      text: { content: `升舱优惠 ${site.url.replace('/callback', '/offer')}` },
    });
    await simulator.tick(clock.now() + 120_000);
    const replies = (await simulator.archive.pull(0, 1000)).filter((r) =>
      archiveMessage(r)?.from.startsWith('wm'),
    );
    return { simulator, site, taps, replies: replies.map((r) => r.plaintextJson), truth: simulator.truth() };
  };

  it('follows the rates, and the same seed repeats it to the letter', async () => {
    const first = await run(1);
    expect(first.truth.crashes).toEqual([]);
    expect(first.replies.length).toBeGreaterThan(40);
    expect(first.replies.length).toBeLessThan(80);
    // Taps reach the link's server, which here takes them for unsigned callbacks.
    expect(first.site.refused.length).toBeGreaterThan(70);
    expect(first.site.refused.length).toBeLessThan(130);
    const blocked = first.truth.relations.filter((r) => r.ended).length;
    expect(blocked).toBeGreaterThan(8);
    expect(blocked).toBeLessThan(35);
    const second = await run(1);
    expect(second.replies).toEqual(first.replies);
    expect(second.truth.relations).toEqual(first.truth.relations);
    expect((await run(2)).replies).not.toEqual(first.replies);
  });

  it('a tap goes to loopback only, unless told otherwise, and only to links that were received', async () => {
    const { simulator, client, clock } = await testWorld();
    const [id = ''] = befriend(simulator, 'LinXiao', 1);
    await client.call(endpoints.addMassMessage, {
      sender: 'LinXiao',
      text: { content: 'http://example.com/x' },
    });
    await simulator.tick(clock.now() + 1);
    expect(await simulator.actions.tap({ person: id })).toBeUndefined();
    expect(
      await simulator.actions.tap({ person: id, url: `${simulator.url()}/__sim/people` }),
    ).toBeUndefined();
    await client.call(endpoints.addMassMessage, { sender: 'LinXiao', text: { content: simulator.url() } });
  });
});

describe('a world of any size', () => {
  it('with 200,000 travellers stands at once, and finds each by the ids it gave', () => {
    const started = performance.now();
    const people = Array.from({ length: 200_000 }, (_, i) => ({
      name: `旅客${i}`,
      unionid: `u${i}`,
      mobile: `1${i}`,
    }));
    const clock = createVirtualClock(START);
    const simulator = createSimulator({ corp, staff: [{ userid: 'a', name: 'a' }], people, seed: 1, clock });
    const [last] = simulator.people.page(199_999, 10);
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(last).toMatchObject({ index: 199_999, name: '旅客199999', mobile: '1199999' });
    expect(simulator.people.find(last?.externalUserId ?? '')).toEqual(last);
    expect(simulator.people.find('u77')).toMatchObject({ index: 77 });
    // Another world with the same seed knows the id without having met the person.
    const again = createSimulator({ corp, staff: [], people, seed: 1, clock });
    expect(again.people.find(last?.externalUserId ?? '')).toEqual(last);
    const other = createSimulator({ corp, staff: [], people, seed: 2, clock });
    expect(other.people.find(last?.externalUserId ?? '')).toBeUndefined();
  });

  it('survives a restart by its snapshot', async () => {
    const { simulator, client, clock } = await testWorld();
    const way = await addWay(client);
    const guest = simulator.people.add({ name: '加入者', unionid: 'u-new' });
    simulator.actions.scan({ configId: way.config_id, person: guest.externalUserId });
    befriend(simulator, 'ZhouMin', 3);
    const group = await client.call(endpoints.addCorpTags, { group_name: '会员', tag: [{ name: '金卡' }] });
    const add_tag = group.tag_group.tag.map((tag) => tag.id);
    await client.call(endpoints.markTags, {
      userid: 'LinXiao',
      external_userid: guest.externalUserId,
      add_tag,
    });
    const [leaver] = simulator.people.page(0, 1);
    simulator.actions.block({ person: leaver?.externalUserId ?? '' });

    const snapshot = JSON.parse(JSON.stringify(simulator.snapshot()));
    const next = await testWorld({ snapshot });
    expect(next.simulator.truth().relations).toEqual(
      JSON.parse(JSON.stringify(simulator.truth().relations)).map((r: object) => ({
        ended: undefined,
        state: undefined,
        ...r,
      })),
    );
    const friend = await clientOf(next.simulator.url(), clock).call(endpoints.getFriend, {
      external_userid: guest.externalUserId,
    });
    expect(friend.follow_user[0]?.tags).toMatchObject([{ tag_name: '金卡' }]);
    expect(next.simulator.actions.scan({ configId: way.config_id })).toMatchObject({ outcome: 'added' });
  });
});

describe('the actors over HTTP', () => {
  it('scan, reply, people and truth answer bounded JSON; a code is an image that leads to its scan', async () => {
    const { simulator, client } = await testWorld();
    const way = await addWay(client);
    const post = async (path: string, body: unknown) => {
      const response = await fetch(`${simulator.url()}/__sim/${path}`, {
        method: 'POST',
        body: JSON.stringify(body),
      });
      return { status: response.status, body: await jsonOf(response) };
    };
    const scan = await post('scan', { configId: way.config_id });
    expect(scan).toMatchObject({ status: 200, body: { outcome: 'added' } });
    expect(await post('reply', { person: scan.body.externalUserId, text: '你好' })).toMatchObject({
      body: { done: true },
    });
    expect(await post('reply', { text: '你好' })).toMatchObject({ status: 400 });
    expect(await post('constructor', {})).toMatchObject({ status: 404 });
    expect(await post('fail-next', { fault: { errcode: -1 } })).toMatchObject({ body: { done: true } });
    const get = async (path: string) => jsonOf(await fetch(`${simulator.url()}/__sim/${path}`));
    expect(await get('people?limit=2')).toMatchObject({ total: 50, people: [{ index: 0 }, { index: 1 }] });
    expect(await get('truth?limit=5')).toMatchObject({ relations: [{ userid: 'LinXiao' }], crashes: [] });
    expect((await get('archive?seq=0&limit=10')).records).toHaveLength(1);

    const image = await fetch(way.qr_code ?? '');
    expect(image.headers.get('content-type')).toBe('image/svg+xml');
    expect(await image.text()).toContain('<svg');
    const page = await (await fetch(`${simulator.url()}/__sim/scan/${way.config_id}`)).text();
    expect(page).toMatch(/已添加 LinXiao 为好友/);
    expect(simulator.truth().relations).toHaveLength(2);
  });
});
