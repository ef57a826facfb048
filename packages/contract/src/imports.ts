import { type Static, Type } from 'typebox';
import { ById, closed, Done, Instant, Name, nullable, PageQuery, page, route, Uuid } from './route.ts';

/** How a column becomes a value. */
const ColumnType = Type.Union([
  Type.Literal('text'),
  Type.Literal('number'),
  Type.Literal('integer'),
  Type.Literal('date'),
  Type.Literal('boolean'),
]);
const Field = Type.Object(
  {
    /** Heading of the column, or its position from 0 where the file has no headings. */
    column: Type.Union([Type.String({ maxLength: 200 }), Type.Integer({ minimum: 0, maximum: 999 })]),
    type: Type.Optional(ColumnType),
    /** e.g. `yyyy/MM/dd` or `yyyyMMdd`; ISO 8601 when absent. */
    format: Type.Optional(Type.String({ maxLength: 40 })),
    /** Values that mean "unknown" and are left out. */
    empty: Type.Optional(Type.Array(Type.String({ maxLength: 40 }), { maxItems: 20 })),
  },
  closed,
);
export type ImportField = Static<typeof Field>;

export const ImportMap = Type.Object(
  {
    kind: Type.Union([Type.Literal('members'), Type.Literal('events')]),
    separator: Type.Optional(
      Type.Union([
        Type.Literal('comma'),
        Type.Literal('semicolon'),
        Type.Literal('tab'),
        Type.Literal('spaces'),
      ]),
    ),
    header: Type.Optional(Type.Boolean()),
    encoding: Type.Optional(
      Type.Union([Type.Literal('auto'), Type.Literal('utf-8'), Type.Literal('gb18030')]),
    ),
    /** Identifier kind → column. */
    identifiers: Type.Record(Type.String({ maxLength: 40 }), Field),
    /** Put before every identifier value, so that two files with the same numbers do not meet. */
    identifierPrefix: Type.Optional(Type.String({ maxLength: 40 })),
    traits: Type.Optional(Type.Record(Type.String({ maxLength: 80 }), Field)),
    /** events only: a constant name or a column. */
    event: Type.Optional(
      Type.Union([
        Type.Object({ name: Name }, closed),
        Type.Object({ column: Field.properties.column }, closed),
      ]),
    ),
    time: Type.Optional(Field),
    properties: Type.Optional(Type.Record(Type.String({ maxLength: 80 }), Field)),
    /** Traits or properties that are the same on every row, such as a currency. */
    constants: Type.Optional(
      Type.Record(
        Type.String({ maxLength: 80 }),
        Type.Union([Type.String({ maxLength: 200 }), Type.Number(), Type.Boolean()]),
      ),
    ),
  },
  closed,
);
export type ImportMap = Static<typeof ImportMap>;

/** Why a row was refused, with its text in English; the console turns the code into words of its reader's language. */
export const rowRefusals = {
  columns: 'The row does not have as many columns as the heading.',
  line_too_long: 'The line is longer than 64 Ki characters.',
  unclosed_quote: 'A quotation mark is opened and never closed.',
  text_after_quote: 'Text follows a closing quotation mark.',
  bad_characters: 'Some bytes are not characters of the encoding.',
  no_identifier: 'No column identifies the customer.',
  identifier_invalid: 'The identifier cannot be used.',
  no_event_name: 'The event has no name.',
  no_time: 'The event has no time.',
  not_a_number: 'This is not a number.',
  not_an_integer: 'This is not a whole number.',
  not_a_boolean: 'This is neither true nor false.',
  not_a_date: 'This is not a date of the given format, or a date that does not exist.',
  too_long: 'The text is too long.',
  too_large: 'The row is larger than 32 KiB.',
  not_accepted: 'The event was not accepted.',
} as const;
export type RowRefusal = keyof typeof rowRefusals;

/** Limits of one import. */
export const importLimits = {
  bytes: 2 * 1024 ** 3,
  eventRows: 20_000_000,
  /** More different customers in one file are not counted. */
  customers: 20_000_000,
  refusalsKept: 10_000,
} as const;

