/** How a member travels: bookings, what goes with them, and flights, in and out of season. */
import {
  ancillaries,
  ancillaryOrder,
  type Cabin,
  type Call,
  type Channel,
  flightFlown,
  flightOrder,
  track,
} from './calls.ts';
import type { Dice } from './dice.ts';
import type { Member } from './members.ts';
import { type Route, routesFrom, wayBack } from './network.ts';
import { busiestSeason, dayMs, dayStart, diceFor, historyMs, hourMs, type Scene, season } from './scene.ts';

/** Flights so far ahead are on sale for what is simulated. */
const aheadMs = 45 * dayMs;

/** Yuan for one person, one way. */
export function fareOf(route: Route, cabin: Cabin, dice: Dice): number {
  const base = route.international ? 420 + route.distanceKm * 0.42 : 160 + route.distanceKm * 0.5;
  const classes = { economy: 1, premium: 1.6, business: 3.1 };
  return Math.round((base * classes[cabin] * (0.55 + 0.9 * dice.next())) / 10) * 10;
}

export function cabinOf(member: Member, dice: Dice): Cabin {
  const business = member.tier === 'platinum' ? 0.22 : member.travelType === 'business' ? 0.09 : 0.015;
  const draw = dice.next();
  return draw < business ? 'business' : draw < business + 0.06 ? 'premium' : 'economy';
}

const channelOf = (member: Member, dice: Dice): Channel =>
  dice.weigh<Channel>([
    ['app', member.device ? 0.5 : 0.05],
    ['mini_program', member.wechat ? 0.25 : 0.02],
    ['website', 0.15],
    ['ota', 0.25],
    ['counter', 0.02],
  ]);

/** Everything that this member's trips bring about up to now. */
export function tripCalls(scene: Scene, member: Member): Call[] {
  const dice = diceFor('trips', member.index);
  const now = scene.now.getTime();
  const from = Math.max(now - historyMs, member.joinedAt);
  const until = member.life === 'lost' ? member.lostAt : now + aheadMs;
  if (until <= from) return [];
  const calls: Call[] = [];
  const years = (until - from) / (365 * dayMs);
  const trips = dice.poisson(Math.min(60, member.tripsPerYear * years));
  for (let n = 0; n < trips; n++) {
    const departure = departureOf(member, dice, { from, until });
    calls.push(...oneTrip({ scene, member, dice }, departure, `trip${n}`));
  }
  return calls;
}

/** A day, more likely in season; those who decline fly less and less. */
function departureOf(member: Member, dice: Dice, { from, until }: { from: number; until: number }): number {
  for (;;) {
    const share = dice.next();
    const at = from + share * (until - from);
    const fading = member.life === 'declining' ? (1 - share) ** 1.3 : 1;
    if (dice.next() * busiestSeason < season(at) * fading) return at;
  }
}

interface Traveller {
  scene: Scene;
  member: Member;
  dice: Dice;
}

function oneTrip({ scene, member, dice }: Traveller, around: number, key: string): Call[] {
  const now = scene.now.getTime();
  const route = chooseRoute(member, dice);
  const departsMs = dayStart(new Date(around), 0) + route.departs * 60_000;
  const cabin = cabinOf(member, dice);
  const roundTrip = dice.chance(0.82);
  const passengers = member.travelType === 'family' ? dice.int(1, 4) : dice.chance(0.12) ? 2 : 1;
  const leadMs = (member.travelType === 'business' ? 5 : 16) * dayMs * dice.exponential() + 4 * hourMs;
  const bookedMs = departsMs - Math.min(leadMs, 120 * dayMs);
  const fares = fareOf(route, cabin, dice) + (roundTrip ? fareOf(route, cabin, dice) : 0);
  const channel = channelOf(member, dice);
  const calls: Call[] = [];
  if (bookedMs > now || bookedMs < member.joinedAt) return calls;
  const order = { route, cabin, passengers, total: fares * passengers, departsMs, roundTrip, channel };
  calls.push(flightOrder(member, order, { atMs: bookedMs, key }));
  calls.push(...extras({ scene, member, dice }, { route, bookedMs, departsMs, channel, key }));
  const flights = [{ route, departsMs }];
  if (roundTrip) {
    const back = wayBack(route);
    const stayDays = member.travelType === 'business' ? dice.int(1, 3) : dice.int(2, 9);
    flights.push({
      route: back,
      departsMs: dayStart(new Date(departsMs), -stayDays) + back.departs * 60_000,
    });
  }
  flights.forEach((flight, leg) => {
    const delayMinutes = dice.chance(0.2) ? Math.round(dice.exponential() * 48) : 0;
    const landsMs = flight.departsMs + (flight.route.blockMinutes + delayMinutes) * 60_000;
    if (landsMs > now) return;
    calls.push(
      flightFlown(
        member,
        { route: flight.route, cabin, delayMinutes },
        { atMs: landsMs, key: `${key}:leg${leg}` },
      ),
    );
    if (dice.chance(delayMinutes > 120 ? 0.12 : 0.004)) {
      const reason =
        delayMinutes > 120 ? '航班延误' : dice.pick(['行李破损', '行李晚到', '座位', '餐食', '退改费用']);
      const properties = { reason, flight_no: flight.route.flightNo, route: flight.route.name };
      const atMs = Math.min(now, landsMs + dice.int(1, 40) * hourMs);
      calls.push(track(member, 'Complaint Filed', { atMs, key: `${key}:complaint${leg}`, properties }));
    }
  });
  return calls;
}

function chooseRoute(member: Member, dice: Dice): Route {
  const [first, second, third] = member.ways;
  const draw = dice.next();
  const usual = draw < 0.45 ? first : draw < 0.65 ? second : draw < 0.75 ? third : undefined;
  return usual ?? dice.weigh(routesFrom(member.home).map((route) => [route, route.to.weight] as const));
}

/** Ancillaries, the seat and the check-in. The app tells of seats and check-ins for sixty days only. */
function extras(
  { scene, member, dice }: Traveller,
  trip: { route: Route; bookedMs: number; departsMs: number; channel: Channel; key: string },
): Call[] {
  const { route, bookedMs, departsMs, channel, key } = trip;
  const now = scene.now.getTime();
  const calls: Call[] = [];
  if (dice.chance(0.36)) {
    const [product, price] = dice.weigh(ancillaries.map((row) => [row, row[2]] as const));
    const atMs = bookedMs + dice.next() ** 2 * (departsMs - bookedMs);
    const bought = { product, total: price * dice.int(1, 2), route, channel };
    if (atMs <= now) calls.push(ancillaryOrder(member, bought, { atMs, key: `${key}:extra` }));
  }
  if (departsMs < now - 60 * dayMs) return calls;
  const seat = `${dice.int(3, 42)}${dice.pick(['A', 'B', 'C', 'D', 'E', 'F'])}`;
  const properties = { flight_no: route.flightNo, route: route.name, seat };
  const chosenMs = bookedMs + dice.next() * (departsMs - bookedMs);
  if (dice.chance(0.45) && chosenMs <= now)
    calls.push(track(member, 'Seat Chosen', { atMs: chosenMs, key: `${key}:seat`, properties }));
  const checkedMs = departsMs - dice.int(2, 23) * hourMs;
  if (dice.chance(0.7) && checkedMs <= now && checkedMs > bookedMs)
    calls.push(track(member, 'Checked In', { atMs: checkedMs, key: `${key}:checkin`, properties }));
  return calls;
}
