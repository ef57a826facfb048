import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { hashToken } from './crypto.ts';
import type { Engine, EngineResult } from './warehouse-engine.ts';
import { bindParameters, ParameterError, quoteIdentifier } from './warehouse-parameters.ts';

export type FacadeOptions = { engine: Engine; port: number; host: string; user: string; password: string };

export type Facade = { port: number; close(): Promise<void> };

const BODY_LIMIT_BYTES = 512 * 1024 * 1024;

/** What the HTTP layer of a ClickHouse server understands by itself and the engine has no setting for. */
const HTTP_ONLY = new Set([
  'wait_end_of_query',
  'send_progress_in_http_headers',
  'http_response_buffer_size',
  'http_headers_progress_interval_ms',
  'enable_http_compression',
  'http_zlib_compression_level',
]);

/** Parameters of the request line that are no settings. */
const REQUEST_WORDS = new Set([
  'query',
  'database',
  'query_id',
  'session_id',
  'user',
  'password',
  'role',
  'default_format',
]);

/**
 * Serves the part of ClickHouse's HTTP interface that its client libraries use, from the embedded engine:
 * GET /ping, and queries by GET or POST with database, settings, `param_*`, inserted rows and compressed bodies.
 * Answers are sent once they are complete. Sessions, roles and multiple users are not offered.
 */
export async function startFacade(options: FacadeOptions): Promise<Facade> {
  const server = createServer(
    { maxHeaderSize: 1024 * 1024, keepAliveTimeout: 65_000 },
    (request, response) => {
      answer(options, request, response).catch((error: unknown) => {
        if (!response.headersSent) fail(response, error);
        response.end();
      });
    },
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  return { port, close: () => closeServer(server) };
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
  });
}

async function answer(
  options: FacadeOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://facade');
  if (url.pathname === '/ping') {
    response.end('Ok.\n');
    return;
  }
  if (url.pathname !== '/') throw new HttpError(404, 0, `There is nothing at ${url.pathname}`);
  if (!isAllowed(options, request, url)) {
    request.resume();
    throw new HttpError(403, 516, `Authentication failed: password is incorrect (AUTHENTICATION_FAILED)`);
  }
  const call = await readCall(request, url);
  const result = await execute(options.engine, call);
  const summary = {
    read_rows: String(result.readRows),
    read_bytes: String(result.readBytes),
    written_rows: String(result.writtenRows),
    written_bytes: '0',
    result_rows: '0',
    result_bytes: String(result.bytes.length),
  };
  response.writeHead(200, {
    'Content-Type': /json/i.test(call.format)
      ? 'application/x-ndjson; charset=UTF-8'
      : 'text/plain; charset=UTF-8',
    'X-ClickHouse-Server-Display-Name': 'jetbridge',
    'X-ClickHouse-Timezone': 'UTC',
    'X-ClickHouse-Format': call.format,
    'X-ClickHouse-Summary': JSON.stringify(summary),
    ...(call.queryId === undefined ? {} : { 'X-ClickHouse-Query-Id': call.queryId }),
    'Content-Length': result.bytes.length,
  });
  response.end(result.bytes);
}

type Call = {
  sql: string;
  rows: Buffer | undefined;
  database: string;
  format: string;
  queryId: string | undefined;
  parameters: Map<string, string>;
  settings: Map<string, string>;
};

async function readCall(request: IncomingMessage, url: URL): Promise<Call> {
  const body = await readBody(request);
  const parameters = new Map<string, string>();
  const settings = new Map<string, string>();
  for (const [name, value] of url.searchParams) {
    if (name.startsWith('param_')) parameters.set(name.slice(6), value);
    else if (!REQUEST_WORDS.has(name) && !HTTP_ONLY.has(name)) settings.set(name, value);
  }
  let sql = url.searchParams.get('query') ?? '';
  let rows: Buffer | undefined;
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)/i.exec(
    request.headers['content-type'] ?? '',
  )?.[1];
  if (boundary !== undefined) {
    for (const [name, value] of formFields(body.toString('utf8'), boundary)) {
      if (name === 'query') sql = value;
      else if (name.startsWith('param_')) parameters.set(name.slice(6), value);
    }
  } else if (sql === '') sql = body.toString('utf8');
  else if (body.length > 0) rows = body;
  const header = (name: string) => {
    const value = request.headers[name];
    return typeof value === 'string' ? value : undefined;
  };
  return {
    sql: sql.trim().replace(/;\s*$/, ''),
    rows,
    parameters,
    settings,
    database: url.searchParams.get('database') ?? header('x-clickhouse-database') ?? 'default',
    format: url.searchParams.get('default_format') ?? header('x-clickhouse-format') ?? 'TabSeparated',
    queryId: url.searchParams.get('query_id') ?? undefined,
  };
}

