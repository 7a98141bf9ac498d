import type { BackendInstance, Principal } from '../ticketing/adapter.ts';
import { GatewayError } from '../ticketing/errors.ts';
import { isAgent } from '../ticketing/principal.ts';
import { isUnsupported } from '../ticketing/unsupported.ts';

/** Why a backend does not serve a caller. */
export interface Closed {
  /** UNAUTHENTICATED: signing in another way would help. FORBIDDEN: nothing the caller can do would. */
  readonly code: 'UNAUTHENTICATED' | 'FORBIDDEN';
  /** A sentence for people; it names neither the caller nor anything of the backend's. */
  readonly reason: string;
}

type Access = Pick<BackendInstance, 'id' | 'access'>;

/** Why this backend is closed to this caller; null if it is open. Asks nobody. */
export function closedReason(backend: Access, principal: Principal): Closed | null {
  switch (backend.access.strategy) {
    case 'PASS_THROUGH':
      return Object.hasOwn(principal.backendTokens, backend.id) ? null : NO_TOKEN;
    case 'EXCHANGE':
      return principal.bearerToken === null ? NOT_SIGNED_IN : null;
    case 'SERVICE':
      return isAgent(principal) ? null : closedToCustomer(backend, principal);
  }
}

/** True if the backend serves this caller. */
export function isOpenTo(backend: Access, principal: Principal): boolean {
  return closedReason(backend, principal) === null;
}

/** @throws GatewayError UNAUTHENTICATED or FORBIDDEN if the backend is closed to this caller */
export function requireOpen(backend: Access, principal: Principal): void {
  const closed = closedReason(backend, principal);
  if (closed !== null) throw new GatewayError(closed.code, closed.reason, { backend: backend.id });
}

/** The caller's customer id in this backend; null if they have none there. */
export function customerIdOf({ id }: Access, { customerIds }: Principal): string | null {
  const customerId = Object.hasOwn(customerIds, id) ? customerIds[id] : undefined;
  return customerId === undefined || customerId.trim() === '' ? null : customerId;
}

function closedToCustomer(backend: Access, principal: Principal): Closed | null {
  const { customerScope } = backend.access;
  if (isUnsupported(customerScope)) {
    return { code: 'FORBIDDEN', reason: `This backend serves agents alone. ${customerScope.unsupported}` };
  }
  return customerIdOf(backend, principal) === null ? NO_CUSTOMER : null;
}

const NO_TOKEN: Closed = {
  code: 'UNAUTHENTICATED',
  reason: 'This backend is reached with the caller’s own token for it, and none came with the request.',
};
const NOT_SIGNED_IN: Closed = {
  code: 'UNAUTHENTICATED',
  reason: 'This backend is reached with a token that is got for the caller: sign in.',
};
const NO_CUSTOMER: Closed = { code: 'FORBIDDEN', reason: 'The caller is no customer of this backend.' };
