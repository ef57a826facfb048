/** The API client: one call shape for every endpoint. */
import { createHash } from 'node:crypto';
import { abortable } from './abort.ts';
import { type AttemptReport, attempts, type Caller, canBeSentAgain } from './attempts.ts';
import { type Clock, systemClock } from './clock.ts';
import { brokenLimit, type Endpoint, limitError, type ReplyBase } from './endpoint.ts';
import { getToken } from './endpoints/staff.ts';
import { abortedError, networkError, WecomError } from './errors.ts';
import { createGate } from './gate.ts';
import { createMemoryLimiter, type Limiter } from './limiter.ts';
import { createQueues, type Queues } from './queues.ts';
import { createAllowances, createBlocks, PUBLISHED_RATES, type Rates } from './rates.ts';
import { createMemoryTokenCache, createTokenSource, type TokenCache, type TokenSource } from './tokens.ts';
import { createTransport } from './transport.ts';

export interface WecomClientOptions {
  /** `https://qyapi.weixin.qq.com`, or a simulator's address; without `/cgi-bin`. */
  baseUrl?: string;
  corpId: string;
  secret: string;
  agentId?: number;
  tokenCache?: TokenCache;
  /** Default: one in memory, of this client alone. Share one between clients of a corp, and between processes. */
  limiter?: Limiter;
  /** Default: what WeCom publishes. */
  rates?: Rates;
  /** Name of the address that calls leave from; clients with one limiter and one name share the rate per address. */
  address?: string;
  fetch?: typeof globalThis.fetch;
  clock?: Clock;
  /** Calls under way at once; more wait. Default 16. */
  concurrency?: number;
  /** Longest single request, default 10 s. */
  timeoutMs?: number;
  /** Longest single request that carries a file up or down, default 2 min. */
  fileTimeoutMs?: number;
  /** Longest total time spent waiting for retries and for our own rate limit, default 8 s. */
  maxWaitMs?: number;
  /** Attempts per call in all, default 4; -1 is tried three times at most, as the vendor asks. */
  maxAttempts?: number;
  /** Told about every attempt; never gets a token, a secret or a body. */
  onAttempt?: (attempt: AttemptReport) => void;
}

export interface CallOptions {
  signal?: AbortSignal;
  /** Overrides the client's `maxWaitMs`: a welcome message has 20 s in all. */
  maxWaitMs?: number;
}

export interface WecomClient {
  readonly corpId: string;
  readonly agentId: number | undefined;
  /**
   * Calls an endpoint. Throws `WecomError`: decide by its `kind`, `errcode` and `retry`. Limits are checked before
   * anything is sent; codes that pass by themselves are retried; an expired token is replaced once.
   */
  call<Params extends object, Reply extends ReplyBase, Item>(
    endpoint: Endpoint<Params, Reply, Item>,
    params: NoInfer<Params>,
    options?: CallOptions,
  ): Promise<Reply>;
  /** Rows of all pages, fetched as they are consumed. A page may be short or empty while more follow. */
  iterate<Params extends object, Reply extends ReplyBase, Item>(
    endpoint: Endpoint<Params, Reply, Item>,
    params: NoInfer<Params>,
    options?: CallOptions,
  ): AsyncGenerator<Item, void, undefined>;
}

interface Core extends Caller {
  queues: Queues;
  tokens: TokenSource;
}

export function createWecomClient(options: WecomClientOptions): WecomClient {
  const { corpId, agentId } = options;
  const core = createCore(options);
  const call: WecomClient['call'] = async (endpoint, params, callOptions = {}) => {
    const broken = brokenLimit(endpoint, params);
    if (broken) throw limitError(endpoint.name, broken);
    const { signal } = callOptions;
    const key = endpoint.serialiseBy?.(params);
    const run = () => authorised(core, endpoint, { params, callOptions });
    try {
      signal?.throwIfAborted();
      return await (key === undefined
        ? run()
        : core.queues.serialise(`${endpoint.name}:${key}`, run, signal));
    } catch (error) {
      if (signal?.aborted && !(error instanceof WecomError)) throw abortedError(endpoint.name, signal.reason);
      throw error;
    }
  };
  return {
    corpId,
    agentId,
    call,
    async *iterate(endpoint, params, callOptions) {
      if (!endpoint.items) throw new TypeError(`${endpoint.name} has no pages`);
      const nextPage = endpoint.nextPage ?? byCursor;
      let page = params;
      for (;;) {
        const reply = await call(endpoint, page, callOptions);
        yield* endpoint.items(reply);
        const next = nextPage(reply, page);
        if (!next) return;
        page = { ...page, ...next };
      }
    },
  };
}

function byCursor<Params extends object>(reply: object, params: Params): Partial<Params> | undefined {
  const next: unknown = 'next_cursor' in reply ? reply.next_cursor : undefined;
  const current: unknown = 'cursor' in params ? params.cursor : undefined;
  // A cursor that does not move would never end.
  return next && next !== current ? ({ cursor: next } as unknown as Partial<Params>) : undefined;
}

function createCore(options: WecomClientOptions): Core {
  const { corpId, secret } = options;
  const clock = options.clock ?? systemClock;
  const limiter = options.limiter ?? createMemoryLimiter();
  const app = createHash('sha256').update(secret).digest('hex').slice(0, 16);
  const rates = options.rates ?? PUBLISHED_RATES;
  const caller: Caller = {
    clock,
    allowance: createAllowances({ address: options.address ?? 'default', corpId, app }, rates),
    maxAttempts: options.maxAttempts ?? 4,
    maxWaitMs: options.maxWaitMs ?? 8_000,
    onAttempt: options.onAttempt ?? (() => undefined),
    transport: createTransport({
      baseUrl: options.baseUrl ?? 'https://qyapi.weixin.qq.com',
      fetch: options.fetch ?? globalThis.fetch,
      timeoutMs: options.timeoutMs ?? 10_000,
      fileTimeoutMs: options.fileTimeoutMs ?? 120_000,
    }),
    gate: createGate({ concurrency: options.concurrency ?? 16, limiter, clock }),
    blocks: createBlocks(limiter, clock.now),
  };
  const tokens = createTokenSource({
    key: `${corpId}:${app}`,
    cache: options.tokenCache ?? createMemoryTokenCache(),
    now: clock.now,
    fetchToken: async () => {
      const reply = await attempts(caller, getToken, {
        params: { corpid: corpId, corpsecret: secret },
        secret,
      });
      const { access_token: token, expires_in } = reply;
      const expiresInS = Number(expires_in);
      if (typeof token !== 'string' || token === '' || !(expiresInS > 0)) {
        throw networkError(getToken.name, 'the answer has no token');
      }
      return { token, expiresInS };
    },
  });
  return { ...caller, queues: createQueues(), tokens };
}

async function authorised<Params extends object, Reply extends ReplyBase, Item>(
  core: Core,
  endpoint: Endpoint<Params, Reply, Item>,
  call: { params: Params; callOptions: CallOptions },
): Promise<Reply> {
  const { tokens } = core;
  const { signal } = call.callOptions;
  if (endpoint.auth === 'none') return attempts(core, endpoint, call);
  const token = await abortable(tokens.current(), signal);
  try {
    return await attempts(core, endpoint, { ...call, token });
  } catch (error) {
    if (!(error instanceof WecomError) || error.retry !== 'after_refresh') throw error;
    // The vendor may withdraw a token early; once is recovery, twice would be a wrong configuration.
    await abortable(tokens.discard(token), signal);
    if (!canBeSentAgain(call.params)) throw error;
    return attempts(core, endpoint, { ...call, token: await abortable(tokens.current(), signal) });
  }
}
