import { type Static, Type } from 'typebox';
import {
  ById,
  Cursor,
  CustomerIdSchema,
  closed,
  Done,
  Instant,
  Name,
  nullable,
  PageQuery,
  page,
  QueryInt,
  route,
  Uuid,
} from './route.ts';
import type { Rule } from './rule.ts';

/** What a node does; `next` fields name the node that follows, absent = leave the journey. */
export type JourneyNode = { id: string; name?: string; x?: number; y?: number } & (
  | {
      kind: 'trigger';
      on:
        | { event: string; where?: { property: string; is: string; value?: unknown }[] }
        | { segment: string };
      next?: string;
    }
  | { kind: 'wait'; for: string; next?: string }
  /** Leaves by `next` when the event comes, by `timeout` when the duration is over. */
  | { kind: 'waitEvent'; event: string; for: string; next?: string; timeout?: string }
  | { kind: 'branch'; rule: Rule; yes?: string; no?: string }
  | {
      kind: 'send';
      channel: 'wecom';
      purpose: 'service' | 'marketing';
      text: string;
      link?: string;
      next?: string;
      refused?: string;
    }
  | { kind: 'tag'; add?: string[]; remove?: string[]; next?: string }
  | { kind: 'exit' }
);

export interface JourneyGraph {
  nodes: JourneyNode[];
  /** May a customer go through again? After which ISO duration since the last entry? */
  reentry?: 'never' | 'always' | { after: string };
}
/** Checked by journeys.rules.checkGraph, which names node and field. */
export const GraphSchema = Type.Unsafe<JourneyGraph>({ type: 'object', required: ['nodes'] });

export const journeyLimits = { nodes: 60, textLength: 1300, waitDays: 400 } as const;

export const JourneySummary = Type.Object({
  id: Uuid,
  name: Type.String(),
  status: Type.Union([Type.Literal('draft'), Type.Literal('running'), Type.Literal('paused')]),
  version: nullable(Type.Integer()),
  active: Type.Integer(),
  enteredToday: Type.Integer(),
  enteredYesterday: Type.Integer(),
  updatedAt: Instant,
});
export type JourneySummary = Static<typeof JourneySummary>;

export const Journey = Type.Intersect([
  JourneySummary,
  Type.Object({
    draft: GraphSchema,
    published: nullable(GraphSchema),
    draftDiffers: Type.Boolean(),
    versions: Type.Array(
      Type.Object({
        version: Type.Integer(),
        publishedAt: Instant,
        publishedBy: Type.String(),
        active: Type.Integer(),
      }),
    ),
  }),
]);
export type Journey = Static<typeof Journey>;

export const NodeCount = Type.Object({
  node: Type.String(),
  here: Type.Integer(),
  passed: Type.Integer(),
  /** How many left by each way out: `next`, `yes`, `no`, `timeout`, `refused`. */
  exits: Type.Record(Type.String(), Type.Integer()),
});

export const Enrolment = Type.Object({
  id: Uuid,
  customerId: CustomerIdSchema,
  customerName: nullable(Type.String()),
  version: Type.Integer(),
  node: Type.String(),
  status: Type.Union([Type.Literal('active'), Type.Literal('done'), Type.Literal('removed')]),
  enteredAt: Instant,
  dueAt: nullable(Instant),
  because: Type.String(),
});

export const journeysRoutes = {
  list: route({
    method: 'GET',
    path: '/api/journeys',
    permission: 'journeys:read',
    summary: 'Journeys with live counts.',
    query: PageQuery,
    reply: page(JourneySummary),
  }),
  create: route({
    method: 'POST',
    path: '/api/journeys',
    permission: 'journeys:write',
    summary: 'Start a journey as a draft.',
    body: Type.Object({ name: Name, graph: Type.Optional(GraphSchema) }, closed),
    reply: Journey,
    errors: ['journeys.name_taken', 'journeys.graph_invalid'],
  }),
  get: route({
    method: 'GET',
    path: '/api/journeys/:id',
    permission: 'journeys:read',
    summary: 'One journey with draft and published graph.',
    params: ById,
    reply: Journey,
    errors: ['journeys.not_found'],
  }),
  saveDraft: route({
    method: 'PUT',
    path: '/api/journeys/:id/draft',
    permission: 'journeys:write',
    summary: 'Save the draft; running travellers are not touched.',
    params: ById,
    body: Type.Object({ name: Type.Optional(Name), graph: GraphSchema }, closed),
    reply: Journey,
    errors: ['journeys.not_found', 'journeys.name_taken'],
  }),
  check: route({
    method: 'POST',
    path: '/api/journeys/check',
    permission: 'journeys:read',
    summary: 'What keeps a graph from being published.',
    body: Type.Object({ graph: GraphSchema }, closed),
    reply: Type.Object({
      problems: Type.Array(
        Type.Object({ node: nullable(Type.String()), field: Type.String(), reason: Type.String() }),
      ),
    }),
  }),
  publish: route({
    method: 'POST',
    path: '/api/journeys/:id/publish',
    permission: 'journeys:publish',
    summary: 'Publish the draft as the next version; those under way finish on theirs.',
    params: ById,
    reply: Journey,
    errors: ['journeys.not_found', 'journeys.graph_invalid'],
  }),
  pause: route({
    method: 'POST',
    path: '/api/journeys/:id/pause',
    permission: 'journeys:publish',
    summary: 'Nobody enters or moves until it is resumed.',
    params: ById,
    reply: Journey,
    errors: ['journeys.not_found', 'journeys.not_running'],
  }),
  resume: route({
    method: 'POST',
    path: '/api/journeys/:id/resume',
    permission: 'journeys:publish',
    summary: 'Go on after a pause.',
    params: ById,
    reply: Journey,
    errors: ['journeys.not_found', 'journeys.not_running'],
  }),
  counts: route({
    method: 'GET',
    path: '/api/journeys/:id/counts',
    permission: 'journeys:read',
    summary: 'Per node of a version: here now, passed, left by which way.',
    params: ById,
    query: Type.Object({ version: Type.Optional(QueryInt) }, closed),
    reply: Type.Object({
      version: nullable(Type.Integer()),
      active: Type.Integer(),
      entered: Type.Integer(),
      done: Type.Integer(),
      nodes: Type.Array(NodeCount),
      at: Instant,
    }),
    errors: ['journeys.not_found', 'journeys.version_not_found'],
  }),
  enrolments: route({
    method: 'GET',
    path: '/api/journeys/:id/enrolments',
    permission: 'journeys:read',
    summary: 'Who is where.',
    params: ById,
    query: Type.Object(
      {
        cursor: Type.Optional(Cursor),
        limit: Type.Optional(QueryInt),
        node: Type.Optional(Type.String({ maxLength: 64 })),
      },
      closed,
    ),
    reply: page(Enrolment),
    errors: ['journeys.not_found'],
  }),
  remove: route({
    method: 'DELETE',
    path: '/api/journeys/:id/enrolments/:enrolmentId',
    permission: 'journeys:write',
    summary: 'Take one traveller out.',
    params: Type.Object({ id: Uuid, enrolmentId: Uuid }, closed),
    reply: Done,
    errors: ['journeys.not_found'],
  }),
};
