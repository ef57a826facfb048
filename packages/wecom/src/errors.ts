/** Errors of the client: decided by errcode alone, since errmsg is free to change. */
import { knownMeaning } from './error-codes.ts';

/** When the same request may succeed. */
export type Retry = 'never' | 'now' | 'after_refresh' | 'after_delay' | 'tomorrow';
/** Who has to do something: whoever runs or writes this software, the corp's admin, the member, the traveller. */
export type WhoActs = 'us' | 'admin' | 'staff' | 'user';

export interface ErrorMeaning {
  code: number;
  zh: string;
  en: string;
  retry: Retry;
  whoActs: WhoActs;
}

/**
 * Why a call failed.
 * - `api`: WeCom answered with an errcode (`errcode` is set).
 * - `limit`: a parameter broke a documented limit; nothing was sent.
 * - `network`: no answer, a broken answer, or an HTTP status other than 200; the call may or may not have been executed.
 * - `throttled`: our own rate limit would have made the call wait longer than allowed; nothing was sent.
 * - `aborted`: the caller's signal fired.
 * - `content`: the file to upload could not be read; its own error is the `cause`.
 * - `store`: the token cache or the limiter failed, with its own error as the `cause`; the call was not sent.
 */
export type WecomErrorKind = 'api' | 'limit' | 'network' | 'throttled' | 'aborted' | 'content' | 'store';

export class WecomError extends Error {
  override readonly name = 'WecomError';
  readonly kind: WecomErrorKind;
  /** Endpoint name, e.g. `externalcontact/get`. */
  readonly endpoint: string;
  readonly errcode: number | undefined;
  readonly zh: string;
  readonly en: string;
  readonly retry: Retry;
  readonly whoActs: WhoActs;
  /** Milliseconds after which a repetition makes sense, when known. */
  readonly retryAfterMs: number | undefined;

  constructor(input: {
    kind: WecomErrorKind;
    endpoint: string;
    errcode?: number;
    meaning: Omit<ErrorMeaning, 'code'>;
    /** Text for the log, never shown to decide anything. Must not contain a token. */
    detail?: string;
    retryAfterMs?: number;
    cause?: unknown;
  }) {
    const code = input.errcode === undefined ? input.kind : String(input.errcode);
    const detail = input.detail ? `: ${input.detail}` : '';
    super(`${input.endpoint} ${code} ${input.meaning.en}${detail}`, { cause: input.cause });
    this.kind = input.kind;
    this.endpoint = input.endpoint;
    this.errcode = input.errcode;
    this.zh = input.meaning.zh;
    this.en = input.meaning.en;
    this.retry = input.meaning.retry;
    this.whoActs = input.meaning.whoActs;
    this.retryAfterMs = input.retryAfterMs;
  }
}

/** Meaning of an errcode. Unknown codes keep their number and are never retried. */
export function errorMeaning(code: number): ErrorMeaning {
  const known = knownMeaning(code);
  if (known) return known;
  // 42027 to 42051 each name one field of a template card.
  if (code >= 42027 && code <= 42051) {
    return { code, zh: '模板卡片字段不合法', en: 'bad template card field', retry: 'never', whoActs: 'us' };
  }
  return { code, zh: `未知错误码 ${code}`, en: `unknown error ${code}`, retry: 'never', whoActs: 'us' };
}

/** How long WeCom keeps refusing after this code, as far as it is published. */
function publishedDelayMs(code: number): number {
  if (code === 45009) return 60_000;
  if (code === 41063) return 2_000;
  if (code === 45033) return 500;
  return 200;
}

/** No answer, or one that cannot be used. */
export function networkError(
  endpoint: string,
  detail: string,
  { cause, retry = 'after_delay' }: { cause?: unknown; retry?: Retry } = {},
): WecomError {
  return new WecomError({
    kind: 'network',
    endpoint,
    meaning: { zh: '网络或应答异常', en: 'no usable answer', retry, whoActs: 'us' },
    detail,
    // The cause's message may hold the URL and with it the token, so only its class is kept.
    cause: cause instanceof Error ? cause.name : undefined,
  });
}

export function abortedError(endpoint: string, cause: unknown): WecomError {
  return new WecomError({
    kind: 'aborted',
    endpoint,
    meaning: { zh: '调用已取消', en: 'the call was cancelled', retry: 'never', whoActs: 'us' },
    cause,
  });
}

export function contentError(endpoint: string, cause: unknown): WecomError {
  return new WecomError({
    kind: 'content',
    endpoint,
    meaning: { zh: '待上传内容无法读取', en: 'the file could not be read', retry: 'never', whoActs: 'us' },
    cause,
  });
}

export function throttledError(endpoint: string, waitMs: number): WecomError {
  return new WecomError({
    kind: 'throttled',
    endpoint,
    meaning: { zh: '本地限流', en: 'held back by our own rate limit', retry: 'after_delay', whoActs: 'us' },
    retryAfterMs: Math.ceil(waitMs),
  });
}

export function storeError(endpoint: string, store: 'limiter' | 'token cache', cause: unknown): WecomError {
  return new WecomError({
    kind: 'store',
    endpoint,
    meaning: { zh: '本地存储故障', en: `the ${store} failed`, retry: 'after_delay', whoActs: 'us' },
    cause,
  });
}

/** The typed error for an answer's errcode. `delayMs`: how long WeCom will refuse, where that is known. */
export function apiError(
  endpoint: string,
  { errcode, errmsg }: { errcode: number; errmsg: string },
  delayMs?: number,
): WecomError {
  const meaning = errorMeaning(errcode);
  const waits = meaning.retry === 'after_delay' || meaning.retry === 'now';
  // The tail repeats the caller's IP and a query id: of no use to a reader.
  const detail = errmsg.split(', hint:')[0]?.slice(0, 200) ?? '';
  return new WecomError({
    kind: 'api',
    endpoint,
    errcode,
    meaning,
    detail,
    ...(waits ? { retryAfterMs: delayMs ?? publishedDelayMs(errcode) } : {}),
  });
}
