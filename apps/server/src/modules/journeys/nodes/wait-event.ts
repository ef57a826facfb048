import { after } from '../rules.ts';
import { defineNode } from './node.ts';

/** The subscription is a column of the enrolment: event and time-out contend for that one row, and the first one wins. */
export const waitEvent = defineNode({
  kind: 'waitEvent',
  args: { event: { type: 'event', required: true }, for: { type: 'duration', required: true } },
  ways: ['next', 'timeout'],
  rests: true,
  async run({ node, now, services }, travellers) {
    const due = after(now, node.for, services.zone);
    return travellers.map(({ runs, woken }) => {
      if (runs === 0) return { rest: due, waitsFor: node.event };
      return { leave: woken ? 'next' : 'timeout' };
    });
  },
  describe: (node) => `wait for ${node.event}, at most ${node.for}`,
});
