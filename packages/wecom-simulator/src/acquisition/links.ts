/** Links: whom they lead to, and that they lead to nobody any more. */
import type { StaffInput } from '../options.ts';
import type { Parts } from '../parts.ts';
import type { Person } from '../people.ts';
import { isActive, isFull, membersOfDepartments } from '../staff/members.ts';
import type { World } from '../world.ts';
import type { LinkRange, StoredLink } from './state.ts';

/** Who is named, by themselves or by department, as far as they work here. */
export function membersOfRange(world: World, range: LinkRange): StaffInput[] {
  const named = range.users.flatMap((userid) => world.staff.get(userid.toLowerCase()) ?? []);
  return [...new Set([...named, ...membersOfDepartments(world, range.departments)])];
}

/** Tells of every link that has lost its last member since it was last looked at. */
export function tellUnavailableLinks(parts: Parts): void {
  for (const link of parts.world.acquisition.links.values()) {
    const usable = membersOfRange(parts.world, link.range).some(isActive);
    if (!usable && !link.unavailableTold) {
      parts.callbacks.emit({
        Event: 'customer_acquisition',
        ChangeType: 'link_unavailable',
        LinkId: link.id,
      });
    }
    link.unavailableTold = !usable;
  }
}

/** The member a customer is led to; a friend of theirs first, where the link says so. */
export function chooseMember(
  { world, random }: Parts,
  link: StoredLink,
  person: Person,
): StaffInput | undefined {
  const isFriend = ({ userid }: StaffInput) => world.relation(userid, person.externalUserId) !== undefined;
  const friend = friendFirst(world, link, person);
  if (friend) return friend;
  const members = membersOfRange(world, link.range).filter(
    (member) => isActive(member) && (isFriend(member) || !isFull(world, member)),
  );
  return members[
    random.between({ min: 0, max: members.length - 1 }, 'who is behind a link', link.id, link.clicks.length)
  ];
}

function friendFirst(world: World, { priority }: StoredLink, person: Person): StaffInput | undefined {
  if (!priority) return undefined;
  const preferred = new Set(priority.users.map((userid) => userid.toLowerCase()));
  const relation = world
    .relationsWith(person.externalUserId)
    .find(({ userid }) => priority.type === 1 || preferred.has(userid.toLowerCase()));
  const member = relation && world.staff.get(relation.userid.toLowerCase());
  return member && isActive(member) ? member : undefined;
}
