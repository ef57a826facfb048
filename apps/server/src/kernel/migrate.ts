import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Postgres, Sql } from './postgres.ts';
import { sqlStatements } from './sql-text.ts';
import type { Warehouse } from './warehouse.ts';

export type Migration = { name: string; sql: string; checksum: string };

/** Any number will do, as long as every replica takes the same. */
const LOCK = 4_600_001;

/**
 * Brings both stores up to date. Replicas that start together take turns: a lock in PostgreSQL is held throughout.
 * @returns the names of the files applied now, `postgres/0001_…` and `warehouse/0001_…`
 */
export async function migrate(stores: {
  pg: Postgres;
  warehouse: Warehouse;
  /** Holds `postgres/` and `warehouse/` with numbered `.sql` files. */
  directory: string;
  /** What precedes MergeTree in `${ENGINE_PREFIX}`: `Replicated` on a cluster, nothing elsewhere. */
  enginePrefix?: string;
}): Promise<string[]> {
  const client = await stores.pg.pool.connect();
  try {
    // Waiting for another replica's migration may outlast a statement.
    await client.query('SET statement_timeout = 0');
    await client.query('SELECT pg_advisory_lock($1)', [LOCK]);
    const applied = await migratePostgres(stores.pg, join(stores.directory, 'postgres'));
    const directory = join(stores.directory, 'warehouse');
    const more = await migrateWarehouse(stores.warehouse, directory, stores.enginePrefix ?? '');
    await client.query('SELECT pg_advisory_unlock($1)', [LOCK]);
    await client.query('RESET statement_timeout');
    client.release();
    return [...applied.map((name) => `postgres/${name}`), ...more.map((name) => `warehouse/${name}`)];
  } catch (error) {
    // Closing the connection gives the lock back, whatever state it is in.
    client.release(true);
    throw error;
  }
}

/** Each file runs in one transaction together with the note that it ran. */
export async function migratePostgres(pg: Postgres, directory: string): Promise<string[]> {
  await pg.query(`CREATE TABLE IF NOT EXISTS schema_migrations (
    name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())`);
  const known = await pg.query<Applied>('SELECT name, checksum FROM schema_migrations');
  const pending = pendingMigrations(readMigrations(directory), known);
  for (const migration of pending) {
    await naming(migration, () => pg.tx((tx) => applyOne(tx, migration)));
  }
  return pending.map((migration) => migration.name);
}

async function applyOne(tx: Sql, migration: Migration): Promise<void> {
  await tx.query('SET LOCAL statement_timeout = 0');
  await tx.query(migration.sql);
  const { name, checksum } = migration;
  await tx.query('INSERT INTO schema_migrations (name, checksum) VALUES ($1, $2)', [name, checksum]);
}

/**
 * The warehouse knows no transaction over DDL: a file that failed half-way runs again from its first statement, so
 * statements are written `IF NOT EXISTS`.
 */
export async function migrateWarehouse(
  warehouse: Warehouse,
  directory: string,
  enginePrefix = '',
): Promise<string[]> {
  await warehouse.command(`CREATE TABLE IF NOT EXISTS schema_migrations (
    name String, checksum String, applied_at DateTime64(3, 'UTC') DEFAULT now64(3)
  ) ENGINE = ${enginePrefix}MergeTree ORDER BY name`);
  const known = await warehouse.query<Applied>('SELECT name, checksum FROM schema_migrations LIMIT 10000');
  const pending = pendingMigrations(readMigrations(directory), known);
  for (const migration of pending) {
    const { name, checksum } = migration;
    await naming(migration, async () => {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: this is the placeholder that migration files carry
      const script = migration.sql.replaceAll('${ENGINE_PREFIX}', enginePrefix);
      for (const statement of sqlStatements(script)) await warehouse.command(statement);
      await warehouse.insert('schema_migrations', [{ name, checksum }]);
    });
  }
  return pending.map((migration) => migration.name);
}

/** The `.sql` files of a directory in the order of their numbers. */
export function readMigrations(directory: string): Migration[] {
  if (!existsSync(directory)) return [];
  const names = readdirSync(directory).filter((name) => name.endsWith('.sql'));
  const numbers = new Map<string, string>();
  for (const name of names.sort()) {
    const number = /^(\d{4})_[a-z0-9_]+\.sql$/.exec(name)?.[1];
    if (number === undefined) throw new Error(`Migration ${name} is not named like 0001_customers.sql`);
    const twin = numbers.get(number);
    if (twin !== undefined) throw new Error(`Migrations ${twin} and ${name} have the same number`);
    numbers.set(number, name);
  }
  return names.map((name) => {
    const sql = readFileSync(join(directory, name), 'utf8');
    return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
  });
}

type Applied = { name: string; checksum: string };

function pendingMigrations(migrations: readonly Migration[], applied: readonly Applied[]): Migration[] {
  const known = new Map(applied.map(({ name, checksum }) => [name, checksum]));
  return migrations.filter((migration) => {
    const checksum = known.get(migration.name);
    if (checksum !== undefined && checksum !== migration.checksum) {
      throw new Error(
        `Migration ${migration.name} was changed after it was applied here. Add a new one instead.`,
      );
    }
    return checksum === undefined;
  });
}

async function naming({ name, sql }: Migration, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Migration ${name} failed${lineOf(sql, error)}: ${reason}`, { cause: error });
  }
}

/** PostgreSQL tells the position of a mistake in characters from the start. */
function lineOf(sql: string, error: unknown): string {
  const position = error instanceof Error && 'position' in error ? Number(error.position) : Number.NaN;
  return Number.isNaN(position) ? '' : ` in line ${sql.slice(0, position).split('\n').length}`;
}
