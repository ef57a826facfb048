import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createWecomClient, endpoints, openCallback } from '@jetbridge/wecom';
import { createSimulator } from '@jetbridge/wecom-simulator';

/** A traveller scans a code, the event arrives, a welcome is sent: the shortest whole loop. Resolves to the welcomes. */
export async function welcomeOneTraveller() {
  const corp = {
    corpId: 'ww0123456789abcdef',
    secret: 'any-secret',
    agentId: 1000002,
    token: 'anyToken',
    encodingAesKey: 'a'.repeat(43),
  };
  const simulator = createSimulator({
    corp,
    staff: [{ userid: 'LinXiao', name: '林晓' }],
    people: 1000,
    seed: 1,
  });
  const { url } = await simulator.listen();
  const client = createWecomClient({ baseUrl: url, corpId: corp.corpId, secret: corp.secret });

  // What the product has to offer: an address for callbacks. Answer first, work afterwards.
  const receiver = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const query = Object.fromEntries(new URL(request.url ?? '/', 'http://receiver').searchParams);
    const { token, encodingAesKey, corpId: receiveId } = corp;
    const { event } = openCallback({ config: { token, encodingAesKey, receiveId }, query, body });
    response.end();
    if (event.kind === 'change_external_contact.add_external_contact' && event.welcomeCode) {
      await client.call(endpoints.sendWelcome, {
        welcome_code: event.welcomeCode,
        text: { content: '欢迎登机！' },
      });
    }
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  simulator.setCallbackUrl(`http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`);

  const way = await client.call(endpoints.addContactWay, {
    type: 1,
    scene: 2,
    state: 'gate_A12',
    user: ['LinXiao'],
  });
  simulator.actions.scan({ configId: way.config_id });
  while (!simulator.truth().welcomes.some((welcome) => welcome.sentAt))
    await new Promise((r) => setTimeout(r, 10));

  await simulator.close();
  receiver.close().closeAllConnections();
  return simulator.truth().welcomes;
}
