import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { endpoints, type WecomClient } from '@jetbridge/wecom';
import { afterEach, describe, expect, it } from 'vitest';
import {
  closeAll,
  corp,
  jsonOf,
  keepOpen,
  receiver,
  START,
  type TestWorld,
  testWorld,
} from '../test-world.ts';

afterEach(closeAll);

const MB = 1024 * 1024;
const DAY_MS = 86_400_000;
const png = (size: number) => ({ fileName: 'gate.png', content: new Uint8Array(size).fill(7) });

/** As any client would upload, so that nothing is checked before it is sent. */
async function upload(
  { simulator, client }: TestWorld,
  path: string,
  file: { fileName: string; size: number },
) {
  const form = new FormData();
  form.set('media', new Blob([new Uint8Array(file.size)]), file.fileName);
  const url = new URL(`${simulator.url()}/cgi-bin/${path}`);
  url.searchParams.set('access_token', await tokenOf(client));
  return jsonOf(await fetch(url, { method: 'POST', body: form }));
}

async function tokenOf(client: WecomClient): Promise<string> {
  const reply = await client.call(endpoints.getToken, { corpid: corp.corpId, corpsecret: corp.secret });
  return reply.access_token;
}

/** AMR of so many seconds, at the lowest rate. */
function amr(seconds: number): Uint8Array {
  return Buffer.concat([Buffer.from('#!AMR\n'), Buffer.alloc(seconds * 50 * 13, Buffer.alloc(13))]);
}

/** Just the header that tells an MP4's length. */
function mp4(seconds: number): Uint8Array {
  const header = Buffer.alloc(40);
  header.write('mvhd', 4, 'latin1');
  header.writeUInt32BE(1000, 20);
  header.writeUInt32BE(Math.round(seconds * 1000), 24);
  return header;
}

