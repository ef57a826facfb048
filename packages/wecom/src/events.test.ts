import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openPlaintext } from './callbacks.ts';
import { type Elements, writeDocument } from './documents.ts';
import { appCases } from './events/app.cases.ts';
import type { Cases, Kind } from './events/cases.ts';
import { customerCases } from './events/customer.cases.ts';
import { directoryCases } from './events/directory.cases.ts';

const cases: Cases<Kind> = { ...customerCases, ...directoryCases, ...appCases };
const all = Object.entries(cases).flatMap(([kind, list]) => list.map((one) => ({ kind, ...one })));

/** `change_contact.create_user` is Event and ChangeType, `message.text` is MsgType. */
function named(kind: string): Elements {
  const [event = '', change = ''] = kind.split('.');
  if (event === 'message') return { MsgType: change };
  return { MsgType: 'event', Event: event, ...(change ? { ChangeType: change } : {}) };
}

const common = { ToUserName: 'ww0123456789abcdef', FromUserName: 'sys', CreateTime: 1700000000 };
const base = {
  toUserName: 'ww0123456789abcdef',
  fromUserName: 'sys',
  createTime: 1700000000,
  suiteId: undefined,
};

describe('every kind of event', () => {
  it.each(all)('$kind is read from XML and from JSON alike', ({ kind, elements, says }) => {
    const document = { ...common, ...named(kind), ...elements };
    for (const format of ['xml', 'json'] as const) {
      const opened = openPlaintext(writeDocument(document, format));
      const { fields, ...event } = opened.event;
      expect(opened.format).toBe(format);
      expect(event).toEqual({ ...base, kind, ...says });
      expect(fields).toMatchObject({ ToUserName: base.toUserName });
    }
  });

  it('with line ends and indentation between its elements is the same event', () => {
    for (const { kind, elements } of all) {
      const text = writeDocument({ ...common, ...named(kind), ...elements }, 'xml');
      for (const lineEnd of ['\n', '\r\n'])
        expect(openPlaintext(text.replaceAll(/(<\/\w+>)</g, `$1${lineEnd}\t <`)).event.kind).toBe(kind);
    }
  });

  it('from a third-party app, in the envelope of a suite, is the same event with the suite beside it', () => {
    for (const { kind, elements, says } of all.filter((one) => !one.kind.startsWith('message.'))) {
      const [InfoType = '', ChangeType = ''] = kind.split('.');
      const envelope = { SuiteId: 'wxsuite', AuthCorpId: 'wpCorp', InfoType, TimeStamp: 1700000001 };
      const document = { ...envelope, ...(ChangeType ? { ChangeType } : {}), ...elements };
      const { fields, ...event } = openPlaintext(writeDocument(document, 'xml')).event;
      expect(fields.InfoType).toBe(InfoType);
      expect(event).toEqual({
        kind,
        toUserName: 'wpCorp',
        fromUserName: 'wxsuite',
        suiteId: 'wxsuite',
        createTime: 1700000001,
        ...says,
      });
    }
  });
});

