/** Sends events to the receiver: encrypted, signed, up to three times, with the faults that were asked for. */
import { encrypt, sign, verifyUrl } from '@jetbridge/wecom';
import type { Faults, Settings } from './options.ts';
import { post, type Sealed } from './post.ts';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';

export interface CallbackCounts {
  emitted: number;
  /** Answered 200. */
  delivered: number;
  attempts: number;
  /** Given up after three attempts. */
  lost: number;
  /** Never sent, by fault. */
  dropped: number;
}

export interface CallbackSender {
  /** `elements` of the inner XML after the common ones; numbers are written bare, texts as CDATA. */
  emit(elements: Record<string, string | number | undefined>): void;
  setUrl(url: string | undefined): void;
  setFaults(faults: Faults['callbacks']): void;
  /** The GET that an admin console makes; true when the receiver echoed exactly the plain text. */
  verify(url: string): Promise<boolean>;
  counts(): CallbackCounts;
}

interface Delivery {
  id: number;
  plaintext: string;
  attempt: number;
  wrongSignature: boolean;
}

const HELD_AT_MOST_MS = 2_000;
/** A slow receiver must not cost a connection per event. */
const MAX_IN_FLIGHT = 64;

export function createCallbackSender(input: {
  settings: Settings;
  random: Random;
  scheduler: Scheduler;
}): CallbackSender {
  const { settings, random, scheduler } = input;
  const counts: CallbackCounts = { emitted: 0, delivered: 0, attempts: 0, lost: 0, dropped: 0 };
  let url = settings.callbackUrl;
  let faults = settings.faults?.callbacks ?? {};
  let held: (() => void)[] = [];

  const release = () => {
    const waiting = held;
    held = [];
    for (const send of waiting) send();
  };
  const attempt = createAttempts({ settings, random, scheduler, counts, url: () => url });
  const dispatch = (id: number, plaintext: string): void => {
    const wrongSignature = random.chance(faults.wrongSignature ?? 0, 'wrong signature', id);
    const send = () => scheduler.after(0, () => attempt({ id, plaintext, attempt: 1, wrongSignature }));
    const delayed = faults.delay && random.chance(faults.delay.rate, 'delay', id);
    if (random.chance(faults.reorder ?? 0, 'reorder', id)) {
      held.push(send);
      scheduler.after(HELD_AT_MOST_MS, release);
    } else if (faults.delay && delayed) {
      const ms = random.between({ min: 1, max: faults.delay.maxMs }, 'delay by', id);
      scheduler.after(ms, send);
    } else {
      send();
      if (held.length > 0) release();
    }
  };

  return {
    emit: (elements) => {
      const id = ++counts.emitted;
      if (!url) return;
      if (random.chance(faults.drop ?? 0, 'drop', id)) {
        counts.dropped++;
        return;
      }
      const plaintext = innerXml(settings.corp.corpId, scheduler.now(), elements);
      dispatch(id, plaintext);
      // The copy has a number of its own, so that it meets faults of its own.
      if (random.chance(faults.duplicate ?? 0, 'duplicate', id)) dispatch(id + 0.5, plaintext);
    },
    setUrl: (next) => {
      url = next;
    },
    setFaults: (next) => {
      faults = next ?? {};
    },
    verify: (target) => scheduler.track(verify(settings, target, scheduler.now())),
    counts: () => ({ ...counts }),
  };
}

/** One delivery up to the end of its attempts. */
function createAttempts(input: {
  settings: Settings;
  random: Random;
  scheduler: Scheduler;
  counts: CallbackCounts;
  url: () => string | undefined;
}) {
  const { settings, scheduler, counts } = input;
  const bounded = createGate(MAX_IN_FLIGHT);
  const attempt = async (delivery: Delivery): Promise<void> => {
    const target = input.url();
    if (!target) return;
    counts.attempts++;
    if (await bounded(() => post(target, seal(delivery, input), settings.callbackTimeoutMs))) {
      counts.delivered++;
      return;
    }
    const wait = settings.callbackRetryMs[delivery.attempt - 1];
    if (wait === undefined) {
      counts.lost++;
      return;
    }
    const next = { ...delivery, attempt: delivery.attempt + 1, wrongSignature: false };
    scheduler.after(wait, () => attempt(next));
  };
  return attempt;
}

function createGate(places: number) {
  let free = places;
  const waiting: (() => void)[] = [];
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (free > 0) free--;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free++;
    }
  };
}

function innerXml(
  corpId: string,
  nowMs: number,
  elements: Record<string, string | number | undefined>,
): string {
  const all = {
    ToUserName: corpId,
    FromUserName: 'sys',
    CreateTime: Math.floor(nowMs / 1000),
    MsgType: 'event',
    ...elements,
  };
  const body = Object.entries(all)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `<${name}>${typeof value === 'number' ? value : cdata(String(value))}</${name}>`);
  return `<xml>${body.join('')}</xml>`;
}

// A section cannot hold its own end mark, so it is split there.
function cdata(text: string): string {
  return `<![CDATA[${text.replaceAll(']]>', ']]]]><![CDATA[>')}]]>`;
}

// Every attempt is encrypted anew, so that receivers are held to recognise an event by its content.
function seal(
  delivery: Delivery,
  context: { settings: Settings; random: Random; scheduler: Scheduler },
): Sealed {
  const { corpId, token, encodingAesKey, agentId } = context.settings.corp;
  const bytes = context.random.bytes('callback', delivery.id, delivery.attempt);
  const plain = { message: delivery.plaintext, receiveId: corpId };
  const encrypted = encrypt(encodingAesKey, plain, bytes.subarray(0, 16));
  const timestamp = String(Math.floor(context.scheduler.now() / 1000));
  const nonce = String(bytes.readUInt32BE(16));
  const key = delivery.wrongSignature ? `${token}!` : token;
  const query = new URLSearchParams({
    msg_signature: sign(key, { timestamp, nonce, encrypted }),
    timestamp,
    nonce,
  });
  const body = `<xml><ToUserName>${cdata(corpId)}</ToUserName><AgentID>${cdata(String(agentId))}</AgentID><Encrypt>${cdata(encrypted)}</Encrypt></xml>`;
  return { query: query.toString(), body };
}

async function verify(settings: Settings, url: string, nowMs: number): Promise<boolean> {
  const { corpId, token, encodingAesKey } = settings.corp;
  const echo = String(nowMs);
  const timestamp = String(Math.floor(nowMs / 1000));
  const echostr = encrypt(encodingAesKey, { message: echo, receiveId: corpId });
  const query = {
    msg_signature: sign(token, { timestamp, nonce: 'verify', encrypted: echostr }),
    timestamp,
    nonce: 'verify',
    echostr,
  };
  // Proof that our own side is sound, before another one is blamed.
  if (verifyUrl({ config: { token, encodingAesKey, receiveId: corpId }, query }) !== echo) return false;
  const target = new URL(url);
  for (const [name, value] of Object.entries(query)) target.searchParams.set(name, value);
  try {
    const response = await fetch(target, { signal: AbortSignal.timeout(settings.callbackTimeoutMs) });
    return response.status === 200 && (await response.text()) === echo;
  } catch {
    return false;
  }
}
