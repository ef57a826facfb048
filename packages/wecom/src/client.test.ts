import { describe, expect, it } from 'vitest';
import { createWecomClient } from './client.ts';
import type { Clock } from './clock.ts';
import * as endpoints from './endpoints.ts';
import { WecomError } from './errors.ts';
import { createQueues } from './queues.ts';

interface WireCall {
  path: string;
  query: URLSearchParams;
  body: unknown;
}

/** The wire: answers from a list per path, then 0. Tokens are counted. */
function wire(answers: Record<string, (object | 'cut' | number)[]> = {}) {
  const calls: WireCall[] = [];
  let tokens = 0;
  const fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const url = new URL(String(input));
    const path = url.pathname.replace('/cgi-bin/', '');
    calls.push({
      path,
      query: url.searchParams,
      body: init?.body ? JSON.parse(String(init.body)) : undefined,
    });
    await Promise.resolve();
    init?.signal?.throwIfAborted();
    const answer = answers[path]?.shift();
    if (answer === 'cut') throw new TypeError(`fetch failed ${url}`);
    if (typeof answer === 'number') return new Response('oops', { status: answer });
    if (answer) return Response.json(answer);
    if (path === 'gettoken') {
      return Response.json({ errcode: 0, errmsg: 'ok', access_token: `token-${++tokens}`, expires_in: 7200 });
    }
    return Response.json({ errcode: 0, errmsg: 'ok', follow_user: ['a'] });
  };
  const count = (path: string) => calls.filter((call) => call.path === path).length;
  return { fetch, calls, count };
}

function virtualClock(): Clock & { slept: number[]; advance(ms: number): void } {
  let time = 1_700_000_000_000;
  const slept: number[] = [];
  return {
    slept,
    now: () => time,
    advance: (ms) => {
      time += ms;
    },
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      slept.push(ms);
      time += ms;
    },
  };
}

const STAFF = 'externalcontact/get_follow_user_list';
const busy = (errcode: number) => ({ errcode, errmsg: 'x, hint: [1], from ip: 1.2.3.4', follow_user: [] });

function client(answers: Record<string, (object | 'cut' | number)[]> = {}) {
  const net = wire(answers);
  const clock = virtualClock();
  return {
    net,
    clock,
    wecom: createWecomClient({ corpId: 'ww1', secret: 's3cret', fetch: net.fetch, clock }),
  };
}

const staff = (wecom: ReturnType<typeof createWecomClient>) => wecom.call(endpoints.getFollowUserList, {});

describe('tokens', () => {
  it('many calls at once fetch one token', async () => {
    const { net, wecom } = client();
    await Promise.all(Array.from({ length: 20 }, () => staff(wecom)));
    expect(net.count('gettoken')).toBe(1);
  });

  it('are replaced ahead of time, while calls go on with the old one', async () => {
    const { net, clock, wecom } = client();
    await staff(wecom);
    clock.advance(7200_000 - 200_000);
    await staff(wecom);
    expect(net.calls.at(-1)?.query.get('access_token')).toBe('token-1');
    await staff(wecom);
    expect(net.calls.at(-1)?.query.get('access_token')).toBe('token-2');
    expect(net.count('gettoken')).toBe(2);
  });

  it.each([40014, 42001, 41001])('are replaced once after %i, and not a second time', async (errcode) => {
    const once = client({ [STAFF]: [busy(errcode)] });
    expect((await staff(once.wecom)).follow_user).toEqual(['a']);
    expect(once.net.count('gettoken')).toBe(2);
    const twice = client({ [STAFF]: [busy(errcode), busy(errcode)] });
    await expect(staff(twice.wecom)).rejects.toMatchObject({ kind: 'api', errcode });
    expect(twice.net.count(STAFF)).toBe(2);
  });

  it('a bad secret is an error for the admin, and the next call asks again', async () => {
    const { wecom } = client({ gettoken: [{ errcode: 40001, errmsg: 'invalid credential' }] });
    await expect(staff(wecom)).rejects.toMatchObject({ errcode: 40001, whoActs: 'admin', retry: 'never' });
    await expect(staff(wecom)).resolves.toBeDefined();
  });
});

