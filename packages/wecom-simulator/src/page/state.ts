/** Everything an open page shows, asked for anew whenever something has changed. */
import type { Core } from '../core.ts';
import type { LogFilter } from '../log.ts';
import type { Person } from '../people.ts';
import type { Simulator } from '../simulator.ts';
import { rowOf } from './log-view.ts';
import { momentsFor, momentsWaiting } from './moments-view.ts';
import { advisorView, conversationView, groupView, staffName, travellerView } from './people-view.ts';
import { appMessagesOf, requestsTo } from './todo-view.ts';

const MAX_CODES = 60;
const MAX_STAFF = 500;

/** What the page has open. */
interface Asked {
  person: string;
  userid: string;
  /** Of the group that each phone has open. */
  groups: readonly string[];
  filter: LogFilter;
  rows: number;
}

const FILTERS: readonly LogFilter[] = ['all', 'callback', 'api', 'anomalies'];

export function askedOf(query: URLSearchParams): Asked {
  return {
    person: query.get('person') ?? '',
    userid: query.get('userid') ?? '',
    groups: query.getAll('group').slice(0, 2),
    filter: FILTERS.find((filter) => filter === query.get('filter')) ?? 'all',
    rows: Math.min(500, Math.max(1, Math.floor(Number(query.get('rows'))) || 100)),
  };
}

export function stateOf(core: Core, simulator: Simulator, asked: Asked) {
  const { settings, world, scheduler, callbacks, log } = core;
  const { corpId, agentId } = settings.corp;
  const person = chosenPerson(core, asked.person);
  const userid = chosenMember(core, asked.userid, person);
  return {
    now: scheduler.now(),
    clock: clockOf(simulator, settings.clock !== undefined),
    seed: String(settings.seed),
    corp: { corpId, agentId, name: settings.corp.name ?? corpId },
    apiUrl: simulator.url(),
    callbackUrl: callbacks.url() ?? null,
    counts: { people: world.people.count(), staff: world.staff.size },
    staff: [...world.staff.values()]
      .slice(0, MAX_STAFF)
      .map(({ userid: id, name }) => ({ userid: id, name })),
    codes: codesOf(core),
    faults: core.switches.list(),
    scripts: core.scripts.list(),
    totals: log.totals(),
    log: log.latest({ limit: asked.rows, filter: asked.filter }).map(rowOf),
    traveller: person ? travellerView(core, person) : null,
    moments: person ? momentsFor(core, person) : [],
    advisor:
      userid === undefined
        ? null
        : {
            ...advisorView(core, userid),
            moments: momentsWaiting(core, userid),
            requests: requestsTo(core, userid),
            messages: appMessagesOf(core, userid),
          },
    conversation: person && userid !== undefined ? conversationView(core, userid, person) : null,
    groups: Object.fromEntries(asked.groups.map((chatId) => [chatId, groupView(core, chatId)])),
  };
}

function clockOf(simulator: Simulator, given: boolean): 'real' | 'flowing' | 'paused' | 'ticked' {
  if (simulator.clock) return simulator.clock.paused() ? 'paused' : 'flowing';
  return given ? 'ticked' : 'real';
}

/** Whoever was asked for, or who talked last, or the first. */
function chosenPerson(core: Core, wanted: string): Person | undefined {
  const asked = wanted === '' ? undefined : core.actions.findPerson(wanted);
  return asked ?? core.chats.talking(1)[0]?.person ?? core.world.people.at(0);
}

function chosenMember({ world }: Core, wanted: string, person: Person | undefined): string | undefined {
  const friend = person && world.relationsWith(person.externalUserId).at(-1)?.userid;
  const asked = world.staff.get(wanted.toLowerCase())?.userid;
  return asked ?? friend ?? world.staff.values().next().value?.userid;
}

/** What a traveller can scan or follow, newest first. */
function codesOf(core: Core) {
  const { world } = core;
  const ways = [...world.ways.values()].slice(-MAX_CODES).reverse();
  const links = [...world.acquisition.links.values()].slice(-MAX_CODES).reverse();
  const joinWays = [...world.groups.joinWays.values()].slice(-MAX_CODES).reverse();
  return {
    ways: ways.map(({ way, scans }) => ({
      configId: way.config_id,
      label: way.state || way.remark || '',
      staff: (way.user ?? []).slice(0, 3).map((userid) => staffName(core, userid)),
      more: Math.max(0, (way.user ?? []).length - 3),
      scans,
    })),
    links: links.map(({ id, name, customers, range }) => ({
      linkId: id,
      name,
      staff: range.users.slice(0, 3).map((userid) => staffName(core, userid)),
      customers: customers.length,
    })),
    joinWays: joinWays.map(({ configId, settings }) => ({
      configId,
      label: settings.state || settings.remark || '',
      groups: (settings.chat_id_list ?? []).map(
        (chatId) => world.groups.byChatId.get(chatId)?.name || chatId,
      ),
    })),
  };
}
