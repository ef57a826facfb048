/** The API client: one call shape for every endpoint. */
import { createHash } from 'node:crypto';
import { type Clock, systemClock } from './clock.ts';
import { brokenLimit, type Endpoint, limitError, type ReplyBase } from './endpoint.ts';
import { getToken } from './endpoints/staff.ts';
import { apiError, WecomError } from './errors.ts';
import { createMemoryLimiter, type Limiter } from './limiter.ts';
import { canBeSent, isUpload } from './multipart.ts';
import { createQueues } from './queues.ts';
import { createMemoryTokenCache, createTokenSource, type TokenCache } from './tokens.ts';
import { createTransport } from './transport.ts';

export interface WecomClientOptions {
  /** `https://qyapi.weixin.qq.com`, or a simulator's address; without `/cgi-bin`. */
  baseUrl?: string;
  corpId: string;
  secret: string;
  agentId?: number;
  tokenCache?: TokenCache;
  limiter?: Limiter;
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

export interface AttemptReport {
  endpoint: string;
  attempt: number;
  durationMs: number;
  outcome: 'ok' | WecomError;
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
    params: Params,
    options?: CallOptions,
  ): Promise<Reply>;
  /** Rows of all pages, fetched as they are consumed. A page may be short or empty while more follow. */
  iterate<Params extends object, Reply extends ReplyBase, Item>(
    endpoint: Endpoint<Params, Reply, Item>,
    params: Params,
    options?: CallOptions,
  ): AsyncGenerator<Item, void, undefined>;
}

interface Core {
  corpId: string;
  clock: Clock;
  limiter: Limiter;
  maxAttempts: number;
  maxWaitMs: number;
  onAttempt: (attempt: AttemptReport) => void;
  transport: ReturnType<typeof createTransport>;
  queues: ReturnType<typeof createQueues>;
}

