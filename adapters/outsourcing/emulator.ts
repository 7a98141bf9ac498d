import { startEmulatorServer } from '../../src/emulation/emulator-server.ts';
import type { EmulatorOptions, EmulatorRequest, Route, RunningEmulator } from '../../src/emulation/emulator.ts';
import type { Reply } from '../../src/emulation/fault.ts';
import {
  API_KEY,
  canSee,
  CLIENT,
  createAccess,
  RESTRICTED_CLIENT,
  type Access,
  type Client,
} from './emulator/access.ts';
import { createActions } from './emulator/actions.ts';
import { SEED_TICKET_ID } from './emulator/data.ts';
import { listEvents } from './emulator/event-list.ts';
import { pageReply, readFilters, readLimit, readOffset } from './emulator/list.ts';
import { Problem, problemReply } from './emulator/problem.ts';
import { createStore, type Store } from './emulator/store.ts';
import { defaultSwitches, type Switches } from './emulator/switches.ts';
import { IN_PROGRESS_VIEW, TICKET_VIEWS, viewTicket, type StoredTicket, type TicketView } from './emulator/ticket.ts';
import { transitionTicket } from './emulator/transition.ts';
import { updateTicket } from './emulator/update.ts';
import { requireUuid } from './emulator/values.ts';

const NAME = 'outsourcing';
const DEFAULT_SEED = 20_190_824;
const ABSENT_TICKET_ID = '00000000-0000-4000-8000-000000000000';
const NOT_FOUND = 'The resource does not exist.';

type Handle = (request: EmulatorRequest, client: Client) => Reply;

interface Backend {
  readonly store: Store;
  readonly switches: Switches;
  readonly access: Access;
}

/** Starts the emulated partner ticket API v2. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<RunningEmulator> {
  const store = createStore(options.seed ?? DEFAULT_SEED, options.tickets);
  const switches = defaultSwitches();
  const access = createAccess(switches);
  const server = await startEmulatorServer(
    {
      name: NAME,
      routes: createRoutes({ store, switches, access }),
      unmatched: () => problemReply(404, NOT_FOUND),
      switches,
      actions: { ...createActions(store), expireTokens: () => access.expireTokens() },
    },
    options,
  );
  const ticketIds = sampleIds(store);
  return {
    name: NAME,
    ...server,
    samples: { ticketIds, absentTicketId: ABSENT_TICKET_ID, change: { id: ticketIds[1], state: 'cancelled' } },
    credentials: {
      clientId: CLIENT.id,
      clientSecret: CLIENT.secret,
      apiKey: API_KEY,
      restrictedClientId: RESTRICTED_CLIENT.id,
      restrictedClientSecret: RESTRICTED_CLIENT.secret,
    },
  };
}

function sampleIds(store: Store): string[] {
  const ids = [...store.tickets.values()].filter(({ state }) => state === 'in_progress').map(({ id }) => id);
  return [SEED_TICKET_ID, ...ids.filter((id) => id !== SEED_TICKET_ID).slice(0, 19)];
}

function createRoutes(backend: Backend): Route[] {
  const { access, store, switches } = backend;
  const lists = { switches, random: store.random };
  return [
    { label: 'fetchToken', method: 'POST', path: '/oauth2/token', handle: (request) => access.issueToken(request) },
    ...TICKET_VIEWS.flatMap((view) => createViewRoutes(backend, view)),
    guarded(backend, 'updateInProgressTicket', 'PUT', '/v2/tickets/in-progress-tickets/:id', (request, client) =>
      updateTicket(store, switches, find(store, client, IN_PROGRESS_VIEW, request), readBody(request)),
    ),
    guarded(backend, 'transitionInProgressTicket', 'PATCH', '/v2/tickets/in-progress-tickets/:id', (request, client) =>
      transitionTicket(store, switches, find(store, client, IN_PROGRESS_VIEW, request), readBody(request)),
    ),
    guarded(backend, 'listOutsources', 'GET', '/v2/tickets/outsources', (request, client) => {
      refuseIf(switches.inferredPathsOff);
      const rows = store.outsources.filter((row) => canSee(client, store.tickets.get(row.ticket_id) ?? NO_BRANDING));
      return pageReply(rows, readPaging(request, switches), (row) => row, lists);
    }),
    guarded(backend, 'listCancelReasons', 'GET', '/v2/tickets/cancel-reasons', (request) => {
      refuseIf(switches.inferredPathsOff);
      return pageReply(store.catalogue.cancelReasons, readPaging(request, switches), (row) => row, lists);
    }),
    guarded(backend, 'listEvents', 'GET', '/v2/system/events', (request, client) =>
      listEvents(store, switches, client, request),
    ),
    guarded(backend, 'getVehicleModel', 'GET', '/v2/vehicles/models/:id', (request) =>
      replyWithRow(store.catalogue.models, request),
    ),
    guarded(backend, 'getVehicleMake', 'GET', '/v2/vehicles/makes/:id', (request) =>
      replyWithRow(store.catalogue.makes, request),
    ),
  ];
}

/** An outsource whose ticket is gone is seen with general credentials only. */
const NO_BRANDING: Pick<StoredTicket, 'branding'> = { branding: 'general' };

