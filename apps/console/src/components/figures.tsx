import { useTranslation } from 'react-i18next';
import { useFormat } from '../format.ts';

interface DeltaProps {
  now: number;
  before: number;
  /** What `before` is, e.g. "same time yesterday". */
  than: string;
  /** A fall is a loss (red) rather than a neutral move. */
  lossful?: boolean;
}

/** ▲ 7.7% same time yesterday 17,305. Up is sky, neutral down is ink, only losses are red. */
export function Delta({ now, before, than, lossful = false }: DeltaProps) {
  const format = useFormat();
  const { t } = useTranslation();
  const change = before === 0 ? null : now / before - 1;
  const up = now >= before;
  const tone = up ? 'up' : lossful ? 'loss' : '';
  return (
    <span className="delta">
      {change === null || now === before ? null : (
        <b className={tone}>
          <svg width="10" height="9" viewBox="0 0 10 9" aria-hidden="true">
            <path d={up ? 'M5 0 10 9H0z' : 'M5 9 0 0h10z'} fill="currentColor" />
          </svg>
          <span className="sr">{t(up ? 'common.up' : 'common.down')}</span>
          {format.percent(Math.abs(change))}
        </b>
      )}
      <span>
        {than} {format.int(before)}
      </span>
    </span>
  );
}

interface SparklineProps {
  /** Today, hour by hour; the running hour is the last point. */
  today: readonly number[];
  yesterday: readonly number[];
  width?: number;
  height?: number;
}

/** Today's hours over yesterday's, without axes: a shape, not a measure. */
export function Sparkline({ today, yesterday, width = 60, height = 28 }: SparklineProps) {
  const hours = Math.max(24, yesterday.length, today.length);
  const top = Math.max(1, ...today, ...yesterday);
  const x = (index: number) => (index / (hours - 1)) * (width - 6) + 3;
  const y = (value: number) => height - 3 - (value / top) * (height - 6);
  const line = (values: readonly number[]) =>
    values
      .map((value, index) => `${index === 0 ? 'M' : 'L'}${x(index).toFixed(1)} ${y(value).toFixed(1)}`)
      .join('');
  const last = today.length - 1;
  return (
    <svg width={width} height={height} className="spark" aria-hidden="true">
      <path d={line(yesterday)} fill="none" stroke="#9DB2C6" strokeWidth="1" strokeDasharray="1.500 2" />
      <path d={line(today)} fill="none" stroke="#6DB6F2" strokeWidth="1.500" strokeLinejoin="round" />
      {last >= 0 ? <circle cx={x(last)} cy={y(today[last] ?? 0)} r="2" fill="#F2F5F8" /> : null}
    </svg>
  );
}

/** A share of the whole as a bar on its track. */
export function Bar({ share, tone = 'ink' }: { share: number; tone?: 'ink' | 'sky' }) {
  return (
    <i className={`bar ${tone}`} aria-hidden="true">
      <u style={{ width: `${Math.max(0, Math.min(1, share)) * 100}%` }} />
    </i>
  );
}
