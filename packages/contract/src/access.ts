import { type Static, Type } from 'typebox';
import {
  ById,
  closed,
  Done,
  Instant,
  Name,
  nullable,
  PageQuery,
  type Permission,
  page,
  route,
  Uuid,
} from './route.ts';

/** Every permission that exists. A route may name only one of these. */
export const permissions = [
  'access:read',
  'access:write',
  'audit:read',
  'events:read',
  'sources:read',
  'sources:write',
  'customers:read',
  'customers:write',
  'customers:reveal',
  'tags:read',
  'tags:write',
  'segments:read',
  'segments:write',
  'wecom:read',
  'wecom:write',
  'acquisition:read',
  'acquisition:write',
  'consent:read',
  'consent:write',
  'outreach:read',
  'outreach:write',
  'journeys:read',
  'journeys:write',
  'journeys:publish',
  'imports:read',
  'imports:write',
  'overview:read',
] as const satisfies readonly Permission[];

const reads = permissions.filter((p) => p.endsWith(':read'));

/** Roles and what they grant. Data scope per advisor comes with the advisor desk. */
export const roles: Readonly<Record<RoleName, readonly Permission[]>> = {
  admin: permissions,
  operator: [
    ...reads.filter((p) => p !== 'access:read' && p !== 'audit:read'),
    'customers:write',
    'tags:write',
    'segments:write',
    'acquisition:write',
    'consent:write',
    'outreach:write',
    'journeys:write',
    'journeys:publish',
    'imports:write',
  ],
  analyst: reads.filter((p) => p !== 'access:read' && p !== 'audit:read'),
  advisor: [
    'customers:read',
    'customers:write',
    'tags:read',
    'tags:write',
    'consent:read',
    'acquisition:read',
    'overview:read',
  ],
};
export type RoleName = 'admin' | 'operator' | 'analyst' | 'advisor';

export const RoleSchema = Type.Union([
  Type.Literal('admin'),
  Type.Literal('operator'),
  Type.Literal('analyst'),
  Type.Literal('advisor'),
]);
const Username = Type.String({ minLength: 1, maxLength: 64, pattern: '^[A-Za-z0-9_.@-]+$' });
const Password = Type.String({ minLength: 10, maxLength: 200 });

export const User = Type.Object({
  id: Uuid,
  username: Type.String(),
  displayName: Type.String(),
  roles: Type.Array(RoleSchema),
  createdAt: Instant,
  lastSignInAt: nullable(Instant),
});
export type User = Static<typeof User>;

export const Me = Type.Object({
  id: Uuid,
  username: Type.String(),
  displayName: Type.String(),
  roles: Type.Array(RoleSchema),
  permissions: Type.Array(Type.String()),
});
export type Me = Static<typeof Me>;

export const ApiKey = Type.Object({
  id: Uuid,
  name: Type.String(),
  prefix: Type.String(),
  roles: Type.Array(RoleSchema),
  createdAt: Instant,
  lastUsedAt: nullable(Instant),
  createdBy: Type.String(),
});

export const AuditEntry = Type.Object({
  id: Uuid,
  at: Instant,
  actor: Type.String(),
  action: Type.String(),
  target: nullable(Type.String()),
  outcome: Type.Union([Type.Literal('done'), Type.Literal('refused'), Type.Literal('failed')]),
  requestId: Type.String(),
  details: Type.Unknown(),
});

export const accessRoutes = {
  signIn: route({
    method: 'POST',
    path: '/api/session',
    permission: 'public',
    summary: 'Sign in by password.',
    body: Type.Object(
      {
        username: Type.String({ minLength: 1, maxLength: 64 }),
        password: Type.String({ minLength: 1, maxLength: 200 }),
      },
      closed,
    ),
    reply: Type.Object({ token: Type.String(), user: Me, expiresAt: Instant }),
    errors: ['access.bad_credentials', 'access.throttled'],
  }),
  me: route({
    method: 'GET',
    path: '/api/session',
    permission: 'signed-in',
    summary: 'Who is signed in and what he or she may do.',
    reply: Me,
  }),
  signOut: route({
    method: 'DELETE',
    path: '/api/session',
    permission: 'signed-in',
    summary: 'Sign out.',
    reply: Done,
  }),
  changePassword: route({
    method: 'PUT',
    path: '/api/session/password',
    permission: 'signed-in',
    summary: 'Change your own password; other sessions end.',
    body: Type.Object({ current: Type.String({ maxLength: 200 }), next: Password }, closed),
    reply: Done,
    errors: ['access.bad_credentials'],
  }),
  listUsers: route({
    method: 'GET',
    path: '/api/users',
    permission: 'access:read',
    summary: 'Users, by name.',
    query: PageQuery,
    reply: page(User),
  }),
  createUser: route({
    method: 'POST',
    path: '/api/users',
    permission: 'access:write',
    summary: 'Add a user.',
    body: Type.Object(
      {
        username: Username,
        displayName: Name,
        password: Password,
        roles: Type.Array(RoleSchema, { minItems: 1, maxItems: 4 }),
      },
      closed,
    ),
    reply: User,
    errors: ['access.user_exists'],
  }),
  updateUser: route({
    method: 'PATCH',
    path: '/api/users/:id',
    permission: 'access:write',
    summary: 'Change name, roles or password of a user.',
    params: ById,
    body: Type.Object(
      {
        displayName: Type.Optional(Name),
        password: Type.Optional(Password),
        roles: Type.Optional(Type.Array(RoleSchema, { minItems: 1, maxItems: 4 })),
      },
      closed,
    ),
    reply: User,
    errors: ['access.user_not_found', 'access.last_admin'],
  }),
  deleteUser: route({
    method: 'DELETE',
    path: '/api/users/:id',
    permission: 'access:write',
    summary: 'Remove a user and end the sessions.',
    params: ById,
    reply: Done,
    errors: ['access.user_not_found', 'access.last_admin'],
  }),
  listApiKeys: route({
    method: 'GET',
    path: '/api/api-keys',
    permission: 'access:read',
    summary: 'API keys, newest first; the secret is not shown again.',
    query: PageQuery,
    reply: page(ApiKey),
  }),
  createApiKey: route({
    method: 'POST',
    path: '/api/api-keys',
    permission: 'access:write',
    summary: 'Make an API key; the answer holds the secret once.',
    body: Type.Object({ name: Name, roles: Type.Array(RoleSchema, { minItems: 1, maxItems: 4 }) }, closed),
    reply: Type.Object({ key: Type.String(), apiKey: ApiKey }),
  }),
  deleteApiKey: route({
    method: 'DELETE',
    path: '/api/api-keys/:id',
    permission: 'access:write',
    summary: 'Revoke an API key.',
    params: ById,
    reply: Done,
    errors: ['access.key_not_found'],
  }),
  listAudit: route({
    method: 'GET',
    path: '/api/audit',
    permission: 'audit:read',
    summary: 'What was changed, by whom, newest first.',
    query: PageQuery,
    reply: page(AuditEntry),
  }),
};
