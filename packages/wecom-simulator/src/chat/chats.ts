/**
 * Conversations as the phones show them. What a traveller has received is kept with the traveller already; here is only
 * what travellers wrote, from the first word on, so that a million silent friendships cost nothing.
 */
import type { Attachment } from '@jetbridge/wecom';
import type { Feed } from '../feed.ts';
import type { Received } from '../people.ts';
import type { Relation } from '../world.ts';

export interface Line {
  /** Unix milliseconds. */
  at: number;
  by: 'traveller' | 'staff';
  kind: Received['kind'];
  text: string;
  attachments: readonly Attachment[];
  links: readonly string[];
  msgid: string | undefined;
}

export interface Chats {
  wrote(relation: Relation, line: { at: number; text: string }): void;
  /** The latest, oldest first. */
  linesOf(relation: Relation): Line[];
  /** The latest line, without putting the whole together. */
  lastOf(relation: Relation): Line | undefined;
  /** Relations in which a traveller has written, the latest first. */
  talking(limit: number): Relation[];
}

/** Of one relation. */
const MAX_LINES = 200;
/** Whoever has been silent the longest is forgotten first. */
const MAX_CONVERSATIONS = 20_000;

export function createChats(feed: Feed): Chats {
  // In the order of their latest line.
  const written = new Map<Relation, { at: number; text: string }[]>();
  const receivedBy = ({ person, userid }: Relation): Received[] =>
    person.received.slice(-4 * MAX_LINES).filter(({ from }) => from.toLowerCase() === userid.toLowerCase());
  return {
    wrote: (relation, line) => {
      const lines = [...(written.get(relation) ?? []), line].slice(-MAX_LINES);
      written.delete(relation);
      written.set(relation, lines);
      const [oldest] = written.keys();
      if (written.size > MAX_CONVERSATIONS && oldest) written.delete(oldest);
      feed.touch();
    },
    linesOf: (relation) => {
      const own = (written.get(relation) ?? []).map(lineWritten);
      const lines = [...receivedBy(relation).map(lineReceived), ...own];
      return lines.sort((a, b) => a.at - b.at).slice(-MAX_LINES);
    },
    lastOf: (relation) => {
      const own = written.get(relation)?.at(-1);
      const received = receivedBy(relation).at(-1);
      if (own && (!received || received.at <= own.at)) return lineWritten(own);
      return received && lineReceived(received);
    },
    talking: (limit) => [...written.keys()].slice(-limit).reverse(),
  };
}

function lineWritten({ at, text }: { at: number; text: string }): Line {
  return { at, by: 'traveller', kind: 'chat', text, attachments: [], links: [], msgid: undefined };
}

function lineReceived({ at, kind, text, attachments = [], links, msgid }: Received): Line {
  return { at, by: 'staff', kind, text, attachments, links, msgid };
}
