/** What travellers write: read from the conversation archive, announced without a word of the text. */
import { eventNames } from '@jetbridge/contract';
import { type ArchiveMessage, archiveMessage } from '@jetbridge/wecom';
import type { Context } from './corp.ts';
import { moveMark, readProgress } from './progress.ts';
import { friendsByExternal, type Pair, touchFriends } from './store.ts';

const pullLimit = 500;

/**
 * Reads the next records of the archive; true when more may be waiting. Text is not kept: the event carries kind and
 * length. Two replicas may read the same records, but only one of them moves the mark.
 */
export async function readArchive(context: Context): Promise<boolean> {
  const archive = context.corp?.archive;
  if (!archive) return false;
  const from = (await readProgress(context.pg, 'archive'))?.seq ?? 0;
  const records = await archive.pull(from, pullLimit);
  const last = records.at(-1);
  if (!last) return false;
  const messages = records
    .flatMap((record) => archiveMessage(record) ?? [])
    .filter((m) => m.action === 'send');
  const known = new Set(
    (await friendsByExternal(context.pg, [...new Set(messages.flatMap(peopleOf))])).map(
      (f) => f.externalUserid,
    ),
  );
  const isTraveller = (id: string) => known.has(id) || /^w[mo]/.test(id);
  const replies = messages.filter((message) => isTraveller(message.from));
  await context.pg.tx(async (tx) => {
    if (!(await moveMark(tx, 'archive', { from, to: last.seq }))) return;
    await touchFriends(
      tx,
      messages.flatMap((message) => touchesOf(message, isTraveller)),
    );
    await context.events.publish(
      tx,
      replies.map((message) => ({
        key: `wecom:message:${message.msgid}`,
        name: eventNames.messageReceived,
        eventTime: new Date(message.msgtime),
        identifiers: [{ kind: 'external_userid' as const, value: message.from }],
        properties: {
          staff: message.tolist.find((id) => !isTraveller(id)) ?? null,
          kind: message.msgtype,
          ...(message.text ? { length: [...message.text.content].length } : {}),
          ...(message.roomid ? { group: message.roomid } : {}),
        },
      })),
    );
  });
  return records.length === pullLimit;
}

const peopleOf = (message: ArchiveMessage) => [message.from, ...message.tolist];

/** The pairs that a message between two people concerns; in groups nobody in particular is spoken to. */
function touchesOf(message: ArchiveMessage, isTraveller: (id: string) => boolean): (Pair & { at: Date })[] {
  const [to] = message.tolist;
  if (message.roomid || to === undefined) return [];
  const at = new Date(message.msgtime);
  if (isTraveller(message.from)) return [{ staffUserid: to, externalUserid: message.from, at }];
  return isTraveller(to) ? [{ staffUserid: message.from, externalUserid: to, at }] : [];
}