async function execute(engine: Engine, call: Call): Promise<EngineResult> {
  if (call.sql === '') throw new HttpError(400, 62, 'Empty query (SYNTAX_ERROR)');
  const fast = call.rows === undefined ? undefined : parseInsert(call.sql, call.database);
  if (fast !== undefined && call.rows !== undefined) {
    return engine.insert({ ...fast, rows: call.rows, settings: call.settings });
  }
  const sql = bindParameters(call.sql, call.parameters);
  const withRows = call.rows === undefined ? sql : `${sql}\n${call.rows.toString('utf8')}`;
  return engine.run({ sql: withRows, database: call.database, settings: call.settings, format: call.format });
}

const NAME = '`?[A-Za-z_][A-Za-z0-9_]*`?';
const INSERT = new RegExp(
  String.raw`^INSERT\s+INTO\s+(?:TABLE\s+)?(${NAME}(?:\.${NAME})?)\s*(?:\(([^()]*)\))?\s*FORMAT\s+(JSONEachRow|JSONCompactEachRow)$`,
  'i',
);

/** The common shape of an insert, whose rows the engine takes as they are. Anything else goes the general way. */
function parseInsert(sql: string, database: string) {
  const match = INSERT.exec(sql);
  if (match === null) return undefined;
  const bare = (name: string) => name.trim().replaceAll('`', '');
  const table = bare(match[1] ?? '');
  const columns = match[2]?.split(',').map(bare);
  const format = /compact/i.test(match[3] ?? '') ? ('JSONCompactEachRow' as const) : ('JSONEachRow' as const);
  // A database with an unusual name cannot be written before the dot.
  if (!table.includes('.') && quoteIdentifier(database) !== `\`${database}\``) return undefined;
  return { table: table.includes('.') ? table : `${database}.${table}`, columns, format };
}

/** Text fields of a multipart body, as client libraries send large parameters. */
function formFields(body: string, boundary: string): [string, string][] {
  const fields: [string, string][] = [];
  for (const part of body.split(`--${boundary}`).slice(1, -1)) {
    const gap = part.indexOf('\r\n\r\n');
    const name = /name="([^"]*)"/.exec(part.slice(0, gap))?.[1];
    if (name !== undefined) fields.push([name, part.slice(gap + 4, part.length - 2)]);
  }
  return fields;
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > BODY_LIMIT_BYTES) throw new HttpError(413, 0, 'The request body is larger than 512 MiB');
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  const encoding = request.headers['content-encoding'] ?? 'identity';
  if (encoding === 'identity') return body;
  const decode = DECODERS[encoding];
  if (decode === undefined) throw new HttpError(400, 0, `Content-Encoding ${encoding} is not understood`);
  return decode(body);
}

const DECODERS: Readonly<Record<string, (body: Buffer) => Promise<Buffer>>> = {
  gzip: promisify<Buffer, Buffer>(gunzip),
  deflate: promisify<Buffer, Buffer>(inflate),
  br: promisify<Buffer, Buffer>(brotliDecompress),
};

function isAllowed(options: FacadeOptions, request: IncomingMessage, url: URL): boolean {
  const [scheme, encoded] = (request.headers.authorization ?? '').split(' ', 2);
  const basic =
    scheme?.toLowerCase() === 'basic' ? Buffer.from(encoded ?? '', 'base64').toString('utf8') : '';
  const fromHeader = `${request.headers['x-clickhouse-user'] ?? ''}:${request.headers['x-clickhouse-key'] ?? ''}`;
  const fromUrl = `${url.searchParams.get('user') ?? ''}:${url.searchParams.get('password') ?? ''}`;
  const wanted = Buffer.from(hashToken(`${options.user}:${options.password}`));
  return [basic, fromHeader, fromUrl].some((given) => timingSafeEqual(Buffer.from(hashToken(given)), wanted));
}

class HttpError extends Error {
  readonly status: number;
  readonly code: number;
  constructor(status: number, code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** As ClickHouse: unknown table or database 404, unreadable or unknown words in the query 400, else 500. */
const STATUS: Readonly<Record<number, number>> = {
  60: 404,
  81: 404,
  62: 400,
  47: 400,
  46: 400,
  27: 400,
  115: 400,
  159: 408,
};

function fail(response: ServerResponse, error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  const known = error instanceof HttpError || error instanceof ParameterError;
  const code = known ? error.code : Number(/^Code: (\d+)\./.exec(message)?.[1] ?? 0);
  const status = error instanceof HttpError ? error.status : (STATUS[code] ?? (known ? 400 : 500));
  const text = message.startsWith('Code: ') ? message : `Code: ${code}. DB::Exception: ${message}`;
  response.writeHead(status, {
    'Content-Type': 'text/plain; charset=UTF-8',
    'X-ClickHouse-Exception-Code': String(code),
  });
  response.end(`${text}\n`);
}
