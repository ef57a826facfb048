import { Type } from 'typebox';
import { CustomerIdSchema, closed, Done, route } from './route.ts';

/** Why a person may be contacted. `service` rests on the contract of carriage, `marketing` needs consent. */
export const purposes = ['service', 'marketing'] as const;
export const channels = ['wecom'] as const;
export const PurposeSchema = Type.Union([Type.Literal('service'), Type.Literal('marketing')]);
export const ChannelSchema = Type.Union([Type.Literal('wecom')]);
export type Purpose = (typeof purposes)[number];
export type Channel = (typeof channels)[number];

export const consentRoutes = {
  record: route({
    method: 'PUT',
    path: '/api/customers/:id/consents',
    permission: 'consent:write',
    summary: 'Record a grant or a withdrawal with its evidence.',
    params: Type.Object({ id: CustomerIdSchema }, closed),
    body: Type.Object(
      {
        purpose: PurposeSchema,
        channel: ChannelSchema,
        granted: Type.Boolean(),
        evidence: Type.String({ minLength: 1, maxLength: 500 }),
      },
      closed,
    ),
    reply: Done,
    errors: ['customers.not_found'],
  }),
};
