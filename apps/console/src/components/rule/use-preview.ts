import type { Rule } from '@jetbridge/contract';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api } from '../../api.ts';

const pauseMs = 350;

/** The rule as it stood when nobody had touched it for a moment. */
function useSettled(rule: Rule | null): { text: string; settled: boolean } {
  const text = rule ? JSON.stringify(rule) : '';
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    if (text === settled) return;
    const timer = setTimeout(() => setSettled(text), pauseMs);
    return () => clearTimeout(timer);
  }, [text, settled]);
  return { text: settled, settled: text === settled };
}

/**
 * How many match a rule, as it changes: asked after a short pause; an answer that is no longer wanted is cancelled.
 * Until the new count is there the old one stays, `stale`.
 */
export function usePreview(rule: Rule | null) {
  const { text, settled } = useSettled(rule);
  const query = useQuery({
    queryKey: ['segments', 'preview', text],
    queryFn: ({ signal }) => api.segments.preview({ body: { rule: JSON.parse(text) as Rule }, signal }),
    enabled: text !== '',
    placeholderData: keepPreviousData,
    staleTime: 5000,
    gcTime: 60_000,
  });
  const data = rule === null ? undefined : query.data;
  return {
    data,
    /** The rule that `data.conditions` belong to is the one on the screen. */
    stale: !settled || query.isPlaceholderData || query.isFetching,
    error: rule === null ? null : query.error,
    retry: () => void query.refetch(),
  };
}
