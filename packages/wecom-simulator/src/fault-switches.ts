/** Every fault as a switch of its own: turned without touching the others, with how often it has hit. */
import type { CallbackFaultKind, CallbackFaults } from './callback-faults.ts';
import { type ApiFaults, faultLabel } from './faults.ts';
import type { Feed } from './feed.ts';
import type { ApiFault } from './options.ts';

export interface FaultSwitch {
  id: string;
  of: 'callback' | 'api';
  /** Share of events or calls. */
  rate: number;
  /** Hits that were ordered and have not happened. */
  waiting: number;
  hits: number;
}

export interface FaultSwitches {
  list(): FaultSwitch[];
  /** False when there is no such fault. 0 and 0 turn it off. */
  turn(id: string, to: { rate: number; times: number }): boolean;
}

const CALLBACK_FAULTS: readonly CallbackFaultKind[] = [
  'duplicate',
  'timeout',
  'reorder',
  'delay',
  'wrongSignature',
  'drop',
  'noWelcomeCode',
];
const MAX_DELAY_MS = 30_000;

const API_FAULTS: Readonly<Record<string, Omit<ApiFault, 'rate'>>> = {
  welcomeExpired: { endpoint: 'externalcontact/send_welcome_msg', fault: { errcode: 41050 } },
  tokenInvalid: { fault: { errcode: 40014 } },
  tokenExpired: { fault: { errcode: 42001 } },
  rateLimit: { fault: { errcode: 45009 } },
  concurrency: { fault: { errcode: 45033 } },
  systemBusy: { fault: { errcode: -1 } },
  ipUntrusted: { fault: { errcode: 60020 } },
  notFriends: { endpoint: 'externalcontact/get', fault: { errcode: 84061 } },
  slow: { fault: { slowMs: 3_000 } },
  resetBefore: { fault: { reset: 'before' } },
  resetAfter: { fault: { reset: 'after' } },
  halfBody: { fault: { halfBody: true } },
};

export function createFaultSwitches(parts: {
  callbacks: CallbackFaults;
  api: ApiFaults;
  feed: Feed;
}): FaultSwitches {
  const { callbacks, api, feed } = parts;
  const turnCallback = (kind: CallbackFaultKind, rate: number): void => {
    const { [kind]: _, ...rest } = callbacks.rates();
    if (rate === 0) callbacks.set(rest);
    else callbacks.set({ ...rest, [kind]: kind === 'delay' ? { rate, maxMs: MAX_DELAY_MS } : rate });
  };
  const turnApi = (fault: Omit<ApiFault, 'rate'>, rate: number): void => {
    const rest = api.rates().filter((each) => faultLabel(each.fault) !== faultLabel(fault.fault));
    api.set(rate === 0 ? rest : [...rest, { ...fault, rate }]);
  };
  return {
    list: () => [
      ...CALLBACK_FAULTS.map((id): FaultSwitch => {
        const rate = callbacks.rates()[id];
        return {
          id,
          of: 'callback',
          rate: (typeof rate === 'object' ? rate.rate : rate) ?? 0,
          waiting: callbacks.waiting(id),
          hits: callbacks.hitCount(id),
        };
      }),
      ...Object.entries(API_FAULTS).map(([id, { fault }]): FaultSwitch => {
        const label = faultLabel(fault);
        const rate = api.rates().find((each) => faultLabel(each.fault) === label)?.rate ?? 0;
        return { id, of: 'api', rate, waiting: api.waiting(label), hits: api.hitCount(label) };
      }),
    ],
    turn: (id, { rate, times }) => {
      const kind = CALLBACK_FAULTS.find((one) => one === id);
      const fault = Object.hasOwn(API_FAULTS, id) ? API_FAULTS[id] : undefined;
      if (kind) {
        turnCallback(kind, rate);
        callbacks.order(kind, times);
      } else if (fault) {
        turnApi(fault, rate);
        api.cancel(faultLabel(fault.fault));
        if (times > 0) api.order({ ...fault, times });
      }
      feed.touch();
      return kind !== undefined || fault !== undefined;
    },
  };
}
