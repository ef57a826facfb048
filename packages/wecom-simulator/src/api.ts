/** `/cgi-bin/*`: token, rate, faults, limits, then the endpoint's handler. HTTP 200 whatever happens, as WeCom does. */
import { type AnyEndpoint, type Download, errorMeaning } from '@jetbridge/wecom';
import { contactWayRoutes } from './api/contact-ways.ts';
import { friendRoutes } from './api/friends.ts';
import { messageRoutes } from './api/messages.ts';
import { staffRoutes } from './api/staff.ts';
import { tagRoutes } from './api/tags.ts';
import { areaRoutes } from './areas.ts';
import type { ApiFaults } from './faults.ts';
import { permissionErrcode } from './permission.ts';
import { type Context, type Fidelity, Refusal, type Route, type UploadedFile } from './route.ts';

export interface ApiRequest {
  name: string;
  method: string;
  query: URLSearchParams;
  /** Undefined for GET and for a file. */
  body: string | undefined;
  file: UploadedFile | undefined;
  /** In lower case. */
  headers: Readonly<Record<string, string | string[] | undefined>>;
  ip: string;
}

/** What to do with the connection: answer, perhaps late or in half, or cut it. */
export type ApiAnswer =
  | {
      kind: 'answer';
      status: number;
      body: string | Uint8Array;
      headers: Record<string, string>;
      delayMs: number;
      half: boolean;
    }
  | { kind: 'cut' };

export interface Api {
  answer(request: ApiRequest): ApiAnswer;
  /** Calls answered, per endpoint and errcode. */
  counts(): Record<string, Record<string, number>>;
  /** Handlers that crashed: bugs of the simulator. */
  crashes(): readonly unknown[];
}

/** Every endpoint that is simulated. */
export const apiRoutes: readonly Route[] = [
  ...contactWayRoutes,
  ...friendRoutes,
  ...messageRoutes,
  ...staffRoutes,
  ...tagRoutes,
  ...areaRoutes,
];

export function createApi(context: Context, faults: ApiFaults): Api {
  const routes = new Map(apiRoutes.map((each) => [each.endpoint.name, each]));
  const counts = new Map<string, Map<number, number>>();
  const crashes: unknown[] = [];
  const rate = createRateWindows(context);
  const count = (name: string, errcode: number) => {
    const of = counts.get(name) ?? new Map<number, number>();
    counts.set(name, of.set(errcode, (of.get(errcode) ?? 0) + 1));
  };
  const execute = (target: Route, request: ApiRequest): { errcode: number; body: object } => {
    const { endpoint } = target;
    try {
      const app =
        endpoint.auth === 'token'
          ? context.tokens.check(request.query.get('access_token'))
          : context.settings.apps[0];
      if (typeof app === 'number') throw new Refusal(app);
      if (rate(endpoint.name)) throw new Refusal(45009);
      const params = paramsOf(endpoint, request);
      const refused =
        endpoint.auth === 'token'
          ? permissionErrcode(app, { name: endpoint.name, ip: request.ip, params })
          : 0;
      if (refused !== 0) throw new Refusal(refused);
      return { errcode: 0, body: target.run(params, { ...context, app, file: request.file }) };
    } catch (error) {
      if (error instanceof Refusal) return { errcode: error.errcode, body: error.extra };
      crashes.push(error);
      if (crashes.length > 100) crashes.shift();
      return { errcode: -1, body: {} };
    }
  };
  return {
    answer: (request) => {
      const target = routes.get(request.name);
      if (!target || target.endpoint.method !== request.method) {
        const headers = { 'content-type': 'text/plain' };
        return { kind: 'answer', status: 404, body: 'Not Found', headers, delayMs: 0, half: false };
      }
      const fault = faults.draw(request.name);
      if (fault && 'reset' in fault && fault.reset === 'before') return { kind: 'cut' };
      const injected = fault && 'errcode' in fault ? { errcode: fault.errcode, body: {} } : undefined;
      const { errcode, body } = injected ?? execute(target, request);
      count(request.name, errcode);
      if (fault && 'reset' in fault) return { kind: 'cut' };
      const delayMs = fault && 'slowMs' in fault ? fault.slowMs : 0;
      const rendered = fileOf(target.endpoint, errcode, body) ?? {
        body: render(target.endpoint, { errcode, body, request, context }),
        headers: { 'content-type': 'application/json; charset=UTF-8' },
      };
      return {
        kind: 'answer',
        status: 200,
        body: rendered.body,
        headers: { ...rendered.headers, ...fidelityHeader(target.fidelity) },
        delayMs,
        half: fault !== undefined && 'halfBody' in fault,
      };
    },
    counts: () => Object.fromEntries([...counts].map(([name, of]) => [name, Object.fromEntries(of)])),
    crashes: () => crashes,
  };
}

