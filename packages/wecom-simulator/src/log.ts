/** What went over the wire: every attempt at a callback and every API call, the newest of them, with what was said. */
import type { Feed } from './feed.ts';

/** Entries kept. */
const CAPACITY = 5_000;
/** Of one text. A mass message to ten thousand must not weigh more than the log. */
const MAX_TEXT = 8_000;

interface Common {
  /** Grows by one; never given twice. */
  seq: number;
  /** Simulated time. */
  at: number;
  /** The event's change type, or the endpoint. */
  name: string;
  /** Real milliseconds, and the only part of an entry that differs when a run is replayed. */
  tookMs: number;
}

export interface CallbackEntry extends Common {
  kind: 'callback';
  /** Equal for all attempts at one delivery; a duplicate has the same event and is a `copy`. */
  event: number;
  copy: boolean;
  /** 0: never sent. */
  attempt: number;
  /** `unsent`: nobody is there to send to. */
  outcome: 'answered' | 'timeout' | 'unreachable' | 'dropped' | 'unsent';
  /** HTTP, when there was an answer. */
  status: number | undefined;
  /** Those that this attempt met on purpose. */
  faults: readonly string[];
  /** Until the next attempt; undefined when there is none. */
  retryMs: number | undefined;
  plaintext: string;
  ciphertext: string;
}

export interface CallEntry extends Common {
  kind: 'api';
  method: string;
  outcome: 'answered' | 'cut' | 'half';
  /** HTTP. */
  status: number;
  errcode: number | undefined;
  /** The injected one, as `errcode 45009`, `slow`, `reset before`, `half body`. */
  fault: string | undefined;
  request: string;
  answer: string;
  fidelity: string | undefined;
  /** Of a welcome that was sent: to whom, and how long after they became friends. */
  welcomed: { userid: string; externalUserId: string; afterMs: number } | undefined;
}

export type LogEntry = CallbackEntry | CallEntry;
type New<Entry> = Omit<Entry, 'seq'>;

export interface LogTotals {
  entries: number;
  duplicates: number;
  lost: number;
  anomalies: number;
}

export interface Log {
  add(entry: New<CallbackEntry> | New<CallEntry>): void;
  /** Newest first. */
  latest(choice: { limit: number; filter: LogFilter }): LogEntry[];
  find(seq: number): LogEntry | undefined;
  /** Since the start, also of what is no longer kept. */
  totals(): LogTotals;
}

export type LogFilter = 'all' | 'callback' | 'api' | 'anomalies';

export function createLog(feed: Feed): Log {
  const ring: LogEntry[] = [];
  const totals: LogTotals = { entries: 0, duplicates: 0, lost: 0, anomalies: 0 };
  const at = (seq: number): LogEntry | undefined => {
    const entry = ring[(seq - 1) % CAPACITY];
    return entry?.seq === seq ? entry : undefined;
  };
  return {
    add: (entry) => {
      const seq = ++totals.entries;
      const kept: LogEntry = entry.kind === 'api' ? { ...shortCall(entry), seq } : { ...entry, seq };
      ring[(seq - 1) % CAPACITY] = kept;
      if (isAnomaly(kept)) totals.anomalies++;
      if (kept.kind === 'callback') {
        if (kept.copy && kept.attempt === 1) totals.duplicates++;
        if (isLost(kept)) totals.lost++;
      }
      feed.touch();
    },
    latest: ({ limit, filter }) => {
      const found: LogEntry[] = [];
      for (let seq = totals.entries; seq > 0 && found.length < limit; seq--) {
        const entry = at(seq);
        if (!entry) break;
        if (matches(entry, filter)) found.push(entry);
      }
      return found;
    },
    find: at,
    totals: () => ({ ...totals }),
  };
}

function matches(entry: LogEntry, filter: LogFilter): boolean {
  if (filter === 'anomalies') return isAnomaly(entry);
  return filter === 'all' || entry.kind === filter;
}

/** Whether it will not come again: only a reconciliation finds what it told. */
export function isLost(entry: CallbackEntry): boolean {
  if (entry.outcome === 'dropped') return true;
  return entry.attempt > 0 && entry.retryMs === undefined && entry.status !== 200;
}

export function isAnomaly(entry: LogEntry): boolean {
  if (entry.kind === 'api')
    return entry.fault !== undefined || entry.outcome !== 'answered' || entry.errcode !== 0;
  return entry.faults.length > 0 || entry.copy || entry.attempt !== 1 || entry.status !== 200;
}

function shortCall(entry: New<CallEntry>): New<CallEntry> {
  return { ...entry, request: clipped(entry.request), answer: clipped(entry.answer) };
}

// A slice of a long text would keep the whole of it in memory, so the short one is made anew.
function clipped(text: string): string {
  if (text.length <= MAX_TEXT) return text;
  return `${Buffer.from(text.slice(0, MAX_TEXT)).toString('utf8')}… (${text.length})`;
}
