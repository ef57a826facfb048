/**
 * The worker. It takes an import on lease and stores it in steps; a step's events, refusals and counters commit together, so
 * that a worker that dies leaves a whole number of steps and the next one, here or on another replica, goes on behind them.
 *
 * graphile-worker is not used: it keeps a dead worker's job locked for four hours.
 */
import { createHash } from 'node:crypto';
import { importLimits, type RowRefusal } from '@jetbridge/contract';
import type { Clock } from '../../kernel/clock.ts';
import { AppError, isStoreUnavailable } from '../../kernel/errors.ts';
import { uuidFromHash, uuidv7 } from '../../kernel/ids.ts';
import type { Log } from '../../kernel/log.ts';
import { type Loop, startLoop } from '../../kernel/loop.ts';
import type { Postgres } from '../../kernel/postgres.ts';
import type { Events } from '../events/index.ts';
import { createFigures, type Figures } from './figures.ts';
import { storedFile } from './file.ts';
import { createOccurrences, type Occurrences } from './occurrences.ts';
import { layoutOf, readerOf } from './preview.ts';
import { decoded, type FileRecord, recordsOf } from './records.ts';
import { contentOf, type Row, type RowReader } from './rules.ts';
import * as store from './store.ts';

export interface RunnerOptions {
  pg: Postgres;
  events: Events;
  clock: Clock;
  log: Log;
  zone: string;
}

/** Events of files belong to this source. It is no row among the sources, so that nobody can remove it and have the next
 * import count everything anew. */
export const importSource = {
  id: uuidFromHash('imports', 'source'),
  name: 'Import',
  writeKey: '',
  userIdKind: 'member_no',
} as const;

const stepRows = 1_000;
const leaseMs = 15_000;
/** Events ahead of the live ones: at 8,000 a second the spine is through with them in two seconds or three. */
const mostAhead = 20_000;
const stepsBetweenLooks = 5;

export interface Runner {
  poke(): void;
  stop(): Promise<void>;
}

interface Work {
  options: RunnerOptions;
  row: store.ImportRow;
  holder: string;
  stopping: () => boolean;
}

/** The work was cancelled, or the process is stopping: leave everything as the last step left it. */
class Interrupted extends Error {}

export function startRunner(options: RunnerOptions): Runner {
  const holder = uuidv7(options.clock);
  let stopping = false;
  const loop: Loop = startLoop({
    name: 'imports',
    log: options.log,
    idleMs: 1_000,
    async run() {
      const row = await store.claimRunning(options.pg, leaseOf(options.clock, holder));
      if (!row) return false;
      await work({ options, row, holder, stopping: () => stopping });
      return true;
    },
  });
  return {
    poke: loop.poke,
    async stop() {
      stopping = true;
      await loop.stop();
    },
  };
}

function leaseOf(clock: Clock, holder: string): store.Lease {
  const now = clock.now();
  return { holder, now, until: new Date(now.getTime() + leaseMs) };
}

async function work(at: Work): Promise<void> {
  const { pg, clock, log } = at.options;
  try {
    await takeFile(at);
    await pg.tx((tx) => store.finish(tx, at.row.id, { status: 'done', problem: null, now: clock.now() }));
  } catch (error) {
    if (error instanceof Interrupted) {
      await store.releaseLease(pg, at.row.id, at.holder);
      return;
    }
    // The loop waits a little longer each time and takes the import up again.
    if (isStoreUnavailable(error) || (error instanceof AppError && error.status === 503)) throw error;
    log.error({ err: error, import: at.row.id }, 'import failed');
    const problem = error instanceof AppError ? error.code : 'server.failed';
    await pg.tx((tx) => store.finish(tx, at.row.id, { status: 'failed', problem, now: clock.now() }));
  }
}

interface Reading {
  read: RowReader;
  width: number;
  occurrences: Occurrences;
  figures: Figures;
  /** The same file went in before, on whatever day: what the inbox no longer remembers the spine will recognise. */
  before: boolean;
}

async function takeFile(at: Work): Promise<void> {
  const { options, row } = at;
  if (!row.map) throw new AppError('imports.map_invalid');
  const layout = await layoutOf(options.pg, row, { map: row.map });
  const read = readerOf(row.map, layout.columns, { zone: options.zone, strict: true });
  if (!read) throw new AppError('imports.map_invalid');
  const first = layout.sample.find((record) => 'fields' in record);
  const reading: Reading = {
    read,
    width: layout.columns.length || (first && 'fields' in first ? first.fields.length : 0),
    occurrences: createOccurrences(),
    figures: createFigures(row.map),
    before: await store.wasDoneBefore(options.pg, row),
  };
  let toSkip = Number(row.read);
  let headerDue = layout.header;
  let kept = Number(row.refused);
  let steps = 0;
  let step: FileRecord[] = [];
  const flush = async () => {
    if (steps++ % stepsBetweenLooks === 0) await roomAhead(at);
    kept += await takeStep(at, reading, { records: step, kept });
    step = [];
  };
  for await (const batch of recordsOf(
    decoded(storedFile(options.pg, row.id), layout.encoding),
    layout.separator,
  )) {
    for (const record of batch) {
      if (headerDue && 'fields' in record) headerDue = false;
      else if (toSkip > 0) {
        toSkip -= 1;
        // What was stored before the interruption still counts towards the numbering of equal rows, and the figures.
        const item = prepare(record, reading, row.kind);
        if ('call' in item && options.events.wouldAccept(importSource, item.call))
          reading.figures.add(item.row);
      } else step.push(record);
      if (step.length >= stepRows) await flush();
    }
    // A long file without a single new row must not keep the process from stopping.
    if (at.stopping()) throw new Interrupted();
  }
  if (step.length > 0) await flush();
}

