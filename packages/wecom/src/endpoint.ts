/** An endpoint is data: how to call it, what it takes and gives, how it pages, what limits it has. */
import { WecomError } from './errors.ts';

/** Which published rate an endpoint counts against (WECOM rate limits, OFF 90454); `call` is the general one. */
export type QuotaClass =
  | 'call'
  | 'token'
  | 'message'
  | 'ticket'
  | 'moment'
  | 'upload_image'
  | 'appchat_create'
  | 'appchat_update'
  | 'appchat_send'
  | 'id_conversion'
  | 'archive';

/** A file to upload. A stream is sent in chunks as it is read and never held whole. */
export interface Upload {
  fileName: string;
  /** MIME type; default application/octet-stream. */
  type?: string;
  content: Uint8Array | Blob | AsyncIterable<Uint8Array>;
}

/** What a download answers instead of JSON. */
export interface Download {
  body: Uint8Array;
  contentType: string;
  fileName: string | undefined;
  /** Of a partial answer: `bytes 0-99/1000`. */
  contentRange: string | undefined;
}

/**
 * One documented limit on one field. `path` is dotted, `[]` walks an array: `attachments[].link.title`.
 * `bytes` are UTF-8 bytes, `chars` are code points, `items` is the length of an array.
 */
export interface Limit {
  path: string;
  required?: true;
  bytes?: number;
  chars?: number;
  items?: number;
  min?: number;
  max?: number;
  oneOf?: readonly (string | number)[];
}

/** What every answer carries. */
export interface ReplyBase {
  errcode: number;
  errmsg: string;
}

export interface Endpoint<Params extends object, Reply extends object, Item = never> {
  /** Path below `/cgi-bin/`, e.g. `externalcontact/get`; unique. */
  name: string;
  method: 'GET' | 'POST';
  auth: 'token' | 'none';
  quota: QuotaClass;
  /** A repetition after a lost answer changes nothing more: reads, overwrites, and codes that work once. */
  repeatable: boolean;
  limits: readonly Limit[];
  /** Rules that span fields; returns what is wrong, or undefined. */
  check?: (params: Params) => string | undefined;
  /** Calls with equal keys run one after the other (WeCom refuses concurrent changes of one customer). */
  serialiseBy?: (params: Params) => string;
  /** `json`: parameters in the body. `file`: multipart, with the parameter `media` (`Upload`) as its one part. */
  body: 'json' | 'file';
  /** `file`: the answer is a `Download` beside errcode 0; an error is JSON still. */
  reply: 'json' | 'file';
  /** Parameters of a POST that go into the URL; those of a GET all do. */
  query: readonly (keyof Params & string)[];
  /** Parameters sent as HTTP headers: parameter to header name, e.g. `{ range: 'range' }`. */
  headers: Readonly<Record<string, string>>;
  /** Where the rows of a page are. */
  items?: (reply: Reply) => readonly Item[];
  /** Parameters that lead to the page after `reply`, or undefined at the end. Default: `cursor` from `next_cursor`. */
  nextPage?: (reply: Reply, params: Params) => Partial<Params> | undefined;
  /** Collections that failing answers carry too, empty. */
  empty?: Partial<Reply>;
  /** Never set; carries the types. */
  readonly types?: { params: Params; reply: Reply; item: Item };
}

/** Endpoints whose parameters are anything: what a router or a table of them holds. */
export type AnyEndpoint = Omit<
  Endpoint<object, object, unknown>,
  'check' | 'serialiseBy' | 'items' | 'nextPage' | 'query' | 'types'
> & { query: readonly string[] };

type Definition<Params extends object, Reply extends object, Item> = Pick<
  Endpoint<Params, Reply, Item>,
  'method' | 'repeatable'
> &
  Partial<Omit<Endpoint<Params, Reply, Item>, 'method' | 'repeatable' | 'name' | 'types'>>;

