/** The API with every call written down. */
import type { Api, ApiAnswer, ApiRequest } from './api.ts';
import { type ApiFaults, faultLabel } from './faults.ts';
import type { CallEntry, Log } from './log.ts';
import type { Scheduler } from './scheduler.ts';
import type { World } from './world.ts';

const SEND_WELCOME = 'externalcontact/send_welcome_msg';

/** `make` gets the faults through which it is seen which one a call has met. */
export function createLoggedApi(
  parts: { log: Log; scheduler: Scheduler; world: World; faults: ApiFaults },
  make: (faults: ApiFaults) => Api,
): Api {
  const { log, scheduler, world, faults } = parts;
  let met: string | undefined;
  const watched: ApiFaults = {
    ...faults,
    draw: (endpoint) => {
      const fault = faults.draw(endpoint);
      met = fault && faultLabel(fault);
      return fault;
    },
  };
  const api = make(watched);
  return {
    ...api,
    answer: (request) => {
      met = undefined;
      const startedAt = performance.now();
      const answer = api.answer(request);
      const seen = whatWasSaid(answer);
      log.add({
        kind: 'api',
        at: scheduler.now(),
        name: request.name,
        method: request.method,
        fault: met,
        tookMs: Math.round(performance.now() - startedAt) + (answer.kind === 'answer' ? answer.delayMs : 0),
        request: askedFor(request),
        welcomed:
          request.name === SEND_WELCOME && seen.errcode === 0 ? whomWelcomed(request, world) : undefined,
        ...seen,
      });
      return answer;
    },
  };
}

function whatWasSaid(answer: ApiAnswer) {
  if (answer.kind === 'cut')
    return { outcome: 'cut', status: 0, errcode: undefined, answer: '', fidelity: undefined } as const;
  const text = typeof answer.body === 'string' ? answer.body : `(${answer.body.length} bytes)`;
  return {
    outcome: answer.half ? 'half' : 'answered',
    status: answer.status,
    errcode: answer.status === 200 ? errcodeOf(answer.body) : undefined,
    answer: text,
    fidelity: answer.headers['x-simulator-fidelity'],
  } as const;
}

// The answer is ours: a success begins with its errcode, a refusal is short.
function errcodeOf(body: string | Uint8Array): number {
  if (typeof body !== 'string' || body.startsWith('{"errcode":0,')) return 0;
  return Number(/"errcode":(-?\d+),"errmsg"/.exec(body)?.[1] ?? 0);
}

/** The token is left out: a log that is exported must not open anything. */
function askedFor(request: ApiRequest): string {
  const query = new URLSearchParams(request.query);
  query.delete('access_token');
  query.delete('corpsecret');
  const asked = query.size > 0 ? `?${query}` : '';
  if (request.file) return `${asked}\n(${request.file.fileName}, ${request.file.bytes.length} bytes)`.trim();
  return [asked, request.body ?? ''].filter((part) => part !== '').join('\n');
}

function whomWelcomed(request: ApiRequest, world: World): CallEntry['welcomed'] {
  const code = /"welcome_code"\s*:\s*"([^"]+)"/.exec(request.body ?? '')?.[1];
  const relation = code === undefined ? undefined : world.welcomes.get(code);
  if (relation?.welcome?.sentAt === undefined) return undefined;
  const { userid, person, welcome } = relation;
  return { userid, externalUserId: person.externalUserId, afterMs: (welcome.sentAt ?? 0) - welcome.issuedAt };
}
