/** The segments (人群) of the demo airline. Later ones may name earlier ones. */
import type { Rule } from '@jetbridge/contract';

export interface DemoSegment {
  name: string;
  /** `of` gives the id of an earlier segment. */
  rule(of: (name: string) => string): Rule;
}

const flight = { property: 'category', is: 'eq', value: 'flight' } as const;
const lounge = { property: 'product', is: 'contains', value: '贵宾室' } as const;

export const highValue = '高价值，近一年 1 万元以上';
export const silent = '沉默 30 天';

export const demoSegments: readonly DemoSegment[] = [
  {
    name: highValue,
    rule: () => ({
      event: 'Order Completed',
      within: 'P365D',
      measure: { sum: { of: 'total', gte: 10_000 } },
    }),
  },
  { name: '金卡以上', rule: () => ({ trait: 'tier', is: 'in', value: ['gold', 'platinum'] }) },
  {
    name: silent,
    rule: () => ({
      all: [
        { event: 'Flight Flown', within: 'P540D' },
        {
          not: {
            any: [
              { event: 'Flight Flown', within: 'P30D' },
              { event: 'Order Completed', within: 'P30D' },
              { event: 'App Opened', within: 'P30D' },
            ],
          },
        },
      ],
    }),
  },
  {
    name: '流失 90 天，飞过 3 程以上',
    rule: () => ({
      all: [
        { event: 'Flight Flown', measure: { last: { before: 'P90D' } } },
        { event: 'Flight Flown', measure: { count: { gte: 3 } } },
        { event: 'Order Completed', within: 'P90D', measure: { count: { eq: 0 } } },
      ],
    }),
  },
  {
    name: '日韩旅客，近一年',
    rule: () => ({
      event: 'Flight Flown',
      where: [{ property: 'country', is: 'in', value: ['JP', 'KR'] }],
      within: 'P365D',
    }),
  },
  {
    name: '用 App 没选座',
    rule: () => ({
      all: [
        { event: 'Order Completed', where: [flight], within: 'P30D' },
        { event: 'App Opened', within: 'P14D' },
        { not: { event: 'Seat Chosen', within: 'P30D' } },
      ],
    }),
  },
  {
    name: '看过贵宾室没买',
    rule: () => ({
      all: [
        { event: 'Product Viewed', where: [lounge], within: 'P7D' },
        { not: { event: 'Order Completed', where: [lounge], within: 'P30D' } },
      ],
    }),
  },
  {
    name: '商务常客，半年 6 程以上',
    rule: () => ({
      all: [
        { trait: 'travel_type', is: 'eq', value: 'business' },
        { event: 'Flight Flown', within: 'P180D', measure: { count: { gte: 6 } } },
      ],
    }),
  },
  {
    name: '去过 4 个以上城市',
    rule: () => ({
      event: 'Flight Flown',
      within: 'P365D',
      measure: { distinct: { of: 'destination_city', gte: 4 } },
    }),
  },
  {
    name: '近 60 天首飞',
    rule: () => ({ event: 'Flight Flown', measure: { first: { after: 'P60D' } } }),
  },
  {
    name: '高价值，60 天没飞',
    rule: (of) => ({
      all: [{ segment: of(highValue) }, { not: { event: 'Flight Flown', within: 'P60D' } }],
    }),
  },
  {
    name: '里程 2 万以上，沉默',
    rule: (of) => ({ all: [{ trait: 'points', is: 'gte', value: 20_000 }, { segment: of(silent) }] }),
  },
];
