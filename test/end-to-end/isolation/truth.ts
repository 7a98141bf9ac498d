import type { BackendInstance, Call, ListTickets } from '../../../src/ticketing/adapter.ts';
import type { NativeTicket } from '../../../src/ticketing/ticket.ts';
import { isUnsupported } from '../../../src/ticketing/unsupported.ts';
import { CUSTOMERS, type Customer, type World } from './world.ts';

/** Whose a ticket is: a customer's, both customers', or of nobody who calls. */
export interface KnownTicket {
  readonly backend: string;
  readonly ticket: NativeTicket;
  readonly owners: ReadonlySet<Customer>;
}

/** Backends whose account sees everything, and where the ticket itself says whose it is. */
const TELL_OWNER = ['shop'];
/** Backends where each customer sees what is theirs, with their own token. */
const BY_TOKEN = ['myshop', 'care', 'cloud'];
/** Backends whose account is one customer. */
const ONE_CUSTOMER: Readonly<Record<string, Customer>> = { desk: 'A' };
/** Backends that are no customer's business. */
const NOBODYS = ['support', 'partners', 'delivery'];

/** Reads all tickets past the gateway, and whose they are. */
export async function readTruth(world: World): Promise<KnownTicket[]> {
  const known: KnownTicket[] = [];
  for (const backend of TELL_OWNER) {
    for (const ticket of await readAll(world, backend, world.callAs(null))) {
      const owners = CUSTOMERS.filter((name) => world.customers[name].customerIds[backend] === ticket.customer?.id);
      known.push({ backend, ticket, owners: new Set(owners) });
    }
  }
  for (const backend of BY_TOKEN) known.push(...(await readByToken(world, backend)));
  for (const [backend, owner] of Object.entries(ONE_CUSTOMER)) {
    for (const ticket of await readAll(world, backend, world.callAs(null))) {
      known.push({ backend, ticket, owners: new Set([owner]) });
    }
  }
  for (const backend of NOBODYS) {
    for (const ticket of await readAll(world, backend, world.callAs(null))) {
      known.push({ backend, ticket, owners: new Set() });
    }
  }
  return known;
}

async function readByToken(world: World, backend: string): Promise<KnownTicket[]> {
  const byId = new Map<string, { ticket: NativeTicket; owners: Set<Customer> }>();
  for (const name of CUSTOMERS) {
    for (const ticket of await readAll(world, backend, world.callAs(name))) {
      const entry = byId.get(ticket.nativeId) ?? { ticket, owners: new Set<Customer>() };
      entry.owners.add(name);
      byId.set(ticket.nativeId, entry);
    }
  }
  return [...byId.values()].map((entry) => ({ backend, ...entry }));
}

async function readAll(world: World, id: string, call: Call): Promise<NativeTicket[]> {
  const backend = world.unguarded.get(id) as BackendInstance;
  const operation = backend.operations.listTickets;
  if (isUnsupported(operation)) throw new Error(`The backend "${id}" has no list.`);
  const list: ListTickets = operation;
  const order = { field: 'createdAt', direction: 'ASC' } as const;
  const tickets = new Map<string, NativeTicket>();
  for (const lane of list.plan({ filter: {}, order }).lanes) {
    let continuation: unknown = null;
    do {
      const request = { filter: {}, order, lane, from: null, limit: 100, continuation, wantsTotal: false };
      const page = await list.readPage(request, call);
      for (const ticket of page.tickets) tickets.set(ticket.nativeId, ticket);
      continuation = page.continuation ?? null;
    } while (continuation !== null);
  }
  return [...tickets.values()];
}
