import { type BucketState, type CachedToken, decide, type Limiter, type TokenCache } from '@jetbridge/wecom';

/** What a store must be able to do: read some keys, decide, write, and nobody else in between. */
export interface Store {
  update<T>(
    keys: readonly string[],
    change: (values: readonly (string | undefined)[]) => {
      result: T;
      write: Record<string, string | undefined>;
    },
  ): Promise<T>;
  /** Runs `work` while no other process runs work under this name. */
  exclusively<T>(name: string, work: () => Promise<T>): Promise<T>;
}

const bucketOf = (text: string | undefined): BucketState | undefined => (text ? JSON.parse(text) : undefined);

export function sharedLimiter(store: Store): Limiter {
  return {
    reserve: (reservation) => {
      const keys = reservation.buckets.map(({ key }) => key);
      return store.update(keys, (values) => {
        const known = values.map(bucketOf);
        const { granted, fullAt } = decide(reservation, known);
        const write: Record<string, string> = {};
        for (const [index, key] of keys.entries()) {
          const blockedUntil = known[index]?.blockedUntil ?? 0;
          write[key] = JSON.stringify({ fullAt: fullAt[index] ?? 0, blockedUntil });
        }
        return { result: granted, write };
      });
    },
    block: (key, untilMs) =>
      store.update([key], ([value]) => {
        const before = bucketOf(value) ?? { fullAt: 0, blockedUntil: 0 };
        const blocked = { ...before, blockedUntil: Math.max(before.blockedUntil, untilMs) };
        return { result: undefined, write: { [key]: JSON.stringify(blocked) } };
      }),
  };
}

/** Tokens are credentials: encrypt them where others can read the store. */
export function sharedTokens(store: Store): TokenCache {
  const tokenOf = (text: string | undefined): CachedToken | undefined =>
    text ? JSON.parse(text) : undefined;
  return {
    get: (key) => store.update([key], ([value]) => ({ result: tokenOf(value), write: {} })),
    set: (key, token) =>
      store.update([key], () => ({ result: undefined, write: { [key]: JSON.stringify(token) } })),
    delete: (key, token) =>
      store.update([key], ([value]) => {
        const same = tokenOf(value)?.token === token;
        return { result: undefined, write: same ? { [key]: undefined } : {} };
      }),
    lock: (key, work) => store.exclusively(key, work),
  };
}
