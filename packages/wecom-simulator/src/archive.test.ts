import { archiveEntry, createArchiveDedupe, endpoints } from '@jetbridge/wecom';
import { afterEach, describe, expect, it } from 'vitest';
import { createArchive } from './archive.ts';
import type { RecordBody } from './archive-bodies.ts';
import { createCallbackSender } from './callbacks.ts';
import { createFeed } from './feed.ts';
import { createLog } from './log.ts';
import { withDefaults } from './options.ts';
import { createRandom } from './random.ts';
import { createScheduler, createVirtualClock } from './scheduler.ts';
import { befriend, closeAll, corp, START, testWorld } from './test-world.ts';

afterEach(closeAll);

const DAY = 86_400_000;

describe('the archive', () => {
  it('keeps five days, to the millisecond, and numbers on', async () => {
    const { simulator, clock } = await testWorld();
    const [person = ''] = befriend(simulator, 'LinXiao', 1);
    const say = (text: string) => simulator.actions.reply({ person, text });
    say('1');
    clock.advanceTo(START + 1);
    say('2');
    const seqs = async (from = 0) => (await simulator.archive.pull(from, 1000)).map(({ seq }) => seq);
    clock.advanceTo(START + 5 * DAY);
    expect(await seqs()).toEqual([1, 2]);
    clock.advanceTo(START + 5 * DAY + 1);
    expect(await seqs()).toEqual([2]);
    expect(await seqs(1)).toEqual([2]);
    expect(await seqs(2)).toEqual([]);
    clock.advanceTo(START + 5 * DAY + 2);
    expect(await seqs()).toEqual([]);
    say('3');
    expect(await seqs()).toEqual([3]);
    expect(await seqs(1)).toEqual([3]);
  });

  it('has the text and each attachment of a message as a record of its own', async () => {
    const { simulator, client } = await testWorld();
    const [person = ''] = befriend(simulator, 'LinXiao', 1);
    const upload = async (type: 'image' | 'file', fileName: string) => {
      const media = { fileName, type: 'application/octet-stream', content: Buffer.alloc(100, 7) };
      return (await client.call(endpoints.uploadMedia, { type, media })).media_id;
    };
    const picture = await upload('image', 'gate.png');
    const pdf = await upload('file', '行程单.pdf');
    await client.call(endpoints.addMassMessage, {
      sender: 'LinXiao',
      text: { content: '登机提醒' },
      attachments: [
        { msgtype: 'image', image: { media_id: picture } },
        { msgtype: 'link', link: { title: '值机', url: 'https://example.com/a', desc: '网上值机' } },
        {
          msgtype: 'miniprogram',
          miniprogram: { title: '选座', appid: 'wxA', page: 'p', pic_media_id: picture },
        },
        { msgtype: 'file', file: { media_id: pdf } },
      ],
    });
    await simulator.tick(START);
    const entries = (await simulator.archive.pull(0, 100)).map((record) => archiveEntry(record));
    expect(entries).toMatchObject([
      { kind: 'text', from: 'LinXiao', tolist: [person], body: { content: '登机提醒' } },
      { kind: 'image', body: { filesize: 100, md5sum: expect.stringMatching(/^[0-9a-f]{32}$/) } },
      { kind: 'link', body: { title: '值机', description: '网上值机', link_url: 'https://example.com/a' } },
      { kind: 'weapp', body: { title: '选座', username: 'wxA' } },
      { kind: 'file', body: { filename: '行程单.pdf', fileext: 'pdf', filesize: 100 } },
    ]);
    const isNew = createArchiveDedupe();
    expect(entries.every((entry) => entry && isNew(entry))).toBe(true);
    expect(entries.some((entry) => entry && isNew(entry))).toBe(false);
  });

  it('tells what was taken back by whom, and who changed the corp', async () => {
    const { simulator } = await testWorld();
    const [person = ''] = befriend(simulator, 'LinXiao', 1);
    simulator.actions.reply({ person, text: '写错了' });
    const [said] = await simulator.archive.pull(0, 1);
    const { consent } = simulator.actions;
    expect(consent.recall({ msgid: said?.msgid ?? '' })).toBe(true);
    expect(consent.recall({ msgid: 'none' })).toBe(false);
    expect(consent.switchCorp({ userid: 'linxiao' })).toBe(true);
    const entries = (await simulator.archive.pull(1, 10)).map((record) => archiveEntry(record));
    expect(entries).toMatchObject([
      { kind: 'revoke', action: 'recall', from: person, body: { pre_msgid: said?.msgid } },
      { kind: 'switch', user: 'LinXiao', time: START },
    ]);
  });

  it('writes every kind so that the library reads it again', () => {
    const clock = createVirtualClock(START);
    const settings = withDefaults({ corp, staff: [], seed: 1, clock });
    const random = createRandom(1);
    const scheduler = createScheduler(clock);
    const callbacks = createCallbackSender({ settings, random, scheduler, log: createLog(createFeed()) });
    const archive = createArchive({
      random,
      scheduler,
      callbacks,
      notifyMs: 0,
      startSeq: 0,
      mayRecord: () => true,
      fileOf: () => undefined,
    });
    const file = { md5sum: '', sdkfileid: 'f', filesize: 1 };
    const meeting = { topic: '"meetingid":"5"', starttime: 1, endtime: 2, address: '', remarks: '' };
    const bodies: RecordBody[] = [
      { kind: 'text', body: { content: '{"meetingid":"7"}' } },
      { kind: 'voice', body: { md5sum: '', sdkfileid: 'f', voice_size: 1, play_length: 2 } },
      { kind: 'docmsg', body: { title: 't', doc_creator: 'c', link_url: 'u' } },
      { kind: 'markdown', body: { content: '# x' } },
      { kind: 'news', body: { item: [] } },
      { kind: 'external_redpacket', body: { type: 1, wish: '', totalcnt: 1, totalamount: 1 } },
      {
        kind: 'meeting',
        body: { ...meeting, meetingtype: 102, meetingid: '18446744073709551615', status: 1 },
      },
      { kind: 'meeting_voice_call', body: { voiceid: 'v', endtime: 1, sdkfileid: 'f' } },
      { kind: 'voip_doc_share', body: { ...file, voipid: 'p', filename: 'a' } },
    ];
    for (const body of bodies) {
      const record = archive.record({ from: 'wmA', to: 'LinXiao', ...body });
      expect(record && archiveEntry(record)).toMatchObject(body);
    }
    const [last] = archive.pull(6, 1);
    expect(last?.plaintextJson).toContain('"meetingid":18446744073709551615');
  });
});
