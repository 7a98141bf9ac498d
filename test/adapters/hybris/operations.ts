// Without nock: a file that imports it has its sockets patched, which tests over real sockets must not have.
import type { BackendInstance, ListPageRequest, ListQuery, ListTickets } from '../../../src/ticketing/adapter.ts';
import { toGatewayError, type GatewayError } from '../../../src/ticketing/errors.ts';
import { isUnsupported } from '../../../src/ticketing/unsupported.ts';
import type { WriteName } from '../../../src/ticketing/write.ts';

/** An operation that the backend must have. */
export function operation<Name extends keyof BackendInstance['operations']>(
  backend: BackendInstance,
  name: Name,
): Extract<BackendInstance['operations'][Name], object> extends infer Operation
  ? Exclude<Operation, { readonly unsupported: string }>
  : never {
  const found = backend.operations[name];
  if (isUnsupported(found)) throw new Error(`${name} is unsupported`);
  return found as never;
}

/** A write that the backend must have. */
export function write<Name extends WriteName>(backend: BackendInstance, name: Name) {
  return operation(backend, name);
}

/** What a write was rejected with. @throws Error if it was not */
export async function rejectionOf(promise: Promise<unknown>): Promise<GatewayError> {
  const outcome = await promise.then(
    () => null,
    (error: unknown) => toGatewayError(error),
  );
  if (outcome === null) throw new Error('It was not rejected.');
  return outcome;
}

export function listOf(backend: BackendInstance): ListTickets {
  return operation(backend, 'listTickets');
}

/** A request for a page of the only lane, newest first. */
export function pageRequest(
  more: Partial<ListPageRequest<unknown>> & Partial<ListQuery> = {},
): ListPageRequest<unknown> {
  return {
    lane: {},
    filter: {},
    order: { field: 'createdAt', direction: 'DESC' },
    from: null,
    limit: 25,
    continuation: null,
    wantsTotal: false,
    ...more,
  };
}
