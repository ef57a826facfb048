import {
  type Body,
  contract,
  type ErrorReply,
  type Params,
  type Query,
  type Reply,
  type RouteDefinition,
} from '@jetbridge/contract';

/** A refused or failed call; `code` is one of the contract's error codes, or `client.unreachable`. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: unknown;
  readonly requestId: string | null;

  constructor(status: number, reply: Partial<ErrorReply> & { code: string }) {
    super(reply.message ?? reply.code);
    this.name = 'ApiError';
    this.status = status;
    this.code = reply.code;
    this.details = reply.details;
    this.requestId = reply.requestId ?? null;
  }
}

export interface ClientOptions {
  /** Origin of the server, or '' for the page's own. */
  url: string;
  /** Session token or API key; absent in a browser, which sends its cookie. */
  token?: string;
  fetch?: typeof fetch;
}

type Present<K extends string, V> = [V] extends [undefined] ? unknown : { [P in K]: V };
type QueryPart<D> = [Query<D>] extends [undefined] ? unknown : { query?: Loose<Query<D>> };
/** Numbers may be given where the query string carries digits. */
type Loose<Q> = { [K in keyof Q]: Q[K] | (string extends Q[K] ? number : never) };
type Input<D> = Present<'params', Params<D>> &
  Present<'body', Body<D>> &
  QueryPart<D> & { signal?: AbortSignal };
type Call<D> =
  Record<string, never> extends Input<D>
    ? (input?: Input<D>) => Promise<Reply<D>>
    : (input: Input<D>) => Promise<Reply<D>>;

type Contract = typeof contract;
export type Client = { [N in keyof Contract]: { [R in keyof Contract[N]]: Call<Contract[N][R]> } };

interface AnyInput {
  params?: Record<string, string>;
  query?: Record<string, unknown>;
  body?: unknown;
  signal?: AbortSignal;
}

function address(url: string, definition: RouteDefinition, input: AnyInput): string {
  const path = definition.path.replace(/:([A-Za-z]+)/g, (_, name: string) =>
    encodeURIComponent(String(input.params?.[name] ?? '')),
  );
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(input.query ?? {})) {
    if (value !== undefined && value !== null && value !== '') search.set(key, String(value));
  }
  const text = search.toString();
  return `${url}${path}${text === '' ? '' : `?${text}`}`;
}

async function send(options: ClientOptions, definition: RouteDefinition, input: AnyInput): Promise<unknown> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (options.token !== undefined) headers.authorization = `Bearer ${options.token}`;
  if (input.body !== undefined) headers['content-type'] = 'application/json';
  const request: RequestInit = { method: definition.method, headers, credentials: 'same-origin' };
  if (input.body !== undefined) request.body = JSON.stringify(input.body);
  if (input.signal) request.signal = input.signal;
  let response: Response;
  try {
    response = await (options.fetch ?? fetch)(address(options.url, definition, input), request);
  } catch (cause) {
    if (input.signal?.aborted) throw cause;
    throw new ApiError(0, { code: 'client.unreachable', message: 'The server cannot be reached.' });
  }
  const text = await response.text();
  let parsed: unknown;
  try {
    parsed = text === '' ? undefined : JSON.parse(text);
  } catch {
    throw new ApiError(response.status, { code: 'client.unreadable', message: 'The answer is not JSON.' });
  }
  if (response.ok) return parsed;
  const reply = parsed as Partial<ErrorReply> | undefined;
  throw new ApiError(response.status, { ...reply, code: reply?.code ?? 'server.failed' });
}

/** `client.segments.get({ params: { id } })`: one function per route of the contract, typed from it. */
export function createClient(options: ClientOptions): Client {
  const nouns = Object.entries(contract).map(([noun, routes]) => [
    noun,
    Object.fromEntries(
      Object.entries(routes).map(([name, definition]) => [
        name,
        (input: AnyInput = {}) => send(options, definition, input),
      ]),
    ),
  ]);
  // The shape was built from the same contract the type is derived from.
  return Object.fromEntries(nouns) as Client;
}
