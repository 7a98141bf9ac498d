import { recordNumber, type TicketRecord } from './record.ts';
import type { CrmSwitches } from './switches.ts';

/** A ticket and the e-mail of the customer who sees it; a social ticket may have none. */
export interface OwnedTicket {
  readonly owner: string | undefined;
  readonly record: TicketRecord;
}

/** All tickets of the CRM. */
export interface TicketStore {
  /** A customer's tickets, newest first. */
  list(owner: string): readonly TicketRecord[];
  find(id: string): OwnedTicket | undefined;
  /** A ticket by what a comment calls `ticketNo`, in one of the forms of section 14 #7. */
  findByTicketNo(text: string, form: CrmSwitches['commentTicketNo']): OwnedTicket | undefined;
  /** Keeps a ticket, in place of one with the same id. */
  put(ticket: OwnedTicket): void;
  remove(id: string): boolean;
  /** Ids and numbers go on from the highest. */
  nextNames(): { readonly id: string; readonly ticket_no: string };
  all(): readonly OwnedTicket[];
}

/** Creates a store that finds by id, by number and by a number's digits without searching. */
export function createStore(tickets: readonly OwnedTicket[]): TicketStore {
  const byId = new Map<string, OwnedTicket>();
  const idByNumber = new Map<string, string>();
  const idByDigits = new Map<string, string>();
  const lists = new Map<string, readonly TicketRecord[]>();
  let highestRecord = 0;
  let highestTicketNo = 0;

  function put(ticket: OwnedTicket): void {
    const { id, ticket_no: number } = ticket.record;
    remove(id);
    byId.set(id, ticket);
    idByNumber.set(number, id);
    idByDigits.set(digitsOf(number), id);
    if (ticket.owner !== undefined) lists.delete(ticket.owner);
    highestRecord = Math.max(highestRecord, recordNumber(id));
    if (/^TT\d+$/.test(number)) highestTicketNo = Math.max(highestTicketNo, Number(number.slice(2)));
  }

  function remove(id: string): boolean {
    const ticket = byId.get(id);
    if (ticket === undefined) return false;
    byId.delete(id);
    idByNumber.delete(ticket.record.ticket_no);
    idByDigits.delete(digitsOf(ticket.record.ticket_no));
    if (ticket.owner !== undefined) lists.delete(ticket.owner);
    return true;
  }

  function list(owner: string): readonly TicketRecord[] {
    const kept = lists.get(owner);
    if (kept !== undefined) return kept;
    const own = [...byId.values()].filter((ticket) => ticket.owner === owner).map(({ record }) => record);
    const sorted = own.sort(compareNewestFirst);
    lists.set(owner, sorted);
    return sorted;
  }

  function idOf(text: string, form: CrmSwitches['commentTicketNo']): string | undefined {
    switch (form) {
      case 'ticketNo':
        return idByNumber.get(text);
      case 'digits':
        return idByDigits.get(text);
      case 'recordId':
        return `17x${text}`;
      case 'wsId':
        return text;
      case 'any':
      default:
        return idByNumber.get(text) ?? idByDigits.get(text) ?? (/^\d+$/.test(text) ? `17x${text}` : text);
    }
  }

  for (const ticket of tickets) put(ticket);
  return {
    list,
    find: (id) => byId.get(id),
    findByTicketNo: (text, form) => byId.get(idOf(text, form) ?? ''),
    put,
    remove,
    nextNames: () => ({ id: `17x${highestRecord + 1}`, ticket_no: `TT${highestTicketNo + 1}` }),
    all: () => [...byId.values()],
  };
}

/** Digits after an administrator's prefix; the prefix `CT7` ends in one of its own and gives it away. */
function digitsOf(number: string): string {
  return number.replace(/^\D+/, '');
}

/** Rows without a time come last. */
function compareNewestFirst(one: TicketRecord, other: TicketRecord): number {
  if (one.createdtime !== other.createdtime) return one.createdtime < other.createdtime ? 1 : -1;
  return recordNumber(other.id) - recordNumber(one.id);
}
