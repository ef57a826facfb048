/** The buckets and variants of @jetbridge/statistics, computed by the stores themselves. */
import {
  allocateLayer,
  allocateVariants,
  assignmentSql,
  assignVariants,
  bucketOf,
  bucketSql,
  type Experiment,
} from '@jetbridge/statistics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestStores, type TestStores } from '../testing/stores.ts';

const ODD_IDS = [
  ' ',
  '  padded  ',
  'customer-1',
  '会员 王小明',
  '𠮷野家',
  '👩‍👩‍👧‍👦 🇨🇳',
  'é',
  'e\u0301',
  "O'Brien",
  "'; DROP TABLE customers; --",
  '"double" `back` \\ backslash \\\\ \\n',
  '$1 $$ {id:String} %s ?',
  'line\nfeed\r\ntab\t',
  '\u0001\u001f\u007f\u0080\ufeff\uffff',
  '007',
  '7',
  '-0',
  '1e3',
  '9007199254740993',
  `wm${'A'.repeat(30)}`,
  'x'.repeat(55),
  'x'.repeat(56),
  'x'.repeat(64),
  '王'.repeat(10_000),
];
const IDS = [...ODD_IDS, ...Array.from({ length: 2_000 }, (_, i) => `id ${i}`)];
const SALTS = ['spring-fares', 'it\'s \\ 50% "off" {n:UInt8} $1', '春运 🚄', "\\'; SELECT 1 --", 'x'];
const NUMBERS = [0, 1, -1, 42, 2_147_483_648, 9_007_199_254_740_991, -9_007_199_254_740_991];
const BIG = [9_223_372_036_854_775_807n, -9_223_372_036_854_775_808n];
const UUID = '0b2f3c1e-7a54-4c3d-9e21-5f6a7b8c9d0e';

let stores: TestStores;
beforeAll(async () => {
  stores = await openTestStores();
  await stores.pg.query('CREATE TABLE units (n int, id text, big bigint, uuid uuid)');
  await stores.warehouse.command(
    'CREATE TABLE units (n UInt32, id Nullable(String), plain String, big Nullable(Int64), uuid Nullable(UUID)) ENGINE = MergeTree ORDER BY n',
  );
  const numbers = [...NUMBERS.map(BigInt), ...BIG].map(String);
  const rows = [
    ...[...IDS, ''].map((id) => ({ id, big: null, uuid: null })),
    ...numbers.map((big) => ({ id: null, big, uuid: null })),
    { id: null, big: null, uuid: UUID },
  ].map((row, n) => ({ n, ...row }));
  await stores.pg.query(
    `INSERT INTO units SELECT * FROM jsonb_to_recordset($1::jsonb) AS r(n int, id text, big bigint, uuid uuid)`,
    [JSON.stringify(rows)],
  );
  await stores.warehouse.insert(
    'units',
    rows.map((row) => ({ ...row, plain: row.id ?? '' })),
  );
});
afterAll(() => stores.close());

/** One expression over the rows where `column` is, by both stores. */
async function askBoth<T>(
  expression: (dialect: 'postgresql' | 'clickhouse', unit: string) => string,
  column = 'id',
): Promise<{ postgresql: T[]; clickhouse: T[] }> {
  const text = (dialect: 'postgresql' | 'clickhouse') =>
    `SELECT ${expression(dialect, column)} AS gives FROM units WHERE ${column} IS NOT NULL AND (id IS NULL OR id <> '') ORDER BY n`;
  const postgresql = await stores.pg.query<{ gives: T }>(text('postgresql'));
  const clickhouse = await stores.warehouse.query<{ gives: T }>(text('clickhouse'));
  return {
    postgresql: postgresql.map(({ gives }) => gives),
    clickhouse: clickhouse.map(({ gives }) => gives),
  };
}

