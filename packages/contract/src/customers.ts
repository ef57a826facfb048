import { type Static, Type } from 'typebox';
import {
  Cursor,
  CustomerIdSchema,
  closed,
  Done,
  Instant,
  nullable,
  PageQuery,
  page,
  QueryInt,
  route,
  Uuid,
} from './route.ts';

/** Strongest first. An event is credited to the customer of its strongest identifier. */
export const identityKinds = [
  'member_no',
  'unionid',
  'external_userid',
  'mobile',
  'email',
  'openid',
  'anonymous_id',
] as const;
export type IdentityKind = (typeof identityKinds)[number];
export const IdentityKindSchema = Type.Union([
  Type.Literal('member_no'),
  Type.Literal('unionid'),
  Type.Literal('external_userid'),
  Type.Literal('mobile'),
  Type.Literal('email'),
  Type.Literal('openid'),
  Type.Literal('anonymous_id'),
]);

export const CustomerSummary = Type.Object({
  id: CustomerIdSchema,
  name: nullable(Type.String()),
  memberNo: nullable(Type.String()),
  tier: nullable(Type.String()),
  city: nullable(Type.String()),
  isFriend: Type.Boolean(),
  createdAt: Instant,
  lastEventAt: nullable(Instant),
});
export type CustomerSummary = Static<typeof CustomerSummary>;

export const Identity = Type.Object({
  kind: IdentityKindSchema,
  /** Masked for mobile and email unless the caller holds customers:reveal and asked. */
  value: Type.String(),
  masked: Type.Boolean(),
  firstSeenAt: Instant,
});

export const Customer = Type.Object({
  id: CustomerIdSchema,
  name: nullable(Type.String()),
  createdAt: Instant,
  lastEventAt: nullable(Instant),
  eventCount: Type.Integer(),
  identities: Type.Array(Identity),
  /** Newest value by event time; contact fields are not among them. */
  traits: Type.Record(Type.String(), Type.Unknown()),
  tags: Type.Array(
    Type.Object({ id: Uuid, name: Type.String(), group: Type.String(), addedAt: Instant, by: Type.String() }),
  ),
  segments: Type.Array(Type.Object({ id: Uuid, name: Type.String(), since: nullable(Instant) })),
  friends: Type.Array(
    Type.Object({
      staffUserid: Type.String(),
      staffName: Type.String(),
      since: Instant,
      state: Type.Union([Type.Literal('friend'), Type.Literal('removed')]),
      channelCode: nullable(Type.String()),
    }),
  ),
  consents: Type.Array(
    Type.Object({
      purpose: Type.String(),
      channel: Type.String(),
      granted: Type.Boolean(),
      at: Instant,
      evidence: Type.String(),
    }),
  ),
  merges: Type.Array(
    Type.Object({
      id: Uuid,
      mergedId: CustomerIdSchema,
      at: Instant,
      because: Type.String(),
      undoneAt: nullable(Instant),
    }),
  ),
  conflicts: Type.Array(
    Type.Object({ id: Uuid, otherId: CustomerIdSchema, at: Instant, because: Type.String() }),
  ),
  /** Money per month of the last 24 months, oldest first, in fen. */
  value: Type.Array(
    Type.Object({
      month: Type.String(),
      amountFen: Type.Integer(),
      orders: Type.Integer(),
      flights: Type.Integer(),
    }),
  ),
});
export type Customer = Static<typeof Customer>;

export const TimelineItem = Type.Object({
  eventId: Uuid,
  name: Type.String(),
  type: Type.String(),
  eventTime: Instant,
  receivedAt: Instant,
  source: nullable(Type.String()),
  properties: Type.Record(Type.String(), Type.Unknown()),
});
export type TimelineItem = Static<typeof TimelineItem>;

const ByCustomer = Type.Object({ id: CustomerIdSchema }, closed);

