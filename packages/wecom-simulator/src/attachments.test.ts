import { endpoints } from '@jetbridge/wecom';
import { afterEach, describe, expect, it } from 'vitest';
import { befriend, closeAll, testWorld } from './test-world.ts';

afterEach(closeAll);

const DAYS_3 = 3 * 86_400_000;

describe('a picture in a mass message', () => {
  it('must be there when the message is made: not one of another corp, not after its third day', async () => {
    const { simulator, client, clock } = await testWorld();
    befriend(simulator, 'LinXiao', 1);
    const picture = { fileName: 'seat.jpg', type: 'image/jpeg', content: new Uint8Array(64) };
    const { media_id = '' } = await client.call(endpoints.uploadMedia, { type: 'image', media: picture });
    const send = (id: string) =>
      client.call(endpoints.addMassMessage, {
        sender: 'LinXiao',
        attachments: [{ msgtype: 'image', image: { media_id: id } }],
      });
    await expect(send('of-another-corp')).rejects.toMatchObject({ errcode: 40007 });
    await simulator.tick(clock.now() + DAYS_3 - 1);
    await expect(send(media_id)).resolves.toMatchObject({ errcode: 0 });
    await simulator.tick(clock.now() + 1);
    await expect(send(media_id)).rejects.toMatchObject({ errcode: 40007 });
  });
});

describe('what a member writes by hand', () => {
  it('does not arrive when a rule blocks its words', async () => {
    const { simulator, client } = await testWorld();
    const [person = ''] = befriend(simulator, 'LinXiao', 1);
    await client.call(endpoints.addInterceptRule, {
      rule_name: '不谈转账',
      word_list: ['转账'],
      intercept_type: 1,
      applicable_range: { user_list: ['LinXiao'] },
    });
    expect(simulator.actions.say({ userid: 'LinXiao', person, text: '请转账到' })).toBe(false);
    expect(simulator.actions.say({ userid: 'LinXiao', person, text: '请选座' })).toBe(true);
    expect(simulator.truth().messages[person]).toMatchObject([{ kind: 'chat', text: '请选座' }]);
  });
});
