/** Tells whoever watches that something has changed, not what: they look again at what they show. */
export interface Feed {
  touch(): void;
  /** Returns the end of watching. */
  watch(listener: () => void): () => void;
}

export function createFeed(): Feed {
  const listeners = new Set<() => void>();
  return {
    touch: () => {
      for (const listener of listeners) listener();
    },
    watch: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
