import { randomUUID } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Asker } from '../dispatch/ask.ts';
import { createPrincipal, type Principal } from '../ticketing/principal.ts';
import { reportFault, type ErrorLog } from './error-format.ts';

/** Everybody, until callers are told apart. */
function anonymous(agentEmail: string | null): Principal {
  return createPrincipal({
    subject: 'anonymous',
    isAuthenticated: false,
    roles: ['AGENT'],
    agentEmail,
    customerIds: {},
    backendTokens: {},
    expiresAt: null,
  });
}

export interface AskerOptions {
  /** For whom everybody acts; null if for no agent. */
  readonly agentEmail: string | null;
  /** How long the whole operation may take, in milliseconds. */
  readonly operationDeadlineMs: number;
}

const DEFAULT_LANGUAGE = 'en';

/**
 * Who asks by this HTTP request. The signal ends when the client goes away before its answer, or at the deadline.
 */
export function toAsker(request: FastifyRequest, reply: FastifyReply, options: AskerOptions, log: ErrorLog): Asker {
  const correlationId = readCorrelationId(request.headers['x-correlation-id']);
  return {
    principal: anonymous(options.agentEmail),
    signal: AbortSignal.any([signalOfClient(reply), AbortSignal.timeout(options.operationDeadlineMs)]),
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
