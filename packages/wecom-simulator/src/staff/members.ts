/** Members and departments, as others ask for them. */
import type { StaffInput } from '../options.ts';
import type { World } from '../world.ts';

export const ROOT_DEPARTMENT = 1;

export function departmentsOf(member: StaffInput): readonly number[] {
  return member.departments?.length ? member.departments : [ROOT_DEPARTMENT];
}

/** A department and all below it; undefined when it does not exist. */
export function departmentTree(world: World, id: number): Set<number> | undefined {
  const { departments } = world.roster;
  if (!departments.has(id)) return undefined;
  const found = new Set([id]);
  // A set can be added to while it is walked.
  for (const parent of found) {
    for (const each of departments.values()) if (each.parentId === parent) found.add(each.id);
  }
  return found;
}

/** Members of the departments and of those below them. */
export function membersOfDepartments(world: World, ids: readonly number[]): StaffInput[] {
  const all = new Set(ids.flatMap((id) => [...(departmentTree(world, id) ?? [])]));
  return [...world.staff.values()].filter((member) => departmentsOf(member).some((id) => all.has(id)));
}

/** Who a contact way names, by itself or by department, as far as they still work here. */
export function membersOfWay(
  world: World,
  way: { user?: readonly string[]; party?: readonly number[] },
): StaffInput[] {
  const named = (way.user ?? []).flatMap((userid) => world.staff.get(userid.toLowerCase()) ?? []);
  return [...new Set([...named, ...membersOfDepartments(world, way.party ?? [])])];
}

export function isActive(member: StaffInput): boolean {
  return member.activated !== false;
}

export function isFull(world: World, member: StaffInput): boolean {
  if (member.contactCap === undefined) return false;
  let friends = 0;
  for (const relation of world.relationsOf(member.userid)) if (!relation.ended) friends++;
  return friends >= member.contactCap;
}
