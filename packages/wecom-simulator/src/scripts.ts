/** Whole scenes at the press of a button. Drawn from the seed: after a reset the same happens again. */
import type { Feed } from './feed.ts';
import type { Actions, Parts } from './parts.ts';
import type { Person } from './people.ts';
import type { StoredWay } from './world.ts';

export interface Script {
  id: string;
  people: number;
  /** From the first to the last. */
  overMs: number;
  /** Of the latest run; null before the first. */
  run: { startedAt: number; done: number; total: number; refused: number } | null;
}

/** `running`: it has not ended yet. `no_code`: there is no contact way to scan. */
export type Played = { started: true; total: number } | { started: false; reason: 'running' | 'no_code' };

export interface Scripts {
  list(): Script[];
  /** Undefined when there is no such script. Without `configId` the way with the most members is scanned. */
  play(id: string, choice?: { configId?: string }): Played | undefined;
}

interface Scene {
  people: number;
  overMs: number;
  /** Whether somebody did something; called at each person's moment. */
  act(at: {
    parts: Parts;
    actions: Actions;
    way: StoredWay;
    nth: number;
    friend: Person | undefined;
  }): boolean;
  /** Takes those who are friends already. */
  ofFriends: boolean;
}

const QUESTIONS = [
  'YJ 5137 还要等多久？',
  '延误险怎么报？',
  '能改签到晚上那班吗？',
  '我赶不上转机了，怎么办？',
  '有餐食和休息室吗？',
  '可以退票吗？',
  '麻烦给我开延误证明',
];

const SCENES: Readonly<Record<string, Scene>> = {
  gate: {
    people: 200,
    overMs: 60_000,
    ofFriends: false,
    act: ({ actions, way }) => actions.scan({ configId: way.way.config_id }).outcome !== 'refused',
  },
  delay: {
    people: 142,
    overMs: 600_000,
    ofFriends: true,
    act: ({ parts, actions, way, nth, friend }) => {
      const { random, scheduler } = parts;
      const question = random.between({ min: 0, max: QUESTIONS.length - 1 }, 'script', 'delay', 'words', nth);
      const text = QUESTIONS[question] ?? '';
      if (friend) return actions.reply({ person: friend.index, text });
      // Too few friends: somebody new finds the code at the gate, and then writes.
      const scanned = actions.scan({ configId: way.way.config_id });
      if (scanned.outcome !== 'added') return false;
      const afterMs = random.between({ min: 3_000, max: 20_000 }, 'script', 'delay', 'after', nth);
      scheduler.after(afterMs, () => void actions.reply({ person: scanned.externalUserId, text }));
      return true;
    },
  },
};

/** Friends looked at when some are chosen. */
const MAX_FRIENDS = 20_000;

export function createScripts(parts: Parts, actions: Actions, feed: Feed): Scripts {
  const { random, scheduler, world } = parts;
  const runs = new Map<string, NonNullable<Script['run']>>();
  return {
    list: () =>
      Object.entries(SCENES).map(([id, { people, overMs }]) => ({
        id,
        people,
        overMs,
        run: runs.get(id) ?? null,
      })),
    play: (id, { configId } = {}) => {
      const scene = Object.hasOwn(SCENES, id) ? SCENES[id] : undefined;
      if (!scene) return undefined;
      const last = runs.get(id);
      if (last && last.done < last.total) return { started: false, reason: 'running' };
      const way = configId === undefined ? widest(parts) : world.ways.get(configId);
      if (!way) return { started: false, reason: 'no_code' };
      const friends = scene.ofFriends ? someFriends(parts, id, scene.people) : [];
      const run = { startedAt: scheduler.now(), done: 0, total: scene.people, refused: 0 };
      runs.set(id, run);
      for (let nth = 0; nth < scene.people; nth++) {
        scheduler.after(random.between({ min: 0, max: scene.overMs }, 'script', id, 'at', nth), () => {
          run.done++;
          if (!scene.act({ parts, actions, way, nth, friend: friends[nth] })) run.refused++;
          feed.touch();
        });
      }
      return { started: true, total: run.total };
    },
  };
}

function widest({ world }: Parts): StoredWay | undefined {
  const size = ({ way }: StoredWay) => way.user?.length ?? 0;
  let best: StoredWay | undefined;
  for (const way of world.ways.values()) if (!best || size(way) >= size(best)) best = way;
  return best;
}

function someFriends({ world, random }: Parts, id: string, count: number): Person[] {
  const friends = new Set<Person>();
  for (const relation of world.allRelations()) {
    if (!relation.ended) friends.add(relation.person);
    if (friends.size === MAX_FRIENDS) break;
  }
  const place = (person: Person) => random.at('script', id, 'who', person.index);
  return [...friends].sort((a, b) => place(a) - place(b)).slice(0, count);
}
