import type { Import } from '@jetbridge/contract';
import { type PageAsk, pageOf } from '../../kernel/page.ts';
import type { Sql } from '../../kernel/postgres.ts';
import type { ImportRow, LineRefusal } from './store.ts';

export async function listImports(sql: Sql, ask: PageAsk) {
  const rows = await sql.query<ImportRow>(
    `select * from imports where $1::uuid is null or id < $1 order by id desc limit $2`,
    [ask.after, ask.limit + 1],
  );
  return pageOf(rows, ask, { position: (row) => row.id, item: importView });
}

/** By line. */
export async function listRefusals(sql: Sql, id: string, ask: PageAsk) {
  const rows = await sql.query<Omit<LineRefusal, 'line'> & { line: string }>(
    `select line, field, reason from import_refusals where import_id = $1 and line > $2 order by line limit $3`,
    [id, ask.after ?? '0', ask.limit + 1],
  );
  const item = (row: (typeof rows)[number]) => ({ ...row, line: Number(row.line) });
  return pageOf(rows, ask, { position: (row) => row.line, item });
}

/** `rows` is counted by line ends until the import is done, and may then be a little too high. */
export function importView(row: ImportRow): Import {
  const lines =
    row.lines === null ? null : Math.max(Number(row.lines) - (row.map?.header === false ? 0 : 1), 0);
  return {
    id: row.id,
    kind: row.kind,
    fileName: row.file_name,
    status: row.status,
    bytes: Number(row.bytes),
    rows: row.status === 'done' ? Number(row.read) : lines,
    read: Number(row.read),
    accepted: Number(row.accepted),
    repeated: Number(row.repeated),
    refused: Number(row.refused),
    customers: row.customers === null ? null : Number(row.customers),
    sums: row.sums,
    problem: row.problem,
    createdAt: row.created_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
    createdBy: row.created_by,
  };
}
