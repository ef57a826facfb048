import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** The metrics of one process; `GET /metrics` prints them. */
export type Metrics = {
  registry: Registry;
  counter<L extends string>(name: string, help: string, labelNames?: readonly L[]): Counter<L>;
  gauge<L extends string>(name: string, help: string, labelNames?: readonly L[]): Gauge<L>;
  /** `buckets` are upper bounds, in seconds for durations. */
  histogram<L extends string>(
    name: string,
    help: string,
    shape: { buckets: readonly number[]; labelNames?: readonly L[] },
  ): Histogram<L>;
};

/** Names are prefixed with `jetbridge_`; asking for a name again gives the same metric. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'jetbridge_' });
  const made = new Map<string, unknown>();
  const once = <M>(name: string, make: (fullName: string) => M): M => {
    const existing = made.get(name);
    // A name is asked for in one place, with one kind.
    if (existing !== undefined) return existing as M;
    const metric = make(`jetbridge_${name}`);
    made.set(name, metric);
    return metric;
  };
  return {
    registry,
    counter: (name, help, labelNames = []) =>
      once(
        name,
        (fullName) =>
          new Counter({ name: fullName, help, labelNames: [...labelNames], registers: [registry] }),
      ),
    gauge: (name, help, labelNames = []) =>
      once(
        name,
        (fullName) => new Gauge({ name: fullName, help, labelNames: [...labelNames], registers: [registry] }),
      ),
    histogram: (name, help, { buckets, labelNames = [] }) =>
      once(name, (fullName) => {
        const labels = [...labelNames];
        return new Histogram({
          name: fullName,
          help,
          buckets: [...buckets],
          labelNames: labels,
          registers: [registry],
        });
      }),
  };
}
