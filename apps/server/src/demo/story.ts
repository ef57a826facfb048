/** What the two travellers of the story did, day by day before now, as the console's and the sidebar's pages tell it. */
import { ancillaryOrder, type Call, flightFlown, flightOrder, track } from './calls.ts';
import type { Member } from './members.ts';
import { type Route, routeOf, wayBack } from './network.ts';
import { dayMs, dayStart, hourMs, type Scene } from './scene.ts';

/** Null for everybody else. */
export function storyCalls(scene: Scene, member: Member): Call[] | null {
  const tell = teller(scene, member);
  if (member.index === 0) return xiaoting(tell).filter(past(scene));
  return member.index === 1 ? siyuan(tell).filter(past(scene)) : null;
}

const past = (scene: Scene) => (call: Call) => Date.parse(call.timestamp) <= scene.now.getTime();

/** `17:31` of the airline's day so many days ago, in Unix milliseconds. */
function clockOf(scene: Scene, daysAgo: number, clock: string): number {
  const [hour = 0, minute = 0] = clock.split(':').map(Number);
  return dayStart(scene.now, daysAgo) + hour * hourMs + minute * 60_000;
}

interface Trip {
  /** Of the departure; negative in the future. */
  daysAgo: number;
  route: Route;
  stayDays: number;
  total: number;
  passengers: number;
}

type Teller = ReturnType<typeof teller>;

function teller(scene: Scene, member: Member) {
  let n = 0;
  const at = (atMs: number) => ({ atMs, key: `story${n++}` });
  const flight = (daysAgo: number, route: Route, delayMinutes = 0): Call => {
    const departs = dayStart(scene.now, daysAgo) + route.departs * 60_000;
    const landing = at(departs + (route.blockMinutes + delayMinutes) * 60_000);
    return flightFlown(member, { route, cabin: 'economy', delayMinutes }, landing);
  };
  return {
    scene,
    on: (daysAgo: number, clock: string) => at(clockOf(scene, daysAgo, clock)),
    /** So long before this very minute. */
    before: (durationMs: number) => at(scene.now.getTime() - durationMs),
    tell: (event: string, when: { atMs: number; key: string }, properties: Record<string, unknown>) =>
      track(member, event, { ...when, properties }),
    flight,
    bought: (trip: Trip, bookedDaysAgo: number, clock = '21:10'): Call =>
      flightOrder(
        member,
        {
          ...trip,
          cabin: 'economy',
          departsMs: dayStart(scene.now, trip.daysAgo),
          roundTrip: true,
          channel: 'app',
        },
        at(clockOf(scene, bookedDaysAgo, clock)),
      ),
    lounge: (daysAgo: number, route: Route): Call =>
      ancillaryOrder(
        member,
        { product: '贵宾室', total: totals.lounge, route, channel: 'mini_program' },
        at(clockOf(scene, daysAgo, '20:05')),
      ),
  };
}

const tokyo = routeOf('CAN-HND');
const bangkok = routeOf('CAN-BKK');
const sanya = routeOf('CAN-SYX');

/** 31 round trips in two years; days before now of each departure, the last one back after four days. */
const xiaotingDays = [
  75, 98, 121, 147, 170, 196, 219, 243, 262, 285, 309, 331, 352, 374, 392, 413, 431, 452, 471, 493, 512, 534,
  553, 575, 594, 614, 633, 655, 676, 697, 718,
];
/** Yuan of twelve months: 68,240 in the last ones, 79,900 in those before, with the booking to come and 16 times the lounge. */
const totals = { lastYear: 68_240, yearBefore: 79_900, booked: 7_860, lounge: 260 };

function xiaotingTrips(story: Teller): Call[] {
  const spent = (days: readonly number[], yuan: number) => {
    const each = Math.floor(yuan / days.length / 10) * 10;
    return (index: number) => (index === 0 ? yuan - each * (days.length - 1) : each);
  };
  const recent = xiaotingDays.filter((days) => days < 353);
  const older = xiaotingDays.filter((days) => days >= 353);
  const halves = [
    { days: recent, of: spent(recent, totals.lastYear - totals.booked - 8 * totals.lounge) },
    { days: older, of: spent(older, totals.yearBefore - 8 * totals.lounge) },
  ];
  return halves.flatMap(({ days, of }) =>
    days.flatMap((daysAgo, i) => {
      const route = [tokyo, tokyo, bangkok, tokyo, sanya][i % 5] ?? tokyo;
      const passengers = i % 3 === 0 ? 2 : 1;
      const calls = [
        story.bought({ daysAgo, route, stayDays: 4, total: of(i), passengers }, daysAgo + 9),
        story.flight(daysAgo, route),
        story.flight(daysAgo - 4, wayBack(route)),
      ];
      if (i < 8) calls.push(story.lounge(daysAgo + 5, route));
      return calls;
    }),
  );
}