describe('what is not known', () => {
  it('stays unknown with its names and its fields', () => {
    const strange = (elements: Elements) => openPlaintext(writeDocument(elements, 'xml')).event;
    expect(strange({ ...common, MsgType: 'event', Event: 'brand_new', Thing: 7 })).toMatchObject({
      kind: 'unknown',
      event: 'brand_new',
      changeType: undefined,
      fields: { Thing: '7' },
    });
    expect(strange({ MsgType: 'event', Event: 'change_contact', ChangeType: 'new_thing' })).toMatchObject({
      kind: 'unknown',
      event: 'change_contact',
      changeType: 'new_thing',
    });
    expect(strange({ MsgType: 'hologram', MsgId: '1' })).toMatchObject({
      kind: 'unknown',
      event: 'message.hologram',
    });
    expect(strange({ Thing: 1 })).toMatchObject({ kind: 'unknown', event: 'message.', createTime: 0 });
    for (const name of ['constructor', '__proto__', 'toString', 'unknown'])
      expect(strange({ MsgType: 'event', Event: name })).toMatchObject({ kind: 'unknown', event: name });
  });

  it('a kind without what makes it one stays unknown, whichever element is missing, doubled or nested', () => {
    const needed: Partial<Record<Kind, string[]>> = {
      'change_external_contact.add_external_contact': ['UserID', 'ExternalUserID'],
      'change_external_contact.del_follow_user': ['UserID', 'ExternalUserID'],
      'change_external_chat.update': ['ChatId'],
      'change_contact.create_user': ['UserID'],
      'change_contact.create_party': ['Id'],
      'change_contact.update_tag': ['TagId'],
      batch_job_result: ['BatchJob'],
      kf_msg_or_event: ['OpenKfId'],
      upload_media_job_finish: ['JobId'],
      LOCATION: ['Latitude', 'Longitude'],
      'message.text': ['MsgId'],
      'message.image': ['MsgId', 'MediaId'],
      'message.location': ['MsgId', 'Location_X', 'Location_Y'],
    };
    for (const [kind, names] of Object.entries(needed)) {
      const whole = all.find((one) => one.kind === kind)?.elements ?? {};
      for (const name of names) {
        const value = whole[name];
        for (const bent of [undefined, '', ['a', 'b'], { Inner: 'a' }]) {
          const document = { ...common, ...named(kind), ...whole, [name]: bent };
          const { event } = openPlaintext(writeDocument(document, 'xml'));
          expect({ kind, name, bent, is: event.kind }).toEqual({ kind, name, bent, is: 'unknown' });
        }
        expect(value).toBeDefined();
      }
    }
  });

  it('never throws, for any elements under any kind', () => {
    const names = [...new Set(all.flatMap(({ elements }) => Object.keys(elements)))];
    const leaf = fc.oneof(fc.string(), fc.constantFrom('0', '-1', '1e9', '9'.repeat(30), 'NaN', ','));
    const value = fc.oneof(
      leaf,
      fc.array(leaf),
      fc.dictionary(fc.constantFrom(...names, 'Item', 'item'), fc.oneof(leaf, fc.array(leaf))),
    );
    const fields = fc.dictionary(fc.constantFrom(...names), value, { maxKeys: 8 });
    fc.assert(
      fc.property(fc.constantFrom(...all.map(({ kind }) => kind)), fields, (kind, some) => {
        const { event } = openPlaintext(JSON.stringify({ ...common, ...named(kind), ...some }));
        expect([kind, 'unknown']).toContain(event.kind);
        expect(event.createTime).toBe(common.CreateTime);
      }),
      { numRuns: 3_000, seed: 3 },
    );
  });
});

describe('lists', () => {
  it('the members of a group update come as items, as one item, as one joined string, or not at all', () => {
    const update = (list: string) =>
      openPlaintext(
        `<xml><Event>change_external_chat</Event><ChangeType>update</ChangeType><ChatId>wr1</ChatId>${list}</xml>`,
      ).event;
    const members = (list: string) => {
      const event = update(list);
      return event.kind === 'change_external_chat.update' ? event.members : undefined;
    };
    const inside = (text: string) => members(`<MemChangeList>${text}</MemChangeList>`);
    expect(inside('<Item><![CDATA[a]]></Item><Item>b</Item>')).toEqual(['a', 'b']);
    expect(inside('<Item>a</Item>')).toEqual(['a']);
    expect(inside('<![CDATA[a,b , c]]>')).toEqual(['a', 'b', 'c']);
    expect(inside('')).toEqual([]);
    expect(members('')).toEqual([]);
    const json =
      '{"Event":"change_external_chat","ChangeType":"update","ChatId":"wr1","MemChangeList":["a","b"]}';
    expect(openPlaintext(json).event).toMatchObject({ members: ['a', 'b'] });
  });
});
