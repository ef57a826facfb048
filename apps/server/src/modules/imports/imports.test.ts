import type { ImportMap } from '@jetbridge/contract';
import { describe, expect, it, onTestFinished } from 'vitest';
import { codeOf } from '../../testing/access.ts';
import {
  client,
  ended,
  events,
  importFile,
  imports,
  put,
  setUpImports,
  startWorker,
  stopWorker,
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
const shop = (name: string): ImportMap => ({
  kind: 'events',
  separator: 'comma',
  identifiers: { member_no: { column: 'who' } },
  identifierPrefix: `${name}-`,
  event: { name: 'Order Completed' },
  time: { column: 'day' },
  properties: { total: { column: 'total', type: 'number' } },
  constants: { shop: name },
});
describe('an import', () => {
  it('shows its beginning as read and as it would be stored, with a map to start from', async () => {
    const id = await upload('members', '会员号;城市;积分\n1;厦门;5\n2;;x\n');
    const seen = await client.imports.preview({ params: { id }, body: {} });
    expect(seen).toMatchObject({
      encoding: 'utf-8',
      separator: 'semicolon',
      columns: ['会员号', '城市', '积分'],
      rows: [
        ['1', '厦门', '5'],
        ['2', '', 'x'],
      ],
      suggested: { identifiers: { member_no: { column: '会员号' } } },
    });
    const map: ImportMap = { ...members, separator: 'semicolon' };
    delete map.time;
    const { mapped } = await client.imports.preview({ params: { id }, body: { map } });
    expect(mapped).toMatchObject([
      {
        line: 2,
        ok: true,
        reason: null,
        result: { identifiers: { member_no: '1' }, values: { city: '厦门', points: 5 } },
      },
      { line: 3, ok: false, reason: 'not_a_number', result: { field: 'points' } },
    ]);
  });

  it('refuses a map that does not fit, and says where', async () => {
    const id = await upload('members', 'a,b\n1,2\n');
    const run = client.imports.run({ params: { id }, body: { map: members } });
    await expect(run).rejects.toMatchObject({
      code: 'imports.map_invalid',
      details: {
        problems: [
          { path: '/identifiers/member_no', reason: 'column_missing', column: '会员号' },
          {},
          {},
          {},
        ],
      },
    });
    expect(await codeOf(client.imports.preview({ params: { id }, body: { map: shop('x') } }))).toBe(
      'imports.map_invalid',
    );
  });

  it('is not run twice, nor before its file is there, nor found when it is none', async () => {
    const { id } = await client.imports.create({ body: { fileName: 'x', kind: 'members' } });
    expect(await codeOf(client.imports.run({ params: { id }, body: { map: members } }))).toBe(
      'imports.not_ready',
    );
    const empty = await put(id, new Uint8Array());
    expect(((await empty.json()) as { code: string }).code).toBe('imports.file_invalid');
    const done = await importFile(members, '会员号,城市,积分,截止\n1,,,\n');
    expect(await codeOf(client.imports.run({ params: { id: done.id }, body: { map: members } }))).toBe(
      'imports.not_ready',
    );
    expect((await put(done.id, Buffer.from('x'))).status).toBe(409);
    const nowhere = { params: { id: '00000000-0000-7000-8000-000000000000' } };
    expect(await codeOf(client.imports.get(nowhere))).toBe('imports.not_found');
    expect(await codeOf(client.imports.cancel(nowhere))).toBe('imports.not_found');
    expect(await codeOf(client.imports.get({ params: { id: 'mistyped' } }))).toBe('request.not_found');
  });

  it('takes a file only from who may import, as plain bytes', async () => {
    const { id } = await client.imports.create({ body: { fileName: 'x', kind: 'members' } });
    expect((await put(id, Buffer.from('x'), { authorization: 'Bearer none' })).status).toBe(401);
    expect((await put(id, Buffer.from('x'), { 'content-type': 'text/plain' })).status).toBe(415);
    const big = Buffer.alloc(3 * 1024 * 1024 + 17, 'a,b\n');
    expect(await (await put(id, big)).json()).toMatchObject({ status: 'uploaded', bytes: big.length });
    expect(await (await put(id, Buffer.from('a\nb\n'))).json()).toMatchObject({ bytes: 4, rows: 1 });
  });

  it('stops when cancelled and forgets the bytes of its file', async () => {
    await stopWorker();
    const id = await upload('events', 'who,day,total\nA,2026-01-05,1\n');
    await client.imports.run({ params: { id }, body: { map: shop('cancelled') } });
    await client.imports.cancel({ params: { id } });
    startWorker();
    expect(await ended(id)).toMatchObject({ status: 'cancelled', read: 0 });
    expect(await stores.pg.query('select 1 from import_chunks where import_id = $1', [id])).toEqual([]);
    expect(await codeOf(client.imports.cancel({ params: { id } }))).toBe('imports.not_ready');
  });

  it('is forgotten a week after nobody ran it', async () => {
    const id = await upload('members', 'a,b\n1,2\n');
    await imports.sweep();
    await client.imports.get({ params: { id } });
    stores.clock.advance(8 * 86_400_000);
    onTestFinished(() => events.ensurePartitions());
    await imports.sweep();
    expect(await codeOf(client.imports.get({ params: { id } }))).toBe('imports.not_found');
  });
});
