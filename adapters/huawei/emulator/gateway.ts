import { BusinessError, gatewayError, replyWithBusinessError } from './errors.ts';
import { isRecord } from './input.ts';
import type { Backend, Call, Endpoint, Token } from './model.ts';
import { asksForGroup } from './tickets.ts';
import { zoneOffset } from './times.ts';
import type { EmulatorRequest, Route } from '../../../src/emulation/emulator.ts';
import type { Reply } from '../../../src/emulation/fault.ts';

const PREFIX = '/v2/servicerequest';
const LARGEST_BODY = 12 * 1_048_576;

/** Puts the API gateway in front of OSM's endpoints: tokens, throttling, sizes, request ids. */
export function guardedRoutes(backend: Backend, endpoints: readonly Endpoint[]): readonly Route[] {
  const allow = createThrottle(backend);
  return endpoints.map((endpoint) => ({
    label: endpoint.label,
    method: endpoint.method,
    path: `${PREFIX}${endpoint.path}`,
    async handle(request: EmulatorRequest) {
      const requestId = nextRequestId(backend);
      return withRequestId(await pass(backend, endpoint, request, requestId, allow), requestId);
    },
  }));
}

/** The answer to a path that is not published: 404, which says nothing about tickets. */
export function unpublished(backend: Backend): Reply {
  const requestId = nextRequestId(backend);
  return withRequestId(
    gatewayError(404, 'APIGW.0101', 'The API does not exist or has not been published.', requestId),
    requestId,
  );
}

async function pass(
  backend: Backend,
  endpoint: Endpoint,
  request: EmulatorRequest,
  requestId: string,
  allow: (label: string) => boolean,
): Promise<Reply> {
  const token = backend.tokens.get(request.headers['x-auth-token'] ?? '');
  if (token === undefined)
    return gatewayError(401, 'APIGW.0301', 'Incorrect IAM authentication information.', requestId);
  if (isRefused(backend, token)) return gatewayError(401, 'APIGW.0307', 'The token must be updated.', requestId);
  const { scope } = backend.switches;
  if (scope !== 'any' && scope !== token.scope) {
    return gatewayError(403, 'APIGW.0302', 'The IAM user is not allowed to access the API.', requestId);
  }
  if (!allow(endpoint.label)) {
    return gatewayError(429, 'APIGW.0308', 'The throttling threshold has been reached.', requestId);
  }
  if (request.body.length > LARGEST_BODY) {
    return gatewayError(413, 'APIGW.0201', 'The request body is too large.', requestId);
  }
  const body = bodyOf(request);
  if (body === undefined) return gatewayError(400, 'OSM.0001', 'The body is not a JSON object.', requestId);
  try {
    return await endpoint.handle(backend, callOf(request, token, body));
  } catch (error) {
    if (error instanceof BusinessError) return replyWithBusinessError(error);
    throw error;
  }
}

function isRefused(backend: Backend, token: Token): boolean {
  if (backend.switches.rejectTokenOnce) {
    backend.switches.rejectTokenOnce = false;
    return true;
  }
  return token.expiresAt <= Date.now();
}

/** Counts the calls of each API in each second. */
function createThrottle(backend: Backend): (label: string) => boolean {
  let second = 0;
  let calls = new Map<string, number>();
  return (label) => {
    const now = Math.floor(Date.now() / 1_000);
    if (now !== second) {
      second = now;
      calls = new Map();
    }
    const count = (calls.get(label) ?? 0) + 1;
    calls.set(label, count);
    return backend.switches.throttle === 0 || count <= backend.switches.throttle;
  };
}

/** The JSON body, empty if there is none or if it is another kind of body; undefined if it is broken. */
function bodyOf(request: EmulatorRequest): Readonly<Record<string, unknown>> | undefined {
  if (request.body.length === 0 || request.headers['content-type']?.startsWith('multipart/') === true) return {};
  const body = request.json();
  return isRecord(body) ? body : undefined;
}

function callOf(request: EmulatorRequest, token: Token, body: Readonly<Record<string, unknown>>): Call {
  return {
    request,
    query: request.query,
    body,
    user: token.user,
    group: asksForGroup(request.query, body),
    english: request.headers['x-language']?.toLowerCase() === 'en-us',
    zone: zoneOffset(request.headers['x-time-zone']),
  };
}

function nextRequestId(backend: Backend): string {
  backend.requestCount += 1;
  return backend.requestCount.toString(16).padStart(32, '0');
}

function withRequestId(reply: Reply, requestId: string): Reply {
  return { ...reply, headers: { ...reply.headers, 'X-Request-Id': requestId } };
}
