/** One POST of a callback. On node:http with kept connections: an event costs a third of what fetch makes of it. */
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

export interface Sealed {
  /** Encoded, without a question mark. */
  query: string;
  body: string;
  type: string;
}

/** The status, or why there is none. */
export type Posted = number | 'timeout' | 'unreachable';

const plain = new HttpAgent({ keepAlive: true, maxSockets: 64 });
const secure = new HttpsAgent({ keepAlive: true, maxSockets: 64 });

/** The answer's body does not matter. Never throws. */
export function post(url: string, sealed: Sealed, timeoutMs: number): Promise<Posted> {
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
      headers: { 'content-type': sealed.type, 'content-length': Buffer.byteLength(sealed.body) },
    };
    const done = (posted: Posted) => {
      clearTimeout(timer);
      resolve(posted);
    };
    const onAnswer = (answer: IncomingMessage) => {
      answer.on('end', () => done(answer.statusCode ?? 0));
      answer.on('error', () => done('unreachable'));
      answer.resume();
    };
    const request = (https ? httpsRequest : httpRequest)(options, onAnswer);
    const timer = setTimeout(() => {
      done('timeout');
      request.destroy(new Error('timeout'));
    }, timeoutMs);
    request.on('error', () => done('unreachable'));
    request.end(sealed.body);
  });
}
