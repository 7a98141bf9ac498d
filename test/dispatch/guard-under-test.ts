import type { BackendInstance, BackendOperations } from '../../src/ticketing/adapter.ts';
import type { BackendAccess } from '../../src/ticketing/backend-access.ts';
import { TRANSITION_KINDS, type TransitionRules } from '../../src/ticketing/transition.ts';
import { unsupported } from '../../src/ticketing/unsupported.ts';

const NONE = unsupported('This test does not need it.');

/** A backend "desk" that can do what a test gives it, and nothing else. */
export function generatedBackend(access: BackendAccess, operations: Partial<BackendOperations>): BackendInstance {
  return {
    id: 'desk',
    kind: 'generated',
    title: 'Desk',
    access,
    deadlineMs: 1_000,
    pollMs: { shortest: 1_000, longest: 1_000 },
    health: () => ({ state: 'UP', lastSuccessAt: null, lastFailureAt: null, lastFailureCode: null, openCircuits: [] }),
    close: async () => {},
    transitions: Object.fromEntries(TRANSITION_KINDS.map((kind) => [kind, NONE])) as unknown as TransitionRules,
    limits: { maxPageSize: null, maxBatchSize: 1, scanRows: 100 },
    pushedDownFilters: [],
    nativeIds: { Ticket: /./, ChatTranscript: /./ },
    operations: {
      getTickets: NONE,
      listTickets: NONE,
      listTicketTypes: NONE,
      listStatuses: NONE,
      listEscalationTargets: NONE,
      getInteractionLogs: NONE,
      listInteractionLogs: NONE,
      getChatTranscript: NONE,
      downloadAttachment: NONE,
      detectChanges: NONE,
      readWebhook: NONE,
      createTicket: NONE,
      updateTicket: NONE,
      deleteTicket: NONE,
      assignTicket: NONE,
      transitionTicket: NONE,
      escalateTicket: NONE,
      addComment: NONE,
      logInteraction: NONE,
      uploadAttachment: NONE,
      ...operations,
    },
  };
}
