import { BusinessError } from './errors.ts';
import { pageOf, queryInteger, repeated } from './input.ts';
import type { Backend, Call, Endpoint, Ticket } from './model.ts';
import { listItemOf } from './projection.ts';
import { isVisible } from './tickets.ts';
import { filterTime } from './times.ts';
import type { Reply } from '../../../src/emulation/fault.ts';

const HIGHEST_STATUS = 30;
const DELETED = 13;

export const LIST_ENDPOINTS: readonly Endpoint[] = [
  { label: 'countTickets', method: 'GET', path: '/cases/count', handle: count },
  { label: 'listTickets', method: 'GET', path: '/cases', handle: list },
];

type Filter = (ticket: Ticket) => boolean;

/** GET /cases: `total_count` before paging, default limit 10, cap 100, newest first. */
function list(backend: Backend, call: Call): Reply {
  const filters = filtersOf(backend, call);
  const found = ordered(
    backend,
    backend.newestFirst.filter((ticket) => filters.every((filter) => filter(ticket))),
  );
  const rows = pageOf(call.query, found).map((ticket) => listItemOf(backend, call, ticket));
  return { status: 200, body: { [backend.switches.listCountKey]: found.length, incident_info_list: rows } };
}

/** GET /cases/count. */
function count(backend: Backend, call: Call): Reply {
  const status = queryInteger(call.query, 'status', 0, HIGHEST_STATUS);
  const counts = new Map<number, number>();
  for (const ticket of backend.newestFirst) {
    if (isVisible(call, ticket) && (status ?? ticket.status) === ticket.status) {
      counts.set(ticket.status, (counts.get(ticket.status) ?? 0) + 1);
    }
  }
  const rows = [...counts].map(([value, number]) => ({ status: value, count: number }));
  return { status: 200, body: { incident_status_counts: rows.sort((left, right) => left.status - right.status) } };
}

function filtersOf(backend: Backend, call: Call): readonly Filter[] {
  return [
    (ticket) => isVisible(call, ticket),
    ...statusFilters(backend, call),
    ...timeFilters(call),
    ...textFilters(call),
    ...ownerFilters(call),
  ];
}

function statusFilters(backend: Backend, call: Call): readonly Filter[] {
  const one = queryInteger(call.query, 'status', 0, HIGHEST_STATUS);
  const several = statusList(backend, call);
  if (one === undefined && several === undefined) {
    return backend.switches.hideDeleted ? [(ticket) => ticket.status !== DELETED] : [];
  }
  return [
    ...(one === undefined ? [] : [(ticket: Ticket) => ticket.status === one]),
    ...(several === undefined ? [] : [(ticket: Ticket) => several.has(ticket.status)]),
  ];
}

/** `incident_status` is a "status list" whose separator is unpublished; a switch takes the comma away. */
function statusList(backend: Backend, call: Call): ReadonlySet<number> | undefined {
  const text = call.query.get('incident_status');
  if (text === null || text === '') return undefined;
  const shape = backend.switches.commaStatuses ? /^\d+(,\d+)*$/ : /^\d+$/;
  if (text.length > 32 || !shape.test(text)) throw new BusinessError('OSM.01010001', 'incident_status');
  return new Set(text.split(',').map(Number));
}

/** The time filters mean create_time and are inclusive. */
function timeFilters(call: Call): readonly Filter[] {
  const start = filterTime(call, 'query_start_time');
  const end = filterTime(call, 'query_end_time');
  return [
    ...(start === undefined ? [] : [(ticket: Ticket) => ticket.create_time >= start]),
    ...(end === undefined ? [] : [(ticket: Ticket) => ticket.create_time <= end]),
  ];
}

/** `search_key` matches the description; `app_key` id or description; `incident_id` may well be fuzzy, so here it is. */
function textFilters(call: Call): readonly Filter[] {
  const keys = repeated(call.query, 'search_key', 3).map((key) => key.toLowerCase());
  const [appKey] = repeated(call.query, 'app_key', 1);
  const [id] = repeated(call.query, 'incident_id', 1);
  return [
    ...keys.map((key) => (ticket: Ticket) => ticket.simple_description.toLowerCase().includes(key)),
    ...(appKey === undefined
      ? []
      : [(ticket: Ticket) => ticket.incident_id.includes(appKey) || ticket.simple_description.includes(appKey)]),
    ...(id === undefined ? [] : [(ticket: Ticket) => ticket.incident_id.includes(id)]),
  ];
}

function ownerFilters(call: Call): readonly Filter[] {
  const labels = repeated(call.query, 'label_id_list', 5).map(Number);
  const [customerId] = repeated(call.query, 'x_customer_id', 1);
  const [customerName] = repeated(call.query, 'x_customer_name', 1);
  return [
    ...(labels.length === 0 ? [] : [(ticket: Ticket) => labels.some((id) => ticket.label_ids.includes(id))]),
    ...(customerId === undefined ? [] : [(ticket: Ticket) => ticket.xcustomer_id === customerId]),
    ...(customerName === undefined ? [] : [(ticket: Ticket) => ticket.xcustomer_name === customerName]),
  ];
}

function ordered(backend: Backend, newestFirst: readonly Ticket[]): readonly Ticket[] {
  switch (backend.switches.order) {
    case 'asc':
      return newestFirst.toReversed();
    case 'random':
      // The same disorder on every page, so that reading by offset still finds each ticket once.
      return newestFirst.toSorted((left, right) => left.seed - right.seed);
    default:
      return newestFirst;
  }
}
