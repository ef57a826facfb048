import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dedupeKey, openCallback, openPlaintext, verifyUrl } from './callbacks.ts';
import { type CallbackConfig, CallbackError, encrypt, sign } from './crypto.ts';
import { vectors } from './crypto.vectors.ts';
import { type Elements, writeDocument } from './documents.ts';
import { parseXml } from './xml.ts';

const config = {
  token: 'QDG6eK',
  encodingAesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C',
  receiveId: 'ww0123456789abcdef',
};

const queryOf = (v: { timestamp: string; nonce: string; signature: string }) => ({
  msg_signature: v.signature,
  timestamp: v.timestamp,
  nonce: v.nonce,
});

/** An authentic POST carrying `plaintext`. */
function post(plaintext: string, timestamp = '1700000000') {
  const encrypted = encrypt(config.encodingAesKey, { message: plaintext, receiveId: config.receiveId });
  const signature = sign(config.token, { timestamp, nonce: 'n', encrypted });
  const body = `<xml><ToUserName><![CDATA[x]]></ToUserName><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`;
  return { config, query: { msg_signature: signature, timestamp, nonce: 'n' }, body };
}

const eventXml = (elements: string, createTime = 1700000000) =>
  `<xml><ToUserName><![CDATA[${config.receiveId}]]></ToUserName><FromUserName><![CDATA[sys]]></FromUserName>
<CreateTime>${createTime}</CreateTime><MsgType><![CDATA[event]]></MsgType>${elements}</xml>`;

const added = (state: string) =>
  eventXml(`<Event><![CDATA[change_external_contact]]></Event>
<ChangeType><![CDATA[add_external_contact]]></ChangeType><UserID><![CDATA[zhangsan]]></UserID>
<ExternalUserID><![CDATA[wmA]]></ExternalUserID><State><![CDATA[${state}]]></State>
<WelcomeCode><![CDATA[code]]></WelcomeCode>`);

describe('published vectors', () => {
  it.each(vectors.filter((v) => v.name.includes('URL')))('$name is answered with the plain echo', (v) => {
    expect(verifyUrl({ config: v, query: { ...queryOf(v), echostr: v.encrypted } })).toBe(v.plaintext);
  });

  it('V2 opens to a text message', () => {
    const v = vectors[1];
    if (!v) throw new Error('V2 is missing');
    const body = `<xml><Encrypt><![CDATA[${v.encrypted}]]></Encrypt><AgentID></AgentID></xml>`;
    const opened = openCallback({ config: v, query: queryOf(v), body });
    expect(opened.plaintext).toBe(v.plaintext);
    expect(opened.event).toMatchObject({
      kind: 'message.text',
      content: 'hello',
      msgId: '4561255354251345929',
      createTime: 1409659813,
    });
  });
});

describe('events', () => {
  it('a friend added keeps a state that looks like a number, and spaces and entities as they are', () => {
    for (const state of ['0012', ' 0x1F ', '1e3', '&lt;b&amp;', 'true', '航班']) {
      expect(openCallback(post(added(state))).event).toMatchObject({
        kind: 'change_external_contact.add_external_contact',
        userId: 'zhangsan',
        externalUserId: 'wmA',
        state,
        welcomeCode: 'code',
      });
    }
  });

  it('JSON mode reads like XML, and 64-bit ids keep their digits', () => {
    const json = `{"ToUserName":"ww","FromUserName":"zs","CreateTime":1700000000,"MsgType":"text","Content":"1234567890123456789 \\"q\\"","MsgId":4561255354251345929,"AgentID":1000002}`;
    const encrypted = encrypt(config.encodingAesKey, { message: json, receiveId: config.receiveId });
    const query = {
      msg_signature: sign(config.token, { timestamp: '1', nonce: 'n', encrypted }),
      timestamp: '1',
      nonce: 'n',
    };
    const body = JSON.stringify({ ToUserName: 'ww', Encrypt: encrypted, AgentID: 1000002 });
    const opened = openCallback({ config, query, body });
    expect(opened.format).toBe('json');
    expect(opened.event).toMatchObject({
      kind: 'message.text',
      msgId: '4561255354251345929',
      content: '1234567890123456789 "q"',
      agentId: '1000002',
    });
  });
});

