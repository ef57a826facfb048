/** The published rates, and the buckets and blocks that follow from them for an endpoint. (OFF 90454) */
import type { QuotaClass } from './endpoint.ts';
import type { Bucket, Limiter } from './limiter.ts';

/** Calls allowed in any window of the given length. */
export interface Rate {
  calls: number;
  windowMs: number;
  /**
   * As many at once after a pause. Default 3 % of `calls`, which leaves 96 % for a steady flow: a bucket that never
   * exceeds its rate in any window has to choose between the two.
   */
  burst?: number;
}

export interface Rates {
  /** All calls that leave from one address, of all corps. */
  address: readonly Rate[];
  /** Each endpoint of a corp. */
  endpoint: readonly Rate[];
  /** In place of `endpoint`, by name. */
  endpoints: Readonly<Record<string, readonly Rate[]>>;
  /** All endpoints of a class together. */
  classes: Readonly<Partial<Record<QuotaClass, { perCorp?: readonly Rate[]; perApp?: readonly Rate[] }>>>;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MONTH = 31 * DAY;

/**
 * What WeCom publishes. Quotas of a day or a month are used in batches rather than evenly, so half of them may come at
 * once. Person-times (members that an app message reaches) cannot be known here: a call counts once.
 */
export const PUBLISHED_RATES: Rates = {
  address: [
    { calls: 20_000, windowMs: MINUTE },
    { calls: 600_000, windowMs: HOUR },
  ],
  endpoint: [
    { calls: 10_000, windowMs: MINUTE },
    { calls: 150_000, windowMs: HOUR },
  ],
  endpoints: {
    'msgaudit/get_permit_user_list': [{ calls: 1_000, windowMs: MINUTE }],
    'msgaudit/check_single_agree': [{ calls: 2_500, windowMs: MINUTE }],
    'msgaudit/check_room_agree': [{ calls: 1_500, windowMs: MINUTE }],
  },
  classes: {
    // Not published beyond "do not hammer": ours, since a token lasts for two hours.
    token: { perApp: [{ calls: 60, windowMs: MINUTE, burst: 10 }] },
    ticket: {
      perApp: [{ calls: 100, windowMs: HOUR, burst: 20 }],
      perCorp: [{ calls: 400, windowMs: HOUR, burst: 80 }],
    },
    moment: { perCorp: [{ calls: 10, windowMs: MINUTE, burst: 5 }] },
    upload_image: {
      perCorp: [
        { calls: 1_000, windowMs: DAY, burst: 500 },
        { calls: 3_000, windowMs: MONTH, burst: 1_500 },
      ],
    },
    appchat_create: { perCorp: [{ calls: 1_000, windowMs: DAY, burst: 500 }] },
    appchat_update: { perCorp: [{ calls: 1_000, windowMs: HOUR }] },
    appchat_send: {
      perCorp: [
        { calls: 20_000, windowMs: MINUTE },
        { calls: 300_000, windowMs: HOUR },
      ],
    },
    id_conversion: {
      perCorp: [
        { calls: 100_000, windowMs: HOUR },
        { calls: 480_000, windowMs: DAY, burst: 100_000 },
        { calls: 7_500_000, windowMs: MONTH, burst: 480_000 },
      ],
    },
  },
};

/** Who calls, as far as rates go. */
interface Caller {
  address: string;
  corpId: string;
  /** Tells the apps of a corp apart; no secret. */
  app: string;
}

/** What limits the calls of one endpoint by one caller. */
export interface Allowance {
  buckets: readonly Bucket[];
  /** How much later than reserved a call may be made. */
  slackMs: number;
  /** What WeCom blocks when it refuses with 45009, and the windows that it may mean, shortest first. */
  block: { key: string; windowsMs: readonly number[] };
}

/** The allowance of each endpoint, worked out once. */
export function createAllowances(caller: Caller, rates: Rates) {
  const known = new Map<string, Allowance>();
  return (endpoint: { name: string; quota: QuotaClass }): Allowance => {
    const allowance = known.get(endpoint.name) ?? allowanceOf(endpoint, caller, rates);
    known.set(endpoint.name, allowance);
    return allowance;
  };
}

function allowanceOf(endpoint: { name: string; quota: QuotaClass }, caller: Caller, rates: Rates): Allowance {
  const { name, quota } = endpoint;
  const own = rates.classes[quota];
  const scopes = [
    { key: `${caller.corpId}/${caller.app}#${quota}`, rates: own?.perApp ?? [] },
    { key: `${caller.corpId}#${quota}`, rates: own?.perCorp ?? [] },
    { key: `${caller.corpId}:${name}`, rates: rates.endpoints[name] ?? rates.endpoint },
    { key: `address:${caller.address}`, rates: rates.address },
  ].filter((scope) => scope.rates.length > 0);
  const all = scopes.flatMap((scope) => scope.rates.map((rate) => ({ key: scope.key, rate })));
  // The narrowest scope is the first to be full, as long as nobody else spends it.
  const narrowest = all.filter(({ key }) => key === scopes[0]?.key);
  return {
    buckets: all.map(({ key, rate }) => bucketOf(key, rate)),
    slackMs: Math.min(...all.map(({ rate }) => rate.windowMs * SLACK)),
    block: {
      key: narrowest[0] ? bucketOf(narrowest[0].key, narrowest[0].rate).key : '',
      windowsMs: narrowest.map(({ rate }) => rate.windowMs),
    },
  };
}

// A window of WeCom's may open a little after a call was reserved and before it arrives.
const SLACK = 0.01;

/**
 * Any half-open window of `windowMs`, and of 1 % more, sees at most `calls`: `burst` at its beginning and then one per
 * interval, of which `calls - burst + 1` make up the window.
 */
function bucketOf(scope: string, rate: Rate): Bucket {
  const { calls, windowMs } = rate;
  const burst = Math.min(calls, Math.max(1, Math.floor(rate.burst ?? 1 + calls * 0.03)));
  return {
    key: `${scope}@${windowMs}`,
    burst,
    intervalMs: (windowMs * (1 + SLACK)) / (calls - burst + 1),
  };
}

export interface Blocks {
  /** WeCom refused a call that began at `startedAt` with 45009. Returns until when (Unix milliseconds). */
  hit(block: Allowance['block'], startedAt: number): Promise<number>;
}

/**
 * WeCom does not say which limit was hit. The shortest is assumed; when the first calls after its block are refused
 * too, it was the next.
 */
export function createBlocks(limiter: Limiter, now: () => number): Blocks {
  const blocks = new Map<string, { level: number; since: number; until: number }>();
  return {
    hit: async ({ key, windowsMs }, startedAt) => {
      const last = blocks.get(key);
      // Calls that were under way together are refused together.
      if (last && startedAt < last.until) return last.until;
      const again = last !== undefined && now() - last.until < last.until - last.since;
      const level = Math.min(again ? last.level + 1 : 0, windowsMs.length - 1);
      const until = blockedUntil(windowsMs[level] ?? MINUTE, now());
      blocks.set(key, { level, since: now(), until });
      try {
        await limiter.block(key, until);
      } catch {
        // A store that fails here fails at the next reservation too; now WeCom's answer says more.
      }
      return until;
    },
  };
}

/** A minute limit blocks for a minute, an hour limit for an hour, a day limit to the end of the day, a month for 30 days. */
function blockedUntil(windowMs: number, now: number): number {
  if (windowMs < DAY) return now + windowMs;
  if (windowMs >= MONTH) return now + 30 * DAY;
  const chinaMs = 8 * HOUR;
  return (Math.floor((now + chinaMs) / DAY) + 1) * DAY - chinaMs;
}