describe('the bucket of a unit', () => {
  it.each(SALTS)('is the same in PostgreSQL, in ClickHouse and here, for the salt %s', async (salt) => {
    const ours = IDS.map((unit) => bucketOf({ salt, unit }));
    const theirs = await askBoth<number>((dialect, unit) => bucketSql({ dialect, salt, unit }));
    expect(theirs.postgresql).toEqual(ours);
    expect(theirs.clickhouse).toEqual(ours);
  });

  it('is the same for whole numbers of 64 bits and for UUIDs', async () => {
    const salt = 'numbers';
    const ours = [...NUMBERS, ...BIG].map((unit) => bucketOf({ salt, unit }));
    const theirs = await askBoth<number>((dialect, unit) => bucketSql({ dialect, salt, unit }), 'big');
    expect(theirs).toEqual({ postgresql: ours, clickhouse: ours });
    const uuid = await askBoth<number>((dialect, unit) => bucketSql({ dialect, salt, unit }), 'uuid');
    const our = [bucketOf({ salt, unit: UUID })];
    expect(uuid).toEqual({ postgresql: our, clickhouse: our });
  });

  it('is computed from any expression, also of a column that cannot be null', async () => {
    const salt = 'plain';
    const [row] = await stores.warehouse.query<{ gives: number }>(
      `SELECT ${bucketSql({ dialect: 'clickhouse', salt, unit: "concat('a', plain)" })} AS gives FROM units WHERE plain = 'customer-1'`,
    );
    const [other] = await stores.pg.query<{ gives: number }>(
      `SELECT ${bucketSql({ dialect: 'postgresql', salt, unit: "'a' || id" })} AS gives FROM units WHERE id = 'customer-1'`,
    );
    const gives = bucketOf({ salt, unit: 'acustomer-1' });
    expect([row, other]).toEqual([{ gives }, { gives }]);
  });

  it('does not depend on how PostgreSQL reads backslashes', async () => {
    const salt = "\\'; SELECT 1 --";
    const gives = bucketOf({ salt, unit: 'x' });
    const expression = bucketSql({ dialect: 'postgresql', salt, unit: "'x'" });
    await stores.pg.tx(async (tx) => {
      await tx.query('SET LOCAL standard_conforming_strings = off');
      expect(await tx.query(`SELECT ${expression} AS gives`)).toEqual([{ gives }]);
    });
  });
});

describe('the variant of a unit', () => {
  const variants = allocateVariants({
    variants: [
      { name: "control's \\ old", share: 0.5 },
      { name: '新版', share: 0.3 },
      { name: 'both', share: 0.2 },
    ],
  });
  const experiments = allocateLayer({
    experiments: [
      { name: 'other', share: 0.2 },
      { name: 'fares', share: 0.5 },
    ],
  });
  const plain: Experiment = { name: 'fares', salt: "fares '24", variants };
  const scattered = allocateLayer({
    experiments: [
      { name: 'fares', share: 0.35 },
      { name: 'third', share: 0.4 },
    ],
    previous: allocateLayer({
      experiments: [
        { name: 'gone', share: 0.2 },
        { name: 'fares', share: 0.1 },
        { name: 'third', share: 0.3 },
      ],
    }),
  });
  const holdout = { salt: 'holdout', share: 0.05 };

  it.each<[string, Experiment]>([
    ['of an experiment for everybody', plain],
    ['beside a holdout', { ...plain, holdout }],
    ['in a layer', { ...plain, layer: { salt: 'layer', experiments } }],
    [
      'in a layer with a history, beside a holdout',
      { ...plain, layer: { salt: 'layer', experiments: scattered }, holdout },
    ],
  ])('is the same everywhere: %s', async (_, experiment) => {
    const ours = assignVariants({ experiment, units: IDS }).map(({ variant }) => variant);
    const theirs = await askBoth<string | null>((dialect, unit) =>
      assignmentSql({ dialect, experiment, unit }),
    );
    expect(theirs.postgresql).toEqual(ours);
    expect(theirs.clickhouse).toEqual(ours);
    expect(new Set(ours).size).toBe(experiment === plain ? 3 : 4);
  });

  it.each(['id IS NULL', "id = ''"])('is NULL for nobody: %s', async (nobody) => {
    const experiment = { ...plain, layer: { salt: 'layer', experiments }, holdout };
    const sql = (dialect: 'postgresql' | 'clickhouse') =>
      `SELECT ${assignmentSql({ dialect, experiment, unit: 'id' })} AS gives, ${bucketSql({ dialect, salt: 's', unit: 'id' })} AS bucket
       FROM units WHERE ${nobody} LIMIT 1`;
    const none = [{ gives: null, bucket: null }];
    expect(await stores.pg.query(sql('postgresql'))).toEqual(none);
    expect(await stores.warehouse.query(sql('clickhouse'))).toEqual(none);
  });
});
