import type { EmulatorRequest, Route } from '../../../src/emulation/emulator.ts';
import type { Reply } from '../../../src/emulation/fault.ts';
import type { Backend } from './backend.ts';
import { Refusal, forbidden, replyToRefusal, violation } from './refusal.ts';
import type { Token } from './tokens.ts';
import { isRecord } from './values.ts';

const LONGEST_URL = 8_000;
const LARGEST_BODY = 1024 * 1024;

/** What the API proxy does in front of every service: its own checks, and errors in the form of section 9. */
export function throughProxy(backend: Backend, handle: Route['handle']): Route['handle'] {
  return async (request) => {
    try {
      checkRequest(request);
      return await handle(request);
    } catch (error) {
      if (error instanceof Refusal) return replyToRefusal(error, backend.switches.errorForm);
      throw error;
    }
  };
}

/**
 * The token of a request that may do what `scope` stands for, in the tenant of the path if it has one.
 * @throws Refusal 401 without a good token, 403 in another tenant, without the scope or without a subscription
 */
export function authorize(backend: Backend, request: EmulatorRequest, scope?: string): Token {
  const value = /^Bearer +(\S+)$/i.exec(request.headers['authorization'] ?? '')?.[1];
  if (value === undefined) {
    throw new Refusal(401, 'insufficient_credentials', 'Authorization: Unauthorized. Bearer TOKEN is missing');
  }
  const token = backend.tokens.find(value);
  if (token === undefined) {
    throw new Refusal(401, 'insufficient_credentials', 'Authorization: Unauthorized. Bearer TOKEN is invalid');
  }
  const tenant = request.params['tenant'];
  if (tenant !== undefined && tenant !== token.tenant) {
    throw forbidden(`Access denied - token was not issued for tenant ${tenant}`);
  }
  if (scope !== undefined && !token.scopes.includes(scope)) throw forbidden('Access denied - invalid scope');
  return token;
}

/** Refuses, if the project has no subscription to the mashup. */
export function requireSubscription(backend: Backend): void {
  if (backend.switches.subscribed) return;
  throw new Refusal(403, 'insufficient_credentials', 'Access denied - no subscription to the product');
}

/**
 * The JSON object in the body of a request.
 * @throws Refusal 415 for another content type, 400 for a body that cannot be read
 */
export function readBody(request: EmulatorRequest): Readonly<Record<string, unknown>> {
  if (!/^application\/json *(;|$)/i.test(request.headers['content-type'] ?? '')) {
    throw new Refusal(415, 'unsupported_request_content_type', 'Content-Type must be application/json.');
  }
  const body = request.json();
  if (!isRecord(body)) throw new Refusal(400, 'bad_payload_syntax', 'The payload cannot be parsed.');
  return body;
}

/** The answer to a path no route has, or to a method its routes do not have. */
export function refuseUnmatched(backend: Backend, paths: readonly string[]): (request: EmulatorRequest) => Reply {
  const known = paths.map(
    (path) => new RegExp(`^${path.replaceAll('.', String.raw`\.`).replaceAll(/:\w+/g, '[^/]+')}$`),
  );
  return (request) => {
    const refusal = known.some((pattern) => pattern.test(request.path))
      ? new Refusal(405, 'unsupported_method', `${request.method} is not supported here.`)
      : new Refusal(404, 'collection_resource_non_existing', `There is no resource ${request.path}.`);
    return replyToRefusal(refusal, backend.switches.errorForm);
  };
}

function checkRequest(request: EmulatorRequest): void {
  // The proxy routes by host: a client that overrides `Host` is refused (section 1).
  if (!/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(request.headers['host'] ?? '')) {
    throw violation('invalid_header', 'Host', 'Invalid host header in the request');
  }
  if (request.path.length + request.query.toString().length > LONGEST_URL) {
    throw new Refusal(414, 'uri_too_long', 'The request URI is too long.');
  }
  if (request.body.length > LARGEST_BODY) throw new Refusal(413, 'bad_payload_size', 'The payload is too large.');
  const accepted = request.headers['accept'];
  if (accepted !== undefined && !/\*\/\*|application\/(json|\*)/i.test(accepted)) {
    throw new Refusal(406, 'unsupported_response_content_type', 'Only application/json can be given.');
  }
}
