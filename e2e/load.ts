/** Travellers whose every event is known beforehand, sent as an SDK sends them: repeated until a server has taken them. */
import { pause } from './until.ts';

/** One call of the Segment HTTP API. */
export interface Call {
  type: 'track' | 'identify';
  messageId: string;
  [field: string]: unknown;
}

export const eventsEach = 10;

/**
 * The ten events of traveller `n`: two while still anonymous, one that joins the two identities, seven as a member.
 * Those with an even number order twice, for 600 each when divisible by four, else 400; the odd ones add bags.
 * Every fifth lives in Xiamen.
 */
export function callsOf(prefix: string, n: number): Call[] {
  const userId = `${prefix}-${n}`;
  const anonymousId = `${prefix}-device-${n}`;
  const timestamp = new Date().toISOString();
  const track = (k: number, event: string, more: Record<string, unknown> = {}): Call => ({
    type: 'track',
    messageId: `${userId}/${k}`,
    timestamp,
    event,
    properties: { k, ...more },
    ...(k < 2 ? { anonymousId } : { userId }),
  });
  const bought = (k: number) =>
    n % 2 === 0 ? track(k, 'Order Completed', { total: n % 4 === 0 ? 600 : 400 }) : track(k, 'Bag Added');
  return [
    track(0, 'Flight Searched'),
    track(1, 'Flight Searched'),
    {
      type: 'identify',
      messageId: `${userId}/2`,
      timestamp,
      userId,
      anonymousId,
      traits: { city: n % 5 === 0 ? 'Xiamen' : 'Kunming' },
    },
    ...[3, 4, 5, 6].map((k) => track(k, 'Seat Chosen')),
    bought(7),
    bought(8),
    track(9, 'Flight Flown'),
  ];
}

/** Deals the events of all travellers out to batches, so that those of one traveller travel far apart. */
export function batchesOf(prefix: string, travellers: number, perBatch: number): Call[][] {
  const calls = Array.from({ length: travellers }, (_, n) => callsOf(prefix, n));
  const inWaves = Array.from({ length: eventsEach }, (_, k) => calls.flatMap((own) => own[k] ?? [])).flat();
  const batches: Call[][] = [];
  for (let at = 0; at < inWaves.length; at += perBatch) batches.push(inWaves.slice(at, at + perBatch));
  return batches;
}

interface Delivery {
  /** Where to send to now; asked before every attempt. */
  servers: () => readonly string[];
  writeKey: string;
  /** Requests under way at once. */
  parallel: number;
  /** So many batches have been acknowledged. */
  onProgress?: (acknowledged: number) => void;
}

/**
 * Sends each batch until a server answers 200, going on to the next server after every failure. Every tenth batch
 * goes out once more after it was taken, as from a client that missed the answer.
 * @returns attempts that failed
 */
export async function deliver(batches: readonly Call[][], delivery: Delivery): Promise<number> {
  const waiting = batches.map((calls, index) => ({ calls, index }));
  let acknowledged = 0;
  let failures = 0;
  const authorization = `Basic ${Buffer.from(`${delivery.writeKey}:`).toString('base64')}`;
  const attempt = async (calls: Call[], turn: number): Promise<boolean> => {
    const servers = delivery.servers();
    const url = servers[turn % servers.length];
    if (url === undefined) return false;
    const answer = await fetch(`${url}/v1/batch`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: JSON.stringify({ batch: calls, sentAt: new Date().toISOString() }),
      signal: AbortSignal.timeout(20_000),
    }).catch(() => null);
    const text = await answer?.text().catch(() => null);
    if (answer && answer.status >= 400 && answer.status < 500) {
      throw new Error(`A batch was refused: ${answer.status} ${text}`);
    }
    return answer?.status === 200 && typeof text === 'string';
  };
  const send = async (calls: Call[], index: number) => {
    for (let turn = index; !(await attempt(calls, turn)); turn++) {
      failures += 1;
      await pause(50);
    }
  };
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      await send(next.calls, next.index);
      if (next.index % 10 === 0) await send(next.calls, next.index + 1);
      acknowledged += 1;
      delivery.onProgress?.(acknowledged);
    }
  };
  await Promise.all(Array.from({ length: delivery.parallel }, work));
  return failures;
}
