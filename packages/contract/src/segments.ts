import { type Static, Type } from 'typebox';
import { CustomerSummary } from './customers.ts';
import { ById, closed, Done, Instant, Name, nullable, PageQuery, page, route, Uuid } from './route.ts';
import type { Rule } from './rule.ts';

/** The grammar is checked by `segments.rules.parseRule`, which names the place of a mistake better than a schema does. */
export const RuleSchema = Type.Unsafe<Rule>({ type: 'object' });

export const Segment = Type.Object({
  id: Uuid,
  name: Type.String(),
  rule: RuleSchema,
  status: Type.Union([Type.Literal('computing'), Type.Literal('live')]),
  memberCount: Type.Integer(),
  evaluatedAt: nullable(Instant),
  createdAt: Instant,
  updatedAt: Instant,
  entered24h: Type.Integer(),
  exited24h: Type.Integer(),
});
export type Segment = Static<typeof Segment>;

export const segmentsRoutes = {
  list: route({
    method: 'GET',
    path: '/api/segments',
    permission: 'segments:read',
    summary: 'Segments with their counts.',
    query: PageQuery,
    reply: page(Segment),
  }),
  create: route({
    method: 'POST',
    path: '/api/segments',
    permission: 'segments:write',
    summary: 'Save a rule; its members are computed at once.',
    body: Type.Object({ name: Name, rule: RuleSchema }, closed),
    reply: Segment,
    errors: ['segments.rule_invalid', 'segments.name_taken'],
  }),
  preview: route({
    method: 'POST',
    path: '/api/segments/preview',
    permission: 'segments:read',
    summary: 'How many customers a rule matches now, also rule by rule.',
    body: Type.Object({ rule: RuleSchema }, closed),
    reply: Type.Object({
      count: Type.Integer(),
      population: Type.Integer(),
      evaluatedAt: Instant,
      elapsedMs: Type.Integer(),
      /** For each condition of the rule, in reading order: how many match it alone. */
      conditions: Type.Array(Type.Object({ path: Type.String(), count: Type.Integer() })),
      sample: Type.Array(CustomerSummary),
    }),
    errors: ['segments.rule_invalid'],
  }),
  get: route({
    method: 'GET',
    path: '/api/segments/:id',
    permission: 'segments:read',
    summary: 'One segment.',
    params: ById,
    reply: Segment,
    errors: ['segments.not_found'],
  }),
  update: route({
    method: 'PATCH',
    path: '/api/segments/:id',
    permission: 'segments:write',
    summary: 'Rename or change the rule; members are computed again.',
    params: ById,
    body: Type.Object({ name: Type.Optional(Name), rule: Type.Optional(RuleSchema) }, closed),
    reply: Segment,
    errors: ['segments.not_found', 'segments.rule_invalid', 'segments.cycle', 'segments.name_taken'],
  }),
  remove: route({
    method: 'DELETE',
    path: '/api/segments/:id',
    permission: 'segments:write',
    summary: 'Delete a segment that nothing uses.',
    params: ById,
    reply: Done,
    errors: ['segments.not_found', 'segments.in_use'],
  }),
  members: route({
    method: 'GET',
    path: '/api/segments/:id/members',
    permission: 'segments:read',
    summary: 'Members, by customer id.',
    params: ById,
    query: PageQuery,
    reply: page(CustomerSummary),
    errors: ['segments.not_found'],
  }),
  trend: route({
    method: 'GET',
    path: '/api/segments/:id/trend',
    permission: 'segments:read',
    summary: 'Entered and exited per day for 14 days, oldest first.',
    params: ById,
    reply: Type.Object({
      days: Type.Array(
        Type.Object({
          day: Type.String(),
          entered: Type.Integer(),
          exited: Type.Integer(),
          members: Type.Integer(),
        }),
      ),
    }),
    errors: ['segments.not_found'],
  }),
};
