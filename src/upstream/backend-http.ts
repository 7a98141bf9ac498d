import { Readable } from 'node:stream';
import type { AttemptReport, Call } from '../ticketing/adapter.ts';
import type { AttemptWatch, BeginAttempt } from '../ticketing/observation.ts';
import { GatewayError, toGatewayError } from '../ticketing/errors.ts';
import type { CircuitBreakers } from './circuit-breaker.ts';
import { readCapped, toExchangeError, type Exchange, type ExchangeRequest, type OpenResponse } from './exchange.ts';
import { toHeaderValue } from './header-value.ts';
import type { HealthRecord } from './health.ts';
import type { Hedge } from './hedge.ts';
import { badResponse, mediaType, type HttpResponse } from './http-response.ts';
import { encodeQuery } from './path.ts';
import { toProblemError, type ReadProblem } from './problem.ts';
import { withRetry, type RetryOptions } from './retry.ts';
import type { SingleFlight } from '../store/single-flight.ts';

/** Headers that prove who calls, and what to do when the backend refuses them. */
export interface Credential {
  readonly headers: Readonly<Record<string, string>>;
  /** Forgets what was refused, so that the next credential is a new one. */
  readonly refused: () => void;
  /** True if there is no other for this call: a refusal stands. */
  readonly isFinal?: boolean;
  /** True if it is the caller's own: refused, it says nothing about the backend. */
  readonly isCallers?: boolean;
}

/** Gets the credential for a call. @throws GatewayError UNAUTHENTICATED if there is none */
export type Authorize = (call: Call) => Promise<Credential>;

/** A body that is too large to be held. */
export interface StreamedBody {
  readonly contentType: string;
  /** How many bytes it has, exactly. */
  readonly length: number;
  /** All bytes from the first on; each attempt begins anew. */
  readonly read: () => Readable;
  /** What a dry run shows in its place. */
  readonly shown: string;
}

