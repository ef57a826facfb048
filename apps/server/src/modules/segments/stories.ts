/** Random rules, and random things that happen to a few people, small enough to collide often. */
import fc from 'fast-check';

const names = ['A', 'It\'s {p0:String} \\ "B"'] as const;
const durations = ['PT10S', 'PT2M', 'PT6H', 'P1DT1H'] as const;
const durationsMs = [10_000, 120_000, 21_600_000, 90_000_000];
const dates = ['2026-02-28', '2026-03-01', '2026-03-02', '2026-03-03', '2026-03-04'] as const;
const scalar = fc.constantFrom<(string | number | boolean)[]>(
  0,
  1,
  2.5,
  0.1,
  0.2,
  100,
  -1,
  'a',
  'ab',
  'B',
  '上海',
  '😀',
  '1',
  'true',
  '',
  "'); DROP TABLE events --",
  '\\"/\n',
  true,
  false,
);
const stored = fc.oneof(
  { weight: 5, arbitrary: scalar },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown[]>(null, undefined, [1, 'a', '上海'], ['1'], { a: 1 }, []),
  },
);
const bag = fc.record({ p: stored, q: stored }, { requiredKeys: [] });

const filterTest = fc.oneof(
  fc.record({ is: fc.constantFrom('eq', 'ne', 'contains'), value: scalar }),
  fc.record({
    is: fc.constantFrom('gt', 'gte', 'lt', 'lte'),
    value: scalar.filter((v) => typeof v !== 'boolean'),
  }),
  fc.record({ is: fc.constant('in'), value: fc.array(scalar, { minLength: 1, maxLength: 3 }) }),
  fc.record({ is: fc.constantFrom('exists', 'absent') }),
);
const key = fc.constantFrom('p', 'q', 'r');
const where = fc.array(
  fc.tuple(key, filterTest).map(([property, test]) => ({ property, ...test })),
  { maxLength: 2 },
);
const bound = fc.constantFrom(0, 1, 2, 3, 0.3, 2.5);
const comparison = fc.oneof(
  fc
    .tuple(fc.constantFrom('eq', 'ne', 'gt', 'gte', 'lt', 'lte'), bound)
    .map(([sign, value]) => ({ [sign]: value })),
  fc.record({ gte: bound, lt: bound }),
);
const limit = fc.constantFrom(...durations, ...dates);
const limits = fc
  .record({ before: limit, after: limit }, { requiredKeys: [] })
  .filter((l) => Object.keys(l).length > 0);
const measure = fc.oneof(
  comparison.map((count) => ({ count })),
  fc.tuple(key, comparison).map(([of, rest]) => ({ sum: { of, ...rest } })),
  fc.tuple(key, comparison).map(([of, rest]) => ({ distinct: { of, ...rest } })),
  limits.map((last) => ({ last })),
  limits.map((first) => ({ first })),
);
const window = fc.oneof(
  fc.constant({}),
  fc.constantFrom(...durations).map((within) => ({ within })),
  fc
    .tuple(fc.constantFrom(...dates), fc.constantFrom(...dates))
    .map((pair) => ({ between: [...pair].sort() })),
);
const eventRule = fc
  .tuple(fc.constantFrom(...names), window, fc.option(where, { freq: 1 }), fc.option(measure))
  .map(([event, when, filters, measured]) => ({
    event,
    ...when,
    ...(filters ? { where: filters } : {}),
    ...(measured ? { measure: measured } : {}),
  }));
const traitRule = fc.tuple(key, filterTest).map(([trait, test]) => ({ trait, ...test }));
const leaf = fc.oneof({ weight: 4, arbitrary: eventRule }, { weight: 1, arbitrary: traitRule });
const parts = fc.array(leaf, { minLength: 1, maxLength: 3 });
export const anyRule = fc.oneof(
  { weight: 3, arbitrary: leaf },
  { weight: 1, arbitrary: parts.map((all) => ({ all })) },
  { weight: 1, arbitrary: parts.map((any) => ({ any })) },
  { weight: 1, arbitrary: parts.map((all) => ({ not: { all } })) },
);

export const people = 6;
const who = fc.nat(people - 1);
/** Before now: just, at the edge of some window, around it, long ago, or a little in the future. */
const age = fc.oneof(
  fc.constantFrom(0, 1, 5_000, -5_000, -100_000, 400_000_000),
  fc
    .tuple(fc.constantFrom(...durationsMs), fc.constantFrom(0, 1, -1, -5_000, -30_000))
    .map(([edge, by]) => edge + by),
);
export const fact = fc.record({ who, name: fc.constantFrom(...names), ageMs: age, properties: bag });
export const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ deliver: fc.array(fact, { minLength: 1, maxLength: 10 }) }) },
  { weight: 1, arbitrary: fc.constant({ again: true as const }) },
  { weight: 2, arbitrary: fc.record({ traitsOf: who, traits: bag }) },
  { weight: 1, arbitrary: fc.record({ winner: who, loser: who }) },
  {
    weight: 2,
    arbitrary: fc.record({ advanceMs: fc.constantFrom(1, 5_000, 29_999, 61_000, ...durationsMs) }),
  },
  // To the very moment at which an event leaves a window, or just before it.
  { weight: 4, arbitrary: fc.record({ toEdge: fc.nat(20), shortMs: fc.constantFrom(0, 0, 1) }) },
);

export type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;
