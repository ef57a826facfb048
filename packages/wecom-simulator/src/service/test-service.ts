/** A corp with a customer service account, for tests. */
import {
  endpoints,
  type ServiceBodies,
  type ServiceMessage,
  type ServiceMessageBody,
  syncMessages,
} from '@jetbridge/wecom';
import { type Receiver, receiver, type TestWorld, testWorld } from '../test-world.ts';

export interface TestService extends TestWorld {
  inbox: Receiver;
  open_kfid: string;
  /** The customer. */
  person: string;
  mediaId: string;
  say(text: string): string;
  /** Of the latest callback; empty before the first. */
  token(): Promise<string>;
  /** Reads all that is new since the last reading, with the latest token. */
  read(): Promise<ServiceMessage[]>;
  send(text: string): Promise<unknown>;
  sendBody(body: ServiceMessageBody): Promise<{ msgid: string }>;
  state(): Promise<[state: number, servicer?: string]>;
  change(service_state: endpoints.ServiceState, servicer_userid?: string): Promise<string | undefined>;
  /** Lets time pass, in milliseconds. */
  wait(ms: number): Promise<void>;
}

export function uploadPicture({ client }: Pick<TestWorld, 'client'>): Promise<string> {
  const media = { fileName: 'a.png', type: 'image/png', content: Buffer.alloc(64, 1) };
  return client.call(endpoints.uploadMedia, { type: 'image', media }).then(({ media_id }) => media_id);
}

/** The body of the latest message of a kind. */
export function bodyOf<Kind extends keyof ServiceBodies>(
  messages: readonly ServiceMessage[],
  kind: Kind,
): ServiceBodies[Kind] {
  const found = messages.findLast((message) => message.kind === kind);
  if (!found) throw new Error(`no ${kind} among ${messages.map((message) => message.kind).join(', ')}`);
  return found.body as ServiceBodies[Kind];
}

export async function testService(options: Parameters<typeof testWorld>[0] = {}): Promise<TestService> {
  const inbox = await receiver();
  const made = await testWorld({ callbackUrl: inbox.url, ...options });
  const { client, simulator, clock } = made;
  const mediaId = await uploadPicture(made);
  const account = await client.call(endpoints.addServiceAccount, { name: '值机客服', media_id: mediaId });
  const { open_kfid } = account;
  await client.call(endpoints.addServicers, { open_kfid, userid_list: ['LinXiao', 'ZhouMin'] });
  const person = simulator.people.page(0, 1)[0]?.externalUserId ?? '';
  const pair = { open_kfid, external_userid: person };
  const tick = () => simulator.tick(clock.now());
  let cursor = '';
  const sendBody = (body: ServiceMessageBody) =>
    client.call(endpoints.sendServiceMessage, { touser: person, open_kfid, ...body });
  const token = async (): Promise<string> => {
    await tick();
    const event = inbox.events.findLast(({ event: { kind } }) => kind === 'kf_msg_or_event')?.event;
    return event?.kind === 'kf_msg_or_event' ? (event.token ?? '') : '';
  };
  return {
    ...made,
    token,
    inbox,
    open_kfid,
    person,
    mediaId,
    say: (text) => simulator.actions.service.write({ openKfId: open_kfid, person, text }) ?? '',
    read: async () => {
      const latest = await token();
      const messages: ServiceMessage[] = [];
      for await (const page of syncMessages(client, {
        open_kfid,
        cursor,
        ...(latest ? { token: latest } : {}),
      })) {
        messages.push(...page.messages);
        cursor = page.cursor;
      }
      return messages;
    },
    send: (content) => sendBody({ msgtype: 'text', text: { content } }),
    sendBody,
    state: async () => {
      const { service_state, servicer_userid } = await client.call(endpoints.getServiceState, pair);
      return servicer_userid === undefined ? [service_state] : [service_state, servicer_userid];
    },
    change: async (service_state, servicer_userid) => {
      const to = { service_state, ...(servicer_userid ? { servicer_userid } : {}) };
      return (await client.call(endpoints.changeServiceState, { ...pair, ...to })).msg_code;
    },
    wait: (ms) => simulator.tick(clock.now() + ms),
  };
}
