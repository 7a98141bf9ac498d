import { blankTicket } from './data.ts';
import { changeTicket, type Store } from './store.ts';
import { GENERIC_VIEW, viewTicket, type StoredTicket } from './ticket.ts';
import { timeText } from './time.ts';
import { isObject } from './values.ts';

type Actions = Record<'changeTicket' | 'addTicket' | 'removeTicket' | 'readCatalogue', (input: unknown) => unknown>;

/** What others do inside the backend: any stored field can be set, names are those of the wire. */
export function createActions(store: Store): Actions {
  return {
    /** `{id, ...fields}`; a changed `state` moves the ticket to another resource. */
    changeTicket(input) {
      const { id, ...changes } = readFields(input);
      const changed = changeTicket(store, find(store, id), withTimes(changes));
      return viewTicket(changed, GENERIC_VIEW);
    },
    /** `{...fields}`, all optional: a new ticket, pending unless told otherwise. */
    addTicket(input) {
      const now = Date.now();
      const fields = input === undefined ? {} : readFields(input);
      const id = fields.id ?? store.random.uuid();
      if (store.tickets.has(id)) throw new Error(`There is a ticket ${id} already.`);
      const ticket = {
        ...blankTicket(id, 7_900_000 + store.eventLog.events.length, timeText(now)),
        ...withTimes(fields),
      };
      store.tickets.set(id, ticket);
      store.eventLog.append('tickets.ticket.created', ticket, now);
      return viewTicket(ticket, GENERIC_VIEW);
    },
    /** `{id}`: it is gone from every resource. */
    removeTicket(input) {
      const { id } = readFields(input);
      store.tickets.delete(find(store, id).id);
      return null;
    },
    /** Providers, products, operators, customers and cancel reasons, for which the page knows no path or no need. */
    readCatalogue: () => store.catalogue,
  };
}

function find(store: Store, id: string | undefined): StoredTicket {
  const ticket = store.tickets.get(id ?? '');
  if (ticket === undefined) throw new Error(`There is no ticket ${String(id)}.`);
  return ticket;
}

function readFields(input: unknown): Partial<StoredTicket> {
  if (!isObject(input)) throw new Error('The action needs an object with fields of a ticket.');
  const known = blankTicket('', 0, '');
  for (const name of Object.keys(input)) if (!(name in known)) throw new Error(`A ticket has no field "${name}".`);
  return input;
}

/** A finished ticket has a time of its end, one in progress a time of its start. */
function withTimes(fields: Partial<StoredTicket>): Partial<StoredTicket> {
  const now = Date.now();
  switch (fields.state) {
    case 'in_progress':
      return { assigned_at: timeText(now), service_started_at: timeText(now), ...fields };
    case 'closed':
    case 'cancelled':
      return { finished_at: timeText(now, '+01:00'), ...fields };
    default:
      return fields;
  }
}
