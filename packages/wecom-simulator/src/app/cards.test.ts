import { createServer } from 'node:http';
import {
  type AppMessage,
  endpoints,
  passiveDocument,
  passiveReply,
  type TemplateCard,
} from '@jetbridge/wecom';
import { afterEach, describe, expect, it } from 'vitest';
import { callApi, closeAll, corp, type Receiver, receiver, START, testWorld } from '../test-world.ts';

afterEach(closeAll);

const { agentId: agentid } = corp;
const HOURS_72 = 72 * 3_600_000;

const buttons: TemplateCard = {
  card_type: 'button_interaction',
  main_title: { title: '改签申请' },
  task_id: 'rebook-1',
  action_menu: { desc: '更多', action_list: [{ text: '不再提醒', key: 'mute' }] },
  button_selection: {
    question_key: 'flight',
    selected_id: 'late',
    option_list: [
      { id: 'early', text: '早班' },
      { id: 'late', text: '晚班' },
    ],
  },
  button_list: [
    { text: '同意', key: 'yes' },
    { text: '查看', type: 1, url: 'https://a.example' },
  ],
};
const options = [
  { id: 'a', text: '甲' },
  { id: 'b', text: '乙', is_checked: true },
];
const vote: TemplateCard = {
  card_type: 'vote_interaction',
  main_title: { title: '值班意向' },
  task_id: 'vote-1',
  checkbox: { question_key: 'q', mode: 1, option_list: options },
  submit_button: { text: '提交', key: 'submit' },
};
const multiple: TemplateCard = {
  card_type: 'multiple_interaction',
  main_title: { title: '满意度' },
  task_id: 'multi-1',
  select_list: ['q1', 'q2'].map((question_key) => ({ question_key, option_list: options })),
  submit_button: { text: '提交', key: 'submit' },
};
const closing: TemplateCard = {
  card_type: 'text_notice',
  main_title: { title: '已改签' },
  card_action: { type: 1, url: 'https://a.example' },
};

async function cardWorld(template_card: TemplateCard = buttons, react?: Parameters<typeof receiver>[0]) {
  const inbox: Receiver = await receiver(react);
  const world = await testWorld({ callbackUrl: inbox.url });
  const message: AppMessage = { agentid, touser: 'LinXiao|ZhouMin', msgtype: 'template_card', template_card };
  const { msgid = '', response_code = '' } = await world.client.call(endpoints.sendAppMessage, message);
  const { app } = world.simulator.actions;
  const click = (key: string, more: object = {}) => app.click({ userid: 'linxiao', msgid, key, ...more });
  const deliver = () => world.simulator.tick(world.simulator.now());
  const shown = (userid = 'LinXiao') => app.inbox(userid)[0];
  return { ...world, inbox, msgid, response_code, click, deliver, shown, message };
}

describe('a click on a card', () => {
  it('tells which card, which button, what was chosen, and brings a response code', async () => {
    const { inbox, click, deliver } = await cardWorld();
    const outcome = click('yes', { selected: [{ questionKey: 'flight', optionIds: ['early'] }] });
    await deliver();
    expect(outcome).toMatchObject({ outcome: 'clicked' });
    expect(inbox.events[0]?.event).toMatchObject({
      kind: 'template_card_event',
      fromUserName: 'LinXiao',
      createTime: START / 1000,
      agentId: String(agentid),
      eventKey: 'yes',
      taskId: 'rebook-1',
      cardType: 'button_interaction',
      responseCode: outcome.outcome === 'clicked' ? outcome.responseCode : 'none',
      selectedItems: [{ questionKey: 'flight', optionIds: ['early'] }],
    });
  });

  it('brings what was chosen beforehand when the member chose nothing', async () => {
    for (const [card, items] of [
      [buttons, [{ questionKey: 'flight', optionIds: ['late'] }]],
      [vote, [{ questionKey: 'q', optionIds: ['b'] }]],
      [multiple, ['q1', 'q2'].map((questionKey) => ({ questionKey, optionIds: ['a'] }))],
    ] as const) {
      const { inbox, click, deliver } = await cardWorld(card);
      click(card === buttons ? 'yes' : 'submit');
      await deliver();
      expect(inbox.events[0]?.event).toMatchObject({ kind: 'template_card_event', selectedItems: items });
    }
  });

  it('on an item of its menu is an event of its own', async () => {
    const { inbox, click, deliver } = await cardWorld();
    click('mute');
    await deliver();
    expect(inbox.events[0]?.event).toMatchObject({ kind: 'template_card_menu_event', eventKey: 'mute' });
  });

  it('is not possible where there is nothing to click or to choose', async () => {
    const { simulator, inbox, click, deliver, msgid, client } = await cardWorld(vote);
    const choose = (...optionIds: string[]) =>
      click('submit', { selected: [{ questionKey: 'q', optionIds }] });
    expect(click('other')).toMatchObject({ reason: 'not_clickable' });
    expect(choose('z')).toMatchObject({ reason: 'bad_selection' });
    expect(choose('a', 'a')).toMatchObject({ reason: 'bad_selection' });
    expect(click('submit', { selected: [{ questionKey: 'x', optionIds: [] }] })).toMatchObject({
      reason: 'bad_selection',
    });
    expect(simulator.actions.app.click({ userid: 'Idle', msgid, key: 'submit' })).toMatchObject({
      reason: 'unknown_message',
    });
    expect(choose('a', 'b')).toMatchObject({ outcome: 'clicked' });
    await client.call(endpoints.recallAppMessage, { msgid });
    expect(choose('a')).toMatchObject({ reason: 'recalled' });
    await deliver();
    expect(inbox.events).toHaveLength(1);
  });

  it('may choose one only where the card says so', async () => {
    const { click } = await cardWorld({ ...vote, checkbox: { ...vote.checkbox, mode: 0 } } as TemplateCard);
    const selected = [{ questionKey: 'q', optionIds: ['a', 'b'] }];
    expect(click('submit', { selected })).toMatchObject({ reason: 'bad_selection' });
  });

  it('on a button that opens an address calls nobody back', async () => {
    const { click } = await cardWorld();
    expect(click('查看')).toMatchObject({ reason: 'not_clickable' });
  });
});

