/** The conversation archive: what is said between people, as decrypted records, and its notification. */
import type { ArchiveRecord, MessageBody } from '@jetbridge/wecom';
import { bodyOfAttachment, plaintextOf, type RecordBody, type SentFile, wireOf } from './archive-bodies.ts';
import type { CallbackSender } from './callbacks.ts';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';

/** Who said something to whom; `roomid` is that of a group, whose other members are `to`. */
export interface Said {
  from: string;
  to: string | readonly string[];
  roomid?: string | undefined;
}

/** What may not be archived is not recorded: the answer is undefined then. */
export interface Archive {
  text(message: Said & { content: string }): ArchiveRecord | undefined;
  /** Anything of one kind, and sees that a msgaudit_notify goes out. */
  record(message: Said & RecordBody): ArchiveRecord | undefined;
  /** A text and attachments, each a record of its own. */
  sent(said: Said, body: MessageBody): void;
  /** Whoever wrote a message takes it back; undefined when the archive does not have it. */
  recall(msgid: string): ArchiveRecord | undefined;
  /** A member changes the corp they are shown in. */
  switched(userid: string): ArchiveRecord;
  /** Records after `seq`, at most `limit`, of the last five days. */
  pull(seq: number, limit: number): ArchiveRecord[];
  /** Of the latest record. */
  lastSeq(): number;
}

/** Documented as about five days. Beside that a number, so that a long run stays small. */
const KEPT_MS = 5 * 86_400_000;
const CAPACITY = 200_000;
/** Archive notifications come from a system agent, not from the app. */
const ARCHIVE_AGENT_ID = 2_000_004;

interface Kept {
  at: number;
  said: Said;
  record: ArchiveRecord;
}

interface ArchiveInput {
  random: Random;
  scheduler: Scheduler;
  callbacks: CallbackSender;
  notifyMs: number;
  startSeq: number;
  /** Whether members are archived and customers agree. */
  mayRecord(said: Said): boolean;
  /** The file of a media_id, while it lives. */
  fileOf(mediaId: string): SentFile | undefined;
}

export function createArchive(input: ArchiveInput): Archive {
  const { random, scheduler } = input;
  const notify = createNotifier(input);
  const kept = createStore(scheduler);
  let lastSeq = input.startSeq;

  const add = (said: Said, fields: (msgid: string) => object): ArchiveRecord => {
    const seq = ++lastSeq;
    const now = scheduler.now();
    const outside = isOutside(said) ? '_external' : '';
    const msgid = `${random.text(22, 'archive', seq)}_${now}${outside}`;
    const record = { seq, msgid, publickey_ver: 1, plaintextJson: plaintextOf({ msgid, ...fields(msgid) }) };
    kept.push({ at: now, said, record });
    notify();
    return record;
  };
  const write = (said: Said, action: 'send' | 'recall', what: RecordBody): ArchiveRecord =>
    add(said, () => ({
      action,
      from: said.from,
      tolist: [said.to].flat(),
      roomid: said.roomid ?? '',
      msgtime: scheduler.now(),
      ...wireOf(what),
    }));
  const record: Archive['record'] = (message) => {
    const { from, to, roomid } = message;
    const said = { from, to, roomid };
    // That customers agree or do not is recorded in any case.
    const consent = message.kind === 'agree' || message.kind === 'disagree';
    return consent || input.mayRecord(said) ? write(said, 'send', message) : undefined;
  };
  const text: Archive['text'] = ({ content, ...said }) =>
    record({ ...said, kind: 'text', body: { content } });
  return {
    text,
    record,
    sent: (said, body) => {
      if (body.text?.content) text({ ...said, content: body.text.content });
      for (const attachment of body.attachments ?? []) {
        record({ ...said, ...bodyOfAttachment(attachment, input.fileOf) });
      }
    },
    recall: (msgid) => {
      const said = kept.find(msgid)?.said;
      return said && write(said, 'recall', { kind: 'revoke', body: { pre_msgid: msgid } });
    },
    switched: (user) =>
      add({ from: user, to: [] }, () => ({ action: 'switch', time: scheduler.now(), user })),
    pull: kept.pull,
    lastSeq: () => lastSeq,
  };
}

/** Members of other corps and WeChat users; what they take part in is marked in the msgid. */
function isOutside({ from, to }: Said): boolean {
  return [from, to].flat().some((id) => /^w[mo]/.test(id));
}

function createNotifier({ scheduler, callbacks, notifyMs }: ArchiveInput): () => void {
  let lastNotifiedAt = Number.NEGATIVE_INFINITY;
  let notifying = false;
  return () => {
    if (notifying) return;
    notifying = true;
    scheduler.after(Math.max(0, lastNotifiedAt + notifyMs - scheduler.now()), () => {
      notifying = false;
      lastNotifiedAt = scheduler.now();
      callbacks.emit({ Event: 'msgaudit_notify', AgentID: ARCHIVE_AGENT_ID });
    });
  };
}

/** Records without a gap in their numbers, oldest first. */
function createStore(scheduler: Scheduler) {
  let records: Kept[] = [];
  // Where those begin that are young enough. What is before is cut off rarely, as cutting copies.
  let first = 0;
  const forget = () => {
    const oldest = scheduler.now() - KEPT_MS;
    while ((records[first]?.at ?? oldest) < oldest) first++;
    first = Math.max(first, records.length - CAPACITY);
    if (first > CAPACITY / 10) {
      records = records.slice(first);
      first = 0;
    }
  };
  return {
    push: (entry: Kept) => {
      records.push(entry);
      forget();
    },
    find: (msgid: string) => {
      forget();
      return records.slice(first).find(({ record }) => record.msgid === msgid);
    },
    pull: (seq: number, limit: number): ArchiveRecord[] => {
      forget();
      const from = records[first]?.record.seq ?? 1;
      const start = first + Math.max(0, seq - from + 1);
      const end = start + Math.min(1000, Math.max(1, limit));
      return records.slice(start, end).map(({ record }) => record);
    },
  };
}
