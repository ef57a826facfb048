/** The HTTP server: `/cgi-bin/*` for the API, `/__sim/*` for the actors. Plain node:http, as it must be fast. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Api } from './api.ts';
import type { Control } from './control.ts';
import type { HttpAnswer } from './pages.ts';
import type { UploadedFile } from './route.ts';

/** A mass message to 10,000 customers is some 400 KB. */
const MAX_BODY_BYTES = 2 * 1024 * 1024;
/** The largest file of a direct upload is 20 MB. */
const MAX_FILE_BYTES = 24 * 1024 * 1024;

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
    const isFile = request.headers['content-type']?.startsWith('multipart/form-data') === true;
    const bytes =
      request.method === 'POST'
        ? await readBody(request, isFile ? MAX_FILE_BYTES : MAX_BODY_BYTES)
        : undefined;
    if (bytes === null) return send(response, { status: 413, type: 'text/plain', body: 'too large' });
    const body = isFile ? undefined : bytes?.toString('utf8');
    if (!url.pathname.startsWith('/cgi-bin/')) {
      return send(response, await control({ method: request.method ?? 'GET', url, body }));
    }
    const answer = api.answer({
      name: url.pathname.slice('/cgi-bin/'.length),
      method: request.method ?? 'GET',
      query: url.searchParams,
      body,
      file: isFile && bytes ? await fileOf(bytes, request.headers['content-type'] ?? '') : undefined,
      headers: request.headers,
      ip: request.socket.remoteAddress ?? '127.0.0.1',
    });
    if (answer.kind === 'cut') {
      request.socket.resetAndDestroy();
      return;
    }
    if (answer.delayMs > 0) await new Promise((resolve) => setTimeout(resolve, answer.delayMs).unref());
    if (answer.half) return sendHalf(response, answer);
    response.writeHead(answer.status, {
      ...answer.headers,
      'content-length': Buffer.byteLength(answer.body),
    });
    response.end(answer.body);
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
    ...answer.headers,
    'content-type': answer.type,
    'content-length': Buffer.byteLength(answer.body),
  });
  response.end(answer.body);
}

function sendHalf(
  response: ServerResponse,
  answer: { body: string | Uint8Array; headers: Record<string, string> },
): void {
  const bytes = Buffer.from(answer.body);
  response.writeHead(200, { ...answer.headers, 'content-length': bytes.length });
  response.write(bytes.subarray(0, bytes.length >> 1), () => response.destroy());
}

async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= maxBytes) chunks.push(chunk);
    else if (size > 4 * maxBytes) break;
  }
  return size > maxBytes ? null : Buffer.concat(chunks);
}

/** The part `media` of a form, or undefined when there is none that can be read. */
async function fileOf(bytes: Buffer, contentType: string): Promise<UploadedFile | undefined> {
  try {
    const form = await new Response(bytes, { headers: { 'content-type': contentType } }).formData();
    const part = form.get('media');
    if (part === null || typeof part === 'string') return undefined;
    return { fileName: part.name, type: part.type, bytes: new Uint8Array(await part.arrayBuffer()) };
  } catch {
    return undefined;
  }
}
