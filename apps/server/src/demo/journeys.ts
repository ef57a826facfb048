/** The journeys (旅程) of the demo airline. */
import { eventNames, type JourneyGraph, type Rule } from '@jetbridge/contract';
import { highValue, silent } from './segments.ts';

interface Names {
  /** Id of a segment by its name. */
  segment(name: string): string;
  /** Id of a tag by group and name. */
  tag(group: string, name: string): string;
}

export interface DemoJourney {
  name: string;
  graph(names: Names): JourneyGraph;
}

const site = 'https://yunji.example.com';

/** Tags that journeys put on. */
export const journeyTags: readonly [group: string, name: string][] = [
  ['旅程', '新好友已成交'],
  ['旅程', '有意入会'],
  ['旅程', '已唤醒'],
  ['旅程', '下单后选座'],
];

const wecom = { kind: 'send', channel: 'wecom' } as const;
/** Only who once became a friend can be written to. */
const isFriend = { kind: 'branch', name: '是好友吗', rule: { event: eventNames.friendAdded } } as const;

const welcome: DemoJourney = {
  name: '新好友七日',
  graph: ({ tag }) => ({
    reentry: 'never',
    nodes: [
      {
        id: 'start',
        kind: 'trigger',
        name: '加上好友',
        on: { event: eventNames.friendAdded },
        next: 'member',
      },
      {
        id: 'member',
        kind: 'branch',
        name: '是会员吗',
        rule: { trait: 'tier', is: 'exists' },
        yes: 'wait1',
        no: 'wait2',
      },
      { id: 'wait1', kind: 'wait', name: '等 10 分钟', for: 'PT10M', next: 'benefits' },
      {
        ...wecom,
        id: 'benefits',
        name: '会员权益',
        purpose: 'service',
        text: '{name}，您的里程、行程和权益都在这里，随时点开看；要人帮忙，直接回我。',
        link: `${site}/member`,
        next: 'order',
        refused: 'order',
      },
      {
        id: 'order',
        kind: 'waitEvent',
        name: '7 日内成交',
        event: eventNames.orderCompleted,
        for: 'P7D',
        next: 'won',
        timeout: 'bye',
      },
      { id: 'wait2', kind: 'wait', name: '等 1 小时', for: 'PT1H', next: 'join' },
      {
        ...wecom,
        id: 'join',
        name: '请他入会',
        purpose: 'marketing',
        text: '{name}，入会只要 40 秒，首飞里程双倍，到明年年底前都有效。',
        link: `${site}/join`,
        next: 'click',
        refused: 'bye',
      },
      {
        id: 'click',
        kind: 'waitEvent',
        name: '2 日内点开',
        event: eventNames.linkClicked,
        for: 'P2D',
        next: 'keen',
        timeout: 'bye',
      },
      { id: 'keen', kind: 'tag', name: '有意入会', add: [tag('旅程', '有意入会')], next: 'order' },
      { id: 'won', kind: 'tag', name: '已成交', add: [tag('旅程', '新好友已成交')], next: 'bye' },
      { id: 'bye', kind: 'exit', name: '结束' },
    ],
  }),
};

const wake: DemoJourney = {
  name: '沉默 30 天唤醒',
  graph: ({ segment, tag }) => ({
    reentry: { after: 'P90D' },
    nodes: [
      {
        id: 'start',
        kind: 'trigger',
        name: '进入「沉默 30 天」',
        on: { segment: segment(silent) },
        next: 'friend',
      },
      { ...isFriend, id: 'friend', yes: 'value', no: 'bye' },
      {
        id: 'value',
        kind: 'branch',
        name: '高价值吗',
        rule: { segment: segment(highValue) },
        yes: 'care',
        no: 'offer',
      },
      {
        ...wecom,
        id: 'care',
        name: '问候',
        purpose: 'marketing',
        text: '{name}您好，有一阵没见您飞了。您常飞的航线下月加了早班，需要我先帮您留意前排座位吗？',
        link: `${site}/schedule`,
        next: 'back',
        refused: 'bye',
      },
      {
        ...wecom,
        id: 'offer',
        name: '出行券',
        purpose: 'marketing',
        text: '{name}，给您留了一张 50 元出行券，30 天内任意航线可用。',
        link: `${site}/voucher`,
        next: 'back',
        refused: 'bye',
      },
      {
        id: 'back',
        kind: 'waitEvent',
        name: '3 日内打开 App',
        event: 'App Opened',
        for: 'P3D',
        next: 'awake',
        timeout: 'pause',
      },
      { id: 'pause', kind: 'wait', name: '再等 4 天', for: 'P4D', next: 'miles' },
      {
        ...wecom,
        id: 'miles',
        name: '里程提醒',
        purpose: 'service',
        text: '{name}，您的里程有一部分快到期了，可以换贵宾室或机上 Wi-Fi，先用快到期的。',
        link: `${site}/miles`,
        next: 'bye',
        refused: 'bye',
      },
      { id: 'awake', kind: 'tag', name: '已唤醒', add: [tag('旅程', '已唤醒')], next: 'bye' },
      { id: 'bye', kind: 'exit', name: '结束' },
    ],
  }),
};

const boughtAbroad: Rule = {
  event: eventNames.orderCompleted,
  where: [{ property: 'international', is: 'eq', value: true }],
  within: 'P3D',
};

const goldAndAbove: Rule = { trait: 'tier', is: 'in', value: ['gold', 'platinum'] };

const seat: DemoJourney = {
  name: '下单后选座',
  graph: ({ tag }) => ({
    reentry: { after: 'P3D' },
    nodes: [
      {
        id: 'start',
        kind: 'trigger',
        name: '买了机票',
        on: {
          event: eventNames.orderCompleted,
          where: [{ property: 'category', is: 'eq', value: 'flight' }],
        },
        next: 'friend',
      },
      { ...isFriend, id: 'friend', yes: 'abroad', no: 'bye' },
      {
        id: 'abroad',
        kind: 'branch',
        name: '国际航线吗',
        rule: boughtAbroad,
        yes: 'now',
        no: 'wait',
      },
      { id: 'wait', kind: 'wait', name: '等 30 分钟', for: 'PT30M', next: 'chosen' },
      {
        id: 'chosen',
        kind: 'branch',
        name: '选座了吗',
        rule: { event: 'Seat Chosen', within: 'P3D' },
        yes: 'bye',
        no: 'now',
      },
      {
        ...wecom,
        id: 'now',
        name: '选座提醒',
        purpose: 'service',
        text: '{name}，座位图好了，靠窗和过道都还有，点一下就定。',
        link: `${site}/seats`,
        next: 'seat',
        refused: 'bye',
      },
      {
        id: 'seat',
        kind: 'waitEvent',
        name: '等选座 2 天',
        event: 'Seat Chosen',
        for: 'P2D',
        next: 'done',
        timeout: 'tier',
      },
      { id: 'tier', kind: 'branch', name: '金卡以上？', rule: goldAndAbove, yes: 'hold', no: 'bye' },
      {
        ...wecom,
        id: 'hold',
        name: '顾问留座',
        purpose: 'marketing',
        text: '{name}，前排还有几个过道位，金卡免费，要我先帮您留一个吗？',
        next: 'bye',
        refused: 'bye',
      },
      { id: 'done', kind: 'tag', name: '已选座', add: [tag('旅程', '下单后选座')], next: 'bye' },
      { id: 'bye', kind: 'exit', name: '结束' },
    ],
  }),
};

/** Those that begin with an event, and those that begin with a segment. */
export const demoJourneys = { byEvent: [welcome, seat], bySegment: [wake] } as const;
