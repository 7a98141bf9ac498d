import type { BackendInstance, Principal } from '../ticketing/adapter.ts';
import { toGatewayError } from '../ticketing/errors.ts';
import type { InteractionLog } from '../ticketing/interaction-log.ts';
import { isAgent } from '../ticketing/principal.ts';
import type { NativeTicket } from '../ticketing/ticket.ts';
import { isUnsupported, type Unsupported } from '../ticketing/unsupported.ts';
import type { TicketFields, UserError, Write, WriteCall, WriteName, WriteOperations } from '../ticketing/write.ts';
import { admit, internalFieldsOf, notAllowed, requireOwn, type OwnTickets } from './ownership.ts';
import { logForCustomer, ticketForCustomer } from './customer-view.ts';

type WriteOf<Name extends WriteName> = Exclude<WriteOperations[Name], Unsupported>;
type InputOf<Name extends WriteName> = WriteOf<Name> extends Write<infer Input, infer _Result> ? Input : never;
type ResultOf<Name extends WriteName> = WriteOf<Name> extends Write<infer _Input, infer Result> ? Result : never;

/** How one kind of change is kept to what is the caller's own. */
interface WriteRule<Input, Result> {
  /** The tickets that it touches or names: all of them must be the caller's. */
  readonly ticketsOf: (input: Input) => readonly string[];
  /** The change with its customer filled in. @throws GatewayError FORBIDDEN for what customers may not ask for */
  readonly confine: (input: Input, own: OwnTickets) => Input;
  /** What it brought, as the caller sees it. Must not throw: the change is made. */
  readonly show: (result: Result, seeing: Seeing) => Result;
  /** False if a change that was only recognized cannot be told to be the caller's. */
  readonly isOwnResult: (result: Result, own: OwnTickets) => boolean;
}

/** What a caller sees of a result. */
interface Seeing {
  readonly ticket: (ticket: NativeTicket) => NativeTicket | null;
  readonly entry: (entry: InteractionLog) => InteractionLog | null;
}

interface WithTicket {
  readonly ticket: NativeTicket | null;
}
interface WithEntry {
  readonly entry: InteractionLog | null;
}

const target = ({ ticketId }: { readonly ticketId: string }): readonly string[] => [ticketId];
const asItIs = <Input>(input: Input): Input => input;
const always = (): boolean => true;

function showTicket<Result extends WithTicket>(result: Result, seeing: Seeing): Result {
  return result.ticket === null ? result : { ...result, ticket: seeing.ticket(result.ticket) };
}

function showEntry<Result extends WithEntry>(result: Result, seeing: Seeing): Result {
  return result.entry === null ? result : { ...result, entry: seeing.entry(result.entry) };
}

const ON_TICKET = { ticketsOf: target, confine: asItIs, show: showTicket, isOwnResult: always };
const IN_LOG = { ticketsOf: target, confine: asItIs, show: showEntry, isOwnResult: always };

/** Every kind of change is decided: a new one does not compile until it is. */
const RULES: { readonly [Name in WriteName]: WriteRule<InputOf<Name>, ResultOf<Name>> } = {
  createTicket: {
    ticketsOf: ({ fields }) => fields.relatedTicketIds ?? [],
    confine: ({ fields }, own) => ({ fields: { ...ownFields(fields, own), customerId: own.customerId } }),
    show: showTicket,
    isOwnResult: ({ ticket }, own) => ticket !== null && own.owns(ticket),
  },
  updateTicket: {
    ...ON_TICKET,
    ticketsOf: ({ ticketId, fields }) => [ticketId, ...(fields.relatedTicketIds ?? [])],
    confine: (input, own) => ({ ...input, fields: ownFields(input.fields, own) }),
  },
  deleteTicket: { ticketsOf: target, confine: asItIs, show: asItIs, isOwnResult: always },
  assignTicket: ON_TICKET,
  transitionTicket: ON_TICKET,
  escalateTicket: ON_TICKET,
  addComment: IN_LOG,
  logInteraction: IN_LOG,
  uploadAttachment: {
    ticketsOf: ({ ticketId }) => (ticketId === null ? [] : [ticketId]),
    confine(input) {
      if (input.ticketId !== null) return input;
      throw notAllowed('Whose a file without a ticket is cannot be told: name the ticket that gets it.', 'ticketId');
    },
    show: showEntry,
    isOwnResult: always,
  },
};

