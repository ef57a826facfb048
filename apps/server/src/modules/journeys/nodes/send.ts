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
    const { channel, purpose, text, link } = node;
    const decisions = await services.outreach.decide(
      tx,
      travellers.map(({ enrolmentId, customerId }) => ({
        key: enrolmentId,
        // The transaction that asks is the one that moves the enrolment, whose row it has locked.
        askedOnce: true,
        customerId,
        purpose,
        channel,
        text,
        origin,
        ...(link ? { link } : {}),
      })),
    );
    return travellers.map(({ enrolmentId, runs }) => {
      const decision = decisions.get(enrolmentId);
      if (!decision) throw new Error('Outreach left an ask without an answer');
      if ('sendId' in decision) return { leave: 'next' };
      return decision.until && runs + 1 < mostAsks ? { rest: decision.until } : { leave: 'refused' };
    });
  },
  describe: (node) => `send on ${node.channel} for ${node.purpose}`,
});
