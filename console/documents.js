// Every operation of the console. They use the public API alone: whatever this page can do, any client can.

const ROW = `fragment ConsoleRow on Ticket {
  id nativeId number title backend { id title }
  status { category code label isTerminal } priority { level label } createdAt updatedAt
}`;

const ENTRY = `fragment ConsoleEntry on InteractionLog {
  id kind side visibility text createdAt startedAt author { id name email phone } attachments { name }
}`;

const PAYLOAD = `outcome warnings reconcile userErrors { field code message } ticket { ...ConsoleRow }`;
const LOG = `interactionLogs(first: 100, after: $after) {
  nodes { ...ConsoleEntry } pageInfo { endCursor hasNextPage } sources { backend { id title } state message truncated }
}`;
const LIVE_SOURCES = `sources { backend { id title } state message lastLookAt }`;

export const BACKENDS = `query ConsoleBackends {
  viewer { subject isAuthenticated roles credentials { backend { id title } isOpen reason } }
  backends {
    id title
    health { state lastSuccessAt lastFailureAt lastFailureCode openCircuits }
    capabilities { operation supported reason }
    transitions { kind supported }
  }
}`;

export const QUEUE = `query ConsoleQueue($filter: TicketFilter, $first: Int!, $after: String) {
  tickets(filter: $filter, first: $first, after: $after, orderBy: { field: CREATED_AT, direction: DESC }) {
    nodes { ...ConsoleRow }
    pageInfo { endCursor hasNextPage }
    totalCount { value kind }
    sources { backend { id title } state message truncated }
  }
}
${ROW}`;

export const TICKET = `query ConsoleTicket($id: ID!, $after: String) {
  ticket(id: $id) {
    ...ConsoleRow
    version description type { label } severity { code label } channel queue tags closedAt
    customer { id name email phone } assignee { id name email phone }
    attachments { name } customFields { key label value }
    escalations { kind state target { nativeId label } reason requestedAt }
    transitions { from { label } to { label } at by reason }
    availableTransitions { kind label allowed reason inputFields }
    movedTo { id } freshness { state fetchedAt }
    ${LOG}
  }
}
${ROW}
${ENTRY}`;

export const TICKET_LOG = `query ConsoleTicketLog($id: ID!, $after: String) {
  ticket(id: $id) { ${LOG} }
}
${ENTRY}`;

export const TARGETS = `query ConsoleTargets($backends: [ID!]) {
  escalationTargets(backends: $backends) {
    nodes { nativeId kind label productIds }
    sources { backend { id title } state message truncated }
  }
}`;

export const MOVE = `mutation ConsoleMove($input: TransitionTicketInput!) {
  change: transitionTicket(input: $input) { ${PAYLOAD} }
}
${ROW}`;

export const ESCALATE = `mutation ConsoleEscalate($input: EscalateTicketInput!) {
  change: escalateTicket(input: $input) { ${PAYLOAD} }
}
${ROW}`;

export const COMMENT = `mutation ConsoleComment($input: AddCommentInput!) {
  change: addComment(input: $input) { ${PAYLOAD} interactionLog { ...ConsoleEntry } }
}
${ROW}
${ENTRY}`;

export const LOG_INTERACTION = `mutation ConsoleLogInteraction($input: LogInteractionInput!) {
  change: logInteraction(input: $input) { ${PAYLOAD} interactionLog { ...ConsoleEntry } }
}
${ROW}
${ENTRY}`;

export const QUEUE_CHANGES = `subscription ConsoleQueueChanges($filter: TicketFilter, $since: String) {
  event: ticketChanges(filter: $filter, since: $since) {
    kind cursor ticketId movedToId message ticket { ...ConsoleRow } ${LIVE_SOURCES}
  }
}
${ROW}`;

export const TICKET_CHANGES = `subscription ConsoleTicketChanges($ticketIds: [ID!], $since: String) {
  event: ticketChanges(ticketIds: $ticketIds, since: $since) {
    kind cursor ticketId movedToId message ticket { ...ConsoleRow } ${LIVE_SOURCES}
  }
}
${ROW}`;

export const TICKET_ENTRIES = `subscription ConsoleTicketEntries($ticketId: ID!, $since: String) {
  event: interactionLogAdded(ticketId: $ticketId, since: $since) {
    kind cursor message interactionLog { ...ConsoleEntry } ${LIVE_SOURCES}
  }
}
${ENTRY}`;

/** All of them: a gateway that answers only documents it knows beforehand knows these. */
export const CONSOLE_DOCUMENTS = [
  BACKENDS,
  QUEUE,
  TICKET,
  TICKET_LOG,
  TARGETS,
  MOVE,
  ESCALATE,
  COMMENT,
  LOG_INTERACTION,
  QUEUE_CHANGES,
  TICKET_CHANGES,
  TICKET_ENTRIES,
];
