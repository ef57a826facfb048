/** One call as a series of attempts: through the gate, over the wire, and again where that helps. */
import type { Clock } from './clock.ts';
import type { Endpoint, ReplyBase } from './endpoint.ts';
import { apiError, WecomError } from './errors.ts';
import type { Gate } from './gate.ts';
import { canBeSent, isUpload } from './multipart.ts';
import type { Allowance, Blocks } from './rates.ts';
import type { createTransport } from './transport.ts';

export interface AttemptReport {
  endpoint: string;
  attempt: number;
  durationMs: number;
  outcome: 'ok' | WecomError;
}

export interface Caller {
  clock: Clock;
  gate: Gate;
  allowance: (endpoint: Pick<Endpoint<object, object>, 'name' | 'quota'>) => Allowance;
  blocks: Blocks;
  transport: ReturnType<typeof createTransport>;
  maxAttempts: number;
  maxWaitMs: number;
  onAttempt: (attempt: AttemptReport) => void;
}

interface Request<Params> {
  params: Params;
  callOptions?: { signal?: AbortSignal; maxWaitMs?: number };
  token?: string;
  /** Beside the token, what no error may repeat. */
  secret?: string;
}

export async function attempts<Params extends object, Reply extends ReplyBase, Item>(
  caller: Caller,
  endpoint: Endpoint<Params, Reply, Item>,
  request: Request<Params>,
): Promise<Reply> {
  const signal = request.callOptions?.signal;
  const { buckets, slackMs } = caller.allowance(endpoint);
  const way = { endpoint: endpoint.name, buckets, slackMs };
  let budgetMs = request.callOptions?.maxWaitMs ?? caller.maxWaitMs;
  for (let attempt = 1; ; attempt++) {
    const place = await caller.gate.enter(way, { budgetMs, signal });
    budgetMs -= place.waitedMs;
    const startedAt = caller.clock.now();
    const told = (outcome: 'ok' | WecomError) => {
      const durationMs = caller.clock.now() - startedAt;
      caller.onAttempt({ endpoint: endpoint.name, attempt, durationMs, outcome });
    };
    let error: WecomError;
    try {
      const reply = await exchange(caller, endpoint, request);
      place.leave('ok');
      told('ok');
      return reply;
    } catch (thrown) {
      const crowded = thrown instanceof WecomError && thrown.errcode === 45033;
      place.leave(crowded ? 'crowded' : 'failed');
      if (!(thrown instanceof WecomError)) throw thrown;
      error = thrown;
    }
    told(error);
    const repeat = mayRepeat(error, endpoint.repeatable) && canBeSentAgain(request.params);
    const pauseMs = backoffMs(error, attempt);
    if (!repeat || attempt >= allowedAttempts(error, caller.maxAttempts) || pauseMs > budgetMs) throw error;
    // A block is waited for in the gate, among those who wait for it too.
    if (error.errcode === 45009) continue;
    budgetMs -= pauseMs;
    await caller.clock.sleep(pauseMs, signal);
  }
}

/** One request and its answer, with an errcode as a typed error. */
async function exchange<Params extends object, Reply extends ReplyBase, Item>(
  caller: Caller,
  endpoint: Endpoint<Params, Reply, Item>,
  { params, token, callOptions, secret }: Request<Params>,
): Promise<Reply> {
  const startedAt = caller.clock.now();
  const reply = await caller.transport(endpoint, params, { token, signal: callOptions?.signal });
  const { errcode } = reply;
  if (errcode === 0) return reply;
  const errmsg = redacted(reply.errmsg, [token, secret]);
  if (errcode !== 45009) throw apiError(endpoint.name, { errcode, errmsg });
  // Holds back the calls that follow, too.
  const until = await caller.blocks.hit(caller.allowance(endpoint).block, startedAt);
  throw apiError(endpoint.name, { errcode, errmsg }, Math.max(0, until - caller.clock.now()));
}

function redacted(text: string, secrets: readonly (string | undefined)[]): string {
  return secrets.reduce<string>((rest, secret) => (secret ? rest.replaceAll(secret, '***') : rest), text);
}

function mayRepeat(error: WecomError, repeatable: boolean): boolean {
  if (error.kind === 'network') return repeatable && error.retry !== 'never';
  return error.kind === 'api' && (error.retry === 'now' || error.retry === 'after_delay');
}

/** False when a stream among the parameters was read from: it cannot be read again from its beginning. */
export function canBeSentAgain(params: object): boolean {
  const media: unknown = 'media' in params ? params.media : undefined;
  return !isUpload(media) || canBeSent(media);
}

function allowedAttempts(error: WecomError, configured: number): number {
  return error.errcode === -1 ? Math.min(3, configured) : configured;
}

function backoffMs(error: WecomError, attempt: number): number {
  if (error.errcode === 45009) return error.retryAfterMs ?? 0;
  const base = (error.retryAfterMs ?? 200) * 2 ** (attempt - 1);
  // Jitter, or callers that failed together would return together.
  return Math.round(base * (0.75 + Math.random() / 2));
}
