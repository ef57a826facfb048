import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import type { WecomClientOptions } from './client.ts';
import { type Answer, closeAll, MB, raw, read, serve, thrown } from './test-server.ts';

afterEach(closeAll);

const ok = JSON.stringify({ errcode: 0, errmsg: 'ok' });

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
      const { error, attempts } = await failing(raw(status, ok, headers));
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
