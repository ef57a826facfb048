/** Work that one replica at a time does, and how far it came: a lease and a mark per name. */
import type { Sql } from '../../kernel/postgres.ts';

export interface Progress {
  seq: number;
  finishedAt: Date | null;
  problem: string | null;
}

/** Takes the lease of `name` unless somebody holds it or it was finished after `notSince`; null when not taken. */
export async function takeLease(
  sql: Sql,
  name: string,
  at: { now: Date; forMs: number; notSince: Date },
): Promise<Progress | null> {
  const [row] = await sql.query<{ seq: string; finishedAt: Date | null; problem: string | null }>(
    `insert into wecom_progress as p (name, leased_until) values ($1, $3)
     on conflict (name) do update set leased_until = $3
       where (p.leased_until is null or p.leased_until <= $2) and (p.finished_at is null or p.finished_at <= $4)
     returning seq, finished_at as "finishedAt", problem`,
    [name, at.now, new Date(at.now.getTime() + at.forMs), at.notSince],
  );
  return row ? { ...row, seq: Number(row.seq) } : null;
}

/** Keeps a lease that this replica has; should another have taken it over, theirs lasts longer, which does no harm. */
export async function renewLease(sql: Sql, name: string, until: Date): Promise<void> {
  await sql.query(
    `update wecom_progress set leased_until = $2 where name = $1 and leased_until is not null and leased_until < $2`,
    [name, until],
  );
}

/** Gives the lease back; `problem` null means that the work was finished. */
export async function endLease(
  sql: Sql,
  name: string,
  end: { now: Date; problem: string | null },
): Promise<void> {
  await sql.query(
    `update wecom_progress set leased_until = null, problem = $3,
            finished_at = case when $3::text is null then $2 else finished_at end where name = $1`,
    [name, end.now, end.problem],
  );
}

/** Moves the mark from where it was read; false when somebody else moved it in the meantime. */
export async function moveMark(tx: Sql, name: string, mark: { from: number; to: number }): Promise<boolean> {
  const moved = await tx.query(
    `insert into wecom_progress as p (name, seq) values ($1, $3)
     on conflict (name) do update set seq = $3 where p.seq = $2 returning 1`,
    [name, mark.from, mark.to],
  );
  return moved.length > 0;
}

export async function readProgress(sql: Sql, name: string): Promise<Progress | null> {
  const [row] = await sql.query<{ seq: string; finishedAt: Date | null; problem: string | null }>(
    `select seq, finished_at as "finishedAt", problem from wecom_progress where name = $1`,
    [name],
  );
  return row ? { ...row, seq: Number(row.seq) } : null;
}
