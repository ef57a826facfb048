/** What a member does in the app in one sitting. */
import { ancillaries, ancillaryOrder, type Call, flightFlown, flightOrder, track } from './calls.ts';
import type { Dice } from './dice.ts';
import type { Member } from './members.ts';
import { type Route, routesFrom } from './network.ts';
import { dayMs } from './scene.ts';
import { cabinOf, fareOf } from './trips.ts';

interface Sitting {
  member: Member;
  dice: Dice;
  /** When the app was opened. */
  atMs: number;
  /** Nothing happens after this. */
  untilMs: number;
  /** Unlike that of any other sitting of this member. */
  key: string;
}

type Step = { event: string; properties: Record<string, unknown> };

/** The app opened, a few steps seconds apart, and rarely an order. */
export function sessionCalls(sitting: Sitting): Call[] {
  const { member, dice, untilMs, key } = sitting;
  const usual = dice.chance(0.7) ? member.ways[dice.int(0, 1)] : undefined;
  const route = usual ?? dice.pick(routesFrom(member.home));
  const steps: Step[] = [
    { event: 'App Opened', properties: { platform: dice.chance(0.57) ? 'ios' : 'android' } },
    ...(dice.chance(0.2) ? [] : looking(dice, route)),
  ];
  let atMs = sitting.atMs;
  const calls: Call[] = [];
  steps.forEach((step, n) => {
    calls.push(track(member, step.event, { atMs, key: `${key}:${n}`, properties: step.properties }));
    atMs += dice.int(4, 70) * 1000;
  });
  if (dice.chance(0.04)) calls.push(buying(sitting, route, atMs));
  return calls.filter((call) => Date.parse(call.timestamp) <= untilMs);
}

function looking(dice: Dice, route: Route): Step[] {
  const searched: Step = {
    event: 'Search Performed',
    properties: { route: route.name, passengers: dice.chance(0.3) ? 2 : 1 },
  };
  const seen: Step[] = Array.from({ length: dice.int(0, 2) }, () => {
    const [product, price] = dice.weigh<readonly [string, number]>([
      [['机票', fareOf(route, 'economy', dice)], 0.6],
      ...ancillaries.map(([name, yuan, share]) => [[name, yuan], share * 0.4] as [[string, number], number]),
    ]);
    return { event: 'Product Viewed', properties: { product, route: route.name, price } };
  });
  const seat: Step = {
    event: 'Seat Chosen',
    properties: {
      flight_no: route.flightNo,
      route: route.name,
      seat: `${dice.int(3, 42)}${dice.pick(['A', 'C', 'D', 'F'])}`,
    },
  };
  return dice.chance(0.08) ? [seat] : [searched, ...seen];
}

function buying({ member, dice, key }: Sitting, route: Route, atMs: number): Call {
  const at = { atMs, key: `${key}:order` };
  if (dice.chance(0.55)) {
    const [product, price] = dice.weigh(ancillaries.map((row) => [row, row[2]] as const));
    return ancillaryOrder(member, { product, total: price, route, channel: 'app' }, at);
  }
  const cabin = cabinOf(member, dice);
  const roundTrip = dice.chance(0.7);
  const passengers = dice.chance(0.25) ? 2 : 1;
  const total = fareOf(route, cabin, dice) * passengers * (roundTrip ? 2 : 1);
  const departsMs = atMs + (1 + dice.exponential() * 15) * dayMs;
  return flightOrder(member, { route, cabin, passengers, total, departsMs, roundTrip, channel: 'app' }, at);
}

/** The member lands, having flown from home or back. */
export function landingCall({ member, dice, atMs, key }: Omit<Sitting, 'untilMs'>): Call {
  const route = member.ways[0] ?? dice.pick(routesFrom(member.home));
  const delayMinutes = dice.chance(0.2) ? Math.round(dice.exponential() * 45) : 0;
  return flightFlown(
    member,
    { route, cabin: cabinOf(member, dice), delayMinutes },
    { atMs, key: `${key}:landed` },
  );
}
