/** What an incoming call must look like, and when it happened. Pure: the same call gives the same event. */
import { batchLimits, type IdentityKind, identityKinds } from '@jetbridge/contract';
import { byStrength, type Identifier, normalIdentifier } from './identifiers.ts';

export const callTypes = ['track', 'identify', 'page', 'screen', 'group', 'alias'] as const;
export type CallType = (typeof callTypes)[number];

export interface IncomingEvent {
  /** Its place in the batch it came with. */
  index: number;
  messageId: string | null;
  type: CallType;
  name: string;
  eventTimeMs: number;
  /** Strongest first, at least one. */
  identifiers: Identifier[];
  traits: Record<string, unknown> | null;
  properties: Record<string, unknown>;
}

export interface Rejection {
  index: number;
  field: string;
  reason: string;
}

export interface Arrival {
  receivedAtMs: number;
  /** The client's clock when it sent the batch; with it a wrong clock is corrected. */
  sentAtMs: number | null;
  userIdKind: IdentityKind;
}

type Read<T> = { value: T } | { field: string; reason: string };

const nameLength = 120;
const fixedNames: Partial<Record<CallType, string>> = {
  identify: 'Identified',
  page: 'Page Viewed',
  screen: 'Screen Viewed',
  group: 'Group Joined',
  alias: 'Aliased',
};

/** Traits that identify; each spelling that SDKs use, and the kind it means. */
const identifyingTraits: Readonly<Record<string, IdentityKind>> = {
  email: 'email',
  phone: 'mobile',
  mobile: 'mobile',
  unionid: 'unionid',
  unionId: 'unionid',
  openid: 'openid',
  openId: 'openid',
  external_userid: 'external_userid',
  externalUserid: 'external_userid',
  memberNo: 'member_no',
  member_no: 'member_no',
};

/** Never kept as a trait or property, under whatever spelling: they are personal data. */
const personal =
  /^(e-?mail|phone|mobile|phone_?number|id_?card|id_?number|passport(_?no)?|document_?(no|number))$/i;

/** Reads one call of a batch; `index` is its place, used in the rejection. */
export function readCall(raw: unknown, index: number, arrival: Arrival): IncomingEvent | Rejection {
  const result = readUnindexed(raw, arrival);
  return 'value' in result
    ? { ...result.value, index }
    : { index, field: result.field, reason: result.reason };
}

export function isRejection(read: IncomingEvent | Rejection): read is Rejection {
  return 'reason' in read;
}

export function isEvent(read: IncomingEvent | Rejection): read is IncomingEvent {
  return !isRejection(read);
}

function readUnindexed(raw: unknown, arrival: Arrival): Read<Omit<IncomingEvent, 'index'>> {
  if (!isObject(raw)) return { field: '', reason: 'not an object' };
  const type = callTypes.find((t) => t === raw.type);
  if (!type) return { field: 'type', reason: `must be one of ${callTypes.join(', ')}` };
  const name = readName(raw, type);
  if (!('value' in name)) return name;
  const time = readTime(raw.timestamp ?? raw.originalTimestamp, arrival);
  if (!('value' in time)) return time;
  const messageId = readMessageId(raw.messageId);
  if (!('value' in messageId)) return messageId;
  for (const field of ['properties', 'traits', 'context'] as const) {
    if (raw[field] !== undefined && raw[field] !== null && !isObject(raw[field]))
      return { field, reason: 'must be an object' };
  }
  const traits = traitsOf(raw, type);
  const identifiers = readIdentifiers(raw, traits, arrival.userIdKind);
  if (!('value' in identifiers)) return identifiers;
  return {
    value: {
      messageId: messageId.value,
      type,
      name: name.value,
      eventTimeMs: time.value,
      identifiers: identifiers.value,
      traits: traits && withoutIdentifiers(traits),
      properties: propertiesOf(raw, type),
    },
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function plainText(value: unknown, longest: number): value is string {
  return (
    typeof value === 'string' &&
    value.trim() !== '' &&
    value.length <= longest &&
    !value.includes('\u0000') &&
    !value.includes('\u001e') &&
    value.isWellFormed()
  );
}

function readName(raw: Record<string, unknown>, type: CallType): Read<string> {
  const fixed = fixedNames[type];
  if (fixed) return { value: fixed };
  if (!plainText(raw.event, nameLength))
    return { field: 'event', reason: `must be a text of 1 to ${nameLength} characters` };
  return { value: raw.event.trim() };
}

function readMessageId(value: unknown): Read<string | null> {
  if (value === undefined || value === null) return { value: null };
  if (!plainText(value, 200)) return { field: 'messageId', reason: 'must be a text of 1 to 200 characters' };
  return { value };
}

/**
 * When it happened by our clock: the client says how long before sending it happened, we know when it arrived.
 * An event from the future happened when it arrived.
 */
function readTime(value: unknown, arrival: Arrival): Read<number> {
  if (value === undefined || value === null) return { value: arrival.receivedAtMs };
  const ms = instantMs(value);
  if (ms === null) return { field: 'timestamp', reason: 'must be an ISO 8601 instant' };
  const corrected = arrival.sentAtMs === null ? ms : arrival.receivedAtMs - (arrival.sentAtMs - ms);
  if (corrected < Date.UTC(1925, 0, 1)) return { field: 'timestamp', reason: 'lies before 1925' };
  return { value: Math.min(corrected, arrival.receivedAtMs) };
}

/** Milliseconds of an ISO 8601 text or of a number of milliseconds; null when it is neither. */
export function instantMs(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) && Math.abs(value) < 8.64e15 ? value : null;
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}/.test(value)) return null;
  const ms = Date.parse(value);
  return Number.isNaN(ms) ? null : ms;
}