/** Waits until the spine has nearly caught up, so that what happens now is not queued behind what happened years ago. */
async function roomAhead(at: Work): Promise<void> {
  const { pg, events, clock } = at.options;
  while ((await events.backlog(mostAhead)) >= mostAhead) {
    if (at.stopping() || !(await store.renewLease(pg, at.row.id, leaseOf(clock, at.holder))))
      throw new Interrupted();
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

type Prepared = { line: number } & (
  | { call: object; row: Row }
  | { field: string | null; reason: RowRefusal }
);

/** Stores one step; returns how many of its rows were refused. */
async function takeStep(
  at: Work,
  reading: Reading,
  step: { records: FileRecord[]; kept: number },
): Promise<number> {
  const { pg, events, clock } = at.options;
  if (at.stopping()) throw new Interrupted();
  const prepared = step.records.map((record) => prepare(record, reading, at.row.kind));
  const calls = prepared.flatMap((item) => ('call' in item ? [item] : []));
  const wrong = prepared.flatMap((item) => ('reason' in item ? [item] : []));
  let figures: ReturnType<Figures['told']> | null = null;
  return pg.tx(async (tx) => {
    const taken = await events.acceptBatch(
      tx,
      importSource,
      calls.map((item) => item.call),
    );
    const refusals = [
      ...wrong,
      ...taken.rejected.map(({ index, field, reason }) => ({
        line: calls[index]?.line ?? 0,
        field,
        reason: reasonOf(field, reason),
      })),
    ];
    // A transaction may be tried again; its rows count once.
    figures ??= figuresAfter(reading, calls, taken.rejected);
    const fresh = reading.before ? 0 : taken.inserted;
    const booked = await store.bookStep(tx, at.row.id, {
      read: step.records.length,
      accepted: fresh,
      repeated: taken.accepted - fresh,
      refused: refusals.length,
      figures,
      lease: leaseOf(clock, at.holder),
    });
    if (!booked) throw new Interrupted();
    await store.addRefusals(
      tx,
      at.row.id,
      refusals.slice(0, Math.max(0, importLimits.refusalsKept - step.kept)),
    );
    return refusals.length;
  });
}

function figuresAfter(
  { figures }: Reading,
  calls: readonly { row: Row }[],
  rejected: readonly { index: number }[],
): ReturnType<Figures['told']> {
  const out = new Set(rejected.map(({ index }) => index));
  calls.forEach(({ row }, index) => {
    if (!out.has(index)) figures.add(row);
  });
  return figures.told();
}

/** The collection's own words on a call, as a reason of ours. */
function reasonOf(field: string, reason: string): RowRefusal {
  if (/^larger than/.test(reason)) return 'too_large';
  if (/usable identifier|is needed$/.test(reason)) return 'identifier_invalid';
  return field === 'timestamp' ? 'not_a_date' : 'not_accepted';
}

/** What the row says as a call whose message id follows from what it says, or the reason why it is none. */
function prepare(record: FileRecord, reading: Reading, kind: store.ImportRow['kind']): Prepared {
  const { line } = record;
  if ('problem' in record) return { line, field: null, reason: record.problem };
  if (record.fields.length !== reading.width) return { line, field: null, reason: 'columns' };
  const result = reading.read(record.fields);
  if ('reason' in result) return { line, field: result.field, reason: result.reason };
  const content = contentOf(result.row);
  // A member told of twice is told of once; a purchase made twice was made twice.
  const occurrence = kind === 'events' ? countOf(content, reading.occurrences) : 0;
  return { line, row: result.row, call: callOf(result.row, uuidFromHash('imports', content, occurrence)) };
}

function countOf(content: string, occurrences: Occurrences): number {
  if (occurrences.size() >= importLimits.eventRows)
    throw new AppError('imports.file_invalid', { reason: 'too_many_rows' });
  return occurrences.next(createHash('sha256').update(content).digest());
}

function callOf(row: Row, messageId: string): object {
  const common = {
    type: row.type,
    messageId,
    identifiers: row.identifiers,
    ...(row.time ? { timestamp: row.time.toISOString() } : {}),
  };
  return row.type === 'identify'
    ? { ...common, traits: row.values }
    : { ...common, event: row.event, properties: row.values };
}
