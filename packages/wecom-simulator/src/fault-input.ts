/** Reading the faults that the control API is given: all of it is right, or none of it is taken. */
import type { CallbackFaultKind } from './callback-faults.ts';
import { BadInput, given, type Input } from './control-input.ts';
import type { OrderedFault } from './faults.ts';
import type { ApiFault, ApiFaultKind, Faults } from './options.ts';

/** `at` is where the value stands, as in `api[2].rate`. */
type Read<T> = (value: unknown, at: string) => T;

const MAX_API_FAULTS = 100;
const MAX_TIMES = 1_000;
const MAX_DELAY_MS = 86_400_000;
/** It is waited for in real time, whatever the clock. */
const MAX_SLOW_MS = 600_000;
const MAX_ERRCODE = 99_999_999;
const MAX_ENDPOINT_LENGTH = 100;
/** An unknown name is repeated to the caller, not at any length. */
const MAX_NAME_LENGTH = 40;

const RATES = {
  duplicate: true,
  drop: true,
  wrongSignature: true,
  reorder: true,
  timeout: true,
  noWelcomeCode: true,
} satisfies Record<Exclude<CallbackFaultKind, 'delay'>, true>;

const KINDS: Readonly<Record<string, Read<ApiFaultKind>>> = {
  errcode: (value, at) => ({ errcode: errcode(value, at) }),
  slowMs: (value, at) => ({ slowMs: whole(0, MAX_SLOW_MS)(value, at) }),
  reset: (value, at) => {
    if (value !== 'before' && value !== 'after') throw new BadInput(`${at} must be before or after`);
    return { reset: value };
  },
  halfBody: (value, at) => {
    if (value !== true) throw new BadInput(`${at} must be true`);
    return { halfBody: true };
  },
};

/** What `faults` sets: rates of callbacks and of the API, none where nothing is said. */
export function readFaults(input: Input): Faults {
  const { callbacks, api } = fields(input, '', ['callbacks', 'api']);
  return given({
    callbacks: maybe(callbackRates)(callbacks, 'callbacks'),
    api: maybe(apiFaults)(api, 'api'),
  });
}

/** What `fail-next` orders: a fault for the next calls. */
export function readOrderedFault(input: Input): OrderedFault {
  const { endpoint, times, fault } = fields(input, '', ['endpoint', 'times', 'fault']);
  return given({
    endpoint: maybe(endpointName)(endpoint, 'endpoint'),
    times: maybe(whole(1, MAX_TIMES))(times, 'times'),
    fault: apiFaultKind(fault, 'fault'),
  });
}

function callbackRates(value: unknown, at: string): NonNullable<Faults['callbacks']> {
  const { delay, ...rates } = fields(value, at, [...Object.keys(RATES), 'delay']);
  return given({
    ...Object.fromEntries(Object.entries(rates).map(([kind, each]) => [kind, rate(each, `${at}.${kind}`)])),
    delay: maybe(delayed)(delay, `${at}.delay`),
  });
}

function delayed(value: unknown, at: string): { rate: number; maxMs: number } {
  const delay = fields(value, at, ['rate', 'maxMs']);
  return { rate: rate(delay.rate, `${at}.rate`), maxMs: whole(0, MAX_DELAY_MS)(delay.maxMs, `${at}.maxMs`) };
}

function apiFaults(value: unknown, at: string): ApiFault[] {
  if (!Array.isArray(value) || value.length > MAX_API_FAULTS)
    throw new BadInput(`${at} must be a list of at most ${MAX_API_FAULTS}`);
  return value.map((each: unknown, index) => apiFault(each, `${at}[${index}]`));
}

function apiFault(value: unknown, at: string): ApiFault {
  const each = fields(value, at, ['rate', 'endpoint', 'fault']);
  return given({
    rate: rate(each.rate, `${at}.rate`),
    endpoint: maybe(endpointName)(each.endpoint, `${at}.endpoint`),
    fault: apiFaultKind(each.fault, `${at}.fault`),
  });
}

function apiFaultKind(value: unknown, at: string): ApiFaultKind {
  const kinds = Object.keys(KINDS);
  const [first, ...more] = Object.entries(fields(value, at, kinds));
  const read = first && KINDS[first[0]];
  if (!read || more.length > 0) throw new BadInput(`${at} must have just one of ${kinds.join(', ')}`);
  return read(first[1], `${at}.${first[0]}`);
}

function rate(value: unknown, at: string): number {
  if (typeof value !== 'number' || !(value >= 0 && value <= 1))
    throw new BadInput(`${at} must be a number from 0 to 1`);
  return value;
}

function whole(min: number, max: number): Read<number> {
  return (value, at) => {
    if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max)
      throw new BadInput(`${at} must be a whole number from ${min} to ${max}`);
    return value;
  };
}

// 0 would be a success of which nothing has been done.
function errcode(value: unknown, at: string): number {
  const code = whole(-1, MAX_ERRCODE)(value, at);
  if (code === 0) throw new BadInput(`${at} must not be 0`);
  return code;
}

function endpointName(value: unknown, at: string): string {
  if (typeof value !== 'string' || value === '' || value.length > MAX_ENDPOINT_LENGTH)
    throw new BadInput(`${at} must be the name of an endpoint`);
  return value;
}

function maybe<T>(read: Read<T>): Read<T | undefined> {
  return (value, at) => (value === undefined ? undefined : read(value, at));
}

/** A misspelt name would be a fault that never comes. */
function fields(value: unknown, at: string, known: readonly string[]): Input {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new BadInput(`${at} must be an object`);
  const unknown = Object.keys(value).find((name) => !known.includes(name));
  if (unknown !== undefined) {
    const name = unknown.slice(0, MAX_NAME_LENGTH);
    throw new BadInput(`${at === '' ? name : `${at}.${name}`} is not one of ${known.join(', ')}`);
  }
  return { ...value };
}
