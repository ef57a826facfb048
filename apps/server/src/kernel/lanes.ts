/**
 * Which of the 64 lanes this replica works on. Replicas beat every two seconds by the database's clock; the lanes of
 * one that fell silent go to the others, and shares are evened out when one joins. Whoever works on a lane does so
 * inside `use`, and proves in its transaction by `fence` that it still owns it.
 */
import type { Logger } from 'pino';
import type { Postgres, Sql } from './postgres.ts';

export const laneCount = 64;
const beatMs = 2_000;
/** A replica silent for so long has lost its lanes. */
const leaseSeconds = 8;

class LaneLost extends Error {
  constructor() {
    super('A lane of this batch belongs to another replica now.');
    this.name = 'LaneLost';
  }
}

export interface Lanes {
  replica: string;
  /** Runs `work` with the lanes owned now; none of them is given away before it ends. */
  use<T>(work: (owned: readonly number[]) => Promise<T>): Promise<T>;
  /** Takes these lanes from whoever has them, for a batch that one replica must finish. */
  seize(lanes: readonly number[]): Promise<void>;
  /** Throws LaneLost unless this replica owns all these lanes until the transaction ends. */
  fence(tx: Sql, lanes: readonly number[]): Promise<void>;
  onChange(listener: () => void): void;
  stop(): Promise<void>;
}

/** 32-bit FNV-1a, spread over the lanes. */
export function laneOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0) % laneCount;
}

interface BeatResult {
  owned: number[];
  surplus: number[];
}

async function beat(pg: Postgres, replica: string): Promise<BeatResult> {
  return pg.tx(async (tx) => {
    await tx.query(`select pg_advisory_xact_lock(hashtext('lanes'))`);
    await tx.query(
      `insert into replicas (id, seen_at) values ($1, now()) on conflict (id) do update set seen_at = now()`,
      [replica],
    );
    await tx.query(`delete from replicas where seen_at < now() - make_interval(secs => $1)`, [leaseSeconds]);
    const [row] = await tx.query<{ n: number }>(`select count(*)::int as n from replicas`);
    const share = Math.ceil(laneCount / Math.max(1, row?.n ?? 1));
    await tx.query(
      `update lanes set owner = $1 where lane in (
         select lane from lanes
         where owner is null or owner not in (select id from replicas)
         order by lane
         limit greatest(0, $2 - (select count(*) from lanes where owner = $1)))`,
      [replica, share],
    );
    const mine = await tx.query<{ lane: number }>(`select lane from lanes where owner = $1 order by lane`, [
      replica,
    ]);
    const owned = mine.map((m) => m.lane);
    return { owned, surplus: owned.slice(share) };
  });
}

/** Lets many work at once, and one change what they work on while nobody does. */
function createTurnstile() {
  let users = 0;
  let drained: (() => void) | null = null;
  let changing: Promise<void> | null = null;
  return {
    async use<T>(work: () => Promise<T>): Promise<T> {
      while (changing) await changing;
      users += 1;
      try {
        return await work();
      } finally {
        users -= 1;
        if (users === 0) {
          drained?.();
          drained = null;
        }
      }
    },
    /** Waits until nobody works, keeps newcomers out meanwhile. */
    async exclusively(change: () => Promise<void>): Promise<void> {
      const turn = (async () => {
        if (users > 0) await new Promise<void>((resolve) => (drained = resolve));
        await change();
      })();
      changing = turn.catch(() => undefined);
      try {
        await turn;
      } finally {
        changing = null;
      }
    },
  };
}

export async function startLanes(options: { pg: Postgres; log: Logger; replica: string }): Promise<Lanes> {
  const { pg, log, replica } = options;
  let owned: number[] = [];
  const turnstile = createTurnstile();
  let stopped = false;
  const listeners: (() => void)[] = [];

  async function giveBack(lanes: number[]): Promise<void> {
    await turnstile.exclusively(async () => {
      owned = owned.filter((lane) => !lanes.includes(lane));
      await pg.query(`update lanes set owner = null where lane = any($1::smallint[]) and owner = $2`, [
        lanes,
        replica,
      ]);
    });
  }

  async function refresh(): Promise<void> {
    const before = owned.join();
    const result = await beat(pg, replica);
    owned = result.owned;
    if (result.surplus.length > 0) await giveBack(result.surplus);
    if (owned.join() !== before) {
      log.info({ lanes: owned.length }, 'lanes changed');
      for (const listener of listeners) listener();
    }
  }

  await refresh();
  let refreshing: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    refreshing = refreshing
      .then(() => (stopped ? undefined : refresh()))
      .catch((error) => log.warn({ err: error }, 'lane heartbeat failed'));
  }, beatMs);

  return {
    replica,
    use: (work) => turnstile.use(() => work(owned)),
    async seize(lanes) {
      if (lanes.every((lane) => owned.includes(lane))) return;
      await pg.tx(async (tx) => {
        await tx.query(`select pg_advisory_xact_lock(hashtext('lanes'))`);
        await tx.query(`update lanes set owner = $1 where lane = any($2::smallint[])`, [replica, lanes]);
      });
      owned = [...new Set([...owned, ...lanes])].sort((a, b) => a - b);
    },
    async fence(tx, lanes) {
      const rows = await tx.query(
        `select lane from lanes where lane = any($1::smallint[]) and owner = $2 for share`,
        [lanes, replica],
      );
      if (rows.length !== new Set(lanes).size) throw new LaneLost();
    },
    onChange: (listener) => void listeners.push(listener),
    async stop() {
      stopped = true;
      clearInterval(timer);
      await refreshing;
      await giveBack(owned);
      await pg.query(`delete from replicas where id = $1`, [replica]);
    },
  };
}
