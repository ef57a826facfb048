/** The least that a product is to WeCom: it has a channel code, receives callbacks, and greets who comes. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createWecomClient, endpoints, openCallback } from '@jetbridge/wecom';
import { createAdjustableClock, createSimulator } from '@jetbridge/wecom-simulator';

const corp = {
  corpId: 'ww0123456789abcdef',
  secret: 'a-secret',
  agentId: 1000002,
  token: 'QDG6eK',
  encodingAesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C',
};

export const welcomeText = '欢迎登机！航班有变我第一时间告诉您。';

/** A simulated corp with a product beside it and a page to look at, on an evening in Shanghai. */
export async function startSimulatedProduct() {
  const clock = createAdjustableClock(Date.UTC(2026, 10, 21, 12, 46));
  const simulator = createSimulator({
    corp,
    staff: [{ userid: 'LinXiao', name: '林晓', confirm: 'never' }],
    people: 400,
    seed: 42,
    clock,
  });
  const { url } = await simulator.listen();
  const client = createWecomClient({ baseUrl: url, ...corp });
  const receiver = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const query = Object.fromEntries(new URL(request.url ?? '/', 'http://receiver').searchParams);
    const { event } = openCallback({ config: { ...corp, receiveId: corp.corpId }, query, body });
    response.end();
    if (event.kind === 'change_external_contact.add_external_contact' && event.welcomeCode) {
      const welcome = { welcome_code: event.welcomeCode, text: { content: welcomeText } };
      // The second of two deliveries finds the code used, which is what the test is about.
      await client.call(endpoints.sendWelcome, welcome).catch(() => undefined);
    }
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  simulator.setCallbackUrl(`http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`);
  await client.call(endpoints.addContactWay, { type: 1, scene: 2, state: 'gate_A12', user: ['LinXiao'] });
  const page = await simulator.openPage();
  return {
    client,
    simulator,
    url: page.url,
    close: async () => {
      await simulator.close();
      receiver.close().closeAllConnections();
    },
  };
}

export type SimulatedProduct = Awaited<ReturnType<typeof startSimulatedProduct>>;