/** Values for a ticket that make it nobody else's and take nothing of anybody else's. */
function ownFields(fields: TicketFields, { customerId }: OwnTickets): TicketFields {
  if (fields.customerId !== undefined && fields.customerId !== customerId) {
    throw notAllowed('Tickets can only be for yourself: leave the customer out.', 'fields.customerId');
  }
  if (fields.attachmentIds !== undefined) {
    throw notAllowed('Whose these files are cannot be told: add files to the ticket itself.', 'fields.attachmentIds');
  }
  return fields;
}

/** A write that keeps customers to their own tickets, whatever the backend's account may do. */
export function guardWrite<Name extends WriteName>(
  backend: BackendInstance,
  name: Name,
  write: Write<InputOf<Name>, ResultOf<Name>>,
): Write<InputOf<Name>, ResultOf<Name>> {
  const rule = RULES[name] as WriteRule<InputOf<Name>, ResultOf<Name>>;
  return {
    check: (input) => write.check(input),
    async apply(input, call) {
      const own = admit(backend, call.principal);
      const seeing = seeingOf(backend, call.principal, own);
      const confined = own === null ? input : rule.confine(input, own);
      if (own !== null) await requireOwn(backend, rule.ticketsOf(confined), own, call);
      return rule.show(await write.apply(confined, withOwnPreview(call)), seeing);
    },
    reconcile: isUnsupported(write.reconcile) ? write.reconcile : guardReconcile(backend, rule, write.reconcile),
  };
}

/** A change may send back all that the backend knows of a ticket: a dry run shows that to agents alone. */
function withOwnPreview(call: WriteCall): WriteCall {
  const { preview } = call;
  if (preview === undefined || isAgent(call.principal)) return call;
  return { ...call, preview: (request) => preview({ ...request, headers: {}, body: null }) };
}

function guardReconcile<Input, Result>(
  backend: BackendInstance,
  rule: WriteRule<Input, Result>,
  reconcile: Exclude<Write<Input, Result>['reconcile'], Unsupported>,
): Exclude<Write<Input, Result>['reconcile'], Unsupported> {
  return async (input, call) => {
    const own = admit(backend, call.principal);
    const found = await reconcile(own === null ? input : rule.confine(input, own), call);
    if (found.state !== 'APPLIED') return found;
    // What was recognized by its looks may be somebody else's.
    if (own !== null && !rule.isOwnResult(found.result, own)) return { state: 'UNKNOWN' };
    return { state: 'APPLIED', result: rule.show(found.result, seeingOf(backend, call.principal, own)) };
  };
}

function seeingOf(backend: BackendInstance, principal: Principal, own: OwnTickets | null): Seeing {
  if (isAgent(principal)) return { ticket: asItIs, entry: asItIs };
  const internal = internalFieldsOf(backend);
  return {
    ticket: (ticket) => (own === null || own.owns(ticket) ? ticketForCustomer(ticket, internal) : null),
    entry: (entry) => logForCustomer(entry, internal),
  };
}

/** A change as this caller may ask for it, or why they may not. */
export type Confined<Input> = { readonly input: Input } | { readonly refusal: UserError };

/** What of a change can be decided by who asks alone, before anything is checked or called. Pure. */
export function confineInput<Name extends WriteName>(
  backend: BackendInstance,
  principal: Principal,
  name: Name,
  input: InputOf<Name>,
): Confined<InputOf<Name>> {
  if (isUnsupported(backend.operations[name])) return { input };
  try {
    const own = admit(backend, principal);
    const rule = RULES[name] as WriteRule<InputOf<Name>, ResultOf<Name>>;
    return { input: own === null ? input : rule.confine(input, own) };
  } catch (thrown) {
    const { code, message, facts } = toGatewayError(thrown);
    if (code === 'INTERNAL') throw thrown;
    return { refusal: { field: facts.field ?? null, code, message } };
  }
}
