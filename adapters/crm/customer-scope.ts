import type { CustomerScope } from '../../src/ticketing/backend-access.ts';
import { unsupported, type Supported } from '../../src/ticketing/unsupported.ts';
import { isSameContact, type TokenContact } from './token-source.ts';

/**
 * The one customer whom the gateway's token belongs to. Lists name no customer, as all their rows are the token's; where a
 * ticket names its contact, that decides.
 */
export function createCustomerScope(contact: TokenContact): Supported<CustomerScope> {
  if (contact.kind === 'unknown') {
    return unsupported('Whose token the gateway has is not known: set "contactId" of this backend.');
  }
  return {
    owns({ customer }, customerId) {
      const owner = customer?.id ?? contactAtHand(contact);
      return owner !== null && isSameContact(owner, customerId);
    },
  };
}

/** Null before the first sign-in: then nothing has been read either. */
function contactAtHand(contact: TokenContact): string | null {
  switch (contact.kind) {
    case 'configured':
      return contact.id;
    case 'byLogin':
      return contact.atHand();
    case 'byCaller':
    case 'unknown':
      return null;
  }
}
