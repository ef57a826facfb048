/** The conversation archive: what both sides wrote, as decrypted records, and its notification. */
import type { ArchiveRecord } from '@jetbridge/wecom';
import type { CallbackSender } from './callbacks.ts';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';

export interface Archive {
  /** Records a text to one person, or to all in a group (`roomid`), and sees that a msgaudit_notify goes out. */
  text(message: { from: string; to: string | string[]; content: string; roomid?: string }): ArchiveRecord;
  /** Records after `seq`, at most `limit`. */
  pull(seq: number, limit: number): ArchiveRecord[];
  /** Of the latest record. */
  lastSeq(): number;
}

// The real archive keeps about five days; here a number, so that a long run stays small.
const CAPACITY = 200_000;
/** Archive notifications come from a system agent, not from the app. */
const ARCHIVE_AGENT_ID = 2_000_004;

export function createArchive(input: {
  random: Random;
  scheduler: Scheduler;
  callbacks: CallbackSender;
  notifyMs: number;
  startSeq: number;
}): Archive {
  const { random, scheduler, callbacks, notifyMs } = input;
  let records: ArchiveRecord[] = [];
  let lastSeq = input.startSeq;
  let lastNotifiedAt = Number.NEGATIVE_INFINITY;
  let notifying = false;

  const notify = () => {
    if (notifying) return;
    notifying = true;
    scheduler.after(Math.max(0, lastNotifiedAt + notifyMs - scheduler.now()), () => {
      notifying = false;
      lastNotifiedAt = scheduler.now();
      callbacks.emit({ Event: 'msgaudit_notify', AgentID: ARCHIVE_AGENT_ID });
    });
  };
  return {
    text: ({ from, to, content, roomid }) => {
      const seq = ++lastSeq;
      const msgid = `${random.text(22, 'archive', seq)}_${scheduler.now()}_external`;
      const message = {
        msgid,
        action: 'send',
        from,
        tolist: [to].flat(),
        roomid: roomid ?? '',
        msgtime: scheduler.now(),
        msgtype: 'text',
        text: { content },
      };
      const record = { seq, msgid, publickey_ver: 1, plaintextJson: JSON.stringify(message) };
      records.push(record);
      // Cut rarely, as cutting copies.
      if (records.length > CAPACITY * 1.1) records = records.slice(-CAPACITY);
      notify();
      return record;
    },
    pull: (seq, limit) => {
      const first = records[0]?.seq ?? 1;
      const start = Math.max(0, seq - first + 1);
      return records.slice(start, start + Math.min(1000, Math.max(1, limit)));
    },
    lastSeq: () => lastSeq,
  };
}