export function createWecomClient(options: WecomClientOptions): WecomClient {
  const { corpId, secret, agentId } = options;
  const clock = options.clock ?? systemClock;
  const core: Core = {
    corpId,
    clock,
    limiter: options.limiter ?? createMemoryLimiter(),
    maxAttempts: options.maxAttempts ?? 4,
    maxWaitMs: options.maxWaitMs ?? 8_000,
    onAttempt: options.onAttempt ?? (() => undefined),
    transport: createTransport({
      baseUrl: options.baseUrl ?? 'https://qyapi.weixin.qq.com',
      fetch: options.fetch ?? globalThis.fetch,
      timeoutMs: options.timeoutMs ?? 10_000,
      fileTimeoutMs: options.fileTimeoutMs ?? 120_000,
    }),
    queues: createQueues(options.concurrency ?? 16),
  };
  const tokens = createTokenSource({
    key: `${corpId}:${createHash('sha256').update(secret).digest('hex').slice(0, 16)}`,
    cache: options.tokenCache ?? createMemoryTokenCache(),
    now: clock.now,
    fetchToken: async () => {
      const reply = await attempts(core, getToken, { params: { corpid: corpId, corpsecret: secret } });
      return { token: reply.access_token, expiresInS: reply.expires_in };
    },
  });
  const call: WecomClient['call'] = async (endpoint, params, callOptions = {}) => {
    const broken = brokenLimit(endpoint, params);
    if (broken) throw limitError(endpoint.name, broken);
    const key = endpoint.serialiseBy?.(params);
    const run = () => authorised(core, endpoint, { params, callOptions, tokens });
    return key === undefined ? run() : core.queues.serialise(`${endpoint.name}:${key}`, run);
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

async function authorised<Params extends object, Reply extends ReplyBase, Item>(
  core: Core,
  endpoint: Endpoint<Params, Reply, Item>,
  call: { params: Params; callOptions: CallOptions; tokens: ReturnType<typeof createTokenSource> },
): Promise<Reply> {
  const { params, callOptions, tokens } = call;
  if (endpoint.auth === 'none') return attempts(core, endpoint, { params, callOptions });
  const token = await tokens.current();
  try {
    return await attempts(core, endpoint, { params, callOptions, token });
  } catch (error) {
    if (!(error instanceof WecomError) || error.retry !== 'after_refresh') throw error;
    // The vendor may withdraw a token early; once is recovery, twice would be a wrong configuration.
    await tokens.discard(token);
    if (!canBeSentAgain(params)) throw error;
    return attempts(core, endpoint, { params, callOptions, token: await tokens.current() });
  }
}

async function attempts<Params extends object, Reply extends ReplyBase, Item>(
  core: Core,
  endpoint: Endpoint<Params, Reply, Item>,
  request: { params: Params; callOptions?: CallOptions; token?: string },
): Promise<Reply> {
  const { clock, limiter } = core;
  const signal = request.callOptions?.signal;
  let budgetMs = request.callOptions?.maxWaitMs ?? core.maxWaitMs;
  const pause = async (ms: number, otherwise: () => WecomError): Promise<void> => {
    if (ms > budgetMs) throw otherwise();
    budgetMs -= ms;
    if (ms > 0) await clock.sleep(ms, signal).catch((cause) => Promise.reject(aborted(endpoint.name, cause)));
  };
  const bucket = `${core.corpId}:${endpoint.name}`;
  for (let attempt = 1; ; attempt++) {
    const waitMs = await limiter.reserve({
      key: bucket,
      quota: endpoint.quota,
      now: clock.now(),
      maxWaitMs: budgetMs,
    });
    await pause(waitMs, () => throttled(endpoint.name, waitMs));
    const started = clock.now();
    try {
      const reply = await core.queues.bounded(() =>
        core.transport(endpoint, request.params, { token: request.token, signal }),
      );
      if (reply.errcode !== 0) throw apiError(endpoint.name, reply.errcode, reply.errmsg);
      core.onAttempt({ endpoint: endpoint.name, attempt, durationMs: clock.now() - started, outcome: 'ok' });
      return reply;
    } catch (error) {
      if (!(error instanceof WecomError)) throw error;
      core.onAttempt({ endpoint: endpoint.name, attempt, durationMs: clock.now() - started, outcome: error });
      if (error.errcode === 45009) await limiter.block(bucket, clock.now() + (error.retryAfterMs ?? 0));
      const repeat = mayRepeat(error, endpoint.repeatable) && canBeSentAgain(request.params);
      if (!repeat || attempt >= allowedAttempts(error, core.maxAttempts)) throw error;
      // The limiter's block makes the wait after 45009; whoever has not the time gets WeCom's own answer.
      if (error.errcode === 45009 && (error.retryAfterMs ?? 0) > budgetMs) throw error;
      await pause(error.errcode === 45009 ? 0 : backoffMs(error, attempt), () => error);
    }
  }
}

function mayRepeat(error: WecomError, repeatable: boolean): boolean {
  if (error.kind === 'network') return repeatable && error.retry !== 'never';
  return error.kind === 'api' && (error.retry === 'now' || error.retry === 'after_delay');
}

/** False when a stream among the parameters was read from: it cannot be read again from its beginning. */
function canBeSentAgain(params: object): boolean {
  const media: unknown = 'media' in params ? params.media : undefined;
  return !isUpload(media) || canBeSent(media);
}

function allowedAttempts(error: WecomError, configured: number): number {
  return error.errcode === -1 ? Math.min(3, configured) : configured;
}

function backoffMs(error: WecomError, attempt: number): number {
  const base = (error.retryAfterMs ?? 200) * 2 ** (attempt - 1);
  // Jitter, or callers that failed together would return together.
  return Math.round(base * (0.75 + Math.random() / 2));
}

function throttled(endpoint: string, waitMs: number): WecomError {
  return new WecomError({
    kind: 'throttled',
    endpoint,
    meaning: { zh: '本地限流', en: 'held back by our own rate limit', retry: 'after_delay', whoActs: 'us' },
    retryAfterMs: waitMs,
  });
}

function aborted(endpoint: string, cause: unknown): WecomError {
  return new WecomError({
    kind: 'aborted',
    endpoint,
    meaning: { zh: '调用已取消', en: 'the call was cancelled', retry: 'never', whoActs: 'us' },
    cause,
  });
}