describe('retries', () => {
  it.each([-1, 6000, 45033, 45035, 41063])('%i passes after a short wait', async (errcode) => {
    const { clock, wecom } = client({ [STAFF]: [busy(errcode), busy(errcode)] });
    expect((await staff(wecom)).follow_user).toEqual(['a']);
    expect(clock.slept).toHaveLength(2);
    expect(clock.slept[1]).toBeGreaterThan(clock.slept[0] ?? 0);
  });

  it('-1 is tried three times at most', async () => {
    const { net, wecom } = client({ [STAFF]: [busy(-1), busy(-1), busy(-1), busy(-1)] });
    await expect(staff(wecom)).rejects.toMatchObject({ errcode: -1 });
    expect(net.count(STAFF)).toBe(3);
  });

  it('45009 fails at once when its minute is longer than the caller waits, and holds back the calls that follow', async () => {
    const { net, clock, wecom } = client({ [STAFF]: [busy(45009)] });
    await expect(staff(wecom)).rejects.toMatchObject({ kind: 'api', errcode: 45009, retryAfterMs: 60_000 });
    await expect(staff(wecom)).rejects.toMatchObject({ kind: 'throttled' });
    expect(net.count(STAFF)).toBe(1);
    clock.advance(60_000);
    await expect(staff(wecom)).resolves.toBeDefined();
  });

  it('45009 is waited for by a caller who has the time', async () => {
    const { clock, wecom } = client({ [STAFF]: [busy(45009)] });
    await wecom.call(endpoints.getFollowUserList, {}, { maxWaitMs: 120_000 });
    expect(clock.slept).toEqual([60_000]);
  });

  it('a lost answer is repeated for what may be repeated only', async () => {
    const read = client({ [STAFF]: ['cut', 502] });
    await expect(staff(read.wecom)).resolves.toBeDefined();
    const write = client({ 'externalcontact/add_msg_template': ['cut'] });
    const mass = { sender: 'a', text: { content: 'hi' } };
    await expect(write.wecom.call(endpoints.addMassMessage, mass)).rejects.toMatchObject({ kind: 'network' });
    expect(write.net.count('externalcontact/add_msg_template')).toBe(1);
  });

  it('no error tells the token or the secret', async () => {
    const { wecom } = client({ [STAFF]: ['cut', 'cut', 'cut', 'cut'] });
    const error = await staff(wecom).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(WecomError);
    const told = JSON.stringify(error, Object.getOwnPropertyNames(error));
    expect(told).not.toMatch(/token-1|s3cret/);
  });
});

describe('calls', () => {
  it('a broken limit is an error before anything is sent', async () => {
    const { net, wecom } = client();
    const call = wecom.call(endpoints.sendWelcome, {
      welcome_code: 'c',
      text: { content: 'a'.repeat(4001) },
    });
    await expect(call).rejects.toMatchObject({ kind: 'limit' });
    expect(net.calls).toEqual([]);
  });

  it('an aborted call is told apart from a failed one', async () => {
    const { wecom } = client();
    const signal = AbortSignal.abort();
    await expect(wecom.call(endpoints.getFollowUserList, {}, { signal })).rejects.toMatchObject({
      kind: 'aborted',
    });
  });

  it('changes of one friend are made one after the other, of two friends at once', async () => {
    const queues = createQueues();
    const log: string[] = [];
    const work = (name: string) => async () => {
      log.push(`${name} begins`);
      await new Promise((resolve) => setTimeout(resolve, 5));
      log.push(`${name} ends`);
    };
    await Promise.all([
      queues.serialise('f1', work('a')),
      queues.serialise('f1', work('b')),
      queues.serialise('f2', work('c')),
    ]);
    expect(log.indexOf('b begins')).toBeGreaterThan(log.indexOf('a ends'));
    expect(log.indexOf('c begins')).toBeLessThan(log.indexOf('a ends'));
  });

  it('pages are read to the end, short and empty ones included', async () => {
    const page = (ids: string[], next_cursor: string) => ({
      errcode: 0,
      errmsg: 'ok',
      contact_way: ids.map((config_id) => ({ config_id })),
      next_cursor,
    });
    const { net, wecom } = client({
      'externalcontact/list_contact_way': [page(['a'], '1'), page([], '2'), page(['b', 'c'], '')],
    });
    const ids: string[] = [];
    for await (const way of wecom.iterate(endpoints.listContactWays, { limit: 2 })) ids.push(way.config_id);
    expect(ids).toEqual(['a', 'b', 'c']);
    expect(net.calls.slice(1).map((call) => call.body)).toEqual([
      { limit: 2 },
      { limit: 2, cursor: '1' },
      { limit: 2, cursor: '2' },
    ]);
  });
});
