/** Entries of the log as a person reads them: who it was about, and a conclusion whose words the page has. */
import { errorMeaning } from '@jetbridge/wecom';
import { type CallbackEntry, type CallEntry, isAnomaly, isLost, type LogEntry } from '../log.ts';

/** `id` is a key of the page's texts, `values` fill its places; of an errcode the words come along in both languages. */
interface Conclusion {
  id: string;
  values: Record<string, string | number>;
}

export interface LogRow {
  seq: number;
  at: number;
  kind: LogEntry['kind'];
  name: string;
  /** Ids, longest-lived first; `many` counts what would not fit. */
  about: string[];
  many: number;
  attempt: number;
  copy: boolean;
  /** HTTP status or errcode; null when there is none. */
  answer: number | null;
  outcome: LogEntry['outcome'];
  tookMs: number;
  conclusion: Conclusion;
  tone: 'plain' | 'odd' | 'lost';
}

export function rowOf(entry: LogEntry): LogRow {
  const { seq, at, kind, name, outcome, tookMs } = entry;
  const common = { seq, at, kind, name, outcome, tookMs };
  if (entry.kind === 'callback') {
    return {
      ...common,
      about: idsOfEvent(entry.plaintext),
      many: 0,
      attempt: entry.attempt,
      copy: entry.copy,
      answer: entry.status ?? null,
      conclusion: concludeCallback(entry),
      tone: isLost(entry) ? 'lost' : isAnomaly(entry) ? 'odd' : 'plain',
    };
  }
  return {
    ...common,
    ...(entry.welcomed
      ? { about: [entry.welcomed.userid, entry.welcomed.externalUserId], many: 0 }
      : idsOfCall(entry.request)),
    attempt: 1,
    copy: false,
    answer: entry.errcode ?? (entry.status || null),
    conclusion: concludeCall(entry),
    tone: isAnomaly(entry) ? 'odd' : 'plain',
  };
}

const EVENT_IDS = ['UserID', 'ExternalUserID', 'ChatId', 'OpenKfId', 'LinkId', 'JobId', 'Id'];

function idsOfEvent(plaintext: string): string[] {
  const find = plaintext.startsWith('{')
    ? (name: string) => new RegExp(`"${name}":"([^"]*)"`).exec(plaintext)?.[1]
    : (name: string) => new RegExp(`<${name}><!\\[CDATA\\[(.*?)\\]\\]>`).exec(plaintext)?.[1];
  return EVENT_IDS.flatMap((name) => find(name) ?? []).slice(0, 2);
}

const CALL_IDS = [
  'userid',
  'sender',
  'handover_userid',
  'touser',
  'external_userid',
  'chat_id',
  'config_id',
  'open_kfid',
  'link_id',
  'msgid',
  'moment_id',
  'jobid',
  'state',
  'name',
];

// Of a body that was cut short nothing can be parsed, so the ids are looked for in the text.
function idsOfCall(request: string): { about: string[]; many: number } {
  const find = (name: string) =>
    new RegExp(`"${name}"\\s*:\\s*"([^"]*)"`).exec(request)?.[1] ??
    new RegExp(`[?&]${name}=([^&\\n]*)`).exec(request)?.[1];
  const about = CALL_IDS.flatMap((name) => find(name) ?? []).slice(0, 2);
  const list = /"external_userid"\s*:\s*\[([^\]]*)/.exec(request)?.[1];
  return { about, many: list ? list.split(',').length : 0 };
}

const say = (id: string, values: Conclusion['values'] = {}): Conclusion => ({ id, values });

function concludeCallback(entry: CallbackEntry): Conclusion {
  const { outcome, status, attempt, faults } = entry;
  if (outcome === 'unsent') return say('unsent');
  if (outcome === 'dropped') return say('dropped');
  if (faults.includes('timeout')) return say(isLost(entry) ? 'lost' : 'timeoutOnPurpose');
  if (faults.includes('wrongSignature')) return say(status === 200 ? 'forgeryAccepted' : 'forgeryRefused');
  if (isLost(entry)) return say('lost');
  if (status !== 200) {
    const seconds = Math.round((entry.retryMs ?? 0) / 1000);
    return say(outcome === 'answered' ? 'retry' : outcome, { seconds, status: status ?? 0 });
  }
  if (entry.copy) return say('deliveredCopy');
  if (attempt > 1) return say('deliveredAgain', { attempt });
  if (faults.includes('noWelcomeCode')) return say('deliveredBare');
  return say(faults.includes('reorder') || faults.includes('delay') ? 'deliveredLate' : 'delivered');
}

function concludeCall(entry: CallEntry): Conclusion {
  const { errcode, fault, outcome } = entry;
  if (outcome === 'cut') return say(fault === 'reset after' ? 'cutAfter' : 'cutBefore');
  if (outcome === 'half') return say('half');
  if (entry.status === 404) return say('unknownPath');
  if (errcode !== undefined && errcode !== 0) {
    const { zh, en } = errorMeaning(errcode);
    return say(fault?.startsWith('errcode') ? 'errcodeOnPurpose' : 'errcode', { errcode, zh, en });
  }
  if (fault === 'slow') return say('slow', { seconds: Math.round(entry.tookMs / 1000) });
  if (entry.welcomed) return say('welcomed', { seconds: (entry.welcomed.afterMs / 1000).toFixed(1) });
  return say('done');
}