describe('media', () => {
  it('come back as they were sent, with name and type', async () => {
    const { client } = await testWorld();
    const content = Buffer.from('%PDF 行程单 \u0000\u0001');
    const sent = await client.call(endpoints.uploadMedia, {
      type: 'file',
      media: { fileName: '行程单.pdf', content },
    });
    expect(sent).toMatchObject({ type: 'file', created_at: String(START / 1000) });
    expect(sent.media_id.length).toBeLessThanOrEqual(64);
    const got = await client.call(endpoints.getMedia, { media_id: sent.media_id });
    expect(Buffer.from(got.body).equals(content)).toBe(true);
    expect(got).toMatchObject({ fileName: '行程单.pdf', contentType: 'application/octet-stream' });
  });

  it('can be read in parts', async () => {
    const { client } = await testWorld();
    const content = Buffer.from('0123456789');
    const media = { fileName: 'a.txt', content };
    const { media_id } = await client.call(endpoints.uploadMedia, { type: 'file', media });
    const part = await client.call(endpoints.getMedia, { media_id, range: 'bytes=2-4' });
    expect(Buffer.from(part.body).toString()).toBe('234');
    expect(part.contentRange).toBe('bytes 2-4/10');
    const rest = await client.call(endpoints.getMedia, { media_id, range: 'bytes=8-' });
    expect(rest.contentRange).toBe('bytes 8-9/10');
  });

  it('live until the third day is over', async () => {
    const { client, simulator } = await testWorld();
    const { media_id } = await client.call(endpoints.uploadMedia, { type: 'image', media: png(100) });
    await simulator.tick(START + 3 * DAY_MS - 1);
    await client.call(endpoints.getMedia, { media_id });
    await simulator.tick(START + 3 * DAY_MS);
    await expect(client.call(endpoints.getMedia, { media_id })).rejects.toMatchObject({ errcode: 40007 });
  });

  it.each([
    ['image', 'a.png', 10 * MB, 40009],
    ['video', 'a.mp4', 10 * MB, 40011],
    ['voice', 'a.amr', 2 * MB, 45001],
    ['file', 'a.zip', 20 * MB, 45001],
  ] as const)(
    'of kind %s may be as large as documented and not a byte larger',
    async (type, name, max, code) => {
      const world = await testWorld();
      expect(await upload(world, `media/upload?type=${type}`, { fileName: name, size: max })).toMatchObject({
        errcode: 0,
      });
      expect(
        await upload(world, `media/upload?type=${type}`, { fileName: name, size: max + 1 }),
      ).toMatchObject({
        errcode: code,
      });
      const media = { fileName: name, content: new Uint8Array(max + 1) };
      await expect(world.client.call(endpoints.uploadMedia, { type, media })).rejects.toMatchObject({
        kind: 'limit',
      });
    },
  );

  it('must have more than five bytes, a known kind, and a name that fits it', async () => {
    const world = await testWorld();
    const at = (query: string, fileName: string, size = 6) =>
      upload(world, `media/upload${query}`, { fileName, size });
    expect(await at('?type=file', 'a.txt')).toMatchObject({ errcode: 0 });
    expect(await at('?type=file', 'a.txt', 5)).toMatchObject({ errcode: 40006 });
    expect(await at('?type=file', 'a.txt', 0)).toMatchObject({ errcode: 44001 });
    expect(await at('?type=thumb', 'a.png')).toMatchObject({ errcode: 40005 });
    expect(await at('', 'a.png')).toMatchObject({ errcode: 40005 });
    expect(await at('?type=image', 'a.gif')).toMatchObject({ errcode: 40004 });
    const tiny = { fileName: 'a.txt', content: new Uint8Array(5) };
    await expect(
      world.client.call(endpoints.uploadMedia, { type: 'file', media: tiny }),
    ).rejects.toMatchObject({ kind: 'limit' });
  });

  it('of voice last 60 seconds at most', async () => {
    const { client } = await testWorld();
    const send = (content: Uint8Array) =>
      client.call(endpoints.uploadMedia, { type: 'voice', media: { fileName: 'v.amr', content } });
    await send(amr(60));
    await expect(send(amr(61))).rejects.toMatchObject({ errcode: 45007 });
  });

  it('that the JS-SDK recorded can be had in better quality, others not', async () => {
    const { client, simulator } = await testWorld();
    const media_id = simulator.actions.content.recordVoice({ bytes: Buffer.from('spoken words') });
    const voice = await client.call(endpoints.getJssdkVoice, { media_id });
    expect(voice.contentType).toBe('audio/speex');
    expect(Buffer.from(voice.body).toString()).toBe('spoken words');
    const other = await client.call(endpoints.uploadMedia, { type: 'image', media: png(10) });
    await expect(client.call(endpoints.getJssdkVoice, { media_id: other.media_id })).rejects.toMatchObject({
      errcode: 40007,
    });
  });
});

describe('attachments of moments and products', () => {
  it('are videos of 30 seconds at most, and images alone for the album', async () => {
    const { client } = await testWorld();
    const send = (attachment_type: 1 | 2, content: Uint8Array) =>
      client.call(endpoints.uploadAttachment, {
        media_type: 'video',
        attachment_type,
        media: { fileName: 'v.mp4', content },
      });
    expect(await send(1, mp4(30))).toMatchObject({ type: 'video', created_at: String(START / 1000) });
    await expect(send(1, mp4(30.1))).rejects.toMatchObject({ errcode: 41082 });
    await expect(send(2, mp4(10))).rejects.toMatchObject({ errcode: 41072 });
  });

  it('have codes of their own for what does not fit', async () => {
    const world = await testWorld();
    const at = (query: string, fileName: string, size = 100) =>
      upload(world, `media/upload_attachment?${query}`, { fileName, size });
    expect(await at('media_type=image&attachment_type=2', 'a.jpg')).toMatchObject({ errcode: 0 });
    expect(await at('media_type=image&attachment_type=3', 'a.jpg')).toMatchObject({ errcode: 40005 });
    expect(await at('media_type=voice&attachment_type=1', 'a.amr')).toMatchObject({ errcode: 40005 });
    expect(await at('media_type=video&attachment_type=1', 'a.avi')).toMatchObject({ errcode: 41090 });
    expect(await at('media_type=image&attachment_type=1', 'a.png', 10 * MB + 1)).toMatchObject({
      errcode: 41080,
    });
  });
});

