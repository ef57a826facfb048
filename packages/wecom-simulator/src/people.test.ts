import { archiveMessage, endpoints } from '@jetbridge/wecom';
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
    await simulator.tick(clock.now() + 24 * 3_600_000);
    const url = `${simulator.url()}/__sim/people`;
    await client.call(endpoints.addMassMessage, { sender: 'LinXiao', text: { content: url } });
    await simulator.tick(clock.now() + 1);
    expect(await simulator.actions.tap({ person: id, url })).toBe(200);
  });
});

describe('reading', () => {
  it('is known to the truth alone: by chance, or with a tap or a reply', async () => {
    const { simulator, clock } = await testWorld({
      behaviours: { read: { rate: 0.5, delayMs: { min: 1_000, max: 60_000 } } },
    });
    const ids = befriend(simulator, 'LinXiao', 40);
    for (const person of ids) simulator.actions.say({ userid: 'LinXiao', person, text: '您好' });
    await simulator.tick(clock.now() + 60_000);
    const read = () => ids.filter((id) => simulator.truth().messages[id]?.[0]?.readAt !== undefined).length;
    expect(read()).toBeGreaterThan(8);
    expect(read()).toBeLessThan(32);
    for (const person of ids) simulator.actions.reply({ person, text: '在' });
    expect(read()).toBe(40);
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
    expect(performance.now() - started).toBeLessThan(10_000);
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

  it('tells of a new code and a new friend before anybody else learns of them, so that a kill loses neither', async () => {
    const kept: unknown[] = [];
    const { simulator, client } = await testWorld({
      onChange: () => {
        const { ways, relations } = simulator.snapshot();
        kept.push([ways.length, relations.filter(({ ended }) => !ended).length]);
      },
    });
    const way = await addWay(client);
    expect(kept).toEqual([[1, 0]]);
    const scanned = simulator.actions.scan({ configId: way.config_id });
    expect(kept.at(-1)).toEqual([1, 1]);
    simulator.actions.block({ person: scanned.outcome === 'added' ? scanned.externalUserId : '' });
    expect(kept.at(-1)).toEqual([1, 0]);
    await client.call(endpoints.delContactWay, { config_id: way.config_id });
    expect(kept.at(-1)).toEqual([0, 0]);
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
