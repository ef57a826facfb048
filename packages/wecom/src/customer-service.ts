/** What WeChat customer service needs beside its endpoints: links with a parameter, and reading with a kept cursor. */
import type { CallOptions, WecomClient } from './client.ts';
import type { ServiceMessage } from './customer-service-received.ts';
import { limitError } from './endpoint.ts';
import { addServiceLink } from './endpoints/customer-service-accounts.ts';
import { type ServiceSync, syncServiceMessages } from './endpoints/customer-service-messages.ts';
import { WecomError } from './errors.ts';

const SCENE_PARAM_BYTES = 128;
const BAD_TOKEN = 95007;

/**
 * The link with a parameter that comes back in `enter_session`. The link must have been made with a scene. At most 128
 * bytes as they stand in the link; must carry no personal data.
 */
export function serviceLink(url: string, sceneParam: string): string {
  const encoded = encodeURIComponent(sceneParam);
  // Of the two readings of the published limit, before and after encoding, the one that holds for both.
  if (Buffer.byteLength(encoded) > SCENE_PARAM_BYTES) {
    throw limitError(addServiceLink.name, {
      path: 'scene_param',
      problem: `has ${Buffer.byteLength(encoded)} bytes, at most ${SCENE_PARAM_BYTES}`,
    });
  }
  return `${url}${url.includes('?') ? '&' : '?'}scene_param=${encoded}`;
}

/** What was read, and where to go on: keep the cursor with the messages, per `open_kfid`. */
export interface ServicePage {
  messages: ServiceMessage[];
  cursor: string;
}

/**
 * Pages of an account's messages from `cursor` up to the end, empty ones included when the cursor moved. A token that
 * has run out meanwhile is left away. After the last page: keep its cursor and wait for the next `kf_msg_or_event`.
 */
export async function* syncMessages(
  client: WecomClient,
  from: ServiceSync,
  options?: CallOptions,
): AsyncGenerator<ServicePage, void, undefined> {
  let params = from;
  for (;;) {
    const read = await pageOf(client, params, options);
    const { reply } = read;
    const messages = syncServiceMessages.items?.(reply) ?? [];
    const moved = reply.next_cursor !== '' && reply.next_cursor !== params.cursor;
    if (messages.length > 0 || moved) {
      yield { messages: [...messages], cursor: reply.next_cursor || (params.cursor ?? '') };
    }
    const next = syncServiceMessages.nextPage?.(reply, read.params);
    if (!next) return;
    params = { ...read.params, ...next };
  }
}

async function pageOf(client: WecomClient, params: ServiceSync, options: CallOptions | undefined) {
  try {
    return { params, reply: await client.call(syncServiceMessages, params, options) };
  } catch (error) {
    if (params.token === undefined || !(error instanceof WecomError) || error.errcode !== BAD_TOKEN)
      throw error;
    const { token: _, ...without } = params;
    return { params: without, reply: await client.call(syncServiceMessages, without, options) };
  }
}
