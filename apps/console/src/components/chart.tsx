import { type PointerEvent, useEffect, useRef, useState } from 'react';
import { labelStep, spread, ticksOf } from './chart-scale.ts';
import './chart.css';

export interface Series {
  name: string;
  /** Written at the line's end; `name` when absent. */
  end?: string;
  /** One per category; null where there is none. Values below zero hang under the axis. */
  values: readonly (number | null)[];
  kind?: 'line' | 'bar';
  /** `ours` is sky and 2 px; a reference is grey and thinner. */
  tone: 'ours' | 'reference';
  /** Fills the area below the line. */
  filled?: boolean;
}

interface ChartProps {
  /** What the chart shows, for those who cannot see it. */
  label: string;
  /** Hours, days or months, one per value. */
  categories: readonly string[];
  series: readonly Series[];
  height?: number;
  format: (value: number) => string;
  /** Room at the right for the names at the lines' ends. */
  right?: number;
  categoryWidth?: number;
}

const left = 44;
const top = 12;
const foot = 20;

interface Frame {
  width: number;
  height: number;
  x: (index: number) => number;
  y: (value: number) => number;
  step: number;
}

function frameOf(
  { categories, series, height = 176, right = 72 }: ChartProps,
  width: number,
  ticks: number[],
): Frame {
  const inner = Math.max(1, width - left - right);
  const bars = series.some((one) => one.kind === 'bar');
  const step = bars ? inner / categories.length : inner / Math.max(1, categories.length - 1);
  const low = ticks[0] ?? 0;
  const high = ticks.at(-1) ?? 1;
  return {
    width,
    height,
    step,
    x: (index) => left + (bars ? (index + 0.5) * step : index * step),
    y: (value) => height - foot - ((value - low) / Math.max(1, high - low)) * (height - foot - top),
  };
}

function Line({ one, frame, zero }: { one: Series; frame: Frame; zero: number }) {
  const points = one.values.flatMap((value, index) =>
    value === null ? [] : [[frame.x(index), frame.y(value)] as const],
  );
  const first = points[0];
  const last = points.at(-1);
  if (!first || !last) return null;
  const path = points
    .map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`)
    .join('');
  const ours = one.tone === 'ours';
  return (
    <>
      {one.filled ? (
        <path d={`${path}L${last[0]} ${zero}L${first[0]} ${zero}Z`} fill="#1677C8" opacity=".13" />
      ) : null}
      <path
        d={path}
        fill="none"
        stroke={ours ? '#1677C8' : '#93A3B3'}
        strokeWidth={ours ? 2 : 1.25}
        strokeLinejoin="round"
      />
      {ours ? <circle cx={last[0]} cy={last[1]} r="3" fill="#1677C8" /> : null}
    </>
  );
}

function Bars({ one, frame, zero }: { one: Series; frame: Frame; zero: number }) {
  const wide = Math.min(14, frame.step * 0.66);
  return one.values.map((value, index) => {
    if (!value) return null;
    const y = frame.y(value);
    return (
      <rect
        // The place on the axis is what identifies a bar.
        key={`${one.name}${frame.x(index)}`}
        x={frame.x(index) - wide / 2}
        y={Math.min(y, zero)}
        width={wide}
        height={Math.max(1, Math.abs(zero - y))}
        fill={one.tone === 'ours' ? '#1677C8' : '#93A3B3'}
      />
    );
  });
}

/** The names at the right, at the height of their last values. */
function Ends({ series, frame }: { series: readonly Series[]; frame: Frame }) {
  const at = series.map((one) => {
    let index = one.values.length - 1;
    while (index > 0 && one.values[index] === null) index--;
    return { x: frame.x(index), y: frame.y(one.values[index] ?? 0) };
  });
  const places = spread(
    at.map(({ y }) => y),
    15,
    frame.height - foot,
  );
  const x =
    Math.max(...at.map((one) => one.x)) +
    10 +
    (series.some((one) => one.kind === 'bar') ? frame.step / 2 : 0);
  return series.map((one, index) => (
    <text
      key={one.name}
      x={x}
      y={(places[index] ?? 0) + 4}
      style={one.tone === 'ours' ? { fill: '#0F62AB', fontWeight: 600 } : {}}
    >
      {one.end ?? one.name}
    </text>
  ));
}

function Tip({ props, frame, index }: { props: ChartProps; frame: Frame; index: number }) {
  const x = frame.x(index);
  const flip = x > frame.width * 0.55;
  return (
    <div className="tip" style={flip ? { right: frame.width - x + 8 } : { left: x + 8 }}>
      <b>{props.categories[index]}</b>
      {props.series.map((one) => {
        const value = one.values[index];
        return value === null || value === undefined ? null : (
          <p key={one.name}>
            <b>{one.name}</b> {props.format(Math.abs(value))}
          </p>
        );
      })}
    </div>
  );
}

function useWidth() {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const watcher = new ResizeObserver(() => setWidth(element.clientWidth));
    watcher.observe(element);
    setWidth(element.clientWidth);
    return () => watcher.disconnect();
  }, []);
  return { box, width };
}

/** Lines and bars over time, drawn directly: names at the line's end, hairlines, nothing that moves. */
export function Chart(props: ChartProps) {
  const { box, width } = useWidth();
  const [over, setOver] = useState<number | null>(null);
  const values = props.series.flatMap((one) => one.values.filter((value) => value !== null));
  const steps = (props.height ?? 176) < 150 ? 3 : 5;
  const ticks = ticksOf(Math.min(0, ...values), Math.max(1, ...values), steps);
  const frame = frameOf(props, width, ticks);
  const zero = frame.y(0);
  const every = labelStep(
    props.categories.length,
    frame.x(props.categories.length - 1) - left,
    props.categoryWidth ?? 34,
  );
  const follow = (event: PointerEvent) => {
    const place = event.clientX - (box.current?.getBoundingClientRect().left ?? 0);
    const index = Math.round((place - frame.x(0)) / frame.step);
    setOver(index >= 0 && index < props.categories.length ? index : null);
  };
  return (
    <div
      ref={box}
      className="chart"
      style={{ height: frame.height }}
      onPointerMove={follow}
      onPointerLeave={() => setOver(null)}
    >
      <svg width={width} height={frame.height} role="img" aria-label={props.label}>
        {ticks.map((tick) => (
          <g key={tick}>
            <path
              d={`M${left} ${frame.y(tick)}H${frame.x(props.categories.length - 1)}`}
              stroke={tick === 0 ? '#93A3B3' : '#DEE4EA'}
            />
            <text className="axis" x={left - 6} y={frame.y(tick) + 4} textAnchor="end">
              {props.format(Math.abs(tick))}
            </text>
          </g>
        ))}
        {props.categories.map((category, index) =>
          index % every === 0 ? (
            <text key={category} className="axis" x={frame.x(index)} y={frame.height - 4} textAnchor="middle">
              {category}
            </text>
          ) : null,
        )}
        {props.series.map((one) =>
          one.kind === 'bar' ? (
            <Bars key={one.name} one={one} frame={frame} zero={zero} />
          ) : (
            <Line key={one.name} one={one} frame={frame} zero={zero} />
          ),
        )}
        {over === null ? null : (
          <path
            d={`M${frame.x(over)} ${top}V${frame.height - foot}`}
            stroke="#93A3B3"
            strokeDasharray="2 2"
          />
        )}
        <Ends series={props.series} frame={frame} />
      </svg>
      {over === null ? null : <Tip props={props} frame={frame} index={over} />}
    </div>
  );
}
