/** The members (常旅客): who they are, and how they fly. The same index gives the same person. */
import { airports } from './airports.ts';
import { inventName } from './names.ts';
import { type Route, routesFrom } from './network.ts';
import { dayMs, diceFor, historyMs, type Scene } from './scene.ts';
import { storyMember } from './story-members.ts';

export type Tier = 'base' | 'silver' | 'gold' | 'platinum';
export type Life = 'new' | 'active' | 'declining' | 'lost';

export interface Member {
  index: number;
  memberNo: string;
  name: string;
  gender: 'male' | 'female';
  birthYear: number;
  mobile: string;
  email: string | null;
  city: string;
  /** Airport at home. */
  home: string;
  tier: Tier;
  travelType: 'business' | 'family' | 'leisure' | 'student';
  joinedAt: number;
  life: Life;
  /** When a lost member flew for the last time, at the latest. */
  lostAt: number;
  tripsPerYear: number;
  /** Usual ways from home, the most usual first. */
  ways: Route[];
  /** The member uses the app on this device. */
  device: string | null;
  /** WeChat is bound, so that the unionid is known before they become a friend. */
  wechat: boolean;
  points: number;
  miles12m: number;
}

const homes = airports
  .filter(({ country, code }) => country === 'CN' && routesFrom(code).length > 0)
  .map((airport) => [airport, airport.weight] as const);

/** 999,983 is a prime: multiplying by anything below it mixes the numbers and gives none twice. */
const prime = 999_983;
const memberNoOf = (index: number) => `YJ88${String(((index + 11) * 48_271) % prime).padStart(6, '0')}`;

/** 194 is a range that no mainland operator has opened: nobody is called by mistake. */
const mobileOf = (index: number) =>
  `+86194${String((index * 7_919 + 10_007) % 100_000_000).padStart(8, '0')}`;

/** Ages are reckoned in this year: who a member is must not depend on when the seeding began. */
const reckonedIn = 2026;

export function memberOf(scene: Scene, index: number): Member {
  const told = storyMember(scene, index);
  if (told) return told;
  const dice = diceFor('member', index);
  const home = dice.weigh(homes);
  const gender = dice.chance(0.54) ? 'male' : 'female';
  const birthYear = reckonedIn - Math.min(78, 19 + Math.floor(dice.exponential() * 9 + dice.next() * 22));
  const travelType = typeOf(dice.next(), reckonedIn - birthYear);
  const joinedAt = scene.now.getTime() - Math.floor(dice.next() ** 1.4 * 2_900 * dayMs) - 3 * 3_600_000;
  const tripsPerYear = Math.min(42, dice.pareto(travelType === 'business' ? 1.1 : 0.55, 1.35));
  const life = lifeOf(dice.next(), scene.now.getTime() - joinedAt);
  const ways = usualWays(home.code, dice);
  const distance = ways[0]?.distanceKm ?? 1_000;
  const flown = life === 'lost' ? 0 : life === 'declining' ? 0.5 : 1;
  const miles12m = Math.round(tripsPerYear * flown * 2 * distance * 0.621 * (0.8 + 0.4 * dice.next()));
  const memberNo = memberNoOf(index);
  return {
    index,
    memberNo,
    name: inventName(dice, { gender, birthYear }),
    gender,
    birthYear,
    mobile: mobileOf(index),
    email: dice.chance(0.72) ? `${memberNo.toLowerCase()}@example.com` : null,
    city: home.city,
    home: home.code,
    tier: tierOf(tripsPerYear * flown),
    travelType,
    joinedAt,
    life,
    lostAt: scene.now.getTime() - Math.floor((35 / 548 + dice.next() * (513 / 548)) * historyMs),
    tripsPerYear,
    ways,
    device: dice.chance(0.5) ? `device-${memberNo.slice(2)}` : null,
    wechat: dice.chance(0.62),
    points: Math.round((miles12m * (0.3 + dice.exponential())) / 10) * 10,
    miles12m,
  };
}

function typeOf(draw: number, age: number): Member['travelType'] {
  if (age < 24) return draw < 0.75 ? 'student' : 'leisure';
  if (draw < 0.36) return 'business';
  return draw < 0.62 && age > 27 ? 'family' : 'leisure';
}

function lifeOf(draw: number, ageMs: number): Life {
  if (ageMs < 60 * dayMs) return 'new';
  if (draw < 0.24) return 'lost';
  return draw < 0.4 ? 'declining' : 'active';
}

function tierOf(tripsPerYear: number): Tier {
  if (tripsPerYear >= 13) return 'platinum';
  if (tripsPerYear >= 6.5) return 'gold';
  return tripsPerYear >= 3 ? 'silver' : 'base';
}

function usualWays(home: string, dice: ReturnType<typeof diceFor>): Route[] {
  const from = routesFrom(home).map(
    (route) => [route, route.to.weight * (route.international ? 0.5 : 1)] as const,
  );
  return [dice.weigh(from), dice.weigh(from), dice.weigh(from)];
}

/** What the airline's systems tell of a member when they begin to send. */
export function identifyCall(member: Member, unionid: string | null) {
  return {
    type: 'identify',
    userId: member.memberNo,
    ...(member.device ? { anonymousId: member.device } : {}),
    messageId: `${member.memberNo}:profile`,
    timestamp: new Date(member.joinedAt).toISOString(),
    traits: {
      name: member.name,
      phone: member.mobile,
      ...(member.email ? { email: member.email } : {}),
      ...(unionid ? { unionid } : {}),
      tier: member.tier,
      city: member.city,
      home_airport: member.home,
      gender: member.gender,
      birth_year: member.birthYear,
      travel_type: member.travelType,
      joined_on: new Date(member.joinedAt).toISOString().slice(0, 10),
      points: member.points,
      miles_12m: member.miles12m,
    },
  };
}
