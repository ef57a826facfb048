import { after } from '../rules.ts';
import { defineNode } from './node.ts';

export const wait = defineNode({
  kind: 'wait',
  args: { for: { type: 'duration', required: true } },
  ways: ['next'],
  rests: true,
  async run({ node, now, services }, travellers) {
    const due = after(now, node.for, services.zone);
    return travellers.map(({ runs }) => (runs === 0 ? { rest: due } : { leave: 'next' }));
  },
  describe: (node) => `wait ${node.for}`,
});
