import { defineNode } from './node.ts';

/** Where everybody enters. Who does is decided when events arrive; by the time this runs they are in. */
export const trigger = defineNode({
  kind: 'trigger',
  args: { on: { type: 'trigger', required: true } },
  ways: ['next'],
  rests: false,
  run: async (_visit, travellers) => travellers.map(() => ({ leave: 'next' })),
  describe: ({ on }) => ('event' in on ? `on ${on.event}` : `on entering segment ${on.segment}`),
});
