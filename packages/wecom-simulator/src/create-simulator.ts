import { createActions } from './actions.ts';
import { createApi } from './api.ts';
import { createArchive } from './archive.ts';
import { createCallbackSender } from './callbacks.ts';
import { createControl } from './control.ts';
import { createApiFaults } from './faults.ts';
import { createHttpServer } from './http.ts';
import { type SimulatorOptions, withDefaults } from './options.ts';
import type { Actions, Parts } from './parts.ts';
import { createPeople, type Person } from './people.ts';
import { createRandom } from './random.ts';
import { createScheduler } from './scheduler.ts';
import type { Simulator, Traveller } from './simulator.ts';
import { restore, takeSnapshot } from './snapshot.ts';
import { createTokens } from './tokens.ts';
import { tellTruth } from './truth.ts';
import { createWorld, type World } from './world.ts';

export function createSimulator(options: SimulatorOptions): Simulator {
  const settings = withDefaults(options);
  const random = createRandom(settings.seed);
  const scheduler = createScheduler(settings.clock);
  const world = createWorld(createPeople(random, settings.people), settings.staff);
  const callbacks = createCallbackSender({ settings, random, scheduler });
  const archive = createArchive({
    random,
    scheduler,
    callbacks,
    notifyMs: settings.archiveNotifyMs,
    startSeq: settings.archiveStartSeq,
  });
  if (options.snapshot) restore(world, options.snapshot);
  const parts: Parts = { settings, random, scheduler, world, callbacks, archive };
  const actions = createActions(parts);
  const tokens = createTokens({ random, now: scheduler.now });
  const faults = createApiFaults(random, settings.faults?.api ?? []);
  let url = '';
  const api = createApi({ ...parts, actions, tokens, publicUrl: () => url }, faults);
  const server = createHttpServer(
    api,
    createControl(() => simulator, world),
  );

  const simulator: Simulator = {
    listen: async (at = {}) => {
      const listening = await server.listen(at);
      url = listening.url;
      return listening;
    },
    close: async () => {
      scheduler.stop();
      await server.close();
    },
    url: () => url,
    now: scheduler.now,
    clock: settings.clock && 'resume' in settings.clock ? settings.clock : undefined,
    tick: scheduler.runUntil,
    settle: scheduler.settle,
    actions,
    people: peopleView(world, actions),
    archive: { pull: async (seq, limit) => archive.pull(seq, limit) },
    truth: (limit) => tellTruth({ world, callbacks, api, scheduler }, limit),
    snapshot: () => takeSnapshot(world),
    staffMessages: () => world.staffMessages,
    setFaults: (next) => {
      callbacks.setFaults(next.callbacks);
      faults.set(next.api ?? []);
    },
    failNext: faults.order,
    expireTokens: tokens.expireAll,
    revokeTokens: tokens.revokeAll,
    setCallbackUrl: callbacks.setUrl,
    verifyCallbackUrl: callbacks.verify,
  };
  return simulator;
}

function peopleView(world: World, actions: Actions): Simulator['people'] {
  return {
    count: world.people.count,
    page: (offset, limit) => {
      const end = Math.min(world.people.count(), offset + limit);
      const page: Traveller[] = [];
      for (let i = offset; i < end; i++) {
        const person = world.people.at(i);
        if (person) page.push(travellerOf(person));
      }
      return page;
    },
    find: (who) => {
      const person = actions.findPerson(who);
      return person && travellerOf(person);
    },
    add: (input) => travellerOf(world.people.add(input)),
  };
}

function travellerOf(person: Person): Traveller {
  const { index, externalUserId, unionid, name, mobile, gender } = person;
  return { index, externalUserId, unionid, name, mobile, gender };
}
