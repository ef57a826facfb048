/** What a simulated corp is made of, with the defaults filled in. */
import type { CallbackFormat } from './callback-document.ts';
import { type ContentBehaviours, contentBehaviours } from './content/options.ts';
import type { Life } from './life.ts';
import type { PersonInput } from './people.ts';
import type { AdjustableClock, VirtualClock } from './scheduler.ts';
import type { Snapshot } from './snapshot.ts';
import { type StaffDetails, type StaffOptions, staffDefaults } from './staff/options.ts';

export interface Corp {
  /** Shown on phones; the id by default. */
  name?: string;
  /** `ww` and 16 hex digits. */
  corpId: string;
  secret: string;
  agentId: number;
  /** Of the callback URL. */
  token: string;
  /** 43 characters. */
  encodingAesKey: string;
}

/** An app of the corp, as the admin console lets it do things. Without a restriction it may do everything. */
export interface App {
  agentId: number;
  secret: string;
  /** Userids it can see; calls that name others answer 60011. */
  scope?: readonly string[];
  /** Callers from elsewhere get 60020. */
  trustedIps?: readonly string[];
  /** Endpoint names, or their beginnings as in `kf/`, that it may not call: 48002. */
  denied?: readonly string[];
  /** Hosts, with their ports, of pages that may use OAuth and the JS-SDK; others get 50001 and 80001. Default all. */
  trustedDomains?: readonly string[];
}

export interface StaffInput extends StaffDetails {
  userid: string;
  name: string;
  /** How long this member takes to confirm a mass message; overrides `behaviours.confirm`. */
  confirm?: Range | 'never';
  /** Default true; an inactive member cannot be in a contact way (41054). */
  activated?: boolean;
}

/** Milliseconds, both ends included. */
export interface Range {
  min: number;
  max: number;
}

/** What people do on their own. Rates are probabilities per message received (or per friend made, for `blockOnAdd`). */
export interface Behaviours extends ContentBehaviours {
  reply: { rate: number; delayMs: Range; texts: readonly string[] };
  /** Looks at a message; a tap or a reply does too. WeCom tells nobody, the truth does. */
  read: { rate: number; delayMs: Range };
  tap: { rate: number; delayMs: Range };
  block: { rate: number; delayMs: Range };
  confirm: Range | 'never';
  /**
   * `full`: one add_external_contact. `half_then_full`: add_half_external_contact first, as with members who have not
   * added back, and add_external_contact a second later. `half`: it comes when the member adds back (`actions.staff`).
   */
  addFlow: 'full' | 'half_then_full' | 'half';
}

/**
 * Mass messages per customer, or per group, and natural period, in Asia/Shanghai. `days_of_month`: in a month as many as
 * it has days. `none` for demos.
 */
export type MassQuota = { mode: 'day' | 'week' | 'month'; n: number } | 'days_of_month' | 'none';

export interface Faults {
  callbacks?: {
    duplicate?: number;
    /** Never sent at all: only a reconciliation finds it. */
    drop?: number;
    /** The first attempt carries a wrong signature; the retry is right. */
    wrongSignature?: number;
    /** Sent after the event that follows it, or after two seconds. */
    reorder?: number;
    delay?: { rate: number; maxMs: number };
    /** The receiver's answer comes too late to count: it has worked on the event, and gets it again. */
    timeout?: number;
    /** Events of new friends come without WelcomeCode, as when the admin console has a welcome of its own. */
    noWelcomeCode?: number;
  };
  api?: readonly ApiFault[];
}

export interface ApiFault {
  /** Share of calls that are hit. */
  rate: number;
  /** Only this endpoint, e.g. `externalcontact/get`. */
  endpoint?: string;
  fault: ApiFaultKind;
}

/** An errcode instead of the answer; an answer that comes late; a connection cut before or after the work is done. */
export type ApiFaultKind =
  | { errcode: number }
  | { slowMs: number }
  | { reset: 'before' | 'after' }
  | { halfBody: true };

