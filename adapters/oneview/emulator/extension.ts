import type { EmulatorRequest, Route } from '../../../src/emulation/emulator.ts';
import type { Reply } from '../../../src/emulation/fault.ts';
import { refuseToken, refuseWriter } from './access.ts';
import { QUEUES, RESOLUTION_STATUSES } from './catalogue.ts';
import { answerReasonList, answerReasonSearch } from './contact-reasons.ts';
import { WRITES, type Write } from './extension-writes.ts';
import type { Ticket } from './model.ts';
import { renderError, renderTicket } from './rendering.ts';
import type { TicketStore } from './store.ts';
import type { Switches } from './switches.ts';

export interface Operation {
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** Path below the base URL with the placeholders {ticketID}, {page}, {pageSize}, {customerId}, {query}. */
  readonly path: string;
}

export type OperationName =
  | 'getTicket'
  | 'history'
  | 'close'
  | 'reassign'
  | 'transfer'
  | 'update'
  | 'queues'
  | 'resolutionStatuses'
  | 'ccrSearch'
  | 'ccrList';

/**
 * The ten operations whose existence the seed's data structures imply. Their methods and paths are INVENTED for this
 * emulator (page section 3: path and method unconfirmed); they are served only while the switch `extension` is on.
 * A history without a customer (no `customerId`, or an empty one) lists all tickets.
 */
export const EXTENSION_OPERATIONS: Readonly<Record<OperationName, Operation>> = {
  getTicket: { method: 'GET', path: '/v2/tickets/{ticketID}' },
  history: { method: 'GET', path: '/v2/tickets?page={page}&pageSize={pageSize}&customerId={customerId}' },
  close: { method: 'POST', path: '/v2/tickets/{ticketID}/close' },
  reassign: { method: 'POST', path: '/v2/tickets/{ticketID}/reassign' },
  transfer: { method: 'POST', path: '/v2/tickets/{ticketID}/transfer' },
  update: { method: 'PATCH', path: '/v2/tickets/{ticketID}' },
  queues: { method: 'GET', path: '/v2/transfer/queues' },
  resolutionStatuses: { method: 'GET', path: '/v2/resolution-statuses' },
  ccrSearch: { method: 'GET', path: '/v2/ccr/search?query={query}' },
  ccrList: { method: 'GET', path: '/v2/ccr' },
};

/** Page size of the seed's sample, used when the request names none. */
const DEFAULT_PAGE_SIZE = 10;

/** Routes of the assumed operations; while the switch is off they answer like any unknown path. */
export function createExtensionRoutes(basePath: string, store: TicketStore, switches: Switches): readonly Route[] {
  const handlers: Readonly<Record<OperationName, (request: EmulatorRequest) => Reply>> = {
    getTicket: read((request) => withTicket(request, (ticket) => ok(renderTicket(ticket, switches)))),
    history: read((request) => answerHistory(request.query, store, switches)),
    close: write(WRITES.close),
    reassign: write(WRITES.reassign),
    transfer: write(WRITES.transfer),
    update: write(WRITES.update),
    queues: read(() => ok({ list: QUEUES.map(({ id, name, language }) => ({ id, name, language })) })),
    resolutionStatuses: read(() => ok({ list: RESOLUTION_STATUSES })),
    ccrSearch: read((request) => ok(answerReasonSearch(request.query.get('query') ?? ''))),
    ccrList: read(() => ok(answerReasonList())),
  };

  function read(answer: (request: EmulatorRequest) => Reply): (request: EmulatorRequest) => Reply {
    return (request) => refuseToken(request, switches) ?? answer(request);
  }

  function write(change: Write): (request: EmulatorRequest) => Reply {
    return (request) =>
      refuseWriter(request, switches) ??
      withTicket(request, (ticket) => {
        const failure = change(ticket, request);
        if (failure !== undefined) return renderError(failure, switches);
        return switches.extensionWriteAnswer === 'empty' ? { status: 200 } : ok(renderTicket(ticket, switches));
      });
  }

  function withTicket(request: EmulatorRequest, answer: (ticket: Ticket) => Reply): Reply {
    const ticket = store.find(request.params['ticketID'] ?? '');
    return ticket === undefined ? renderError(404, switches) : answer(ticket);
  }

  return Object.entries(EXTENSION_OPERATIONS).map(([name, operation]) => ({
    label: name,
    method: operation.method,
    path: `${basePath}${toRoutePath(operation.path)}`,
    handle: (request) => (switches.extension ? handlers[name as OperationName](request) : renderError(404, switches)),
  }));
}

function toRoutePath(template: string): string {
  return (template.split('?', 1)[0] ?? '').replace('{ticketID}', ':ticketID');
}

function ok(body: unknown): Reply {
  return { status: 200, body };
}

/** TicketHistoryResponse: pages count from 1, the answer says its own page size and no total. */
function answerHistory(query: URLSearchParams, store: TicketStore, switches: Switches): Reply {
  const page = Number(query.get('page') ?? 1);
  const asked = Number(query.get('pageSize') ?? DEFAULT_PAGE_SIZE);
  if (!isPositive(page) || !isPositive(asked)) return renderError(400, switches);
  const pageSize = Math.min(asked, switches.historyMostPerPage);
  const customerId = query.get('customerId') ?? '';
  const tickets = store.all().filter((ticket) => customerId === '' || ticket.customer?.id === customerId);
  const list = tickets.slice((page - 1) * pageSize, page * pageSize).map((ticket) => renderTicket(ticket, switches));
  return ok({ list, page, pageSize });
}

function isPositive(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}
