import { describe, expect, it } from 'vitest';
import { createWecomClient } from './client.ts';
import type { QuotaClass } from './endpoint.ts';
import { createMemoryLimiter } from './limiter.ts';
import { createAllowances, createBlocks, PUBLISHED_RATES } from './rates.ts';
import { other, read, tokenCache } from './test-client.ts';
import { createTestClock } from './test-clock.ts';
import { createTestWire, mostInAWindow } from './test-wire.ts';

describe('published rates', () => {
  const allowances = createAllowances({ address: 'a', corpId: 'ww1', app: 'app1' }, PUBLISHED_RATES);
  const keys = (quota: QuotaClass, name = 'x/y') => allowances({ name, quota }).buckets.map(({ key }) => key);

  it('count per address, per corp and endpoint, and by class per corp or app', () => {
    const common = ['ww1:x/y@60000', 'ww1:x/y@3600000', 'address:a@60000', 'address:a@3600000'];
    expect(keys('call')).toEqual(common);
    const ticket = createAllowances({ address: 'a', corpId: 'ww1', app: 'app1' }, PUBLISHED_RATES);
    expect(ticket({ name: 'x/y', quota: 'ticket' }).buckets.map(({ key }) => key)).toEqual([
      'ww1/app1#ticket@3600000',
      'ww1#ticket@3600000',
      ...common,
    ]);
    expect(keys('archive', 'msgaudit/check_single_agree')[0]).toBe('ww1:msgaudit/check_single_agree@60000');
  });

  // Calls as fast as they are let, and how many of them came in the fullest window.
  const drain = (quota: QuotaClass, count: number) => {
    const limiter = createMemoryLimiter();
    const { buckets } = createAllowances(
      { address: 'a', corpId: 'w', app: 'p' },
      PUBLISHED_RATES,
    )({ name: 'n', quota });
    const times: number[] = [];
    let at = 0;
    while (times.length < count) {
      const granted = limiter.reserve({ buckets, calls: count - times.length, at });
      if (granted instanceof Promise) throw new Error('the memory limiter answers at once');
      for (let i = 0; i < granted.calls; i++) times.push(at);
      at = Math.ceil(granted.nextAt);
    }
    return times;
  };
  const HOUR = 3_600_000;
  it.each<[QuotaClass, number, number]>([
    ['call', 10_000, 60_000],
    ['call', 150_000, HOUR],
    ['token', 60, 60_000],
    ['ticket', 100, HOUR],
    ['moment', 10, 60_000],
    ['upload_image', 1_000, 24 * HOUR],
    ['upload_image', 3_000, 30 * 24 * HOUR],
    ['appchat_create', 1_000, 24 * HOUR],
    ['appchat_update', 1_000, HOUR],
    ['appchat_send', 10_000, 60_000],
    ['id_conversion', 100_000, HOUR],
  ])('%s: at most %i in any %i ms, however fast they are asked for', (quota, calls, windowMs) => {
    const times = drain(quota, Math.ceil(calls * 1.5));
    expect(mostInAWindow(times, windowMs)).toBeLessThanOrEqual(calls);
  });

  it('tickets: 100 an hour for each of the apps, 400 for the corp', () => {
    const limiter = createMemoryLimiter();
    const times: number[] = [];
    for (let at = 0; at < 3 * HOUR; at += 10_000) {
      for (const app of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) {
        const { buckets } = createAllowances(
          { address: 'x', corpId: 'w', app },
          PUBLISHED_RATES,
        )({
          name: 'ticket/get',
          quota: 'ticket',
        });
        const granted = limiter.reserve({ buckets, calls: 50, at });
        if (!(granted instanceof Promise)) for (let i = 0; i < granted.calls; i++) times.push(at);
      }
    }
    expect(mostInAWindow(times, HOUR)).toBeLessThanOrEqual(400);
    expect(times.length).toBeGreaterThan(3 * 320);
  });
});

describe('a block after 45009', () => {
  const start = Date.UTC(2026, 2, 2, 2, 0, 0);
  const setup = (quota: QuotaClass) => {
    let time = start;
    const blocked: [string, number][] = [];
    const limiter = {
      ...createMemoryLimiter(),
      block: (key: string, until: number) => void blocked.push([key, until]),
    };
    const blocks = createBlocks(limiter, () => time);
    const { block } = createAllowances(
      { address: 'a', corpId: 'w', app: 'p' },
      PUBLISHED_RATES,
    )({ name: 'n', quota });
    return {
      blocked,
      hit: async (at: number, startedAt = at) => {
        time = start + at;
        return (await blocks.hit(block, start + startedAt)) - time;
      },
    };
  };
  const [SECOND, MINUTE, HOUR] = [1000, 60_000, 3_600_000];

  it('lasts a minute; when the first call after it is refused too, an hour', async () => {
    const { hit, blocked } = setup('call');
    expect(await hit(0)).toBe(MINUTE);
    expect(await hit(MINUTE + SECOND)).toBe(HOUR);
    expect(await hit(HOUR + 2 * MINUTE)).toBe(HOUR);
    expect(blocked.map(([key]) => key)).toEqual(Array(3).fill('w:n@60000'));
  });

  it('is one for all calls that were under way, and a minute again after a good while', async () => {
    const { hit } = setup('call');
    expect(await hit(0)).toBe(MINUTE);
    expect(await hit(SECOND, -SECOND)).toBe(MINUTE - SECOND);
    expect(await hit(2 * MINUTE + SECOND)).toBe(MINUTE);
  });

  it('of a class lasts as long as its windows: an hour for tickets, to the end of the day and 30 days for images', async () => {
    const ticket = setup('ticket');
    expect(await ticket.hit(0)).toBe(HOUR);
    expect(ticket.blocked[0]?.[0]).toBe('w/p#ticket@3600000');
    const image = setup('upload_image');
    // It is 10 in the morning in Shanghai.
    expect(await image.hit(0)).toBe(14 * HOUR);
    expect(await image.hit(14 * HOUR + SECOND)).toBe(30 * 24 * HOUR);
    expect(image.blocked[0]?.[0]).toBe('w#upload_image@86400000');
  });

  it('holds back its endpoint and no other', async () => {
    const clock = createTestClock();
    const wire = createTestWire(clock, {
      'test/read': [{ errcode: 45009, errmsg: 'api freq out of limit' }],
    });
    const wecom = createWecomClient({ corpId: 'ww1', secret: 's', fetch: wire.fetch, clock, tokenCache });
    const refused = await wecom.call(read, {}).catch((error: unknown) => error);
    expect(refused).toMatchObject({ errcode: 45009, retryAfterMs: MINUTE });
    await expect(wecom.call(read, {})).rejects.toMatchObject({ kind: 'throttled', retryAfterMs: MINUTE });
    await expect(clock.run(wecom.call(other, {}))).resolves.toBeDefined();
  });
});
