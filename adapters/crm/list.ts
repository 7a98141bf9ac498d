import type { Call, ListPlan, ListQuery, ListTickets } from '../../src/ticketing/adapter.ts';
import type { FilterName, TicketFilter } from '../../src/ticketing/filter.ts';
import type { ReadOwnTickets } from './own-tickets.ts';
import { isSameContact, type TokenContact } from './token-source.ts';

/** The API has one list, and no way to ask for a part of it. */
export type CrmLane = 'ownTickets';

const NOT_IN_LISTS: readonly FilterName[] = ['priorityLevels', 'assigneeId', 'updatedAt'];

/** The list as the API has it: everything of one customer in one answer, no order, no filter, no pages. */
export function createListTickets(readOwnTickets: ReadOwnTickets, contact: TokenContact): ListTickets<CrmLane> {
  return {
    plan: (query) => planList(query, contact),
    async readPage({ filter }, call) {
      const isOurs = filter.customerId === undefined || (await isContactOfToken(filter.customerId, contact, call));
      const tickets = isOurs ? await readOwnTickets(call) : [];
      return {
        tickets,
        continuation: null,
        total: tickets.length,
        // All rows belong to the token's contact, so that filter is settled by asking with this token.
        pushedDown: filter.customerId === undefined ? [] : ['customerId'],
      };
    },
  };
}

/** One lane, or none where no row can match. */
export function planList({ filter, order }: ListQuery, contact: TokenContact): ListPlan<CrmLane> {
  const notes = NOT_IN_LISTS.filter((name) => filter[name] !== undefined).map(toNote);
  // The API has no escalations: none is under way, so "not escalated" is true of every ticket.
  if (filter.escalated === true) notes.push(toNote('escalated'));
  const { customerId } = filter;
  if (customerId !== undefined && contact.kind === 'unknown') notes.push(toNote('customerId'));
  const isOthers = customerId !== undefined && contact.kind === 'configured' && !isSameContact(customerId, contact.id);
  if (notes.length > 0 || isOthers || matchesNothing(filter)) return { order: 'NONE', lanes: [], notes };
  return { order: 'NONE', lanes: ['ownTickets'], notes: order.field === 'updatedAt' ? [NO_UPDATES] : [] };
}

const NO_UPDATES = 'The time of the last change is not available in lists of this backend; its tickets come last.';

function toNote(name: FilterName): string {
  return `What the filter "${name}" speaks of is not available in lists of this backend, so none of its tickets can match.`;
}

function matchesNothing(filter: TicketFilter): boolean {
  return Object.values(filter).some((value) => Array.isArray(value) && value.length === 0);
}

/** Only the login or the caller tells whose token it is; a customer who cannot be told to be the same is another one. */
export async function isContactOfToken(customerId: string, contact: TokenContact, call: Call): Promise<boolean> {
  if (contact.kind === 'unknown') return false;
  const id = contact.kind === 'configured' ? contact.id : await contact.read(call);
  return id !== null && isSameContact(customerId, id);
}
