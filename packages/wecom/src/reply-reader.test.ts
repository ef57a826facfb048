import { describe, expect, it } from 'vitest';
import { openPassiveReply, type PassiveMessage, passiveDocument, passiveReply } from './index.ts';

const config = {
  token: 'QDG6eK',
  encodingAesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C',
  receiveId: 'ww1',
};

function sealed(message: PassiveMessage, format: 'xml' | 'json'): string {
  const plaintext = passiveDocument({ to: 'LinXiao', from: 'ww1', createTime: 1, message, format });
  return passiveReply({ config, plaintext, timestamp: 1, nonce: 'n', format });
}

const card = {
  card_type: 'vote_interaction',
  source: { desc: '值机', desc_color: 1 },
  main_title: { title: '选座 <b>&', desc: '' },
  task_id: '007',
  horizontal_content_list: [{ keyname: '航班', value: '1234', type: 1, url: 'https://a.example' }],
  checkbox: { question_key: 'q', mode: 1, option_list: [{ id: '01', text: '靠窗', is_checked: true }] },
  submit_button: { text: '提交', key: 's' },
};

describe('a passive reply', () => {
  const messages: PassiveMessage[] = [
    { type: 'text', content: '收到 ]]> <&' },
    { type: 'image', mediaId: 'm' },
    { type: 'voice', mediaId: 'm' },
    { type: 'video', mediaId: 'm', title: 't' },
    { type: 'news', articles: [{ title: 't', url: 'https://a.example' }] },
    { type: 'update_button', replaceName: '已同意' },
    { type: 'update_template_card', card },
  ];

  it.each(messages)('$type reads as it was written, in both formats', (message) => {
    expect(openPassiveReply({ config, body: sealed(message, 'xml') })).toEqual(message);
    expect(openPassiveReply({ config, body: sealed(message, 'json') })).toEqual(message);
  });

  it('is refused when it is not authentic or not whole', () => {
    const good = sealed({ type: 'text', content: 'a' }, 'xml');
    for (const body of [
      good.replace('<TimeStamp>1<', '<TimeStamp>2<'),
      good.slice(0, 40),
      'success',
      '{}',
      '',
    ]) {
      expect(() => openPassiveReply({ config, body })).toThrow();
    }
  });
});
