import type { Postgres } from '../../../kernel/postgres.ts';
import type { Wecom } from '../../wecom/index.ts';
import type { Channel, Handover, OutgoingMessage } from './channel.ts';

type Door = Pick<Wecom, 'friendsOf' | 'whoAreFriends' | 'sendMessages' | 'onReceipt'>;

/** Messages to friends on WeCom, from the member of staff who spoke with the person last. */
export function createWecomChannel(wecom: Door, pg: Postgres): Channel {
  return {
    code: 'wecom',
    reachable: (sql, ids) => wecom.whoAreFriends(sql, ids),
    deliver: (messages) => deliver(wecom, pg, messages),
    onReceipts(listener) {
      wecom.onReceipt((tx, receipts) =>
        listener(
          tx,
          receipts.map(({ msgid, externalUserid, status, reason, at }) => ({
            message: msgid,
            address: externalUserid,
            status,
            reason: reason ?? null,
            at,
          })),
        ),
      );
    },
  };
}

async function deliver(
  wecom: Door,
  pg: Postgres,
  messages: readonly OutgoingMessage[],
): Promise<Map<string, Handover>> {
  const friends = await wecom.friendsOf(
    pg,
    messages.map((message) => message.customerId),
  );
  const answers = new Map<string, Handover>();
  const addressOf = new Map<string, string>();
  const items = messages.flatMap(({ key, customerId, text, link }) => {
    const latest = (friends.get(customerId) ?? []).reduce<Friend | null>(
      (best, friend) => (best && lastSpoken(best) >= lastSpoken(friend) ? best : friend),
      null,
    );
    if (!latest) {
      answers.set(key, { failed: 'not_a_friend' });
      return [];
    }
    const { staffUserid, externalUserid } = latest;
    addressOf.set(key, externalUserid);
    return [{ key, staffUserid, externalUserid, text, ...(link === null ? {} : { link }) }];
  });
  if (items.length === 0) return answers;
  for (const [key, answer] of await wecom.sendMessages(items)) {
    const address = addressOf.get(key) ?? '';
    answers.set(key, 'handedOver' in answer ? { message: answer.handedOver, address } : answer);
  }
  return answers;
}

interface Friend {
  staffUserid: string;
  externalUserid: string;
  since: Date;
  lastInteractionAt: Date | null;
}

function lastSpoken(friend: Friend): number {
  return (friend.lastInteractionAt ?? friend.since).getTime();
}
