import type { Journey, JourneyGraph } from '@jetbridge/contract';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { api } from '../../api.ts';
import { canonical } from '../../components/canonical.ts';
import { laidOut } from './graph.ts';

const pauseMs = 400;
const remembered = 50;

/** The draft under the pen: its graph and name, steps back, and what keeps it from being published. */
export function useDraft(journey: Journey) {
  const [graph, setGraph] = useState<JourneyGraph>(() => laidOut(journey.draft));
  const [name, setName] = useState(journey.name);
  const [past, setPast] = useState<JourneyGraph[]>([]);
  const change = (next: JourneyGraph) => {
    // Dragging a node changes places many times; a step back goes to where the drag began.
    const moved = canonical(withoutPlaces(next)) === canonical(withoutPlaces(graph));
    if (!moved) setPast([...past.slice(-remembered), graph]);
    setGraph(next);
  };
  const back = () => {
    const last = past.at(-1);
    if (!last) return;
    setGraph(last);
    setPast(past.slice(0, -1));
  };
  const text = JSON.stringify(graph);
  const dirty = canonical(graph) !== canonical(laidOut(journey.draft)) || name.trim() !== journey.name;
  return { graph, change, back, canGoBack: past.length > 0, name, setName, dirty, check: useCheck(text) };
}

export type Draft = ReturnType<typeof useDraft>;

function withoutPlaces(graph: JourneyGraph) {
  return { ...graph, nodes: graph.nodes.map(({ x: _x, y: _y, ...node }) => node) };
}

function useCheck(text: string) {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    if (text === settled) return;
    const timer = setTimeout(() => setSettled(text), pauseMs);
    return () => clearTimeout(timer);
  }, [text, settled]);
  return useQuery({
    queryKey: ['journeys', 'check', settled],
    queryFn: ({ signal }) =>
      api.journeys.check({ body: { graph: JSON.parse(settled) as JourneyGraph }, signal }),
    placeholderData: keepPreviousData,
    gcTime: 30_000,
  });
}
