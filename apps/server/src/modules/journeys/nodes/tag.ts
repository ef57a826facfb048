import { defineNode } from './node.ts';

export const tag = defineNode({
  kind: 'tag',
  args: { add: { type: 'tags', required: false }, remove: { type: 'tags', required: false } },
  ways: ['next'],
  rests: false,
  async run({ tx, node, services }, travellers) {
    // A tag deleted since the version was published is left out rather than holding everybody up.
    const known = await services.tags.names(tx, [...(node.add ?? []), ...(node.remove ?? [])]);
    const add = (node.add ?? []).filter((id) => known.has(id));
    const remove = (node.remove ?? []).filter((id) => known.has(id));
    if (add.length + remove.length > 0) {
      await services.tags.assign(
        tx,
        travellers.map(({ customerId }) => ({ customerId, add, remove, by: 'journey' })),
      );
    }
    return travellers.map(() => ({ leave: 'next' }));
  },
  describe: (node) => `tag +${node.add?.length ?? 0} -${node.remove?.length ?? 0}`,
});
