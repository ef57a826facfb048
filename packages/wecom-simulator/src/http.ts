/** The HTTP server: `/cgi-bin/*` for the API, `/__sim/*` for the actors. Plain node:http, as it must be fast. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Api } from './api.ts';
import type { Control } from './control.ts';
import type { HttpAnswer } from './pages.ts';

/** A mass message to 10,000 customers is some 400 KB. */
const MAX_BODY_BYTES = 2 * 1024 * 1024;

export interface HttpServer {
  listen(at: { port?: number; host?: string }): Promise<{ url: string; port: number }>;
  close(): Promise<void>;
}

export function createHttpServer(api: Api, control: Control): HttpServer {
  const server: Server = createServer((request, response) => {
    handle(request, response).catch(() => {
      if (!response.headersSent) send(response, { status: 500, type: 'text/plain', body: 'simulator error' });
      else response.destroy();
    });
  });
  // Longer than clients keep idle connections, or one would be closed under a request.
  server.keepAliveTimeout = 65_000;
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', 'http://simulator');
    const body = request.method === 'POST' ? await readBody(request) : undefined;
    if (body === null) return send(response, { status: 413, type: 'text/plain', body: 'too large' });
    if (!url.pathname.startsWith('/cgi-bin/')) {
      return send(response, await control({ method: request.method ?? 'GET', url, body }));
    }
    const answer = api.answer({
      name: url.pathname.slice('/cgi-bin/'.length),
      method: request.method ?? 'GET',
      query: url.searchParams,
      body,
      ip: request.socket.remoteAddress ?? '127.0.0.1',
    });
    if (answer.kind === 'cut') {
      request.socket.resetAndDestroy();
      return;
    }
    if (answer.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, answer.delayMs).unref());
    if (answer.half) return sendHalf(response, answer.body);
    send(response, { status: answer.status, type: 'application/json; charset=UTF-8', body: answer.body });
  };
  return {
    listen: ({ port = 0, host = '127.0.0.1' }) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, host, () => {
          server.off('error', reject);
          const address = server.address() as AddressInfo;
          const name = host.includes(':') ? `[${host}]` : host;
          resolve({
            url: `http://${name === '0.0.0.0' ? '127.0.0.1' : name}:${address.port}`,
            port: address.port,
          });
        });
      }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function send(response: ServerResponse, answer: HttpAnswer): void {
  response.writeHead(answer.status, {
    'content-type': answer.type,
    'content-length': Buffer.byteLength(answer.body),
  });
  response.end(answer.body);
}

function sendHalf(response: ServerResponse, body: string): void {
  const bytes = Buffer.from(body);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': bytes.length });
  response.write(bytes.subarray(0, bytes.length >> 1), () => response.destroy());
}

async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
    else if (size > 4 * MAX_BODY_BYTES) break;
  }
  return size > MAX_BODY_BYTES ? null : Buffer.concat(chunks).toString('utf8');
}
