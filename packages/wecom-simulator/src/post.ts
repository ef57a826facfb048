/** One POST of a callback. On node:http with kept connections: an event costs a third of what fetch makes of it. */
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

export interface Sealed {
  /** Encoded, without a question mark. */
  query: string;
  body: string;
}

const plain = new HttpAgent({ keepAlive: true, maxSockets: 64 });
const secure = new HttpsAgent({ keepAlive: true, maxSockets: 64 });

/** True when the receiver answered 200 in time; its body does not matter. Never throws. */
export function post(url: string, sealed: Sealed, timeoutMs: number): Promise<boolean> {
  const target = new URL(url);
  const search = target.search ? `${target.search}&${sealed.query}` : `?${sealed.query}`;
  const https = target.protocol === 'https:';
  return new Promise((resolve) => {
    const options = {
      method: 'POST',
      agent: https ? secure : plain,
      hostname: target.hostname.replace(/^\[|\]$/g, ''),
      port: target.port,
      path: `${target.pathname}${search}`,
      headers: { 'content-type': 'text/xml', 'content-length': Buffer.byteLength(sealed.body) },
    };
    const done = (delivered: boolean) => {
      clearTimeout(timer);
      resolve(delivered);
    };
    const onAnswer = (answer: IncomingMessage) => {
      answer.on('end', () => done(answer.statusCode === 200));
      answer.on('error', () => done(false));
      answer.resume();
    };
    const request = (https ? httpsRequest : httpRequest)(options, onAnswer);
    const timer = setTimeout(() => request.destroy(new Error('timeout')), timeoutMs);
    request.on('error', () => done(false));
    request.end(sealed.body);
  });
}
