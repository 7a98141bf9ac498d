import type { EmulatorRequest } from '../../../src/emulation/emulator.ts';
import { createRandom, type Random } from '../../../src/emulation/random.ts';
import type { CrmState } from './actions.ts';
import { attribute, readAttributes } from './checks.ts';
import { CUSTOMER_A, CUSTOMER_B, CUSTOMER_C, type Customer } from './data.ts';
import { badRequest, type Failure } from './envelope.ts';
import { createRecord, formatTime, toSummary } from './record.ts';
import type { CrmSwitches } from './switches.ts';
import { generateTickets } from './texts.ts';

/** What a call comes to: a result for the envelope, or a refusal. */
export type Outcome = { readonly result: unknown } | { readonly failure: Failure };

const CUSTOMERS: ReadonlyMap<string, Customer> = new Map(
  [CUSTOMER_A, CUSTOMER_B, CUSTOMER_C].map((customer) => [customer.email, customer]),
);
const FIRST_PADDING_RECORD = 9_000_001;

/** Call 6: a token for an e-mail and a password. */
export function logIn(state: CrmState, request: EmulatorRequest): Outcome {
  const attributes = readAttributes(request);
  const customer = CUSTOMERS.get(attribute(attributes, 'email'));
  if (customer === undefined || customer.password !== attribute(attributes, 'password')) {
    return { failure: badRequest('Invalid username/password') };
  }
  return {
    result: {
      success: 'true',
      accessToken: state.tokens.issue(customer.email, state.switches.tokenLifetimeSeconds),
      response: 'Login successful',
      firstName: customer.firstName,
      lastName: customer.lastName,
      segment: 'Prepaid',
      platform: 'app',
      accountNumber: customer.accountId,
      email: customer.email,
      mobile: customer.mobile,
      contactId: customer.contactId,
      accountId: customer.accountId,
      pushNotifications: '1',
      doNotDisturb: '0',
      roaming: '0',
      profileImage: '',
    },
  };
}

/** Call 1: all tickets of the token's customer, six fields each; the backend has neither pages nor filters. */
export function listTickets(state: CrmState, request: EmulatorRequest, random: Random): Outcome {
  const { switches } = state;
  const rows = state.store.list(customerOf(state, request)?.email ?? '').map(toSummary);
  if (switches.padDetailsTo > rows.length) rows.push(...paddingRows(switches.padDetailsTo - rows.length));
  const [first] = rows;
  if (switches.duplicateId && first !== undefined) rows.push({ ...first, description: 'same id, second row' });
  if (switches.detailsOrder === 'shuffled') shuffle(rows, random);
  const tickets = rows.map((ticket) => dress(ticket, switches, random));
  if (tickets.length === 0) return { result: emptyResult(switches) };
  return { result: switches.singleAsObject && tickets.length === 1 ? tickets[0] : tickets };
}

/** Call 2: a global list, although its page speaks of "an existing ticket" (section 14 #14). */
export function listIssueTypes(state: CrmState): Outcome {
  return { result: { code: state.switches.issueTypesCode, issueTypes: ['General Enquiry', 'Plan Enquiry'] } };
}

/** Calls 3 and 4: the answer is the record and no echo of the body (section 14 #13). */
export function createTicket(
  state: CrmState,
  request: EmulatorRequest,
  owner: Customer | undefined,
  random: Random,
): Outcome {
  const attributes = readAttributes(request);
  const effectiveDate = attribute(attributes, 'effectivedate');
  const record = createRecord({
    ...state.store.nextNames(),
    ticketstatus: attribute(attributes, 'ticketstatus'),
    ticketcategories: attribute(attributes, 'ticketcategories'),
    ticket_title: attribute(attributes, 'ticket_title'),
    description: attribute(attributes, 'description'),
    createdtime: formatTime(new Date(), state.switches.zone),
    effectivedate: isDate(effectiveDate) ? effectiveDate : '',
    vouchertype: attribute(attributes, 'vouchertype'),
    voucheridformat: attribute(attributes, 'voucheridformat'),
    passwordpattern: attribute(attributes, 'passwordpattern'),
    contact_id: owner === undefined ? '' : `12x${owner.contactId}`,
  });
  state.store.put({ owner: owner?.email, record });
  return { result: dress(record, state.switches, random) };
}

/** Call 5: the comment is kept, but no call reads it. */
export function addComment(state: CrmState, request: EmulatorRequest): Outcome {
  const attributes = readAttributes(request);
  const ticketNo = attribute(attributes, 'ticketNo');
  const ticket = state.store.findByTicketNo(ticketNo, state.switches.commentTicketNo);
  // Inferred: another customer's ticket is as unknown as none, because the token selects the customer (section 1).
  if (ticket === undefined || ticket.owner !== customerOf(state, request)?.email) {
    return { failure: badRequest(`Ticket '${ticketNo}' not found.`) };
  }
  const contactId = attribute(attributes, 'contactId');
  if (!/^(12x)?\d+$/.test(contactId)) return { failure: badRequest(`Contact '${contactId}' not found.`) };
  const data = request.headers['data'];
  state.comments.push({
    ticketId: ticket.record.id,
    ticketNo,
    comment: attribute(attributes, 'comment'),
    contactId: contactId.replace(/^12x/, ''),
    ...(data === undefined ? {} : { data }),
    createdtime: formatTime(new Date(), state.switches.zone),
  });
  return { result: { message: 'Comments submitted successfully' } };
}

/** The customer whom a checked token selects. */
export function customerOf(state: CrmState, request: EmulatorRequest): Customer | undefined {
  return CUSTOMERS.get(state.tokens.subject(request.headers['token'] ?? '') ?? '');
}

function emptyResult(switches: CrmSwitches): unknown {
  switch (switches.emptyResult) {
    case 'null':
      return null;
    case 'text':
      return '';
    case 'object':
      return {};
    case 'missing':
      return undefined;
    case 'array':
    default:
      return [];
  }
}

function paddingRows(count: number): Record<string, string>[] {
  const series = {
    count,
    contactId: CUSTOMER_A.contactId,
    firstRecord: FIRST_PADDING_RECORD,
    firstNumber: FIRST_PADDING_RECORD,
    start: '2018-01-01T06:00:00Z',
    longestGapSeconds: 3_600,
  };
  return generateTickets(createRandom(count), series).map(toSummary);
}

/** Gives a ticket the order of members and the unknown field that JSON allows and a reader must bear. */
function dress(ticket: Readonly<Record<string, string>>, switches: CrmSwitches, random: Random): object {
  if (switches.memberOrder === 'page' && !switches.unknownKeys) return ticket;
  const members = Object.entries(ticket);
  if (switches.unknownKeys) members.push(['cf_1904', 'unknown to every document']);
  if (switches.memberOrder === 'shuffled') shuffle(members, random);
  return Object.fromEntries(members);
}

function shuffle(items: unknown[], random: Random): void {
  for (let index = items.length - 1; index > 0; index -= 1) {
    const other = random.below(index + 1);
    [items[index], items[other]] = [items[other], items[index]];
  }
}

/** True for a day that exists; the sample's own `YYYY-MM-DD` is a hint and none. */
function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}