describe('JSON mode', () => {
  const open = (json: string) => openCallback(post(json)).event;

  it('keeps numbers as they were written: long ids, long decimals, trailing noughts', () => {
    const json =
      '{"Event":"LOCATION","Latitude":23.1374664306640625,"Longitude":-1.50e2,"Precision":120,"Big":12345678901234567890}';
    expect(open(json).fields).toMatchObject({
      Latitude: '23.1374664306640625',
      Longitude: '-1.50e2',
      Big: '12345678901234567890',
    });
    expect(
      open('{"MsgType":"text","MsgId":1,"Content":"say \\"12345678901234567890\\" \\\\"}'),
    ).toMatchObject({
      content: 'say "12345678901234567890" \\',
    });
    expect(open('{"A":true,"B":null,"C":[1,"x"],"D":{"E":[]}}').fields).toEqual({
      A: 'true',
      B: '',
      C: ['1', 'x'],
      D: { E: [] },
    });
  });

  it('is refused when malformed, nested too deeply, or no object', () => {
    const deep = (levels: number) => `${'{"A":'.repeat(levels)}1${'}'.repeat(levels)}`;
    expect(open(deep(20)).kind).toBe('unknown');
    for (const json of [deep(21), deep(5_000), '{"A":1', '{"A":01}', '{"A":1 2}', '{]', '{"A":"\\']) {
      expect(() => open(json)).toThrow(expect.objectContaining({ code: 'malformed_body' }));
    }
  });

  it('an envelope that names no ciphertext, or something that is none, is refused', () => {
    const { query } = post('{}');
    for (const body of [
      '{}',
      '{"Encrypt":7}',
      '{"Encrypt":""}',
      '{"Encrypt":["x"]}',
      '{"encrypt',
      ' {"A":"\\',
    ]) {
      expect(() => openCallback({ config, query, body })).toThrow(
        expect.objectContaining({ code: 'malformed_body' }),
      );
    }
  });

  it('a megabyte that tempts to look twice at every character is refused in linear time', () => {
    const { query } = post('{}');
    const started = performance.now();
    for (const unit of ['"', '\\"', '"\\', '1', '<Encrypt>', '<Encrypt><![CDATA[', '{"a":', '[', ' ']) {
      const body = `{"A":"${unit.repeat(Math.floor(1_000_000 / unit.length))}`;
      for (const one of [body, body.slice(6)])
        expect(() => openCallback({ config, query, body: one })).toThrow(CallbackError);
      try {
        openPlaintext(body);
      } catch (error) {
        expect(error).toBeInstanceOf(CallbackError);
      }
    }
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe('the dedupe key', () => {
  const keyOf = (elements: Elements) =>
    openPlaintext(writeDocument({ FromUserName: 'sys', CreateTime: 1700000000, ...elements }, 'xml'))
      .dedupeKey;

  it('is equal for a retry, whose ciphertext differs, and differs for another event of the same second', () => {
    const first = openCallback(post(added('a'), '1700000001'));
    const retry = openCallback(post(added('a'), '1700000006'));
    const other = openCallback(post(added('b'), '1700000001'));
    expect(retry.dedupeKey).toBe(first.dedupeKey);
    expect(other.dedupeKey).not.toBe(first.dedupeKey);
  });

  it('tells create_user from update_user of one second, which FromUserName and CreateTime do not', () => {
    const change = (ChangeType: string) =>
      keyOf({ MsgType: 'event', Event: 'change_contact', ChangeType, UserID: 'LinXiao' });
    expect(change('create_user')).not.toBe(change('update_user'));
  });

  it('is not misled by ids with its separator in them', () => {
    const pairs: [Elements, Elements][] = [
      [
        { UserID: 'a|b', ExternalUserID: 'c' },
        { UserID: 'a', ExternalUserID: 'b|c' },
      ],
      [
        { UserID: 'a|', ExternalUserID: 'b' },
        { UserID: 'a', ExternalUserID: '|b' },
      ],
      [{ UserID: 'a%7Cb' }, { UserID: 'a|b' }],
      [{ ChatId: 'x' }, { Id: 'x' }],
    ];
    for (const [one, other] of pairs) {
      expect(keyOf(one)).not.toBe(keyOf(other));
      // Even if the hash said nothing: the fields before it are told apart too.
      const fieldsOf = (elements: Elements) => dedupeKey(parseXml(writeDocument(elements, 'xml')), 'same');
      expect(fieldsOf(one)).not.toBe(fieldsOf(other));
    }
  });

  it('is equal exactly for equal events, for any ids', () => {
    const id = fc.string({ unit: fc.constantFrom('a', '|', '%', '7', 'C', ''), maxLength: 4 });
    const ids = fc.record({ UserID: id, ExternalUserID: id, ChatId: id, Id: id });
    fc.assert(
      fc.property(ids, ids, (one, other) => {
        const same = Object.values(one).join('\n') === Object.values(other).join('\n');
        const fields = (elements: Elements) =>
          dedupeKey(parseXml(writeDocument({ A: 1, ...elements }, 'xml')), '');
        expect(fields(one) === fields(other)).toBe(same);
        expect(keyOf(one) === keyOf(other)).toBe(same);
      }),
      { numRuns: 2_000, seed: 5 },
    );
  });
});

describe('the timestamp window', () => {
  const now = 1_700_000_000_000;
  const windowed = { ...config, windowMs: 60_000 };

  it('refuses what is older or newer, and what is no time at all', () => {
    const open = (timestamp: string) =>
      openCallback({ ...post(added('a'), timestamp), config: windowed, now }).event.kind;
    for (const timestamp of ['1699999940', '1700000060'])
      expect(open(timestamp)).toBe('change_external_contact.add_external_contact');
    for (const timestamp of ['1699999939', '1700000061', 'soon', '0x6553f100', '1.7e9', '-1', 'Infinity'])
      expect(() => open(timestamp)).toThrow(expect.objectContaining({ code: 'stale' }));
  });

  it('holds for the verification of a URL too, and cannot be judged without the time', () => {
    const v = vectors[0];
    if (!v) throw new Error('V1 is missing');
    const query = { ...queryOf(v), echostr: v.encrypted };
    const within = { ...v, windowMs: 1_000 };
    expect(verifyUrl({ config: within, query, now: Number(v.timestamp) * 1000 })).toBe(v.plaintext);
    expect(() => verifyUrl({ config: within, query, now })).toThrow(
      expect.objectContaining({ code: 'stale' }),
    );
    expect(() => verifyUrl({ config: within, query })).toThrow(
      expect.objectContaining({ code: 'bad_config' }),
    );
  });
});

describe('what is asked of a callback', () => {
  const good = post(added('a'));
  const refused = (code: string, change: Partial<Parameters<typeof openCallback>[0]>) =>
    expect(() => openCallback({ ...good, ...change })).toThrow(expect.objectContaining({ code }));

  it('each parameter, once and as text', () => {
    for (const name of ['msg_signature', 'timestamp', 'nonce']) {
      for (const value of [undefined, '', ['a'], 7, null])
        refused('missing_parameter', { query: { ...good.query, [name]: value } });
    }
    refused('missing_parameter', { query: Object.create(good.query) as Record<string, unknown> });
  });

  it('at most a megabyte, counted in bytes', () => {
    refused('too_large', { body: '\u822a'.repeat(400_000) });
    refused('too_large', { body: new Uint8Array(2 ** 20 + 1) });
    const roomy = good.body.replace('<xml>', `<xml>${' '.repeat(2 ** 20 - Buffer.byteLength(good.body))}`);
    expect(openCallback({ ...good, body: roomy }).event.kind).toContain('add_external_contact');
    refused('too_large', { body: `${roomy} ` });
  });

  it('the receiver it is for: one, one of several, or any', () => {
    const of = (receiveId: CallbackConfig['receiveId']) =>
      openCallback({ ...good, config: { ...config, receiveId } });
    for (const receiveId of [config.receiveId, ['wxsuite', config.receiveId], null])
      expect(of(receiveId).format).toBe('xml');
    for (const receiveId of ['', 'ww0123456789abcde', [], ['wxsuite']])
      expect(() => of(receiveId)).toThrow(expect.objectContaining({ code: 'wrong_receiver' }));
  });

  it('a body of bytes, a part of a larger buffer too', () => {
    const padded = Buffer.from(`??${good.body}??`);
    const body = new Uint8Array(padded.buffer, padded.byteOffset + 2, padded.length - 4);
    expect(openCallback({ ...good, body }).plaintext).toBe(added('a'));
  });

  it('a plus that became a space is not put right here: the signature no longer holds', () => {
    const v = vectors[5];
    if (!v) throw new Error('V6 is missing');
    const echostr = v.encrypted.replaceAll('+', ' ');
    expect(echostr).not.toBe(v.encrypted);
    expect(() => verifyUrl({ config: v, query: { ...queryOf(v), echostr } })).toThrow(
      expect.objectContaining({ code: 'bad_signature' }),
    );
  });
});