export interface SimulatorOptions extends StaffOptions {
  corp: Corp;
  staff: readonly StaffInput[];
  /** What the app of `corp` may do; everything by default. */
  app?: Omit<App, 'agentId' | 'secret'>;
  /** Further apps, each with a secret and so with tokens of its own. */
  apps?: readonly App[];
  /** Travellers, given or just how many. Default 1,000. */
  people?: number | readonly PersonInput[];
  /** How many of them, the first ones, are a member's friends from the start: made during the year before, in turn. */
  friends?: number;
  /** Where callbacks go; may be set later. */
  callbackUrl?: string;
  /** Virtual or adjustable time; real time when absent. */
  clock?: VirtualClock | AdjustableClock;
  seed: string | number;
  faults?: Faults;
  behaviours?: Partial<Behaviours>;
  quotas?: Partial<Quotas>;
  /** What happens by itself, in times per hour; nothing by default. */
  life?: Life;
  /** Waits before the second and the third attempt of a callback, default 5 s each. The real ones are unpublished. */
  callbackRetryMs?: readonly [number, number];
  /** How long a receiver may take, default the documented 5 s. */
  callbackTimeoutMs?: number;
  /** As the admin console lets one choose for an app of the corp's own; default `xml`. */
  callbackFormat?: CallbackFormat;
  /** Least time between two msgaudit_notify, default the documented 15 s. */
  archiveNotifyMs?: number;
  /**
   * Records are numbered after this. Default 0 on a virtual clock; in real time the milliseconds since 2026, so that a
   * reader who kept its position sees the records of a simulator that was started anew.
   */
  archiveStartSeq?: number;
  /** What an earlier simulator with the same seed, staff and people had in `snapshot()`. */
  snapshot?: Snapshot;
  /**
   * Called at once when a contact way or a friendship has changed, before anybody is told of it: who writes `snapshot()`
   * down in it loses neither by a kill. Not called by `befriend`, which is for thousands.
   */
  onChange?: () => void;
  /** A WeChat developer id is bound, so that `unionid` is in answers. Default true. */
  unionidBound?: boolean;
  /** Where taps on links may go: loopback only by default, so that no demo calls a stranger. */
  tapHosts?: 'loopback' | 'any' | readonly string[];
}

export interface Quotas {
  mass: MassQuota;
  /** Moments that a customer is shown; what the real cap is, is not known. */
  moments: MassQuota;
  /** Per API; surplus answers 45009 for a minute. */
  callsPerMinute: number;
  /** Right after creation a mass message answers 41063 for so long. */
  massDispatchMs: number;
  /** Members of a customer group, staff included. The real cap is not published. */
  groupSize: number;
}

export type Settings = ReturnType<typeof withDefaults>;

const REPLIES = [
  '好的，谢谢',
  '收到',
  '请问可以改签吗？',
  '行李额是多少？',
  '👍',
  '想升舱，怎么办理？',
  '航班会延误吗？',
];

export function withDefaults(options: SimulatorOptions) {
  const behaviours: Behaviours = {
    reply: { rate: 0, delayMs: { min: 5_000, max: 120_000 }, texts: REPLIES },
    read: { rate: 0, delayMs: { min: 2_000, max: 3_600_000 } },
    tap: { rate: 0, delayMs: { min: 3_000, max: 60_000 } },
    block: { rate: 0, delayMs: { min: 60_000, max: 600_000 } },
    confirm: { min: 0, max: 0 },
    addFlow: 'full',
    ...contentBehaviours,
    ...options.behaviours,
  };
  const quotas: Quotas = {
    mass: { mode: 'day', n: 1 },
    moments: 'none',
    callsPerMinute: 10_000,
    massDispatchMs: 0,
    groupSize: 500,
    ...options.quotas,
  };
  return {
    ...options,
    ...staffDefaults(options),
    apps: [
      { ...options.app, agentId: options.corp.agentId, secret: options.corp.secret },
      ...(options.apps ?? []),
    ] satisfies App[] as [App, ...App[]],
    people: options.people ?? 1_000,
    callbackRetryMs: options.callbackRetryMs ?? ([5_000, 5_000] as const),
    callbackTimeoutMs: options.callbackTimeoutMs ?? 5_000,
    callbackFormat: options.callbackFormat ?? 'xml',
    archiveNotifyMs: options.archiveNotifyMs ?? 15_000,
    archiveStartSeq:
      options.archiveStartSeq ?? (options.clock ? 0 : Math.max(0, Date.now() - Date.UTC(2026, 0, 1))),
    unionidBound: options.unionidBound ?? true,
    tapHosts: options.tapHosts ?? 'loopback',
    behaviours,
    quotas,
  };
}
