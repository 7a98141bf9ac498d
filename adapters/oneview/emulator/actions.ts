import type { EmulatorDefinition } from '../../../src/emulation/emulator.ts';
import type { Random } from '../../../src/emulation/random.ts';
import { isObject } from './body.ts';
import type { Ticket } from './model.ts';
import { nowInSeconds, type TicketStore } from './store.ts';
import type { Switches } from './switches.ts';

/** What can happen inside the backend without the gateway: staff and chats change tickets, tokens are revoked. */
export function createActions(store: TicketStore, switches: Switches, random: Random): EmulatorDefinition['actions'] {
  return {
    // The page documents no call that gives a token, so a revoked one could never be replaced. It is therefore refused
    // ONCE with 401 and accepted again afterwards, as if the provider had renewed it under the same value.
    expireTokens() {
      switches.rejectTokenOnce = true;
    },
    /** `{id, ...changes}`: fields are replaced as a whole; UpdatedAt follows a change of status unless it is given. */
    changeTicket(input) {
      const { id, ...changes } = readInput(input);
      const ticket = store.find(String(id));
      if (ticket === undefined) throw new Error(`There is no ticket "${String(id)}".`);
      const hasNewStatus = 'status' in changes && changes['status'] !== ticket.status;
      return Object.assign(ticket, hasNewStatus ? { UpdatedAt: nowInSeconds() } : {}, changes);
    },
    /** Any fields of a ticket; a new id, the status ASSIGNED and the time of now if they are not given. */
    addTicket(input) {
      const now = nowInSeconds();
      const defaults: Ticket = { id: random.uuid(), status: 'ASSIGNED', createdAt: now, UpdatedAt: now };
      const ticket: Ticket = { ...defaults, queue: 'chat-sg-en', channel: 'chat', type: 'chat', ...readInput(input) };
      if (store.find(ticket.id) !== undefined) throw new Error(`There is a ticket "${ticket.id}" already.`);
      store.add(ticket);
      return ticket;
    },
    /** `{id}` */
    removeTicket(input) {
      const { id } = readInput(input);
      if (!store.remove(String(id))) throw new Error(`There is no ticket "${String(id)}".`);
    },
  };
}

function readInput(input: unknown): Record<string, unknown> {
  if (input === undefined) return {};
  if (!isObject(input)) throw new Error('The input of this action is an object.');
  return input;
}
