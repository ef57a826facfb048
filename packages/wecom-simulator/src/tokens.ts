/** Access tokens of the one app. */
import type { Corp } from './options.ts';
import type { Random } from './random.ts';

const LIFETIME_S = 7_200;

export interface Tokens {
  /** The living token, or a new one. */
  issue(): { access_token: string; expires_in: number };
  /** Errcode for a token that is missing (41001), unknown (40014) or expired (42001); 0 when it is good. */
  refusal(token: string | null): number;
  /** Ends all tokens early: they answer 42001. */
  expireAll(): void;
  /** Forgets all tokens: they answer 40014. */
  revokeAll(): void;
}

export function createTokens(input: { corp: Corp; random: Random; now: () => number }): Tokens {
  const { corp, random, now } = input;
  const expiries = new Map<string, number>();
  let current: string | undefined;
  let made = 0;
  return {
    issue: () => {
      const leftS = Math.floor(((expiries.get(current ?? '') ?? 0) - now()) / 1000);
      if (current !== undefined && leftS > 0) return { access_token: current, expires_in: leftS };
      // Far longer than it need be: the vendor asks for room for 512 bytes.
      const parts = [0, 1, 2, 3, 4].map((part) => random.text(43, 'token', corp.secret, made, part));
      made++;
      current = parts.join('');
      expiries.set(current, now() + LIFETIME_S * 1000);
      return { access_token: current, expires_in: LIFETIME_S };
    },
    refusal: (token) => {
      if (!token) return 41001;
      const expiresAt = expiries.get(token);
      if (expiresAt === undefined) return 40014;
      return now() < expiresAt ? 0 : 42001;
    },
    expireAll: () => {
      for (const token of expiries.keys()) expiries.set(token, now());
    },
    revokeAll: () => {
      expiries.clear();
      current = undefined;
    },
  };
}
