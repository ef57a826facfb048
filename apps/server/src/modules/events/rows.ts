/** From a call of a source, or an announcement of the product, to a row of the inbox. */
import type { CustomerId, IdentityKind } from '@jetbridge/contract';
import type { Clock } from '../../kernel/clock.ts';
import type { Vault } from '../../kernel/crypto.ts';
import { uuidFromHash, uuidv7 } from '../../kernel/ids.ts';
import { laneOf } from '../../kernel/lanes.ts';
import { byStrength, type Identifier, normalIdentifier, sealedKinds } from './identifiers.ts';
import type { InboxRow } from './inbox.ts';
import { type IncomingEvent, isEvent, isRejection, type Rejection, readCall, tooLarge } from './rules.ts';
import type { ActiveSource } from './sources.ts';

/** An event the product itself announces. At least one of customerId and identifiers. */
export interface OwnEvent {
  /** Idempotency key: the same key is the same event. */
  key: string;
  name: string;
  eventTime: Date;
  properties: Record<string, unknown>;
  customerId?: CustomerId;
  identifiers?: { kind: IdentityKind; value: string }[];
  traits?: Record<string, unknown>;
}

export function createInboxRows({ clock, vault }: { clock: Clock; vault: Vault }) {
  function seal(identifier: Identifier): string[] {
    if (!sealedKinds.has(identifier.kind)) return [identifier.kind, identifier.value];
    return [
      identifier.kind,
      vault.blindIndex(identifier.kind, identifier.value),
      vault.encrypt(identifier.value),
    ];
  }

  function rowOf(source: ActiveSource, event: IncomingEvent, receivedAtMs: number): InboxRow {
    const first = event.identifiers[0];
    return {
      eventId: event.messageId === null ? uuidv7(clock) : uuidFromHash(source.id, event.messageId),
      lane: laneOf(first ? `${first.kind}:${first.value}` : ''),
      sourceId: source.id,
      customerId: null,
      type: event.type,
      name: event.name,
      eventTime: new Date(event.eventTimeMs),
      receivedAt: new Date(receivedAtMs),
      identifiers: JSON.stringify(event.identifiers.map(seal)),
      traits: event.traits === null ? null : JSON.stringify(event.traits),
      properties: JSON.stringify(event.properties),
    };
  }

  function rowsOf(source: ActiveSource, events: IncomingEvent[], receivedAtMs: number) {
    const rows: InboxRow[] = [];
    const rejected: Rejection[] = [];
    for (const event of events) {
      const row = rowOf(source, event, receivedAtMs);
      const reason = tooLarge(row.properties, row.traits);
      if (reason) rejected.push({ index: event.index, field: 'properties', reason });
      else rows.push(row);
    }
    return { rows, rejected };
  }

  function readBatch(source: ActiveSource, calls: readonly unknown[]) {
    const receivedAtMs = clock.now().getTime();
    const arrival = { receivedAtMs, sentAtMs: null, userIdKind: source.userIdKind };
    const reads = calls.map((call, index) => readCall(call, index, arrival));
    const { rows, rejected } = rowsOf(source, reads.filter(isEvent), receivedAtMs);
    return { rows, rejected: [...reads.filter(isRejection), ...rejected] };
  }

  function ownRow(event: OwnEvent): InboxRow {
    const identifiers = (event.identifiers ?? []).flatMap(
      ({ kind, value }) => normalIdentifier(kind, value) ?? [],
    );
    const first = identifiers.sort(byStrength)[0];
    const now = clock.now();
    return {
      eventId: uuidFromHash('own', event.key),
      lane: laneOf(first ? `${first.kind}:${first.value}` : `customer:${event.customerId}`),
      sourceId: null,
      customerId: event.customerId ?? null,
      type: 'track',
      name: event.name,
      eventTime: new Date(Math.min(event.eventTime.getTime(), now.getTime())),
      receivedAt: now,
      identifiers: JSON.stringify(identifiers.map(seal)),
      traits: event.traits ? JSON.stringify(event.traits) : null,
      properties: JSON.stringify(event.properties),
    };
  }

  return { readBatch, rowsOf, ownRow };
}
