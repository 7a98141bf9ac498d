import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { OperationTypeNode, type GraphQLFormattedError } from 'graphql';
import { ERROR_CODES, ERROR_TABLE, GatewayError, invalidInput } from '../ticketing/errors.ts';
import type { LiveConnections } from './live-connections.ts';
import { createLiveFrames, toOnlyFrames } from './live-frames.ts';
import type { LiveCaller, LiveOperations } from './live-operations.ts';
import type { LiveOperation, LiveRequest } from './live-request.ts';
import { createLiveSession } from './live-session.ts';
import type { LiveSignIn } from './live-sign-in.ts';
import { overloadHookForStreams } from './overload-hook.ts';
import type { Overload } from './overload.ts';
import { readLanguage } from './request-asker.ts';

export interface LiveStreamOptions {
  readonly path: string;
  readonly operations: LiveOperations;
  readonly connections: LiveConnections;
  readonly signIn: LiveSignIn;
  readonly overload: Pick<Overload, 'enter' | 'leave'>;
  readonly heartbeatMs: number;
  readonly isStopping: () => boolean;
}

export interface LiveStreams {
  /** How many streams are open. */
  readonly size: number;
  /** Completes every stream, so that its client connects again. */
  close(): void;
}

/** One request for a stream. */
interface Visit {
  readonly reply: FastifyReply;
  /** Ends the results: the client has left, its credentials have expired, or the gateway stops. */
  readonly ending: AbortController;
  readonly hasLeft: () => boolean;
  /** To be done when the answer is over, however it ended; at once if it is. */
  readonly whenOver: (work: () => void) => void;
}

const EVENT_STREAM = 'text/event-stream';
const METHOD_NOT_ALLOWED = 405;
/** In bytes: what is made before the client has taken what came earlier. */
const MOST_AHEAD = 16_384;

/**
 * GraphQL over server-sent events, in the mode of distinct connections: one operation a connection. Written here because a
 * library that queues without a bound for a client that does not read cannot be used for streams that are open all day.
 */
export function serveLiveStreams(app: FastifyInstance, options: LiveStreamOptions): LiveStreams {
  const { operations } = options;
  const open = new Set<AbortController>();

  function receive(reply: FastifyReply): Visit {
    const ending = new AbortController();
    let hasLeft = false;
    open.add(ending);
    // First of all, as the client may go away while its token is checked.
    reply.raw.once('close', () => {
      hasLeft = true;
      open.delete(ending);
      ending.abort();
    });
    return {
      reply,
      ending,
      hasLeft: () => hasLeft,
      whenOver(work) {
        if (hasLeft) work();
        else reply.raw.once('close', work);
      },
    };
  }

  async function answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const visit = receive(reply);
    try {
      if (!acceptsEvents(request)) throw invalidInput('accept', `Events are sent as ${EVENT_STREAM}: accept that.`);
      if (options.isStopping()) throw new GatewayError('BACKEND_UNAVAILABLE', 'The gateway stops: connect again.');
      const principal = await options.signIn(request.raw.headersDistinct, request.ip);
      const language = readLanguage(request.headers['accept-language']);
      const caller: LiveCaller = { principal, address: request.ip, language };
      const read = await operations.read(requestOf(request), caller);
      if ('refusal' in read) return sendEvents(reply, toOnlyFrames(read.refusal));
      if (request.method === 'GET' && read.accepted.operation.operation === OperationTypeNode.MUTATION) {
        const errors = operations.toErrors(invalidInput('query', 'A mutation needs the method POST.'));
        return refuseRequest(reply.header('allow', 'POST'), errors, METHOD_NOT_ALLOWED);
      }
      visit.whenOver(options.connections.enter(principal, request.ip));
      return await begin(visit, read.accepted, caller);
    } catch (thrown) {
      return refuseRequest(reply, operations.toErrors(thrown));
    }
  }

  async function begin(visit: Visit, operation: LiveOperation, caller: LiveCaller): Promise<FastifyReply> {
    const { reply, ending } = visit;
    const begun = await operations.begin(operation, caller, ending.signal);
    if ('refusal' in begun) return sendEvents(reply, toOnlyFrames(begun.refusal));
    let hasExpired = false;
    function expire(): void {
      hasExpired = true;
      ending.abort();
    }
    const session = createLiveSession(caller.principal, expire, Date.now);
    visit.whenOver(() => session.end());
    const frames = createLiveFrames(begun.results, options.heartbeatMs, () =>
      hasExpired ? { errors: operations.toErrors(expiredError()) } : null,
    );
    visit.whenOver(() => frames.end());
    // Nobody is there to be sent anything.
    if (visit.hasLeft()) return reply.hijack();
    return sendEvents(reply, Readable.from(frames.texts, { objectMode: false, highWaterMark: MOST_AHEAD }));
  }

  const onRequest = overloadHookForStreams(options.overload);
  app.route({ url: options.path, method: ['GET', 'POST'], onRequest, handler: answer });
  return {
    get size() {
      return open.size;
    },
    close() {
      for (const ending of open) ending.abort();
    },
  };
}

/** What an operation comes to is told as events, also if that is errors alone: clients show nothing of other answers. */
function sendEvents(reply: FastifyReply, events: string | Readable): FastifyReply {
  return reply
    .type(`${EVENT_STREAM}; charset=utf-8`)
    .headers({ 'cache-control': 'no-cache, no-transform', 'x-accel-buffering': 'no' })
    .send(events);
}

/** A request that is refused, not what it asks for, has an answer of HTTP with its status. */
function refuseRequest(reply: FastifyReply, errors: readonly GraphQLFormattedError[], status?: number): FastifyReply {
  const { code, retryAfterMs } = errors[0]?.extensions ?? {};
  if (typeof retryAfterMs === 'number') reply.header('retry-after', String(Math.ceil(retryAfterMs / 1_000)));
  if (code === 'UNAUTHENTICATED') {
    const showedToken = reply.request.headers.authorization !== undefined;
    reply.header('www-authenticate', showedToken ? 'Bearer error="invalid_token"' : 'Bearer');
  }
  const known = ERROR_CODES.find((name) => name === code) ?? 'INTERNAL';
  return reply
    .status(status ?? ERROR_TABLE[known].httpStatus)
    .type('application/json')
    .send({ errors });
}

function acceptsEvents({ headers }: FastifyRequest): boolean {
  return (headers.accept ?? '').split(',').some((type) => type.split(';')[0]?.trim() === EVENT_STREAM);
}

function requestOf({ method, body, query }: FastifyRequest): LiveRequest {
  if (method !== 'GET') {
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body;
    throw invalidInput('query', 'The body must be a JSON object with a query.');
  }
  const { variables, extensions, ...others } = query as Record<string, unknown>;
  return { ...others, variables: fromText(variables, 'variables'), extensions: fromText(extensions, 'extensions') };
}

function fromText(text: unknown, field: string): unknown {
  if (typeof text !== 'string') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw invalidInput(field, 'This must be JSON.');
  }
}

function expiredError(): GatewayError {
  return new GatewayError('UNAUTHENTICATED', 'Your credentials have expired: connect again.');
}
