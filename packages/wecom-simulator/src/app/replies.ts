/** Passive replies: what a receiver answered at once to a member's message or click. */
import {
  brokenLimit,
  endpoints,
  openPassiveReply,
  type PassiveMessage,
  type TemplateCard,
} from '@jetbridge/wecom';
import type { Parts } from '../parts.ts';
import { changeCard } from './cards.ts';
import { cutToBytes, deliver, shown } from './deliver.ts';
import type { ShownMessage } from './state.ts';

export interface Asked {
  agentId: number;
  /** As the directory writes it. */
  userid: string;
  /** Of the card that was clicked. */
  msgid?: string;
}

/** Does what the reply says, for the member whose message or click it answers; notes why when it cannot. */
export function honourReply(parts: Parts, asked: Asked, body: string): void {
  const reason = refusal(parts, asked, body);
  if (reason === undefined) return;
  const { refusedReplies } = parts.world.app;
  refusedReplies.push({ at: parts.scheduler.now(), reason });
  if (refusedReplies.length > 100) refusedReplies.shift();
}

function refusal(parts: Parts, asked: Asked, body: string): string | undefined {
  const { corpId, token, encodingAesKey } = parts.settings.corp;
  let reply: PassiveMessage | undefined;
  try {
    reply = openPassiveReply({ config: { token, encodingAesKey, receiveId: corpId }, body });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  if (!reply) return 'the kind of message is not known';
  if (reply.type === 'update_button' || reply.type === 'update_template_card') {
    return changeClicked(parts, asked, reply);
  }
  const member = parts.world.staff.get(asked.userid.toLowerCase());
  if (member) deliver(parts, { agentId: asked.agentId, members: [member], message: messageOf(reply) });
  return undefined;
}

type CardReply = Extract<PassiveMessage, { type: 'update_button' | 'update_template_card' }>;

function changeClicked({ world }: Parts, asked: Asked, reply: CardReply): string | undefined {
  const delivery = world.app.messages.get(asked.msgid ?? '')?.deliveries.get(asked.userid.toLowerCase());
  if (!delivery) return 'no card was clicked';
  if (reply.type === 'update_button') {
    changeCard([delivery], { closed: reply.replaceName });
    return undefined;
  }
  // A reply is of any elements at all: only `brokenLimit` says whether this is a card.
  const card = reply.card as unknown as TemplateCard;
  const update = { agentid: asked.agentId, response_code: 'passive', atall: 1 as const, template_card: card };
  const broken = brokenLimit(endpoints.updateTemplateCard, update);
  if (broken) return `${broken.path} ${broken.problem}`.trim();
  changeCard([delivery], { card });
  return undefined;
}

function messageOf(reply: Exclude<PassiveMessage, CardReply>): ShownMessage {
  switch (reply.type) {
    case 'text':
      return { msgtype: 'text', text: { content: cutToBytes(reply.content, 2048) } };
    case 'news': {
      const articles = reply.articles.map(({ title = '', description, picUrl, url }) => ({
        title,
        ...(description === undefined ? {} : { description }),
        ...(picUrl === undefined ? {} : { picurl: picUrl }),
        ...(url === undefined ? {} : { url }),
      }));
      return { msgtype: 'news', news: { articles } };
    }
    default: {
      const { type, mediaId, ...titles } = reply;
      return shown({ msgtype: type, [type]: { media_id: mediaId, ...titles } });
    }
  }
}
