import type { BackendOperations, OperationName } from './ticketing/adapter.ts';
import { TRANSITION_KINDS, type TransitionRules } from './ticketing/transition.ts';
import { isUnsupported } from './ticketing/unsupported.ts';

/** One backend in the table. */
export interface CapabilityColumn {
  /** What stands above its column: a kind, or the id of a configured backend. */
  readonly name: string;
  readonly operations: BackendOperations;
  readonly transitions: TransitionRules;
}

/** Every operation in the words of the API, in the order of the table. */
const WORDS: Readonly<Record<OperationName, string>> = {
  getTickets: '`ticket`, `nodes`',
  listTickets: '`tickets`',
  listTicketTypes: '`ticketTypes`',
  listStatuses: '`statuses`',
  listEscalationTargets: '`escalationTargets`',
  getInteractionLogs: '`Ticket.interactionLogs`',
  listInteractionLogs: '`interactionLogs` of all tickets',
  getChatTranscript: '`chatTranscript`',
  downloadAttachment: 'download of `attachments`',
  detectChanges: 'live changes',
  readWebhook: 'webhooks',
  createTicket: '`createTicket`',
  updateTicket: '`updateTicket`',
  deleteTicket: '`deleteTicket`',
  assignTicket: '`assignTicket`',
  transitionTicket: '`transitionTicket`',
  escalateTicket: '`escalateTicket`',
  addComment: '`addComment`',
  logInteraction: '`logInteraction`',
  uploadAttachment: '`uploadAttachment`',
};

const OPERATIONS = Object.keys(WORDS) as readonly OperationName[];

/**
 * What each backend can do as Markdown: a table of operations, a table of the moves that tickets can make, and the reason
 * for every operation that a backend lacks. Ends without a line break.
 */
export function renderCapabilities(columns: readonly CapabilityColumn[]): string {
  return [operationTable(columns), moveTable(columns), reasonList(columns)].join('\n\n');
}

function operationTable(columns: readonly CapabilityColumn[]): string {
  return toTable([
    ['operation', ...columns.map(({ name }) => `\`${name}\``)],
    ...OPERATIONS.map((operation) => [
      WORDS[operation],
      ...columns.map(({ operations }) => (isUnsupported(operations[operation]) ? 'no' : 'yes')),
    ]),
  ]);
}

function moveTable(columns: readonly CapabilityColumn[]): string {
  return toTable([
    ['backend', 'moves that its tickets can make from some state'],
    ...columns.map(({ name, transitions }) => {
      const kinds = TRANSITION_KINDS.filter((kind) => !isUnsupported(transitions[kind]));
      return [`\`${name}\``, kinds.length === 0 ? 'none' : kinds.join(', ')];
    }),
  ]);
}

function reasonList(columns: readonly CapabilityColumn[]): string {
  const lines = columns.flatMap(({ name, operations }) =>
    [...operationsByReason(operations)].map(([reason, words]) => `- \`${name}\`: ${words.join(', ')}. ${reason}`),
  );
  return ['<details>', '<summary>Why not, in each backend’s words</summary>', '', ...lines, '', '</details>'].join(
    '\n',
  );
}

/** Operations that a backend lacks, those with the same reason together. */
function operationsByReason(operations: BackendOperations): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const name of OPERATIONS) {
    const operation = operations[name];
    if (!isUnsupported(operation)) continue;
    found.set(operation.unsupported, [...(found.get(operation.unsupported) ?? []), WORDS[name]]);
  }
  return found;
}

function toTable([head = [], ...rows]: readonly (readonly string[])[]): string {
  const toRow = (cells: readonly string[]): string => `| ${cells.map(escapeCell).join(' | ')} |`;
  return [toRow(head), `|${'---|'.repeat(head.length)}`, ...rows.map(toRow)].join('\n');
}

function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|');
}
