import { randomUUID } from 'node:crypto';
import type { BackendInstance, Call } from '../ticketing/adapter.ts';
import { toGatewayError, type ErrorCode, type GatewayError } from '../ticketing/errors.ts';
import { interruptionOf } from '../ticketing/interruption.ts';
import { createPrincipal } from '../ticketing/principal.ts';
import { isUnsupported } from '../ticketing/unsupported.ts';
import { shortened, type Finding } from './finding.ts';

/** Signs in to a backend and reads once from it, changing nothing. @param address what the finding shows as its place */
export async function probeBackend(backend: BackendInstance, address: string): Promise<Finding> {
  const subject = { what: backend.id, address };
  if (backend.access.strategy !== 'SERVICE') {
    const advice = 'Callers bring their own credential: try it with the token of one.';
    return { ...subject, signIn: 'not tried', read: 'not tried', latencyMs: null, hasFailed: false, advice };
  }
  const startedAt = performance.now();
  const signal = AbortSignal.timeout(backend.deadlineMs);
  try {
    const read = await readOnce(backend, signal);
    if (read === null) {
      const advice = 'Nothing can be read without an id. Read a ticket of it to be sure.';
      return { ...subject, signIn: 'not tried', read: 'not tried', latencyMs: null, hasFailed: false, advice };
    }
    return {
      ...subject,
      signIn: 'ok',
      read: `ok (${read})`,
      latencyMs: since(startedAt),
      hasFailed: false,
      advice: '',
    };
  } catch (thrown) {
    const error = (thrown === signal.reason ? interruptionOf(signal) : null) ?? toGatewayError(thrown);
    const isSignIn = error.facts.isUnauthorized === true || error.code === 'UNAUTHENTICATED';
    return {
      ...subject,
      signIn: isSignIn ? 'FAILED' : 'ok',
      read: isSignIn ? 'not tried' : 'FAILED',
      latencyMs: since(startedAt),
      hasFailed: true,
      advice: adviceFor(error, isSignIn),
    };
  }
}

/** @returns what was read; null if the backend answers nothing without an id, or not by a call */
async function readOnce(backend: BackendInstance, signal: AbortSignal): Promise<string | null> {
  let attempts = 0;
  const call: Call = {
    principal: createPrincipal({
      subject: 'doctor',
      isAuthenticated: false,
      roles: ['ADMIN'],
      agentEmail: null,
      customerIds: {},
      backendTokens: {},
      bearerToken: null,
      expiresAt: null,
    }),
    signal,
    correlationId: randomUUID(),
    language: 'en',
    onAttempt() {
      attempts += 1;
    },
  };
  for (const [name, read] of readsOf(backend)) {
    await read(call);
    if (attempts > 0) return name;
  }
  return null;
}

/** What can be read without knowing anything, the most telling first. */
function readsOf({ operations }: BackendInstance): [string, (call: Call) => Promise<unknown>][] {
  const { listTickets, listTicketTypes, listStatuses, listEscalationTargets } = operations;
  const reads: [string, (call: Call) => Promise<unknown>][] = [];
  if (!isUnsupported(listTickets)) {
    const query = { filter: {}, order: { field: 'createdAt', direction: 'DESC' } } as const;
    const { lanes } = listTickets.plan(query);
    if (lanes.length > 0) {
      const page = { ...query, lane: lanes[0], from: null, limit: 1, continuation: null, wantsTotal: false };
      reads.push(['tickets', (call) => listTickets.readPage(page, call)]);
    }
  }
  if (!isUnsupported(listTicketTypes)) reads.push(['types', listTicketTypes]);
  if (!isUnsupported(listStatuses)) reads.push(['statuses', listStatuses]);
  if (!isUnsupported(listEscalationTargets)) reads.push(['escalation targets', listEscalationTargets]);
  return reads;
}

const ADVICE: Partial<Record<ErrorCode, string>> = {
  UNAUTHENTICATED: 'The credential is refused: check it, and the address of the sign-in.',
  FORBIDDEN: 'The account may not do this: ask for the permission to read.',
  NOT_FOUND: 'There is nothing at this path: check the address, and what else of the path is configured.',
  INVALID_INPUT: 'The request is refused: check the settings that it is made of.',
  RATE_LIMITED: 'It is asked too often: try again later, and ask for a higher limit.',
  BACKEND_TIMEOUT: 'It does not answer in time: check firewall and proxy, or raise attemptTimeoutMs and deadlineMs.',
  BACKEND_UNAVAILABLE: 'It cannot be reached or is out of order: check address, DNS, firewall and certificate.',
  BACKEND_BAD_RESPONSE: 'What answers is not this API: check the address.',
};

function adviceFor({ code, message, facts }: GatewayError, isSignIn: boolean): string {
  const cause = facts.detail ?? (facts.cause instanceof Error ? facts.cause.message : message);
  const advice = ADVICE[code] ?? message;
  return `${isSignIn && code !== 'UNAUTHENTICATED' ? 'Of the sign-in: ' : ''}${advice} (${shortened(cause)})`;
}

function since(startedAt: number): number {
  return Math.round(performance.now() - startedAt);
}
