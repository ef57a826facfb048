import type { JourneyGraph } from '@jetbridge/contract';
import { journeyLimits } from '@jetbridge/contract';
import { useTranslation } from 'react-i18next';
import { dragType } from './canvas.tsx';
import { KindIcon } from './canvas-parts.tsx';
import { addNode } from './graph.ts';
import { kinds } from './node-kinds.ts';

interface PaletteProps {
  graph: JourneyGraph;
  onGraph: (graph: JourneyGraph) => void;
  selected: string | undefined;
  onSelect: (id: string) => void;
}

/** Kinds of nodes: drag one in, or press it to put it after the chosen node. */
export function Palette({ graph, onGraph, selected, onSelect }: PaletteProps) {
  const { t } = useTranslation();
  const full = graph.nodes.length >= journeyLimits.nodes;
  return (
    <div className="palette" role="toolbar" aria-label={t('journeys.palette')}>
      <span className="mut">{t('journeys.dragIn')}</span>
      {kinds.map((kind) => (
        <button
          key={kind}
          type="button"
          draggable={!full}
          disabled={full || (kind === 'trigger' && graph.nodes.some((node) => node.kind === 'trigger'))}
          onDragStart={(event) => event.dataTransfer.setData(dragType, kind)}
          onClick={() => {
            const added = addNode(graph, kind, { after: selected });
            onGraph(added.graph);
            onSelect(added.id);
          }}
        >
          <KindIcon kind={kind} />
          {t(`journeys.kinds.${kind}`)}
        </button>
      ))}
    </div>
  );
}
