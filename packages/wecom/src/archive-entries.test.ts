import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { archiveEntry, createArchiveDedupe } from './archive-entries.ts';

const entryOf = (plaintext: object | string) =>
  archiveEntry({ plaintextJson: typeof plaintext === 'string' ? plaintext : JSON.stringify(plaintext) });

const message = (msgtype: string, body: object) => ({
  msgid: 'm1_external',
  action: 'send',
  from: 'wmA',
  tolist: ['LinXiao'],
  roomid: '',
  msgtime: 1_700_000_000_123,
  msgtype,
  ...body,
});

const file = { md5sum: '', filesize: 3, sdkfileid: 'f' };
const KINDS: [kind: string, name: string, body: object][] = [
  ['text', 'text', { content: '登机口' }],
  ['image', 'image', file],
  ['revoke', 'revoke', { pre_msgid: 'm0' }],
  ['agree', 'agree', { userid: 'wmA', agree_time: 1_700_000_000 }],
  ['disagree', 'disagree', { userid: 'wmA', disagree_time: 1_700_000_000 }],
  ['voice', 'voice', { md5sum: 'x', voice_size: 1, play_length: 2, sdkfileid: 'f' }],
  ['video', 'video', { ...file, play_length: 2 }],
  ['card', 'card', { corpname: '微信联系人', userid: 'wmB' }],
  ['location', 'location', { longitude: 0.1 + 0.2, latitude: 39.9, address: '', title: '', zoom: 15 }],
  ['emotion', 'emotion', { type: 1, width: 1, height: 1, imagesize: 1, md5sum: 'x', sdkfileid: 'f' }],
  ['file', 'file', { ...file, filename: 'a.pdf', fileext: 'pdf' }],
  ['link', 'link', { title: 't', description: '', link_url: 'https://e.example', image_url: '' }],
  ['weapp', 'weapp', { title: 't', description: '', username: 'u', displayname: 'd' }],
  ['chatrecord', 'chatrecord', { title: 't', item: [{ type: 'ChatRecordText', msgtime: 1, content: '{}' }] }],
  ['collect', 'collect', { room_name: 'r', creator: 'c', create_time: 1, title: 't', details: [] }],
  ['redpacket', 'redpacket', { type: 1, wish: 'w', totalcnt: 1, totalamount: 2 }],
  ['external_redpacket', 'redpacket', { type: 1, wish: 'w', totalcnt: 1, totalamount: 2 }],
  ['docmsg', 'doc', { title: 't', doc_creator: 'c', link_url: 'https://e.example' }],
  ['markdown', 'info', { content: '# x' }],
  ['news', 'info', { item: [{ title: 't', description: '', url: 'https://e.example', picurl: '' }] }],
  ['calendar', 'calendar', { title: 't', creatorname: 'c', attendeename: [], starttime: 1, endtime: 2 }],
  ['mixed', 'mixed', { item: [{ type: 'text', content: '{"content":"x"}' }] }],
  ['sphfeed', 'sphfeed', { feed_type: 4, sph_name: 's', feed_desc: 'd' }],
];

describe('an archive entry', () => {
  it.each(KINDS)('of kind %s has its body', (kind, name, body) => {
    expect(entryOf(message(kind, { [name]: body }))).toEqual({
      ...message(kind, {}),
      kind,
      body,
    });
  });

  it('keeps all digits of a 64-bit meeting id, and gives a small one as text too', () => {
    const meeting = (id: string) =>
      entryOf(
        JSON.stringify(
          message('meeting', { meeting: { topic: '值机 1234567890123456789', meetingid: 0 } }),
        ).replace('"meetingid":0', `"meetingid":${id}`),
      );
    for (const id of ['18446744073709551615', '9007199254740993', '42']) {
      expect(meeting(id)).toMatchObject({
        kind: 'meeting',
        body: { meetingid: id, topic: '值机 1234567890123456789' },
      });
    }
  });

  it('of a call or a shared document has the id that stands beside its body', () => {
    expect(
      entryOf(
        message('meeting_voice_call', { voiceid: 'v', meeting_voice_call: { endtime: 1, sdkfileid: 'f' } }),
      ),
    ).toMatchObject({ kind: 'meeting_voice_call', body: { voiceid: 'v', endtime: 1 } });
    expect(
      entryOf(message('voip_doc_share', { voipid: 'p', voip_doc_share: { ...file, filename: 'a' } })),
    ).toMatchObject({ kind: 'voip_doc_share', body: { voipid: 'p', filename: 'a' } });
  });

  it('of a switch has neither sender nor receivers', () => {
    expect(entryOf({ msgid: 's', action: 'switch', time: 1_700_000_000_123, user: 'LinXiao' })).toEqual({
      kind: 'switch',
      msgid: 's',
      action: 'switch',
      time: 1_700_000_000_123,
      user: 'LinXiao',
    });
    expect(entryOf({ msgid: 's', action: 'switch' })).toBeUndefined();
  });

  it('of a kind unknown, or of a known one without what it needs, is kept with its body', () => {
    expect(entryOf(message('hologram', { hologram: { depth: 3 } }))).toMatchObject({
      kind: 'unknown',
      msgtype: 'hologram',
      body: { depth: 3 },
    });
    for (const bad of [{}, { text: 'x' }, { text: { content: 3 } }, { text: null }])
      expect(entryOf(message('text', bad))).toMatchObject({ kind: 'unknown', msgtype: 'text' });
    for (const name of ['constructor', '__proto__', 'toString'])
      expect(entryOf(message(name, {}))).toMatchObject({ kind: 'unknown', body: undefined });
  });

  it('is none of what is no message, and nothing makes it throw or hang', () => {
    for (const bad of ['', '{', '[]', '"x"', 'null', '{"msgid":1}', '{"msgid":"a"}'])
      expect(entryOf(bad)).toBeUndefined();
    const started = process.hrtime.bigint();
    expect(entryOf(`{"a":"${'\\"'.repeat(300_000)}\\`)).toBeUndefined();
    expect(Number(process.hrtime.bigint() - started) / 1e6).toBeLessThan(2_000);
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        entryOf(text);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('records read twice', () => {
  it('are new once, among as many as are remembered', () => {
    const isNew = createArchiveDedupe(2);
    const ask = (...ids: string[]) => ids.map((msgid) => isNew({ msgid }));
    expect(ask('a', 'a', 'b', 'a')).toEqual([true, false, true, false]);
    expect(ask('c', 'a', 'b', 'c')).toEqual([true, false, false, false]);
    expect(ask('d', 'e', 'f', 'a')).toEqual([true, true, true, true]);
  });
});
