/** An endpoint is data: how to call it, what it takes and gives, how it pages, what limits it has. */
import { WecomError } from './errors.ts';

/** `call`: the general limit of a corp per API. `welcome` and `mass` are the same until a corp is given others. */
export type QuotaClass = 'call' | 'token' | 'message';

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
  /** Where the rows of a page are; the endpoint takes `cursor` and answers `next_cursor`. */
  items?: (reply: Reply) => readonly Item[];
  /** Collections that failing answers carry too, empty. */
  empty?: Partial<Reply>;
  /** Never set; carries the types. */
  readonly types?: { params: Params; reply: Reply; item: Item };
}

/** Endpoints whose parameters are anything: what a router or a table of them holds. */
export type AnyEndpoint = Omit<
  Endpoint<object, object, unknown>,
  'check' | 'serialiseBy' | 'items' | 'types'
>;

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
