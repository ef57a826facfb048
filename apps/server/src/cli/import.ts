/** `jetbridge import members|events FILE --map MAP`: a file into the running server. */
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { parseArgs } from 'node:util';
import { ApiError, type Client, createClient } from '@jetbridge/client';
import { type Import, ImportMap } from '@jetbridge/contract';
import { Compile } from 'typebox/compile';
import { runningServers } from '../kernel/data-directory.ts';
import {
  createProgressLine,
  type ProgressLine,
  progressText,
  reportLines,
  uploadText,
} from './import-progress.ts';

const USAGE = `Usage: jetbridge import members|events FILE --map MAP [--encoding utf-8|gb18030] [--url URL --key KEY]

  --map       a shipped map (airline-members, cdnow) or a JSON file that follows the ImportMap of /openapi.json
  --encoding  how the file is written; found out when not given
  --url       the server, when it does not run on this machine; --key is an API key with imports:write

Taking the same file again adds nothing. The exit code is 0 when rows went in or were there already, refused ones or
not; 1 when none did; 2 when the command was not understood.`;

/** What the person got wrong, told without a stack. */
class Misuse extends Error {}

interface Request {
  kind: Import['kind'];
  file: string;
  map: string;
  encoding: 'utf-8' | 'gb18030' | undefined;
  server: { url: string; token: string } | null;
}

interface Server {
  url: string;
  token: string;
  client: Client;
}

/** Refused rows that the terminal shows; the server keeps more. */
const shownRefusals = 20;
const pollMs = 250;
/** A server that restarts goes on with the import by itself; so long we wait for it to come back. */
const patienceMs = 90_000;

export async function importFile(args: readonly string[]): Promise<number> {
  if (args.some((arg) => arg === '--help' || arg === '-h')) {
    console.log(USAGE);
    return 0;
  }
  try {
    return await importRequested(readRequest(args));
  } catch (error) {
    if (!(error instanceof Misuse) && !(error instanceof ApiError)) throw error;
    const details =
      error instanceof ApiError && error.details !== undefined
        ? `\n${JSON.stringify(error.details, null, 2)}`
        : '';
    console.error(`jetbridge import: ${error.message}${details}`);
    return error instanceof Misuse ? 2 : 1;
  }
}

function readRequest(args: readonly string[]): Request {
  const { positionals, values } = parsed(args);
  const [kind, file, ...rest] = positionals;
  if ((kind !== 'members' && kind !== 'events') || file === undefined || rest.length > 0)
    throw new Misuse(`what is to be imported?\n\n${USAGE}`);
  if (values.map === undefined) throw new Misuse(`--map is missing\n\n${USAGE}`);
  if (!existsSync(file) || !statSync(file).isFile()) throw new Misuse(`there is no file ${resolve(file)}`);
  const { encoding, url, key } = values;
  if (encoding !== undefined && encoding !== 'utf-8' && encoding !== 'gb18030')
    throw new Misuse('--encoding is utf-8 or gb18030');
  if ((url === undefined) !== (key === undefined)) throw new Misuse('--url and --key belong together');
  const server = url !== undefined && key !== undefined ? { url: url.replace(/\/+$/, ''), token: key } : null;
  return { kind, file, map: values.map, encoding, server };
}