/** `defineEndpoint<Params, Reply, Item>()('externalcontact/get', {...})`; types first, so that the name stays data. */
export function defineEndpoint<Params extends object, Reply extends object, Item = never>() {
  return (name: string, definition: Definition<Params, Reply, Item>): Endpoint<Params, Reply, Item> => ({
    auth: 'token',
    quota: 'call',
    limits: [],
    body: 'json',
    reply: 'json',
    query: [],
    headers: {},
    ...definition,
    name,
  });
}

/** The first documented limit that `params` breaks, in words, or undefined. Used before sending, and by the simulator. */
export function brokenLimit<Params extends object>(
  endpoint: Pick<Endpoint<Params, object, unknown>, 'limits' | 'check'>,
  params: Params,
): { path: string; problem: string } | undefined {
  for (const limit of endpoint.limits) {
    for (const value of valuesAt(params, limit.path.split('.'))) {
      const problem = problemOf(limit, value);
      if (problem) return { path: limit.path, problem };
    }
  }
  const problem = endpoint.check?.(params);
  return problem ? { path: '', problem } : undefined;
}

/** The error for a broken limit: nothing was sent. */
export function limitError(endpoint: string, broken: { path: string; problem: string }): WecomError {
  return new WecomError({
    kind: 'limit',
    endpoint,
    meaning: { zh: '参数超出限制', en: 'a parameter breaks a limit', retry: 'never', whoActs: 'us' },
    detail: `${broken.path} ${broken.problem}`.trim(),
  });
}

function problemOf(limit: Limit, value: unknown): string | undefined {
  if (value === undefined || value === null || value === '')
    return limit.required ? 'is required' : undefined;
  if (value === NOT_A_LIST) return 'must be a list';
  const wrongType = typeProblem(limit, value);
  if (wrongType) return wrongType;
  if (Array.isArray(value)) {
    if (limit.required && value.length === 0) return 'must not be empty';
    if (limit.items !== undefined && value.length > limit.items) {
      return `has ${value.length} items, at most ${limit.items}`;
    }
  }
  if (limit.oneOf && !limit.oneOf.some((allowed) => allowed === value)) {
    return `must be one of ${limit.oneOf.join(', ')}`;
  }
  if (typeof value === 'string') {
    const bytes = limit.bytes === undefined ? 0 : Buffer.byteLength(value, 'utf8');
    if (limit.bytes !== undefined && bytes > limit.bytes) return `has ${bytes} bytes, at most ${limit.bytes}`;
    const chars = limit.chars === undefined ? 0 : [...value].length;
    if (limit.chars !== undefined && chars > limit.chars) {
      return `has ${chars} characters, at most ${limit.chars}`;
    }
  }
  if (typeof value === 'number') {
    if (limit.min !== undefined && value < limit.min) return `is ${value}, at least ${limit.min}`;
    if (limit.max !== undefined && value > limit.max) return `is ${value}, at most ${limit.max}`;
  }
  return undefined;
}

// Types hold for TypeScript callers; others, and whoever calls the simulator, may send anything.
function typeProblem(limit: Limit, value: unknown): string | undefined {
  const text = limit.bytes !== undefined || limit.chars !== undefined;
  if (text && typeof value !== 'string') return 'must be text';
  if (limit.items !== undefined && !Array.isArray(value)) return 'must be a list';
  const number = limit.min !== undefined || limit.max !== undefined;
  return number && typeof value !== 'number' ? 'must be a number' : undefined;
}

const NOT_A_LIST = Symbol('not a list');

function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  const [head, ...rest] = path;
  if (head === undefined) return [value];
  const each = head.endsWith('[]');
  const name = each ? head.slice(0, -2) : head;
  const child: unknown =
    typeof value === 'object' && value !== null && Object.hasOwn(value, name)
      ? Reflect.get(value, name)
      : undefined;
  // A limit below an absent optional parent does not apply.
  if (rest.length > 0 && (child === undefined || child === null)) return [];
  if (!each) return valuesAt(child, rest);
  if (child === undefined || child === null) return [];
  return Array.isArray(child) ? child.flatMap((item) => valuesAt(item, rest)) : [NOT_A_LIST];
}
