/** A WeCom corp in memory: its API, its callbacks, its people. */
import type { ArchiveSource } from '@jetbridge/wecom';
import type { FaultSwitches } from './fault-switches.ts';
import type { OrderedFault } from './faults.ts';
import type { Life, LifeKind } from './life.ts';
import type { Log } from './log.ts';
import type { Faults } from './options.ts';
import type { Actions } from './parts.ts';
import type { Person, PersonInput } from './people.ts';
import type { AdjustableClock } from './scheduler.ts';
import type { Scripts } from './scripts.ts';
import type { Snapshot } from './snapshot.ts';
import type { Truth } from './truth.ts';
import type { StaffMessage } from './world.ts';

/** A traveller as tests and demos see one. */
export type Traveller = Pick<Person, 'index' | 'externalUserId' | 'unionid' | 'name' | 'mobile' | 'gender'>;

export interface Simulator {
  /** Serves `/cgi-bin/*` and `/__sim/*`. Port 0 (the default) lets the system choose. */
  listen(at?: { port?: number; host?: string }): Promise<{ url: string; port: number }>;
  close(): Promise<void>;
  /**
   * Serves the page with the phones, for loopback only. `frames` are further origins, beside this machine's, whose pages
   * may be shown as the sidebar. Closed with the simulator.
   */
  openPage(at?: {
    port?: number;
    host?: string;
    frames?: readonly string[];
  }): Promise<{ url: string; port: number }>;
  /** Begins anew: everything as it was at the start, from the same seed. Time goes on, and so does the archive's numbering. */
  reset(): void;
  /** The newest callbacks and API calls. */
  readonly log: Pick<Log, 'latest' | 'find' | 'totals'>;
  /** Each fault by itself, as the page has them. */
  readonly faults: FaultSwitches;
  /** Whole scenes, replayable from the seed. */
  readonly scripts: Scripts;
  /** Where it listens; empty before. */
  url(): string;
  now(): number;
  /** To stop time and let it go on; only when it was made with `createAdjustableClock`. */
  clock: AdjustableClock | undefined;
  /**
   * Lets everything happen that is due up to then, each at its moment, and waits for the callbacks it sends; not in
   * real time without a clock. Until ticked, a simulator on a virtual clock answers but starts nothing.
   */
  tick(toMs: number): Promise<void>;
  /** Waits for callbacks and taps under way. */
  settle(): Promise<void>;
  readonly actions: Actions;
  people: {
    count(): number;
    page(offset: number, limit: number): Traveller[];
    find(who: string | number): Traveller | undefined;
    add(input: PersonInput): Traveller;
  };
  archive: ArchiveSource;
  /** Everything by default; `limit` bounds relations and people with messages. */
  truth(limit?: number): Truth;
  /** What a restart must not lose: contact ways, friends, tags, people added. Messages and the archive are not in it. */
  snapshot(): Snapshot;
  /** Messages that members got from the app. */
  staffMessages(): readonly StaffMessage[];
  /** Replaces what happens by itself, in times per hour; `{}` ends it. */
  setLife(life: Life): void;
  /** How often each kind of thing has happened by itself. */
  lived(): Readonly<Partial<Record<LifeKind, number>>>;
  /** Replaces the faults by rate. */
  setFaults(faults: Faults): void;
  /** Orders a fault for the next calls. */
  failNext(fault: OrderedFault): void;
  /** All tokens answer 42001 from now on. */
  expireTokens(): void;
  /** All tokens answer 40014 from now on. */
  revokeTokens(): void;
  setCallbackUrl(url: string | undefined): void;
  /** The GET by which the admin console checks a receiving URL. */
  verifyCallbackUrl(url: string): Promise<boolean>;
}
