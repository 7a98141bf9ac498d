import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { BackendRegistry } from '../dispatch/registry.ts';
import type { Counters } from '../store/counters.ts';
import type { Store } from '../store/store.ts';
import type { BackendInstance } from '../ticketing/adapter.ts';
import { ERROR_TABLE, GatewayError, invalidInput } from '../ticketing/errors.ts';
import { fingerprint } from '../ticketing/fingerprint.ts';
import { isUnsupported } from '../ticketing/unsupported.ts';
import type { WebhookEvent } from '../ticketing/webhook.ts';
import { formatError, type ErrorLog } from './error-format.ts';
import { refusalHeaders } from './http-refusal.ts';
import { networkOf, takeRequest, type RateLimitSettings } from './rate-limit.ts';
import {
  checkSignature,
  SIGNATURE_HEADER,
  TIMESTAMP_HEADER,
  type SignatureProblem,
  type WebhookDoor,
} from './webhook-signature.ts';

export const WEBHOOKS_PATH = '/webhooks';

export interface WebhookRouteOptions {
  readonly registry: BackendRegistry;
  /** The backends that have webhooks, by their id. */
  readonly doors: ReadonlyMap<string, WebhookDoor>;
  /** Where it is kept what has come already. */
  readonly store: Store;
  readonly counters: Counters;
  /** How many webhooks one network address may send, beside its other requests. */
  readonly limits: RateLimitSettings;
  /** Takes events for later. @returns false if too many wait */
  readonly receive: (backend: BackendInstance, events: readonly WebhookEvent[]) => boolean;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

const OTHER_METHODS = ['GET', 'PUT', 'PATCH', 'DELETE'];
const TRY_AGAIN_MS = 5_000;

const PROBLEMS: Readonly<Record<SignatureProblem, string>> = {
  NO_TIMESTAMP: `The header ${TIMESTAMP_HEADER} has to hold the time in whole seconds since 1970.`,
  NO_SIGNATURE: `The header ${SIGNATURE_HEADER} has to hold "sha256=" and 64 hexadecimal digits.`,
  WRONG_SIGNATURE: `The signature is not the HMAC-SHA256 of ${TIMESTAMP_HEADER}, a dot and the body, with the secret.`,
  WRONG_TIME: 'The time of signing is too far from now: look at the clocks, and sign again for each try.',
};

/**
 * `POST /webhooks/{backend}`: a backend, or whoever speaks for it, tells of changes. It is answered before anything is asked
 * of the backend; what is refused has no effect.
 */
export async function webhookRoutes(app: FastifyInstance, log: ErrorLog, options: WebhookRouteOptions): Promise<void> {
  const { registry, doors, store, clock } = options;

  /** One that comes too often is refused before its body is read. */
  async function countRequest(request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const caller = `webhooks:${fingerprint([networkOf(request.ip)])}`;
    const { headers, refusal } = await takeRequest(options.counters, caller, options.limits);
    void reply.headers({ ...headers });
    if (refusal !== null) throw refusal;
  }

  async function receive(request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
    const { id } = request.params as { readonly id: string };
    const backend = registry.all.find((candidate) => candidate.id === id);
    const door = doors.get(id);
    const read = backend?.operations.readWebhook;
    // One that is not configured and one without webhooks look the same.
    if (backend === undefined || door === undefined || read === undefined || isUnsupported(read)) {
      throw new GatewayError('NOT_FOUND', 'There is nothing here.');
    }
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const [timestamp, signature] = [TIMESTAMP_HEADER, SIGNATURE_HEADER].map((name) => soleHeader(request, name));
    const check = checkSignature(door, { timestamp, signature, body }, clock());
    if (check.outcome === 'REFUSED') {
      log.warn({ backend: id, problem: check.problem }, 'A webhook was refused.');
      throw new GatewayError('UNAUTHENTICATED', PROBLEMS[check.problem]);
    }
    const events = read(parse(body));
    checkIds(events, backend);
    const key = `webhook:${id}:${check.key}`;
    // Somewhat longer than it could come again, as clocks of instances differ.
    if (!(await store.setIfAbsent(key, '', check.endsAt - clock() + door.toleranceMs))) {
      throw new GatewayError('CONFLICT', 'This webhook has come before: sign again for each try.');
    }
    if (!options.receive(backend, events)) {
      await store.delete(key);
      throw new GatewayError('RATE_LIMITED', 'Too many events wait to be looked at.', { retryAfterMs: TRY_AGAIN_MS });
    }
    return reply.status(202).send({ accepted: events.length });
  }

  await app.register(async (scope) => {
    // The signature is of the bytes, so they are kept as they come.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    scope.setErrorHandler((error, _request, reply) => {
      // Everything else is for the server's own handler.
      if (!(error instanceof GatewayError)) throw error;
      return reply
        .status(ERROR_TABLE[error.code].httpStatus)
        .headers({ ...refusalHeaders(error) })
        .send({ errors: [formatError({ message: error.message }, error, log)] });
    });
    const url = `${WEBHOOKS_PATH}/:id`;
    scope.post(url, { onRequest: countRequest }, receive);
    scope.route({
      url,
      method: OTHER_METHODS,
      exposeHeadRoute: false,
      handler: (_request, reply) => {
        const error = new GatewayError('INVALID_INPUT', 'Webhooks come by POST.');
        return reply
          .status(405)
          .header('allow', 'POST')
          .send({ errors: [formatError({ message: error.message }, error, log)] });
      },
    });
  });
}

/** The value of a header that came once. */
function soleHeader(request: FastifyRequest, name: string): string | undefined {
  const values = request.raw.headersDistinct[name] ?? [];
  return values.length === 1 ? values[0] : undefined;
}

/** @throws GatewayError INVALID_INPUT */
function parse(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw invalidInput('body', 'The body is no JSON.');
  }
}

/** @throws GatewayError INVALID_INPUT for an id that this backend cannot have */
function checkIds(events: readonly WebhookEvent[], { nativeIds }: BackendInstance): void {
  const index = events.findIndex(({ ticketId }) => !nativeIds.Ticket.test(ticketId));
  if (index >= 0) throw invalidInput(`events[${index}]`, 'This is no id of a ticket of this backend.');
}
