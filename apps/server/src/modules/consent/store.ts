import type { Channel, CustomerId, Purpose } from '@jetbridge/contract';
import type { Sql } from '../../kernel/postgres.ts';

export interface ConsentRow {
  customerId: CustomerId;
  purpose: Purpose;
  channel: Channel;
  granted: boolean;
  evidence: string;
  recordedBy: string;
  at: Date;
}

const columns = `customer_id as "customerId", purpose, channel, granted, evidence, recorded_by as "recordedBy", at`;

/** What is on record for one purpose and channel; customers without a record are left out. */
export async function readGranted(
  sql: Sql,
  ids: readonly CustomerId[],
  use: { purpose: Purpose; channel: Channel },
): Promise<Map<CustomerId, boolean>> {
  const rows = await sql.query<{ id: CustomerId; granted: boolean }>(
    `select customer_id as id, granted from consents
     where customer_id = any($1::bigint[]) and purpose = $2 and channel = $3`,
    [ids, use.purpose, use.channel],
  );
  return new Map(rows.map((row) => [row.id, row.granted]));
}

/** Everything current of these customers; `lock` keeps it so until the transaction ends. */
export function readCurrent(sql: Sql, ids: readonly CustomerId[], lock: boolean): Promise<ConsentRow[]> {
  return sql.query(
    `select ${columns} from consents where customer_id = any($1::bigint[])
     order by customer_id, purpose, channel ${lock ? 'for update' : ''}`,
    [ids],
  );
}

function unzip(rows: readonly ConsentRow[]): unknown[] {
  return [
    rows.map((r) => r.customerId),
    rows.map((r) => r.purpose),
    rows.map((r) => r.channel),
    rows.map((r) => r.granted),
    rows.map((r) => r.evidence),
    rows.map((r) => r.recordedBy),
    rows.map((r) => r.at),
  ];
}
const arrays =
  '$1::bigint[], $2::text[], $3::text[], $4::boolean[], $5::text[], $6::text[], $7::timestamptz[]';
const fields = 'customer_id, purpose, channel, granted, evidence, recorded_by, at';

/** Makes these the current state, whatever was there. No two rows may be of the same customer, purpose and channel. */
export async function putCurrent(tx: Sql, rows: readonly ConsentRow[]): Promise<void> {
  await tx.query(
    `insert into consents (${fields}) select * from unnest(${arrays}) on conflict (customer_id, purpose, channel)
     do update set granted = excluded.granted, evidence = excluded.evidence,
       recorded_by = excluded.recorded_by, at = excluded.at`,
    unzip(rows),
  );
}

/** Adds what has no record yet; returns what was added. */
export function addCurrent(tx: Sql, rows: readonly ConsentRow[]): Promise<ConsentRow[]> {
  return tx.query(
    `insert into consents (${fields}) select * from unnest(${arrays}) on conflict (customer_id, purpose, channel)
     do nothing returning ${columns}`,
    unzip(rows),
  );
}

export async function addHistory(
  tx: Sql,
  rows: readonly ConsentRow[],
  ids: readonly string[],
): Promise<void> {
  await tx.query(`insert into consent_history (${fields}, id) select * from unnest(${arrays}, $8::uuid[])`, [
    ...unzip(rows),
    ids,
  ]);
}

export async function dropCurrent(tx: Sql, customerIds: readonly CustomerId[]): Promise<void> {
  await tx.query(`delete from consents where customer_id = any($1::bigint[])`, [customerIds]);
}

export async function moveHistory(
  tx: Sql,
  merges: readonly { winner: CustomerId; loser: CustomerId }[],
): Promise<void> {
  await tx.query(
    `update consent_history h set customer_id = m.winner
     from unnest($1::bigint[], $2::bigint[]) m(winner, loser) where h.customer_id = m.loser`,
    [merges.map((m) => m.winner), merges.map((m) => m.loser)],
  );
}