describe('a response code', () => {
  const change = (response_code: string, more: object = { button: { replace_name: '已处理' } }) =>
    ({ agentid, response_code, userids: ['LinXiao'], ...more }) as Parameters<
      NonNullable<(typeof endpoints.updateTemplateCard)['check']>
    >[0];

  it('of a message or of a click changes the card once', async () => {
    const { client, click, shown, response_code } = await cardWorld();
    const clicked = click('yes');
    const codes = [response_code, clicked.outcome === 'clicked' ? clicked.responseCode : ''];
    for (const code of codes) {
      await client.call(endpoints.updateTemplateCard, change(code));
      await expect(client.call(endpoints.updateTemplateCard, change(code))).rejects.toMatchObject({
        errcode: 60140,
      });
    }
    expect(shown()).toMatchObject({ closed: '已处理', card: { card_type: 'button_interaction' } });
    expect(shown('ZhouMin')).toMatchObject({ closed: undefined });
    expect(click('yes')).toMatchObject({ reason: 'closed' });
    expect(click('mute')).toMatchObject({ outcome: 'clicked' });
  });

  it('works for 72 hours', async () => {
    const early = await cardWorld();
    early.clock.advanceTo(START + HOURS_72);
    await early.client.call(endpoints.updateTemplateCard, change(early.response_code));
    const late = await cardWorld();
    late.clock.advanceTo(START + HOURS_72 + 1);
    const refused = late.client.call(endpoints.updateTemplateCard, change(late.response_code));
    await expect(refused).rejects.toMatchObject({ errcode: 60140 });
  });

  it('puts another card in its place, for all who got it', async () => {
    const { client, shown, response_code } = await cardWorld();
    const update = change(response_code, { template_card: closing, userids: [], atall: 1 });
    await client.call(endpoints.updateTemplateCard, update);
    expect([shown()?.card, shown('ZhouMin')?.card]).toEqual([closing, closing]);
  });

  it('is kept when nobody who was named has the card', async () => {
    const { client, response_code } = await cardWorld();
    const wrong = client.call(
      endpoints.updateTemplateCard,
      change(response_code, { userids: ['Idle'], button: { replace_name: 'x' } }),
    );
    await expect(wrong).rejects.toMatchObject({ errcode: 81013 });
    const both = change(response_code, { userids: ['Idle', 'LinXiao'], button: { replace_name: 'x' } });
    expect(await client.call(endpoints.updateTemplateCard, both)).toMatchObject({ invaliduser: ['idle'] });
  });

  it('comes with cards that can be clicked only', async () => {
    expect((await cardWorld(closing)).response_code).toBe('');
    expect((await cardWorld(vote)).response_code).not.toBe('');
  });
});

it('a task_id names one card of an app', async () => {
  const { client, message } = await cardWorld();
  await expect(client.call(endpoints.sendAppMessage, message)).rejects.toMatchObject({ errcode: 42014 });
});

