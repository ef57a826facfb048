import { contract, permissions, type RouteDefinition, roles } from '@jetbridge/contract';
import { describe, expect, it } from 'vitest';
import { countedAddress, credentialOf, expiryOf, isRenewalDue, permissionsOf, waitSeconds } from './rules.ts';

const routes: RouteDefinition[] = Object.values(contract).flatMap((noun) => Object.values(noun));

describe('the permissions of the contract', () => {
  it('hold every permission that a route names', () => {
    const named = routes.map((route) => route.permission).filter((p) => p !== 'public' && p !== 'signed-in');
    expect(named.filter((permission) => !permissions.some((known) => known === permission))).toEqual([]);
  });

  it('are all granted to the administrator, and no role grants an unknown one', () => {
    expect(permissionsOf(['admin'])).toEqual(new Set(permissions));
    for (const granted of Object.values(roles)) {
      expect(granted.filter((permission) => !permissions.some((known) => known === permission))).toEqual([]);
    }
  });

  it('add up over roles, and a role of the past grants nothing', () => {
    expect(permissionsOf(['advisor', 'analyst'])).toEqual(new Set([...roles.advisor, ...roles.analyst]));
    expect(permissionsOf(['toString', 'captain'])).toEqual(new Set());
  });
});

describe('a credential', () => {
  const token = `jbs_${'a'.repeat(43)}`;

  it('is the bearer token before the cookie', () => {
    expect(credentialOf(`Bearer ${token}`, 'another')).toEqual({ kind: 'session', token, cookie: false });
    expect(credentialOf(undefined, token)).toEqual({ kind: 'session', token, cookie: true });
    const key = `jb_${'b'.repeat(43)}`;
    expect(credentialOf(`bearer ${key}`, undefined)).toEqual({ kind: 'api_key', token: key, cookie: false });
  });

  it('is nothing when the header is something else, even beside a cookie', () => {
    expect(credentialOf('Basic abc', token)).toBeNull();
    expect(credentialOf('Bearer x', token)).toBeNull();
    expect(credentialOf(undefined, 'x'.repeat(500))).toBeNull();
  });
});

describe('a session', () => {
  const start = new Date('2026-03-01T00:00:00Z');

  it('ends a week after its last use', () => {
    expect(expiryOf(start, start).toISOString()).toBe('2026-03-08T00:00:00.000Z');
    expect(expiryOf(start, new Date('2026-03-05T00:00:00Z')).toISOString()).toBe('2026-03-12T00:00:00.000Z');
  });

  it('ends a month after it began, used or not', () => {
    expect(expiryOf(start, new Date('2026-03-30T00:00:00Z')).toISOString()).toBe('2026-03-31T00:00:00.000Z');
  });

  it('is renewed at most every ten minutes', () => {
    expect(isRenewalDue(start, new Date('2026-03-01T00:09:59Z'))).toBe(false);
    expect(isRenewalDue(start, new Date('2026-03-01T00:10:00Z'))).toBe(true);
  });
});

describe('throttling', () => {
  const windowEndsAt = new Date('2026-03-01T00:15:00Z');
  const now = new Date('2026-03-01T00:14:00Z');

  it('lets the limit through and then says how long to wait', () => {
    expect(waitSeconds({ failures: 10, limit: 10, windowEndsAt }, now)).toBeNull();
    expect(waitSeconds({ failures: 11, limit: 10, windowEndsAt }, now)).toBe(60);
  });

  it('believes a forwarded address only from a proxy on this machine, and there the last one', () => {
    expect(countedAddress('127.0.0.1', '6.6.6.6, 203.0.113.9')).toBe('203.0.113.9');
    expect(countedAddress('198.51.100.7', '203.0.113.9')).toBe('198.51.100.7');
    expect(countedAddress('127.0.0.1', undefined)).toBe('127.0.0.1');
  });

  it('counts a whole IPv6 network as one', () => {
    expect(countedAddress('2001:db8:1:2:3:4:5:6', undefined)).toBe('2001:db8:1:2::/64');
    expect(countedAddress('2001:db8::6', undefined)).toBe('2001:db8:0:0::/64');
    expect(countedAddress('::1', undefined)).toBe('0:0:0:0::/64');
  });
});
