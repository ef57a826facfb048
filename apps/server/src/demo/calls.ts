/** What the airline's systems send: calls of the Segment HTTP API, one function for each kind of thing that happens. */
import type { Member } from './members.ts';
import type { Route } from './network.ts';

export interface Call {
  type: 'track';
  event: string;
  userId: string;
  messageId: string;
  timestamp: string;
  properties: Record<string, unknown>;
}

/** When, and what makes the call's id unlike any other of this member. */
export interface Moment {
  atMs: number;
  key: string;
}

export type Cabin = 'economy' | 'premium' | 'business';
export type Channel = 'app' | 'mini_program' | 'website' | 'ota' | 'counter';

export function track(
  member: Pick<Member, 'memberNo'>,
  event: string,
  at: Moment & { properties: Record<string, unknown> },
): Call {
  return {
    type: 'track',
    event,
    userId: member.memberNo,
    messageId: `${member.memberNo}:${at.key}`,
    timestamp: new Date(at.atMs).toISOString(),
    properties: at.properties,
  };
}

export interface Order {
  route: Route;
  cabin: Cabin;
  passengers: number;
  /** Yuan. */
  total: number;
  departsMs: number;
  roundTrip: boolean;
  channel: Channel;
}

export function flightOrder(member: Member, order: Order, at: Moment): Call {
  const { route } = order;
  return track(member, 'Order Completed', {
    ...at,
    properties: {
      order_id: orderId(member, at),
      category: 'flight',
      product: order.roundTrip ? '往返机票' : '单程机票',
      route: route.name,
      flight_no: route.flightNo,
      destination: route.to.code,
      destination_city: route.to.city,
      country: route.to.country,
      international: route.international,
      cabin: order.cabin,
      passengers: order.passengers,
      departs_on: new Date(order.departsMs + 8 * 3_600_000).toISOString().slice(0, 10),
      channel: order.channel,
      total: order.total,
      currency: 'CNY',
    },
  });
}

export const ancillaries = [
  ['优选座位', 60, 0.34],
  ['行李 20 kg', 180, 0.24],
  ['贵宾室', 260, 0.14],
  ['机上 Wi-Fi', 60, 0.1],
  ['机上餐食', 88, 0.1],
  ['接送机', 128, 0.05],
  ['升舱', 680, 0.03],
] as const;

export function ancillaryOrder(
  member: Member,
  bought: { product: string; total: number; route: Route; channel: Channel },
  at: Moment,
): Call {
  return track(member, 'Order Completed', {
    ...at,
    properties: {
      order_id: orderId(member, at),
      category: 'ancillary',
      product: bought.product,
      route: bought.route.name,
      flight_no: bought.route.flightNo,
      channel: bought.channel,
      total: bought.total,
      currency: 'CNY',
    },
  });
}

/** `A` and eight figures that the member and the occasion determine. */
function orderId(member: Member, at: Moment): string {
  let hash = member.index + 1;
  for (const character of at.key) hash = (Math.imul(hash, 31) + character.charCodeAt(0)) >>> 0;
  return `A${String((hash + Math.floor(at.atMs / 1000)) % 100_000_000).padStart(8, '0')}`;
}

const cabinMiles = { economy: 1, premium: 1.25, business: 2 };
const tierMiles = { base: 1, silver: 1.1, gold: 1.25, platinum: 1.5 };

/** `atMs` is the landing. */
export function flightFlown(
  member: Member,
  flown: { route: Route; cabin: Cabin; delayMinutes: number },
  at: Moment,
): Call {
  const { route, cabin, delayMinutes } = flown;
  return track(member, 'Flight Flown', {
    ...at,
    properties: {
      route: route.name,
      flight_no: route.flightNo,
      origin: route.from.code,
      destination: route.to.code,
      destination_city: route.to.city,
      country: route.to.country,
      international: route.international,
      cabin,
      distance_km: route.distanceKm,
      miles: Math.round(route.distanceKm * 0.621371 * cabinMiles[cabin] * tierMiles[member.tier]),
      delay_minutes: delayMinutes,
    },
  });
}
