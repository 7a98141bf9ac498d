import type { Reply } from '../../../src/emulation/fault.ts';
import { Problem } from './problem.ts';
import { changeTicket, type Store } from './store.ts';
import type { Switches } from './switches.ts';
import { TICKET_VIEWS, type StoredTicket } from './ticket.ts';
import { timeText } from './time.ts';
import { isObject, requireUuid } from './values.ts';

/** PATCH of an in progress ticket: it leaves its resource, 303 says where it went (section 6). @throws Problem 400 */
export function transitionTicket(store: Store, switches: Switches, ticket: StoredTicket, body: unknown): Reply {
  const transition = isObject(body) ? body['transition'] : undefined;
  if (!isObject(transition) || typeof transition['type'] !== 'string')
    throw new Problem(400, 'The body must be {"transition": {"type": ...}}.');
  const changes = readTransition(store, switches, transition);
  const id = switches.locationNewId ? store.random.uuid() : ticket.id;
  const changed = changeTicket(store, ticket, { ...changes, id });
  if (changed.state === 'outsourced') addOutsource(store, changed);
  if (switches.readAfterTransitionFails) store.unreadable.add(id);
  if (switches.transitionAnswers200) return { status: 200 };
  return switches.locationMissing
    ? { status: 303 }
    : { status: 303, headers: { location: locationOf(changed, switches) } };
}

function readTransition(
  store: Store,
  switches: Switches,
  transition: Readonly<Record<string, unknown>>,
): Partial<StoredTicket> {
  switch (transition['type']) {
    case 'outsource':
      return readOutsource(store, transition);
    case switches.completeType:
      return { ...finishedNow(), state: 'closed', vehicle_battery_voltage: '12v' };
    case switches.cancelType:
      return { ...finishedNow(), state: 'cancelled', cancel_reason_id: readReason(store, switches, transition) };
    default:
      throw new Problem(400, 'The type of the transition is not known.');
  }
}

/** Real finish times carry an offset (realism notes). */
function finishedNow(): Partial<StoredTicket> {
  return { finished_at: timeText(Date.now(), '+01:00') };
}

function readOutsource(store: Store, transition: Readonly<Record<string, unknown>>): Partial<StoredTicket> {
  const { product_ids: products } = transition;
  if (!Array.isArray(products) || products.length === 0) throw new Problem(400, 'product_ids must not be empty.');
  for (const product of products) {
    const id = requireUuid(product, 'product_ids');
    if (!store.catalogue.products.some((known) => known.id === id && known.type === 'base'))
      throw new Problem(400, 'Only products of type "base" can be outsourced.');
  }
  const provider = requireUuid(transition['provider_id'], 'provider_id');
  if (!store.catalogue.providers.includes(provider)) throw new Problem(400, 'The provider is not available to you.');
  for (const name of ['allow_customer_chat_write_access', 'share_customer_information']) {
    // Absent means the setting of the outsource link, so null is not the same and no boolean either.
    if (name in transition && typeof transition[name] !== 'boolean')
      throw new Problem(400, `${name} must be true or false.`);
  }
  return {
    state: 'outsourced',
    outsourced: true,
    reclaimable: true,
    outsource_provider_id: provider,
    outsource_ticket_id: store.random.uuid(),
  };
}

function readReason(store: Store, switches: Switches, transition: Readonly<Record<string, unknown>>): number | null {
  const reason = store.catalogue.cancelReasons.find(({ id }) => id === transition['cancel_reason_id']);
  if (switches.strictCancel && reason === undefined)
    throw new Problem(400, 'cancel_reason_id must be a cancel reason.');
  if (switches.strictCancel && reason?.manually_applicable === false)
    throw new Problem(400, 'The cancel reason can not be applied manually.');
  return reason?.id ?? null;
}

function addOutsource(store: Store, ticket: StoredTicket): void {
  store.outsources.push({
    id: store.random.uuid(),
    ticket_id: ticket.id,
    assigned_at: null,
    cancel_reason_id: null,
    created_at: timeText(Date.now()),
    finished_at: null,
    operator_channel_id: null,
    provider_id: ticket.outsource_provider_id ?? '',
    state: 'pending',
    ticket_number: ticket.ticket_number,
  });
}

/** Location is a relative reference, as in the seed's example. */
function locationOf(ticket: StoredTicket, switches: Switches): string {
  const resource = TICKET_VIEWS.find((view) => view.state === ticket.state)?.resource ?? 'tickets';
  const path = `/v2/tickets/${resource}/${ticket.id}`;
  return switches.locationForeignHost ? `https://partner-api-002.example.invalid${path}` : path;
}
