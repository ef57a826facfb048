import { type Static, Type } from 'typebox';
import { Instant, nullable, route } from './route.ts';

/** `now` counts since midnight of the business day; `before` counts yesterday up to the same minute. */
const Figure = Type.Object({
  now: Type.Integer(),
  before: Type.Integer(),
  /** Per hour of today, then of yesterday. */ hours: Type.Array(Type.Integer()),
  hoursBefore: Type.Array(Type.Integer()),
});

export const Overview = Type.Object({
  at: Instant,
  zone: Type.String(),
  scans: Figure,
  friends: Figure,
  segmentEntries: Figure,
  journeyEntries: Figure,
  sends: Figure,
  replies: Figure,
  conversions: Figure,
  conversionAmountFen: Type.Object({ now: Type.Integer(), before: Type.Integer() }),
  activeCustomers: Type.Object({ now: Type.Integer(), before: Type.Integer() }),
  eventsPerMinute: Type.Object({ now: Type.Integer(), before: Type.Integer() }),
  totals: Type.Object({
    customers: Type.Integer(),
    friends: Type.Integer(),
    activeEnrolments: Type.Integer(),
  }),
  welcomesInTime: Type.Object({
    sent: Type.Integer(),
    late: Type.Integer(),
    missed: Type.Integer(),
    p99Ms: nullable(Type.Integer()),
  }),
  refusals: Type.Array(Type.Object({ reason: Type.String(), count: Type.Integer() })),
  /** What waits for a person; the console has the words of each kind. */
  attention: Type.Array(
    Type.Object({
      kind: Type.Union([
        Type.Literal('welcome_missed'),
        Type.Literal('callback_failed'),
        Type.Literal('identity_conflict'),
        Type.Literal('effect_failed'),
      ]),
      count: Type.Integer(),
      path: Type.String(),
    }),
  ),
});
export type Overview = Static<typeof Overview>;

export const overviewRoutes = {
  get: route({
    method: 'GET',
    path: '/api/overview',
    permission: 'overview:read',
    summary: 'The loop today beside yesterday at the same minute.',
    reply: Overview,
  }),
};
