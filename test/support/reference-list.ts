import type { SortOrder } from '../../src/ticketing/adapter.ts';
import type { FilterName, TicketFilter } from '../../src/ticketing/filter.ts';
import type { NativeTicket } from '../../src/ticketing/ticket.ts';

// What the list should be, said a second time and in other words than in src: one wrong thought must not pass on both sides.

/** A row of the list, by the names that tell it from all others. */
export interface NamedRow {
  readonly backend: string;
  readonly ticket: NativeTicket;
}

/** Text that names a row, for comparison. */
export function nameOf(backend: string, nativeId: string): string {
  return JSON.stringify([backend, nativeId]);
}

/** The whole list: the dated rows by time, then the undated ones; ties by backend, then by native id, both ascending. */
export function referenceOrder(rows: readonly NamedRow[], { field, direction }: SortOrder): NamedRow[] {
  const byName = [...rows].sort(
    (left, right) =>
      compareUnits(left.backend, right.backend) || compareUnits(left.ticket.nativeId, right.ticket.nativeId),
  );
  const dated = byName.filter(({ ticket }) => ticket[field] !== null);
  const undated = byName.filter(({ ticket }) => ticket[field] === null);
  const sign = direction === 'ASC' ? 1 : -1;
  // The sort is stable, so that ties stay in the order of their names.
  dated.sort((left, right) => sign * (millisecondsOf(left.ticket, field) - millisecondsOf(right.ticket, field)));
  return [...dated, ...undated];
}

export function millisecondsOf(ticket: NativeTicket, field: SortOrder['field']): number {
  return Date.parse(ticket[field] ?? '');
}

function compareUnits(left: string, right: string): number {
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const difference = left.charCodeAt(index) - right.charCodeAt(index);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** True if the ticket passes the named filters of a backend. */
export function isWanted(ticket: NativeTicket, filter: TicketFilter, names: readonly FilterName[]): boolean {
  for (const name of names) if (!passes(ticket, filter, name)) return false;
  return true;
}

function passes(ticket: NativeTicket, filter: TicketFilter, name: FilterName): boolean {
  switch (name) {
    case 'ids':
      return isOneOf(filter.ids, ticket.nativeId);
    case 'numbers':
      return isOneOf(filter.numbers, ticket.number);
    case 'statusCategories':
      return isOneOf(filter.statusCategories, ticket.status.category);
    case 'statusCodes':
      return isOneOf(filter.statusCodes, ticket.status.code);
    case 'typeIds':
      return isOneOf(filter.typeIds, ticket.type?.code);
    case 'priorityLevels':
      return isOneOf(filter.priorityLevels, ticket.priority?.level);
    case 'customerId':
      return filter.customerId === ticket.customer?.id;
    case 'assigneeId':
      return filter.assigneeId === ticket.assignee?.id;
    case 'text': {
      const haystack = [ticket.title, ticket.description, ticket.number].join('\u0000');
      return haystack.toLowerCase().includes((filter.text ?? '').toLowerCase());
    }
    case 'createdAt':
    case 'updatedAt': {
      const at = ticket[name];
      const { from, until } = filter[name] ?? {};
      if (at === null) return false;
      const isLateEnough = from === undefined || Date.parse(at) >= Date.parse(from);
      return isLateEnough && (until === undefined || Date.parse(at) < Date.parse(until));
    }
    case 'escalated': {
      const running = ticket.escalations.filter(({ state }) => !['COMPLETED', 'CANCELLED'].includes(state));
      return filter.escalated === running.length > 0;
    }
  }
}

function isOneOf(wanted: readonly string[] | undefined, value: string | null | undefined): boolean {
  return new Set<string | null | undefined>(wanted).has(value);
}
