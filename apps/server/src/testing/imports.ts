import { type Client, createClient } from '@jetbridge/client';
import type { Import, ImportMap } from '@jetbridge/contract';
import { Registry } from 'prom-client';
import { afterAll, afterEach, beforeAll, beforeEach } from 'vitest';
import { createHttp, type Http } from '../kernel/http.ts';
import { type Lanes, startLanes } from '../kernel/lanes.ts';
import { openSignal, type Signal } from '../kernel/signal.ts';
import { createAccess } from '../modules/access/index.ts';
import { createCustomers } from '../modules/customers/index.ts';
import { createEvents, type Events } from '../modules/events/index.ts';
import { bindImportsRoutes, createImports, type Imports } from '../modules/imports/index.ts';
import { type Spine, startSpine } from '../spine/index.ts';
import { openTestStores, type TestStores } from './stores.ts';

const localKey = `jb_${'l'.repeat(43)}`;
export let stores: TestStores;
export let events: Events;
export let imports: Imports;
export let client: Client;
let url: string;
let worker: { stop(): Promise<void> } | null = null;

/** Imports, and the spine that takes what they store to the customers, for one test file; a worker runs in each test. */
export function setUpImports(): void {
  let close: () => Promise<void>;
  beforeAll(async () => {
    stores = await openTestStores();
    const { pg, log } = stores;
    const signal = await openSignal({ url: stores.postgresUrl, log });
    const lanes = await startLanes({ pg, log, replica: '00000000-0000-7000-8000-000000000001' });
    events = createEvents({ ...stores, signal });
    await events.ensurePartitions();
    const customers = createCustomers(stores);
    const deaf = { onChanges: async () => undefined, listeners: [], wakes: [] };
    const spine = startSpine({ ...stores, lanes, signal, customers, ...deaf });
    const { gate } = createAccess({ ...stores, localKey });
    const http = await createHttp({ logger: log, gate, registry: new Registry(), checkReplies: true });
    imports = createImports({ ...stores, events });
    bindImportsRoutes(http, imports);
    url = await http.app.listen({ port: 0, host: '127.0.0.1' });
    client = createClient({ url, token: localKey });
    close = () => closeAll({ http, spine, lanes, signal });
  });
  afterAll(() => close());
  beforeEach(startWorker);
  afterEach(stopWorker);
}

async function closeAll(parts: { http: Http; spine: Spine; lanes: Lanes; signal: Signal }): Promise<void> {
  await parts.http.app.close();
  await parts.spine.stop();
  await parts.lanes.stop();
  await parts.signal.close();
  await stores.close();
}

export function startWorker(): void {
  worker = imports.start();
}

export async function stopWorker(): Promise<void> {
  await worker?.stop();
  worker = null;
}

export function put(id: string, bytes: Uint8Array, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${url}/api/imports/${id}/file`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${localKey}`, 'content-type': 'application/octet-stream', ...headers },
    body: Buffer.from(bytes),
  });
}

export async function upload(kind: Import['kind'], file: string | Uint8Array): Promise<string> {
  const { id } = await client.imports.create({ body: { fileName: 'a file.csv', kind } });
  const reply = await put(id, typeof file === 'string' ? Buffer.from(file) : file);
  if (!reply.ok) throw new Error(await reply.text());
  return id;
}

export async function ended(id: string): Promise<Import> {
  for (;;) {
    const item = await client.imports.get({ params: { id } });
    if (item.finishedAt !== null) return item;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

export async function importFile(map: ImportMap, file: string | Uint8Array): Promise<Import> {
  const id = await upload(map.kind, file);
  await client.imports.run({ params: { id }, body: { map } });
  return ended(id);
}

/** What an import came to. */
export function counts({ status, read, accepted, repeated, refused }: Import) {
  return { status, read, accepted, repeated, refused };
}

/** Resolves when the spine has worked off all that was stored. */
export async function delivered(): Promise<void> {
  while ((await events.backlog(1)) > 0) await new Promise((resolve) => setTimeout(resolve, 50));
}
