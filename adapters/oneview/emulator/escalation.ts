import type { EmulatorRequest, Route } from '../../../src/emulation/emulator.ts';
import type { Reply } from '../../../src/emulation/fault.ts';
import type { Random } from '../../../src/emulation/random.ts';
import { readAgent, refuseToken, refuseWriter } from './access.ts';
import { readTexts } from './body.ts';
import { DEPARTMENTS } from './catalogue.ts';
import type { Ticket } from './model.ts';
import { renderError, renderTicket } from './rendering.ts';
import { nowInSeconds, type TicketStore } from './store.ts';
import type { Switches } from './switches.ts';

/** The two calls that the seed documents, and that strict mode serves alone. */
export function createDocumentedRoutes(
  basePath: string,
  store: TicketStore,
  switches: Switches,
  random: Random,
): readonly Route[] {
  return [
    {
      label: 'escalate',
      method: 'POST',
      path: `${basePath}/v2/tickets/:ticketId/escalate`,
      handle: (request) => escalate(request, store, switches, random),
    },
    {
      label: 'departments',
      method: 'GET',
      path: `${basePath}/v2/escalation/departments`,
      handle: (request) => refuseToken(request, switches) ?? answerDepartments(switches),
    },
  ];
}

function answerDepartments(switches: Switches): Reply {
  switch (switches.departmentsAnswer) {
    case 'notFound':
      return renderError(404, switches);
    case 'emptyError':
      return { status: 500 };
    case 'list':
      return { status: 200, body: { list: DEPARTMENTS } };
    case 'array':
    default:
      return { status: 200, body: DEPARTMENTS };
  }
}

function escalate(request: EmulatorRequest, store: TicketStore, switches: Switches, random: Random): Reply {
  const refusal = refuseWriter(request, switches);
  if (refusal !== undefined) return refusal;
  const input = readTexts(request, ['statusReason', 'resolutionReason', 'department']);
  // No field is marked required, so a missing department passes; only an unknown one is refused.
  if (input === undefined || !isKnownDepartment(input.department, switches)) return renderError(400, switches);
  const ticket = store.find(request.params['ticketId'] ?? '');
  if (ticket === undefined) return renderError(404, switches);
  if (ticket.status === 'CLOSED' || ticket.status === 'ESCALATED') return renderError(409, switches);
  applyEscalation(ticket, input.statusReason, readAgent(request) ?? '', `ab${random.hex(8)}`);
  return answerEscalation(ticket, switches);
}

function isKnownDepartment(department: string | undefined, switches: Switches): boolean {
  return (
    department === undefined || DEPARTMENTS.some((candidate) => candidate[switches.departmentField] === department)
  );
}

/** Sets status, statusReason and UpdatedAt and adds the child ticket (page section 15), the newest link last. */
function applyEscalation(ticket: Ticket, reason: string | undefined, creator: string, childId: string): void {
  const now = nowInSeconds();
  ticket.status = 'ESCALATED';
  ticket.UpdatedAt = now;
  if (reason !== undefined) ticket.statusReason = reason;
  const link = {
    ticketId: childId,
    ticketIdType: 'PANDACARE',
    ticketCategory: 'ESCALATED',
    creator,
    createdAt: now,
    reason: reason ?? '',
  };
  ticket.metadata = { ...ticket.metadata, childrenLinks: [...(ticket.metadata?.childrenLinks ?? []), link] };
}

function answerEscalation(ticket: Ticket, switches: Switches): Reply {
  switch (switches.escalateAnswer) {
    case 'empty':
      return { status: 200 };
    case 'withoutId':
      return { status: 200, body: { ...renderTicket(ticket, switches), id: undefined } };
    case 'ticket':
    default:
      return { status: 200, body: renderTicket(ticket, switches) };
  }
}
