/**
 * What happens in a corp by itself: each kind of thing so many times an hour, at moments and to people drawn by its kind
 * and number, so that the same seed lives the same life.
 */

import { type Group, ownerOf } from './groups/state.ts';
import type { Actions, Parts } from './parts.ts';
import type { Person } from './people.ts';
import type { Relation } from './world.ts';

/** Times per hour in the whole corp; what is not named does not happen. */
export type Life = Readonly<Partial<Record<LifeKind, number>>>;

export type LifeKind = keyof ReturnType<typeof createHappenings>;

export interface LifeOfCorp {
  /** Replaces the rates; `{}` ends it. */
  set(life: Life): void;
  /** How often each kind of thing has happened; a draw that met nobody does not count. */
  counts(): Readonly<Partial<Record<LifeKind, number>>>;
}

const HOUR_MS = 3_600_000;
const WORDS = [
  '在吗？',
  '想改签周二的航班',
  '行李能再加一件吗',
  '谢谢',
  '可以选座了吗',
  '升舱要多少里程',
  '好的',
] as const;

export function createLife(parts: Parts, actions: Actions): LifeOfCorp {
  const { random, scheduler } = parts;
  const happenings = createHappenings(parts, actions);
  const kinds = Object.keys(happenings) as LifeKind[];
  const drawn = new Map<LifeKind, number>();
  const happened: Partial<Record<LifeKind, number>> = {};
  let generation = 0;
  const next = (kind: LifeKind, perHour: number, mine: number): void => {
    const n = (drawn.get(kind) ?? 0) + 1;
    drawn.set(kind, n);
    // Waiting times of independent events; `at` is below 1, so the logarithm is finite.
    const waitMs = (-Math.log(1 - random.at('life', kind, n)) * HOUR_MS) / perHour;
    scheduler.after(waitMs, () => {
      if (mine !== generation) return;
      if (happenings[kind](n)) happened[kind] = (happened[kind] ?? 0) + 1;
      next(kind, perHour, mine);
    });
  };
  return {
    set: (life) => {
      generation++;
      for (const kind of kinds) {
        const perHour = life[kind] ?? 0;
        if (perHour > 0) next(kind, perHour, generation);
      }
    },
    counts: () => ({ ...happened }),
  };
}

/** Each gets the number of its draw and says whether it could happen. */
function createHappenings(parts: Parts, actions: Actions) {
  const { random, world } = parts;
  const chance = createChance(parts);
  return {
    ...friendHappenings(parts, { actions, chance }),
    ...groupHappenings(parts, { actions, chance }),
    holiday: (n: number) => {
      const userid = chance.userid('holiday', n);
      const back = random.between({ min: HOUR_MS, max: 72 * HOUR_MS }, 'holiday of', n);
      if (!userid || !actions.staff.goOnHoliday({ userid })) return false;
      parts.scheduler.after(back, () => void actions.staff.comeBack({ userid }));
      return true;
    },
    resign: (n: number) => {
      const userid = chance.userid('resign', n);
      // The last one stays: a corp without anybody has no life.
      return userid !== undefined && world.staff.size > 1 && actions.staff.leave({ userid });
    },
    hire: (n: number) => actions.staff.join({ userid: `hired${n}`, name: `新顾问 ${n}` }),
  };
}

interface Cast {
  actions: Actions;
  chance: ReturnType<typeof createChance>;
}

function friendHappenings({ world, random }: Parts, { actions, chance }: Cast) {
  const withFriend = (kind: string, act: (relation: Relation, n: number) => boolean) => (n: number) => {
    const relation = chance.friend(kind, n);
    return relation !== undefined && act(relation, n);
  };
  const whoOf = ({ userid, person }: Relation) => ({ userid, person: person.externalUserId });
  const word = (kind: string, n: number) => chance.pick(WORDS, kind, n) ?? '';
  return {
    scan: (n: number) => {
      const configId = chance.pick([...world.ways.keys()], 'scan', n);
      return configId !== undefined && actions.scan({ configId }).outcome === 'added';
    },
    follow: (n: number) => {
      const linkId = chance.pick([...world.acquisition.links.keys()], 'follow', n);
      return linkId !== undefined && actions.acquisition.follow({ linkId }).outcome === 'added';
    },
    /** A friend passes the member's card on to somebody. */
    share: withFriend('share', ({ userid }, n) => {
      const person = chance.traveller('share', n);
      return (
        person !== undefined &&
        actions.staff.addFriend({ userid, person: person.externalUserId, how: 'card' })
      );
    }),
    write: withFriend('write', (relation, n) =>
      actions.reply({ ...whoOf(relation), text: word('write', n) }),
    ),
    say: withFriend('say', (relation, n) => actions.say({ ...whoOf(relation), text: word('say', n) })),
    block: withFriend('block', (relation) => actions.block(whoOf(relation))),
    staffDelete: withFriend('staffDelete', (relation) => actions.staffDelete(whoOf(relation))),
    remark: withFriend('remark', (relation, n) =>
      actions.staff.remark({ ...whoOf(relation), remark: `${relation.person.name} ${n}` }),
    ),
    tag: withFriend('tag', (relation, n) => {
      const groups = [...world.tagGroups.values()];
      const tag = chance.pick([...(chance.pick(groups, 'tag group', n)?.tags.keys() ?? [])], 'tag', n);
      if (tag === undefined) return false;
      const change = relation.tags.has(tag) ? { remove: [tag] } : { add: [tag] };
      return actions.staff.tag({ ...whoOf(relation), ...change });
    }),
    refuseTransfer: withFriend('refuseTransfer', ({ person }) =>
      actions.staff.refuseTransfer({ person: person.externalUserId }),
    ),
    agree: withFriend('agree', (relation, n) => {
      const says = random.chance(0.9, 'agrees', n) ? 'agree' : 'disagree';
      return actions.consent[says](whoOf(relation));
    }),
  };
}