export const customersRoutes = {
  list: route({
    method: 'GET',
    path: '/api/customers',
    permission: 'customers:read',
    summary: 'Customers by name prefix, member number, mobile or e-mail; newest first without a query.',
    query: Type.Object(
      {
        query: Type.Optional(Type.String({ maxLength: 120 })),
        cursor: Type.Optional(Cursor),
        limit: Type.Optional(QueryInt),
      },
      closed,
    ),
    reply: page(CustomerSummary),
  }),
  count: route({
    method: 'GET',
    path: '/api/customers/count',
    permission: 'customers:read',
    summary: 'How many customers there are.',
    reply: Type.Object({ count: Type.Integer(), members: Type.Integer(), friends: Type.Integer() }),
  }),
  lookup: route({
    method: 'GET',
    path: '/api/customers/lookup',
    permission: 'customers:read',
    summary: 'The customer that an identifier points to.',
    query: Type.Object(
      { kind: IdentityKindSchema, value: Type.String({ minLength: 1, maxLength: 256 }) },
      closed,
    ),
    reply: Type.Object({ id: CustomerIdSchema }),
    errors: ['customers.identity_not_found'],
  }),
  get: route({
    method: 'GET',
    path: '/api/customers/:id',
    permission: 'customers:read',
    summary: 'The 360° view; a merged customer answers as the one it became.',
    params: ByCustomer,
    reply: Customer,
    errors: ['customers.not_found'],
  }),
  timeline: route({
    method: 'GET',
    path: '/api/customers/:id/timeline',
    permission: 'customers:read',
    summary: 'Events of a customer, newest first.',
    params: ByCustomer,
    query: Type.Object(
      {
        cursor: Type.Optional(Cursor),
        limit: Type.Optional(QueryInt),
        name: Type.Optional(Type.String({ maxLength: 120 })),
      },
      closed,
    ),
    reply: page(TimelineItem),
    errors: ['customers.not_found'],
  }),
  reveal: route({
    method: 'POST',
    path: '/api/customers/:id/reveal',
    permission: 'customers:reveal',
    summary: 'Contact fields in clear; the request is audited with its reason.',
    params: ByCustomer,
    body: Type.Object({ reason: Type.String({ minLength: 2, maxLength: 200 }) }, closed),
    reply: Type.Object({ identities: Type.Array(Identity) }),
    errors: ['customers.not_found'],
  }),
  merge: route({
    method: 'POST',
    path: '/api/customers/:id/merge',
    permission: 'customers:write',
    summary: 'Merge another customer into this one.',
    params: ByCustomer,
    body: Type.Object({ otherId: CustomerIdSchema }, closed),
    reply: Type.Object({ id: CustomerIdSchema, mergeId: Uuid }),
    errors: ['customers.not_found', 'customers.merge_refused'],
  }),
  undoMerge: route({
    method: 'POST',
    path: '/api/merges/:id/undo',
    permission: 'customers:write',
    summary: 'Undo a merge.',
    params: Type.Object({ id: Uuid }, closed),
    reply: Done,
    errors: ['customers.merge_not_found', 'customers.merge_refused'],
  }),
  listConflicts: route({
    method: 'GET',
    path: '/api/conflicts',
    permission: 'customers:read',
    summary: 'Open identity conflicts: two member numbers seen together.',
    query: PageQuery,
    reply: page(
      Type.Object({
        id: Uuid,
        at: Instant,
        because: Type.String(),
        left: CustomerSummary,
        right: CustomerSummary,
      }),
    ),
  }),
  resolveConflict: route({
    method: 'POST',
    path: '/api/conflicts/:id/resolve',
    permission: 'customers:write',
    summary: 'Decide a conflict: merge the two or keep them apart.',
    params: Type.Object({ id: Uuid }, closed),
    body: Type.Object({ decision: Type.Union([Type.Literal('merge'), Type.Literal('separate')]) }, closed),
    reply: Done,
    errors: ['customers.conflict_not_found'],
  }),
  traitNames: route({
    method: 'GET',
    path: '/api/traits',
    permission: 'customers:read',
    summary: 'Trait names with sample values; feeds the rule builder.',
    reply: Type.Object({
      items: Type.Array(
        Type.Object({
          name: Type.String(),
          kind: Type.Union([
            Type.Literal('text'),
            Type.Literal('number'),
            Type.Literal('boolean'),
            Type.Literal('date'),
          ]),
          samples: Type.Array(Type.String()),
        }),
      ),
    }),
  }),
};
