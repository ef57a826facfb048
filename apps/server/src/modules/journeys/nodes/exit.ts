import { defineNode } from './node.ts';

export const exit = defineNode({
  kind: 'exit',
  args: {},
  ways: [],
  rests: false,
  run: async (_visit, travellers) => travellers.map(() => ({ leave: 'out' })),
  describe: () => 'exit',
});
