import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openCallback, openPlaintext, verifyUrl } from './callbacks.ts';
import { CallbackError, decrypt, encrypt, sign } from './crypto.ts';
import { vectors } from './crypto.vectors.ts';
import { passiveReply } from './replies.ts';
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

  it('a group update lists its members, as items or as one joined string', () => {
    const update = (list: string) =>
      eventXml(`<Event><![CDATA[change_external_chat]]></Event><ChangeType><![CDATA[update]]></ChangeType>
<ChatId><![CDATA[wr1]]></ChatId><UpdateDetail><![CDATA[add_member]]></UpdateDetail><JoinScene>1</JoinScene>
<MemChangeList>${list}</MemChangeList>`);
    for (const list of ['<Item><![CDATA[a]]></Item><Item>b</Item>', '<![CDATA[a,b]]>']) {
      expect(openPlaintext(update(list)).event).toMatchObject({
        kind: 'change_external_chat.update',
        chatId: 'wr1',
        joinScene: 1,
        members: ['a', 'b'],
      });
    }
  });

  it('an unknown event, or a known one without what it needs, is kept with its fields', () => {
    const strange = openPlaintext(eventXml('<Event>brand_new</Event><Thing>7</Thing>')).event;
    expect(strange).toMatchObject({ kind: 'unknown', event: 'brand_new', fields: { Thing: '7' } });
    const half = eventXml(
      '<Event>change_external_contact</Event><ChangeType>add_external_contact</ChangeType><UserID>a</UserID>',
    );
    expect(openPlaintext(half).event).toMatchObject({ kind: 'unknown', changeType: 'add_external_contact' });
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

describe('the dedupe key', () => {
  it('is equal for a retry, whose ciphertext differs, and differs for another event of the same second', () => {
    const first = openCallback(post(added('a'), '1700000001'));
    const retry = openCallback(post(added('a'), '1700000006'));
    const other = openCallback(post(added('b'), '1700000001'));
    expect(retry.dedupeKey).toBe(first.dedupeKey);
    expect(other.dedupeKey).not.toBe(first.dedupeKey);
  });
});

describe('the timestamp window', () => {
  it('refuses what is older or newer, and what is no time at all', () => {
    const now = 1_700_000_000_000;
    const open = (timestamp: string) =>
      openCallback({ ...post(added('a'), timestamp), config: { ...config, windowMs: 60_000 }, now });
    expect(open('1700000060').event.kind).toBe('change_external_contact.add_external_contact');
    for (const timestamp of ['1699999939', '1700000061', 'soon']) {
      expect(() => open(timestamp)).toThrow(expect.objectContaining({ code: 'stale' }));
    }
  });
});

describe('hostile input', () => {
  const refuse = (xml: string) =>
    expect(() => parseXml(xml)).toThrow(expect.objectContaining({ code: 'malformed_body' }));

  it('document types and deep nesting are refused, entities are not expanded', () => {
    refuse('<!DOCTYPE x [<!ENTITY a "aaaa">]><xml><A>&a;</A></xml>');
    refuse(
      '<?xml version="1.0"?> <!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><xml><A>&a;</A></xml>',
    );
    refuse(`<xml>${'<a>'.repeat(5000)}${'</a>'.repeat(5000)}</xml>`);
    refuse('<xml></xml>'.slice(0, 7));
    refuse('');
    expect(parseXml('<xml><A>&lt;&#65;</A></xml>')).toEqual({ A: '&lt;&#65;' });
  });

  it('names of the prototype change nothing', () => {
    refuse('<xml><__proto__><polluted>1</polluted></__proto__></xml>');
    expect(Reflect.get({}, 'polluted')).toBeUndefined();
    expect(openPlaintext('<xml><Event>constructor</Event></xml>').event.kind).toBe('unknown');
  });

  it('an oversize body is refused before it is read', () => {
    const { query } = post(added('a'));
    expect(() => openCallback({ config, query, body: 'x'.repeat(2 ** 20 + 1) })).toThrow(
      expect.objectContaining({ code: 'too_large' }),
    );
  });

  it('whatever arrives unsigned, wrongly signed or bent is a typed refusal, never a success', () => {
    const good = post(added('a'));
    const anything = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string().map((text) => `<xml><Encrypt>${text}</Encrypt></xml>`),
      fc.json(),
      fc.nat(good.body.length - 1).map((at) => good.body.slice(0, at)),
      fc.nat(good.body.length - 1).map((at) => `${good.body.slice(0, at)}\u0000${good.body.slice(at + 1)}`),
    );
    const query = fc.oneof(
      fc.constant(good.query),
      fc.record({
        msg_signature: fc.oneof(fc.string(), fc.constant(good.query.msg_signature)),
        timestamp: fc.oneof(fc.string(), fc.integer()),
        nonce: fc.oneof(fc.string(), fc.array(fc.string())),
      }),
    );
    let opened = 0;
    fc.assert(
      fc.property(anything, query, (body, q) => {
        try {
          const { event } = openCallback({ config, query: q, body });
          // A bent envelope around the untouched ciphertext is authentic all the same.
          expect(event.kind).toBe('change_external_contact.add_external_contact');
          opened++;
        } catch (error) {
          expect(error).toBeInstanceOf(CallbackError);
        }
      }),
      { numRuns: 2500 },
    );
    expect(opened).toBeLessThan(2500);
  });

  it('signed garbage never crashes the parser', () => {
    const tags = fc.constantFrom(
      '<a>',
      '</a>',
      '<xml>',
      '</xml>',
      '<![CDATA[',
      ']]>',
      '<!--',
      '-->',
      '<?',
      '&#x0;',
      '<a b="',
      'x',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(tags, { maxLength: 40 }).map((t) => t.join('')),
        ),
        (plaintext) => {
          try {
            openCallback(post(plaintext));
          } catch (error) {
            expect(error).toBeInstanceOf(CallbackError);
          }
        },
      ),
      { numRuns: 1500 },
    );
  });
});

describe('a passive reply', () => {
  it('is signed and decrypts to what was said', () => {
    const reply = passiveReply({
      config,
      plaintext: '<xml><a>你好</a></xml>',
      timestamp: 1700000000,
      nonce: 'n0nce',
    });
    const fields = parseXml(reply);
    const encrypted = String(fields.Encrypt);
    expect(fields.MsgSignature).toBe(
      sign(config.token, { timestamp: '1700000000', nonce: 'n0nce', encrypted }),
    );
    expect(decrypt(config.encodingAesKey, encrypted)).toMatchObject({ message: '<xml><a>你好</a></xml>' });
  });
});
