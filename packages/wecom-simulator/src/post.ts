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

/** A passive reply is some kilobytes. */
const MAX_REPLY_BYTES = 256 * 1024;

/** Never throws. The body is that of an answer that has one of sensible size. */
export function post(
  url: string,
  sealed: Sealed,
  timeoutMs: number,
): Promise<{ status: Posted; body: string }> {
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
    const done = (status: Posted, body = '') => {
      clearTimeout(timer);
      resolve({ status, body });
    };
    const onAnswer = (answer: IncomingMessage) => {
      const chunks: Buffer[] = [];
      let size = 0;
      answer.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size <= MAX_REPLY_BYTES) chunks.push(chunk);
      });
      answer.on('end', () => {
        const whole = size > 0 && size <= MAX_REPLY_BYTES;
        done(answer.statusCode ?? 0, whole ? Buffer.concat(chunks).toString('utf8').trim() : '');
      });
      answer.on('error', () => done('unreachable'));
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
