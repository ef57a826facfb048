/** One HTTP exchange: builds the request, reads the answer, turns every failure into a typed error. */
import { abortable } from './abort.ts';
import { type Download, type Endpoint, limitError, type ReplyBase } from './endpoint.ts';
import { abortedError, contentError, networkError, WecomError } from './errors.ts';
import { canBeSent, type FileBody, fileBody, fileNameOf, isUpload } from './multipart.ts';

/** Files above 20 MB can only be had in parts. */
const MAX_REPLY_BYTES = 32 * 1024 * 1024;
/** What is longer than this is no error in a file's place, and not worth parsing. */
const MAX_ERROR_BYTES = 64 * 1024;

export interface TransportOptions {
  baseUrl: string;
  fetch: typeof globalThis.fetch;
  timeoutMs: number;
  /** In place of `timeoutMs` where a file goes up or comes down. */
  fileTimeoutMs: number;
}

interface Context {
  token: string | undefined;
  signal: AbortSignal | undefined;
}

type Send = <Params extends object, Reply extends ReplyBase, Item>(
  endpoint: Endpoint<Params, Reply, Item>,
  params: Params,
  context: Context,
) => Promise<Reply>;

/** What the transport needs of an endpoint. */
type Target = Pick<Endpoint<object, ReplyBase>, 'name' | 'method' | 'body' | 'reply' | 'headers'> & {
  query: readonly string[];
};

export function createTransport(options: TransportOptions): Send {
  const base = options.baseUrl.replace(/\/+$/, '');
  return async <Reply extends ReplyBase>(target: Target, params: object, context: Context) => {
    const { url, init, file } = requestOf(target, params, { base, token: context.token });
    const isFile = target.body === 'file' || target.reply === 'file';
    const timeoutMs = isFile ? options.fileTimeoutMs : options.timeoutMs;
    // Whatever a `fetch` makes of the signal, the caller is free when it fires.
    const deadline = createDeadline(timeoutMs, context.signal);
    try {
      const exchange = async () => {
        const response = await options.fetch(url, { ...init, signal: deadline.signal });
        const bytes = await bytesOf(target, response);
        return { headers: response.headers, bytes };
      };
      const { headers, bytes } = await abortable(exchange(), deadline.signal);
      const reply =
        target.reply === 'file' ? fileReply(target.name, headers, bytes) : json(target.name, bytes);
      // Documented shapes are not checked: the vendor adds fields without notice.
      return reply as Reply;
    } catch (cause) {
      if (context.signal?.aborted) throw abortedError(target.name, context.signal.reason);
      if (cause instanceof WecomError) throw cause;
      const unreadable = file?.readFailure();
      if (unreadable) throw contentError(target.name, unreadable.cause);
      const detail = deadline.signal.aborted ? `no answer within ${timeoutMs} ms` : 'no answer';
      throw networkError(target.name, detail, { cause });
    } finally {
      deadline.clear();
      file?.close();
    }
  };
}

/** Each parameter in its place: URL, header, form or JSON. Throws when one cannot be sent. */
function requestOf(
  target: Target,
  params: object,
  { base, token }: { base: string; token: string | undefined },
): { url: URL; init: RequestInit; file: FileBody | undefined } {
  const url = new URL(`${base}/cgi-bin/${target.name}`);
  if (token !== undefined) url.searchParams.set('access_token', token);
  const headers = new Headers();
  const rest: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(params)) {
    const header = target.headers[name];
    if (value === undefined) continue;
    if (header !== undefined) setHeader(target.name, headers, { header, name, value: String(value) });
    else if (target.method === 'GET' || target.query.includes(name))
      url.searchParams.set(name, String(value));
    else rest[name] = value;
  }
  // Not followed: the token in the URL is meant for this address alone.
  const init: RequestInit = { method: target.method, headers, redirect: 'manual' };
  if (target.method === 'GET') return { url, init, file: undefined };
  if (target.body === 'json') {
    headers.set('content-type', 'application/json; charset=utf-8');
    return { url, init: { ...init, body: JSON.stringify(rest) }, file: undefined };
  }
  const file = uploadOf(target.name, rest.media);
  headers.set('content-type', file.contentType);
  // With any other setting Node's fetch keeps a second copy of the body, for the case that it must be sent elsewhere.
  const once: RequestInit = { ...init, redirect: 'error', body: file.body };
  // Node's fetch wants to be told that a stream is sent before the answer is read.
  return { url, init: file.body instanceof Blob ? once : { ...once, duplex: 'half' }, file };
}

