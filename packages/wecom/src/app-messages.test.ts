import { describe, expect, it } from 'vitest';
import { brokenLimit } from './endpoint.ts';
import * as endpoints from './endpoints.ts';
import type { AppMessage, TemplateCard } from './index.ts';

const to = { touser: 'LinXiao', agentid: 1 };
const problem = (message: AppMessage): string => {
  const broken = brokenLimit(endpoints.sendAppMessage, message);
  return broken ? `${broken.path} ${broken.problem}`.trim() : 'fits';
};
const zh = (bytes: number) => '航'.repeat(bytes / 3) + 'x'.repeat(bytes % 3);

describe('limits of a message to members', () => {
  const article = { title: 't', url: 'https://a.example' };
  const mp = { title: 't', thumb_media_id: 'm', content: 'c' };
  const notice = { appid: 'wx1', title: '登机口变更' };
  const card = (title: string, description = 'd', btntxt = '详情') => ({
    ...to,
    msgtype: 'textcard' as const,
    textcard: { title, description, url: 'https://a.example', btntxt },
  });

  it.each<[string, AppMessage, AppMessage]>([
    [
      'text of 2,048 bytes',
      { ...to, msgtype: 'text', text: { content: zh(2048) } },
      { ...to, msgtype: 'text', text: { content: `${zh(2048)}x` } },
    ],
    [
      'markdown of 2,048 bytes',
      { ...to, msgtype: 'markdown', markdown: { content: zh(2048) } },
      { ...to, msgtype: 'markdown', markdown: { content: `${zh(2048)}x` } },
    ],
    ['a title of 128 bytes', card(zh(128)), card(zh(129))],
    ['a description of 512 bytes', card('t', zh(512)), card('t', zh(513))],
    ['a button of 4 characters', card('t', 'd', '查看详情'), card('t', 'd', '查看详情吧')],
    [
      '8 articles',
      { ...to, msgtype: 'news', news: { articles: Array(8).fill(article) } },
      { ...to, msgtype: 'news', news: { articles: Array(9).fill(article) } },
    ],
    [
      '8 articles of its own',
      { ...to, msgtype: 'mpnews', mpnews: { articles: Array(8).fill(mp) } },
      { ...to, msgtype: 'mpnews', mpnews: { articles: Array(9).fill(mp) } },
    ],
    [
      'an article of 666 KB',
      { ...to, msgtype: 'mpnews', mpnews: { articles: [{ ...mp, content: 'x'.repeat(681_984) }] } },
      { ...to, msgtype: 'mpnews', mpnews: { articles: [{ ...mp, content: 'x'.repeat(681_985) }] } },
    ],
    [
      'a video with a title of 128 bytes',
      { ...to, msgtype: 'video', video: { media_id: 'm', title: zh(128), description: zh(512) } },
      { ...to, msgtype: 'video', video: { media_id: 'm', title: zh(129) } },
    ],
    [
      'a mini program notice with a title of 4 characters',
      { ...to, msgtype: 'miniprogram_notice', miniprogram_notice: { ...notice, title: '登机变更' } },
      { ...to, msgtype: 'miniprogram_notice', miniprogram_notice: { ...notice, title: '登机口' } },
    ],
    [
      'a mini program notice with a title of 12 characters',
      { ...to, msgtype: 'miniprogram_notice', miniprogram_notice: { ...notice, title: '登'.repeat(12) } },
      { ...to, msgtype: 'miniprogram_notice', miniprogram_notice: { ...notice, title: '登'.repeat(13) } },
    ],
    [
      '1,000 members',
      { ...to, touser: Array(1000).fill('a').join('|'), msgtype: 'image', image: { media_id: 'm' } },
      { ...to, touser: Array(1001).fill('a').join('|'), msgtype: 'image', image: { media_id: 'm' } },
    ],
    [
      '100 departments',
      { agentid: 1, toparty: Array(100).fill('1').join('|'), msgtype: 'file', file: { media_id: 'm' } },
      { agentid: 1, toparty: Array(101).fill('1').join('|'), msgtype: 'file', file: { media_id: 'm' } },
    ],
    [
      '100 tags',
      { agentid: 1, totag: Array(100).fill('1').join('|'), msgtype: 'voice', voice: { media_id: 'm' } },
      { agentid: 1, totag: Array(101).fill('1').join('|'), msgtype: 'voice', voice: { media_id: 'm' } },
    ],
    [
      'a duplicate check over 4 hours',
      { ...to, msgtype: 'text', text: { content: 'a' }, duplicate_check_interval: 14_400 },
      { ...to, msgtype: 'text', text: { content: 'a' }, duplicate_check_interval: 14_401 },
    ],
    [
      'mpnews that must not leave the corp',
      { ...to, msgtype: 'mpnews', mpnews: { articles: [mp] }, safe: 2 },
      { ...to, msgtype: 'text', text: { content: 'a' }, safe: 2 },
    ],
    [
      'an article that opens a mini program',
      { ...to, msgtype: 'news', news: { articles: [{ title: 't', appid: 'wx1', pagepath: 'a' }] } },
      { ...to, msgtype: 'news', news: { articles: [{ title: 't', appid: 'wx1' }] } },
    ],
  ])('%s fits, one more does not', (_, fits, breaks) => {
    expect(problem(fits)).toBe('fits');
    expect(problem(breaks)).not.toBe('fits');
  });

  it('a body of another kind than msgtype says is missing', () => {
    expect(problem({ ...to, msgtype: 'image', text: { content: 'a' } } as unknown as AppMessage)).toBe(
      'image is required',
    );
    expect(problem({ agentid: 1, msgtype: 'text', text: { content: 'a' } })).toMatch(/is required/);
  });
});

