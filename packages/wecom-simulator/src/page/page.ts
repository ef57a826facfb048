/** The page on its own port: files, what they show, and the commands of whoever looks at it. Loopback only. */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createControl } from '../control.ts';
import type { Core } from '../core.ts';
import type { Feed } from '../feed.ts';
import { type HttpAnswer, qrCode } from '../pages.ts';
import type { Simulator } from '../simulator.ts';
import { createFiles } from './files.ts';
import { createLive } from './live.ts';
import { peopleFound } from './people-view.ts';
import { pictureOf } from './pictures.ts';
import { isAllowed, securityHeaders } from './security.ts';
import { exampleConfig } from './signatures.ts';
import { askedOf, stateOf } from './state.ts';

export interface Page {
  listen(at: { port?: number; host?: string }): Promise<{ url: string; port: number }>;
  close(): Promise<void>;
}

interface PageParts {
  feed: Feed;
  core: () => Core;
  simulator: Simulator;
}

const MAX_BODY_BYTES = 64 * 1024;

export function createPage(parts: PageParts, frames: readonly string[]): Page {
  // Who has read it may give commands; a page from elsewhere cannot read it.
  const token = randomBytes(16).toString('hex');
  const live = createLive(parts.feed, token);
  const files = createFiles();
  const control = createControl(() => ({ simulator: parts.simulator, ...parts.core() }));
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://page');
    const headers = securityHeaders(url.pathname, frames);
    const send = (answer: HttpAnswer): void => {
      response.writeHead(answer.status, { 'content-type': answer.type, ...headers, ...answer.headers });
      response.end(answer.body);
    };
    if (!isAllowed(request, token)) return send(text(403, 'not from this page'));
    if (request.method === 'POST') {
      const body = await readBody(request);
      if (body === undefined) return send(text(413, 'too large'));
      const answer = await control({ method: 'POST', url, body });
      parts.feed.touch();
      return send(answer);
    }
    if (request.method !== 'GET') return send(text(405, 'only GET and POST'));
    if (url.pathname === '/live') return live.open(response);
    const seen = await view(url, parts, token);
    if (seen) return send(seen);
    const file = await files(url.pathname);
    send(file ? { status: 200, ...file } : text(404, 'not found'));
  };
  const server = createServer((request, response) => {
    handle(request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
      response.end('simulator error');
    });
  });
  return {
    listen: ({ port = 0, host = '127.0.0.1' }) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, () => {
          const { port: taken } = server.address() as AddressInfo;
          const name = host.includes(':') ? `[${host}]` : host;
          resolve({ url: `http://${name}:${taken}`, port: taken });
        });
      }),
    close: () =>
      new Promise((resolve) => {
        live.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function view(url: URL, parts: PageParts, token: string): Promise<HttpAnswer | undefined> {
  const core = parts.core();
  const { pathname, searchParams } = url;
  if (pathname === '/session') return json({ token, start: token });
  if (pathname === '/state') return json(stateOf(core, parts.simulator, askedOf(searchParams)));
  if (pathname === '/demo/config') return json(exampleConfig(core, searchParams.get('url') ?? ''));
  if (pathname === '/people') return json({ people: peopleFound(core, searchParams.get('q') ?? '') });
  if (pathname === '/log.json')
    return json(exported(core), { 'content-disposition': 'attachment; filename="wecom-log.json"' });
  const seq = /^\/log\/(\d+)$/.exec(pathname)?.[1];
  if (seq) return json(core.log.find(Number(seq)) ?? null);
  const way = /^\/qr\/([0-9a-f]{32})\.svg$/.exec(pathname)?.[1];
  if (way) return qrCode(`${parts.simulator.url()}/__sim/scan/${way}`);
  const picture = /^\/picture\/(.+)$/.exec(pathname)?.[1];
  return picture ? pictureOf(core, decodeURIComponent(picture)) : undefined;
}

function exported(core: Core) {
  const { settings, scheduler, log } = core;
  const entries = log.latest({ limit: Number.POSITIVE_INFINITY, filter: 'all' }).reverse();
  return {
    corpId: settings.corp.corpId,
    seed: settings.seed,
    now: scheduler.now(),
    totals: log.totals(),
    entries,
  };
}

function json(value: unknown, headers?: Record<string, string>): HttpAnswer {
  const type = 'application/json; charset=utf-8';
  return { status: 200, type, body: JSON.stringify(value), ...(headers ? { headers } : {}) };
}

function text(status: number, body: string): HttpAnswer {
  return { status, type: 'text/plain; charset=utf-8', body };
}

async function readBody(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
