import type { Random } from '../../../src/emulation/random.ts';
import { encodeGlobalId } from '../../../src/ticketing/global-id.ts';
import type { Caller } from './world.ts';
import type { KnownTicket } from './truth.ts';

/** Something to ask the gateway. */
export interface Operation {
  readonly name: string;
  readonly document: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** What it is about; null if it names none. */
  readonly target: KnownTicket | null;
  readonly isWrite: boolean;
}

/** Text that says whose ticket it was written into. */
export function markOf(owner: string, number: number): string {
  return `~${owner}~ ${number}`;
}

const TICKET = `id nativeId number title description source movedTo { id }
  customer { id name email phone } assignee { id name email phone } customFields { key value }
  relations { foreignId title creator } transitions { by reason } escalations { requestedBy reason } freshness { state }`;
const SOURCES = 'sources { backend { id } state message rows totalCount { kind value } truncated notes }';
const LOGS = `interactionLogs(first: 5) { nodes { id text visibility side author { id name email phone } customer { id } }
  totalCount { kind value } ${SOURCES} }`;
const PAYLOAD =
  'outcome userErrors { field code message } warnings reconcile request { body target } sources { state message }';

const LIST = `query List($filter: TicketFilter, $orderBy: TicketOrder, $first: Int, $after: String) {
  tickets(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
    edges { cursor node { ${TICKET} } } pageInfo { startCursor endCursor hasNextPage }
    totalCount { kind value } ${SOURCES} } }`;

/** Makes operations that callers may try: on their own tickets, on others', on all. */
export function createOperations(random: Random, tickets: readonly KnownTicket[], cursors: readonly string[]) {
  const backends = [...new Set(tickets.map(({ backend }) => backend))];
  let count = 0;

  /** Any ticket; those of backends with few as often as those of backends with many. */
  function anyTicket(): KnownTicket {
    const backend = random.pick(backends);
    return random.pick(tickets.filter((one) => one.backend === backend));
  }

  function list(): Operation {
    const filters = [
      {},
      {},
      { statusCategories: ['OPEN', 'IN_PROGRESS'] },
      { customerId: anyTicket().ticket.customer?.id ?? CUSTOMER_OF_SHOP },
      { ids: Array.from({ length: 5 }, () => idOf(anyTicket())) },
      { text: 'the' },
      { numbers: [anyTicket().ticket.number ?? 'TT1'] },
    ];
    const only = random.below(3) === 0 ? { backends: [random.pick(backends)] } : {};
    const variables = {
      filter: { ...random.pick(filters), ...only },
      orderBy: { field: 'CREATED_AT', direction: random.pick(['ASC', 'DESC']) },
      first: random.pick([1, 3, 10, 50]),
      ...(random.below(4) === 0 && cursors.length > 0 ? { after: random.pick(cursors) } : {}),
    };
    return read('list', LIST, variables, null);
  }

  function next(): Operation {
    count += 1;
    const target = anyTicket();
    const { backend, ticket } = target;
    const id = idOf(target);
    switch (random.below(17)) {
      case 0:
      case 1:
      case 2:
      case 3:
        return list();
      case 4:
        return read('ticket', `query ($id: ID!) { ticket(id: $id) { ${TICKET} ${LOGS} } }`, { id }, target);
      case 5: {
        const ids = [id, idOf(anyTicket()), idOf(anyTicket())];
        return read(
          'nodes',
          `query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Ticket { ${TICKET} } } }`,
          { ids },
          null,
        );
      }
      case 6: {
        const variables = { backend, number: ticket.number ?? ticket.nativeId };
        const document = `query ($backend: ID!, $number: String!) { ticketByNumber(backend: $backend, number: $number) { ${TICKET} } }`;
        return read('number', document, variables, target);
      }
      case 7: {
        const filter = random.below(2) === 0 ? { ticketIds: [id] } : {};
        const document = `query ($filter: InteractionLogFilter) { interactionLogs(filter: $filter, first: 20) {
          edges { cursor node { id text author { id name email phone } customer { id } relatedObjects { nativeId name } } }
          totalCount { kind value } ${SOURCES} } }`;
        return read('logs', document, { filter }, null);
      }
      case 8: {
        const document = `query ($backend: ID!, $id: String!) { chatTranscriptByNativeId(backend: $backend, nativeId: $id) {
          id createdBy participants { id } messages { text author { id email } } } ticketTypes { nodes { code } } viewer { subject } }`;
        return read('chat', document, { backend, id: ticket.nativeId }, null);
      }
      case 9: {
        const document = `mutation ($input: CreateTicketInput!) { createTicket(input: $input) { ${PAYLOAD} ticket { ${TICKET} } } }`;
        return write('create', document, { backend: random.pick(['shop', 'myshop', 'desk', 'care']) }, null);
      }
      case 10: {
        const document = `mutation ($input: UpdateTicketInput!) { updateTicket(input: $input) { ${PAYLOAD} ticket { ${TICKET} } } }`;
        return write('update', document, { ticketId: id }, target);
      }
      case 11: {
        const document = `mutation ($input: AddCommentInput!) { addComment(input: $input) { ${PAYLOAD}
          interactionLog { id text author { email } } ticket { ${TICKET} } } }`;
        return write('comment', document, { ticketId: id }, target);
      }
      case 12: {
        const document = `mutation ($input: TransitionTicketInput!) { transitionTicket(input: $input) { ${PAYLOAD} ticket { ${TICKET} } } }`;
        return write('transition', document, { ticketId: id }, target);
      }
      case 13: {
        const document = `mutation ($input: DeleteTicketInput!) { deleteTicket(input: $input) { ${PAYLOAD} } }`;
        return write('delete', document, { ticketId: id }, target);
      }
      case 14: {
        const document = `mutation ($input: AssignTicketInput!) { assignTicket(input: $input) { ${PAYLOAD} ticket { ${TICKET} } } }`;
        return write('assign', document, { ticketId: id }, target);
      }
      case 15: {
        const document = `mutation ($input: EscalateTicketInput!) { escalateTicket(input: $input) { ${PAYLOAD} ticket { ${TICKET} } } }`;
        return write('escalate', document, { ticketId: id }, target);
      }
      default: {
        const document = `mutation ($input: LogInteractionInput!) { logInteraction(input: $input) { ${PAYLOAD}
          interactionLog { id text } ticket { ${TICKET} } } }`;
        return write('log', document, { ticketId: id }, target);
      }
    }
  }

  function write(
    name: string,
    document: string,
    input: Record<string, unknown>,
    target: KnownTicket | null,
  ): Operation {
    // The same keys for everybody: one caller's answer must not be another's.
    const control = { idempotencyKey: `key-${random.below(100)}-${name}`, dryRun: random.below(6) === 0 };
    return {
      name,
      document,
      variables: { input: { ...input, ...control, clientMutationId: String(count) } },
      target,
      isWrite: true,
    };
  }

  return next;
}

