/** A loaded carrier: members, their history and live segments, written past the front door because loading is not what is measured. */
import type { Rule } from '@jetbridge/contract';
import type { Kernel } from '../apps/server/src/kernel/kernel.ts';

export interface Size {
  customers: number;
  events: number;
  segments: number;
}

const names = [
  'App Opened',
  'Product Viewed',
  'Search Performed',
  'Order Completed',
  'Flight Flown',
  'Seat Chosen',
  'Checked In',
  'Bag Added',
  'Lounge Visited',
  'Coupon Redeemed',
  'Message Received',
  'Link Clicked',
  'Page Viewed',
  'Points Earned',
  'Points Burned',
  'Review Left',
  'Video Watched',
  'Cart Updated',
  'Fare Watched',
  'Upgrade Bid',
] as const;

export const eventName = (n: number): string => names[n % names.length] ?? names[0];

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
         [${names.map((name) => `'${name}'`).join(',')}][1 + cityHash64(number, 'n') % ${names.length}] AS name,
         now64(3) - toIntervalSecond(cityHash64(number, 't') % (365 * 86400)) AS event_time, now64(3) + toIntervalDay(4) AS received_at,
         generateUUIDv4(number), 'track', '', concat('{"total":', toString(cityHash64(number, 'v') % 2000), ',"route":"R', toString(number % 300), '"}'),
         customer_id FROM numbers(${from}, ${count})`,
      {},
      { max_insert_threads: 2 },
    );
  }
}

/** Sixty rules over counts, sums, newest events, distinct values and traits. */
export function benchRules(count: number): Rule[] {
  return Array.from({ length: count }, (_, n): Rule => {
    const event = eventName(n);
    const days = [7, 30, 90][n % 3] ?? 30;
    const counted: Rule = { event, within: `P${days}D`, measure: { count: { gte: 1 + (n % 3) } } };
    if (n % 5 === 0) return counted;
    if (n % 5 === 1) return { event, within: 'P90D', measure: { sum: { of: 'total', gte: 2000 + 100 * n } } };
    if (n % 5 === 2) return { all: [counted, { trait: 'tier', is: 'in', value: ['gold', 'platinum'] }] };
    if (n % 5 === 3) return { event, measure: { last: { before: `P${60 + n}D` } } };
    return {
      any: [
        { event, within: 'P30D', where: [{ property: 'total', is: 'gte', value: 1500 }] },
        { not: { event, within: `P${100 + n}D` } },
      ],
    };
  });
}
