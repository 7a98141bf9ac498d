import type {
  BackendInstance,
  BackendOperations,
  GetTicketsRequest,
  ListTickets,
} from '../../src/ticketing/adapter.ts';
import type { BackendAccess } from '../../src/ticketing/backend-access.ts';
import type {
  ChangeDetector,
  ChangeRequest,
  DetectedChange,
  DetectedInteraction,
} from '../../src/ticketing/change-detection.ts';
import { GatewayError } from '../../src/ticketing/errors.ts';
import { EMPTY_INTERACTION, type InteractionLog } from '../../src/ticketing/interaction-log.ts';
import { ABSENT, found } from '../../src/ticketing/lookup.ts';
import { EMPTY_TICKET, type NativeTicket } from '../../src/ticketing/ticket.ts';
import { unsupported } from '../../src/ticketing/unsupported.ts';
import { generatedBackend } from '../dispatch/guard-under-test.ts';

export interface ScriptedOptions {
  readonly id?: string;
  readonly access?: BackendAccess;
  readonly coverage?: ChangeDetector['coverage'];
  readonly seesLogs?: boolean;
  readonly pollMs?: BackendInstance['pollMs'];
  readonly operations?: Partial<BackendOperations>;
  /** Whether it has a list of its tickets. */
  readonly hasList?: boolean;
}

/** A backend whose changes happen when a test says so. */
export interface ScriptedBackend {
  readonly backend: BackendInstance;
  /** What the next look will find. */
  readonly news: { readonly changes: DetectedChange[]; readonly interactions: DetectedInteraction[] };
  /** What getTickets knows. */
  readonly tickets: Map<string, NativeTicket>;
  /** Every look that was made. */
  readonly looks: ChangeRequest[];
  /** Every reading of tickets. */
  readonly readings: GetTicketsRequest[];
  /** How often its list was read. */
  listings: number;
  /** While it is set, readings of its list wait for it. */
  listGate: Promise<unknown> | null;
  /** What readings of its list fail with; null if they do not. */
  listFailure: GatewayError | null;
  /** While it is set, looks wait for it. */
  gate: Promise<unknown> | null;
  /** While it is set, readings wait for it. */
  readingGate: Promise<unknown> | null;
  /** What looks fail with; null if they do not. */
  failure: GatewayError | null;
  /** What readings fail with; null if they do not. */
  readingFailure: GatewayError | null;
  isComplete: boolean;
}

export const SERVICE_FOR_AGENTS: BackendAccess = {
  strategy: 'SERVICE',
  customerScope: unsupported('Its tickets do not say whose they are.'),
};
export const SERVICE_FOR_CUSTOMERS: BackendAccess = {
  strategy: 'SERVICE',
  customerScope: { owns: ({ customer }, customerId) => customer?.id === customerId },
};
export const PASS_THROUGH: BackendAccess = {
  strategy: 'PASS_THROUGH',
  customerScope: unsupported('The backend itself decides.'),
};

export function createScriptedBackend(options: ScriptedOptions = {}): ScriptedBackend {
  const looks: ChangeRequest[] = [];
  const readings: GetTicketsRequest[] = [];
  const news: { changes: DetectedChange[]; interactions: DetectedInteraction[] } = { changes: [], interactions: [] };
  const tickets = new Map<string, NativeTicket>();
  const generated = generatedBackend(options.access ?? SERVICE_FOR_AGENTS, {
    getTickets: async (request) => {
      readings.push(request);
      await own.readingGate;
      if (own.readingFailure !== null) throw own.readingFailure;
      return request.ids.map((id) => {
        const ticket = tickets.get(id);
        return ticket === undefined ? ABSENT : found(ticket);
      });
    },
    detectChanges: {
      coverage: options.coverage ?? 'ALL',
      seesLogs: options.seesLogs ?? true,
      sees: 'everything',
      async detect(request, { signal }) {
        looks.push(request);
        const left = new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
        });
        left.catch(() => {});
        if (own.gate !== null) await Promise.race([own.gate, left]);
        if (own.failure !== null) throw own.failure;
        const isFirst = request.mark === null;
        return {
          changes: isFirst ? [] : news.changes.splice(0),
          interactions: isFirst ? [] : news.interactions.splice(0),
          mark: looks.length,
          isComplete: own.isComplete,
        };
      },
    },
    ...(options.hasList === true ? { listTickets: scriptedList(() => own) } : {}),
    ...options.operations,
  });
  const own: ScriptedBackend = {
    backend: {
      ...generated,
      id: options.id ?? generated.id,
      pollMs: options.pollMs ?? { shortest: 10, longest: 50 },
    },
    news,
    tickets,
    looks,
    readings,
    listings: 0,
    listGate: null,
    listFailure: null,
    gate: null,
    readingGate: null,
    failure: null,
    readingFailure: null,
    isComplete: true,
  };
  return own;
}

/** All that getTickets knows, in no order, on one page. */
function scriptedList(own: () => ScriptedBackend): ListTickets {
  return {
    plan: () => ({ order: 'NONE', lanes: ['all'], notes: [] }),
    async readPage() {
      const desk = own();
      desk.listings += 1;
      const tickets = [...desk.tickets.values()];
      await desk.listGate;
      if (desk.listFailure !== null) throw desk.listFailure;
      return { tickets, total: null, pushedDown: [], continuation: null };
    },
  };
}

/** A ticket that differs from others by its version. */
export function scriptedTicket(nativeId: string, facts: Partial<NativeTicket> = {}): NativeTicket {
  return {
    ...EMPTY_TICKET,
    nativeId,
    status: { code: 'OPEN', label: 'Open', category: 'OPEN', isTerminal: false },
    version: '1',
    ...facts,
  } as NativeTicket;
}

/** A change as a look finds it; without the ticket if only its id is given. */
export function changeOf(
  kind: DetectedChange['kind'],
  ticket: NativeTicket | string,
  facts: Partial<DetectedChange> = {},
): DetectedChange {
  const isId = typeof ticket === 'string';
  return {
    nativeId: isId ? ticket : ticket.nativeId,
    kind,
    ticket: isId ? null : ticket,
    changedFields: [],
    movedToId: null,
    ...facts,
  };
}

export function logEntryOf(nativeId: string, facts: Partial<InteractionLog> = {}): InteractionLog {
  return { ...EMPTY_INTERACTION, nativeId, kind: 'MESSAGE', side: 'AGENT', text: 'words', ...facts };
}

export function failureOf(code: ConstructorParameters<typeof GatewayError>[0]): GatewayError {
  return new GatewayError(code, 'It does not work.');
}
