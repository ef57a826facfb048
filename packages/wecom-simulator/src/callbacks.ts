/** Sends events to the receiver: encrypted, signed, up to three times, with the faults that were asked for. */
import { encrypt, sign, verifyUrl } from '@jetbridge/wecom';
import { type Elements, innerDocument, seal } from './callback-document.ts';
import { type CallbackFaults, createCallbackFaults } from './callback-faults.ts';
import type { CallbackEntry, Log } from './log.ts';
import type { Settings } from './options.ts';
import { type Posted, post } from './post.ts';
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
  /**
   * `elements` of the inner document after the common ones. `onReply` gets what an answer in time had in its body,
   * except for a bare `success`.
   */
  emit(elements: Elements, onReply?: (body: string) => void): void;
  url(): string | undefined;
  setUrl(url: string | undefined): void;
  faults: CallbackFaults;
  /** The GET that an admin console makes; true when the receiver echoed exactly the plain text. */
  verify(url: string): Promise<boolean>;
  counts(): CallbackCounts;
}

interface Delivery {
  id: number;
  name: string;
  plaintext: string;
  attempt: number;
  /** Met by the first attempt only. */
  faults: readonly string[];
  onReply: ((body: string) => void) | undefined;
}

interface Sending {
  settings: Settings;
  random: Random;
  scheduler: Scheduler;
  log: Log;
}

const HELD_AT_MOST_MS = 2_000;
/** A slow receiver must not cost a connection per event. */
const MAX_IN_FLIGHT = 64;

export function createCallbackSender(input: Sending): CallbackSender {
  const { settings, random, scheduler, log } = input;
  const counts: CallbackCounts = { emitted: 0, delivered: 0, attempts: 0, lost: 0, dropped: 0 };
  let url = settings.callbackUrl;
  const faults = createCallbackFaults(random, settings.faults?.callbacks);
  let held: (() => void)[] = [];

  const release = () => {
    const waiting = held;
    held = [];
    for (const send of waiting) send();
  };
  const attempt = createAttempts({ ...input, counts, url: () => url });
  const dispatch = (delivery: Delivery): void => {
    const { id } = delivery;
    const met = (['wrongSignature', 'timeout'] as const).filter((kind) => faults.hits(kind, id));
    const reordered = faults.hits('reorder', id);
    const delayed = !reordered && faults.hits('delay', id);
    const late = [...(reordered ? ['reorder'] : []), ...(delayed ? ['delay'] : [])];
    const ready = { ...delivery, faults: [...delivery.faults, ...met, ...late] };
    const send = () => scheduler.after(0, () => attempt(ready));
    if (reordered) {
      held.push(send);
      scheduler.after(HELD_AT_MOST_MS, release);
    } else if (delayed) {
      const ms = random.between({ min: 1, max: faults.maxDelayMs() }, 'delay by', id);
      scheduler.after(ms, send);
    } else {
      send();
      if (held.length > 0) release();
    }
  };

  return {
    emit: (given, onReply) => {
      const id = ++counts.emitted;
      const bare = given.WelcomeCode !== undefined && faults.hits('noWelcomeCode', id);
      const elements = bare ? { ...given, WelcomeCode: undefined } : given;
      const at = scheduler.now();
      const plaintext = innerDocument(settings.corp.corpId, {
        at,
        elements,
        format: settings.callbackFormat,
      });
      const name = String(elements.ChangeType ?? elements.Event ?? elements.MsgType);
      const delivery = { id, name, plaintext, attempt: 1, faults: bare ? ['noWelcomeCode'] : [], onReply };
      const dropped = url !== undefined && faults.hits('drop', id);
      if (!url || dropped) {
        if (dropped) counts.dropped++;
        const outcome = dropped ? 'dropped' : 'unsent';
        log.add(entryOf({ ...delivery, attempt: 0 }, { at, outcome, faults: dropped ? ['drop'] : [] }));
        return;
      }
      dispatch(delivery);
      // The copy has a number of its own, so that it meets faults of its own.
      if (faults.hits('duplicate', id)) dispatch({ ...delivery, id: id + 0.5, faults: ['duplicate'] });
    },
    url: () => url,
    setUrl: (next) => {
      url = next;
    },
    faults,
    verify: (target) => scheduler.track(verify(settings, target, scheduler.now())),
    counts: () => ({ ...counts }),
  };
}

/** One delivery up to the end of its attempts. */
function createAttempts(input: Sending & { counts: CallbackCounts; url: () => string | undefined }) {
  const { settings, scheduler, counts } = input;
  const bounded = createGate(MAX_IN_FLIGHT);
  const attempt = async (delivery: Delivery): Promise<void> => {
    const target = input.url();
    if (!target) return;
    counts.attempts++;
    const at = scheduler.now();
    const sealed = seal(
      settings.corp,
      {
        plaintext: delivery.plaintext,
        at,
        wrongSignature: delivery.faults.includes('wrongSignature'),
        format: settings.callbackFormat,
      },
      // Every attempt is encrypted anew, so that receivers are held to recognise an event by its content.
      input.random.bytes('callback', delivery.id, delivery.attempt),
    );
    const startedAt = performance.now();
    const { status: posted, body } = await bounded(() => post(target, sealed, settings.callbackTimeoutMs));
    const result: Posted = delivery.faults.includes('timeout') ? 'timeout' : posted;
    const retryMs = result === 200 ? undefined : settings.callbackRetryMs[delivery.attempt - 1];
    if (result === 200) {
      counts.delivered++;
      if (body !== '' && body !== 'success') delivery.onReply?.(body);
    } else if (retryMs === undefined) counts.lost++;
    else {
      const next = { ...delivery, attempt: delivery.attempt + 1, faults: [] };
      // The receiver has answered in fact; the sender is to believe that it waited in vain.
      const waited = posted !== result ? settings.callbackTimeoutMs : 0;
      scheduler.after(waited + retryMs, () => attempt(next));
    }
    input.log.add({
      ...entryOf(delivery, {
        at,
        outcome: typeof result === 'number' ? 'answered' : result,
        faults: delivery.faults,
      }),
      tookMs: posted === result ? Math.round(performance.now() - startedAt) : settings.callbackTimeoutMs,
      status: typeof result === 'number' ? result : undefined,
      retryMs,
      ciphertext: `?${sealed.query}\n${sealed.body}`,
    });
  };
  return attempt;
}

function entryOf(
  delivery: Delivery,
  seen: { at: number; outcome: CallbackEntry['outcome']; faults: readonly string[] },
): Omit<CallbackEntry, 'seq'> {
  return {
    kind: 'callback',
    event: Math.floor(delivery.id),
    copy: !Number.isInteger(delivery.id),
    name: delivery.name,
    attempt: delivery.attempt,
    plaintext: delivery.plaintext,
    ciphertext: '',
    status: undefined,
    retryMs: undefined,
    tookMs: 0,
    ...seen,
  };
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
