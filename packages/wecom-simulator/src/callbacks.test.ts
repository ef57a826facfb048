import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { endpoints, verifyUrl } from '@jetbridge/wecom';
import { afterEach, describe, expect, it } from 'vitest';
import { addWay, closeAll, corp, receiver, START, testWorld } from './test-world.ts';

afterEach(closeAll);

const HOUR = 3_600_000;

describe('delivery', () => {
  it('is tried three times, each encrypted anew, and the event recognised by its content', async () => {
    const inbox = await receiver();
    inbox.statuses.push(500, 503);
    const { simulator, client } = await testWorld({ callbackUrl: inbox.url });
    await addWay(client);
    simulator.actions.scan({ state: 'gate_A12' });
    await simulator.tick(START + 5_000);
    expect(inbox.events).toHaveLength(0);
    await simulator.tick(START + 10_000);
    expect(inbox.events).toHaveLength(1);
    expect(simulator.truth().callbacks).toMatchObject({ emitted: 1, attempts: 3, delivered: 1, lost: 0 });
  });

  it('is given up after the third', async () => {
    const inbox = await receiver();
    inbox.statuses.push(500, 500, 500);
    const { simulator, client } = await testWorld({ callbackUrl: inbox.url });
    await addWay(client);
    simulator.actions.scan({ state: 'gate_A12' });
    await simulator.tick(START + HOUR);
    expect(inbox.events).toHaveLength(0);
    expect(simulator.truth().callbacks).toMatchObject({ attempts: 3, delivered: 0, lost: 1 });
  });

  it('counts a receiver that is too slow as failed', async () => {
    const inbox = await receiver(() => new Promise((resolve) => setTimeout(resolve, 100)));
    const { simulator, client } = await testWorld({ callbackUrl: inbox.url, callbackTimeoutMs: 30 });
    await addWay(client);
    simulator.actions.scan({ state: 'gate_A12' });
    await simulator.tick(START + HOUR);
    expect(simulator.truth().callbacks).toMatchObject({ attempts: 3, delivered: 0, lost: 1 });
    expect(new Set(inbox.events.map((event) => event.dedupeKey)).size).toBe(1);
  });
});

describe('faults of callbacks', () => {
  const run = async (callbacks: object) => {
    const inbox = await receiver();
    const { simulator, client } = await testWorld({ callbackUrl: inbox.url, faults: { callbacks } });
    await addWay(client);
    for (let i = 0; i < 40; i++) {
      simulator.actions.scan({ state: 'gate_A12' });
      await simulator.tick(START + i * 100);
    }
    await simulator.tick(START + HOUR);
    const who = inbox.events.map(({ event }) => ('externalUserId' in event ? event.externalUserId : ''));
    const order = simulator.truth().relations.map((relation) => relation.externalUserId);
    return { inbox, who, order, counts: simulator.truth().callbacks };
  };

  it('duplicates come with the same key', async () => {
    const { inbox, who, order } = await run({ duplicate: 0.3 });
    expect(who.length).toBeGreaterThan(45);
    expect(new Set(inbox.events.map((event) => event.dedupeKey)).size).toBe(40);
    expect(new Set(who)).toEqual(new Set(order));
  });

  it('dropped ones never come, and are counted', async () => {
    const { who, counts } = await run({ drop: 0.3 });
    expect(counts.dropped).toBeGreaterThan(4);
    expect(who).toHaveLength(40 - counts.dropped);
  });

  it('wrongly signed ones are refused, and come again rightly signed', async () => {
    const { inbox, who, order } = await run({ wrongSignature: 0.3 });
    expect(inbox.refused.length).toBeGreaterThan(4);
    expect(new Set(inbox.refused)).toEqual(new Set(['bad_signature']));
    expect([...who].sort()).toEqual([...order].sort());
  });

  it.each([{ reorder: 0.3 }, { delay: { rate: 0.3, maxMs: 5_000 } }])(
    '%j changes the order and loses nothing',
    async (faults) => {
      const { who, order } = await run(faults);
      expect(who).not.toEqual(order);
      expect([...who].sort()).toEqual([...order].sort());
    },
  );
});

describe('the archive', () => {
  it('notifies at most every fifteen seconds, and never misses the last message', async () => {
    const inbox = await receiver();
    const { simulator } = await testWorld({ callbackUrl: inbox.url });
    const [person] = simulator.people.page(0, 1);
    const id = person?.externalUserId ?? '';
    simulator.actions.befriend({ userid: 'LinXiao', person: id });
    for (let second = 0; second < 40; second++) {
      simulator.actions.reply({ person: id, text: `${second}` });
      await simulator.tick(START + second * 1_000);
    }
    await simulator.tick(START + HOUR);
    const times = inbox.events.map(({ event }) => event.createTime - START / 1000);
    expect(times).toEqual([0, 15, 30, 45]);
    expect(await simulator.archive.pull(0, 1000)).toHaveLength(40);
    expect((await simulator.archive.pull(38, 1000)).map((record) => record.seq)).toEqual([39, 40]);
  });
});

describe('URL verification', () => {
  it('accepts a receiver that echoes exactly, and no other', async () => {
    const config = { token: corp.token, encodingAesKey: corp.encodingAesKey, receiveId: corp.corpId };
    let tail = '';
    const server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://receiver');
      response.end(verifyUrl({ config, query: Object.fromEntries(url.searchParams) }) + tail);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const { simulator, client } = await testWorld();
    expect(await simulator.verifyCallbackUrl(url)).toBe(true);
    tail = '\n';
    expect(await simulator.verifyCallbackUrl(url)).toBe(false);
    await new Promise((resolve) => server.close(resolve).closeAllConnections());
    expect(await simulator.verifyCallbackUrl(url)).toBe(false);
    await client.call(endpoints.getFollowUserList, {});
  });
});
