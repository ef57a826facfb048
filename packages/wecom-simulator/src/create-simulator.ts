import { createControl } from './control.ts';
import { type Core, createCore } from './core.ts';
import { createFeed } from './feed.ts';
import { createHttpServer } from './http.ts';
import type { SimulatorOptions } from './options.ts';
import { createPage, type Page } from './page/page.ts';
import type { Person } from './people.ts';
import type { Simulator, Traveller } from './simulator.ts';
import { takeSnapshot } from './snapshot.ts';
import { tellTruth } from './truth.ts';

export function createSimulator(options: SimulatorOptions): Simulator {
  const feed = createFeed();
  let url = '';
  const outside = { feed, publicUrl: () => url };
  let core = createCore(options, outside);
  const server = createHttpServer(
    { ...core.api, answer: (request) => core.api.answer(request) },
    createControl(() => ({ simulator, ...core })),
  );
  const pages: Page[] = [];

  const simulator: Simulator = {
    listen: async (at = {}) => {
      const listening = await server.listen(at);
      url = listening.url;
      return listening;
    },
    openPage: async (at = {}) => {
      const page = createPage({ feed, core: () => core, simulator }, at.frames ?? []);
      pages.push(page);
      return page.listen(at);
    },
    close: async () => {
      core.scheduler.stop();
      for (const page of pages.splice(0)) await page.close();
      await server.close();
    },
    reset: () => {
      core.scheduler.stop();
      const { callbacks, archive } = core;
      const target = callbacks.url();
      const { callbackUrl: _, ...rest } = options;
      core = createCore(
        // Whoever reads the archive keeps its position, so records are numbered on.
        {
          ...rest,
          archiveStartSeq: archive.lastSeq(),
          ...(target === undefined ? {} : { callbackUrl: target }),
        },
        outside,
      );
      feed.touch();
    },
    ...viewsOf(() => core),
    url: () => url,
    clock: options.clock && 'resume' in options.clock ? options.clock : undefined,
    get actions() {
      return core.actions;
    },
    get log() {
      return core.log;
    },
    get faults() {
      return core.switches;
    },
    get scripts() {
      return core.scripts;
    },
  };
  return simulator;
}

/** What is asked of whichever corp there is now. */
function viewsOf(core: () => Core) {
  return {
    now: () => core().scheduler.now(),
    tick: (toMs) => core().scheduler.runUntil(toMs),
    settle: () => core().scheduler.settle(),
    people: peopleView(core),
    archive: { pull: async (seq, limit) => core().archive.pull(seq, limit) },
    truth: (limit) => tellTruth(core(), limit),
    snapshot: () => takeSnapshot(core().world),
    staffMessages: () => core().world.staffMessages,
    setFaults: (next) => {
      core().callbacks.faults.set(next.callbacks);
      core().faults.set(next.api ?? []);
    },
    setLife: (life) => core().life.set(life),
    lived: () => core().life.counts(),
    failNext: (fault) => core().faults.order(fault),
    expireTokens: () => core().tokens.expireAll(),
    revokeTokens: () => core().tokens.revokeAll(),
    setCallbackUrl: (url) => core().callbacks.setUrl(url),
    verifyCallbackUrl: (url) => core().callbacks.verify(url),
  } satisfies Partial<Simulator>;
}

function peopleView(core: () => Core): Simulator['people'] {
  return {
    count: () => core().world.people.count(),
    page: (offset, limit) => {
      const { people } = core().world;
      const end = Math.min(people.count(), offset + limit);
      const page: Traveller[] = [];
      for (let i = offset; i < end; i++) {
        const person = people.at(i);
        if (person) page.push(travellerOf(person));
      }
      return page;
    },
    find: (who) => {
      const person = core().actions.findPerson(who);
      return person && travellerOf(person);
    },
    add: (input) => travellerOf(core().world.people.add(input)),
  };
}

function travellerOf(person: Person): Traveller {
  const { index, externalUserId, unionid, name, mobile, gender } = person;
  return { index, externalUserId, unionid, name, mobile, gender };
}
