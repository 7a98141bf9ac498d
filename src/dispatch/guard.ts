import type {
  BackendInstance,
  BackendOperations,
  Call,
  InteractionLogPage,
  ListPage,
  ListPageRequest,
  ListTickets,
  OperationName,
} from '../ticketing/adapter.ts';
import type { ChangeDetector } from '../ticketing/change-detection.ts';
import { activeFilters } from '../ticketing/filter.ts';
import type { InteractionLog } from '../ticketing/interaction-log.ts';
import { ABSENT, type Lookup } from '../ticketing/lookup.ts';
import { isAgent } from '../ticketing/principal.ts';
import type { NativeTicket } from '../ticketing/ticket.ts';
import { isUnsupported, type Unsupported } from '../ticketing/unsupported.ts';
import { requireOpen } from './backend-openness.ts';
import { logForCustomer, logsForCustomer, ticketForCustomer, transcriptForCustomer } from './customer-view.ts';
import { guardWrite } from './guard-writes.ts';
import { admit, hideForeign, internalFieldsOf, notAllowed, readOwn, shown, withOwner } from './ownership.ts';

type Operation<Name extends OperationName> = Exclude<BackendOperations[Name], Unsupported>;
type Guard<Name extends OperationName> = (operation: Operation<Name>, backend: BackendInstance) => Operation<Name>;

/** What a backend offers is the same for everybody whom it is open to: its types, statuses, departments and partners. */
const whileOpen =
  <Entries>(read: (call: Call) => Promise<Entries>, backend: BackendInstance) =>
  async (call: Call): Promise<Entries> => {
    requireOpen(backend, call.principal);
    return read(call);
  };

/** How each operation is kept to what its caller may see: one that is new does not compile until it is decided. */
const GUARDS: { readonly [Name in OperationName]: Guard<Name> } = {
  getTickets: (read, backend) => async (request, call) => {
    const own = admit(backend, call.principal);
    const lookups = await read(own === null ? request : withOwner(request), call);
    const seen = own === null ? lookups : lookups.map((lookup) => hideForeign(lookup, own));
    return seen.map((lookup) => shown(lookup, (ticket) => showTicket(backend, ticket, call)));
  },
  listTickets: (list, backend) => ({
    plan: (query) => list.plan(query),
    readPage: (request, call) => readOwnPage(backend, list, request, call),
  }),
  listTicketTypes: whileOpen,
  listStatuses: whileOpen,
  listEscalationTargets: whileOpen,
  getInteractionLogs: (read, backend) => async (ids, call) => {
    const own = admit(backend, call.principal);
    const owners = own === null ? [] : await readOwn(backend, ids, own, call);
    const mayRead = ids.filter((_, index) => own === null || owners[index]?.state === 'found');
    const readings = mayRead.length === 0 ? [] : await read(mayRead, call);
    const byId = new Map(mayRead.map((id, index) => [id, readings[index] ?? ABSENT]));
    return ids.map((id, index): Lookup<InteractionLog[]> => {
      const logs = byId.get(id);
      if (logs !== undefined) return shown(logs, (entries) => showLogs(backend, entries, call));
      const owner = owners[index] ?? ABSENT;
      return owner.state === 'failed' ? owner : ABSENT;
    });
  },
  listInteractionLogs: (list, backend) => async (request, call) => {
    requireNoOwner(backend, call, 'Entries of all tickets at once cannot be told to be yours: read them by ticket.');
    const page: InteractionLogPage = await list(request, call);
    return { ...page, logs: showLogs(backend, page.logs, call) };
  },
  getChatTranscript: (read, backend) => async (id, call) => {
    requireNoOwner(backend, call, 'Whose conversation this is cannot be told.');
    return shown(await read(id, call), (transcript) =>
      isAgent(call.principal) ? transcript : transcriptForCustomer(transcript, internalFieldsOf(backend)),
    );
  },
  downloadAttachment: (open, backend) => async (request, call) => {
    requireNoOwner(backend, call, 'Whose file this is cannot be told.');
    return open(request, call);
  },
  detectChanges: (detector, backend) => guardDetector(detector, backend),
  // It is told by the backend, and read again before anybody sees anything.
  readWebhook: (read) => read,
  createTicket: (write, backend) => guardWrite(backend, 'createTicket', write),
  updateTicket: (write, backend) => guardWrite(backend, 'updateTicket', write),
  deleteTicket: (write, backend) => guardWrite(backend, 'deleteTicket', write),
  assignTicket: (write, backend) => guardWrite(backend, 'assignTicket', write),
  transitionTicket: (write, backend) => guardWrite(backend, 'transitionTicket', write),
  escalateTicket: (write, backend) => guardWrite(backend, 'escalateTicket', write),
  addComment: (write, backend) => guardWrite(backend, 'addComment', write),
  logInteraction: (write, backend) => guardWrite(backend, 'logInteraction', write),
  uploadAttachment: (write, backend) => guardWrite(backend, 'uploadAttachment', write),
};

