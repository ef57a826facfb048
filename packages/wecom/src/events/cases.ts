/** The shape of the tables by which the tests hold every kind of event. */
import type { Elements } from '../documents.ts';
import type { EventOf, WecomEvent } from '../events.ts';

export type Kind = Exclude<WecomEvent['kind'], 'unknown'>;

/** What a kind says beside what every event says. */
type Said<K extends Kind> = Omit<
  EventOf<K>,
  'kind' | 'toUserName' | 'fromUserName' | 'createTime' | 'suiteId' | 'fields'
>;

/** A table that the compiler holds to have every one of `Kinds`. */
export type Cases<Kinds extends Kind> = {
  readonly [K in Kinds]: readonly { elements: Elements; says: Said<K> }[];
};