function read(
  name: string,
  document: string,
  variables: Readonly<Record<string, unknown>>,
  target: KnownTicket | null,
): Operation {
  return { name, document, variables, target, isWrite: false };
}

/**
 * What is different for each caller: what they write says who they are, or, of an agent, into whose ticket it goes. An
 * agent and a ticket's owner so ask for the very same, with the same key.
 */
export function asWrittenBy(caller: Caller, operation: Operation): Readonly<Record<string, unknown>> {
  if (!operation.isWrite) return operation.variables;
  const { input } = operation.variables as { input: Record<string, unknown> };
  const number = Number(input['clientMutationId']);
  const owner = caller === 'agent' ? ownerOf(operation, String(input['backend'])) : caller;
  const text = markOf(owner, number);
  switch (operation.name) {
    case 'create':
      return { input: { ...input, fields: newFields(String(input['backend']), text, caller) } };
    case 'update':
      return { input: { ...input, fields: { title: text } } };
    case 'transition':
      return { input: { ...input, transition: number % 2 === 0 ? { reopen: {} } : { close: {} } } };
    case 'delete':
      return { input };
    case 'assign':
      return { input: { ...input, assigneeId: 'somebody' } };
    case 'escalate':
      return { input: { ...input, targetId: 'rider-support', reason: text } };
    default:
      return { input: { ...input, text } };
  }
}

/** Whose a ticket is that an agent writes into or makes. */
function ownerOf({ target }: Operation, backend: string): string {
  const owners = [...(target?.owners ?? NEW_OWNERS[backend] ?? [])];
  return owners.length === 1 ? String(owners[0]) : 'nobody';
}

/** Agents make tickets of the shop for B; those of the desk belong to the customer whose account it is. */
const NEW_OWNERS: Readonly<Record<string, readonly string[]>> = { shop: ['B'], desk: ['A'] };
const CUSTOMER_OF_SHOP = 'C1381590152';

/** A type of each shop and desk, as their emulators know them. */
const TYPES: Readonly<Record<string, string>> = {
  shop: 'SERVICE_REQUEST',
  myshop: 'SERVICE_REQUEST',
  desk: 'Plan Enquiry',
  care: 'Plan Enquiry',
};

function newFields(backend: string, text: string, caller: Caller): Record<string, unknown> {
  const typeId = encodeGlobalId({ type: 'TicketType', backend, nativeId: TYPES[backend] ?? '' });
  // Agents of the shop must name the customer.
  const customer = caller === 'agent' && backend === 'shop' ? { customerId: CUSTOMER_OF_SHOP } : {};
  return { title: text, description: text, typeId, ...customer };
}

function idOf({ backend, ticket }: KnownTicket): string {
  return encodeGlobalId({ type: 'Ticket', backend, nativeId: ticket.nativeId });
}
