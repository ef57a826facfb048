/** A traveller scans the code of a contact way. */
import type { StaffInput } from '../options.ts';
import type { Actions, Parts, Who } from '../parts.ts';
import type { Person } from '../people.ts';
import type { StoredWay } from '../world.ts';
import { beginFriendship, newRelation } from './friendship.ts';
import { isActive, isFull, membersOfWay } from './members.ts';
import { requestFriendship } from './requests.ts';
import { hasExpired, openTemporaryChat } from './temporary.ts';

export function createScan(parts: Parts, find: (who: Who) => Person | undefined): Actions['scan'] {
  const { world, scheduler, settings } = parts;
  const stranger = createStrangers(parts);
  const findWay = (input: { configId?: string; state?: string }): StoredWay | undefined => {
    if (input.configId !== undefined) return world.ways.get(input.configId);
    if (input.state === undefined) return undefined;
    for (const stored of world.ways.values()) if (stored.way.state === input.state) return stored;
    return undefined;
  };
  return (input) => {
    const stored = findWay(input);
    if (!stored || hasExpired(stored, scheduler.now())) return { outcome: 'refused', reason: 'unknown_code' };
    const person = input.person === undefined ? stranger() : find(input.person);
    if (!person) {
      return { outcome: 'refused', reason: input.person === undefined ? 'nobody_left' : 'unknown_person' };
    }
    const { way } = stored;
    if (way.unionid && way.unionid !== person.unionid) return { outcome: 'refused', reason: 'not_for_them' };
    const member = chooseMember(parts, stored, person);
    if (!member) return { outcome: 'refused', reason: 'no_active_staff' };
    const { userid } = member;
    const { externalUserId, name } = person;
    if (world.relation(userid, externalUserId)) {
      return { outcome: 'already_friends', externalUserId, userid, name };
    }
    if (way.is_temp) {
      openTemporaryChat(parts, { userid, person, way });
      return { outcome: 'chatting', externalUserId, userid, name };
    }
    if (way.skip_verify === false) {
      requestFriendship(parts, { member, person, state: way.state });
      return { outcome: 'requested', externalUserId, userid, name };
    }
    const relation = newRelation(userid, person, { state: way.state, createdAt: scheduler.now() });
    beginFriendship(parts, relation, settings.behaviours.addFlow);
    return { outcome: 'added', externalUserId, userid, name };
  };
}

/** Those who are nobody's friend yet, one after the other. */
export function createStrangers({ world }: Parts): () => Person | undefined {
  let next = 0;
  return () => {
    for (; next < world.people.count(); next++) {
      const person = world.people.at(next);
      if (person && world.relationsWith(person.externalUserId).length === 0) {
        next++;
        return person;
      }
    }
    return undefined;
  };
}

function chooseMember({ world, random }: Parts, stored: StoredWay, person: Person): StaffInput | undefined {
  const scan = stored.scans++;
  const isFriend = (member: StaffInput) => world.relation(member.userid, person.externalUserId) !== undefined;
  const members = membersOfWay(world, stored.way).filter(
    (member) => isActive(member) && (isFriend(member) || !isFull(world, member)),
  );
  // An exclusive way leads back to the member who is a friend already; any other draws a member first.
  const known = stored.way.is_exclusive ? members.find(isFriend) : undefined;
  const draw = random.between({ min: 0, max: members.length - 1 }, 'who answers', stored.way.config_id, scan);
  return known ?? members[draw];
}
