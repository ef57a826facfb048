/** Reads shaped for the console. */
import type { CustomerId, Journey, JourneyGraph, JourneySummary } from '@jetbridge/contract';
import { AppError } from '../../kernel/errors.ts';
import { type PageAsk, pageOf } from '../../kernel/page.ts';
import type { Sql } from '../../kernel/postgres.ts';

export interface Days {
  yesterday: Date;
  today: Date;
}

const summaryColumns = `
  j.id, j.name, j.status, j.version, j.updated_at as "updatedAt",
  (select count(*)::int from journey_nodes n join enrolments e on e.node_id = n.id and e.due_at is not null
   where n.journey_id = j.id) as active,
  (select coalesce(sum(entered), 0)::int from journey_hours h where h.journey_id = j.id and h.hour >= $1)
    as "enteredToday",
  (select coalesce(sum(entered), 0)::int from journey_hours h
   where h.journey_id = j.id and h.hour >= $2 and h.hour < $1) as "enteredYesterday"`;

type SummaryRow = Omit<JourneySummary, 'updatedAt'> & { updatedAt: Date };

/** Newest first. */
export async function listJourneys(sql: Sql, ask: PageAsk, days: Days) {
  const rows = await sql.query<SummaryRow>(
    `select ${summaryColumns} from journeys j where $3::uuid is null or j.id < $3::uuid
     order by j.id desc limit $4`,
    [days.today, days.yesterday, ask.after, ask.limit + 1],
  );
  return pageOf(rows, ask, {
    position: (row) => row.id,
    item: (row): JourneySummary => ({ ...row, updatedAt: row.updatedAt.toISOString() }),
  });
}

/** Throws `journeys.not_found`. */
export async function readJourneyView(sql: Sql, id: string, days: Days): Promise<Journey> {
  const [row] = await sql.query<
    SummaryRow & { draft: JourneyGraph; published: JourneyGraph | null; draftDiffers: boolean }
  >(
    `select ${summaryColumns}, j.draft, v.graph as published, j.draft is distinct from v.graph as "draftDiffers"
     from journeys j left join journey_versions v on v.journey_id = j.id and v.version = j.version
     where j.id = $3`,
    [days.today, days.yesterday, id],
  );
  if (!row) throw new AppError('journeys.not_found');
  const versions = await sql.query<{
    version: number;
    publishedAt: Date;
    publishedBy: string;
    active: number;
  }>(
    `select v.version, v.published_at as "publishedAt", v.published_by as "publishedBy",
            (select count(*)::int from journey_nodes n join enrolments e on e.node_id = n.id and e.due_at is not null
             where n.journey_id = v.journey_id and n.version = v.version) as active
     from journey_versions v where v.journey_id = $1 order by v.version desc limit 100`,
    [id],
  );
  return {
    ...row,
    updatedAt: row.updatedAt.toISOString(),
    versions: versions.map((v) => ({ ...v, publishedAt: v.publishedAt.toISOString() })),
  };
}

/** Counts that are not ways out of a node. */
const marks = new Set(['entered', 'done', 'removed']);

/** Per node of a version, the current one unless told otherwise. Throws `journeys.version_not_found`. */
export async function readCounts(sql: Sql, journey: { id: string; version: number | null }, now: Date) {
  const none = { version: null, active: 0, entered: 0, done: 0, nodes: [], at: now.toISOString() };
  if (journey.version === null) return none;
  const rows = await sql.query<{ node: string; here: number; ways: Record<string, number> | null }>(
    `select n.code as node,
            (select count(*)::int from enrolments e where e.node_id = n.id and e.due_at is not null) as here,
            (select jsonb_object_agg(way, total) from (
               select way, sum(count)::bigint as total from journey_counts c where c.node_id = n.id group by way) t
            ) as ways
     from journey_nodes n where n.journey_id = $1 and n.version = $2 order by n.id`,
    [journey.id, journey.version],
  );
  if (rows.length === 0) throw new AppError('journeys.version_not_found');
  const total = (mark: string) => rows.reduce((sum, row) => sum + (row.ways?.[mark] ?? 0), 0);
  return {
    version: journey.version,
    active: rows.reduce((sum, row) => sum + row.here, 0),
    entered: total('entered'),
    done: total('done'),
    nodes: rows.map(({ node, here, ways }) => {
      const exits = Object.fromEntries(Object.entries(ways ?? {}).filter(([way]) => !marks.has(way)));
      const left = Object.values(exits).reduce((sum, n) => sum + n, 0);
      // Nobody leaves an exit node by a way: whoever passed it is done.
      return { node, here, passed: left > 0 ? left : (ways?.done ?? 0), exits };
    }),
    at: now.toISOString(),
  };
}

