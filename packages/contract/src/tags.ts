import { type Static, Type } from 'typebox';
import { ById, CustomerIdSchema, closed, Done, Name, PageQuery, page, route, Uuid } from './route.ts';

export const Tag = Type.Object({
  id: Uuid,
  name: Type.String(),
  group: Type.String(),
  customers: Type.Integer(),
  wecomTagId: Type.Union([Type.String(), Type.Null()]),
});
export type Tag = Static<typeof Tag>;

export const tagsRoutes = {
  list: route({
    method: 'GET',
    path: '/api/tags',
    permission: 'tags:read',
    summary: 'Tags by group, with how many customers carry each.',
    query: PageQuery,
    reply: page(Tag),
  }),
  create: route({
    method: 'POST',
    path: '/api/tags',
    permission: 'tags:write',
    summary: 'Add a tag.',
    body: Type.Object({ name: Type.String({ minLength: 1, maxLength: 30 }), group: Name }, closed),
    reply: Tag,
    errors: ['tags.exists'],
  }),
  remove: route({
    method: 'DELETE',
    path: '/api/tags/:id',
    permission: 'tags:write',
    summary: 'Delete a tag and take it off everybody.',
    params: ById,
    reply: Done,
    errors: ['tags.not_found'],
  }),
  assign: route({
    method: 'POST',
    path: '/api/customers/:id/tags',
    permission: 'tags:write',
    summary: 'Put tags on a customer or take them off.',
    params: Type.Object({ id: CustomerIdSchema }, closed),
    body: Type.Object(
      {
        add: Type.Optional(Type.Array(Uuid, { maxItems: 50 })),
        remove: Type.Optional(Type.Array(Uuid, { maxItems: 50 })),
      },
      closed,
    ),
    reply: Done,
    errors: ['tags.not_found', 'customers.not_found'],
  }),
};
