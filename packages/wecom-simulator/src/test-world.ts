/** A simulated corp, a client of it and a receiver at the wire, for tests. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  createWecomClient,
  endpoints,
  type OpenedCallback,
  openCallback,
  type WecomClient,
} from '@jetbridge/wecom';
import { createSimulator, createVirtualClock, type Simulator, type SimulatorOptions } from './index.ts';

export const corp = {
  corpId: 'ww0123456789abcdef',
  secret: 'a-secret',
  agentId: 1000002,
  token: 'QDG6eK',
  encodingAesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C',
};
const callbackConfig = { token: corp.token, encodingAesKey: corp.encodingAesKey, receiveId: corp.corpId };

/** A Monday morning in Shanghai. */
export const START = Date.UTC(2026, 2, 2, 2, 0, 0);

const closers: (() => Promise<unknown>)[] = [];

/** Ends what a test began, last first. */
export async function closeAll(): Promise<void> {
  for (const close of closers.splice(0).reverse()) await close();
}

export interface Receiver {
  url: string;
  events: OpenedCallback[];
  /** Statuses to answer with, in turn; then 200. */
  statuses: number[];
  /** Codes of refused deliveries. */
  refused: string[];
}

/** Opens what it gets with the real library, and may react before it answers; a text it returns is the answer's body. */
export async function receiver(react?: (callback: OpenedCallback) => Promise<unknown>): Promise<Receiver> {
  const state: Receiver = { url: '', events: [], statuses: [], refused: [] };
  const server: Server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://receiver');
    let body = '';
    for await (const chunk of request) body += chunk;
    const status = state.statuses.shift() ?? 200;
    let answer = '';
    try {
      const opened = openCallback({
        config: callbackConfig,
        query: Object.fromEntries(url.searchParams),
        body,
      });
      if (status === 200) {
        state.events.push(opened);
        const said = await react?.(opened);
        if (typeof said === 'string') answer = said;
      }
      response.writeHead(status).end(answer);
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

export interface TestWorld {
  simulator: Simulator;
  client: WecomClient;
  clock: ReturnType<typeof createVirtualClock>;
}

export async function testWorld(options: Partial<SimulatorOptions> = {}): Promise<TestWorld> {
  const clock = createVirtualClock(START);
  const simulator = createSimulator({
    corp,
    staff: [
      { userid: 'LinXiao', name: '林晓' },
      { userid: 'ZhouMin', name: '周敏' },
      { userid: 'Idle', name: '未激活', activated: false },
    ],
    people: 50,
    seed: 7,
    clock,
    ...options,
  });
  const { url } = await simulator.listen();
  closers.push(simulator.close);
  return { simulator, clock, client: clientOf(url, clock) };
}

/** Has `close` called when the test ends. */
export function keepOpen(close: () => Promise<unknown>): void {
  closers.push(close);
}

/** A client whose waits only move the virtual clock; in real time without one. */
export function clientOf(url: string, clock?: ReturnType<typeof createVirtualClock>): WecomClient {
  return createWecomClient({
    baseUrl: url,
    corpId: corp.corpId,
    secret: corp.secret,
    agentId: corp.agentId,
    ...(clock
      ? { clock: { now: clock.now, sleep: async (ms: number) => clock.advanceTo(clock.now() + ms) } }
      : {}),
  });
}

export function addWay(client: WecomClient, state = 'gate_A12', user = ['LinXiao']) {
  return client.call(endpoints.addContactWay, { type: user.length === 1 ? 1 : 2, scene: 2, state, user });
}

/** Scans until `count` travellers are friends of the way's members; returns their ids. */
export function befriend(simulator: Simulator, userid: string, count: number): string[] {
  const ids: string[] = [];
  for (const { externalUserId } of simulator.people.page(0, count)) {
    if (simulator.actions.befriend({ userid, person: externalUserId })) ids.push(externalUserId);
  }
  return ids;
}

/** A bare API call, as any client would make it. */
export async function callApi(url: string, path: string, body?: unknown) {
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const response = await fetch(`${url}/cgi-bin/${path}`, init);
  return { status: response.status, body: await jsonOf(response) };
}

/** The JSON object of an answer. */
export async function jsonOf(response: Response): Promise<Record<string, unknown>> {
  const value: unknown = await response.json();
  if (typeof value !== 'object' || value === null) throw new Error('the answer is not an object');
  return value as Record<string, unknown>;
}
