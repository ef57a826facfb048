import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createArchiveHttpSource,
  createWecomClient,
  type Download,
  encrypt,
  type OpenedCallback,
  sign,
} from '@jetbridge/wecom';
import { afterEach, describe, expect, it } from 'vitest';
import { mostInAWindow } from '../test-wire.ts';
import { readTexts } from './archive.ts';
import { callbackServer, whatHappened } from './callbacks.ts';
import { channelCode } from './calling.ts';
import { answerTexts } from './customer-service.ts';
import { welcome } from './errors.ts';
import { fetchFile, sendFile, sendStream } from './files.ts';
import { sidebar, signIn, whoIsIt } from './pages.ts';
import { friendships } from './paging.ts';
import { type Store, sharedLimiter, sharedTokens } from './shared.ts';

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

interface Sent {
  path: string;
  query: URLSearchParams;
  body: string;
}

/** A server that answers by path, in turn; the last answer stays. */
async function serve(answers: Record<string, (object | { file: string })[]>) {
  const sent: Sent[] = [];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://wecom');
    const path = url.pathname.replace('/cgi-bin/', '');
    let body = '';
    for await (const chunk of request) body += chunk;
    sent.push({ path, query: url.searchParams, body });
    const left = answers[path] ?? [];
    const answer = (left.length > 1 ? left.shift() : left[0]) ?? {};
    if ('file' in answer) {
      response.writeHead(200, { 'content-disposition': 'attachment; filename="card.txt"' }).end(answer.file);
      return;
    }
    const token = path === 'gettoken' ? { access_token: 'T', expires_in: 7200 } : {};
    response.end(JSON.stringify({ errcode: 0, errmsg: 'ok', ...token, ...answer }));
  });
  const baseUrl = await listen(server);
  const settings = { corpId: 'ww1', secret: 's', agentId: 1000002, baseUrl };
  return {
    sent,
    settings,
    wecom: createWecomClient(settings),
    of: (path: string) => sent.filter((s) => s.path === path),
  };
}

async function listen(server: ReturnType<typeof createServer>): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => server.close(resolve).closeAllConnections()));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('the README', () => {
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  const examples = readdirSync(new URL('.', import.meta.url)).filter((name) => !name.endsWith('.test.ts'));

  it.each(examples)('shows the example %s as it runs below', (name) => {
    const source = readFileSync(new URL(name, import.meta.url), 'utf8');
    expect(readme).toContain(`\`\`\`ts\n${source.trim()}\n\`\`\``);
  });
});

