import { type Static, Type } from 'typebox';
import { PurposeSchema } from './consent.ts';
import { Cursor, CustomerIdSchema, closed, Instant, nullable, page, QueryInt, route, Uuid } from './route.ts';

/** Why a message was not sent, in the order in which they are asked. */
export const refusalReasons = [
  'not_a_friend',
  'no_consent',
  'frequency_cap',
  'quiet_hours',
  'quota',
  'expired',
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

/** queued → handed_over (WeCom took it; staff must confirm) → delivered | failed; or refused at the decision. */
export const sendStatuses = ['queued', 'handed_over', 'delivered', 'failed', 'refused'] as const;

export const Send = Type.Object({
  id: Uuid,
  customerId: CustomerIdSchema,
  customerName: nullable(Type.String()),
  channel: Type.String(),
  purpose: PurposeSchema,
  text: Type.String(),
  status: Type.String(),
  reason: nullable(Type.String()),
  origin: Type.String(),
  decidedAt: Instant,
  sentAt: nullable(Instant),
  deliveredAt: nullable(Instant),
  clicks: Type.Integer(),
});
export type Send = Static<typeof Send>;

export const OutreachPolicy = Type.Object(
  {
    /** At most so many marketing messages to one person in so many days; 0 days switches the cap off. */
    cap: Type.Object(
      {
        messages: Type.Integer({ minimum: 1, maximum: 100 }),
        days: Type.Integer({ minimum: 0, maximum: 90 }),
      },
      closed,
    ),
    /** Local hours without marketing messages, `22:00`–`08:00`; equal values switch them off. */
    quiet: Type.Object(
      {
        from: Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' }),
        to: Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$' }),
        zone: Type.String({ maxLength: 60 }),
      },
      closed,
    ),
    /**
     * Messages to one person per calendar day, week or month, as the corp's WeCom administrator has chosen; absent:
     * as many a month as the month has days.
     */
    quota: Type.Optional(
      Type.Object(
        {
          messages: Type.Integer({ minimum: 1, maximum: 31 }),
          per: Type.Union([Type.Literal('day'), Type.Literal('week'), Type.Literal('month')]),
        },
        closed,
      ),
    ),
  },
  closed,
);
export type OutreachPolicy = Static<typeof OutreachPolicy>;

export const outreachRoutes = {
  listSends: route({
    method: 'GET',
    path: '/api/sends',
    permission: 'outreach:read',
    summary: 'Sends and refusals, newest first.',
    query: Type.Object(
      {
        cursor: Type.Optional(Cursor),
        limit: Type.Optional(QueryInt),
        status: Type.Optional(Type.String({ maxLength: 20 })),
        customerId: Type.Optional(CustomerIdSchema),
      },
      closed,
    ),
    reply: page(Send),
  }),
  budget: route({
    method: 'GET',
    path: '/api/outreach/budget',
    permission: 'outreach:read',
    summary: 'Today: asked, sent, refused by reason, with yesterday.',
    reply: Type.Object({
      today: Type.Object({
        asked: Type.Integer(),
        sent: Type.Integer(),
        delivered: Type.Integer(),
        refused: Type.Array(Type.Object({ reason: Type.String(), count: Type.Integer() })),
      }),
      yesterdaySent: Type.Integer(),
      policy: OutreachPolicy,
    }),
  }),
  setPolicy: route({
    method: 'PUT',
    path: '/api/outreach/policy',
    permission: 'outreach:write',
    summary: 'Change caps and quiet hours.',
    body: OutreachPolicy,
    reply: OutreachPolicy,
  }),
  test: route({
    method: 'POST',
    path: '/api/outreach/decide',
    permission: 'outreach:read',
    summary: 'Whether a message to this customer would be sent now, and why not.',
    body: Type.Object({ customerId: CustomerIdSchema, purpose: PurposeSchema }, closed),
    reply: Type.Object({
      allowed: Type.Boolean(),
      reason: nullable(Type.String()),
      until: nullable(Instant),
    }),
  }),
};
