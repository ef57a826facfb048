import type { StreamEvent } from '@jetbridge/contract';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { api } from '../api.ts';

interface StreamOptions {
  /** Only events of this name. */
  name?: string | undefined;
  paused: boolean;
  /** How many events to keep. */
  keep: number;
  enabled?: boolean;
}

interface Kept {
  name: string | undefined;
  items: StreamEvent[];
  after: string | null;
}

const pollMs = 2000;

/** The newest events, polled from where the last answer ended; newest first. */
export function useEventStream({ name, paused, keep, enabled = true }: StreamOptions) {
  const [kept, setKept] = useState<Kept>({ name, items: [], after: null });
  const current = kept.name === name ? kept : { name, items: [], after: null };
  const cursor = useRef(current.after);
  cursor.current = current.after;
  const query = useQuery({
    queryKey: ['events', 'stream', name ?? '', keep],
    queryFn: ({ signal }) => {
      const after = cursor.current;
      return api.events.stream({
        query: { limit: keep, ...(name ? { name } : {}), ...(after ? { after } : {}) },
        signal,
      });
    },
    enabled: enabled && !paused,
    refetchInterval: pollMs,
    gcTime: 0,
    staleTime: 0,
  });
  const { data } = query;
  useEffect(() => {
    if (!data) return;
    setKept((before) => {
      const old = before.name === name ? before.items : [];
      const seen = new Set(old.map((event) => event.eventId));
      const fresh = data.items.filter((event) => !seen.has(event.eventId));
      const items = [...fresh, ...old]
        .sort((left, right) => right.receivedAt.localeCompare(left.receivedAt))
        .slice(0, keep);
      return { name, items, after: data.after ?? (before.name === name ? before.after : null) };
    });
  }, [data, name, keep]);
  return { query, items: current.items, perMinute: data?.perMinute ?? null };
}
