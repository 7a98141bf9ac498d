import type { Call } from '../../src/ticketing/adapter.ts';
import { withoutModule, type TokenContact } from './token-source.ts';

/** The bare id of the contact in whose name comments are written. */
export interface ContactIds {
  /** Null if nobody said it so far. */
  read(call: Call): Promise<string | null>;
  /**
   * Takes it from a ticket that was created with the token.
   * ASSUMPTION: such a ticket belongs to the token's own contact.
   */
  learn(contactId: string | null): void;
}

/** What the login says comes first, then the configuration, then what a created ticket showed. */
export function createContactIds(contact: TokenContact): ContactIds {
  let learned: string | null = null;

  async function known(call: Call): Promise<string | null> {
    switch (contact.kind) {
      case 'byLogin':
      case 'byCaller':
        return contact.read(call);
      case 'configured':
        return contact.id;
      case 'unknown':
        return null;
    }
  }

  return {
    async read(call) {
      const id = withoutModule((await known(call)) ?? learned ?? '');
      return id === '' ? null : id;
    },
    learn(contactId) {
      // What one caller's ticket shows says nothing of the next caller.
      if (contact.kind !== 'byCaller') learned = contactId ?? learned;
    },
  };
}
