/**
 * Fastify bound from the contract: a route's permission, schemas and error codes come from its definition,
 * the handler only calls the module. Every write is audited, every refusal has a code and a request id.
 */
import cookie from '@fastify/cookie';
import swagger from '@fastify/swagger';
import {
  type Body,
  errorCodes,
  type Params,
  type Query,
  type Reply,
  type RouteDefinition,
} from '@jetbridge/contract';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { Histogram, type Registry } from 'prom-client';
import { Compile } from 'typebox/compile';
import { systemClock } from './clock.ts';
import { AppError } from './errors.ts';
import { answerError } from './http-errors.ts';
import { uuidv7 } from './ids.ts';

/** Who calls. `permissions` is what the roles grant; `cookie` tells a browser session from a token. */
export interface Actor {
  kind: 'user' | 'api_key';
  id: string;
  name: string;
  permissions: ReadonlySet<string>;
  cookie: boolean;
}

export interface AuditStart {
  actor: Actor | null;
  action: string;
  target: string | null;
  requestId: string;
  details: unknown;
}

/** What the HTTP layer asks of the access module. */
export interface Gate {
  authenticate(request: FastifyRequest): Promise<Actor | null>;
  /** Writes the intent before the write happens, so that a crash in between leaves a trace; returns how to close it. */
  audit(start: AuditStart): Promise<(outcome: 'done' | 'refused' | 'failed') => Promise<void>>;
}

export interface Call<D> {
  params: Params<D>;
  query: Query<D>;
  body: Body<D>;
  /** Null only on public routes. */
  actor: Actor | null;
  request: FastifyRequest;
  reply: FastifyReply;
}

export type Handler<D> = (call: Call<D>) => Promise<Reply<D>>;

export interface HttpOptions {
  logger: FastifyBaseLogger;
  gate: Gate;
  registry: Registry;
  /** Check replies against the contract and fail when they differ; on in tests. */
  checkReplies?: boolean;
}

export interface Http {
  app: FastifyInstance;
  bind<const D extends RouteDefinition>(definition: D, handler: Handler<D>): void;
}

const defaultBodyLimit = 1024 * 1024;

export async function createHttp(options: HttpOptions): Promise<Http> {
  const app: FastifyInstance = Fastify({
    loggerInstance: options.logger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => uuidv7(systemClock),
    // A logger of its own for each request costs more than most requests; whoever logs names the request's id.
    childLoggerFactory: (logger) => logger,
    bodyLimit: defaultBodyLimit,
    // Contract first: nothing is coerced, nothing dropped in silence.
    ajv: {
      customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false, allErrors: false },
    },
  });
  app.decorateRequest('actor', null);
  await app.register(cookie);
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Jetbridge',
        version: '0.1.0',
        description: 'Private-domain system for airlines and travel brands.',
      },
      components: {
        securitySchemes: {
          bearer: { type: 'http', scheme: 'bearer', description: 'Session token or API key' },
          writeKey: { type: 'http', scheme: 'basic', description: 'Write key of a source as user name' },
        },
      },
    },
  });
  app.setSerializerCompiler(() => (data) => JSON.stringify(data));
  app.setErrorHandler((error, request, reply) => answerError(error, request, reply));
  app.setNotFoundHandler((request, reply) => answerError(new AppError('request.not_found'), request, reply));
  measure(app, options.registry);
  return { app, bind: (definition, handler) => bind(app, options, { definition, handler }) };
}

interface Binding<D extends RouteDefinition> {
  definition: D;
  handler: Handler<D>;
}