/** So that whoever reads an answer knows how far to trust it; the same stands in FIDELITY.md. */
function fidelityHeader({ state, facts }: Fidelity): Record<string, string> {
  return { 'x-simulator-fidelity': `${state}; facts=${facts}` };
}

function fileOf(endpoint: AnyEndpoint, errcode: number, body: object) {
  if (endpoint.reply !== 'file' || errcode !== 0) return undefined;
  const file = body as Download;
  const headers: Record<string, string> = { 'content-type': file.contentType };
  if (file.fileName !== undefined) {
    headers['content-disposition'] = `attachment; filename="${encodeURIComponent(file.fileName)}"`;
  }
  if (file.contentRange !== undefined) headers['content-range'] = file.contentRange;
  return { body: file.body, headers };
}

function paramsOf(endpoint: AnyEndpoint, request: ApiRequest): object {
  const outside = Object.fromEntries(request.query);
  delete outside.access_token;
  for (const [name, header] of Object.entries(endpoint.headers)) {
    const value = request.headers[header];
    if (typeof value === 'string') outside[name] = value;
  }
  if (endpoint.method === 'GET') return outside;
  if (endpoint.body === 'file') {
    if (!request.file) throw new Refusal(44001);
    return { ...outside, media: { fileName: request.file.fileName, content: request.file.bytes } };
  }
  let params: unknown;
  try {
    params = JSON.parse(request.body || '{}');
  } catch {
    throw new Refusal(40035, { errmsg: 'Warning: wrong json format.' });
  }
  if (typeof params !== 'object' || params === null || Array.isArray(params)) throw new Refusal(40035);
  for (const name of endpoint.query) if (name in outside) Object.assign(params, { [name]: outside[name] });
  return params;
}

/** Failing answers carry the tail and the empty collections that the real ones have. */
function render(
  endpoint: AnyEndpoint,
  answer: { errcode: number; body: object; request: ApiRequest; context: Context },
): string {
  const { errcode, body, request, context } = answer;
  if (errcode === 0) return JSON.stringify({ errcode: 0, errmsg: 'ok', ...body });
  const serial = context.random.bytes('hint', request.name, context.scheduler.now()).readBigUInt64BE();
  const hint = String(serial).padStart(19, '1').slice(0, 19);
  const remark = 'errmsg' in body ? `${body.errmsg} ` : '';
  const errmsg = `${remark}${errorMeaning(errcode).en}, hint: [${hint}], from ip: ${request.ip}, more info at https://open.work.weixin.qq.com/devtool/query?e=${errcode}`;
  return JSON.stringify({ ...endpoint.empty, ...body, errcode, errmsg });
}

// A fixed minute per API; a hit blocks that API for a minute, as published.
function createRateWindows(context: Context): (name: string) => boolean {
  const windows = new Map<string, { startedAt: number; calls: number; blockedUntil: number }>();
  return (name) => {
    const now = context.scheduler.now();
    const window = windows.get(name) ?? { startedAt: now, calls: 0, blockedUntil: 0 };
    windows.set(name, window);
    if (now < window.blockedUntil) return true;
    if (now - window.startedAt >= 60_000) {
      window.startedAt = now;
      window.calls = 0;
    }
    window.calls++;
    if (window.calls <= context.settings.quotas.callsPerMinute) return false;
    window.blockedUntil = now + 60_000;
    return true;
  };
}
