/** One corp from its beginning on. A reset makes a new one behind the same simulator. */
import { createActions } from './actions.ts';
import { type Api, createApi } from './api.ts';
import { createArchive } from './archive.ts';
import { createCallbackSender } from './callbacks.ts';
import { type Chats, createChats } from './chat/chats.ts';
import { mayRecord } from './consent/rules.ts';
import { createFaultSwitches, type FaultSwitches } from './fault-switches.ts';
import { type ApiFaults, createApiFaults } from './faults.ts';
import type { Feed } from './feed.ts';
import { createLife, type LifeOfCorp } from './life.ts';
import { createLog, type Log } from './log.ts';
import { createLoggedApi } from './logged-api.ts';
import { type SimulatorOptions, withDefaults } from './options.ts';
import type { Actions, Parts, Reactions } from './parts.ts';
import { createPeople } from './people.ts';
import { createRandom } from './random.ts';
import { createScheduler } from './scheduler.ts';
import { createScripts, type Scripts } from './scripts.ts';
import { restore } from './snapshot.ts';
import { createTokens, type Tokens } from './tokens.ts';
import { createWorld } from './world.ts';

export interface Core extends Parts {
  actions: Actions & Reactions;
  tokens: Tokens;
  faults: ApiFaults;
  switches: FaultSwitches;
  chats: Chats;
  log: Log;
  life: LifeOfCorp;
  scripts: Scripts;
  api: Api;
}

/** `publicUrl` is where the simulator can be reached, for the URLs in its answers. */
export function createCore(
  options: SimulatorOptions,
  outside: { feed: Feed; publicUrl: () => string },
): Core {
  const { feed, publicUrl } = outside;
  const settings = withDefaults(options);
  const random = createRandom(settings.seed);
  const scheduler = createScheduler(settings.clock);
  const world = createWorld(createPeople(random, settings.people), settings.staff);
  const log = createLog(feed);
  const chats = createChats(feed);
  const callbacks = createCallbackSender({ settings, random, scheduler, log });
  const archive = createArchive({
    random,
    scheduler,
    callbacks,
    notifyMs: settings.archiveNotifyMs,
    startSeq: settings.archiveStartSeq,
    mayRecord: (said) => mayRecord(world, said),
    fileOf: (id) => world.content.media.get(id),
  });
  if (options.snapshot) restore(world, options.snapshot);
  const parts: Parts = { settings, random, scheduler, world, callbacks, archive, chats };
  const actions = createActions(parts);
  seedFriends(parts, actions, options.friends ?? 0);
  const life = createLife(parts, actions);
  life.set(options.life ?? {});
  const tokens = createTokens({ random, now: scheduler.now });
  const faults = createApiFaults(random, settings.faults?.api ?? []);
  const switches = createFaultSwitches({ callbacks: callbacks.faults, api: faults, feed });
  const api = createLoggedApi({ log, scheduler, world, faults }, (watched) =>
    createApi({ ...parts, actions, tokens, publicUrl }, watched),
  );
  const scripts = createScripts(parts, actions, feed);
  return { ...parts, actions, life, tokens, faults, switches, log, scripts, api };
}

const YEAR_MS = 365 * 86_400_000;

function seedFriends({ world, random, scheduler }: Parts, actions: Actions, friends: number): void {
  const userids = [...world.staff.values()].map(({ userid }) => userid);
  for (let i = 0; i < Math.min(friends, world.people.count()); i++) {
    const at = scheduler.now() - Math.floor(random.at('friend since', i) * YEAR_MS);
    actions.befriend({ userid: userids[i % userids.length] ?? '', person: i, at });
  }
}