it.each([
  [{ ...buttons, card_type: 'other' }, 42031],
  [{ ...buttons, button_list: [{ text: 'a' }] }, 42039],
  [{ ...vote, checkbox: { question_key: 'q', option_list: Array(21).fill({ id: 'a', text: 'a' }) } }, 42037],
  [{ ...multiple, select_list: Array(4).fill(multiple.select_list[0]) }, 42047],
  [{ ...closing, card_action: undefined }, 42045],
  [{ ...closing, card_action: { type: 1 } }, 42028],
  [{ ...closing, jump_list: Array(4).fill({ title: 'a' }) }, 42042],
  [{ ...closing, horizontal_content_list: [{ keyname: 'a', type: 3 }] }, 42050],
])('what is wrong with a card has a code of its own (case %#)', async (template_card, errcode) => {
  const { simulator } = await testWorld();
  const token = await callApi(simulator.url(), `gettoken?corpid=${corp.corpId}&corpsecret=${corp.secret}`);
  const message = { agentid, touser: 'LinXiao', msgtype: 'template_card', template_card };
  const path = `message/send?access_token=${token.body.access_token}`;
  expect((await callApi(simulator.url(), path, message)).body.errcode).toBe(errcode);
});

describe('a passive reply', () => {
  const config = { token: corp.token, encodingAesKey: corp.encodingAesKey, receiveId: corp.corpId };
  const reply = (message: Parameters<typeof passiveDocument>[0]['message']) => {
    const plaintext = passiveDocument({
      to: 'LinXiao',
      from: corp.corpId,
      createTime: START / 1000,
      message,
    });
    return passiveReply({ config, plaintext, timestamp: START / 1000, nonce: 'n' });
  };

  it('ends the buttons for the one who clicked', async () => {
    const react = async () => reply({ type: 'update_button', replaceName: '已同意' });
    const { click, deliver, shown } = await cardWorld(buttons, react);
    click('yes');
    await deliver();
    expect([shown()?.closed, shown('ZhouMin')?.closed]).toEqual(['已同意', undefined]);
  });

  it('changes the card for the one who clicked', async () => {
    const card = { ...closing } as unknown as Extract<
      Parameters<typeof passiveDocument>[0]['message'],
      { type: 'update_template_card' }
    >['card'];
    const { click, deliver, shown } = await cardWorld(buttons, async () =>
      reply({ type: 'update_template_card', card }),
    );
    click('yes');
    await deliver();
    expect([shown()?.card, shown('ZhouMin')?.card]).toEqual([closing, buttons]);
  });

  it('with words reaches the member who wrote', async () => {
    const { simulator, deliver } = await cardWorld(buttons, async ({ event }) =>
      reply({ type: 'text', content: event.kind === 'message.text' ? `收到：${event.content}` : '?' }),
    );
    simulator.actions.app.write({ userid: 'ZhouMin', message: { type: 'text', content: '登机口在哪' } });
    await deliver();
    expect(simulator.actions.app.inbox('ZhouMin').at(-1)).toMatchObject({
      message: { text: { content: '收到：登机口在哪' } },
    });
  });

  it('that is forged, broken or no reply at all changes nothing, and is noted', async () => {
    const good = reply({ type: 'update_button', replaceName: '假' });
    const bodies = [good.replace('<TimeStamp>', '<TimeStamp>9'), '<xml>', 'ok'];
    const { simulator, click, deliver, shown } = await cardWorld(buttons, async () => bodies.pop());
    for (let i = 0; i < 3; i++) click('yes');
    await deliver();
    expect(shown()?.closed).toBeUndefined();
    expect(simulator.truth().app.refusedReplies).toHaveLength(3);
    expect(simulator.truth().crashes).toEqual([]);
  });

  it('that comes after five seconds is not heard', async () => {
    const server = createServer((_, response) => {
      setTimeout(() => response.end(reply({ type: 'update_button', replaceName: '晚' })), 60);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    const url = `http://127.0.0.1:${port}/`;
    const { simulator, client } = await testWorld({ callbackUrl: url, callbackTimeoutMs: 20 });
    const message: AppMessage = {
      agentid,
      touser: 'LinXiao',
      msgtype: 'template_card',
      template_card: buttons,
    };
    const { msgid = '' } = await client.call(endpoints.sendAppMessage, message);
    simulator.actions.app.click({ userid: 'LinXiao', msgid, key: 'yes' });
    await simulator.tick(START + 60_000);
    server.close().closeAllConnections();
    expect(simulator.actions.app.inbox('LinXiao')[0]?.closed).toBeUndefined();
    expect(simulator.truth().callbacks).toMatchObject({ attempts: 3, lost: 1 });
  });
});
