/** Clients for tests that need no server: virtual time, a wire that answers as told, a token that is there. */
import { createWecomClient, type WecomClientOptions } from './client.ts';
import { defineEndpoint, type ReplyBase } from './endpoint.ts';
import type { Rates } from './rates.ts';
import { createTestClock } from './test-clock.ts';
import { createTestWire, type WireAnswer } from './test-wire.ts';

export const read = defineEndpoint<{ n?: number }, ReplyBase>()('test/read', {
  method: 'GET',
  repeatable: true,
});
export const other = defineEndpoint<object, ReplyBase>()('test/other', { method: 'GET', repeatable: true });
/** A token that is always there, so that calls are counted alone. */
export const tokenCache = {
  get: () => ({ token: 't', expiresAt: Number.POSITIVE_INFINITY }),
  set: () => undefined,
  delete: () => undefined,
};
export const perSecond = (calls: number): Rates => ({
  address: [],
  endpoint: [{ calls, windowMs: 1000 }],
  endpoints: {},
  classes: {},
});

/** A client on virtual time with a wire that answers as told. */
export function setup(
  options: Partial<WecomClientOptions> & { answers?: Record<string, WireAnswer[]>; latencyMs?: number } = {},
) {
  const { answers = {}, latencyMs = 0, ...rest } = options;
  const clock = createTestClock();
  const wire = createTestWire(clock, answers, latencyMs);
  const wecom = createWecomClient({
    corpId: 'ww1',
    secret: 's',
    fetch: wire.fetch,
    clock,
    tokenCache,
    ...rest,
  });
  return { clock, wire, wecom };
}
