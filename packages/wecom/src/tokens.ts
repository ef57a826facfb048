/** Access tokens: cached, refreshed ahead of time, one refresh at a time. Tokens and secrets are never logged. */
import { storeError, WecomError } from './errors.ts';

export interface CachedToken {
  token: string;
  /** Unix milliseconds. */
  expiresAt: number;
}

/** Where tokens are kept; give a shared one when several processes call for the same app. */
export interface TokenCache {
  get(key: string): CachedToken | undefined | Promise<CachedToken | undefined>;
  set(key: string, value: CachedToken): void | Promise<void>;
  /** Removes it only while it is still this token (compare and set): somebody else may have put a good one there. */
  delete(key: string, token: string): void | Promise<void>;
  /**
   * Runs `work` while nobody else, in any process, runs work under this key. Without it each process fetches a token for
   * itself when the shared one ends.
   */
  lock?<T>(key: string, work: () => Promise<T>): Promise<T>;
}

export function createMemoryTokenCache(): TokenCache {
  const tokens = new Map<string, CachedToken>();
  return {
    get: (key) => tokens.get(key),
    set: (key, value) => {
      tokens.set(key, value);
    },
    delete: (key, token) => {
      if (tokens.get(key)?.token === token) tokens.delete(key);
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
/** Between two refreshes in the background: the first may have failed, or brought a token that ends soon. */
const BACKGROUND_EVERY_MS = 10_000;

export function createTokenSource(input: {
  key: string;
  cache: TokenCache;
  now: () => number;
  fetchToken: () => Promise<{ token: string; expiresInS: number }>;
}): TokenSource {
  const { key, cache, now } = input;
  let pending: Promise<string> | undefined;
  /** Refused by WeCom, and perhaps in the cache still. */
  let refused: string | undefined;
  let backgroundFrom = 0;

  const known = async (): Promise<(CachedToken & { leftMs: number }) | undefined> => {
    const cached = await stored(async () => cache.get(key));
    return cached && cached.token !== refused ? { ...cached, leftMs: cached.expiresAt - now() } : undefined;
  };
  const fetchAndStore = async (): Promise<string> => {
    const { token, expiresInS } = await input.fetchToken();
    refused = undefined;
    const value = { token, expiresAt: now() + expiresInS * 1000 };
    await stored(async () => cache.set(key, value), token);
    return token;
  };
  const refreshOnce = async (): Promise<string> => {
    if (!cache.lock) return fetchAndStore();
    return cache.lock(key, async () => {
      // Another process may have been faster.
      const others = await known();
      return others && others.leftMs > REFRESH_AHEAD_MS ? others.token : fetchAndStore();
    });
  };
  const refresh = (): Promise<string> => {
    pending ??= stored(refreshOnce).finally(() => {
      pending = undefined;
    });
    return pending;
  };

  return {
    current: async () => {
      const cached = await known();
      if (!cached || cached.leftMs <= USABLE_AHEAD_MS) return refresh();
      if (cached.leftMs <= REFRESH_AHEAD_MS && now() >= backgroundFrom) {
        backgroundFrom = now() + BACKGROUND_EVERY_MS;
        // The old one still works; a failure here shows when it no longer does.
        refresh().catch(() => undefined);
      }
      return cached.token;
    },
    discard: async (token) => {
      refused = token;
      await stored(async () => cache.delete(key, token), token);
    },
  };
}

/** Failures of the cache as typed errors, without the token that its message may repeat. */
async function stored<T>(work: () => Promise<T>, token?: string): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof WecomError) throw error;
    const told = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw storeError('gettoken', 'token cache', token ? told.replaceAll(token, '***') : told);
  }
}
