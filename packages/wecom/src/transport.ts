/** One HTTP exchange: builds the request, reads the answer, turns every failure into a typed error. */
import type { Endpoint, ReplyBase } from './endpoint.ts';
import { WecomError } from './errors.ts';

const MAX_REPLY_BYTES = 32 * 1024 * 1024;

type Send = <Params extends object, Reply extends ReplyBase, Item>(
  endpoint: Endpoint<Params, Reply, Item>,
  params: Params,
  context: { token: string | undefined; signal: AbortSignal | undefined },
) => Promise<Reply>;

export function createTransport(options: {
  baseUrl: string;
  fetch: typeof globalThis.fetch;
  timeoutMs: number;
}): Send {
  const base = options.baseUrl.replace(/\/+$/, '');
  return async (endpoint, params, context) => {
    const url = new URL(`${base}/cgi-bin/${endpoint.name}`);
    if (context.token !== undefined) url.searchParams.set('access_token', context.token);
    const deadline = createDeadline(options.timeoutMs, context.signal);
    const init: RequestInit = { method: endpoint.method, signal: deadline.signal, redirect: 'error' };
    if (endpoint.method === 'GET') {
      for (const [name, value] of Object.entries(params)) {
        if (value !== undefined) url.searchParams.set(name, String(value));
      }
    } else {
      init.headers = { 'content-type': 'application/json; charset=utf-8' };
      init.body = JSON.stringify(params);
    }
    let response: Response;
    let text: string;
    try {
      response = await options.fetch(url, init);
      text = await response.text();
    } catch (cause) {
      throw failure(endpoint.name, cause, context.signal);
    } finally {
      deadline.clear();
    }
    if (response.status !== 200) throw broken(endpoint.name, `HTTP ${response.status}`);
    if (text.length > MAX_REPLY_BYTES) throw broken(endpoint.name, 'the answer is too large');
    return parseReply(endpoint, text);
  };
}

// By hand, as AbortSignal.timeout keeps its timer for the whole time although most calls take milliseconds.
function createDeadline(timeoutMs: number, outer: AbortSignal | undefined) {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const timer = setTimeout(abort, timeoutMs);
  if (outer?.aborted) abort();
  else outer?.addEventListener('abort', abort, { once: true });
  return {
    signal: controller.signal,
    clear: () => {
      clearTimeout(timer);
      outer?.removeEventListener('abort', abort);
    },
  };
}

function parseReply<Params extends object, Reply extends ReplyBase, Item>(
  endpoint: Endpoint<Params, Reply, Item>,
  text: string,
): Reply {
  let reply: unknown;
  try {
    reply = JSON.parse(text);
  } catch {
    throw broken(endpoint.name, 'the answer is not JSON');
  }
  if (!isReply<Reply>(reply)) throw broken(endpoint.name, 'the answer has no errcode');
  return reply;
}

// The vendor adds fields without notice and documents no schema, so only the envelope is checked here.
function isReply<Reply extends ReplyBase>(value: unknown): value is Reply {
  return typeof value === 'object' && value !== null && 'errcode' in value && Number.isInteger(value.errcode);
}

function failure(endpoint: string, cause: unknown, signal: AbortSignal | undefined): WecomError {
  if (signal?.aborted) {
    const meaning = {
      zh: '调用已取消',
      en: 'the call was cancelled',
      retry: 'never',
      whoActs: 'us',
    } as const;
    return new WecomError({ kind: 'aborted', endpoint, meaning, cause });
  }
  return broken(endpoint, 'no answer', cause);
}

function broken(endpoint: string, detail: string, cause?: unknown): WecomError {
  return new WecomError({
    kind: 'network',
    endpoint,
    meaning: { zh: '网络或应答异常', en: 'no usable answer', retry: 'after_delay', whoActs: 'us' },
    detail,
    // The cause's message may hold the URL and with it the token, so only its class is kept.
    cause: cause instanceof Error ? cause.name : undefined,
  });
}