/**
 * A backend that shows each caller only what they may see, decided at every call by `call.principal`. Whoever works on
 * everybody's tickets is let through. A customer is kept to their own, or refused where whose a thing is cannot be told;
 * personal data of others never reaches one. The gateway must reach its backends through this alone.
 */
export function guardBackend(backend: BackendInstance): BackendInstance {
  const names = Object.keys(GUARDS) as OperationName[];
  const operations = Object.fromEntries(names.map((name) => [name, guardOperation(backend, name)]));
  return { ...backend, operations: operations as unknown as BackendOperations };
}

function guardOperation<Name extends OperationName>(backend: BackendInstance, name: Name): BackendOperations[Name] {
  const operation = backend.operations[name];
  if (isUnsupported(operation)) return operation;
  const guard = GUARDS[name] as unknown as (operation: unknown, backend: BackendInstance) => BackendOperations[Name];
  return guard(operation, backend);
}

async function readOwnPage(
  backend: BackendInstance,
  list: ListTickets,
  request: ListPageRequest<unknown>,
  call: Call,
): Promise<ListPage> {
  const own = admit(backend, call.principal);
  if (own === null) {
    const page = await list.readPage(request, call);
    return isAgent(call.principal)
      ? page
      : { ...page, tickets: page.tickets.map((ticket) => showTicket(backend, ticket, call)) };
  }
  const { filter } = request;
  // Another customer's tickets: there is nothing to ask for, and nothing to tell.
  if (filter.customerId !== undefined && filter.customerId !== own.customerId) {
    return { tickets: [], continuation: null, total: 0, pushedDown: activeFilters(filter) };
  }
  const page = await list.readPage({ ...request, filter: { ...filter, customerId: own.customerId } }, call);
  const tickets = page.tickets.filter((ticket) => own.owns(ticket));
  // A number that counts other customers' tickets must not be told.
  const isOwnTotal = page.pushedDown.includes('customerId') && tickets.length === page.tickets.length;
  return {
    ...page,
    tickets: tickets.map((ticket) => showTicket(backend, ticket, call)),
    total: isOwnTotal ? page.total : null,
    rowsRead: page.rowsRead ?? page.tickets.length,
  };
}

function guardDetector(detector: ChangeDetector, backend: BackendInstance): ChangeDetector {
  return {
    ...detector,
    async detect(request, call) {
      requireNoOwner(backend, call, 'Changes of all customers are looked for at once.');
      const round = await detector.detect(request, call);
      if (isAgent(call.principal)) return round;
      return {
        ...round,
        changes: round.changes.map((change) => ({
          ...change,
          ticket: change.ticket === null ? null : showTicket(backend, change.ticket, call),
        })),
        interactions: round.interactions.flatMap((interaction) => {
          const entry = logForCustomer(interaction.entry, internalFieldsOf(backend));
          return entry === null ? [] : [{ ...interaction, entry }];
        }),
      };
    },
  };
}

/** @throws GatewayError FORBIDDEN for a customer who would see what is not theirs */
function requireNoOwner(backend: BackendInstance, call: Call, reason: string): void {
  if (admit(backend, call.principal) !== null) throw notAllowed(reason);
}

function showTicket(backend: BackendInstance, ticket: NativeTicket, { principal }: Call): NativeTicket {
  return isAgent(principal) ? ticket : ticketForCustomer(ticket, internalFieldsOf(backend));
}

function showLogs(backend: BackendInstance, logs: readonly InteractionLog[], { principal }: Call): InteractionLog[] {
  return isAgent(principal) ? [...logs] : logsForCustomer(logs, internalFieldsOf(backend));
}
