import { defineNode } from './node.ts';

export const branch = defineNode({
  kind: 'branch',
  args: { rule: { type: 'rule', required: true } },
  ways: ['yes', 'no'],
  rests: false,
  async run({ node, now, services }, travellers) {
    const ids = travellers.map(({ customerId }) => customerId);
    const belongs = await services.segments.evaluate(node.rule, ids, now);
    return travellers.map(({ customerId }) => ({ leave: belongs.has(customerId) ? 'yes' : 'no' }));
  },
  describe: () => 'branch',
});
