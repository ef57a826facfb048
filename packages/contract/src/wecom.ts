import { type Static, Type } from 'typebox';
import { Done, Instant, nullable, PageQuery, page, route } from './route.ts';

export const Staff = Type.Object({
  userid: Type.String(),
  name: Type.String(),
  friends: Type.Integer(),
  active: Type.Boolean(),
});
export type Staff = Static<typeof Staff>;

export const wecomRoutes = {
  status: route({
    method: 'GET',
    path: '/api/wecom',
    permission: 'wecom:read',
    summary: 'Whether WeCom is connected and how its callbacks fare.',
    reply: Type.Object({
      configured: Type.Boolean(),
      simulated: Type.Boolean(),
      corpId: nullable(Type.String()),
      callbackUrl: nullable(Type.String()),
      simulatorUrl: nullable(Type.String()),
      staff: Type.Integer(),
      friends: Type.Integer(),
      callbacksToday: Type.Integer(),
      callbacksPending: Type.Integer(),
      callbacksFailed: Type.Integer(),
      lastCallbackAt: nullable(Instant),
      medianWorkMs: nullable(Type.Integer()),
      lastSyncAt: nullable(Instant),
      lastError: nullable(Type.String()),
    }),
  }),
  listStaff: route({
    method: 'GET',
    path: '/api/wecom/staff',
    permission: 'wecom:read',
    summary: 'Staff who may contact customers.',
    query: PageQuery,
    reply: page(Staff),
  }),
  sync: route({
    method: 'POST',
    path: '/api/wecom/sync',
    permission: 'wecom:write',
    summary: 'Compare friends with WeCom now and repair differences.',
    reply: Done,
    errors: ['wecom.not_configured'],
  }),
};
