import { openAsBlob } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, describe, expect, it } from 'vitest';
import { type Download, defineEndpoint, type ReplyBase, type Upload } from './endpoint.ts';
import * as endpoints from './endpoints.ts';
import {
  type Answer,
  closeAll,
  closers,
  json,
  MB,
  raw,
  read,
  type Seen,
  serve,
  thrown,
} from './test-server.ts';

afterEach(closeAll);

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
