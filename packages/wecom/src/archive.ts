/**
 * Conversation archive (会话内容存档). Its transport exists only in the vendor's native SDK, so records are read through
 * a source: an HTTP sidecar around that SDK in production, the simulator in tests. (OFF 91774)
 */

/** One decrypted record. */
export interface ArchiveRecord {
  /** Increases, with gaps. */
  seq: number;
  msgid: string;
  publickey_ver: number;
  /** The decrypted message as JSON text; 64-bit numbers occur in some kinds. */
  plaintextJson: string;
}

export interface ArchiveSource {
  /** Records after `seq`, in order, at most `limit` (1 to 1000). An empty list means: nothing new. */
  pull(seq: number, limit: number, options?: { signal?: AbortSignal }): Promise<ArchiveRecord[]>;
}

/** The fields every message has, and the text of a text message. */
export interface ArchiveMessage {
  msgid: string;
  action: 'send' | 'recall' | 'switch' | string;
  from: string;
  tolist: string[];
  roomid: string;
  /** Unix milliseconds, unlike everything else in WeCom. */
  msgtime: number;
  msgtype: string;
  text?: { content: string };
}

/** Reads `GET {url}?seq=&limit=` → `{"records": ArchiveRecord[]}`. */
export function createArchiveHttpSource(options: {
  url: string;
  headers?: Record<string, string>;
  fetch?: typeof globalThis.fetch;
  timeoutMs?: number;
}): ArchiveSource {
  const send = options.fetch ?? globalThis.fetch;
  return {
    pull: async (seq, limit, call = {}) => {
      const url = new URL(options.url);
      url.searchParams.set('seq', String(seq));
      url.searchParams.set('limit', String(Math.min(1000, Math.max(1, limit))));
      const timeout = AbortSignal.timeout(options.timeoutMs ?? 10_000);
      const response = await send(url, {
        headers: options.headers ?? {},
        signal: call.signal ? AbortSignal.any([call.signal, timeout]) : timeout,
      });
      if (!response.ok) throw new Error(`archive source answered HTTP ${response.status}`);
      const body: unknown = await response.json();
      const records: unknown = typeof body === 'object' && body !== null && 'records' in body && body.records;
      if (!Array.isArray(records) || !records.every(isRecord)) {
        throw new Error('archive source answered without records');
      }
      return records;
    },
  };
}

/** The message in a record, or undefined when it is none that this package understands (e.g. `action: switch`). */
export function archiveMessage(record: ArchiveRecord): ArchiveMessage | undefined {
  let message: unknown;
  try {
    message = JSON.parse(record.plaintextJson);
  } catch {
    return undefined;
  }
  return isMessage(message) ? message : undefined;
}

function isRecord(value: unknown): value is ArchiveRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { seq, msgid, plaintextJson } = value as Partial<Record<keyof ArchiveRecord, unknown>>;
  return Number.isSafeInteger(seq) && typeof msgid === 'string' && typeof plaintextJson === 'string';
}

function isMessage(value: unknown): value is ArchiveMessage {
  if (typeof value !== 'object' || value === null) return false;
  const message = value as Partial<Record<keyof ArchiveMessage, unknown>>;
  return (
    typeof message.msgid === 'string' &&
    typeof message.from === 'string' &&
    typeof message.msgtype === 'string' &&
    typeof message.msgtime === 'number' &&
    Array.isArray(message.tolist)
  );
}