describe('lasting pictures', () => {
  it('have an address that shows them', async () => {
    const { client } = await testWorld();
    const { url } = await client.call(endpoints.uploadImage, { media: png(2 * MB) });
    const shown = await fetch(url);
    expect(shown.headers.get('content-type')).toBe('image/png');
    expect((await shown.arrayBuffer()).byteLength).toBe(2 * MB);
    await expect(client.call(endpoints.uploadImage, { media: png(2 * MB + 1) })).rejects.toMatchObject({
      kind: 'limit',
    });
  });

  it('are 1,000 a day, until midnight in Shanghai', async () => {
    const world = await testWorld();
    const send = () => upload(world, 'media/uploadimg', { fileName: 'a.png', size: 5 });
    for (let i = 0; i < 1000; i++) expect(await send()).toMatchObject({ errcode: 0 });
    expect(await send()).toMatchObject({ errcode: 45009 });
    await world.simulator.tick(Date.UTC(2026, 2, 2, 15, 59, 59, 999));
    expect(await send()).toMatchObject({ errcode: 45009 });
    await world.simulator.tick(Date.UTC(2026, 2, 2, 16, 0, 0, 0));
    expect(await send()).toMatchObject({ errcode: 0 });
  }, 120_000);
});

describe('upload by URL', () => {
  const body = Buffer.alloc(21 * MB, 'x');
  const md5 = createHash('md5').update(body).digest('hex');

  async function fileServer(): Promise<string> {
    const server = createServer((_, response) => response.end(body));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    keepOpen(() => new Promise((resolve) => server.close(resolve).closeAllConnections()));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/manual.pdf`;
  }

  it('fetches the file and says so; above 20 MB it can only be read in parts', async () => {
    const site = await receiver();
    const { client, simulator, clock } = await testWorld({ callbackUrl: site.url });
    const url = await fileServer();
    const { jobid } = await client.call(endpoints.uploadMediaByUrl, {
      scene: 1,
      type: 'file',
      filename: 'manual.pdf',
      url,
      md5,
    });
    expect(await client.call(endpoints.getUploadByUrlResult, { jobid })).toMatchObject({ status: 1 });
    await simulator.tick(clock.now() + 2_000);
    const events = site.events.map(({ event }) => event.fields);
    expect(events).toMatchObject([{ Event: 'upload_media_job_finish', JobId: jobid }]);
    const done = await client.call(endpoints.getUploadByUrlResult, { jobid });
    expect(done).toMatchObject({ status: 2, detail: { errcode: 0, created_at: expect.any(String) } });
    const media_id = done.detail?.media_id ?? '';
    await expect(client.call(endpoints.getMedia, { media_id })).rejects.toMatchObject({ errcode: 830002 });
    const part = await client.call(endpoints.getMedia, { media_id, range: `bytes=0-${20 * MB - 1}` });
    expect(part.contentRange).toBe(`bytes 0-${20 * MB - 1}/${21 * MB}`);
    await expect(
      client.call(endpoints.getMedia, { media_id, range: `bytes=0-${20 * MB}` }),
    ).rejects.toMatchObject({ errcode: 830002 });
  });

  it('fails for a wrong digest and for hosts that are strangers', async () => {
    const { client, simulator, clock } = await testWorld();
    const good = await fileServer();
    const ask = (url: string, digest: string) =>
      client.call(endpoints.uploadMediaByUrl, { scene: 1, type: 'file', filename: 'a', url, md5: digest });
    const wrong = await ask(good, '0'.repeat(32));
    const strange = await ask('https://example.com/a', md5);
    await simulator.tick(clock.now() + 2_000);
    for (const { jobid } of [wrong, strange]) {
      expect(await client.call(endpoints.getUploadByUrlResult, { jobid })).toMatchObject({
        status: 3,
        detail: { errcode: 830003 },
      });
    }
    await expect(ask('ftp://127.0.0.1/a', md5)).rejects.toMatchObject({ errcode: 830001 });
    expect(simulator.truth().crashes).toEqual([]);
  });
});
