import type { JourneyGraph } from '@jetbridge/contract';
import { AppError } from '../../kernel/errors.ts';
import { type Sql, sqlState } from '../../kernel/postgres.ts';

export interface JourneyRow {
  id: string;
  name: string;
  status: 'draft' | 'running' | 'paused';
  draft: JourneyGraph;
  version: number | null;
  updatedAt: Date;
}

const columns = `id, name, status, draft, version, updated_at as "updatedAt"`;

/** Throws `journeys.not_found`. `lock` keeps it as it is until the transaction ends. */
export async function readJourney(sql: Sql, id: string, lock = false): Promise<JourneyRow> {
  const [row] = await sql.query<JourneyRow>(
    `select ${columns} from journeys where id = $1 ${lock ? 'for update' : ''}`,
    [id],
  );
  if (!row) throw new AppError('journeys.not_found');
  return row;
}

async function unlessTaken<T>(name: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (sqlState(error) === '23505') throw new AppError('journeys.name_taken', { name });
    throw error;
  }
}

export async function insertJourney(
  sql: Sql,
  journey: { id: string; name: string; draft: JourneyGraph; at: Date },
): Promise<void> {
  const { id, name, draft, at } = journey;
  await unlessTaken(
    name,
    sql.query(
      `insert into journeys (id, name, status, draft, created_at, updated_at) values ($1, $2, 'draft', $3, $4, $4)`,
      [id, name, JSON.stringify(draft), at],
    ),
  );
}

/** Throws `journeys.not_found`, `journeys.name_taken`. */
export async function updateDraft(
  sql: Sql,
  journey: { id: string; name: string | null; draft: JourneyGraph; at: Date },
): Promise<void> {
  const { id, name, draft, at } = journey;
  const rows = await unlessTaken(
    name ?? '',
    sql.query(
      `update journeys set draft = $2, name = coalesce($3, name), updated_at = $4 where id = $1 returning 1`,
      [id, JSON.stringify(draft), name, at],
    ),
  );
  if (rows.length === 0) throw new AppError('journeys.not_found');
}

/** Writes the next version with its nodes and lets it take people. Returns its number. */
export async function insertVersion(
  tx: Sql,
  publication: { journeyId: string; graph: JourneyGraph; at: Date; by: string },
): Promise<number> {
  const { journeyId, graph, at, by } = publication;
  const [row] = await tx.query<{ version: number }>(
    `insert into journey_versions (journey_id, version, graph, published_at, published_by)
     select $1, coalesce(max(version), 0) + 1, $2, $3, $4 from journey_versions where journey_id = $1
     returning version`,
    [journeyId, JSON.stringify(graph), at, by],
  );
  if (!row) throw new Error('A version was not written');
  await tx.query(
    `insert into journey_nodes (journey_id, version, code, kind)
     select $1, $2, code, kind from unnest($3::text[], $4::text[]) n(code, kind)`,
    [journeyId, row.version, graph.nodes.map((n) => n.id), graph.nodes.map((n) => n.kind)],
  );
  await tx.query(
    `update journeys set version = $2, status = case status when 'paused' then 'paused' else 'running' end,
            updated_at = $3 where id = $1`,
    [journeyId, row.version, at],
  );
  await bumpRevision(tx);
  return row.version;
}

export async function setStatus(
  tx: Sql,
  journey: { id: string; status: 'running' | 'paused'; at: Date },
): Promise<void> {
  await tx.query(`update journeys set status = $2, updated_at = $3 where id = $1`, [
    journey.id,
    journey.status,
    journey.at,
  ]);
  await bumpRevision(tx);
}

async function bumpRevision(tx: Sql): Promise<void> {
  await tx.query('update journey_catalogue set revision = revision + 1');
}

export async function readRevision(sql: Sql): Promise<string> {
  const [row] = await sql.query<{ revision: string }>('select revision from journey_catalogue');
  return row?.revision ?? '0';
}

export interface LiveVersion {
  journeyId: string;
  journeyName: string;
  version: number;
  graph: JourneyGraph;
  /** Whether it is the newest one and the journey runs. */
  takesPeople: boolean;
}

export function readLiveVersions(sql: Sql): Promise<LiveVersion[]> {
  return sql.query(
    `select v.journey_id as "journeyId", j.name as "journeyName", v.version, v.graph,
            (j.version = v.version and j.status = 'running') as "takesPeople"
     from journey_versions v join journeys j on j.id = v.journey_id
     where v.live order by v.journey_id, v.version limit 5000`,
  );
}

export function readNodes(
  sql: Sql,
): Promise<{ id: number; journeyId: string; version: number; code: string }[]> {
  return sql.query(
    `select n.id, n.journey_id as "journeyId", n.version, n.code
     from journey_nodes n join journey_versions v using (journey_id, version) where v.live limit 300000`,
  );
}

/**
 * Lets workers forget versions that were superseded at least ten minutes ago and have nobody under way, and remember
 * those that somebody entered after all (his transaction had begun before). Returns whether anything changed.
 */
export async function refreshLiveVersions(tx: Sql, now: Date): Promise<boolean> {
  const changed = await tx.query(
    `update journey_versions v set live = not v.live
     from journeys j
     where j.id = v.journey_id and v.version < j.version
       and exists (select 1 from journey_versions later where later.journey_id = v.journey_id
                   and later.version = v.version + 1 and later.published_at < $1::timestamptz - interval '10 minutes')
       and v.live <> exists (
         select 1 from journey_nodes n where n.journey_id = v.journey_id and n.version = v.version
           and exists (select 1 from enrolments e where e.node_id = n.id and e.due_at is not null))
     returning 1`,
    [now],
  );
  if (changed.length > 0) await bumpRevision(tx);
  return changed.length > 0;
}
