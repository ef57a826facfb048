/** Access tokens: one living token per app. */
import type { App } from './options.ts';
import type { Random } from './random.ts';

const LIFETIME_S = 7_200;

export interface Tokens {
  /** The living token of the app, or a new one. */
  issue(app: App): { access_token: string; expires_in: number };
  /** The app of a good token, or an errcode: missing (41001), unknown (40014), expired (42001). */
  check(token: string | null): App | number;
  /** Ends all tokens early: they answer 42001. */
  expireAll(): void;
  /** Forgets all tokens: they answer 40014. */
  revokeAll(): void;
}

export function createTokens(input: { random: Random; now: () => number }): Tokens {
  const { random, now } = input;
  const issued = new Map<string, { app: App; expiresAt: number }>();
  const current = new Map<App, string>();
  let made = 0;
  return {
    issue: (app) => {
      const living = current.get(app);
      const leftS = Math.floor(((issued.get(living ?? '')?.expiresAt ?? 0) - now()) / 1000);
      if (living !== undefined && leftS > 0) return { access_token: living, expires_in: leftS };
      // Far longer than it need be: the vendor asks for room for 512 bytes.
      const parts = [0, 1, 2, 3, 4].map((part) => random.text(43, 'token', app.secret, made, part));
      made++;
      const token = parts.join('');
      current.set(app, token);
      issued.set(token, { app, expiresAt: now() + LIFETIME_S * 1000 });
      return { access_token: token, expires_in: LIFETIME_S };
    },
    check: (token) => {
      if (!token) return 41001;
      const known = issued.get(token);
      if (!known) return 40014;
      return now() < known.expiresAt ? known.app : 42001;
    },
    expireAll: () => {
      for (const token of issued.values()) token.expiresAt = now();
    },
    revokeAll: () => {
      issued.clear();
      current.clear();
    },
  };
}