function traitsOf(raw: Record<string, unknown>, type: CallType): Record<string, unknown> | null {
  const context = isObject(raw.context) && isObject(raw.context.traits) ? raw.context.traits : null;
  // A group's traits describe the group, not the traveller.
  const own = type !== 'group' && isObject(raw.traits) ? raw.traits : null;
  if (!context && !own) return null;
  return { ...context, ...own };
}

function readIdentifiers(
  raw: Record<string, unknown>,
  traits: Record<string, unknown> | null,
  userIdKind: IdentityKind,
): Read<Identifier[]> {
  const found: Identifier[] = [];
  const add = (field: string, kind: IdentityKind, value: unknown): string | null => {
    if (value === undefined || value === null || value === '') return null;
    const identifier = normalIdentifier(kind, value);
    if (!identifier) return field;
    if (!found.some((f) => f.kind === kind && f.value === identifier.value)) found.push(identifier);
    return null;
  };
  const wrong =
    add('userId', userIdKind, raw.userId) ??
    add('anonymousId', 'anonymous_id', raw.anonymousId) ??
    add('previousId', 'anonymous_id', raw.type === 'alias' ? raw.previousId : null);
  if (wrong) return { field: wrong, reason: 'is not a usable identifier' };
  // A malformed e-mail in a profile must not cost the event: it is left out.
  for (const [trait, value] of Object.entries(traits ?? {})) {
    const kind = Object.hasOwn(identifyingTraits, trait) ? identifyingTraits[trait] : undefined;
    if (kind) add(trait, kind, value);
  }
  if (isObject(raw.identifiers)) {
    for (const kind of identityKinds) add(kind, kind, raw.identifiers[kind]);
  }
  if (found.length === 0) return { field: 'userId', reason: 'userId or anonymousId is needed' };
  return { value: found.sort(byStrength) };
}

function withoutIdentifiers(traits: Record<string, unknown>): Record<string, unknown> | null {
  const kept = Object.entries(traits).filter(
    ([name, value]) =>
      !Object.hasOwn(identifyingTraits, name) &&
      !personal.test(name) &&
      plainText(name, 80) &&
      value !== undefined,
  );
  return kept.length === 0 ? null : Object.fromEntries(kept);
}

function propertiesOf(raw: Record<string, unknown>, type: CallType): Record<string, unknown> {
  const source = type === 'group' ? raw.traits : raw.properties;
  const kept = isObject(source) ? Object.entries(source).filter(([name]) => !personal.test(name)) : [];
  const properties = Object.fromEntries(kept);
  if ((type === 'page' || type === 'screen') && typeof raw.name === 'string')
    properties.name = raw.name.slice(0, 200);
  if (type === 'group' && typeof raw.groupId === 'string') properties.groupId = raw.groupId.slice(0, 200);
  return properties;
}

/** Refuses what would not fit, before anything is read. Sizes in bytes of the event's JSON. */
export function tooLarge(properties: string, traits: string | null): string | null {
  const size = Buffer.byteLength(properties) + (traits === null ? 0 : Buffer.byteLength(traits));
  return size > batchLimits.eventBytes ? `larger than ${batchLimits.eventBytes} bytes` : null;
}
