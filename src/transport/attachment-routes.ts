import type { FastifyInstance, FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import { openAttachment } from '../dispatch/downloads.ts';
import { ATTACHMENTS_PATH } from '../ticketing/attachment.ts';
import { ERROR_TABLE, GatewayError, invalidInput, toGatewayError } from '../ticketing/errors.ts';
import type { Principal } from '../ticketing/principal.ts';
import type { ChangeParts } from '../writes/change.ts';
import { formatError, type ErrorLog } from './error-format.ts';
import { FILE_NAME_HEADER, readFileName, toContentDisposition } from './file-name.ts';
import { toAsker, type AskerOptions } from './request-asker.ts';

export interface AttachmentRouteOptions extends AskerOptions {
  /** The largest file that is passed on, in bytes. */
  readonly mostDownloadBytes: number;
  /** How long a file may take to be passed on, in milliseconds. */
  readonly downloadDeadlineMs: number;
  /** Keeps requests away that the process has no room for. */
  readonly keepAway: onRequestAsyncHookHandler;
  /** Lets a request in, or throws why not. */
  readonly admit: (principal: Principal, request: FastifyRequest, reply: FastifyReply) => Promise<void>;
}

/** Content types that a foreign page can send without asking first. */
const SIMPLE_TYPES: ReadonlySet<string> = new Set([
  '',
  'text/plain',
  'multipart/form-data',
  'application/x-www-form-urlencoded',
]);
const PREFLIGHT_HEADER = 'apollo-require-preflight';
const BYTES = 'application/octet-stream';
/** Types under which a file may be given back: a browser that shows one does no harm by it. */
const HARMLESS_TYPES: ReadonlySet<string> = new Set([
  'application/pdf',
  'application/zip',
  'image/gif',
  'image/jpeg',
  'image/png',
  'image/webp',
  'text/plain',
]);

/** `POST /attachments` takes a file for the mutation `uploadAttachment`; `GET /attachments/{id}` gives one of a backend. */
export async function attachmentRoutes(
  app: FastifyInstance,
  { registry, uploads }: ChangeParts,
  log: ErrorLog,
  options: AttachmentRouteOptions,
): Promise<void> {
  async function upload(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const { principal } = await toAsker(request, reply, options, log);
    await options.admit(principal, request, reply);
    checkOrigin(request);
    const facts = { fileName: readFileName(request.headers[FILE_NAME_HEADER]), mediaType: typeOf(request) || null };
    // What is refused in the middle must still be answered, so the end of reading may not be that of the connection.
    const bytes = request.raw.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
    const length = readLength(request.headers['content-length']);
    const { id, content } = await uploads
      .receive(principal.fingerprint, facts, bytes, length)
      .catch((error: unknown) => {
        throw request.raw.errored === error ? invalidInput('file', 'The file broke off on its way.') : error;
      });
    return reply.status(201).send({ uploadId: id, sizeBytes: content.sizeBytes, sha256: content.sha256 });
  }

  async function download(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const patience = { ...options, operationDeadlineMs: options.downloadDeadlineMs };
    const asker = await toAsker(request, reply, patience, log);
    await options.admit(asker.principal, request, reply);
    const { id } = request.params as { readonly id: string };
    const content = await openAttachment(registry, asker, id, options.mostDownloadBytes);
    content.bytes.once('error', (thrown) => {
      if (asker.signal.aborted) return;
      const { code, facts } = toGatewayError(thrown);
      const { backend, detail } = facts;
      log.warn({ code, backend, detail, correlationId: asker.correlationId }, 'A file broke off on its way.');
    });
    const type = content.mediaType ?? BYTES;
    return reply
      .headers({
        'content-disposition': toContentDisposition(content.fileName ?? 'attachment'),
        'x-content-type-options': 'nosniff',
        'content-security-policy': "default-src 'none'; sandbox",
        'cache-control': 'private, no-store',
        ...(content.sizeBytes === null ? {} : { 'content-length': String(content.sizeBytes) }),
      })
      .type(HARMLESS_TYPES.has(type) ? type : BYTES)
      .send(content.bytes);
  }

  await app.register(async (scope) => {
    scope.addHook('onRequest', options.keepAway);
    // A file is read as it comes, whatever it says that it is.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    scope.setErrorHandler((error, _request, reply) => {
      // Everything else is for the server's own handler.
      if (!(error instanceof GatewayError)) throw error;
      const { retryAfterMs } = error.facts;
      if (retryAfterMs !== undefined) reply.header('retry-after', String(Math.ceil(retryAfterMs / 1000)));
      // What is left of a body that was refused is not waited for.
      if (!reply.request.raw.readableEnded) reply.header('connection', 'close');
      return reply.status(statusOf(error)).send({ errors: [formatError({ message: error.message }, error, log)] });
    });
    scope.post(ATTACHMENTS_PATH, upload);
    scope.get(`${ATTACHMENTS_PATH}/:id`, { exposeHeadRoute: false }, download);
  });
}

/** @throws GatewayError INVALID_INPUT for what a foreign page could send without being permitted to */
function checkOrigin(request: FastifyRequest): void {
  if (!SIMPLE_TYPES.has(typeOf(request)) || (request.headers[PREFLIGHT_HEADER] ?? '') !== '') return;
  throw invalidInput(
    'content-type',
    `Send the content type ${BYTES} or that of the file, or else the header ${PREFLIGHT_HEADER} with any value: this keeps foreign pages out.`,
  );
}

/** The media type of the body without its parameters, in small letters; empty if none was sent. */
function typeOf(request: FastifyRequest): string {
  return (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

function readLength(header: string | undefined): number | null {
  return header === undefined ? null : Number(header);
}

/** The table's status, but where HTTP itself has a word for it. */
function statusOf({ code }: GatewayError): number {
  return code === 'OVER_LIMIT' ? 413 : ERROR_TABLE[code].httpStatus;
}