export const Import = Type.Object({
  id: Uuid,
  kind: Type.Union([Type.Literal('members'), Type.Literal('events')]),
  fileName: Type.String(),
  status: Type.Union([
    Type.Literal('uploading'),
    Type.Literal('uploaded'),
    Type.Literal('running'),
    Type.Literal('done'),
    Type.Literal('failed'),
    Type.Literal('cancelled'),
  ]),
  bytes: Type.Integer(),
  rows: nullable(Type.Integer()),
  read: Type.Integer(),
  accepted: Type.Integer(),
  repeated: Type.Integer(),
  refused: Type.Integer(),
  /** Different customers that the accepted and the repeated rows name. Null before the first row, and beyond 20 million. */
  customers: nullable(Type.Integer()),
  /** What the numbers of these rows add up to, exactly, as a decimal; one entry per numeric property of the map. Events only. */
  sums: Type.Array(Type.Object({ property: Type.String(), sum: Type.String() })),
  problem: nullable(Type.String()),
  createdAt: Instant,
  startedAt: nullable(Instant),
  finishedAt: nullable(Instant),
  createdBy: Type.String(),
});
export type Import = Static<typeof Import>;

export const importsRoutes = {
  list: route({
    method: 'GET',
    path: '/api/imports',
    permission: 'imports:read',
    summary: 'Imports, newest first.',
    query: PageQuery,
    reply: page(Import),
  }),
  maps: route({
    method: 'GET',
    path: '/api/imports/maps',
    permission: 'imports:read',
    summary: 'Shipped maps.',
    reply: Type.Object({
      items: Type.Array(Type.Object({ name: Type.String(), title: Type.String(), map: ImportMap })),
    }),
  }),
  create: route({
    method: 'POST',
    path: '/api/imports',
    permission: 'imports:write',
    summary: 'Announce a file; then PUT its bytes to /api/imports/:id/file.',
    body: Type.Object(
      { fileName: Type.String({ minLength: 1, maxLength: 200 }), kind: Import.properties.kind },
      closed,
    ),
    reply: Import,
  }),
  upload: route({
    method: 'PUT',
    path: '/api/imports/:id/file',
    permission: 'imports:write',
    summary:
      'The bytes of the file, as application/octet-stream, 2 GiB at most; a second upload replaces the first.',
    params: ById,
    reply: Import,
    errors: ['imports.not_found', 'imports.not_ready', 'imports.file_invalid', 'request.too_large'],
    bodyLimit: importLimits.bytes,
  }),
  preview: route({
    method: 'POST',
    path: '/api/imports/:id/preview',
    permission: 'imports:write',
    summary: 'The first rows as read and as they would be stored.',
    params: ById,
    body: Type.Object(
      {
        map: Type.Optional(ImportMap),
        separator: ImportMap.properties.separator,
        encoding: ImportMap.properties.encoding,
        header: ImportMap.properties.header,
      },
      closed,
    ),
    reply: Type.Object({
      encoding: Type.String(),
      separator: Type.String(),
      columns: Type.Array(Type.String()),
      rows: Type.Array(Type.Array(Type.String())),
      suggested: nullable(ImportMap),
      mapped: Type.Array(
        Type.Object({
          line: Type.Integer(),
          ok: Type.Boolean(),
          reason: nullable(Type.String()),
          result: Type.Unknown(),
        }),
      ),
    }),
    errors: ['imports.not_found', 'imports.file_invalid', 'imports.map_invalid'],
  }),
  run: route({
    method: 'POST',
    path: '/api/imports/:id/run',
    permission: 'imports:write',
    summary: 'Import the uploaded file.',
    params: ById,
    body: Type.Object({ map: ImportMap }, closed),
    reply: Import,
    errors: ['imports.not_found', 'imports.map_invalid', 'imports.not_ready'],
  }),
  get: route({
    method: 'GET',
    path: '/api/imports/:id',
    permission: 'imports:read',
    summary: 'Progress of an import.',
    params: ById,
    reply: Import,
    errors: ['imports.not_found'],
  }),
  cancel: route({
    method: 'POST',
    path: '/api/imports/:id/cancel',
    permission: 'imports:write',
    summary: 'Stop an import; rows already taken stay.',
    params: ById,
    reply: Done,
    errors: ['imports.not_found', 'imports.not_ready'],
  }),
  refusals: route({
    method: 'GET',
    path: '/api/imports/:id/refusals',
    permission: 'imports:read',
    summary: 'Refused rows with line and reason.',
    params: ById,
    query: PageQuery,
    /** `reason` is a key of rowRefusals. The first 10,000 are kept, all are counted. */
    reply: page(Type.Object({ line: Type.Integer(), field: nullable(Type.String()), reason: Type.String() })),
    errors: ['imports.not_found'],
  }),
};