interface EnrolmentRow {
  id: string;
  customerId: CustomerId;
  version: number;
  node: string;
  status: 'active' | 'done' | 'removed';
  enteredAt: Date;
  dueAt: Date | null;
  because: string;
  /** Where the row stands in the order of its list. */
  place: string;
}

const enrolmentColumns = `
  e.id, e.customer_id as "customerId", e.version, n.code as node, coalesce(e.outcome, 'active') as status,
  e.entered_at as "enteredAt", e.due_at as "dueAt", e.because`;

/** Positions of `listEnrolments`: `a` for who is under way, `l` for who has left, then the sort key. */
export const enrolmentPosition = /^(?:a:[0-9]{1,10}:[0-9]{1,16}|l:[0-9]{1,16}):[0-9a-f-]{36}$/;

const micros = (column: string) => `(extract(epoch from ${column}) * 1000000)::bigint`;
const instant = (parameter: string) =>
  `(timestamptz 'epoch' + (${parameter}::bigint / 1000000) * interval '1 second' + (${parameter}::bigint % 1000000) * interval '1 microsecond')`;

/** Who is under way, by node and then by when they move on; without a node followed by who left, the latest first. */
export async function listEnrolments(
  sql: Sql,
  ask: PageAsk,
  filter: { journeyId: string; node: string | null },
) {
  const [part, ...position] = ask.after?.split(':') ?? ['a'];
  const limit = ask.limit + 1;
  const active = part === 'a' ? await listActive(sql, { ...filter, position, limit }) : [];
  const rest = limit - active.length;
  const after = part === 'l' ? position : [];
  const left =
    filter.node === null && rest > 0 ? await listLeft(sql, { ...filter, position: after, limit: rest }) : [];
  return pageOf([...active, ...left], ask, {
    position: (row) => row.place,
    item: ({ place: _place, enteredAt, dueAt, ...row }) => ({
      ...row,
      enteredAt: enteredAt.toISOString(),
      dueAt: dueAt?.toISOString() ?? null,
    }),
  });
}

interface Part {
  journeyId: string;
  node: string | null;
  position: string[];
  limit: number;
}

function listActive(sql: Sql, part: Part): Promise<EnrolmentRow[]> {
  const [nodeId, due, id] = part.position;
  return sql.query(
    `select ${enrolmentColumns}, 'a:' || e.node_id || ':' || ${micros('e.due_at')} || ':' || e.id as place
     from journey_nodes n cross join lateral (
       select * from enrolments e where e.node_id = n.id and e.due_at is not null
         and ($3::int is null or n.id > $3 or (e.due_at, e.id) > (${instant('$4')}, $5::uuid))
       order by e.due_at, e.id limit $6) e
     where n.journey_id = $1 and ($2::text is null or n.code = $2) and ($3::int is null or n.id >= $3)
     order by n.id, e.due_at, e.id limit $6`,
    [part.journeyId, part.node, nodeId ?? null, due ?? null, id ?? null, part.limit],
  );
}

function listLeft(sql: Sql, part: Part): Promise<EnrolmentRow[]> {
  const [left, id] = part.position;
  return sql.query(
    `select ${enrolmentColumns}, 'l:' || ${micros('e.left_at')} || ':' || e.id as place
     from enrolments e join journey_nodes n on n.id = e.node_id
     where e.journey_id = $1 and e.left_at is not null
       and ($2::bigint is null or (e.left_at, e.id) < (${instant('$2')}, $3::uuid))
     order by e.left_at desc, e.id desc limit $4`,
    [part.journeyId, left ?? null, id ?? null, part.limit],
  );
}

/** Entries into all journeys by hour, `from` included, `to` not. */
export async function entriesByHour(
  sql: Sql,
  from: Date,
  to: Date,
): Promise<{ hour: Date; count: number }[]> {
  return sql.query(
    `select hour, sum(entered)::int as count from journey_hours where hour >= $1 and hour < $2
     group by hour order by hour limit 2000`,
    [from, to],
  );
}

export async function countActive(sql: Sql): Promise<number> {
  const [row] = await sql.query<{ n: number }>(
    'select count(*)::int as n from enrolments where due_at is not null',
  );
  return row?.n ?? 0;
}

/** Names of the journeys whose draft or live versions mention this id of a tag or segment. */
export async function journeysMentioning(sql: Sql, id: string): Promise<string[]> {
  const rows = await sql.query<{ name: string }>(
    `select j.name from journeys j
     where position($1 in j.draft::text) > 0
        or exists (select 1 from journey_versions v where v.journey_id = j.id and v.live
                   and position($1 in v.graph::text) > 0)
     order by j.name limit 20`,
    [id],
  );
  return rows.map((row) => row.name);
}