function setHeader(
  endpoint: string,
  headers: Headers,
  { header, name, value }: { header: string; name: string; value: string },
): void {
  try {
    headers.set(header, value);
  } catch {
    throw limitError(endpoint, { path: name, problem: 'cannot be sent as a header' });
  }
}

function uploadOf(endpoint: string, media: unknown): FileBody {
  if (!isUpload(media)) throw limitError(endpoint, { path: 'media', problem: 'must be a file' });
  if (!canBeSent(media))
    throw limitError(endpoint, { path: 'media', problem: 'is a stream that was read before' });
  return fileBody(media);
}

// By hand, as AbortSignal.timeout keeps its timer for the whole time although most calls take milliseconds.
function createDeadline(timeoutMs: number, outer: AbortSignal | undefined) {
  const controller = new AbortController();
  const { signal } = controller;
  const abort = () => controller.abort();
  const timer = setTimeout(abort, timeoutMs);
  if (outer?.aborted) abort();
  else outer?.addEventListener('abort', abort, { once: true });
  return {
    signal,
    clear: () => {
      clearTimeout(timer);
      outer?.removeEventListener('abort', abort);
    },
  };
}

/** The body, if the status promises one; never more of it than is allowed. */
async function bytesOf(target: Target, response: Response): Promise<Buffer> {
  const { status, headers, body } = response;
  // Not awaited anywhere below: a connection that does not close is not ours to wait for.
  const leave = () => void body?.cancel().catch(() => undefined);
  if (status !== 200 && !(status === 206 && target.reply === 'file')) {
    leave();
    const passes = status >= 500 || status === 408 || status === 429;
    throw networkError(target.name, `HTTP ${status}`, { retry: passes ? 'after_delay' : 'never' });
  }
  const tooLarge = () => networkError(target.name, 'the answer is too large', { retry: 'never' });
  if (Number(headers.get('content-length')) > MAX_REPLY_BYTES) {
    leave();
    throw tooLarge();
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (!body) return Buffer.alloc(0);
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done)
      return chunks.length === 1 && chunks[0]
        ? Buffer.from(chunks[0].buffer, chunks[0].byteOffset, size)
        : Buffer.concat(chunks);
    size += value.byteLength;
    // Counted after decompression, so that a small answer cannot unfold into a large one.
    if (size > MAX_REPLY_BYTES) {
      void reader.cancel().catch(() => undefined);
      throw tooLarge();
    }
    chunks.push(value);
  }
}

function json(endpoint: string, bytes: Buffer): ReplyBase {
  const reply = envelope(bytes);
  if (reply === 'not JSON') throw networkError(endpoint, 'the answer is not JSON');
  if (!reply) throw networkError(endpoint, 'the answer has no errcode');
  return reply;
}

/**
 * A file, or the JSON of an error in its place. A file may be JSON with an errcode in it: then it has a name, which an
 * error has not.
 */
function fileReply(endpoint: string, headers: Headers, bytes: Buffer): ReplyBase & Partial<Download> {
  const contentType = headers.get('content-type') ?? '';
  const disposition = headers.get('content-disposition');
  if (disposition === null) {
    const reply = bytes.length <= MAX_ERROR_BYTES ? envelope(bytes) : undefined;
    if (typeof reply === 'object') {
      if (reply.errcode !== 0) return reply;
      throw networkError(endpoint, 'the answer has no file');
    }
    if (/^application\/json/i.test(contentType)) return json(endpoint, bytes);
  }
  return {
    errcode: 0,
    errmsg: 'ok',
    body: bytes,
    contentType,
    fileName: fileNameOf(disposition),
    contentRange: headers.get('content-range') ?? undefined,
  };
}

/** An answer with its errcode as a number, of which some answers make text. */
function envelope(bytes: Buffer): ReplyBase | 'not JSON' | undefined {
  let reply: unknown;
  try {
    reply = JSON.parse(bytes.toString('utf8').replace(/^\ufeff/, ''));
  } catch {
    return 'not JSON';
  }
  if (typeof reply !== 'object' || reply === null || !('errcode' in reply)) return undefined;
  const { errcode } = reply;
  const code = typeof errcode === 'string' && /^-?\d+$/.test(errcode) ? Number(errcode) : errcode;
  if (typeof code !== 'number' || !Number.isSafeInteger(code)) return undefined;
  const errmsg = 'errmsg' in reply && typeof reply.errmsg === 'string' ? reply.errmsg : '';
  return { ...reply, errcode: code, errmsg };
}
