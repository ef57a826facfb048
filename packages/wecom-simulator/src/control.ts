/** `/__sim/*`: the actors over HTTP, for demos and for tests in other processes. Not a part of WeCom. */
import { followInBrowser } from './acquisition/page.ts';
import { areaCommands } from './areas.ts';
import { lastingPicture } from './content/pictures.ts';
import { BadInput, type Command, given, type Input, maybeText, text, who } from './control-input.ts';
import { readFaults, readOrderedFault } from './fault-input.ts';
import { type HttpAnswer, qrCode, scanPage } from './pages.ts';
import type { Simulator } from './simulator.ts';
import type { World } from './world.ts';

export type Control = (request: ControlRequest) => Promise<HttpAnswer>;

interface ControlRequest {
  method: string;
  url: URL;
  body: string | undefined;
}

const commands: Readonly<Record<string, Command>> = {
  scan: (input, { actions }) =>
    actions.scan(
      given({
        configId: maybeText(input, 'configId'),
        state: maybeText(input, 'state'),
        person: input.person === undefined && input.externalUserId === undefined ? undefined : who(input),
      }),
    ),
  reply: (input, { actions }) => ({
    done: actions.reply({ person: who(input), text: text(input, 'text'), ...userid(input) }),
  }),
  say: (input, { actions }) => ({
    done: actions.say({ person: who(input), userid: text(input, 'userid'), text: text(input, 'text') }),
  }),
  tap: async (input, { actions }) => {
    const url = maybeText(input, 'url');
    const status = await actions.tap({ person: who(input), ...(url === undefined ? {} : { url }) });
    return { status: status ?? null };
  },
  block: (input, { actions }) => ({ done: actions.block({ person: who(input), ...userid(input) }) }),
  'staff-delete': (input, { actions }) => ({
    done: actions.staffDelete({ person: who(input), userid: text(input, 'userid') }),
  }),
  confirm: (input, { actions }) => ({
    delivered:
      actions.confirm(
        input.msgid === undefined
          ? { person: who(input) }
          : {
              msgid: text(input, 'msgid'),
              userid: text(input, 'userid'),
              ...(Array.isArray(input.to) ? { to: input.to.map(String) } : {}),
            },
      ) ?? null,
  }),
  faults: (input, simulator) => {
    simulator.setFaults(readFaults(input));
    return { done: true };
  },
  /** One fault, without touching the others: `{id, rate?, times?}`; neither turns it off. */
  fault: (input, simulator) => {
    const amount = (name: string, max: number) => {
      const value = input[name] ?? 0;
      if (typeof value !== 'number' || !(value >= 0 && value <= max))
        throw new BadInput(`${name} must be a number up to ${max}`);
      return value;
    };
    const to = { rate: amount('rate', 1), times: Math.floor(amount('times', 1_000)) };
    if (!simulator.faults.turn(text(input, 'id'), to)) throw new BadInput('there is no such fault');
    return { done: true };
  },
  script: (input, { scripts }) => {
    const played = scripts.play(text(input, 'id'), given({ configId: maybeText(input, 'configId') }));
    if (!played) throw new BadInput('there is no such script');
    return played;
  },
  /** `{do: 'pause' | 'resume'}`, or `{do: 'advance', ms}`: everything due until then happens, each at its moment. */
  clock: async (input, simulator) => {
    const what = text(input, 'do');
    const { clock } = simulator;
    if (what === 'advance') {
      const { ms } = input;
      if (typeof ms !== 'number' || !(ms > 0 && ms <= MAX_ADVANCE_MS))
        throw new BadInput('ms must be a number');
      await simulator.tick(simulator.now() + Math.floor(ms)).catch((error: unknown) => {
        throw new BadInput(error instanceof Error ? error.message : String(error));
      });
    } else {
      if (!clock) throw new BadInput('time cannot be stopped here');
      if (what === 'pause') clock.pause();
      else if (what === 'resume') clock.resume();
      else throw new BadInput('do must be pause, resume or advance');
    }
    return { now: simulator.now(), paused: clock?.paused() ?? null };
  },
  reset: (_, simulator) => {
    simulator.reset();
    return { done: true };
  },
  'fail-next': (input, simulator) => {
    simulator.failNext(readOrderedFault(input));
    return { done: true };
  },
  'expire-token': (_, simulator) => {
    simulator.expireTokens();
    return { done: true };
  },
  'revoke-token': (_, simulator) => {
    simulator.revokeTokens();
    return { done: true };
  },
  'callback-url': async (input, simulator) => {
    const url = text(input, 'url');
    // As the admin console does: a URL that does not answer the verification is not saved.
    const verified = await simulator.verifyCallbackUrl(url);
    if (verified) simulator.setCallbackUrl(url);
    return { verified };
  },
  tick: async (input, simulator) => {
    // A corp that lives by itself would never come to the end of a time that is far off.
    const { toMs } = input;
    if (typeof toMs !== 'number' || !(toMs <= simulator.now() + MAX_ADVANCE_MS))
      throw new BadInput('toMs must be a number, at most 400 days ahead');
    await simulator.tick(toMs);
    return { now: simulator.now() };
  },
};