function bind<D extends RouteDefinition>(
  app: FastifyInstance,
  options: HttpOptions,
  binding: Binding<D>,
): void {
  const { definition, handler } = binding;
  const check = options.checkReplies ? Compile(definition.reply) : null;
  const writes = definition.method !== 'GET' && definition.path.startsWith('/api/');
  app.route({
    method: definition.method,
    url: definition.path,
    bodyLimit: definition.bodyLimit ?? defaultBodyLimit,
    schema: schemaOf(definition),
    // Before validation: a caller without permission learns nothing about the schema.
    preValidation: async (request) => {
      request.actor = await admit(options.gate, definition, request);
    },
    handler: async (request, reply) => {
      const call = {
        params: request.params,
        query: request.query,
        body: request.body,
        actor: request.actor,
        request,
        reply,
      } as Call<D>; // Validated against the same schemas the types derive from.
      const result = writes
        ? await audited(options.gate, { definition, request }, () => handler(call))
        : await handler(call);
      if (check && !check.Check(result)) {
        throw new Error(
          `${definition.path} breaks its contract: ${JSON.stringify(check.Errors(result).slice(0, 3))}`,
        );
      }
      return result;
    },
  });
}

async function admit(
  gate: Gate,
  definition: RouteDefinition,
  request: FastifyRequest,
): Promise<Actor | null> {
  if (definition.permission === 'public') return null;
  const actor = await gate.authenticate(request);
  if (!actor) throw new AppError('access.unauthenticated');
  if (actor.cookie && definition.method !== 'GET') refuseForeignOrigin(request);
  if (definition.permission !== 'signed-in' && !actor.permissions.has(definition.permission)) {
    throw new AppError('access.forbidden', { permission: definition.permission });
  }
  return actor;
}

/** A browser sends the cookie on its own; only pages of this very host may make it write. */
function refuseForeignOrigin(request: FastifyRequest): void {
  const origin = request.headers.origin;
  if (origin === undefined) return;
  let host: string | null = null;
  try {
    host = new URL(origin).host;
  } catch {
    // "null" and other opaque origins are foreign.
  }
  if (host !== request.headers.host) throw new AppError('access.origin_refused');
}

async function audited<T>(
  gate: Gate,
  at: { definition: RouteDefinition; request: FastifyRequest },
  run: () => Promise<T>,
): Promise<T> {
  const { definition, request } = at;
  const params = (request.params ?? {}) as Record<string, string>;
  const close = await gate.audit({
    actor: request.actor,
    action: `${definition.method} ${definition.path}`,
    target: params.id ?? null,
    requestId: request.id,
    // Names of the fields only: bodies may hold passwords and personal data.
    details: {
      fields: request.body && typeof request.body === 'object' ? Object.keys(request.body).slice(0, 30) : [],
    },
  });
  try {
    const result = await run();
    await close('done');
    return result;
  } catch (error) {
    await close(error instanceof AppError ? 'refused' : 'failed');
    throw error;
  }
}

function schemaOf(definition: RouteDefinition): Record<string, unknown> {
  const noun = definition.path.split('/')[2] ?? 'system';
  const security =
    definition.permission !== 'public'
      ? [{ bearer: [] }]
      : definition.path.startsWith('/v1/')
        ? [{ writeKey: [] }]
        : [];
  const response: Record<string, unknown> = { 200: definition.reply };
  for (const code of definition.errors ?? []) {
    const status = code in errorCodes ? errorCodes[code as keyof typeof errorCodes].status : 400;
    response[status] = { description: code, type: 'object', properties: { code: { type: 'string' } } };
  }
  return {
    summary: definition.summary,
    tags: [noun],
    security,
    ...(definition.params ? { params: definition.params } : {}),
    ...(definition.query ? { querystring: definition.query } : {}),
    ...(definition.body ? { body: definition.body } : {}),
    response,
  };
}

function measure(app: FastifyInstance, registry: Registry): void {
  const duration = new Histogram({
    name: 'jetbridge_http_request_seconds',
    help: 'Time to answer, by route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [registry],
  });
  app.addHook('onResponse', async (request, reply) => {
    const labels = {
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: String(reply.statusCode),
    };
    duration.observe(labels, reply.elapsedTime / 1000);
    request.log.debug({ requestId: request.id, ...labels, ms: Math.round(reply.elapsedTime) }, 'answered');
  });
}

declare module 'fastify' {
  interface FastifyRequest {
    actor: Actor | null;
  }
}
