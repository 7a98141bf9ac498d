import { CUSTOMER_A } from './data.ts';
import { createRecord, formatTime, isTicketField, type TicketField, type TicketRecord } from './record.ts';
import type { TicketStore } from './store.ts';
import type { CrmSwitches } from './switches.ts';
import type { TokenIssuer } from './token.ts';

/** A comment as the CRM keeps it; the API never shows it again. */
export interface KeptComment {
  readonly ticketId: string;
  /** As it was sent, in whatever form. */
  readonly ticketNo: string;
  readonly comment: string;
  readonly contactId: string;
  /** Header `data`, if it was sent. */
  readonly data?: string;
  readonly createdtime: string;
}

/** What goes on inside the CRM, shared by its calls and its actions. */
export interface CrmState {
  readonly store: TicketStore;
  readonly comments: KeptComment[];
  readonly tokens: TokenIssuer;
  readonly switches: CrmSwitches;
}

/** What staff and administrators of the CRM can do and its API cannot. */
export function createActions(state: CrmState): Record<string, (input: unknown) => unknown> {
  const { store, switches, tokens } = state;

  function change(id: string, changes: Partial<TicketRecord>): TicketRecord {
    const ticket = store.find(id);
    if (ticket === undefined) throw new Error(`There is no ticket "${id}".`);
    const record = { ...ticket.record, modifiedtime: formatTime(new Date(), switches.zone), ...changes, id };
    store.put({ owner: ticket.owner, record });
    return record;
  }

  return {
    /** Every token given out so far is refused with INVALID_TOKEN. */
    expireTokens() {
      tokens.expireAll();
    },
    /** `{email?, lifetimeSeconds?}`: a token without a login; without lifetime it has no `exp`. */
    issueToken(input) {
      const { email, lifetimeSeconds } = readInput(input);
      return tokens.issue(
        typeof email === 'string' ? email : CUSTOMER_A.email,
        typeof lifetimeSeconds === 'number' ? lifetimeSeconds : undefined,
      );
    },
    /** `{id, ...changes}`: changes fields of a ticket and gives the full record. */
    changeTicket(input) {
      const { id, ...changes } = readInput(input);
      return change(readId(id), readFields(changes));
    },
    /** `{email?, ...fields}`: adds a ticket, of customer A unless said otherwise, and gives the full record. */
    addTicket(input) {
      const { email, ...rest } = readInput(input);
      const fields = readFields(rest);
      if (fields.id !== undefined && store.find(fields.id) !== undefined) {
        throw new Error(`There is a ticket "${fields.id}" already.`);
      }
      const record = createRecord({
        ...store.nextNames(),
        ticketstatus: 'Open',
        ticketcategories: 'Request',
        createdtime: formatTime(new Date(), switches.zone),
        ...fields,
      });
      store.put({ owner: typeof email === 'string' ? email : CUSTOMER_A.email, record });
      return record;
    },
    /** `{id}`: true if there was such a ticket. */
    removeTicket(input) {
      return store.remove(readId(readInput(input)['id']));
    },
    /** `{email?}`: removes the tickets of one customer, or all. Gives their number. */
    clearTickets(input) {
      const { email } = readInput(input);
      const gone = store.all().filter(({ owner }) => email === undefined || owner === email);
      for (const { record } of gone) store.remove(record.id);
      return gone.length;
    },
    /** `{from, to}`: an administrator renames a status of the picklist overnight. Gives the number of tickets. */
    renameStatus(input) {
      const { from, to } = readInput(input);
      const affected = store.all().filter(({ record }) => record.ticketstatus === from);
      for (const { owner, record } of affected) store.put({ owner, record: { ...record, ticketstatus: String(to) } });
      return affected.length;
    },
    /** `{id?}`: the kept comments, oldest first, of one ticket or all. */
    comments(input) {
      const { id } = readInput(input);
      return state.comments.filter(({ ticketId }) => id === undefined || ticketId === id);
    },
    /** `{id}`: the full record, also of a social ticket that nobody's list shows. */
    ticket(input) {
      return store.find(readId(readInput(input)['id']))?.record ?? null;
    },
  };
}

function readInput(input: unknown): Readonly<Record<string, unknown>> {
  if (input === undefined || input === null) return {};
  if (typeof input !== 'object') throw new Error('The input of an action is an object.');
  return input as Readonly<Record<string, unknown>>;
}

function readId(id: unknown): string {
  if (typeof id !== 'string') throw new Error('The input needs the "id" of a ticket.');
  return id;
}

function readFields(input: Readonly<Record<string, unknown>>): Partial<TicketRecord> {
  const fields: Partial<Record<TicketField, string>> = {};
  for (const [name, value] of Object.entries(input)) {
    if (!isTicketField(name)) throw new Error(`A ticket has no field "${name}".`);
    if (typeof value !== 'string') throw new Error(`Field "${name}" is a text.`);
    fields[name] = value;
  }
  return fields;
}