function createViewRoutes(backend: Backend, view: TicketView): Route[] {
  const { store, switches } = backend;
  const path = `/v2/tickets/${view.resource}`;
  const isOff = (): boolean =>
    view.state === undefined ? switches.genericPathsOff : view.inferred === true && switches.inferredPathsOff;
  const show = (ticket: StoredTicket): unknown => viewTicket(ticket, view, switches.unknownState);
  return [
    guarded(backend, `list${view.label}s`, 'GET', path, (request, client) => {
      refuseIf(isOff());
      const paging = readPaging(request, switches);
      const filters = readFilters(request, view.filters);
      const rows: StoredTicket[] = [];
      for (const ticket of store.tickets.values()) {
        if (isIn(view, ticket) && canSee(client, ticket) && filters.matches(ticket)) rows.push(ticket);
      }
      return pageReply(rows, { ...paging, ...filters.query }, show, { switches, random: store.random });
    }),
    guarded(backend, `get${view.label}`, 'GET', `${path}/:id`, (request, client) => {
      refuseIf(isOff());
      const ticket = find(store, client, view, request);
      if (switches.readAfterTransitionFails && store.unreadable.has(ticket.id))
        throw new Problem(500, 'The ticket can not be read at the moment.');
      return { status: 200, body: show(ticket) };
    }),
  ];
}

/** A route that needs a token; every error is a problem. */
function guarded(backend: Backend, label: string, method: string, path: string, handle: Handle): Route {
  return {
    label,
    method,
    path,
    handle(request) {
      try {
        return handle(request, backend.access.authenticate(request));
      } catch (error) {
        if (error instanceof Problem) return problemReply(error.status, error.message);
        throw error;
      }
    },
  };
}

/** The ticket of the path; one in another state is not found here (section 15 "store"). @throws Problem 400, 404 */
function find(store: Store, client: Client, view: TicketView, request: EmulatorRequest): StoredTicket {
  const ticket = store.tickets.get(requireUuid(request.params['id'], 'The ticket identifier'));
  if (ticket === undefined || !isIn(view, ticket) || !canSee(client, ticket)) throw new Problem(404, NOT_FOUND);
  return ticket;
}

function isIn(view: TicketView, ticket: StoredTicket): boolean {
  return view.state === undefined || view.state === ticket.state;
}

function readPaging(request: EmulatorRequest, switches: Switches): { limit: number; offset: number } {
  return { limit: readLimit(request, switches), offset: readOffset(request, switches) };
}

function readBody(request: EmulatorRequest): unknown {
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim();
  if (type !== 'application/json') throw new Problem(400, 'The content type must be application/json.');
  return request.json();
}

function replyWithRow(rows: readonly { readonly id: number }[], request: EmulatorRequest): Reply {
  const row = rows.find(({ id }) => String(id) === request.params['id']);
  if (row === undefined) throw new Problem(404, NOT_FOUND);
  return { status: 200, body: row };
}

function refuseIf(off: boolean): void {
  if (off) throw new Problem(404, NOT_FOUND);
}
