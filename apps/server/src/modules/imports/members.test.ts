import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ImportMap } from '@jetbridge/contract';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import {
  client,
  counts,
  delivered,
  events,
  importFile,
  setUpImports,
  stores,
  upload,
} from '../../testing/imports.ts';

setUpImports();

const members: ImportMap = {
  kind: 'members',
  identifiers: { member_no: { column: '会员号' } },
  time: { column: '截止' },
  traits: { city: { column: '城市' }, points: { column: '积分', type: 'integer' } },
};
async function traitsOf(memberNo: string): Promise<Record<string, unknown>> {
  await delivered();
  const [row] = await stores.pg.query<{ traits: Record<string, [unknown, number]> }>(
    `select c.traits from customers c join identities i on i.customer_id = c.id where i.kind = 'member_no' and i.value = $1`,
    [memberNo],
  );
  return Object.fromEntries(Object.entries(row?.traits ?? {}).map(([name, [value]]) => [name, value]));
}

describe('members from a file', () => {
  it('become customers with traits, from GB18030 as from UTF-8', async () => {
    const text = (no: string) => `会员号,城市,积分,截止\n${no},厦门,1200,2026-01-31\n`;
    expect(counts(await importFile(members, iconv.encode(text('G1'), 'gb18030')))).toMatchObject({
      accepted: 1,
    });
    expect(counts(await importFile(members, `\uFEFF${text('U1')}`))).toMatchObject({ accepted: 1 });
    expect(await traitsOf('G1')).toEqual({ city: '厦门', points: 1200 });
    expect(await traitsOf('U1')).toEqual({ city: '厦门', points: 1200 });
  });

  it('change nothing a second time, and an older file does not undo a newer one', async () => {
    const file = (points: number, day: string) => `会员号,城市,积分,截止\nT1,泉州,${points},${day}\n`;
    await importFile(members, file(900, '2026-02-28'));
    expect(counts(await importFile(members, file(900, '2026-02-28')))).toMatchObject({
      accepted: 0,
      repeated: 1,
    });
    await importFile(members, file(100, '2025-02-28'));
    expect(await traitsOf('T1')).toMatchObject({ points: 900 });
  });

  it('are refused row by row, with line and reason, and the rest goes in', async () => {
    const file =
      '会员号,城市,积分,截止\nR1,厦门,12,2026-01-31\n,厦门,12,2026-01-31\nR3,厦门,a lot,2026-01-31\nR4,"厦门\n' +
      'R5,厦门\nR6,厦门,7,2026-02-30\n\nR8,,,2026-01-31\n';
    const done = await importFile(members, file);
    expect(counts(done)).toEqual({ status: 'done', read: 7, accepted: 2, repeated: 0, refused: 5 });
    const first = await client.imports.refusals({ params: { id: done.id }, query: { limit: 2 } });
    expect(first.items).toEqual([
      { line: 3, field: null, reason: 'no_identifier' },
      { line: 4, field: 'points', reason: 'not_a_number' },
    ]);
    const rest = await client.imports.refusals({
      params: { id: done.id },
      query: { cursor: first.nextCursor ?? '' },
    });
    expect(rest.items).toEqual([
      { line: 5, field: null, reason: 'unclosed_quote' },
      { line: 6, field: null, reason: 'columns' },
      { line: 7, field: 'time', reason: 'not_a_date' },
    ]);
  });
});

const shared = join(fileURLToPath(import.meta.url), '../../../../../../../shared/data');
const present = existsSync(shared);
// biome-ignore lint/suspicious/noConsole: a test left out says so
if (!present) console.warn(`The real files are not at ${shared}: their import is not tried.`);

describe.runIf(present)('the real files', () => {
  const shipped = async (name: string): Promise<ImportMap> => {
    const found = (await client.imports.maps()).items.find((item) => item.name === name);
    if (!found) throw new Error(`no map ${name}`);
    return found.map;
  };

  it('import twice to the members of the airline', async () => {
    await events.ensurePartitions();
    const file = readFileSync(join(shared, 'airline_members/members-44-columns.csv'));
    const map = await shipped('airline-members');
    const id = await upload('members', file);
    expect((await client.imports.preview({ params: { id }, body: {} })).suggested).toEqual(map);
    expect(counts(await importFile(map, file))).toEqual({
      status: 'done',
      read: 1918,
      accepted: 1918,
      repeated: 0,
      refused: 0,
    });
    expect(counts(await importFile(map, file))).toMatchObject({ read: 1918, accepted: 0, repeated: 1918 });
    const traits = await traitsOf('54993');
    expect(traits).toMatchObject({
      points: 619760,
      joined_on: '2006-11-02',
      tier: '6',
      age: 31,
      flights: 210,
    });
    expect(traits).not.toHaveProperty('city');
    const [sum] = await stores.pg.query<{ n: string; points: string }>(
      `select count(*) as n, sum((traits->'points'->>0)::bigint) as points from customers where traits ? 'average_discount'`,
    );
    const lines = file.toString('utf8').trim().split('\n').slice(1);
    const points = lines.reduce((total, line) => total + Number(line.split(',')[37]), 0);
    expect(sum).toEqual({ n: '1918', points: String(points) });
  });
});
