import { useQuery } from '@tanstack/react-query';
import { api } from '../../api.ts';
import { useCan } from '../../session.ts';

export interface TraitInfo {
  name: string;
  kind: 'text' | 'number' | 'boolean' | 'date';
  samples: string[];
}
export interface Dictionary {
  traits: TraitInfo[];
  events: { name: string; count: number; properties: string[] }[];
  segments: { id: string; name: string }[];
}

/** What a rule can speak of: traits, events with their properties, other segments. */
export function useDictionary(): Dictionary {
  const can = useCan();
  const staleTime = 60_000;
  const traits = useQuery({
    queryKey: ['dictionary', 'traits'],
    queryFn: ({ signal }) => api.customers.traitNames({ signal }),
    enabled: can('customers:read'),
    staleTime,
  });
  const events = useQuery({
    queryKey: ['dictionary', 'events'],
    queryFn: ({ signal }) => api.events.names({ signal }),
    enabled: can('events:read'),
    staleTime,
  });
  const segments = useQuery({
    queryKey: ['segments', 'all'],
    queryFn: ({ signal }) => api.segments.list({ query: { limit: 200 }, signal }),
    enabled: can('segments:read'),
    staleTime,
  });
  return {
    traits: traits.data?.items ?? [],
    events: events.data?.items ?? [],
    segments: (segments.data?.items ?? []).map(({ id, name }) => ({ id, name })),
  };
}
