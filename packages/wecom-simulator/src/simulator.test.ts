import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { OpenedCallback, WecomClient } from '@jetbridge/wecom';
import {
  archiveMessage,
  createArchiveHttpSource,
  createWecomClient,
  endpoints,
  openCallback,
} from '@jetbridge/wecom';
import { afterEach, describe, expect, it } from 'vitest';
import { createSimulator, createVirtualClock, type Simulator, type SimulatorOptions } from './index.ts';

const corp = {
  corpId: 'ww0123456789abcdef',
  secret: 'a-secret',
  agentId: 1000002,
  token: 'QDG6eK',
  encodingAesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C',
};
const callbackConfig = { token: corp.token, encodingAesKey: corp.encodingAesKey, receiveId: corp.corpId };
const START = Date.UTC(2026, 2, 2, 2, 0, 0);

interface Receiver {
  url: string;
  events: OpenedCallback[];
  /** Statuses to answer with, in turn; then 200. */
  statuses: number[];
  refused: string[];
}

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A receiver at the wire: opens what it gets with the real library, and may react before it answers. */
async function receiver(react?: (callback: OpenedCallback) => Promise<void>): Promise<Receiver> {
  const state: Receiver = { url: '', events: [], statuses: [], refused: [] };
  const server: Server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://receiver');
    let body = '';
    for await (const chunk of request) body += chunk;
    const status = state.statuses.shift() ?? 200;
    try {
      const opened = openCallback({
        config: callbackConfig,
        query: Object.fromEntries(url.searchParams),
        body,
      });
      state.events.push(opened);
      if (status === 200) await react?.(opened);
      response.writeHead(status).end();
    } catch (error) {
      state.refused.push(error instanceof Error && 'code' in error ? String(error.code) : String(error));
      response.writeHead(403).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => server.close(resolve).closeAllConnections()));
  state.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`;
  return state;
}

async function world(
  options: Partial<SimulatorOptions> = {},
): Promise<{ simulator: Simulator; client: WecomClient; clock: ReturnType<typeof createVirtualClock> }> {
  const clock = createVirtualClock(START);
  const simulator = createSimulator({
    corp,
    staff: [
      { userid: 'LinXiao', name: '林晓' },
      { userid: 'ZhouMin', name: '周敏' },
    ],
    people: 50,
    seed: 7,
    clock,
    ...options,
  });
  const { url } = await simulator.listen();
  closers.push(simulator.close);
  const client = createWecomClient({
    baseUrl: url,
    corpId: corp.corpId,
    secret: corp.secret,
    agentId: corp.agentId,
    clock: { now: clock.now, sleep: async (ms) => clock.advanceTo(clock.now() + ms) },
  });
  return { simulator, client, clock };
}

const addWay = async (client: WecomClient, state = 'gate_A12', user = ['LinXiao']) =>
  client.call(endpoints.addContactWay, { type: user.length === 1 ? 1 : 2, scene: 2, state, user });

describe('the loop', () => {
  it('a scan calls back, the welcome arrives, a reply is archived and notified', async () => {
    const inbox = await receiver(async ({ event }) => {
      if (event.kind !== 'change_external_contact.add_external_contact' || !event.welcomeCode) return;
      await client.call(endpoints.sendWelcome, {
        welcome_code: event.welcomeCode,
        text: { content: '欢迎登机 https://example.com/hello' },
      });
    });
    const { simulator, client, clock } = await world({ callbackUrl: inbox.url });
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
