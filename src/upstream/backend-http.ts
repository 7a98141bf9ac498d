import type { AttemptReport, Call } from '../ticketing/adapter.ts';
import { GatewayError, toGatewayError } from '../ticketing/errors.ts';
import type { CircuitBreakers } from './circuit-breaker.ts';
import { toExchangeError, type Exchange, type ExchangeRequest } from './exchange.ts';
import { toHeaderValue } from './header-value.ts';
import type { HealthRecord } from './health.ts';
import type { HttpResponse } from './http-response.ts';
import { encodeQuery } from './path.ts';
import { toProblemError, type ReadProblem } from './problem.ts';
import { withRetry, type RetryOptions } from './retry.ts';
import type { SingleFlight } from '../store/single-flight.ts';

/** Headers that prove who calls, and what to do when the backend refuses them. */
export interface Credential {
  readonly headers: Readonly<Record<string, string>>;
  /** Forgets what was refused, so that the next credential is a new one. */
  readonly refused: () => void;
}

/** Gets the credential for a call. @throws GatewayError UNAUTHENTICATED if there is none */
export type Authorize = (call: Call) => Promise<Credential>;

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
  /** True if it may be sent again after a failure. Default: only GET. */
  readonly isSafe?: boolean;
  /** Left out for calls that need no credential, such as the one that gets it. */
  readonly authorize?: Authorize;
}

/** HTTP towards one address of one backend: safe repeats, circuit breaker, credentials, correlation and errors. */
export interface BackendHttp {
  /**
   * @returns the answer, which the adapter's `readProblem` took for a success
   * @throws GatewayError for everything else
   */
  send(request: BackendRequest, call: Call): Promise<HttpResponse>;
}

export interface BackendHttpParts {
  readonly backend: string;
  readonly exchange: Exchange;
  readonly breakers: CircuitBreakers;
  readonly health: HealthRecord;
  readonly retry: RetryOptions;
  readonly readProblem: ReadProblem;
  /** Header that carries the correlation id. */
  readonly correlationHeader: string;
  /** Shares equal reads that are under way at once. */
  readonly reads: SingleFlight<HttpResponse>;
  /** Milliseconds since 1970. */
  readonly clock: () => number;
}

export function createBackendHttp(parts: BackendHttpParts): BackendHttp {
  // Reads that began before a write must not be shared with readers that come after it.
  let writes = 0;

  async function send(request: BackendRequest, call: Call): Promise<HttpResponse> {
    if (!isSafe(request) && call.preview !== undefined) return preview(request, call, call.preview);
    if (!isSafe(request)) return attemptWithCredential(request, call);
    return withRetry(parts.retry, call.signal, () => attemptWithCredential(request, call));
  }

  /** A dry run shows what would be sent, without the credential, and ends there. */
  function preview(request: BackendRequest, call: Call, show: NonNullable<Call['preview']>): never {
    const { method, target, headers, body } = toExchangeRequest(request, undefined, call);
    show({ method, target, headers, body: body === undefined ? null : body.toString() });
    throw new GatewayError('INTERNAL', 'The dry run ends here.', { isPreview: true });
  }

  /** A refused credential was not executed, so the request may be repeated once with a new one, whatever it does. */
  async function attemptWithCredential(request: BackendRequest, call: Call): Promise<HttpResponse> {
    const credential = await authorize(request, call);
    try {
      return await attempt(request, credential, call);
    } catch (error) {
      if (credential === undefined || toGatewayError(error).code !== 'UNAUTHENTICATED') throw error;
      credential.refused();
      return attempt(request, await authorize(request, call), call);
    }
  }

  async function authorize(request: BackendRequest, call: Call): Promise<Credential | undefined> {
    try {
      return await request.authorize?.(call);
    } catch (thrown) {
      throw toAuthorizationError(call.signal.aborted ? toExchangeError(thrown, call.signal) : toGatewayError(thrown));
    }
  }

  function attempt(request: BackendRequest, credential: Credential | undefined, call: Call): Promise<HttpResponse> {
    return parts.breakers.run(request.operation, async () => {
      const startedAt = parts.clock();
      try {
        const outgoing = toExchangeRequest(request, credential, call);
        if (!isSafe(request)) call.onWrite?.('SENT');
        const response = await parts.exchange.send(outgoing, call.signal);
        const problem = parts.readProblem(response);
        if (problem !== null) throw toProblemError(response, problem);
        parts.health.succeeded();
        report(request, call, 'OK', startedAt);
        return response;
      } catch (thrown) {
        const error = toGatewayError(thrown);
        if (!isSafe(request) && error.facts.mayHaveArrived !== true) call.onWrite?.('REFUSED');
        parts.health.failed(error);
        report(request, call, isRefusal(error) ? 'REFUSED' : 'FAILED', startedAt);
        throw error;
      }
    });
  }

  function report(request: BackendRequest, call: Call, outcome: AttemptReport['outcome'], startedAt: number): void {
    const { backend, clock } = parts;
    call.onAttempt?.({ backend, operation: request.operation, outcome, durationMs: clock() - startedAt });
  }

  function toExchangeRequest(request: BackendRequest, credential: Credential | undefined, call: Call): ExchangeRequest {
    const body = encodeBody(request);
    return {
      method: request.method,
      target: request.path + encodeQuery(request.query ?? []),
      headers: {
        accept: 'application/json',
        [parts.correlationHeader]: toHeaderValue(call.correlationId),
        ...(body === undefined ? {} : { 'content-type': body.contentType }),
        ...request.headers,
        ...credential?.headers,
      },
      ...(body === undefined ? {} : { body: body.text }),
    };
  }

  return {
    async send(request, call) {
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

function isSafe(request: BackendRequest): boolean {
  return request.isSafe ?? request.method === 'GET';
}

function isRefusal(error: GatewayError): boolean {
  return !error.code.startsWith('BACKEND_') && error.code !== 'INTERNAL';
}

function encodeBody(request: BackendRequest): { readonly contentType: string; readonly text: string } | undefined {
  if (request.json !== undefined) return { contentType: 'application/json', text: JSON.stringify(request.json) };
  if (request.form === undefined) return undefined;
  return { contentType: 'application/x-www-form-urlencoded', text: new URLSearchParams(request.form).toString() };
}
