import { isIPv6 } from 'node:net';
import { type Permission, type RoleName, roles as rolesOfContract } from '@jetbridge/contract';

/** A session ends after a week unused, and after a month in any case. */
export const sessionLimits = {
  idleMs: 7 * 24 * 3_600_000,
  absoluteMs: 30 * 24 * 3_600_000,
  /** Renewing on every request would write on every read. */
  renewAfterMs: 10 * 60_000,
} as const;

/** Failed sign-ins that a window allows. An address may be an office of many people, an account is one. */
export const throttleLimits = { account: 10, address: 60, windowMs: 15 * 60_000 } as const;

/** What a set of roles grants. A role that the contract no longer has grants nothing. */
export function permissionsOf(roles: readonly string[]): ReadonlySet<Permission> {
  return new Set(roles.flatMap((role) => (isRole(role) ? rolesOfContract[role] : [])));
}

export function isRole(role: string): role is RoleName {
  return Object.hasOwn(rolesOfContract, role);
}

/** When a session that is used now will end. */
export function expiryOf(createdAt: Date, now: Date): Date {
  return new Date(
    Math.min(now.getTime() + sessionLimits.idleMs, createdAt.getTime() + sessionLimits.absoluteMs),
  );
}

export function isRenewalDue(renewedAt: Date, now: Date): boolean {
  return now.getTime() - renewedAt.getTime() >= sessionLimits.renewAfterMs;
}

/** Seconds to wait when a subject has used up its tries of this window, else null. `failures` counts the present try. */
export function waitSeconds(attempt: { failures: number; limit: number; windowEndsAt: Date }, now: Date) {
  if (attempt.failures <= attempt.limit) return null;
  return Math.max(1, Math.ceil((attempt.windowEndsAt.getTime() - now.getTime()) / 1000));
}

export type Credential = { kind: 'session' | 'api_key'; token: string; cookie: boolean };

/** An Authorization header wins over the cookie, so that a script in a browser says what it means. */
export function credentialOf(
  authorization: string | undefined,
  cookie: string | undefined,
): Credential | null {
  const bearer = /^Bearer +([A-Za-z0-9_-]{20,128})$/i.exec(authorization ?? '')?.[1];
  if (bearer !== undefined) {
    return { kind: bearer.startsWith('jb_') ? 'api_key' : 'session', token: bearer, cookie: false };
  }
  if (authorization !== undefined || cookie === undefined || cookie.length > 128) return null;
  return { kind: 'session', token: cookie, cookie: true };
}

/**
 * The address that sign-ins are counted under. Behind a proxy on this machine it is the last one the proxy named;
 * anybody further away could name what he likes. An IPv6 customer holds a whole /64, so that is what counts.
 */
export function countedAddress(peer: string, forwardedFor: string | undefined): string {
  const loopback = /^(127\.|::1$|::ffff:127\.)/.test(peer);
  const named = loopback ? forwardedFor?.split(',').at(-1)?.trim() : undefined;
  const address = (named || peer).slice(0, 60);
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address;
  const [head = '', tail = ''] = address.split('::');
  const groups = head === '' ? [] : head.split(':');
  const after = tail === '' ? [] : tail.split(':');
  const zeros = address.includes('::') ? 8 - groups.length - after.length : 0;
  const all = [...groups, ...Array<string>(Math.max(0, zeros)).fill('0'), ...after];
  return `${all.slice(0, 4).join(':')}::/64`;
}