function xiaoting(story: Teller): Call[] {
  const { on, before, tell, bought } = story;
  const seat = { flight_no: tokyo.flightNo, route: tokyo.name };
  return [
    ...xiaotingTrips(story),
    tell('Complaint Filed', on(71, '17:20'), {
      reason: '行李箱轮损坏',
      flight_no: 'YJ352',
      route: 'HND-CAN',
      compensation: 300,
      resolved_minutes: 160,
      rating: 5,
    }),
    tell('Consent Changed', on(110, '11:47'), { channel: 'sms', purpose: 'marketing', granted: false }),
    bought({ daysAgo: -3, route: tokyo, stayDays: 4, total: totals.booked, passengers: 2 }, 5, '22:08'),
    tell('Miles Redeemed', on(3, '20:44'), { product: '广州 T2 贵宾室', miles: 12_000, balance: 46_180 }),
    tell('Offer Declined', on(8, '19:40'), { product: '升舱' }),
    tell('Product Viewed', on(2, '20:12'), {
      product: '羽田贵宾室',
      route: 'HND-CAN',
      price: 260,
      seconds: 48,
    }),
    tell('Message Received', on(1, '14:20'), { staff: 'zhoumin', kind: 'text', length: 11 }),
    tell('App Opened', before(7.7 * hourMs), { platform: 'ios' }),
    tell('Seat Map Viewed', before(7.6 * hourMs), seat),
    tell('App Opened', before(14 * 60_000), { platform: 'ios' }),
    tell('Product Viewed', before(11 * 60_000), {
      product: '羽田贵宾室',
      route: 'HND-CAN',
      price: 260,
      seconds: 106,
    }),
  ];
}

const shenzhen = routeOf('SHA-SZX');
const chengdu = routeOf('SHA-CTU');

/** Days before now: 22 flights within twelve months (4 of them roll out next), 5 in these sixty days a year ago. */
const siyuanFlights = [
  41, 75, 96, 103, 118, 126, 151, 155, 168, 195, 214, 221, 243, 250, 262, 287, 291, 318, 330, 335, 341, 349,
  368, 377, 391, 404, 418,
];
/** Yuan in twelve months. */
const siyuanTotal = 38_640;

function siyuan(story: Teller): Call[] {
  const { on, before, tell } = story;
  const year = siyuanFlights.filter((days) => days < 365);
  const booked = 3_260;
  const trips = Math.ceil(year.length / 2);
  const each = Math.floor((siyuanTotal - booked) / trips / 10) * 10;
  const orders = Array.from({ length: trips }, (_, i) =>
    story.bought(
      {
        daysAgo: year[i * 2] ?? 0,
        route: i % 4 === 3 ? chengdu : shenzhen,
        stayDays: 2,
        total: i === 0 ? siyuanTotal - booked - each * (trips - 1) : each,
        passengers: 1,
      },
      // The oldest flights of the twelve months were paid within them, too.
      Math.min((year[i * 2] ?? 0) + 4, 364),
    ),
  );
  const flights = siyuanFlights.map((daysAgo, i) => {
    const route = i % 8 > 5 ? chengdu : shenzhen;
    return story.flight(daysAgo, i % 2 === 0 ? wayBack(route) : route, i % 9 === 4 ? 35 : 0);
  });
  return [
    ...orders,
    ...flights,
    story.bought({ daysAgo: -3, route: shenzhen, stayDays: 2, total: booked, passengers: 1 }, 6, '19:32'),
    tell('Consent Changed', on(111, '09:15'), { channel: 'phone', purpose: 'marketing', granted: false }),
    tell('Invoice Issued', on(18, '15:40'), { month: 10, minutes: 18 }),
    tell('Message Received', on(2, '19:58'), { staff: 'linxiao', kind: 'text', length: 15 }),
    tell('Profile Completed', on(19, '12:06'), { field: '生日', points: 100 }),
    tell('App Opened', before(26 * hourMs), { platform: 'android' }),
    tell('Search Performed', before(25.9 * hourMs), { route: shenzhen.name, passengers: 1 }),
    tell('Product Viewed', before(25.8 * hourMs), { product: '升舱', route: shenzhen.name, price: 680 }),
  ];
}

/** How long each of them has been a friend, of whom, by which code. */
export const storyFriends = [
  { index: 0, staff: 'zhoumin', code: 'T2 登机口屏', sinceMs: 950 * dayMs },
  { index: 1, staff: 'linxiao', code: 'CAN 值机柜台', sinceMs: 254 * dayMs },
] as const;
