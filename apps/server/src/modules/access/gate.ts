/** What the HTTP layer asks of access: who calls, and a place to write down what he or she is about to change. */
import { timingSafeEqual } from 'node:crypto';
import type { RoleName } from '@jetbridge/contract';
import type { FastifyRequest } from 'fastify';
import type { Clock } from '../../kernel/clock.ts';
import { hashToken } from '../../kernel/crypto.ts';
import type { Actor, AuditStart, Gate } from '../../kernel/http.ts';
import { uuidFromHash, uuidv7 } from '../../kernel/ids.ts';
import type { Postgres } from '../../kernel/postgres.ts';
import { type Credential, credentialOf, expiryOf, isRenewalDue, permissionsOf } from './rules.ts';
import * as store from './store.ts';

export const sessionCookie = 'jetbridge_session';

/** Signing in writes its own entry, with the account that was meant; the generic one could only say "somebody". */
const auditsItself = new Set(['POST /api/session']);

/** The holder of the key in this machine's server file: whoever can read that file owns the server anyway. */
export const localActor = {
  id: uuidFromHash('access', 'local key'),
  name: 'command line on this machine',
  roles: ['admin'] satisfies RoleName[],
} as const;

export interface GateOptions {
  pg: Postgres;
  clock: Clock;
  /** A key that only this process knows and takes, for commands on the same machine. */
  localKey?: string | undefined;
}

export function createGate(options: GateOptions): Gate {
  const { pg, clock } = options;
  const localHash = options.localKey === undefined ? null : Buffer.from(hashToken(options.localKey));
  return {
    async authenticate(request) {
      const credential = requestCredential(request);
      if (!credential) return null;
      if (credential.kind === 'session') return bySession(options, credential);
      const hashed = hashToken(credential.token);
      if (localHash && timingSafeEqual(localHash, Buffer.from(hashed))) return actorOf(localActor, 'api_key');
      return byApiKey(options, hashed);
    },
    async audit(start) {
      if (auditsItself.has(start.action)) return async () => undefined;
      const id = uuidv7(clock);
      await store.insertAudit(pg, entryOf(id, start, clock.now()));
      return (outcome) => store.closeAudit(pg, id, outcome);
    },
  };
}

export function requestCredential(request: FastifyRequest): Credential | null {
  return credentialOf(request.headers.authorization, request.cookies[sessionCookie]);
}

async function bySession(options: GateOptions, credential: Credential): Promise<Actor | null> {
  const now = options.clock.now();
  const tokenHash = hashToken(credential.token);
  const session = await store.liveSession(options.pg, tokenHash, now);
  if (!session) return null;
  if (isRenewalDue(session.renewed_at, now)) {
    await store.renewSession(options.pg, { tokenHash, now, expiresAt: expiryOf(session.created_at, now) });
  }
  const user = { id: session.user_id, name: session.username, roles: session.roles };
  return actorOf(user, 'user', credential.cookie);
}

async function byApiKey(options: GateOptions, keyHash: string): Promise<Actor | null> {
  const key = await store.apiKeyByHash(options.pg, keyHash);
  if (!key) return null;
  const now = options.clock.now();
  if (!key.last_used_at || now.getTime() - key.last_used_at.getTime() >= 60_000) {
    await store.noteApiKeyUse(options.pg, key.id, now);
  }
  return actorOf(key, 'api_key');
}

function actorOf(
  who: { id: string; name: string; roles: readonly string[] },
  kind: Actor['kind'],
  cookie = false,
): Actor {
  return { kind, id: who.id, name: who.name, permissions: permissionsOf(who.roles), cookie };
}

function entryOf(id: string, start: AuditStart, at: Date): store.AuditRow {
  const actor = start.actor;
  return {
    id,
    at,
    actor: actor === null ? 'nobody' : actor.kind === 'user' ? actor.name : `key: ${actor.name}`,
    action: start.action,
    target: start.target,
    outcome: null,
    request_id: start.requestId,
    details: start.details,
  };
}
