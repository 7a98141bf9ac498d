import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { PrincipalOf } from '../identity/principal-of.ts';
import { ERROR_TABLE, GatewayError, invalidInput, toGatewayError } from '../ticketing/errors.ts';
import type { LiveConnections } from './live-connections.ts';
import type { LiveCaller, LiveOperation, LiveOperations, LiveRequest, LiveResult } from './live-operations.ts';
import { createLiveSession } from './live-session.ts';
import { readLanguage } from './request-asker.ts';

export interface LiveStreamOptions {
  readonly path: string;
  readonly operations: LiveOperations;
  readonly connections: LiveConnections;
  readonly principalOf: PrincipalOf;
  readonly heartbeatMs: number;
  readonly isStopping: () => boolean;
}

export interface LiveStreams {
  /** How many streams are open. */
  readonly size: number;
  /** Completes every stream, so that its client connects again. */
  close(): void;
}

const EVENT_STREAM = 'text/event-stream';

/**
 * GraphQL over server-sent events, in the mode of distinct connections: one operation a connection. Written here because a
 * library that queues without a bound for a client that does not read cannot be used for streams that are open all day.
 */
export function serveLiveStreams(app: FastifyInstance, options: LiveStreamOptions): LiveStreams {
  const open = new Set<AbortController>();

  async function answer(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const leaving = new AbortController();
    // First of all, as the client may go away while its token is checked.
    reply.raw.once('close', () => leaving.abort());
    try {
      if (!acceptsEvents(request)) throw invalidInput('accept', `Events are sent as ${EVENT_STREAM}: accept that.`);
      if (options.isStopping()) throw new GatewayError('BACKEND_UNAVAILABLE', 'The gateway stops: connect again.');
      const principal = await options.principalOf(request.raw.headersDistinct);
      const caller: LiveCaller = {
        principal,
        address: request.ip,
        language: readLanguage(request.headers['accept-language']),
      };
      const operation = await options.operations.read(requestOf(request), caller);
      if (request.method === 'GET' && operation.operation.operation === 'mutation') {
        throw invalidInput('query', 'A mutation needs the method POST.');
      }
      const leave = options.connections.enter(principal, request.ip);
      return begin(reply, operation, caller, leaving, leave);
    } catch (thrown) {
      return refuse(reply, thrown);
    }
  }

  function begin(
    reply: FastifyReply,
    operation: LiveOperation,
    caller: LiveCaller,
    leaving: AbortController,
    leave: () => void,
  ): FastifyReply {
    let hasExpired = false;
    const expired = (): void => {
      hasExpired = true;
      leaving.abort();
    };
    const session = createLiveSession(caller.principal, expired, Date.now);
    open.add(leaving);
    const results = options.operations.run(operation, caller, leaving.signal);
    const frames = toFrames(results, options.heartbeatMs, leaving, {
      last: () => (hasExpired ? { errors: options.operations.toErrors(expiredError()) } : null),
      end() {
        session.end();
        open.delete(leaving);
        leave();
      },
    });
    return reply
      .type(`${EVENT_STREAM}; charset=utf-8`)
      .headers({ 'cache-control': 'no-cache, no-transform', 'x-accel-buffering': 'no' })
      .send(Readable.from(frames, { objectMode: false, highWaterMark: 16_384 }));
  }

  /** An error before the first event is an answer of HTTP. */
  function refuse(reply: FastifyReply, thrown: unknown): FastifyReply {
    const errors = options.operations.toErrors(thrown);
    const code = errors[0]?.extensions?.['code'] as keyof typeof ERROR_TABLE;
    const { retryAfterMs } = toGatewayError(thrown).facts;
    if (retryAfterMs !== undefined) reply.header('retry-after', String(Math.ceil(retryAfterMs / 1_000)));
    if (code === 'UNAUTHENTICATED') reply.header('www-authenticate', 'Bearer');
    return reply.status(ERROR_TABLE[code].httpStatus).type('application/json').send({ errors });
  }

  app.route({ url: options.path, method: ['GET', 'POST'], handler: answer });
  return {
    get size() {
      return open.size;
    },
    close() {
      for (const leaving of open) leaving.abort();
    },
  };
}

function acceptsEvents({ headers }: FastifyRequest): boolean {
  return (headers.accept ?? '').split(',').some((type) => type.split(';')[0]?.trim() === EVENT_STREAM);
}

function requestOf({ method, body, query }: FastifyRequest): LiveRequest {
  if (method !== 'GET') {
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as LiveRequest;
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

interface FrameHooks {
  /** What is told after the last result; null if nothing. */
  readonly last: () => LiveResult | null;
  readonly end: () => void;
}

const BEAT = ':\n\n';
const COMPLETE = 'event: complete\ndata:\n\n';

/** Results as events, with a sign of life where there is none for a while. The next result is asked for when one is taken. */
async function* toFrames(
  results: AsyncGenerator<LiveResult, void, undefined>,
  heartbeatMs: number,
  leaving: AbortController,
  hooks: FrameHooks,
): AsyncGenerator<string, void, undefined> {
  const inbox: IteratorResult<LiveResult, void>[] = [];
  let wake = Promise.withResolvers<void>();
  const beat = setInterval(() => wake.resolve(), heartbeatMs).unref();
  function ask(): void {
    void results.next().then((result) => {
      inbox.push(result);
      wake.resolve();
    });
  }
  try {
    yield BEAT;
    ask();
    for (;;) {
      await wake.promise;
      wake = Promise.withResolvers();
      const taken = inbox.shift();
      if (taken === undefined) yield BEAT;
      else if (taken.done === true) break;
      else {
        yield toFrame(taken.value);
        ask();
      }
    }
    const last = hooks.last();
    if (last !== null) yield toFrame(last);
    yield COMPLETE;
  } finally {
    clearInterval(beat);
    leaving.abort();
    hooks.end();
  }
}

function toFrame(result: LiveResult): string {
  return `event: next\ndata: ${JSON.stringify(result)}\n\n`;
}
