import { type Static, Type } from 'typebox';
import { ById, closed, Done, Instant, Name, nullable, PageQuery, page, route, Uuid } from './route.ts';

export const ChannelCode = Type.Object({
  id: Uuid,
  name: Type.String(),
  touchpoint: Type.String(),
  staff: Type.Array(Type.Object({ userid: Type.String(), name: Type.String() })),
  tags: Type.Array(Type.Object({ id: Uuid, name: Type.String() })),
  welcome: Type.String(),
  welcomeLink: nullable(Type.String()),
  /** What the QR shows; null while WeCom has not answered. */
  url: nullable(Type.String()),
  state: Type.String(),
  status: Type.Union([
    Type.Literal('creating'),
    Type.Literal('live'),
    Type.Literal('failed'),
    Type.Literal('closed'),
  ]),
  problem: nullable(Type.String()),
  createdAt: Instant,
  friendsTotal: Type.Integer(),
  friendsToday: Type.Integer(),
  friendsYesterday: Type.Integer(),
  removedTotal: Type.Integer(),
});
export type ChannelCode = Static<typeof ChannelCode>;

const fields = {
  name: Type.String({ minLength: 1, maxLength: 30 }),
  touchpoint: Name,
  staff: Type.Array(Type.String({ maxLength: 64 }), { minItems: 1, maxItems: 100 }),
  tags: Type.Array(Uuid, { maxItems: 20 }),
  /** `{name}` becomes the traveller's name. At most 4,000 bytes after that. */
  welcome: Type.String({ minLength: 1, maxLength: 1300 }),
  welcomeLink: Type.Optional(nullable(Type.String({ maxLength: 2000, pattern: '^https?://' }))),
};

export const acquisitionRoutes = {
  list: route({
    method: 'GET',
    path: '/api/channel-codes',
    permission: 'acquisition:read',
    summary: 'Channel codes by new friends today.',
    query: PageQuery,
    reply: page(ChannelCode),
  }),
  get: route({
    method: 'GET',
    path: '/api/channel-codes/:id',
    permission: 'acquisition:read',
    summary: 'One channel code.',
    params: ById,
    reply: ChannelCode,
    errors: ['acquisition.code_not_found'],
  }),
  create: route({
    method: 'POST',
    path: '/api/channel-codes',
    permission: 'acquisition:write',
    summary: 'Make a channel code at WeCom.',
    body: Type.Object(fields, closed),
    reply: ChannelCode,
    errors: [
      'acquisition.name_taken',
      'acquisition.staff_unknown',
      'wecom.not_configured',
      'wecom.api_failed',
    ],
  }),
  update: route({
    method: 'PATCH',
    path: '/api/channel-codes/:id',
    permission: 'acquisition:write',
    summary: 'Change staff, tags or welcome; the printed code stays valid.',
    params: ById,
    body: Type.Partial(Type.Object(fields), closed),
    reply: ChannelCode,
    errors: [
      'acquisition.code_not_found',
      'acquisition.staff_unknown',
      'acquisition.name_taken',
      'wecom.api_failed',
    ],
  }),
  close: route({
    method: 'DELETE',
    path: '/api/channel-codes/:id',
    permission: 'acquisition:write',
    summary: 'Close a channel code; its friends stay.',
    params: ById,
    reply: Done,
    errors: ['acquisition.code_not_found'],
  }),
};
