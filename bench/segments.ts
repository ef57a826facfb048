/**
 * A full pass of all live segments over the loaded carrier, against the best query we could write by hand for the same:
 * one scan per event name of the projection sorted by name, every count in one aggregation.
 */
import { buildApplication } from '../apps/server/src/application.ts';
import type { Kernel } from '../apps/server/src/kernel/kernel.ts';
import { type BenchResult, type Flags, numberFlag, openBenchKernel, quantile } from './harness.ts';
import { benchRules, loadPopulation } from './population.ts';

export const claim =
  'A full pass of the segments, members of each counted, against a hand-written query for the same';

interface Leaf {
  event?: string;
  within?: string;
  where?: { value?: unknown }[];
  measure?: { count?: { gte?: number }; sum?: { gte?: number }; last?: { before?: string } };
  trait?: string;
  not?: Leaf;
  all?: Leaf[];
}

const days = (duration: string | undefined) => Number(/P(\d+)D/.exec(duration ?? '')?.[1] ?? 0);

/** One column per leaf, as a person would write it for these very rules. */
function column(leaf: Leaf, now: string): string {
  const since = leaf.within ? `AND event_time > ${now} - toIntervalDay(${days(leaf.within)})` : '';
  const filter = leaf.where?.[0]
    ? `AND JSONExtractFloat(properties, 'total') >= ${Number(leaf.where[0].value)}`
    : '';
  const matching = `name = '${leaf.event}' ${since} ${filter}`;
  if (leaf.measure?.sum)
    return `sumIf(JSONExtractFloat(properties, 'total'), ${matching}) >= ${leaf.measure.sum.gte}`;
  if (leaf.measure?.last) {
    const newest = `maxIf(event_time, ${matching})`;
    return `(${newest} > toDateTime64(0, 3) AND ${newest} < ${now} - toIntervalDay(${days(leaf.measure.last.before)}))`;
  }
  return `countIf(${matching}) >= ${leaf.measure?.count?.gte ?? 1}`;
}

function formula(rule: Leaf, now: string): string {
  if (rule.all) return `(${rule.all.map((part) => formula(part, now)).join(' AND ')})`;
  if (rule.not) return `NOT (${formula(rule.not, now)})`;
  if (rule.trait) return `any(tier) IN ('gold', 'platinum')`;
  return column(rule, now);
}

async function byHand(kernel: Kernel, rules: readonly Leaf[]): Promise<number> {
  const now = `toDateTime64('${new Date().toISOString().slice(0, 19)}', 3, 'UTC')`;
  const startedAt = performance.now();
  await kernel.warehouse.query(
    `SELECT ${rules.map((_, n) => `countIf(s${n}) AS n${n}`).join(', ')} FROM (
       SELECT customer_id, ${rules.map((rule, n) => `${formula(rule, now)} AS s${n}`).join(', ')}
       FROM events LEFT JOIN (SELECT customer_id, JSONExtractString(traits, 'tier') AS tier FROM customers FINAL) c USING (customer_id)
       WHERE event_time > ${now} - toIntervalDay(400)
       GROUP BY customer_id SETTINGS optimize_aggregation_in_order = 1)`,
  );
  return performance.now() - startedAt;
}

export async function run(flags: Flags): Promise<BenchResult> {
  const size = {
    customers: numberFlag(flags, 'customers', 1_000_000),
    events: numberFlag(flags, 'events', 20_000_000),
    segments: numberFlag(flags, 'segments', 60),
  };
  const rounds = numberFlag(flags, 'rounds', 3);
  const { kernel, close } = await openBenchKernel(flags);
  await loadPopulation(kernel, size, (message) => console.error(`  ${message}`));
  const application = await buildApplication({
    kernel,
    wecom: null,
    archive: null,
    publicUrl: 'http://127.0.0.1',
  });
  const { segments } = application.modules;
  const rules = benchRules(size.segments);
  const known = new Set((await segments.list({ limit: 200, after: null })).items.map((item) => item.name));
  for (const [n, rule] of rules.entries()) {
    if (!known.has(`bench ${n}`)) await segments.create({ name: `bench ${n}`, rule });
  }
  const ours: number[] = [];
  const hand: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const startedAt = performance.now();
    await segments.countAll();
    ours.push(performance.now() - startedAt);
    hand.push(await byHand(kernel, rules as readonly Leaf[]));
    console.error(
      `  round ${round + 1}: ours ${ours.at(-1)?.toFixed(0)} ms, by hand ${hand.at(-1)?.toFixed(0)} ms`,
    );
  }
  await application.close();
  await close();
  const [value, baseline] = [quantile(ours, 0.5), quantile(hand, 0.5)];
  const ratio = value / baseline;
  return {
    metrics: [
      {
        metric: 'full pass, median',
        value,
        unit: 'ms',
        baseline,
        ratio,
        target: '≤ 2 × by hand',
        holds: ratio <= 2,
      },
    ],
  };
}
