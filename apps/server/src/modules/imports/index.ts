/**
 * Owns files on their way in: their bytes while they are needed, how they are read, how far they have come, what was refused.
 *
 * A *map* says which column is what. A *row* becomes one event through the same door as every other event: a member an
 * identify call, anything else a track call. Its message id follows from what it says (events also: how many rows before it
 * said the same), so a file may be taken twice, and be interrupted anywhere, and each row counts once.
 *
 * `repeated` counts rows known from the same day, and all rows of a file that went in completely before; other repetitions
 * of past days are counted as accepted and dropped by the spine.
 *
 * Refuses: rows that cannot be read, by line and reason; maps that do not fit the file. The bytes are forgotten when the
 * import ends, and with it all but counts and line numbers.
 */
import type { Import, ImportMap } from '@jetbridge/contract';
import { AppError } from '../../kernel/errors.ts';
import { uuidv7 } from '../../kernel/ids.ts';
import { pageAsk, positions } from '../../kernel/page.ts';
import type { Sql } from '../../kernel/postgres.ts';
import { receiveFile } from './file.ts';
import { shippedMaps } from './maps.ts';
import { layoutOf, previewOf, type Reading, readerOf } from './preview.ts';
import { type Runner, type RunnerOptions, startRunner } from './run.ts';
import * as store from './store.ts';
import { importView, listImports, listRefusals } from './views.ts';

export { bindImportsRoutes } from './routes.ts';

export { importSource } from './run.ts';

type PageQuery = { cursor?: string; limit?: string };

export type ImportsOptions = Omit<RunnerOptions, 'zone'> & {
  /** The airline's, IANA name; Asia/Shanghai unless told otherwise. */
  zone?: string;
};

const uploadKeptMs = 7 * 24 * 3_600_000;

export type Imports = ReturnType<typeof createImports>;

export function createImports(options: ImportsOptions) {
  const { pg, clock } = options;
  const zone = options.zone ?? 'Asia/Shanghai';
  let runner: Runner | null = null;

  const found = (id: string) => foundIn(pg, id);
  async function uploaded(id: string): Promise<store.ImportRow> {
    const row = await found(id);
    if (row.status !== 'uploaded') throw new AppError('imports.not_ready', { status: row.status });
    return row;
  }

  return {
    maps: () => ({ items: shippedMaps.map(({ name, title, map }) => ({ name, title, map })) }),
    list: (query: PageQuery) => listImports(pg, pageAsk(query, positions.uuid)),
    get: async (id: string): Promise<Import> => importView(await found(id)),

    async create(file: { fileName: string; kind: Import['kind'] }, by: string): Promise<Import> {
      const row = { id: uuidv7(clock), ...file, createdAt: clock.now(), createdBy: by };
      return importView(await store.insertImport(pg, row));
    },

    receive: (id: string, body: AsyncIterable<Buffer>) => receiveFile(options, id, body),

    async preview(id: string, reading: Reading) {
      const row = await uploaded(id);
      if (reading.map) fitKind(row, reading.map);
      return previewOf(pg, row, { reading, zone });
    },

    /** Checks the map against the file's beginning and leaves the rest to the worker. */
    async run(id: string, map: ImportMap): Promise<Import> {
      const row = await uploaded(id);
      fitKind(row, map);
      const layout = await layoutOf(pg, row, { map });
      readerOf(map, layout.columns, { zone, strict: true });
      const started = await store.startRun(pg, id, { map, now: clock.now() });
      if (!started) throw new AppError('imports.not_ready');
      runner?.poke();
      return importView(started);
    },

    async cancel(id: string): Promise<void> {
      await found(id);
      const end = { status: 'cancelled', problem: null, now: clock.now() } as const;
      if (!(await pg.tx((tx) => store.finish(tx, id, end)))) throw new AppError('imports.not_ready');
    },

    async refusals(id: string, query: PageQuery) {
      await found(id);
      return listRefusals(pg, id, pageAsk(query, positions.number));
    },

    /** Forgets files that nobody ran within a week; returns how many. */
    sweep: () => store.forgetStale(pg, new Date(clock.now().getTime() - uploadKeptMs)),

    /** Works on imports, those too that another process left behind. */
    start(): { stop(): Promise<void> } {
      runner = startRunner({ ...options, zone });
      return runner;
    },
  };
}

async function foundIn(sql: Sql, id: string): Promise<store.ImportRow> {
  const row = await store.importById(sql, id);
  if (!row) throw new AppError('imports.not_found');
  return row;
}

function fitKind(row: store.ImportRow, map: ImportMap): void {
  if (map.kind !== row.kind) {
    throw new AppError('imports.map_invalid', { problems: [{ path: '/kind', reason: 'kind_differs' }] });
  }
}
