import { describe, expect, it } from 'vitest';
import { createWecomClient } from './client.ts';
import { defineEndpoint, type ReplyBase } from './endpoint.ts';
import { createMemoryLimiter, type Limiter } from './limiter.ts';
import { other, perSecond, read, setup, tokenCache } from './test-client.ts';
import { createTestClock } from './test-clock.ts';
import { createTestWire } from './test-wire.ts';

const change = defineEndpoint<{ id: string }, ReplyBase>()('test/change', {
  method: 'POST',
  repeatable: true,
  serialiseBy: ({ id }) => id,
});

describe('a call that is cancelled ends at once and leaves nothing behind', () => {
  const cancelled = async (
    setting: ReturnType<typeof setup>,
    start: (signal: AbortSignal) => Promise<unknown>,
    before: () => Promise<unknown>[] = () => [],
  ) => {
    const { clock } = setting;
    const controller = new AbortController();
    const outcome = start(controller.signal).then(
      () => 'sent',
      (error: unknown) => error,
    );
    await clock.runUntil(clock.now() + 5);
    const sent = setting.wire.calls.length;
    const now = clock.now();
    controller.abort(new Error('gone'));
    expect(await outcome).toMatchObject({ kind: 'aborted', retry: 'never', cause: { message: 'gone' } });
    expect(clock.now()).toBe(now);
    expect(setting.wire.calls.length).toBe(sent);
    await clock.run(Promise.all(before()));
    expect(clock.sleepers()).toBe(0);
  };

  it('while it waits for the rate', async () => {
    const setting = setup({ rates: perSecond(1), maxWaitMs: 60_000 });
    await setting.wecom.call(read, {});
    await cancelled(setting, (signal) => setting.wecom.call(read, {}, { signal }));
    await setting.clock.runUntil(setting.clock.now() + 2000);
    await expect(setting.wecom.call(read, {})).resolves.toBeDefined();
  });

  it('while a slow store is asked', async () => {
    const clock = createTestClock();
    const memory = createMemoryLimiter();
    const limiter: Limiter = {
      ...memory,
      reserve: async (reservation) => {
        await clock.sleep(200);
        return memory.reserve(reservation);
      },
    };
    const wire = createTestWire(clock);
    const options = {
      corpId: 'ww1',
      secret: 's',
      fetch: wire.fetch,
      clock,
      tokenCache,
      limiter,
      concurrency: 1,
    };
    const setting = { clock, wire, wecom: createWecomClient(options) };
    const controller = new AbortController();
    const call = setting.wecom.call(read, {}, { signal: controller.signal });
    await clock.runUntil(clock.now() + 5);
    controller.abort();
    await expect(call).rejects.toMatchObject({ kind: 'aborted' });
    // Its place is free again as soon as the store has answered.
    await clock.run(setting.wecom.call(other, {}));
    expect([wire.calls.length, clock.sleepers()]).toEqual([1, 0]);
  });

  it('while it waits for a place, which the next one gets', async () => {
    const setting = setup({ concurrency: 1, latencyMs: 1000 });
    const before = [setting.wecom.call(read, {})];
    await setting.clock.runUntil(setting.clock.now() + 1);
    await cancelled(
      setting,
      (signal) => setting.wecom.call(read, {}, { signal }),
      () => before,
    );
    await expect(setting.clock.run(setting.wecom.call(read, {}))).resolves.toBeDefined();
  });

  it('while another change of the same customer is under way, and the one behind still waits for it', async () => {
    const setting = setup({ latencyMs: 1000 });
    const { clock, wire, wecom } = setting;
    const first = wecom.call(change, { id: 'a' });
    await clock.runUntil(clock.now() + 1);
    const behind: Promise<unknown>[] = [];
    const start = clock.now();
    await cancelled(
      setting,
      (signal) => {
        const call = wecom.call(change, { id: 'a' }, { signal });
        behind.push(wecom.call(change, { id: 'a' }));
        return call;
      },
      () => [first, ...behind],
    );
    expect(wire.calls.map((call) => call.at - start)).toEqual([-1, 999]);
  });

  it('while a token is fetched, which others still get', async () => {
    const clock = createTestClock();
    const wire = createTestWire(clock, {}, 1000);
    const setting = {
      clock,
      wire,
      wecom: createWecomClient({ corpId: 'ww1', secret: 's', fetch: wire.fetch, clock }),
    };
    const patient = setting.wecom.call(read, {});
    await cancelled(
      setting,
      (signal) => setting.wecom.call(read, {}, { signal }),
      () => [patient],
    );
    expect(wire.of('gettoken')).toHaveLength(1);
  });

  it('in flight, which frees its place', async () => {
    const setting = setup({ concurrency: 1, answers: { 'test/read': ['hang'] } });
    await cancelled(setting, (signal) => setting.wecom.call(read, {}, { signal }));
    await expect(setting.clock.run(setting.wecom.call(read, {}))).resolves.toBeDefined();
  });

  it('in flight of a fetch that does not care', async () => {
    const setting = setup({ concurrency: 1, fetch: () => new Promise(() => undefined) });
    await cancelled(setting, (signal) => setting.wecom.call(read, {}, { signal }));
  });

  it('while it pauses before the next attempt', async () => {
    const setting = setup({ answers: { 'test/read': [{ errcode: -1, errmsg: 'busy' }] } });
    await cancelled(setting, (signal) => setting.wecom.call(read, {}, { signal }));
  });

  it('while it waits for the end of a block', async () => {
    const setting = setup({
      answers: { 'test/read': [{ errcode: 45009, errmsg: 'freq' }] },
      maxWaitMs: 100_000,
    });
    await cancelled(setting, (signal) => setting.wecom.call(read, {}, { signal }));
  });

  it('between two pages', async () => {
    const setting = setup();
    const controller = new AbortController();
    const paged = defineEndpoint<object, ReplyBase, number>()('test/paged', {
      method: 'GET',
      repeatable: true,
      items: () => [1],
      nextPage: () => ({}),
    });
    const read = async () => {
      for await (const _ of setting.wecom.iterate(paged, {}, { signal: controller.signal }))
        controller.abort();
    };
    await expect(read()).rejects.toMatchObject({ kind: 'aborted' });
    expect(setting.wire.calls).toHaveLength(1);
  });
});
