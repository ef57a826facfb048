/** The spine's listener: events let people in and end their waits. */
import { eventNames } from '@jetbridge/contract';
import { uuidv7 } from '../../kernel/ids.ts';
import type { Sql } from '../../kernel/postgres.ts';
import type { Signal } from '../../kernel/signal.ts';
import type { ResolvedEvent } from '../events/index.ts';
import type { Entrance } from './catalogue.ts';
import * as enrolments from './enrolments.ts';
import { journeysSignal, type WorkContext } from './jobs.ts';
import { matches, reentryLimit } from './rules.ts';

/**
 * An event that arrives later than this after it happened starts nothing: a file with last year's purchases is history,
 * not an occasion. Late and out-of-order arrival of what just happened stays well within.
 */
const occasionMs = 3 * 86_400_000;

/** In the transaction that moves the spine on, so that every event is heard exactly once. */
export async function onEvents(
  context: WorkContext & { signal: Signal },
  tx: Sql,
  events: readonly ResolvedEvent[],
): Promise<void> {
  const catalogue = await context.catalogue(tx);
  const now = context.clock.now();
  const awaited = events.filter((event) => catalogue.waitedFor.has(event.name));
  const woken =
    awaited.length === 0
      ? 0
      : await enrolments.wake(
          tx,
          awaited.map(({ customerId, name, eventTime }) => ({ customerId, name, at: eventTime })),
          now,
        );
  const occasions = new Map<Entrance, ResolvedEvent[]>();
  for (const event of events) {
    if (now.getTime() - event.eventTime.getTime() > occasionMs) continue;
    for (const entrance of catalogue.entrances.get(event.name) ?? []) {
      if (!opens(entrance, event)) continue;
      const list = occasions.get(entrance);
      if (list) list.push(event);
      else occasions.set(entrance, [event]);
    }
  }
  let entered = 0;
  for (const [entrance, list] of occasions) entered += await letIn(context, tx, { entrance, list });
  if (woken + entered > 0) await context.signal.notify(tx, journeysSignal);
}

function opens(entrance: Entrance, event: ResolvedEvent): boolean {
  if (entrance.segment !== null) return event.properties.segment === entrance.segment;
  return matches(event.properties, entrance.where);
}

async function letIn(
  context: WorkContext,
  tx: Sql,
  { entrance, list }: { entrance: Entrance; list: readonly ResolvedEvent[] },
): Promise<number> {
  const now = context.clock.now();
  const earliest = new Map<string, ResolvedEvent>();
  for (const event of list) {
    const other = earliest.get(event.customerId);
    if (!other || event.eventTime < other.eventTime) earliest.set(event.customerId, event);
  }
  const entered = await enrolments.enrol(
    tx,
    { ...entrance, now, reentry: reentryLimit(entrance.reentry, now, context.services.zone) },
    [...earliest.values()].map((event) => ({
      id: uuidv7(context.clock),
      customerId: event.customerId,
      since: event.eventTime,
      because: becauseOf(entrance, event),
    })),
  );
  if (entered.length === 0) return 0;
  await enrolments.count(tx, [{ nodeId: entrance.nodeId, way: 'entered', n: entered.length }]);
  await enrolments.countEntries(tx, entrance.journeyId, { n: entered.length, at: now });
  await context.events.publish(
    tx,
    entered.map(({ id, customerId }) => ({
      key: `journey:${id}:entered`,
      name: eventNames.journeyEntered,
      eventTime: now,
      customerId,
      properties: { journey: entrance.journeyId, name: entrance.journeyName, version: entrance.version },
    })),
  );
  return entered.length;
}

function becauseOf(entrance: Entrance, event: ResolvedEvent): string {
  const name = entrance.segment === null ? null : event.properties.name;
  return typeof name === 'string' ? `${event.name}: ${name}`.slice(0, 200) : event.name;
}
