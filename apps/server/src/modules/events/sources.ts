import type { IdentityKind, Source } from '@jetbridge/contract';
import type { Clock } from '../../kernel/clock.ts';
import { randomToken } from '../../kernel/crypto.ts';
import { AppError } from '../../kernel/errors.ts';
import { uuidv7 } from '../../kernel/ids.ts';
import type { Postgres } from '../../kernel/postgres.ts';
import type { Warehouse } from '../../kernel/warehouse.ts';

/** What collection needs to know of a source. */
export interface ActiveSource {
  id: string;
  writeKey: string;
  userIdKind: IdentityKind;
}

interface SourceRow {
  id: string;
  name: string;
  write_key: string;
  user_id_kind: Source['userIdKind'];
  enabled: boolean;
  created_at: Date;
}

interface Deps {
  pg: Postgres;
  warehouse: Warehouse;
  clock: Clock;
}

/** A rotated or disabled key is refused everywhere after this. */
const cacheMs = 1_000;

/** Write keys are looked up with every request and change once in a while: kept in memory for a second. */
function createWriteKeys(pg: Postgres) {
  let cached = new Map<string, ActiveSource>();
  let readAtMs = 0;
  let reading: Promise<void> | null = null;

  async function read(): Promise<void> {
    const rows = await pg.query<SourceRow>(`select * from sources where enabled and deleted_at is null`);
    cached = new Map(
      rows.map((r) => [r.write_key, { id: r.id, writeKey: r.write_key, userIdKind: r.user_id_kind }]),
    );
    readAtMs = performance.now();
  }

  return {
    /** The enabled source of a write key, or null. */
    async find(writeKey: string): Promise<ActiveSource | null> {
      if (performance.now() - readAtMs > cacheMs || readAtMs === 0) {
        reading ??= read().finally(() => {
          reading = null;
        });
        await reading;
      }
      return cached.get(writeKey) ?? null;
    },
    /** For who has just changed a source and asks again. */
    forget(): void {
      readAtMs = 0;
    },
  };
}

export function createSources({ pg, warehouse, clock }: Deps) {
  const writeKeys = createWriteKeys(pg);
  return {
    byWriteKey: writeKeys.find,

    /** A source that is there from the first start: the one of this write key, else of this name. Answers its id. */
    ensure: (name: string, writeKey?: string) =>
      ensureSource(pg, clock, { name, writeKey }).finally(writeKeys.forget),

    async list(): Promise<Source[]> {
      const rows = await pg.query<SourceRow>(
        `select * from sources where deleted_at is null order by created_at limit 500`,
      );
      return withFigures(warehouse, clock, rows);
    },

    /** Names by id, of removed sources too, whose events stay. */
    async names(): Promise<Map<string, string>> {
      const rows = await pg.query<{ id: string; name: string }>(
        `select id, name from sources order by created_at desc limit 5000`,
      );
      return new Map(rows.map((row) => [row.id, row.name]));
    },

    async create(input: { name: string; userIdKind?: Source['userIdKind'] | undefined }): Promise<Source> {
      const rows = await pg.query<SourceRow>(
        `insert into sources (id, name, write_key, user_id_kind, created_at) values ($1, $2, $3, $4, $5) returning *`,
        [uuidv7(clock), input.name, randomToken(18), input.userIdKind ?? 'member_no', clock.now()],
      );
      return only(await withFigures(warehouse, clock, rows));
    },

    async update(
      id: string,
      change: { name?: string | undefined; enabled?: boolean | undefined },
    ): Promise<Source> {
      return changed(
        await pg.query<SourceRow>(
          `update sources set name = coalesce($2, name), enabled = coalesce($3, enabled)
           where id = $1 and deleted_at is null returning *`,
          [id, change.name ?? null, change.enabled ?? null],
        ),
      );
    },

    async rotate(id: string): Promise<Source> {
      return changed(
        await pg.query<SourceRow>(
          `update sources set write_key = $2 where id = $1 and deleted_at is null returning *`,
          [id, randomToken(18)],
        ),
      );
    },

    async remove(id: string): Promise<void> {
      await changed(
        await pg.query<SourceRow>(
          `update sources set deleted_at = $2, enabled = false where id = $1 and deleted_at is null returning *`,
          [id, clock.now()],
        ),
      );
    },
  };

  async function changed(rows: SourceRow[]): Promise<Source> {
    if (rows.length === 0) throw new AppError('events.source_not_found');
    writeKeys.forget();
    return only(await withFigures(warehouse, clock, rows));
  }
}

async function ensureSource(
  pg: Postgres,
  clock: Clock,
  { name, writeKey }: { name: string; writeKey: string | undefined },
): Promise<string> {
  const [found] = await pg.query<{ id: string }>(
    `select id from sources where deleted_at is null and (write_key = $1 or (name = $2 and $1 is null)) order by created_at limit 1`,
    [writeKey ?? null, name],
  );
  if (found) return found.id;
  const id = uuidv7(clock);
  await pg.query(
    `insert into sources (id, name, write_key, created_at) values ($1, $2, $3, $4) on conflict (write_key) do nothing`,
    [id, name, writeKey ?? randomToken(18), clock.now()],
  );
  return id;
}

function only<T>(list: T[]): T {
  const first = list[0];
  if (first === undefined) throw new Error('a source was expected');
  return first;
}

async function withFigures(warehouse: Warehouse, clock: Clock, rows: SourceRow[]): Promise<Source[]> {
  const since = new Date(clock.now().getTime() - 86_400_000);
  const figures = await warehouse.query<{ source_id: string; today: string; last: string }>(
    `SELECT source_id, countIf(received_at >= {since:DateTime64(3)}) AS today, formatDateTime(max(received_at), '%Y-%m-%dT%H:%i:%SZ') AS last
     FROM events WHERE source_id IN {ids:Array(String)} AND origin_id = customer_id GROUP BY source_id`,
    { since, ids: rows.map((r) => r.id) },
  );
  const bySource = new Map(figures.map((f) => [f.source_id, f]));
  return rows.map((r) => ({
    id: r.id,
    name: r.name,
    writeKey: r.write_key,
    userIdKind: r.user_id_kind,
    enabled: r.enabled,
    createdAt: r.created_at.toISOString(),
    lastEventAt: bySource.get(r.id)?.last ?? null,
    eventsToday: Number(bySource.get(r.id)?.today ?? 0),
  }));
}
