/** What the pieces of a simulator share, and what its actors can do. */
import type { Archive } from './archive.ts';
import type { AreaActions } from './areas.ts';
import type { CallbackSender } from './callbacks.ts';
import type { Chats } from './chat/chats.ts';
import type { Settings } from './options.ts';
import type { Person, Received } from './people.ts';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';
import type { Relation, StoredMass, World } from './world.ts';

export interface Parts {
  settings: Settings;
  random: Random;
  scheduler: Scheduler;
  world: World;
  callbacks: CallbackSender;
  archive: Archive;
  chats: Chats;
}

/** Which traveller: an external_userid, a unionid, an index in the population. Absent: someone not yet a friend. */
export type Who = string | number;

export type ScanOutcome =
  | { outcome: 'added'; externalUserId: string; userid: string; name: string }
  | { outcome: 'already_friends'; externalUserId: string; userid: string; name: string }
  /** The member has to accept first; a temporary chat without friendship. */
  | { outcome: 'requested' | 'chatting'; externalUserId: string; userid: string; name: string }
  | {
      outcome: 'refused';
      reason: 'unknown_code' | 'unknown_person' | 'nobody_left' | 'no_active_staff' | 'not_for_them';
    };

export interface Actions extends AreaActions {
  /** A traveller scans a contact way's code, found by `configId` or by its `state`, and adds the member. */
  scan(input: { configId?: string; state?: string; person?: Who }): ScanOutcome;
  /** Makes a friendship that happened earlier: no callback, no welcome. For seeding. */
  befriend(input: { userid: string; person: Who; state?: string; at?: number }): boolean;
  /** The traveller writes; false when the two are not friends. Without `userid`: to whoever wrote last. */
  reply(input: { person: Who; userid?: string; text: string }): boolean;
  /** The member writes by hand; false when the two are not friends, or a rule of interception blocks it. */
  say(input: { userid: string; person: Who; text: string }): boolean;
  /** The traveller taps a link of a received message (the latest by default). Resolves to the HTTP status. */
  tap(input: { person: Who; url?: string }): Promise<number | undefined>;
  /** The traveller deletes the member. */
  block(input: { person: Who; userid?: string }): boolean;
  /** The member deletes the traveller. */
  staffDelete(input: { person: Who; userid: string }): boolean;
  /**
   * The member confirms a mass message now, or members confirm all that wait for one traveller; returns how many were
   * delivered. `to` are the customers or groups that the member picks, where the message lets them.
   */
  confirm(
    input: { msgid: string; userid: string; to?: readonly string[] } | { person: Who },
  ): number | undefined;
  findPerson(who: Who): Person | undefined;
}

/** What endpoint handlers and the control API share with the actions. */
export interface Reactions {
  /** A message has reached the traveller's phone: they may reply, tap, or block. */
  received(relation: Relation, message: Received): void;
  massCreated(mass: StoredMass): void;
  massReminded(mass: StoredMass): void;
}
