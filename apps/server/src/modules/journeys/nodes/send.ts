import { defineNode } from './node.ts';

/** How often a message that quiet hours held back is asked for again before it counts as refused. */
const mostAsks = 3;

export const send = defineNode({
  kind: 'send',
  args: {
    channel: { type: 'choice', required: true, choices: ['wecom'] },
    purpose: { type: 'choice', required: true, choices: ['service', 'marketing'] },
    text: { type: 'text', required: true },
    link: { type: 'link', required: false },
  },
  ways: ['next', 'refused'],
  rests: false,
  async run({ tx, node, journeyId, services }, travellers) {
    const origin = `journey:${journeyId}:${node.id}`;
    const keyOf = (enrolmentId: string, asks: number) => `journey:${enrolmentId}:${asks}`;
    const decisions = await services.outreach.decide(
      tx,
      travellers.map(({ enrolmentId, customerId, asks }) => ({
        key: keyOf(enrolmentId, asks),
        customerId,
        purpose: node.purpose,
        channel: node.channel,
        text: node.text,
        ...(node.link ? { link: node.link } : {}),
        origin,
      })),
    );
    return travellers.map(({ enrolmentId, asks, runs }) => {
      const decision = decisions.get(keyOf(enrolmentId, asks));
      if (!decision) throw new Error('Outreach left an ask without an answer');
      if ('sendId' in decision) return { leave: 'next', asked: true };
      if (decision.until && runs + 1 < mostAsks) return { rest: decision.until, asked: true };
      return { leave: 'refused', asked: true };
    });
  },
  describe: (node) => `send on ${node.channel} for ${node.purpose}`,
});
