import { type Static, type TSchema, Type } from 'typebox';

/** Who may call a route: nobody signed in needed, any signed-in user, or holders of one permission. */
export type Access = 'public' | 'signed-in' | Permission;

/** `<noun>:<verb>`, granted to roles in access.ts. */
export type Permission = `${string}:${string}`;

export interface RouteDefinition {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path with `:name` parameters, always below `/api`, `/v1`, or a public landing prefix. */
  path: `/${string}`;
  permission: Access;
  /** One sentence for OpenAPI, in English. */
  summary: string;
  params?: TSchema;
  query?: TSchema;
  body?: TSchema;
  reply: TSchema;
  /** Codes of AppError this route answers with, beyond the general ones. */
  errors?: readonly string[];
  /** Largest body in bytes; 1 MiB when absent. */
  bodyLimit?: number;
}

/** Keeps the literal types of a route so that server and client derive from it. */
export function route<const D extends RouteDefinition>(definition: D): D {
  return definition;
}

type Part<D, K extends string> = D extends { [P in K]: infer S extends TSchema } ? Static<S> : undefined;
export type Params<D> = Part<D, 'params'>;
export type Query<D> = Part<D, 'query'>;
export type Body<D> = Part<D, 'body'>;
export type Reply<D> = Part<D, 'reply'>;

declare const brand: unique symbol;
/** A customer: a 64-bit integer, carried as a decimal string in JSON and TypeScript. */
export type CustomerId = string & { readonly [brand]: 'CustomerId' };

export const CustomerIdSchema = Type.Unsafe<CustomerId>({ type: 'string', pattern: '^[1-9][0-9]{0,18}$' });
export const Uuid = Type.String({
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
});
/** An instant, ISO 8601 in UTC with milliseconds. */
export const Instant = Type.String({ format: 'date-time' });
/** Query strings are text: a whole number of at most five digits. */
export const QueryInt = Type.String({ pattern: '^[0-9]{1,5}$' });
export const Cursor = Type.String({ minLength: 1, maxLength: 512 });
export const Name = Type.String({ minLength: 1, maxLength: 120 });
export const closed = { additionalProperties: false } as const;

export const PageQuery = Type.Object(
  { cursor: Type.Optional(Cursor), limit: Type.Optional(QueryInt) },
  closed,
);

/** A cursor-paged list; `nextCursor` is null on the last page. */
export function page<T extends TSchema>(item: T) {
  return Type.Object({ items: Type.Array(item), nextCursor: Type.Union([Cursor, Type.Null()]) });
}

export function nullable<T extends TSchema>(schema: T) {
  return Type.Union([schema, Type.Null()]);
}

/** The shape of every refused request. */
export const ErrorReply = Type.Object({
  code: Type.String(),
  message: Type.String(),
  details: Type.Optional(Type.Unknown()),
  requestId: Type.String(),
});
export type ErrorReply = Static<typeof ErrorReply>;

export const Done = Type.Object({ ok: Type.Literal(true) }, closed);
export const ById = Type.Object({ id: Uuid }, closed);
