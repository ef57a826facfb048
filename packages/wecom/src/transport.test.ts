import { openAsBlob } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { createWecomClient, type WecomClientOptions } from './client.ts';
import { type Download, defineEndpoint, type ReplyBase, type Upload } from './endpoint.ts';
import * as endpoints from './endpoints.ts';
import { WecomError } from './errors.ts';

const upload = defineEndpoint<{ type: string; media: Upload }, ReplyBase & { media_id: string }>()(
  'test/upload',
  {
    method: 'POST',
    repeatable: true,
    body: 'file',
    query: ['type'],
  },
);
const download = defineEndpoint<{ media_id: string; range?: string }, ReplyBase & Download>()(
  'test/download',
  {
    method: 'GET',
    repeatable: true,
    reply: 'file',
    headers: { range: 'range' },
  },
);
const read = defineEndpoint<object, ReplyBase & { text?: string }>()('test/read', {
  method: 'GET',
  repeatable: true,
});

interface Seen {
  url: URL;
  headers: IncomingMessage['headers'];
  bytes: number;
  form: () => Promise<FormData>;
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

const MB = 1024 * 1024;
const ok = (more: object = {}) => JSON.stringify({ errcode: 0, errmsg: 'ok', ...more });

/** A server of node:http that counts bodies (and keeps those up to 1 MB), and answers in turn; then `ok`. */
async function serve(answers: Answer[] = [], options: Partial<WecomClientOptions> = {}) {
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

const json =
  (body: object): Answer =>
  (_, response) =>
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
const raw =
  (status: number, body: string | Buffer, headers: Record<string, string | number> = {}): Answer =>
  (_, response) =>
    response.writeHead(status, headers).end(body);

async function partOf(seen: Seen | undefined): Promise<File> {
  const part = (await seen?.form())?.get('media');
  if (!part || typeof part === 'string') throw new Error('no file arrived');
  return part;
}

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');
function memoryInUse(): number {
  collectGarbage();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

const thrown = (work: Promise<unknown>): Promise<WecomError> =>
  work.then(
    () => Promise.reject(new Error('it did not fail')),
    (error: unknown) => (error instanceof WecomError ? error : Promise.reject(error)),
  );

describe('a file that goes up', () => {
  it('arrives as the part media, with its length known, its type, and the other parameters in the URL', async () => {
    const { wecom, seen } = await serve();
    const media = { fileName: 'card.png', type: 'image/png', content: new Uint8Array([1, 2, 3, 4, 5, 6]) };
    expect((await wecom.call(upload, { type: 'image', media })).media_id).toBe('M1');
    expect(seen[0]?.url.searchParams.get('type')).toBe('image');
    expect(seen[0]?.headers['content-length']).toBe(String(seen[0]?.bytes));
    const part = await partOf(seen[0]);
    expect([part.name, part.type, part.size]).toEqual(['card.png', 'image/png', 6]);
    expect(new Uint8Array(await part.arrayBuffer())).toEqual(media.content);
  });

  it.each(['登机牌 "A12".png', 'a\r\nContent-Type: text/html\r\n\r\nb.png', "it's; filename=x.png"])(
    'keeps its name, which cannot end the header: %j',
    async (fileName) => {
      const { wecom, seen } = await serve();
      await wecom.call(upload, { type: 'file', media: { fileName, content: Buffer.from('123456') } });
      const part = await partOf(seen[0]);
      const unescaped = part.name.replace(/%22/g, '"').replace(/%0D%0A/g, '\r\n');
      expect(unescaped).toBe(fileName);
      expect(part.type).toBe('application/octet-stream');
    },
  );

  it('is a Blob of a file on disk, sent with its length', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'wecom-'));
    closers.push(() => rm(folder, { recursive: true }));
    await writeFile(join(folder, 'a.mp4'), Buffer.alloc(300_000, 7));
    const { wecom, seen } = await serve();
    const content = await openAsBlob(join(folder, 'a.mp4'), { type: 'video/mp4' });
    await wecom.call(upload, { type: 'video', media: { fileName: 'a.mp4', content } });
    const part = await partOf(seen[0]);
    expect([part.size, part.type]).toEqual([300_000, 'video/mp4']);
    expect(seen[0]?.headers['content-length']).toBeDefined();
  });

  it('is a stream of 50 MB, sent as it is read and never held', async () => {
    const { wecom, seen } = await serve();
    let held = 0;
    async function* content() {
      for (let i = 0; i < 50 * 16; i++) {
        yield Buffer.alloc(MB / 16, i);
        if (i % 80 === 79) held = Math.max(held, memoryInUse());
      }
    }
    await wecom.call(endpoints.getFollowUserList, {});
    const before = memoryInUse();
    await wecom.call(upload, { type: 'file', media: { fileName: 'big.bin', content: content() } });
    expect(seen[1]?.headers['transfer-encoding']).toBe('chunked');
    expect(seen[1]?.bytes).toBeGreaterThan(50 * MB);
    // What is between the two ends, in the process of both.
    expect(held - before).toBeLessThan(25 * MB);
  });

  it('is cancelled in the middle: the source is closed, the connection cut, the caller told', async () => {
    const { wecom, arriving } = await serve();
    const controller = new AbortController();
    let closed = false;
    async function* content() {
      try {
        for (;;) {
          yield Buffer.alloc(MB / 4);
          if (arriving.bytes > 2 * MB) controller.abort(new Error('enough'));
        }
      } finally {
        closed = true;
      }
    }
    const media = { fileName: 'endless', content: content() };
    const error = await thrown(wecom.call(upload, { type: 'file', media }, { signal: controller.signal }));
    expect(error.kind).toBe('aborted');
    expect(error.cause).toMatchObject({ message: 'enough' });
    await expect.poll(() => [closed, arriving.cut]).toEqual([true, 1]);
  });

  it('is repeated when it can be read again, and only then', async () => {
    const busy = json({ errcode: -1, errmsg: 'busy' });
    const bytes = await serve([busy, raw(502, '')]);
    const media = { fileName: 'a', content: Buffer.from('123456') };
    await bytes.wecom.call(upload, { type: 'file', media });
    expect((await partOf(bytes.seen[2])).size).toBe(6);

    const stream = await serve([busy]);
    async function* content() {
      yield Buffer.from('123456');
    }
    const once = { fileName: 'a', content: content() };
    expect(await thrown(stream.wecom.call(upload, { type: 'file', media: once }))).toMatchObject({
      errcode: -1,
    });
    expect(stream.seen).toHaveLength(1);
    const again = await thrown(stream.wecom.call(upload, { type: 'file', media: once }));
    expect(again).toMatchObject({ kind: 'limit', message: expect.stringContaining('read before') });
    expect(stream.seen).toHaveLength(1);
  });

  it('a stream is not repeated with a new token either, but the next call has one', async () => {
    const { wecom, seen } = await serve([json({ errcode: 42001, errmsg: 'expired' })]);
    async function* content() {
      yield Buffer.from('123456');
    }
    const call = wecom.call(upload, { type: 'file', media: { fileName: 'a', content: content() } });
    expect(await thrown(call)).toMatchObject({ errcode: 42001 });
    expect(seen).toHaveLength(1);
    await expect(wecom.call(read, {})).resolves.toBeDefined();
  });

  it.each([
    ['whose source fails', new Error('disk gone')],
    ['that is not bytes', 'text'],
  ])('a stream %s is an error of the content, not of the network', async (_, poison) => {
    const { wecom, seen } = await serve();
    async function* content(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('123456');
      if (poison instanceof Error) throw poison;
      yield poison as unknown as Uint8Array;
    }
    const error = await thrown(
      wecom.call(upload, { type: 'file', media: { fileName: 'a', content: content() } }),
    );
    expect(error.kind).toBe('content');
    expect(error.cause).toBeInstanceOf(Error);
    expect(seen).toEqual([]);
  });

  it('must be a file', async () => {
    const { wecom, seen } = await serve();
    const media = { fileName: 'a', content: 'text' } as unknown as Upload;
    expect((await thrown(wecom.call(upload, { type: 'file', media }))).kind).toBe('limit');
    expect(seen).toEqual([]);
  });
});

