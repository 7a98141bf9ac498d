import { hash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { createBoundedCache } from '../store/bounded-cache.ts';
import type { Counters } from '../store/counters.ts';
import type { GatewayError } from '../ticketing/errors.ts';
import type { Principal } from '../ticketing/principal.ts';
import { checkDocumentText, type DocumentLimits } from './document-limits.ts';
import { callerAt, callerOf, takeRequest, type RateLimitSettings } from './rate-limit.ts';

/** Lets a GraphQL request over HTTP in, or not. */
export interface Admission {
  /**
   * Counts the request and looks at its document, before anything is done for it that takes long.
   * @throws GatewayError RATE_LIMITED or OVER_LIMIT
   */
  readonly admit: (principal: Principal, request: FastifyRequest, reply: FastifyReply) => Promise<void>;
  /**
   * Counts a request whose caller did not prove who they are, with those of nobody from the same network: whoever tries
   * tokens is held up as well.
   * @throws GatewayError RATE_LIMITED
   */
  readonly countRefused: (request: FastifyRequest, reply: FastifyReply) => Promise<void>;
}

/** How many documents are remembered as within the limits. */
const MOST_DOCUMENTS = 10_000;
const REMEMBER_MS = 3_600_000;

export function createAdmission(counters: Counters, limits: DocumentLimits & RateLimitSettings): Admission {
  // The same few documents come again and again; reading each twice would cost more than all other checks.
  const passed = createBoundedCache<true>({ clock: Date.now, mostWeight: MOST_DOCUMENTS });

  function checkSource(source: string): GatewayError | undefined {
    const key = hash('sha256', source, 'base64url');
    if (passed.get(key) !== undefined) return undefined;
    const [first] = checkDocumentText(source, limits);
    if (first === undefined) passed.set(key, true, REMEMBER_MS);
    return first;
  }

  async function count(caller: string, reply: FastifyReply): Promise<void> {
    const { headers, refusal } = await takeRequest(counters, caller, limits);
    void reply.headers({ ...headers });
    if (refusal !== null) throw refusal;
  }

  return {
    countRefused: (request, reply) => count(callerAt(request.ip), reply),
    async admit(principal, request, reply) {
      await count(callerOf(principal, request.ip), reply);
      const source = sourceOf(request);
      const overLimit = source === null ? undefined : checkSource(source);
      if (overLimit !== undefined) throw overLimit;
    },
  };
}

/** The text of the document; null if the request brings none, or none that is a text. */
function sourceOf({ method, body, query }: FastifyRequest): string | null {
  const parameters = method === 'GET' ? query : body;
  const source = typeof parameters === 'object' && parameters !== null && 'query' in parameters && parameters.query;
  return typeof source === 'string' ? source : null;
}
