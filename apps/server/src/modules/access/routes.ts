import { contract } from '@jetbridge/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '../../kernel/errors.ts';
import type { Actor, Http } from '../../kernel/http.ts';
import { requestCredential, sessionCookie } from './gate.ts';
import type { Access } from './index.ts';
import { countedAddress, sessionLimits } from './rules.ts';

const done = { ok: true } as const;

export function bindAccessRoutes(http: Http, access: Access): void {
  const routes = contract.access;
  http.bind(routes.signIn, async ({ body, request, reply }) => {
    const signedIn = await access.signIn({ ...body, address: addressOf(request), requestId: request.id });
    setSessionCookie(request, reply, signedIn.token);
    return signedIn;
  });
  http.bind(routes.me, ({ actor }) => access.whoIs(known(actor)));
  http.bind(routes.signOut, async ({ request, reply }) => {
    const credential = requestCredential(request);
    if (credential?.kind === 'session') await access.signOut(credential.token);
    reply.clearCookie(sessionCookie, { path: '/' });
    return done;
  });
  http.bind(routes.changePassword, async ({ body, actor, request }) => {
    const token = requestCredential(request)?.token ?? '';
    await access.changePassword({ actor: known(actor), token, ...body });
    return done;
  });
  http.bind(routes.listUsers, ({ query }) => access.listUsers(query));
  http.bind(routes.createUser, ({ body }) => access.createUser(body));
  http.bind(routes.updateUser, ({ params, body }) => access.updateUser(params.id, body));
  http.bind(routes.deleteUser, ({ params }) => access.deleteUser(params.id).then(() => done));
  http.bind(routes.listApiKeys, ({ query }) => access.listApiKeys(query));
  http.bind(routes.createApiKey, ({ body, actor }) => access.createApiKey(body, known(actor)));
  http.bind(routes.deleteApiKey, ({ params }) => access.deleteApiKey(params.id).then(() => done));
  http.bind(routes.listAudit, ({ query }) => access.listAudit(query));
}

function known(actor: Actor | null): Actor {
  if (!actor) throw new AppError('access.unauthenticated');
  return actor;
}

function addressOf(request: FastifyRequest): string {
  return countedAddress(
    request.socket.remoteAddress ?? 'unknown',
    firstOf(request.headers['x-forwarded-for']),
  );
}

/** A proxy's word on https is enough: whoever forges it only keeps his own cookie from himself. */
function setSessionCookie(request: FastifyRequest, reply: FastifyReply, token: string): void {
  const forwarded = firstOf(request.headers['x-forwarded-proto'])?.split(',')[0]?.trim();
  reply.setCookie(sessionCookie, token, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: request.protocol === 'https' || forwarded === 'https',
    // The server decides when an unused session ends; the cookie only has to last long enough.
    maxAge: sessionLimits.absoluteMs / 1000,
  });
}

function firstOf(header: string | string[] | undefined): string | undefined {
  return Array.isArray(header) ? header[0] : header;
}