describe('a file that comes down', () => {
  const get = async (answer: Answer) => {
    const { wecom } = await serve([answer]);
    return wecom.call(download, { media_id: 'M' });
  };

  it('is bytes, with type and name', async () => {
    const bytes = Buffer.from([0xff, 0xd8, 0, 1]);
    const headers = { 'content-type': 'image/jpeg', 'content-disposition': 'attachment; filename="M.jpg"' };
    const file = await get(raw(200, bytes, headers));
    expect(file).toMatchObject({
      errcode: 0,
      contentType: 'image/jpeg',
      fileName: 'M.jpg',
      contentRange: undefined,
    });
    expect(Buffer.from(file.body)).toEqual(bytes);
  });

  it.each([
    [`attachment; filename*=UTF-8''%E7%99%BB%E6%9C%BA.png; filename="x.png"`, '登机.png'],
    [Buffer.from('attachment; filename="登机.png"').toString('latin1'), '登机.png'],
    ['attachment; filename="%E7%99%BB%E6%9C%BA.png"', '登机.png'],
    ['attachment; filename="say \\"hi\\".txt"', 'say "hi".txt'],
    ['attachment; filename=plain.txt; size=3', 'plain.txt'],
    ['attachment; filename="100%.txt"', '100%.txt'],
    ['attachment; filename="../../etc/passwd"', 'passwd'],
    ['attachment; filename="..%2F..%5Cevil%00.sh"', 'evil.sh'],
    ['attachment; filename=".."', undefined],
    ['attachment', undefined],
  ])('has the name of %s', async (disposition, fileName) => {
    const file = await get(raw(200, 'x', { 'content-disposition': disposition }));
    expect(file.fileName).toBe(fileName);
  });

  it('is an error when JSON with an errcode comes in its place', async () => {
    const expired = { errcode: 40007, errmsg: 'invalid media_id' };
    await expect(get(json(expired))).rejects.toMatchObject({ kind: 'api', errcode: 40007 });
    const untyped = raw(200, JSON.stringify({ ...expired, errcode: '40007' }), {
      'content-type': 'text/plain',
    });
    await expect(get(untyped)).rejects.toMatchObject({ kind: 'api', errcode: 40007 });
    await expect(get(json({ errcode: 0, errmsg: 'ok' }))).rejects.toMatchObject({ kind: 'network' });
  });

  it('may be JSON itself: it has a name then', async () => {
    const headers = {
      'content-type': 'application/json',
      'content-disposition': 'attachment; filename="e.json"',
    };
    const file = await get(raw(200, '{"errcode":40007}', headers));
    expect(Buffer.from(file.body).toString()).toBe('{"errcode":40007}');
  });

  it('comes in parts on request', async () => {
    const part = raw(206, 'abc', {
      'content-range': 'bytes 0-2/9',
      'content-disposition': 'attachment; filename=a',
    });
    const { wecom, seen } = await serve([part]);
    const file = await wecom.call(download, { media_id: 'M', range: 'bytes=0-2' });
    expect(file.contentRange).toBe('bytes 0-2/9');
    expect(seen[0]?.headers.range).toBe('bytes=0-2');
    expect(seen[0]?.url.searchParams.has('range')).toBe(false);
    expect((await thrown(wecom.call(download, { media_id: 'M', range: 'a\nb' }))).kind).toBe('limit');
  });
});

