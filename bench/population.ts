/** A loaded carrier: members, their history and live segments, written past the front door because loading is not what is measured. */
import type { Rule } from '@jetbridge/contract';
import type { Kernel } from '../apps/server/src/kernel/kernel.ts';

export interface Size {
  customers: number;
  events: number;
  segments: number;
}

/** Names and their shares in a hundred events: travellers look often and fly seldom. */
const shares: readonly (readonly [name: string, share: number])[] = [
  ['App Opened', 26],
  ['Product Viewed', 16],
  ['Page Viewed', 12],
  ['Search Performed', 10],
  ['Message Received', 6],
  ['Link Clicked', 5],
  ['Order Completed', 4],
  ['Flight Flown', 3],
  ['Checked In', 3],
  ['Seat Chosen', 2],
  ['Bag Added', 2],
  ['Points Earned', 2],
  ['Cart Updated', 2],
  ['Fare Watched', 1],
  ['Video Watched', 1],
  ['Coupon Redeemed', 1],
  ['Points Burned', 1],
  ['Lounge Visited', 1],
  ['Review Left', 1],
  ['Upgrade Bid', 1],
];
const names = shares.map(([name]) => name);
const slots = shares.flatMap(([name, share]) => Array<string>(share).fill(name));

/** Names in their shares, spread evenly over the numbers. */
export const eventName = (n: number): string => slots[(n * 37) % slots.length] ?? 'App Opened';

const eventsPerInsert = 2_000_000;

export async function loadPopulation(
  kernel: Kernel,
  size: Size,
  log: (message: string) => void,
): Promise<void> {
  const { pg, warehouse } = kernel;
  const [loaded] = await pg.query<{ n: string }>(`select count(*) as n from customers`);
  if (Number(loaded?.n) >= size.customers) return;
  log(`loading ${size.customers.toLocaleString('en')} customers`);
  for (let from = 1; from <= size.customers; from += 100_000) {
    const to = Math.min(size.customers, from + 99_999);
    await pg.query(
      `insert into customers (id, created_at) select n, now() - interval '400 days' from generate_series($1::bigint, $2::bigint) n`,
      [from, to],
    );
    await pg.query(
      `insert into identities (kind, value, customer_id, first_seen_at)
       select 'member_no', 'M' || n, n, now() - interval '400 days' from generate_series($1::bigint, $2::bigint) n`,
      [from, to],
    );
  }
  await pg.query(`select setval('customer_ids', $1)`, [size.customers]);
  await pg.query(`analyze customers, identities`);
  await warehouse.command(
    `INSERT INTO customers SELECT number + 1, 1, concat('{"tier":"', ['base','silver','gold','platinum'][1 + number % 4], '","city":"C',
       toString(number % 100), '","miles":', toString(number % 100000), '}'), 1 FROM numbers(${size.customers})`,
  );
  for (let from = 0; from < size.events; from += eventsPerInsert) {
    const count = Math.min(eventsPerInsert, size.events - from);
    log(`loading events ${((100 * from) / size.events).toFixed(0)} %`);
    await warehouse.command(
      `INSERT INTO events SELECT 1 + cityHash64(number, 'c') % ${size.customers} AS customer_id,
         [${slots.map((name) => `'${name}'`).join(',')}][1 + cityHash64(number, 'n') % ${slots.length}] AS name,
         now64(3) - toIntervalSecond(cityHash64(number, 't') % (365 * 86400)) AS event_time, now64(3) + toIntervalDay(4) AS received_at,
         generateUUIDv4(number), 'track', '', concat('{"total":', toString(cityHash64(number, 'v') % 2000), ',"route":"R', toString(number % 300), '"}'),
         customer_id FROM numbers(${from}, ${count})`,
      {},
      { max_insert_threads: 2 },
    );
  }
  log('merging what was loaded, so that it does not go on under the measurement');
  for (const table of ['events', 'customers']) await warehouse.command(`OPTIMIZE TABLE ${table} FINAL`);
}

/**
 * Rules such as a team has: regulars, spenders, the silent, those of a tier who looked and did not buy. They are about every
 * event name in turn, so each event that arrives touches some; most change nothing, as in life.
 */
export function benchRules(count: number): Rule[] {
  return Array.from({ length: count }, (_, n): Rule => {
    const event = names[n % names.length] ?? 'App Opened';
    const often = { measure: { count: { gte: 3 + (n % 4) } } };
    if (n % 5 === 0) return { event, within: `P${[30, 60, 90][n % 3]}D`, ...often };
    if (n % 5 === 1)
      return { event, within: 'P180D', measure: { sum: { of: 'total', gte: 8_000 + 100 * n } } };
    if (n % 5 === 2)
      return {
        all: [
          { event, within: 'P90D', ...often },
          { trait: 'tier', is: 'in', value: ['gold', 'platinum'] },
        ],
      };
    if (n % 5 === 3) return { event, measure: { last: { before: `P${150 + n}D` } } };
    return {
      all: [
        {
          event: 'Product Viewed',
          within: 'P30D',
          where: [{ property: 'total', is: 'gte', value: 1_500 + n }],
          ...often,
        },
        { not: { event, within: `P${100 + n}D` } },
      ],
    };
  });
}