const MAX_ADVANCE_MS = 400 * 86_400_000;

function userid(input: Input): { userid?: string } {
  const value = maybeText(input, 'userid');
  return value === undefined ? {} : { userid: value };
}

function commandAt(path: string): Command | undefined {
  const [area, name] = path.split('/');
  if (name === undefined) return Object.hasOwn(commands, path) ? commands[path] : undefined;
  const of = Object.hasOwn(areaCommands, area ?? '') ? areaCommands[area ?? ''] : undefined;
  return of && Object.hasOwn(of, name) ? of[name] : undefined;
}

export function createControl(now: () => { simulator: Simulator; world: World }): Control {
  return async ({ method, url, body }) => {
    const { simulator, world } = now();
    const path = url.pathname.replace(/^\/__sim\//, '');
    const page = method === 'GET' ? simulator.actions.identity.browse(url) : undefined;
    if (page) return page;
    if (method === 'GET') return read(path, { url, simulator, world });
    const command = method === 'POST' ? commandAt(path) : undefined;
    if (!command) return json(404, { error: 'no such command' });
    try {
      return json(200, await command(parse(body), simulator));
    } catch (error) {
      if (error instanceof BadInput) return json(400, { error: error.message });
      throw error;
    }
  };
}

const MAX_INPUT_BYTES = 64 * 1024;

function parse(body: string | undefined): Input {
  if ((body?.length ?? 0) > MAX_INPUT_BYTES) throw new BadInput('the body is too large');
  try {
    const value: unknown = JSON.parse(body || '{}');
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Input;
  } catch {
    // Falls through: both are the caller's mistake.
  }
  throw new BadInput('the body must be a JSON object');
}

async function read(
  path: string,
  { url, simulator, world }: { url: URL; simulator: Simulator; world: World },
): Promise<HttpAnswer> {
  const number = (name: string, fallback: number, max: number) => {
    const value = Number(url.searchParams.get(name) ?? fallback);
    return Number.isFinite(value) ? Math.min(max, Math.max(0, Math.floor(value))) : fallback;
  };
  if (path === 'archive') {
    const records = await simulator.archive.pull(
      number('seq', 0, Number.MAX_SAFE_INTEGER),
      number('limit', 100, 1000),
    );
    return json(200, { records });
  }
  if (path === 'people') {
    const offset = number('offset', 0, Number.MAX_SAFE_INTEGER);
    const limit = number('limit', 100, 1000);
    return json(200, { total: simulator.people.count(), people: simulator.people.page(offset, limit) });
  }
  if (path === 'truth') return json(200, simulator.truth(number('limit', 1000, 10_000)));
  const qr = /^qr\/([0-9a-f]{32})\.svg$/.exec(path)?.[1];
  if (qr && (world.ways.has(qr) || world.groups.joinWays.has(qr)))
    return qrCode(`${simulator.url()}/__sim/scan/${qr}`);
  const scanned = /^scan\/([0-9a-f]{32})$/.exec(path)?.[1];
  if (scanned) {
    const person = url.searchParams.get('person');
    const input = { configId: scanned, ...(person ? { person } : {}) };
    const intoGroup = world.groups.joinWays.has(scanned);
    return scanPage(intoGroup ? simulator.actions.groups.scan(input) : simulator.actions.scan(input));
  }
  const own = followInBrowser(path, url, simulator.actions.acquisition) ?? lastingPicture(path, world);
  return own ?? json(404, { error: 'not found' });
}

function json(status: number, value: unknown): HttpAnswer {
  return { status, type: 'application/json; charset=utf-8', body: JSON.stringify(value) };
}
