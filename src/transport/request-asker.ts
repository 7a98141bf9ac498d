import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Asker } from '../dispatch/ask.ts';
import { GatewayError } from '../ticketing/errors.ts';
import type { PrincipalOf } from '../identity/principal-of.ts';
import { reportFault, type ErrorLog } from './error-format.ts';

export interface AskerOptions {
  /** Finds out who calls. */
  readonly principalOf: PrincipalOf;
  /** How long the whole operation may take, in milliseconds. */
  readonly operationDeadlineMs: number;
  /** Counts a request whose caller did not prove who they are. @throws GatewayError RATE_LIMITED */
  readonly countRefused: (request: FastifyRequest, reply: FastifyReply) => Promise<void>;
}

const DEFAULT_LANGUAGE = 'en';

/**
 * Who asks by this HTTP request. The signal ends when the client goes away before its answer, or at the deadline.
 * @throws GatewayError UNAUTHENTICATED, with the header that tells how to sign in, or BACKEND_UNAVAILABLE, as `principalOf`
 * does; RATE_LIMITED for too many that were refused
 */
export async function toAsker(
  request: FastifyRequest,
  reply: FastifyReply,
  options: AskerOptions,
  log: ErrorLog,
): Promise<Asker> {
  const correlationId = readCorrelationId(request.headers['x-correlation-id']);
  // First of all, as the client may go away while its token is checked.
  const signal = AbortSignal.any([signalOfClient(reply), AbortSignal.timeout(options.operationDeadlineMs)]);
  return {
    // Node drops a second Authorization header from `headers`, so that nobody would notice it there.
    principal: await options.principalOf(request.raw.headersDistinct).catch(async (error: unknown) => {
      if (error instanceof GatewayError && error.code === 'UNAUTHENTICATED') {
        await options.countRefused(request, reply);
        const showedToken = request.headers.authorization !== undefined;
        reply.header('www-authenticate', showedToken ? 'Bearer error="invalid_token"' : 'Bearer');
      }
      throw error;
    }),
    signal,
    correlationId,
    reportFault: (error) => reportFault(error, correlationId, log),
    language: readLanguage(request.headers['accept-language']),
  };
}

function signalOfClient(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort();
  });
  return controller.signal;
}

/** The caller's own correlation id if it is harmless, else a new one. */
export function readCorrelationId(header: string | readonly string[] | undefined): string {
  return typeof header === 'string' && /^[A-Za-z0-9._-]{1,64}$/.test(header) ? header : randomUUID();
}

/** The first language that the caller asks for. Anything that is no language tag counts as English. */
export function readLanguage(header: string | undefined): string {
  const [first = ''] = (header ?? '').split(/[,;]/, 1);
  return /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}$/.test(first.trim()) ? first.trim() : DEFAULT_LANGUAGE;
}