export interface BackendRequest {
  /** Name in the circuit breaker, in metrics and in logs. */
  readonly operation: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Made with the `path` tag. */
  readonly path: string;
  readonly query?: readonly (readonly [name: string, value: string])[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent form-urlencoded. */
  readonly form?: Readonly<Record<string, string>>;
  /** Sent as it comes, without being held. */
  readonly stream?: StreamedBody;
  /** True if it may be sent again after a failure. Default: only GET. */
  readonly isSafe?: boolean;
  /** The most repeats of a safe request where there are to be fewer than the operator permits. */
  readonly mostRetries?: number;
  /** Left out for calls that need no credential, such as the one that gets it. */
  readonly authorize?: Authorize;
  /** True if it gets a credential for the caller: one that is refused says nothing about the backend. */
  readonly isForCaller?: boolean;
}

/** HTTP towards one address of one backend: safe repeats, circuit breaker, credentials, correlation and errors. */
export interface BackendHttp {
  /**
   * @returns the answer, which the adapter's `readProblem` took for a success
   * @throws GatewayError for everything else
   */
  send(request: BackendRequest, call: Call): Promise<HttpResponse>;
  /**
   * Reads something large: answers when its first bytes are there. An answer in JSON is read whole first, as it may be a
   * refusal. The caller must read the body to its end or destroy it; `call.signal` ends it too.
   * @param request a GET
   * @throws GatewayError as `send`
   */
  open(request: BackendRequest, call: Call): Promise<OpenResponse>;
}

export interface BackendHttpParts {
  readonly backend: string;
  readonly exchange: Exchange;
  readonly breakers: CircuitBreakers;
  readonly health: HealthRecord;
  readonly retry: RetryOptions;
  /** Asks reads that take long a second time; left out where that is not wanted. */
  readonly hedge?: Hedge;
  /** The largest body that is held, in bytes. */
  readonly mostBodyBytes: number;
  readonly readProblem: ReadProblem;
  /** Header that carries the correlation id. */
  readonly correlationHeader: string;
  /** Shares equal reads that are under way at once. */
  readonly reads: SingleFlight<HttpResponse>;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
  /** Told of every attempt, on whoever's behalf. */
  readonly beginAttempt?: BeginAttempt;
}

/** Sends a request once, and throws what the answer refuses. */
type ExchangeOnce<Answer> = (outgoing: ExchangeRequest, call: Call) => Promise<Answer>;

export function createBackendHttp(parts: BackendHttpParts): BackendHttp {
  // Reads that began before a write must not be shared with readers that come after it.
  let writes = 0;

  async function send(request: BackendRequest, call: Call): Promise<HttpResponse> {
    if (!isSafe(request) && call.preview !== undefined) return preview(request, call, call.preview);
    if (!isSafe(request)) return attemptWithCredential(request, call, exchangeWhole);
    const attemptWhole = (signal: AbortSignal): Promise<HttpResponse> =>
      attemptWithCredential(request, { ...call, signal }, exchangeWhole);
    const { hedge } = parts;
    return withRetry(retryOptionsOf(request), call.signal, () =>
      hedge === undefined || request.method !== 'GET'
        ? attemptWhole(call.signal)
        : hedge.run(attemptWhole, call.signal),
    );
  }

  function retryOptionsOf({ mostRetries = Number.POSITIVE_INFINITY }: BackendRequest): RetryOptions {
    return { ...parts.retry, mostRetries: Math.min(parts.retry.mostRetries, mostRetries) };
  }

  /** @throws GatewayError if the answer is a refusal */
  async function exchangeWhole(outgoing: ExchangeRequest, { signal }: Call): Promise<HttpResponse> {
    const response = await parts.exchange.send(outgoing, signal);
    const problem = parts.readProblem(response);
    if (problem !== null) throw toProblemError(response, problem);
    return response;
  }

  /** @throws GatewayError if the answer is a refusal */
  async function exchangeOpen(outgoing: ExchangeRequest, { signal }: Call): Promise<OpenResponse> {
    const opened = await parts.exchange.open(outgoing, signal);
    if (!mayBeProblem(opened)) {
      opened.body.once('error', (error) => parts.health.failed(toExchangeError(error, signal)));
      return opened;
    }
    const { status, headers } = opened;
    const body = await readCapped(opened.body, parts.mostBodyBytes, headers['content-length']).catch(
      (error: unknown) => {
        throw toExchangeError(error, signal);
      },
    );
    const problem = parts.readProblem({ status, headers, body });
    if (problem !== null) throw toProblemError({ status, headers, body }, problem);
    if (status !== 200) throw badResponse(`the status ${status} instead of 200`);
    return { status, headers, body: Readable.from([body]) };
  }

  /** A dry run shows what would be sent, without the credential, and ends there. */
  function preview(request: BackendRequest, call: Call, show: NonNullable<Call['preview']>): never {
    const { method, target, headers, body } = toExchangeRequest(request, undefined, call);
    show({ method, target, headers, body: body === undefined ? null : (request.stream?.shown ?? body.toString()) });
    throw new GatewayError('INTERNAL', 'The dry run ends here.', { isPreview: true });
  }

  /** A refused credential was not executed, so the request may be repeated once with a new one, whatever it does. */
  async function attemptWithCredential<Answer>(
    request: BackendRequest,
    call: Call,
    exchange: ExchangeOnce<Answer>,
  ): Promise<Answer> {
    const credential = await authorize(request, call);
    try {
      return await attempt(request, credential, call, exchange);
    } catch (error) {
      if (credential === undefined || toGatewayError(error).code !== 'UNAUTHENTICATED') throw error;
      credential.refused();
      if (credential.isFinal === true) throw error;
      return attempt(request, await authorize(request, call), call, exchange);
    }
  }

  async function authorize(request: BackendRequest, call: Call): Promise<Credential | undefined> {
    try {
      return await request.authorize?.(call);
    } catch (thrown) {
      throw toAuthorizationError(call.signal.aborted ? toExchangeError(thrown, call.signal) : toGatewayError(thrown));
    }
  }

  function attempt<Answer>(
    request: BackendRequest,
    credential: Credential | undefined,
    call: Call,
    exchange: ExchangeOnce<Answer>,
  ): Promise<Answer> {
    return parts.breakers.run(request.operation, async () => {
      const startedAt = parts.clock();
      const watch = watchAttempt(request, call);
      try {
        const outgoing = toExchangeRequest(request, credential, call, watch.headers);
        if (!isSafe(request)) call.onWrite?.('SENT');
        const response = await exchange(outgoing, call);
        parts.health.succeeded();
        report(request, call, 'OK', startedAt);
        watch.end(null);
        return response;
      } catch (thrown) {
        const error = toGatewayError(thrown);
        if (!isSafe(request) && error.facts.mayHaveArrived !== true) call.onWrite?.('REFUSED');
        const isCallers = credential?.isCallers === true || request.isForCaller === true;
        if (isCallers && error.code === 'UNAUTHENTICATED') parts.health.succeeded();
        else parts.health.failed(error);
        report(request, call, isRefusal(error) ? 'REFUSED' : 'FAILED', startedAt);
        watch.end(error);
        throw error;
      }
    });
  }

  function report(request: BackendRequest, call: Call, outcome: AttemptReport['outcome'], startedAt: number): void {
    const { backend, clock } = parts;
    call.onAttempt?.({ backend, operation: request.operation, outcome, durationMs: clock() - startedAt });
  }

  /** Whoever counts for the whole gateway, and whoever follows this one call. */
  function watchAttempt({ operation }: BackendRequest, call: Call): AttemptWatch {
    const start = { backend: parts.backend, operation };
    const ofAll = parts.beginAttempt?.(start);
    const ofCall = call.beginAttempt?.(start);
    return {
      headers: ofCall?.headers ?? {},
      end(error) {
        ofAll?.end(error);
        ofCall?.end(error);
      },
    };
  }

  function toExchangeRequest(
    request: BackendRequest,
    credential: Credential | undefined,
    call: Call,
    traceHeaders: Readonly<Record<string, string>> = {},
  ): ExchangeRequest {
    const body = encodeBody(request);
    return {
      method: request.method,
      target: request.path + encodeQuery(request.query ?? []),
      headers: {
        accept: 'application/json',
        [parts.correlationHeader]: toHeaderValue(call.correlationId),
        ...traceHeaders,
        ...(body === undefined ? {} : { 'content-type': body.contentType }),
        ...(request.stream === undefined ? {} : { 'content-length': String(request.stream.length) }),
        ...request.headers,
        ...credential?.headers,
      },
      ...(body === undefined ? {} : { body: body.content }),
    };
  }

  /** A sign-in is no call of its own: others may be waiting for the same one. */
  function spend(request: BackendRequest, call: Call): void {
    if (request.authorize !== undefined) call.beforeCall?.();
  }

  return {
    async open(request, call) {
      spend(request, call);
      return withRetry(retryOptionsOf(request), call.signal, () => attemptWithCredential(request, call, exchangeOpen));
    },
    async send(request, call) {
      // Before the read is shared: a budget that is used up must not become the failure of another operation.
      spend(request, call);
      if (request.method !== 'GET') {
        writes += 1;
        return send(request, call).finally(() => {
          writes += 1;
        });
      }
      const key = JSON.stringify([
        call.principal.fingerprint,
        writes,
        request.path,
        request.query,
        request.headers,
        call.language,
      ]);
      return parts.reads
        .run(key, (signal) => send(request, { ...call, signal }), call.signal)
        .catch((error: unknown) => {
          throw call.signal.aborted ? toExchangeError(error, call.signal) : error;
        });
    },
  };
}

/** What a failed sign-in means for the request that needed it: a wrong address of the sign-in is no absent ticket. */
function toAuthorizationError({ code, message, facts }: GatewayError): GatewayError {
  const unsent = { ...facts, isUnauthorized: true, mayHaveArrived: false };
  const isAboutTheRequest = code === 'NOT_FOUND' || code === 'INVALID_INPUT' || code === 'CONFLICT';
  if (!isAboutTheRequest) return new GatewayError(code, message, unsent);
  return new GatewayError('BACKEND_BAD_RESPONSE', 'The backend did not sign the gateway in as it should.', unsent);
}

/** A failure has a status that says so, or is JSON, whatever was asked for. */
function mayBeProblem(opened: OpenResponse): boolean {
  const type = mediaType(opened);
  return opened.status !== 200 || type === 'application/json' || type.endsWith('+json');
}

function isSafe(request: BackendRequest): boolean {
  return request.isSafe ?? request.method === 'GET';
}

function isRefusal(error: GatewayError): boolean {
  return !error.code.startsWith('BACKEND_') && error.code !== 'INTERNAL';
}

interface EncodedBody {
  readonly contentType: string;
  readonly content: string | (() => Readable);
}

function encodeBody({ json, form, stream }: BackendRequest): EncodedBody | undefined {
  if (json !== undefined) return { contentType: 'application/json', content: JSON.stringify(json) };
  if (stream !== undefined) return { contentType: stream.contentType, content: stream.read };
  if (form === undefined) return undefined;
  return { contentType: 'application/x-www-form-urlencoded', content: new URLSearchParams(form).toString() };
}
