import { afterEach, describe, expect, it } from 'vitest';
import { createFeed } from './feed.ts';
import type { CallbackEntry, CallEntry } from './log.ts';
import { createLog } from './log.ts';
import { addWay, callApi, clientOf, closeAll, corp, receiver, START, testWorld } from './test-world.ts';

afterEach(closeAll);

const HOUR = 3_600_000;

async function corpWithReceiver(options: Parameters<typeof testWorld>[0] = {}) {
  const inbox = await receiver();
  const world = await testWorld({ callbackUrl: inbox.url, ...options });
  await addWay(world.client);
  const callbacks = () =>
    world.simulator.log
      .latest({ limit: 100, filter: 'callback' })
      .filter((entry): entry is CallbackEntry => entry.kind === 'callback')
      .reverse();
  const calls = () =>
    world.simulator.log
      .latest({ limit: 100, filter: 'api' })
      .filter((entry): entry is CallEntry => entry.kind === 'api')
      .reverse();
  return { ...world, inbox, callbacks, calls };
}

describe('the log', () => {
  it('has every attempt, plain and sealed, and what came of it', async () => {
    const { simulator, inbox, callbacks } = await corpWithReceiver();
    inbox.statuses.push(500, 503, 500);
    simulator.actions.scan({ state: 'gate_A12' });
    await simulator.tick(START + HOUR);
    expect(callbacks().map(({ attempt, status, retryMs }) => [attempt, status, retryMs])).toEqual([
      [1, 500, 5_000],
      [2, 503, 5_000],
      [3, 500, undefined],
    ]);
    const [first, second] = callbacks();
    expect(first?.plaintext).toContain('<ChangeType><![CDATA[add_external_contact]]>');
    expect(first?.ciphertext).toMatch(/^\?msg_signature=[0-9a-f]{40}&timestamp=\d+&nonce=\d+\n<xml>/);
    expect(second?.ciphertext).not.toBe(first?.ciphertext);
    expect(simulator.log.totals()).toMatchObject({ lost: 1 });
  });

  it('has every call with its answer, and never a token or a secret', async () => {
    const { simulator, calls } = await corpWithReceiver();
    await callApi(simulator.url(), `gettoken?corpid=${corp.corpId}&corpsecret=wrong-secret`);
    await callApi(simulator.url(), 'externalcontact/get?access_token=stolen&external_userid=wmX');
    expect(calls().map(({ name, errcode }) => [name, errcode])).toEqual([
      ['gettoken', 0],
      ['externalcontact/add_contact_way', 0],
      ['gettoken', 40001],
      ['externalcontact/get', 40014],
    ]);
    const text = calls()
      .map(({ request }) => request)
      .join('\n');
    expect(text).toContain('external_userid=wmX');
    expect(text).not.toMatch(/stolen|a-secret|wrong-secret/);
  });

  it('keeps the newest five thousand, and counts all', () => {
    const log = createLog(createFeed());
    const entry = {
      kind: 'api',
      at: START,
      name: 'x',
      method: 'GET',
      outcome: 'answered',
      status: 200,
    } as const;
    const rest = { errcode: 0, fault: undefined, fidelity: undefined, welcomed: undefined, tookMs: 0 };
    for (let i = 0; i < 5_001; i++)
      log.add({ ...entry, ...rest, request: `${i}`, answer: 'y'.repeat(20_000) });
    expect(log.find(1)).toBeUndefined();
    expect(log.find(2)).toMatchObject({ request: '1' });
    expect(log.latest({ limit: 9_999, filter: 'all' })).toHaveLength(5_000);
    expect(log.totals().entries).toBe(5_001);
    const kept = log.find(5_001);
    expect(kept?.kind === 'api' && kept.answer.length).toBeLessThan(8_100);
  });
});

describe('a fault by its switch', () => {
  it('hits the next event alone, and says how often it has', async () => {
    const { simulator, inbox, callbacks } = await corpWithReceiver();
    simulator.faults.turn('timeout', { rate: 0, times: 1 });
    simulator.actions.scan({ state: 'gate_A12' });
    simulator.actions.scan({ state: 'gate_A12' });
    await simulator.tick(START + HOUR);
    expect(callbacks().filter(({ outcome }) => outcome === 'timeout')).toHaveLength(1);
    // The receiver has worked on it, and gets it again.
    expect(inbox.events).toHaveLength(3);
    expect(new Set(inbox.events.map(({ dedupeKey }) => dedupeKey)).size).toBe(2);
    const timeout = simulator.faults.list().find(({ id }) => id === 'timeout');
    expect(timeout).toEqual({ id: 'timeout', of: 'callback', rate: 0, waiting: 0, hits: 1 });
  });

  it('leaves the others alone', async () => {
    const { simulator } = await corpWithReceiver({ faults: { callbacks: { drop: 0.2 } } });
    simulator.faults.turn('duplicate', { rate: 0.5, times: 0 });
    simulator.faults.turn('rateLimit', { rate: 1, times: 0 });
    simulator.faults.turn('slow', { rate: 0.1, times: 0 });
    simulator.faults.turn('rateLimit', { rate: 0, times: 0 });
    const on = simulator.faults.list().filter(({ rate }) => rate > 0);
    expect(on.map(({ id, rate }) => [id, rate])).toEqual([
      ['duplicate', 0.5],
      ['drop', 0.2],
      ['slow', 0.1],
    ]);
    expect(simulator.faults.turn('constructor', { rate: 1, times: 0 })).toBe(false);
  });

  it('keeps the WelcomeCode back where the console has a welcome', async () => {
    const { simulator, inbox } = await corpWithReceiver({ faults: { callbacks: { noWelcomeCode: 1 } } });
    simulator.actions.scan({ state: 'gate_A12' });
    await simulator.tick(START + HOUR);
    expect(inbox.events[0]?.plaintext).not.toContain('WelcomeCode');
  });

  it('of the token never hits the fetching of one', async () => {
    const { simulator, clock, calls } = await corpWithReceiver();
    simulator.faults.turn('tokenInvalid', { rate: 0, times: 1 });
    await addWay(clientOf(simulator.url(), clock), 'gate_B7');
    expect(calls().map(({ name, errcode }) => [name.split('/').at(-1), errcode])).toEqual([
      ['gettoken', 0],
      ['add_contact_way', 0],
      ['gettoken', 0],
      ['add_contact_way', 40014],
      ['gettoken', 0],
      ['add_contact_way', 0],
    ]);
  });
});

describe('callbacks as JSON', () => {
  it('carry the names of the XML, and are opened alike', async () => {
    const { simulator, inbox, callbacks } = await corpWithReceiver({ callbackFormat: 'json' });
    simulator.actions.scan({ state: 'gate_A12' });
    await simulator.tick(START + HOUR);
    expect(inbox.events[0]).toMatchObject({
      format: 'json',
      event: { kind: 'change_external_contact.add_external_contact', userId: 'LinXiao', state: 'gate_A12' },
    });
    expect(callbacks()[0]?.ciphertext).toContain(`{"ToUserName":"${corp.corpId}","Encrypt":"`);
  });
});
