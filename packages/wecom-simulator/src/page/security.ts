/** Who may look at the page and give commands: a browser on this machine that has loaded the page itself. */
import type { IncomingMessage } from 'node:http';

const LOOPBACK_HOST = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/;
/** Pages of this machine may be shown as the sidebar. */
const LOOPBACK_ORIGINS = ['http://127.0.0.1:*', 'http://localhost:*'];

export function isAllowed(request: IncomingMessage, token: string): boolean {
  const { host = '', origin } = request.headers;
  // A name that somebody else points to this machine would otherwise make a foreign page one of ours.
  if (!LOOPBACK_HOST.test(host)) return false;
  if (request.method !== 'POST') return true;
  return origin === `http://${host}` && request.headers['x-simulator-token'] === token;
}

export function securityHeaders(path: string, frames: readonly string[]): Record<string, string> {
  const common = {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  };
  // The script is asked for by the pages of others, which is what it is for.
  if (path === '/jssdk.js') return { ...common, 'cross-origin-resource-policy': 'cross-origin' };
  const isDemo = path.startsWith('/demo/');
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    `frame-src ${isDemo ? "'none'" : ["'self'", ...LOOPBACK_ORIGINS, ...frames].join(' ')}`,
    `frame-ancestors ${isDemo ? "'self'" : "'none'"}`,
    "base-uri 'none'",
    "form-action 'none'",
  ];
  return { ...common, 'content-security-policy': policy.join('; ') };
}
