import { type DestinationStream, type Logger, pino } from 'pino';

export type Log = Logger;

/** Names under which personal data or secrets travel; their values never reach a log line. */
const PRIVATE_NAMES = [
  'authorization',
  'cookie',
  'set-cookie',
  'password',
  'secret',
  'secretKey',
  'token',
  'access_token',
  'apiKey',
  'writeKey',
  'phone',
  'mobile',
  'email',
  'name',
  'passport',
  'documentNumber',
  'traits',
  'params',
  'parameters',
];

export type LogOptions = {
  /** fatal, error, warn, info, debug, trace or silent. */
  level?: string;
  destination?: DestinationStream;
};

/** JSON lines on standard output, or on `destination`. */
export function createLog(options: LogOptions = {}): Log {
  const settings = {
    level: options.level ?? process.env.LOG_LEVEL ?? 'info',
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: PRIVATE_NAMES.flatMap(pathsOf), censor: '[private]' },
    serializers: { err: describeError },
  };
  return options.destination === undefined ? pino(settings) : pino(settings, options.destination);
}

/** pino redacts by path; three levels cover what is ever logged here. */
function pathsOf(name: string): string[] {
  const key = /^\w+$/.test(name) ? name : undefined;
  return key === undefined
    ? [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]
    : [...(key === 'name' ? [] : [key]), `*.${key}`, `*.*.${key}`];
}

/**
 * What may be told of an error. PostgreSQL puts offending values into `detail`, and HTTP clients the whole request
 * into properties, so that only these few are passed on.
 */
function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) };
  const code = 'code' in error ? error.code : undefined;
  const constraint = 'constraint' in error ? error.constraint : undefined;
  return {
    type: error.name,
    message: error.message,
    ...(code === undefined ? {} : { code }),
    ...(constraint === undefined ? {} : { constraint }),
    stack: error.stack,
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}