describe('examples', () => {
  it('calling', async () => {
    const way = { config_id: 'C', qr_code: 'https://wework.qpic.cn/x' };
    const { settings, of } = await serve({ 'externalcontact/add_contact_way': [way] });
    expect(await channelCode(settings)).toEqual({ config: 'C', picture: way.qr_code });
    const [call] = of('externalcontact/add_contact_way');
    expect(JSON.parse(call?.body ?? '')).toMatchObject({ state: 'gate_A12', user: ['LinXiao'] });
    expect(call?.query.get('access_token')).toBe('T');
  });

  it('errors', async () => {
    const { wecom } = await serve({
      'externalcontact/send_welcome_msg': [{}, { errcode: 41050 }, { errcode: 60020 }],
    });
    const { signal } = new AbortController();
    expect(await welcome(wecom, 'W', signal)).toBe('sent');
    expect(await welcome(wecom, 'W', signal)).toBe('too late, or sent already');
    expect(await welcome(wecom, 'W', signal)).toMatch(/^admin must act: /);
  });

  it('paging', async () => {
    const row = (userid: string, external_userid: string) => ({
      external_contact: { external_userid },
      follow_info: { userid },
    });
    const { wecom } = await serve({
      'externalcontact/get_follow_user_list': [{ follow_user: ['A', 'B'] }],
      'externalcontact/batch/get_by_user': [
        { external_contact_list: [row('A', 'wm1')], next_cursor: 'n' },
        { external_contact_list: [row('A', 'wm2'), row('B', 'wm1')], next_cursor: '' },
      ],
    });
    expect([...(await friendships(wecom))]).toEqual([
      ['A', ['wm1', 'wm2']],
      ['B', ['wm1']],
    ]);
  });

  it('rates and tokens shared between processes', async () => {
    const { settings, of } = await serve({ 'externalcontact/get_follow_user_list': [{ follow_user: [] }] });
    const store = createStore();
    const rates = { address: [], endpoint: [{ calls: 40, windowMs: 500 }], endpoints: {}, classes: {} };
    const times: number[] = [];
    const timed: typeof fetch = (input, init) => {
      if (String(input).includes('get_follow_user_list')) times.push(performance.now());
      return fetch(input, init);
    };
    const processes = [1, 2, 3].map(() =>
      createWecomClient({
        ...settings,
        rates,
        fetch: timed,
        limiter: sharedLimiter(store),
        tokenCache: sharedTokens(store),
        maxWaitMs: 60_000,
      }),
    );
    await Promise.all(
      processes.map((wecom) => Promise.all(Array.from({ length: 20 }, () => friendships(wecom)))),
    );
    expect(of('gettoken')).toHaveLength(1);
    expect(times).toHaveLength(60);
    expect(mostInAWindow(times, 500)).toBeLessThanOrEqual(40);
  });

  it('files', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'wecom-'));
    closers.push(() => rm(folder, { recursive: true }));
    const path = join(folder, '登机牌.txt');
    await writeFile(path, 'seat 12A');
    const { wecom, of } = await serve({
      'media/upload': [{ media_id: 'M' }],
      'media/get': [{ file: 'seat 12A' }],
    });
    expect(await sendFile(wecom, path)).toBe('M');
    expect(await sendStream(wecom, path, new AbortController().signal)).toBe('M');
    for (const { body } of of('media/upload'))
      expect(body).toMatch(/name="media"; filename="登机牌.txt"[\s\S]*seat 12A/);
    const file: { name: string; bytes: Download['body'] } = await fetchFile(wecom, 'M');
    expect([file.name, Buffer.from(file.bytes).toString()]).toEqual(['card.txt', 'seat 12A']);
  });

  it('callbacks, in XML and in JSON', async () => {
    const config = { token: 'QDG6eK', encodingAesKey: 'a'.repeat(43), receiveId: 'ww1' };
    const stored: OpenedCallback[] = [];
    const url = await listen(callbackServer(config, async (callback) => void stored.push(callback)));
    const sealed = (message: string) => {
      const encrypted = encrypt(config.encodingAesKey, { message, receiveId: config.receiveId });
      const signed = { timestamp: String(Math.floor(Date.now() / 1000)), nonce: 'n' };
      const msg_signature = sign(config.token, { ...signed, encrypted });
      return { encrypted, query: new URLSearchParams({ ...signed, msg_signature }) };
    };
    const echo = sealed('echo!');
    echo.query.set('echostr', echo.encrypted);
    expect(await (await fetch(`${url}/?${echo.query}`)).text()).toBe('echo!');

    const event = { ToUserName: 'ww1', FromUserName: 'sys', CreateTime: 1, MsgType: 'event' };
    const added = {
      ...event,
      Event: 'change_external_contact',
      ChangeType: 'add_external_contact',
      UserID: 'LinXiao',
      ExternalUserID: 'wm1',
      State: 'gate_A12',
    };
    const xml = Object.entries(added).map(([name, value]) => `<${name}>${value}</${name}>`);
    const asXml = sealed(`<xml>${xml.join('')}</xml>`);
    const asJson = sealed(
      JSON.stringify({ ...event, Event: 'kf_msg_or_event', OpenKfId: 'wk1', Token: 't' }),
    );
    const post = (query: URLSearchParams, body: string) =>
      fetch(`${url}/?${query}`, { method: 'POST', body });
    const envelope = `<xml><ToUserName>ww1</ToUserName><Encrypt>${asXml.encrypted}</Encrypt></xml>`;
    expect((await post(asXml.query, envelope)).status).toBe(200);
    expect(
      (await post(asJson.query, JSON.stringify({ ToUserName: 'ww1', Encrypt: asJson.encrypted }))).status,
    ).toBe(200);
    expect((await post(asXml.query, envelope.replace(asXml.encrypted, asJson.encrypted))).status).toBe(403);
    expect(stored.map(whatHappened)).toEqual([
      'wm1 became a friend of LinXiao by gate_A12',
      'something to read in wk1',
    ]);
  });

  it('customer service', async () => {
    const text = (msgid: string, origin: number) => ({
      msgid,
      open_kfid: 'wk1',
      external_userid: 'wm1',
      send_time: 1,
      origin,
      msgtype: 'text',
      text: { content: '我的航班？' },
    });
    const { wecom, of } = await serve({
      'kf/sync_msg': [
        { msg_list: [text('1', 3), text('2', 5)], next_cursor: 'c1', has_more: 1 },
        { msg_list: [text('3', 3)], next_cursor: 'c2', has_more: 0 },
      ],
      'kf/send_msg': [{ msgid: 'x' }, { errcode: 95001 }],
    });
    expect(await answerTexts(wecom, { open_kfid: 'wk1', token: 't' })).toBe('c2');
    expect(of('kf/send_msg')).toHaveLength(2);
  });

  it('pages', async () => {
    const { wecom } = await serve({
      get_jsapi_ticket: [{ ticket: 'corp', expires_in: 7200 }],
      'ticket/get': [{ ticket: 'app', expires_in: 7200 }],
      'auth/getuserinfo': [{ userid: 'LinXiao' }, { openid: 'o', external_userid: 'wm1' }],
    });
    const signed = await sidebar(wecom)('https://app.example.com/sidebar#x');
    expect([signed.config.signature, signed.agentConfig.signature]).toEqual([
      expect.stringMatching(/^[0-9a-f]{40}$/),
      expect.stringMatching(/^[0-9a-f]{40}$/),
    ]);
    expect(signIn(wecom, { insideWecom: true, state: 'S1' })).toContain('connect/oauth2/authorize?appid=ww1');
    expect(signIn(wecom, { insideWecom: false, state: 'S1' })).toContain('wwlogin/sso/login?');
    expect([await whoIsIt(wecom, 'c1'), await whoIsIt(wecom, 'c2')]).toEqual([
      { member: 'LinXiao' },
      { customer: 'wm1' },
    ]);
  });

  it('archive', async () => {
    const record = (seq: number, msgid: string, content: string) => ({
      seq,
      msgid,
      publickey_ver: 1,
      plaintextJson: JSON.stringify({
        msgid,
        action: 'send',
        from: 'wm1',
        tolist: ['LinXiao'],
        roomid: '',
        msgtime: 1_700_000_000_000,
        msgtype: 'text',
        text: { content },
      }),
    });
    const records = [record(3, 'a', '你好'), record(5, 'a', '你好'), record(9, 'b', '登机口？')];
    const sidecar = createServer((request, response) => {
      const seq = Number(new URL(request.url ?? '/', 'http://sidecar').searchParams.get('seq'));
      response.end(JSON.stringify({ records: records.filter((each) => each.seq > seq) }));
    });
    const source = createArchiveHttpSource({ url: await listen(sidecar) });
    expect(await readTexts(source, 0)).toEqual({
      texts: [
        { who: 'wm1', said: '你好' },
        { who: 'wm1', said: '登机口？' },
      ],
      seq: 9,
    });
  });
});

/** In memory, with the delays of a real one. */
function createStore(): Store {
  const values = new Map<string, string>();
  const tails = new Map<string, Promise<unknown>>();
  const pause = () => new Promise((resolve) => setTimeout(resolve, 2));
  return {
    update: async (keys, change) => {
      await pause();
      const { result, write } = change(keys.map((key) => values.get(key)));
      for (const [key, value] of Object.entries(write)) {
        if (value === undefined) values.delete(key);
        else values.set(key, value);
      }
      await pause();
      return result;
    },
    exclusively: (name, work) => {
      const mine = (tails.get(name) ?? Promise.resolve()).then(work, work);
      tails.set(name, mine);
      return mine;
    },
  };
}