describe('limits of a card', () => {
  const title = { main_title: { title: '改签' } };
  const button = (key: string) => ({ text: '同意', key });
  const option = (id: string) => ({ id, text: id });
  const options = (n: number) => Array.from({ length: n }, (_, i) => option(`o${i}`));
  const many = <T>(n: number, make: (i: string) => T): T[] =>
    Array.from({ length: n }, (_, i) => make(`k${i}`));
  const submit = { submit_button: { text: '提交', key: 's' } };
  const text: TemplateCard = { card_type: 'text_notice', card_action: { type: 1, url: 'https://a.example' } };
  const news: TemplateCard = {
    ...title,
    card_type: 'news_notice',
    card_action: { type: 2, appid: 'wx1' },
    card_image: { url: 'https://a.example/a.png' },
  };
  const buttons: TemplateCard = {
    ...title,
    card_type: 'button_interaction',
    task_id: 't',
    button_list: [button('a')],
  };
  const vote: TemplateCard = {
    ...title,
    ...submit,
    card_type: 'vote_interaction',
    task_id: 't',
    checkbox: { question_key: 'q', option_list: options(1) },
  };
  const multiple: TemplateCard = {
    ...title,
    ...submit,
    card_type: 'multiple_interaction',
    task_id: 't',
    select_list: [{ question_key: 'q', option_list: options(1) }],
  };
  const of = (template_card: TemplateCard) => problem({ ...to, msgtype: 'template_card', template_card });

  it.each([text, news, buttons, vote, multiple])('$card_type fits with what it must have', (card) => {
    expect(of(card)).toBe('fits');
  });

  it.each<[string, TemplateCard, TemplateCard]>([
    ['6 buttons', { ...buttons, button_list: many(6, button) }, { ...buttons, button_list: many(7, button) }],
    [
      '20 check boxes',
      { ...vote, checkbox: { question_key: 'q', option_list: options(20) } },
      { ...vote, checkbox: { question_key: 'q', option_list: options(21) } },
    ],
    [
      '3 selections',
      { ...multiple, select_list: many(3, (question_key) => ({ question_key, option_list: options(1) })) },
      { ...multiple, select_list: many(4, (question_key) => ({ question_key, option_list: options(1) })) },
    ],
    [
      '10 options',
      { ...multiple, select_list: [{ question_key: 'q', option_list: options(10) }] },
      { ...multiple, select_list: [{ question_key: 'q', option_list: options(11) }] },
    ],
    [
      '6 lines',
      { ...text, horizontal_content_list: many(6, (keyname) => ({ keyname })) },
      { ...text, horizontal_content_list: many(7, (keyname) => ({ keyname })) },
    ],
    [
      '3 jumps',
      { ...text, jump_list: many(3, (each) => ({ title: each })) },
      { ...text, jump_list: many(4, (each) => ({ title: each })) },
    ],
    [
      '4 paragraphs',
      { ...news, vertical_content_list: many(4, (each) => ({ title: each })) },
      { ...news, vertical_content_list: many(5, (each) => ({ title: each })) },
    ],
    [
      '3 menu items',
      { ...text, task_id: 't', action_menu: { action_list: many(3, (key) => ({ text: key, key })) } },
      { ...text, task_id: 't', action_menu: { action_list: many(4, (key) => ({ text: key, key })) } },
    ],
    [
      'an image of 2.25 to 1',
      { ...news, card_image: { url: 'https://a.example', aspect_ratio: 2.25 } },
      { ...news, card_image: { url: 'https://a.example', aspect_ratio: 2.26 } },
    ],
    [
      'a task id of 128 bytes',
      { ...buttons, task_id: 'a'.repeat(128) },
      { ...buttons, task_id: 'a'.repeat(129) },
    ],
    [
      'a task id of letters, digits and _-@',
      { ...buttons, task_id: 'A_0-@' },
      { ...buttons, task_id: 'A.0' },
    ],
    [
      'a menu with a task id',
      { ...text, task_id: 't', action_menu: { action_list: [{ text: 'a', key: 'a' }] } },
      { ...text, action_menu: { action_list: [{ text: 'a', key: 'a' }] } },
    ],
    [
      'two different keys',
      { ...buttons, button_list: [button('a'), button('b')] },
      { ...buttons, button_list: [button('a'), button('a')] },
    ],
    [
      'a button that opens an address',
      { ...buttons, button_list: [{ text: '看', type: 1, url: 'https://a.example' }] },
      { ...buttons, button_list: [{ text: '看', type: 1 }] },
    ],
  ])('%s fits, one more or less does not', (_, fits, breaks) => {
    expect(of(fits)).toBe('fits');
    expect(of(breaks)).not.toBe('fits');
  });

  it.each<[string, object, string]>([
    ['no action of a notice', { card_type: 'text_notice' }, 'template_card.card_action is required'],
    ['an unknown type', { card_type: 'other' }, 'template_card.card_type must be one of'],
    ['no answers to choose from', { ...vote, checkbox: undefined }, 'template_card.checkbox is required'],
    ['no buttons', { ...buttons, button_list: [] }, 'template_card.button_list is required'],
    ['a jump without its mini program', { ...text, jump_list: [{ title: 'a', type: 2 }] }, 'jump_list.appid'],
    ['a file without its id', { ...text, horizontal_content_list: [{ keyname: 'a', type: 2 }] }, 'media_id'],
    ['a list that is none', { ...buttons, button_list: 'x' }, 'must be a list'],
    ['an empty place in a list', { ...buttons, button_list: [null] }, 'button_list[].text is required'],
  ])('says what is wrong: %s', (_, card, wrong) => {
    expect(of(card as TemplateCard)).toContain(wrong);
  });

  it('holds for what a card becomes, too', () => {
    const update = { agentid: 1, response_code: 'r', atall: 1 as const };
    const broken = (change: object) =>
      brokenLimit(endpoints.updateTemplateCard, { ...update, ...change } as never);
    expect(broken({ button: { replace_name: '已处理' } })).toBeUndefined();
    expect(broken({ template_card: text })).toBeUndefined();
    expect(broken({ template_card: { ...buttons, button_list: many(7, button) } })).toBeDefined();
    expect(broken({})).toMatchObject({ problem: 'either button or template_card is required' });
    expect(broken({ atall: 0, button: { replace_name: 'a' } })).toMatchObject({ problem: /is required/ });
  });
});