describe('an answer that cannot be used', () => {
  const failing = async (answer: Answer, options: Partial<WecomClientOptions> = {}) => {
    const { wecom, seen } = await serve(Array<Answer>(4).fill(answer), options);
    const error = await thrown(wecom.call(read, {}));
    expect(error.kind).toBe('network');
    return { error, attempts: seen.length };
  };

  it('half a body, a reset, no JSON, no errcode: asked again, since it may pass', async () => {
    const half: Answer = (_, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('{"errcode":0,');
      setImmediate(() => response.destroy());
    };
    const reset: Answer = (request) => request.socket.resetAndDestroy();
    for (const answer of [
      half,
      reset,
      raw(200, '<html>'),
      raw(200, '[]'),
      raw(200, ''),
      raw(500, ''),
      raw(429, ''),
    ]) {
      expect((await failing(answer)).attempts).toBe(4);
    }
  });

  it.each([301, 302, 400, 403, 404])(
    'status %i: not asked again, and a redirection not followed',
    async (status) => {
      const headers = { location: 'http://127.0.0.1:1/elsewhere' };
      const { error, attempts } = await failing(raw(status, ok(), headers));
      expect([attempts, error.retry]).toEqual([1, 'never']);
      expect(error.message).toContain(`HTTP ${status}`);
    },
  );

  it('one that does not come in time', async () => {
    const { error } = await failing(() => undefined, { timeoutMs: 30, maxAttempts: 2 });
    expect(error.message).toContain('no answer within 30 ms');
    const slow: Answer = (_, response) => void response.writeHead(200).write('{');
    expect((await failing(slow, { timeoutMs: 30, maxAttempts: 1 })).error.message).toContain('within 30 ms');
  });

  it('an endless one is left where the bound is, a large one before it is read', async () => {
    let sent = 0;
    const endless: Answer = (_, response) => {
      const chunk = Buffer.alloc(MB, ' ');
      const more = () => {
        while (!response.destroyed) {
          sent += chunk.length;
          if (!response.write(chunk)) return void response.once('drain', more);
        }
      };
      more();
    };
    const { error, attempts } = await failing(endless);
    expect([error.message.includes('too large'), attempts]).toEqual([true, 1]);
    expect(sent).toBeLessThan(48 * MB);
    const announced: Answer = (_, response) =>
      void response.writeHead(200, { 'content-length': 33 * MB }).write('{');
    expect((await failing(announced)).error.message).toContain('too large');
  });

  it('a small one that unfolds into a large one', async () => {
    const bomb = gzipSync(Buffer.alloc(96 * MB, ' '));
    expect(bomb.length).toBeLessThan(MB);
    const before = process.memoryUsage().arrayBuffers;
    const { error } = await failing(raw(200, bomb, { 'content-encoding': 'gzip' }));
    expect(error.message).toContain('too large');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * MB);
  });
});

describe('an answer that is a little odd', () => {
  it('an errcode that is text, a byte order mark, a missing errmsg, more fields than known', async () => {
    const { wecom } = await serve([raw(200, '\ufeff{"errcode":"0","text":"你好","new":{}}')]);
    expect(await wecom.call(read, {})).toMatchObject({ errcode: 0, errmsg: '', text: '你好', new: {} });
    const refused = await serve([raw(200, '{"errcode":"40058"}')]);
    expect(await thrown(refused.wecom.call(read, {}))).toMatchObject({ kind: 'api', errcode: 40058 });
  });
});
