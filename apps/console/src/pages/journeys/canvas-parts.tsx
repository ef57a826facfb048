import type { Edge } from '@xyflow/react';
import {
  BaseEdge,
  EdgeLabelRenderer,
  type EdgeProps,
  getBezierPath,
  Handle,
  type Node,
  type NodeProps,
  Position,
} from '@xyflow/react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../format.ts';
import { type Kind, nodeKinds, type Way } from './node-kinds.ts';

export type StepNode = Node<{
  kind: Kind;
  title: string;
  fact: string;
  /** Travellers here now; null where none are counted. */
  here: number | null;
  problems: number;
  editable: boolean;
}>;
export type TrafficEdge = Edge<{
  way: Way;
  /** The only way out needs no name. */
  named: boolean;
  count: number | null;
  /** Share of those who left the node. */
  share: number | null;
  /** Stroke width, px. */
  width: number;
}>;

export function KindIcon({ kind }: { kind: Kind }) {
  return (
    <svg
      width="14"
      height="14"
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.3"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={nodeKinds[kind].icon} />
    </svg>
  );
}

/** A step: kind and live count, name, one fact. 136 × 66. */
export function Step({ data, selected }: NodeProps<StepNode>) {
  const { t } = useTranslation();
  const format = useFormat();
  const { ways } = nodeKinds[data.kind];
  return (
    <div className={`step is-${data.kind} ${selected ? 'sel' : ''} ${data.problems > 0 ? 'bad' : ''}`}>
      {data.kind === 'trigger' ? null : (
        <Handle type="target" position={Position.Left} isConnectable={data.editable} />
      )}
      <p className="step-kind">
        <KindIcon kind={data.kind} />
        <span>{t(`journeys.kinds.${data.kind}`)}</span>
        {data.problems > 0 ? (
          <em className="amb">{t('journeys.problemCount', { n: data.problems })}</em>
        ) : data.here ? (
          <em>{t('journeys.here', { n: format.int(data.here) })}</em>
        ) : null}
      </p>
      <p className="step-name cut">{data.title}</p>
      <p className="step-fact cut">{data.fact}</p>
      {ways.map((way, index) => (
        <Handle
          key={way}
          id={way}
          type="source"
          position={Position.Right}
          isConnectable={data.editable}
          title={t(`journeys.ways.${way}`)}
          style={{ top: `${((index + 1) / (ways.length + 1)) * 100}%` }}
        />
      ))}
    </div>
  );
}

/** An edge as wide as its traffic; what is left over is grey. */
export function Traffic(props: EdgeProps<TrafficEdge>) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data } = props;
  const [path] = getBezierPath(props);
  const leftover = data?.way === 'no' || data?.way === 'timeout' || data?.way === 'refused';
  const words = [
    data?.named ? t(`journeys.ways.${data.way}`) : '',
    data?.named && data.count && data.share !== null && data.share < 1 ? format.percent(data.share, 0) : '',
  ].filter(Boolean);
  return (
    <>
      <BaseEdge
        path={path}
        {...(props.markerEnd ? { markerEnd: props.markerEnd } : {})}
        style={{
          stroke: leftover ? '#93A3B3' : '#1677C8',
          strokeOpacity: props.selected ? 0.9 : data?.count === null ? 0.7 : 0.42,
          strokeWidth: data?.width ?? 1.5,
        }}
      />
      {words.length > 0 || data?.count ? (
        <EdgeLabelRenderer>
          <span
            className="edge-label"
            style={{
              transform: `translate(0, ${leftover ? '0' : '-100%'}) translate(${props.sourceX + 7}px, ${props.sourceY + (leftover ? 6 : -6)}px)`,
            }}
          >
            {words.length > 0 ? <b>{words.join(' ')}</b> : null}
            <span>{data?.count ? format.int(data.count) : ''}</span>
          </span>
        </EdgeLabelRenderer>
      ) : null}
    </>
  );
}
