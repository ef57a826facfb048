import type { Postgres, Sql } from '../kernel/postgres.ts';

type Facts = Record<string, unknown>;

export async function readFacts(sql: Sql, step: string): Promise<Facts | null> {
  const [row] = await sql.query<{ facts: Facts }>(`select facts from demo_steps where step = $1`, [step]);
  return row?.facts ?? null;
}

/** Facts that change with every start. */
export async function putFacts(sql: Sql, step: string, at: { facts: Facts; now: Date }): Promise<void> {
  await sql.query(
    `insert into demo_steps (step, facts, done_at) values ($1, $2, $3)
     on conflict (step) do update set facts = excluded.facts, done_at = excluded.done_at`,
    [step, JSON.stringify(at.facts), at.now],
  );
}

/** Of these steps the ones that are done. */
export async function doneSteps(sql: Sql, steps: readonly string[]): Promise<Set<string>> {
  const rows = await sql.query<{ step: string }>(`select step from demo_steps where step = any($1::text[])`, [
    steps,
  ]);
  return new Set(rows.map((row) => row.step));
}

/** Runs `work` unless the step is done, and notes it in the same transaction. */
export async function once(
  pg: Postgres,
  step: string,
  at: { now: Date; work(tx: Sql): Promise<void> },
): Promise<void> {
  await pg.tx(async (tx) => {
    const noted = await tx.query(
      `insert into demo_steps (step, done_at) values ($1, $2) on conflict do nothing returning 1`,
      [step, at.now],
    );
    if (noted.length > 0) await at.work(tx);
  });
}

/** For work outside of PostgreSQL: it must do no harm when it is done again, as it is noted only afterwards. */
export async function atLeastOnce(
  pg: Postgres,
  step: string,
  at: { now: Date; work(): Promise<void> },
): Promise<void> {
  if ((await readFacts(pg, step)) !== null) return;
  await at.work();
  await putFacts(pg, step, { facts: {}, now: at.now });
}

/** Any number will do, as long as every replica takes the same. */
const hostLock = 4_600_013;

/** True in one process at a time, until `release` or its end. */
export async function becomeHost(pg: Postgres): Promise<{ host: boolean; release(): void }> {
  const client = await pg.pool.connect();
  const { rows } = await client.query<{ mine: boolean }>(`select pg_try_advisory_lock($1) as mine`, [
    hostLock,
  ]);
  const host = rows[0]?.mine === true;
  // Closing the connection gives the lock back.
  if (!host) client.release();
  return { host, release: () => host && client.release(true) };
}
