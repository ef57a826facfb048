import { type Static, Type } from 'typebox';
import {
  ById,
  CustomerIdSchema,
  closed,
  Done,
  Instant,
  Name,
  nullable,
  PageQuery,
  page,
  QueryInt,
  route,
  Uuid,
} from './route.ts';

/** Limits of one collection request, as in the Segment HTTP API. */
export const batchLimits = { events: 500, bytes: 4 * 1024 * 1024, eventBytes: 32 * 1024 } as const;

/** Names of the events that the product itself publishes. `Segment Entered` carries properties {segment}. */
export const eventNames = {
  friendAdded: 'Friend Added',
  friendRemoved: 'Friend Removed',
  codeScanned: 'Channel Code Scanned',
  welcomeSent: 'Welcome Sent',
  messageSent: 'Message Sent',
  messageDelivered: 'Message Delivered',
  messageFailed: 'Message Failed',
  messageReceived: 'Message Received',
  linkClicked: 'Link Clicked',
  segmentEntered: 'Segment Entered',
  segmentExited: 'Segment Exited',
  journeyEntered: 'Journey Entered',
  journeyExited: 'Journey Exited',
  tagAdded: 'Tag Added',
  tagRemoved: 'Tag Removed',
  consentGranted: 'Consent Granted',
  consentWithdrawn: 'Consent Withdrawn',
  orderCompleted: 'Order Completed',
} as const;

export const Source = Type.Object({
  id: Uuid,
  name: Type.String(),
  writeKey: Type.String(),
  /** What a `userId` of this source identifies. */
  userIdKind: Type.Union([
    Type.Literal('member_no'),
    Type.Literal('external_userid'),
    Type.Literal('unionid'),
    Type.Literal('openid'),
  ]),
  enabled: Type.Boolean(),
  createdAt: Instant,
  lastEventAt: nullable(Instant),
  eventsToday: Type.Integer(),
});
export type Source = Static<typeof Source>;

export const CollectReply = Type.Object({
  success: Type.Boolean(),
  rejected: Type.Optional(
    Type.Array(Type.Object({ index: Type.Integer(), field: Type.String(), reason: Type.String() })),
  ),
});
export type CollectReply = Static<typeof CollectReply>;

export const StreamEvent = Type.Object({
  eventId: Uuid,
  customerId: CustomerIdSchema,
  customerName: nullable(Type.String()),
  name: Type.String(),
  eventTime: Instant,
  receivedAt: Instant,
  source: nullable(Type.String()),
  properties: Type.Record(Type.String(), Type.Unknown()),
});
export type StreamEvent = Static<typeof StreamEvent>;

const collect = (path: `/${string}`, summary: string) =>
  route({
    method: 'POST',
    path,
    permission: 'public',
    summary,
    body: Type.Unknown(),
    reply: CollectReply,
    errors: ['events.unknown_write_key', 'events.all_rejected', 'events.batch_too_long'],
    bodyLimit: batchLimits.bytes,
  });

/** Collection authenticates by write key (Basic auth), not by session. */
export const collectRoutes = {
  batch: collect('/v1/batch', 'Collect up to 500 events (Segment HTTP API).'),
  import: collect('/v1/import', 'Alias of /v1/batch that older clients use.'),
  track: collect('/v1/track', 'Collect one track call.'),
  identify: collect('/v1/identify', 'Collect one identify call.'),
  page: collect('/v1/page', 'Collect one page call.'),
  screen: collect('/v1/screen', 'Collect one screen call.'),
  group: collect('/v1/group', 'Collect one group call.'),
  alias: collect('/v1/alias', 'Collect one alias call.'),
};

const SourceBody = {
  name: Name,
  userIdKind: Type.Optional(Source.properties.userIdKind),
};

export const eventsRoutes = {
  listSources: route({
    method: 'GET',
    path: '/api/sources',
    permission: 'sources:read',
    summary: 'Sources with their write keys.',
    query: PageQuery,
    reply: page(Source),
  }),
  createSource: route({
    method: 'POST',
    path: '/api/sources',
    permission: 'sources:write',
    summary: 'Add a source.',
    body: Type.Object(SourceBody, closed),
    reply: Source,
  }),
  updateSource: route({
    method: 'PATCH',
    path: '/api/sources/:id',
    permission: 'sources:write',
    summary: 'Rename, enable or disable a source.',
    params: ById,
    body: Type.Object({ name: Type.Optional(Name), enabled: Type.Optional(Type.Boolean()) }, closed),
    reply: Source,
    errors: ['events.source_not_found'],
  }),
  rotateWriteKey: route({
    method: 'POST',
    path: '/api/sources/:id/rotate',
    permission: 'sources:write',
    summary: 'Replace the write key; the old one stops at once.',
    params: ById,
    reply: Source,
    errors: ['events.source_not_found'],
  }),
  deleteSource: route({
    method: 'DELETE',
    path: '/api/sources/:id',
    permission: 'sources:write',
    summary: 'Remove a source; its events stay.',
    params: ById,
    reply: Done,
    errors: ['events.source_not_found'],
  }),
  stream: route({
    method: 'GET',
    path: '/api/events',
    permission: 'events:read',
    summary: 'The newest events, for the live stream; `after` is the cursor of the last poll.',
    query: Type.Object(
      {
        name: Type.Optional(Type.String({ maxLength: 120 })),
        after: Type.Optional(Type.String({ maxLength: 100 })),
        limit: Type.Optional(QueryInt),
      },
      closed,
    ),
    reply: Type.Object({
      items: Type.Array(StreamEvent),
      perMinute: Type.Integer(),
      after: nullable(Type.String()),
    }),
  }),
  names: route({
    method: 'GET',
    path: '/api/events/names',
    permission: 'events:read',
    summary: 'Names of all events, most frequent first, with counts and properties; feeds the rule builder.',
    reply: Type.Object({
      items: Type.Array(
        Type.Object({ name: Type.String(), count: Type.Integer(), properties: Type.Array(Type.String()) }),
      ),
    }),
  }),
};