function parsed(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { map: text, encoding: text, url: text, key: text },
    });
  } catch (error) {
    throw new Misuse(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`);
  }
}

async function importRequested(request: Request): Promise<number> {
  const server = findServer(request);
  const map = await findMap(server.client, request);
  const progress = createProgressLine(process.stderr, () => performance.now());
  const { id } = await server.client.imports.create({
    body: { fileName: basename(request.file).slice(0, 200), kind: request.kind },
  });
  const stop = cancelOnInterrupt(server.client, id);
  try {
    await upload(server, { id, file: request.file, progress });
    await server.client.imports.run({ params: { id }, body: { map } });
    const { item, client } = await follow(request, { id, progress, server });
    const refusals =
      item.refused === 0
        ? []
        : (await client.imports.refusals({ params: { id }, query: { limit: shownRefusals } })).items;
    for (const line of reportLines(item, refusals)) console.log(line);
    return item.status === 'done' && (item.accepted + item.repeated > 0 || item.read === 0) ? 0 : 1;
  } finally {
    progress.end();
    stop();
  }
}

/** The given server, else the one that runs on this machine's data directory. */
function findServer(request: Request): Server {
  if (request.server) return { ...request.server, client: createClient(request.server) };
  const dataDir = resolve(process.cwd(), process.env.JETBRIDGE_DATA_DIR || '.jetbridge');
  for (const { url, localKey } of runningServers(dataDir)) {
    if (url === undefined || localKey === undefined) continue;
    const local = { url: reachable(url), token: localKey };
    return { ...local, client: createClient(local) };
  }
  throw new Misuse(
    `no server runs on ${dataDir}. Start one (npm start), set JETBRIDGE_DATA_DIR, or give --url and --key.`,
  );
}

/** A server that listens on every address is not called by that name. */
function reachable(url: string): string {
  return url.replace('//0.0.0.0:', '//127.0.0.1:').replace('//[::]:', '//[::1]:').replace(/\/+$/, '');
}

async function findMap(client: Client, request: Request): Promise<ImportMap> {
  const { items } = await client.imports.maps();
  const shipped = items.find((item) => item.name === request.map)?.map;
  const map =
    shipped ??
    readMap(
      request.map,
      items.map((item) => item.name),
    );
  if (map.kind !== request.kind) throw new Misuse(`the map ${request.map} is for ${map.kind}`);
  return request.encoding === undefined ? map : { ...map, encoding: request.encoding };
}

function readMap(path: string, shipped: readonly string[]): ImportMap {
  if (!existsSync(path))
    throw new Misuse(`there is neither a map ${path} (shipped are ${shipped.join(', ')}) nor such a file`);
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Misuse(`${path} is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  // The shipped files carry a title beside the map; a copy of one works as it is.
  const map = typeof content === 'object' && content !== null && 'map' in content ? content.map : content;
  const check = Compile(ImportMap);
  if (check.Check(map)) return map;
  const problems = check.Errors(map).slice(0, 5);
  throw new Misuse(
    `${path} is not a map:\n${problems.map((p) => `  ${p.instancePath || '/'} ${p.message}`).join('\n')}`,
  );
}

async function upload(
  server: Server,
  what: { id: string; file: string; progress: ProgressLine },
): Promise<void> {
  const total = statSync(what.file).size;
  let sent = 0;
  const bytes = createReadStream(what.file);
  bytes.on('data', (chunk) => {
    sent += chunk.length;
    what.progress.show(uploadText(sent, total));
  });
  const reply = await fetch(`${server.url}/api/imports/${what.id}/file`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${server.token}`, 'content-type': 'application/octet-stream' },
    body: Readable.toWeb(bytes),
    duplex: 'half',
  });
  if (reply.ok) return;
  const refused = (await reply.json().catch(() => ({}))) as {
    code?: string;
    message?: string;
    details?: unknown;
  };
  throw new ApiError(reply.status, { ...refused, code: refused.code ?? 'server.failed' });
}

/** Until the import has ended; a server that goes away meanwhile is looked for again. */
async function follow(request: Request, at: { id: string; progress: ProgressLine; server: Server }) {
  let { client } = at.server;
  let lostAt: number | null = null;
  for (;;) {
    try {
      const item = await client.imports.get({ params: { id: at.id } });
      lostAt = null;
      at.progress.show(progressText(item));
      if (item.finishedAt !== null) {
        at.progress.end();
        return { item, client };
      }
    } catch (error) {
      lostAt ??= performance.now();
      if (!mayComeBack(error) || performance.now() - lostAt > patienceMs) throw error;
      at.progress.show('The server does not answer; it goes on with the import once it is back');
      client = again(request) ?? client;
    }
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

/** A restarted server has another key, and perhaps another port. */
function again(request: Request): Client | null {
  try {
    return findServer(request).client;
  } catch {
    return null;
  }
}

function mayComeBack(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status === 401 || error.status === 503);
}

/** Ctrl-C stops the import as well, not only the watching of it. */
function cancelOnInterrupt(client: Client, id: string): () => void {
  const onInterrupt = () => {
    client.imports
      .cancel({ params: { id } })
      .then(() => console.error('\nCancelled; rows already taken stay.'))
      .catch((error: unknown) => console.error(`\n${error instanceof Error ? error.message : String(error)}`))
      .finally(() => process.exit(130));
  };
  process.once('SIGINT', onInterrupt);
  return () => process.off('SIGINT', onInterrupt);
}
