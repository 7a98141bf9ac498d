import { Type, type Static, type TInteger } from 'typebox';

const STRICT = { additionalProperties: false };

function count(byDefault: number, maximum: number, description: string): TInteger {
  return Type.Integer({ minimum: 1, maximum, default: byDefault, description });
}

/** What one caller, one connection and one operation may ask for. Times in milliseconds. */
export const LimitsSchema = Type.Object(
  {
    tokens: count(5_000, 1_000_000, 'How many words and signs a document may have.'),
    depth: count(20, 1_000, 'How many levels of fields within fields an operation may have.'),
    aliases: count(250, 100_000, 'How many fields of a document may be renamed.'),
    rootFields: count(250, 100_000, 'How many fields an operation may ask for at its top.'),
    directives: count(100, 100_000, 'How many directives a document may use.'),
    fragments: count(100, 100_000, 'How many named fragments a document may have.'),
    selections: count(20_000, 10_000_000, 'How many fields an operation may ask for with its fragments written out.'),
    repetitions: count(100, 100_000, 'How often an operation may ask for one and the same field of its answer.'),
    cost: count(
      100_000,
      1_000_000_000,
      'How many objects the answer to one operation may hold, by its page sizes and ids; a list without a page size counts as 10.',
    ),
    backendCalls: count(500, 1_000_000, 'How many calls to backends one operation may take.'),
    requestsPerWindow: count(
      1_200,
      1_000_000_000,
      'How many GraphQL requests one caller may send in a window; of callers that are not signed in, one network address.',
    ),
    windowMs: count(60_000, 86_400_000, 'How long that window is, in milliseconds.'),
    operationsAtOnce: count(
      1_000,
      1_000_000,
      'How many GraphQL requests may be under way at once; more are told to come again.',
    ),
    eventLoopDelayMs: count(
      1_000,
      60_000,
      'How late the process may be with its work, in milliseconds, before it takes no further GraphQL request for a moment.',
    ),
    heapShare: Type.Number({
      minimum: 0.1,
      maximum: 1,
      default: 0.9,
      description: 'Share of the memory that the process may have, above which it takes no further GraphQL request.',
    }),
    connections: count(10_000, 1_000_000, 'How many connections may be open at once; more are closed at once.'),
    requestsPerConnection: count(10_000, 1_000_000_000, 'After how many requests a connection is closed.'),
    idleConnectionMs: count(10_000, 3_600_000, 'How long a connection is kept without a request, in milliseconds.'),
    requestHeadersMs: count(10_000, 3_600_000, 'How long a request may take to send its headers, in milliseconds.'),
    requestMs: count(30_000, 3_600_000, 'How long a request may take to send all of itself, in milliseconds.'),
    headerBytes: count(16_384, 1_048_576, 'The largest headers of a request, in bytes.'),
    headers: count(100, 10_000, 'How many headers of a request are read.'),
  },
  STRICT,
);

export type LimitSettings = Static<typeof LimitsSchema>;

/** Documents that clients name instead of sending them. */
export const DocumentsSchema = Type.Object(
  {
    manifest: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          'File with the documents that are known beforehand: a manifest of Apollo, or a JSON object of documents by id. Clients send documentId instead of query.',
      }),
    ),
    mode: Type.Union([Type.Literal('off'), Type.Literal('log'), Type.Literal('enforce')], {
      default: 'off',
      description:
        'What becomes of documents that the manifest lacks: off answers them, log also notes them, enforce refuses them.',
    }),
    automatic: Type.Boolean({
      default: false,
      description: 'True: clients may register documents by their hash (automatic persisted queries).',
    }),
    mostAutomatic: count(1_000, 1_000_000, 'How many such documents are kept; the one unused for longest goes first.'),
  },
  STRICT,
);

export type DocumentSettings = Static<typeof DocumentsSchema>;