function groupHappenings({ world }: Parts, { actions, chance }: Cast) {
  const withGroup = (kind: string, act: (group: Group, n: number) => boolean) => (n: number) => {
    const group = chance.group(kind, n);
    return group !== undefined && act(group, n);
  };
  const customerOf = ({ members }: Group, kind: string, n: number): string | undefined =>
    chance.pick(
      [...members.values()].filter(({ type }) => type === 2),
      kind,
      n,
    )?.id;
  return {
    createGroup: (n: number) => {
      const owner = chance.userid('createGroup', n);
      const people = owner ? chance.friendsOf(owner, 'createGroup', n) : [];
      const name = `${WORDS[n % WORDS.length]} ${n}`;
      return owner !== undefined && actions.groups.create({ owner, name, people }) !== undefined;
    },
    joinGroup: (n: number) => {
      const configId = chance.pick([...world.groups.joinWays.keys()], 'joinGroup', n);
      return configId !== undefined && actions.groups.scan({ configId }).outcome === 'joined';
    },
    invite: withGroup('invite', ({ chatId, ...group }, n) => {
      const by = group.owners.at(-1)?.userid ?? '';
      const [person] = chance.friendsOf(by, 'invite', n);
      return person !== undefined && actions.groups.invite({ chatId, by, person });
    }),
    leaveGroup: withGroup('leaveGroup', (group, n) => {
      const person = customerOf(group, 'leaveGroup', n);
      return person !== undefined && actions.groups.leave({ chatId: group.chatId, person });
    }),
    removeFromGroup: withGroup('removeFromGroup', (group, n) => {
      const person = customerOf(group, 'removeFromGroup', n);
      const by = ownerOf(group);
      return person !== undefined && actions.groups.remove({ chatId: group.chatId, by, person });
    }),
    writeInGroup: withGroup('writeInGroup', (group, n) => {
      const person = customerOf(group, 'writeInGroup', n);
      const text = chance.pick(WORDS, 'words in group', n) ?? '';
      return person !== undefined && actions.groups.write({ chatId: group.chatId, person, text });
    }),
    renameGroup: withGroup('renameGroup', ({ chatId }, n) =>
      actions.groups.rename({ chatId, name: `群 ${n}` }),
    ),
    dismissGroup: withGroup('dismissGroup', ({ chatId }) => actions.groups.dismiss({ chatId })),
  };
}

/** Who and what a draw meets. Living ones are looked for a few times, then the draw meets nobody. */
function createChance({ random, world }: Parts) {
  const TRIES = 8;
  const pick = <T>(from: readonly T[], ...key: (string | number)[]): T | undefined =>
    from.length === 0 ? undefined : from[random.between({ min: 0, max: from.length - 1 }, 'pick', ...key)];
  const tries = <T>(draw: (attempt: number) => T | undefined): T | undefined => {
    for (let attempt = 0; attempt < TRIES; attempt++) {
      const found = draw(attempt);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const userid = (kind: string, n: number, attempt = 0) =>
    pick([...world.staff.values()], kind, 'member', n, attempt)?.userid;
  return {
    pick,
    userid,
    friend: (kind: string, n: number): Relation | undefined =>
      tries((attempt) => {
        const list = world.relationsOf(userid(kind, n, attempt) ?? '');
        const relation = pick(list, kind, 'friend', n, attempt);
        return relation?.ended ? undefined : relation;
      }),
    /** Up to three. */
    friendsOf: (of: string, kind: string, n: number): string[] => {
      const list = world.relationsOf(of);
      const found = [0, 1, 2].flatMap((i) => pick(list, kind, 'friends', n, i) ?? []);
      return [...new Set(found.filter(({ ended }) => !ended).map(({ person }) => person.externalUserId))];
    },
    traveller: (kind: string, n: number): Person | undefined =>
      world.people.at(random.between({ min: 0, max: world.people.count() - 1 }, kind, 'traveller', n)),
    group: (kind: string, n: number): Group | undefined =>
      tries((attempt) => {
        const group = pick(world.groups.all, kind, 'group', n, attempt);
        return group?.dismissedAt === undefined ? group : undefined;
      }),
  };
}
