/** The routes: great circles between the airports, with the distance, the block time and the number of the flight. */
import { type Airport, airports } from './airports.ts';

export interface Route {
  /** `CAN-HND` */
  name: string;
  from: Airport;
  to: Airport;
  /** Great circle. */
  distanceKm: number;
  /** From block to block. */
  blockMinutes: number;
  flightNo: string;
  /** Departure, in minutes of the day at home (UTC+8). */
  departs: number;
  international: boolean;
}

/** Mean radius (IUGG). */
const earthKm = 6371.0088;
/** On the ground and climbing; then at cruising speed. */
const groundMinutes = 35;
const cruiseKmPerHour = 810;
const shortestKm = 400;
const longestKm = 5_500;

/** By the haversine formula. */
export function greatCircleKm(a: Airport, b: Airport): number {
  const radians = Math.PI / 180;
  const dLatitude = (b.latitude - a.latitude) * radians;
  const dLongitude = (b.longitude - a.longitude) * radians;
  const h =
    Math.sin(dLatitude / 2) ** 2 +
    Math.cos(a.latitude * radians) * Math.cos(b.latitude * radians) * Math.sin(dLongitude / 2) ** 2;
  return 2 * earthKm * Math.asin(Math.sqrt(h));
}

/** Flights of which the demo tells a story. */
const fixed: Readonly<Record<string, { flightNo: string; departs: number; blockMinutes?: number }>> = {
  'CAN-HND': { flightNo: 'YJ351', departs: 8 * 60 + 35, blockMinutes: 245 },
  'HND-CAN': { flightNo: 'YJ352', departs: 14 * 60 + 5 },
  'SHA-SZX': { flightNo: 'YJ5137', departs: 7 * 60 + 55, blockMinutes: 155 },
  'SZX-SHA': { flightNo: 'YJ5188', departs: 18 * 60 + 20 },
};

const flies = (from: Airport, to: Airport, distanceKm: number) =>
  from.city !== to.city &&
  distanceKm >= shortestKm &&
  distanceKm <= longestKm &&
  (from.base || to.base) &&
  (from.country === 'CN' || to.country === 'CN') &&
  // The city's own field takes the traffic inside the country.
  !(from.code === 'SHA' && to.country !== 'CN') &&
  !(to.code === 'SHA' && from.country !== 'CN');

function build(): Route[] {
  const routes: Route[] = [];
  const numbers = { home: 5201, abroad: 363 };
  for (const from of airports) {
    for (const to of airports) {
      const distanceKm = Math.round(greatCircleKm(from, to));
      if (!flies(from, to, distanceKm)) continue;
      const name = `${from.code}-${to.code}`;
      const international = from.country !== 'CN' || to.country !== 'CN';
      const n = international ? numbers.abroad++ : numbers.home++;
      routes.push({
        name,
        from,
        to,
        distanceKm,
        blockMinutes: Math.round((groundMinutes + (distanceKm / cruiseKmPerHour) * 60) / 5) * 5,
        flightNo: `YJ${n}`,
        // Spread over 06:30 to 21:30, by a step that is prime to the count of five minutes.
        departs: 390 + ((routes.length * 97) % 180) * 5,
        international,
        ...fixed[name],
      });
    }
  }
  return routes;
}

export const routes: readonly Route[] = build();

const byName = new Map(routes.map((route) => [route.name, route]));
const byOrigin = new Map<string, Route[]>();
for (const route of routes) byOrigin.set(route.from.code, [...(byOrigin.get(route.from.code) ?? []), route]);

/** Throws when the airline does not fly there. */
export function routeOf(name: string): Route {
  const route = byName.get(name);
  if (!route) throw new Error(`no route ${name}`);
  return route;
}

export function routesFrom(code: string): readonly Route[] {
  return byOrigin.get(code) ?? [];
}

export const wayBack = (route: Route): Route => routeOf(`${route.to.code}-${route.from.code}`);
