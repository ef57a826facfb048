/**
 * What callbacks say, as one discriminated union over `kind` (`Event.ChangeType`, `Event`, or `message.MsgType`).
 * A kind that is not known here, or one without the fields it must have, stays `unknown` with its fields.
 */
import { type AcquisitionEvents, acquisitionReaders } from './events/acquisition.ts';
import { type AppEvents, appReaders } from './events/app.ts';
import { type CustomerEvents, customerReaders } from './events/customers.ts';
import { type DirectoryEvents, directoryReaders } from './events/directory.ts';
import { type GroupEvents, groupReaders } from './events/groups.ts';
import { type MessageEvents, messageReaders } from './events/messages.ts';
import { filled, integer, type Readers } from './events/read.ts';
import { textOf, type XmlNode } from './xml.ts';

interface EventBase {
  /** The corp; of a third-party app's callback, the corp that authorised it. */
  toUserName: string;
  /** `sys` for system events, the member's userid for what a member does; of a third-party app's callback, the suite. */
  fromUserName: string;
  /** Unix seconds. */
  createTime: number;
  /** Of a third-party app's callback. */
  suiteId: string | undefined;
  /** Every element as it came. */
  fields: XmlNode;
}

type Events = CustomerEvents &
  GroupEvents &
  DirectoryEvents &
  AcquisitionEvents &
  AppEvents &
  MessageEvents & { unknown: { event: string; changeType: string | undefined } };

export type WecomEvent = { [Kind in keyof Events]: EventBase & { kind: Kind } & Events[Kind] }[keyof Events];

/** One kind of event, e.g. `EventOf<'msgaudit_notify'>`. */
export type EventOf<Kind extends WecomEvent['kind']> = Extract<WecomEvent, { kind: Kind }>;

type Known = Omit<Events, 'unknown'>;

// The compiler holds every kind to have a reader.
const readers: Readers<Known> = {
  ...customerReaders,
  ...groupReaders,
  ...directoryReaders,
  ...acquisitionReaders,
  ...appReaders,
  ...messageReaders,
};
interface KnownKind {
  kind: string;
  read(fields: XmlNode): object | undefined;
}

/** By the two names apart: joining them for every callback would cost more than finding them. */
const knownKinds = new Map<string, Map<string, KnownKind>>();
for (const [kind, read] of Object.entries(readers)) {
  const [event = '', change = ''] = kind.split('.');
  const changes = knownKinds.get(event) ?? new Map<string, KnownKind>();
  knownKinds.set(event, changes.set(change, { kind, read }));
}

/** Names the event that the elements of a decrypted callback describe. Never throws. */
export function eventFromFields(fields: XmlNode): WecomEvent {
  const named = filled(fields, 'Event') ?? filled(fields, 'InfoType');
  const change = named === undefined ? textOf(fields, 'MsgType') : textOf(fields, 'ChangeType');
  const known = knownKinds.get(named ?? 'message')?.get(change ?? '');
  const said = known?.read(fields);
  const suiteId = textOf(fields, 'SuiteId');
  const event = {
    kind: known && said ? known.kind : 'unknown',
    // Suite events name the same things differently.
    toUserName: textOf(fields, 'ToUserName') ?? textOf(fields, 'AuthCorpId') ?? '',
    fromUserName: textOf(fields, 'FromUserName') ?? suiteId ?? '',
    createTime: integer(fields, 'CreateTime') ?? integer(fields, 'TimeStamp') ?? 0,
    suiteId,
    fields,
    // Spread last here and in the readers: first costs the engine ten times as much.
    ...(said ?? unknown(named, change)),
  };
  // What belongs to `kind` was said by its reader, whose type the table above has checked.
  return event as WecomEvent;
}

function unknown(named: string | undefined, change: string | undefined): object {
  if (named === undefined) return { event: `message.${change ?? ''}`, changeType: undefined };
  return { event: named, changeType: change || undefined };
}