describe('limits of a chat of members', () => {
  const userlist = (n: number) => Array.from({ length: n }, (_, i) => `u${i}`);
  const broken = (chat: object) => brokenLimit(endpoints.createAppChat, { userlist: userlist(2), ...chat });

  it.each<[string, object, object]>([
    ['2 members', {}, { userlist: ['u0', 'U0'] }],
    ['500 members', { userlist: userlist(500) }, { userlist: userlist(501) }],
    ['a name of 50 characters', { name: '群'.repeat(50) }, { name: '群'.repeat(51) }],
    ['an id of 32 letters and digits', { chatid: 'a1'.repeat(16) }, { chatid: `${'a1'.repeat(16)}a` }],
    ['an id of letters and digits', { chatid: 'a1' }, { chatid: 'a-1' }],
    ['an owner among the members', { owner: 'U1' }, { owner: 'u2' }],
  ])('%s fits, one more or less does not', (_, fits, breaks) => {
    expect(broken(fits)).toBeUndefined();
    expect(broken(breaks)).toBeDefined();
  });

  it('a card cannot be sent to it', () => {
    const message = { chatid: 'c', msgtype: 'template_card', template_card: {} } as never;
    expect(brokenLimit(endpoints.sendAppChat, message)).toMatchObject({ path: 'msgtype' });
  });
});
