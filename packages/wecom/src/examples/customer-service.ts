import { endpoints, syncMessages, type WecomClient, WecomError } from '@jetbridge/wecom';

/** After `kf_msg_or_event`: reads what is new, answers texts, returns where to go on the next time. */
export async function answerTexts(
  wecom: WecomClient,
  from: { open_kfid: string; token?: string; cursor?: string },
): Promise<string> {
  let cursor = from.cursor ?? '';
  for await (const page of syncMessages(wecom, from)) {
    for (const message of page.messages) {
      // 3: from the customer. What was sent by API does not come back here.
      if (message.kind !== 'text' || message.origin !== 3 || !message.external_userid) continue;
      await answer(wecom, { touser: message.external_userid, open_kfid: message.open_kfid });
    }
    cursor = page.cursor;
  }
  return cursor;
}

async function answer(wecom: WecomClient, to: { touser: string; open_kfid: string }): Promise<void> {
  try {
    await wecom.call(endpoints.sendServiceMessage, {
      ...to,
      msgtype: 'text',
      text: { content: '收到，马上查询。' },
    });
  } catch (error) {
    // Five messages in 48 hours after each of the customer's own: more must wait until they write again.
    if (error instanceof WecomError && (error.errcode === 95001 || error.errcode === 95002)) return;
    throw error;
  }
}
