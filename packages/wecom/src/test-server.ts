/** A server of node:http for tests, and a client of it that does not wait between attempts. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createWecomClient, type WecomClientOptions } from './client.ts';
import { defineEndpoint, type ReplyBase } from './endpoint.ts';
import { WecomError } from './errors.ts';

export const read = defineEndpoint<object, ReplyBase & { text?: string }>()('test/read', {
  method: 'GET',
  repeatable: true,
});

export interface Seen {
  url: URL;
  headers: IncomingMessage['headers'];
  bytes: number;
  form: () => Promise<FormData>;
}

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

/** What `closeAll` ends. */
export const closers: (() => Promise<unknown>)[] = [];
export async function closeAll(): Promise<void> {
  for (const close of closers.splice(0)) await close();
}

export const MB = 1024 * 1024;
const ok = (more: object = {}) => JSON.stringify({ errcode: 0, errmsg: 'ok', ...more });

/** A server of node:http that counts bodies (and keeps those up to 1 MB), and answers in turn; then `ok`. */
export async function serve(answers: Answer[] = [], options: Partial<WecomClientOptions> = {}) {
  const seen: Seen[] = [];
  const arriving = { bytes: 0, cut: 0 };
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://wecom');
    if (url.pathname === '/cgi-bin/gettoken') {
      response.end(ok({ access_token: 'the-token', expires_in: 7200 }));
      return;
    }
    const kept: Buffer[] = [];
    let bytes = 0;
    try {
      for await (const chunk of request) {
        bytes += chunk.length;
        arriving.bytes += chunk.length;
        if (bytes <= MB) kept.push(chunk);
      }
    } catch {
      arriving.cut++;
      return;
    }
    const contentType = request.headers['content-type'] ?? '';
    const form = () =>
      new Response(Buffer.concat(kept), { headers: { 'content-type': contentType } }).formData();
    seen.push({ url, headers: request.headers, bytes, form });
    const answer = answers.shift();
    if (answer) answer(request, response);
    else response.end(ok({ media_id: 'M1' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => server.close(resolve).closeAllConnections()));
  const wecom = createWecomClient({
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    corpId: 'ww1',
    secret: 's3cret',
    clock: { now: Date.now, sleep: async () => undefined },
    ...options,
  });
  return { wecom, seen, arriving };
}

export const json =
  (body: object): Answer =>
  (_, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
export const raw =
  (status: number, body: string | Buffer, headers: Record<string, string | number> = {}): Answer =>
  (_, response) =>
    response.writeHead(status, headers).end(body);

export const thrown = (work: Promise<unknown>): Promise<WecomError> =>
  work.then(
    () => Promise.reject(new Error('it did not fail')),
    (error: unknown) => (error instanceof WecomError ? error : Promise.reject(error)),
  );
