/** The Segment HTTP API: one call or a batch, plain or gzipped, answered after the commit. */
import { createGunzip } from 'node:zlib';
import { batchLimits, type CollectReply, collectRoutes } from '@jetbridge/contract';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../../kernel/errors.ts';
import type { Http } from '../../kernel/http.ts';
import {
  type CallType,
  type IncomingEvent,
  instantMs,
  isRejection,
  type Rejection,
  readCall,
} from './rules.ts';
import type { ActiveSource } from './sources.ts';

export interface Collector {
  sourceOf(writeKey: string): Promise<ActiveSource | null>;
  now(): Date;
  /** Resolves after the commit. */
  store(source: ActiveSource, events: IncomingEvent[], receivedAtMs: number): Promise<Rejection[]>;
}

/** Segment clients gzip their batches; a bomb is cut off at the limit of the plain body. */
function acceptGzip(app: FastifyInstance): void {
  app.addHook('preParsing', (request, _reply, payload, done) => {
    if (!request.url.startsWith('/v1/') || request.headers['content-encoding'] !== 'gzip') {
      done(null, payload);
      return;
    }
    delete request.headers['content-encoding'];
    delete request.headers['content-length'];
    let bytes = 0;
    const plain = createGunzip();
    plain.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > batchLimits.bytes) plain.destroy(new AppError('request.too_large'));
    });
    payload.on('error', (error: Error) => plain.destroy(error));
    plain.on('error', () => payload.unpipe());
    done(null, payload.pipe(plain));
  });
  // Browsers send beacons as text.
  app.addContentTypeParser('text/plain', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, JSON.parse(String(body)));
    } catch {
      done(new AppError('request.invalid', { problems: [{ in: 'body', field: '', reason: 'not JSON' }] }));
    }
  });
}

function writeKeyOf(request: FastifyRequest): string | null {
  const header = request.headers.authorization;
  if (header?.startsWith('Basic ')) {
    const [user] = Buffer.from(header.slice(6), 'base64').toString('utf8').split(':', 1);
    if (user) return user;
  }
  const body = request.body;
  const key = typeof body === 'object' && body !== null && 'writeKey' in body ? body.writeKey : null;
  return typeof key === 'string' ? key : null;
}

interface Calls {
  list: unknown[];
  sentAt: unknown;
}

function callsOf(body: unknown, type: CallType | null): Calls {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw invalid('', 'must be an object');
  const fields = body as Record<string, unknown>;
  if (type !== null) return { list: [{ ...fields, type }], sentAt: fields.sentAt };
  if (!Array.isArray(fields.batch)) throw invalid('batch', 'must be a list of calls');
  if (fields.batch.length > batchLimits.events) {
    throw new AppError('events.batch_too_long', { events: fields.batch.length, limit: batchLimits.events });
  }
  return { list: fields.batch, sentAt: fields.sentAt };
}

function invalid(field: string, reason: string): AppError {
  return new AppError('request.invalid', { problems: [{ in: 'body', field, reason }] });
}

async function collect(
  collector: Collector,
  request: FastifyRequest,
  type: CallType | null,
): Promise<CollectReply> {
  const writeKey = writeKeyOf(request);
  const source = writeKey === null ? null : await collector.sourceOf(writeKey);
  if (!source) throw new AppError('events.unknown_write_key');
  const calls = callsOf(request.body, type);
  const receivedAtMs = collector.now().getTime();
  const arrival = { receivedAtMs, sentAtMs: instantMs(calls.sentAt), userIdKind: source.userIdKind };
  const events: IncomingEvent[] = [];
  const rejected: Rejection[] = [];
  calls.list.forEach((raw, index) => {
    const read = readCall(raw, index, arrival);
    if (isRejection(read)) rejected.push(read);
    else events.push(read);
  });
  rejected.push(...(await collector.store(source, events, receivedAtMs)));
  if (rejected.length === 0) return { success: true };
  rejected.sort((a, b) => a.index - b.index);
  if (rejected.length === calls.list.length) throw new AppError('events.all_rejected', { rejected });
  return { success: true, rejected };
}

export function bindCollectRoutes(http: Http, collector: Collector): void {
  acceptGzip(http.app);
  http.bind(collectRoutes.batch, ({ request }) => collect(collector, request, null));
  http.bind(collectRoutes.import, ({ request }) => collect(collector, request, null));
  for (const type of ['track', 'identify', 'page', 'screen', 'group', 'alias'] as const) {
    http.bind(collectRoutes[type], ({ request }) => collect(collector, request, type));
  }
}
