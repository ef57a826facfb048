/** Access tokens: cached, refreshed ahead of time, one refresh at a time. Tokens and secrets are never logged. */

export interface CachedToken {
  token: string;
  /** Unix milliseconds. */
  expiresAt: number;
}

/** Where tokens are kept; give a shared one when several processes call for the same app. */
export interface TokenCache {
  get(key: string): CachedToken | undefined | Promise<CachedToken | undefined>;
  set(key: string, value: CachedToken): void | Promise<void>;
  delete(key: string): void | Promise<void>;
}

export function createMemoryTokenCache(): TokenCache {
  const tokens = new Map<string, CachedToken>();
  return {
    get: (key) => tokens.get(key),
    set: (key, value) => {
      tokens.set(key, value);
    },
    delete: (key) => {
      tokens.delete(key);
    },
  };
}

export interface TokenSource {
  /** A token that is good for a while. */
  current(): Promise<string>;
  /** WeCom refused `token`: the next `current()` brings another one. */
  discard(token: string): Promise<void>;
}

// Refreshing early enough that a request under way does not outlive its token, and before everyone needs it.
const REFRESH_AHEAD_MS = 5 * 60_000;
const USABLE_AHEAD_MS = 10_000;

export function createTokenSource(input: {
  key: string;
  cache: TokenCache;
  now: () => number;
  fetchToken: () => Promise<{ token: string; expiresInS: number }>;
}): TokenSource {
  const { key, cache, now } = input;
  let pending: Promise<string> | undefined;

  const refresh = (): Promise<string> => {
    pending ??= fetchAndStore().finally(() => {
      pending = undefined;
    });
    return pending;
  };
  const fetchAndStore = async (): Promise<string> => {
    const { token, expiresInS } = await input.fetchToken();
    await cache.set(key, { token, expiresAt: now() + expiresInS * 1000 });
    return token;
  };

  return {
    current: async () => {
      const cached = await cache.get(key);
      const leftMs = cached ? cached.expiresAt - now() : 0;
      if (!cached || leftMs <= USABLE_AHEAD_MS) return refresh();
      if (leftMs <= REFRESH_AHEAD_MS) {
        // The old one still works; a failure here shows when it no longer does.
        refresh().catch(() => undefined);
      }
      return cached.token;
    },
    discard: async (token) => {
      const cached = await cache.get(key);
      // Someone else may have replaced it already; then theirs is the good one.
      if (cached?.token === token) await cache.delete(key);
    },
  };
}
