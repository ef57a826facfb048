import type { JourneyGraph } from '@jetbridge/contract';
import {
  Background,
  BackgroundVariant,
  Controls,
  MiniMap,
  ReactFlow,
  type ReactFlowProps,
  ReactFlowProvider,
  useReactFlow,
} from '@xyflow/react';
import { type DragEvent, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Dictionary } from '../../components/rule/dictionary.ts';
import { Step, type StepNode, Traffic, type TrafficEdge } from './canvas-parts.tsx';
import { addNode, changeNode, connect, edgesOf, nodeSize, removeNodes } from './graph.ts';
import { type Kind, kinds, nodeKinds, type Way } from './node-kinds.ts';
import { nodeFact, nodeTitle } from './node-words.ts';
import '@xyflow/react/dist/base.css';
import './canvas.css';

/** What is known of the traffic through a version. */
export interface Flow {
  here: ReadonlyMap<string, number>;
  exits: ReadonlyMap<string, Record<string, number>>;
  /** The most that ever passed one node: the widest edge. */
  most: number;
}

interface CanvasProps {
  graph: JourneyGraph;
  /** Absent: only to look at. */
  onGraph?: (graph: JourneyGraph) => void;
  selected: string | undefined;
  onSelect: (id: string | undefined) => void;
  flow: Flow | null;
  problems: ReadonlyMap<string, number>;
  dictionary: Dictionary;
}

const nodeTypes = { step: Step };
const edgeTypes = { traffic: Traffic };
export const dragType = 'application/x-journey-node';
const widest = 14;
const thinnest = 1.5;

function useFlowNodes({ graph, onGraph, selected, flow, problems, dictionary }: CanvasProps): StepNode[] {
  const { t } = useTranslation();
  return useMemo(
    () =>
      graph.nodes.map((node) => ({
        id: node.id,
        type: 'step',
        position: { x: node.x ?? 0, y: node.y ?? 0 },
        // The box is always this large, so that edges need no measuring.
        ...nodeSize,
        measured: nodeSize,
        selected: node.id === selected,
        ariaLabel: `${t(`journeys.kinds.${node.kind}`)} ${nodeTitle(node, t)}`,
        data: {
          kind: node.kind,
          title: nodeTitle(node, t),
          fact: nodeFact(node, dictionary.segments, t),
          here: flow?.here.get(node.id) ?? null,
          problems: problems.get(node.id) ?? 0,
          editable: onGraph !== undefined,
        },
      })),
    [graph, onGraph, selected, flow, problems, dictionary, t],
  );
}

function useFlowEdges(graph: JourneyGraph, flow: Flow | null): TrafficEdge[] {
  return useMemo(
    () =>
      edgesOf(graph).map((edge) => {
        const exits = flow?.exits.get(edge.source);
        const count = flow ? (exits?.[edge.way] ?? 0) : null;
        const left = Object.values(exits ?? {}).reduce((sum, one) => sum + one, 0);
        const kind = graph.nodes.find((node) => node.id === edge.source)?.kind;
        return {
          id: edge.id,
          source: edge.source,
          target: edge.target,
          sourceHandle: edge.way,
          type: 'traffic',
          data: {
            way: edge.way,
            named: kind !== undefined && nodeKinds[kind].ways.length > 1,
            count,
            share: count !== null && left > 0 ? count / left : null,
            width:
              count === null ? thinnest : Math.max(thinnest, (widest * count) / Math.max(1, flow?.most ?? 1)),
          },
        };
      }),
    [graph, flow],
  );
}

/** What dragging, connecting and deleting on the canvas do to the graph. */
function useEdits({
  graph,
  onGraph,
  onSelect,
}: CanvasProps): Pick<
  ReactFlowProps<StepNode, TrafficEdge>,
  'onConnect' | 'onNodesChange' | 'onNodesDelete' | 'onEdgesDelete'
> {
  return {
    onConnect: ({ source, target, sourceHandle }) => {
      const way = sourceHandle as Way | null;
      if (way) onGraph?.(connect(graph, source, { way, to: target }));
    },
    onNodesChange: (changes) => {
      let next = graph;
      for (const change of changes) {
        if (change.type === 'position' && change.position) {
          const { x, y } = change.position;
          next = changeNode(next, change.id, (node) => ({ ...node, x: Math.round(x), y: Math.round(y) }));
        }
        if (change.type === 'select' && change.selected) onSelect(change.id);
      }
      if (next !== graph) onGraph?.(next);
    },
    onNodesDelete: (gone) => {
      onGraph?.(removeNodes(graph, new Set(gone.map((node) => node.id))));
      onSelect(undefined);
    },
    onEdgesDelete: (gone) => {
      let next = graph;
      for (const { data, source } of gone)
        if (data) next = connect(next, source, { way: data.way, to: undefined });
      onGraph?.(next);
    },
  };
}

function Sheet(props: CanvasProps) {
  const { t } = useTranslation();
  const { graph, onGraph, onSelect } = props;
  const { screenToFlowPosition } = useReactFlow();
  const nodes = useFlowNodes(props);
  const edges = useFlowEdges(graph, props.flow);
  const drop = (event: DragEvent) => {
    const kind = kinds.find((one) => one === (event.dataTransfer.getData(dragType) as Kind));
    if (!kind || !onGraph) return;
    event.preventDefault();
    const at = screenToFlowPosition({
      x: event.clientX - nodeSize.width / 2,
      y: event.clientY - nodeSize.height / 2,
    });
    const added = addNode(graph, kind, { at });
    onGraph(added.graph);
    onSelect(added.id);
  };
  return (
    <ReactFlow
      nodes={nodes}
      edges={edges}
      nodeTypes={nodeTypes}
      edgeTypes={edgeTypes}
      fitView
      fitViewOptions={{ maxZoom: 1, minZoom: 0.5, padding: 0.08 }}
      minZoom={0.3}
      maxZoom={1.5}
      nodesDraggable={onGraph !== undefined}
      nodesConnectable={onGraph !== undefined}
      deleteKeyCode={onGraph ? ['Backspace', 'Delete'] : null}
      proOptions={{ hideAttribution: true }}
      onNodeClick={(_, node) => onSelect(node.id)}
      onPaneClick={() => onSelect(undefined)}
      {...useEdits(props)}
      onDrop={drop}
      onDragOver={(event) => {
        if (onGraph) event.preventDefault();
      }}
      aria-label={t('journeys.canvas')}
    >
      <Background variant={BackgroundVariant.Dots} gap={24} size={1} color="#DEE4EA" />
      <MiniMap
        position="bottom-right"
        pannable
        zoomable
        nodeColor={(node) => (node.selected ? '#1677C8' : '#C2CCD7')}
        maskColor="rgb(247 248 250 / 0.6)"
        ariaLabel={t('journeys.miniMap')}
      />
      <Controls position="bottom-right" showInteractive={false} orientation="horizontal" />
    </ReactFlow>
  );
}

/** The journey as a drawing on paper; with `onGraph` it can be changed. */
export function Canvas(props: CanvasProps) {
  return (
    <ReactFlowProvider>
      <Sheet {...props} />
    </ReactFlowProvider>
  );
}
