/** Callbacks opened per CPU-second, beside the cryptography alone: AES-256-CBC and SHA-1 over the same bytes. */
import { createDecipheriv, hash } from 'node:crypto';
import { encrypt, openCallback, sign } from '@jetbridge/wecom';
import { quantile } from '../harness.ts';

export interface CallbackFigures {
  /** Verified, decrypted and parsed, per second of CPU time. */
  perCpuSecond: number;
  /** Only decrypted and hashed. */
  barePerCpuSecond: number;
  /** The median of the rounds' own ratios. */
  ratio: number;
  rounds: number;
  /** Mean size of the decrypted documents. */
  plaintextBytes: number;
}

interface Sample {
  query: { msg_signature: string; timestamp: string; nonce: string };
  body: Uint8Array;
  /** What the bare cryptography is given: neither base64 nor sorting is counted against it. */
  ciphertext: Buffer;
  signed: string;
}

const corp = {
  corpId: 'ww0123456789abcdef',
  agentId: 1000002,
  token: 'token',
  encodingAesKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
};
const config = { token: corp.token, encodingAesKey: corp.encodingAesKey, receiveId: corp.corpId };
const key = Buffer.from(`${corp.encodingAesKey}=`, 'base64');
const iv = key.subarray(0, 16);

/** Different callbacks, as many as do not fit the nearest caches. */
const SAMPLES = 500;

export function measureCallbacks(rounds = 41, perRound = 4_000): CallbackFigures {
  const plaintexts = Array.from({ length: SAMPLES }, (_, n) => document(n));
  const samples = plaintexts.map(sealed);
  const ours = (sample: Sample) => openCallback({ config, query: sample.query, body: sample.body }).dedupeKey;
  const bare = ({ ciphertext, signed }: Sample) => {
    const plain = createDecipheriv('aes-256-cbc', key, iv).setAutoPadding(false).update(ciphertext);
    return hash('sha1', signed) + plain.length;
  };
  const round = (work: (sample: Sample) => string) => cpuMicroseconds(samples, perRound, work) / perRound;
  // The compiler's work is not the work that is measured.
  for (let i = 0; i < 3; i++) [round(ours), round(bare)];
  const times = Array.from({ length: rounds }, (_, n) => {
    // Now one first, now the other: whatever slows the machine meets both.
    const [first, second] = n % 2 ? [round(ours), round(bare)] : [round(bare), round(ours)];
    return n % 2 ? { ours: first, bare: second } : { ours: second, bare: first };
  });
  const median = (of: (time: { ours: number; bare: number }) => number) => quantile(times.map(of), 0.5);
  return {
    perCpuSecond: Math.round(1e6 / median((time) => time.ours)),
    barePerCpuSecond: Math.round(1e6 / median((time) => time.bare)),
    ratio: median((time) => time.bare / time.ours),
    rounds,
    plaintextBytes: Math.round(plaintexts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) / SAMPLES),
  };
}

function cpuMicroseconds(
  samples: readonly Sample[],
  times: number,
  work: (sample: Sample) => string,
): number {
  let length = 0;
  const before = process.cpuUsage();
  for (let i = 0; i < times; i++) {
    const sample = samples[i % samples.length];
    if (sample) length += work(sample).length;
  }
  const { user, system } = process.cpuUsage(before);
  // Read, so that no work can be left out as unused.
  if (length === 0) throw new Error('nothing was opened');
  return user + system;
}

function sealed(message: string, n: number): Sample {
  const encrypted = encrypt(corp.encodingAesKey, { message, receiveId: corp.corpId });
  const timestamp = String(1_700_000_000 + n);
  const nonce = String(1_000_000_000 + n);
  const body = `<xml><ToUserName><![CDATA[${corp.corpId}]]></ToUserName><AgentID><![CDATA[${corp.agentId}]]></AgentID><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`;
  return {
    query: { msg_signature: sign(corp.token, { timestamp, nonce, encrypted }), timestamp, nonce },
    body: Buffer.from(body),
    ciphertext: Buffer.from(encrypted, 'base64'),
    signed: [corp.token, timestamp, nonce, encrypted].sort().join(''),
  };
}

/** What a corp with customer contact receives: mostly friends, some groups and tags, some messages to an app. */
function document(n: number): string {
  const friend = { UserID: `LinXiao${n % 40}`, ExternalUserID: `wm${String(n).padStart(30, 'AbCdEf')}` };
  const contact = (ChangeType: string, more: object) =>
    event({ Event: 'change_external_contact', ChangeType, ...friend, ...more }, n);
  const kind = n % 10;
  if (kind < 5)
    return contact('add_external_contact', { State: `gate_A${n}`, WelcomeCode: `${n}`.repeat(12) });
  if (kind < 7) return contact('edit_external_contact', {});
  if (kind === 7) return groupUpdate(n);
  if (kind === 8)
    return event({ Event: 'change_external_tag', ChangeType: 'update', Id: `et${n}`, TagType: 'tag' }, n);
  return event(
    { MsgType: 'text', Content: `航班 ${n} 会延误吗？👍`, MsgId: `45612553542513${n}`, AgentID: 1000002 },
    n,
  );
}

function groupUpdate(n: number): string {
  const members = [1, 2, 3]
    .map((m) => `<Item><![CDATA[wm${String(n * m).padStart(30, 'x')}]]></Item>`)
    .join('');
  const update = {
    Event: 'change_external_chat',
    ChangeType: 'update',
    ChatId: `wr${n}`,
    UpdateDetail: 'add_member',
  };
  return event({ ...update, JoinScene: 3, MemChangeCnt: 3 }, n, `<MemChangeList>${members}</MemChangeList>`);
}

function event(elements: object, n: number, tail = ''): string {
  const all = {
    ToUserName: corp.corpId,
    FromUserName: 'sys',
    CreateTime: 1_700_000_000 + n,
    MsgType: 'event',
    ...elements,
  };
  const body = Object.entries(all).map(
    ([name, value]) => `<${name}>${typeof value === 'number' ? value : `<![CDATA[${value}]]>`}</${name}>`,
  );
  return `<xml>${body.join('')}${tail}</xml>`;
}
