/** Segments as screens show them. */
import type { CustomerId, Reply, Segment, segmentsRoutes } from '@jetbridge/contract';
import type { Clock } from '../../kernel/clock.ts';
import { AppError } from '../../kernel/errors.ts';
import { type PageAsk, pageOf } from '../../kernel/page.ts';
import type { Postgres } from '../../kernel/postgres.ts';
import type { Warehouse } from '../../kernel/warehouse.ts';
import type { Customers } from '../customers/index.ts';
import { readMemberships } from './memberships.ts';
import { evaluatedUntil, readSegment, type SegmentRow } from './store.ts';
import { dayOf } from './time.rules.ts';

export interface ViewDeps {
  pg: Postgres;
  warehouse: Warehouse;
  clock: Clock;
  customers: Pick<Customers, 'summaries'>;
}

type Movement = { entered: number; exited: number };
const dayMs = 86_400_000;

async function movements(deps: ViewDeps, serials: readonly number[]): Promise<Map<number, Movement>> {
  if (serials.length === 0) return new Map();
  const since = deps.clock.now().getTime() - dayMs;
  const rows = await deps.warehouse.query<{ segment: number; entered: string; exited: string }>(
    `SELECT segment, countIf(change = 1) AS entered, countIf(change = -1) AS exited
     FROM membership_log FINAL
     WHERE segment IN {serials:Array(UInt32)} AND at > fromUnixTimestamp64Milli({since:Int64}, 'UTC')
     GROUP BY segment`,
    { serials, since },
  );
  return new Map(
    rows.map((row) => [row.segment, { entered: Number(row.entered), exited: Number(row.exited) }]),
  );
}

type Now = { movement: Movement | undefined; asOf: Date };

function shown(row: SegmentRow, { movement, asOf }: Now): Segment {
  return {
    id: row.id,
    name: row.name,
    rule: row.rule,
    status: row.status,
    memberCount: Number(row.memberCount),
    // Members are kept up as things happen, so the figure is as old as the longest wait in the queue.
    evaluatedAt: (row.status === 'live' ? asOf : row.evaluatedAt)?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    entered24h: movement?.entered ?? 0,
    exited24h: movement?.exited ?? 0,
  };
}

/** Newest first. */
export async function listSegments(deps: ViewDeps, ask: PageAsk) {
  const rows = await deps.pg.query<SegmentRow>(
    `select id, serial, name, rule, status, member_count as "memberCount", evaluated_at as "evaluatedAt",
       created_at as "createdAt", updated_at as "updatedAt"
     from segments where $1::uuid is null or id < $1 order by id desc limit $2`,
    [ask.after, ask.limit + 1],
  );
  const moved = await movements(
    deps,
    rows.map(({ serial }) => serial),
  );
  const asOf = await evaluatedUntil(deps.pg, deps.clock.now());
  return pageOf(rows, ask, {
    position: (row) => row.id,
    item: (row) => shown(row, { movement: moved.get(row.serial), asOf }),
  });
}

/** Throws `segments.not_found`. */
export async function showSegment(deps: ViewDeps, id: string): Promise<Segment> {
  const row = await known(deps, id);
  const moved = await movements(deps, [row.serial]);
  const asOf = await evaluatedUntil(deps.pg, deps.clock.now());
  return shown(row, { movement: moved.get(row.serial), asOf });
}

/** Throws `segments.not_found`. */
export async function listMembers(deps: ViewDeps, id: string, ask: PageAsk) {
  const { serial } = await known(deps, id);
  const rows = await deps.warehouse.query<{ customer_id: string }>(
    `SELECT customer_id FROM memberships FINAL
     WHERE customer_id > {after:UInt64} AND has(segments, {serial:UInt32})
     ORDER BY customer_id LIMIT {limit:UInt32}`,
    { after: ask.after ?? '0', serial, limit: ask.limit + 1 },
  );
  const ids = rows.map((row) => row.customer_id as CustomerId); // The mirror's ids are customers' ids.
  const summaries = await deps.customers.summaries(deps.pg, ids);
  const paged = pageOf(ids, ask, { position: (customerId) => customerId, item: (customerId) => customerId });
  return { ...paged, items: paged.items.flatMap((customerId) => summaries.get(customerId) ?? []) };
}

/** The segments of a customer by name; since when is null for whoever was in it as the rule was saved. */
export async function segmentsOf(
  deps: ViewDeps,
  customerId: CustomerId,
): Promise<{ id: string; name: string; since: Date | null }[]> {
  const memberships = await readMemberships(deps.warehouse, [customerId]);
  const since = memberships.get(customerId)?.segments ?? new Map<number, number>();
  const rows = await deps.pg.query<{ id: string; serial: number; name: string }>(
    'select id, serial, name from segments where serial = any($1::int[]) order by name',
    [[...since.keys()]],
  );
  return rows.map(({ id, serial, name }) => {
    const ms = since.get(serial) ?? 0;
    return { id, name, since: ms === 0 ? null : new Date(ms) };
  });
}

const trendDays = 14;

/** Throws `segments.not_found`. Days are the airline's; the last one is still running. */
export async function trend(deps: ViewDeps, id: string): Promise<Reply<typeof segmentsRoutes.trend>> {
  const row = await known(deps, id);
  const now = deps.clock.now();
  const days = Array.from({ length: trendDays }, (_, i) =>
    dayOf(new Date(now.getTime() - (trendDays - 1 - i) * dayMs)),
  );
  const [first = dayOf(now)] = days;
  const [logged, defined] = await Promise.all([
    deps.warehouse.query<{ day: string; entered: string; exited: string }>(
      `SELECT toString(toDate(at, 'Asia/Shanghai')) AS day, countIf(change = 1) AS entered, countIf(change = -1) AS exited
       FROM membership_log FINAL
       WHERE segment = {serial:UInt32} AND at >= toDateTime64({first:String}, 3, 'Asia/Shanghai')
       GROUP BY day`,
      { serial: row.serial, first: `${first} 00:00:00` },
    ),
    deps.pg.query<{ at: Date; delta: string }>(
      `select at, members_after - members_before as delta from segment_definitions
       where serial = $1 and at >= ($2 || ' 00:00:00+08')::timestamptz`,
      [row.serial, first],
    ),
  ]);
  const moved = new Map(logged.map((entry) => [entry.day, entry]));
  let members = Number(row.memberCount);
  const backwards = days.toReversed().map((day) => {
    const entered = Number(moved.get(day)?.entered ?? 0);
    const exited = Number(moved.get(day)?.exited ?? 0);
    const shownDay = { day, entered, exited, members };
    const byRule = defined.filter(({ at }) => dayOf(at) === day).reduce((sum, d) => sum + Number(d.delta), 0);
    members = Math.max(0, members - entered + exited - byRule);
    return shownDay;
  });
  return { days: backwards.toReversed() };
}

async function known(deps: ViewDeps, id: string): Promise<SegmentRow> {
  const row = await readSegment(deps.pg, id);
  if (!row) throw new AppError('segments.not_found');
  return row;
}
