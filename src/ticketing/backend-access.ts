import type { NativeTicket } from './ticket.ts';
import type { Supported } from './unsupported.ts';

/**
 * With whose credential a backend is reached. SERVICE: the gateway's own, from its configuration. PASS_THROUGH: the caller's
 * own token, as it came. EXCHANGE: a token that the gateway gets for the caller.
 */
export const CREDENTIAL_STRATEGIES = ['SERVICE', 'PASS_THROUGH', 'EXCHANGE'] as const;
export type CredentialStrategy = (typeof CREDENTIAL_STRATEGIES)[number];

/** How a customer is kept to what is theirs where the credential is not their own. */
export interface CustomerScope {
  /** True if the ticket is this customer's. Decides on what the ticket itself says, never on what was asked for. */
  owns(ticket: NativeTicket, customerId: string): boolean;
}

export interface BackendAccess {
  readonly strategy: CredentialStrategy;
  /**
   * For SERVICE alone: only a backend that can be asked for one customer's tickets, and whose tickets say whose they are, is
   * open to customers. With the other strategies the backend itself decides what the caller may see.
   */
  readonly customerScope: Supported<CustomerScope>;
  /** Native names of custom fields that staff alone may see, or that name people; none if left out. */
  readonly internalFields?: readonly string[];
}
