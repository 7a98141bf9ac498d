import type { Escalation, EscalationState, EscalationTarget } from '../../src/ticketing/escalation.ts';
import type { TicketFilter } from '../../src/ticketing/filter.ts';
import { fingerprint } from '../../src/ticketing/fingerprint.ts';
import { instantFromOffsetText, type Instant } from '../../src/ticketing/instant.ts';
import type { StatusCategory, StatusDefinition, StatusReference } from '../../src/ticketing/status.ts';
import {
  EMPTY_TICKET,
  party,
  type CustomField,
  type NativeTicket,
  type TicketField,
} from '../../src/ticketing/ticket.ts';
import type { TransitionRecord, TransitionRules } from '../../src/ticketing/transition.ts';
import { unsupported } from '../../src/ticketing/unsupported.ts';
import type { OutsourcingSettings } from './settings.ts';
import type { OutsourcingTicket } from './wire.ts';

/** The states of the API: each is a resource of its own, and its name in `state`. */
const STATES: Readonly<Record<string, { readonly category: StatusCategory; readonly label: string }>> = {
  prepared: { category: 'PENDING', label: 'Prepared' },
  // "pending" means "in the queue": nobody works on it yet.
  pending: { category: 'OPEN', label: 'Pending' },
  in_progress: { category: 'IN_PROGRESS', label: 'In progress' },
  outsourced: { category: 'IN_PROGRESS', label: 'Outsourced' },
  closed: { category: 'CLOSED', label: 'Closed' },
  cancelled: { category: 'CANCELLED', label: 'Cancelled' },
};

export const NATIVE_STATES = Object.keys(STATES);

const PORTAL = 'The partner API cannot do this to a ticket: it happens in the provider’s own portal.';

/** PATCH of a ticket in progress: outsource, complete, cancel. */
export const TRANSITION_RULES: TransitionRules = {
  START: unsupported('An operator joins a ticket in the provider’s own portal; the API has no call for it.'),
  CONFIRM: unsupported('A completed ticket is closed at once; there is no confirmation step.'),
  REOPEN: unsupported('Some cancel reasons allow reopening, but the API documents no call for it.'),
  COMPLETE: { label: 'Complete', from: { only: ['in_progress'] }, inputFields: [] },
  CLOSE: unsupported('The API closes a ticket by completing it: use COMPLETE.'),
  CANCEL: { label: 'Cancel', from: { only: ['in_progress'] }, inputFields: ['reasonId!'] },
  HOLD: unsupported(PORTAL),
  REJECT: unsupported(PORTAL),
  REMIND: unsupported('The API has no reminders.'),
  TRANSFER: unsupported('The API knows no queues; another operator is set by assigning the ticket.'),
  ESCALATE: unsupported('The API hands tickets to other providers: use OUTSOURCE.'),
  OUTSOURCE: {
    label: 'Outsource to another provider',
    from: { only: ['in_progress'] },
    inputFields: ['targetId!', 'productIds!', 'allowCustomerChatWriteAccess', 'shareCustomerInformation'],
  },
};

/** A native state as a status. */
export function toStatus(state: string): StatusReference {
  const known = Object.hasOwn(STATES, state) ? STATES[state] : undefined;
  return known === undefined ? { category: 'UNKNOWN', code: state, label: state } : { code: state, ...known };
}

/** The six states: fixed, as the API has no call that lists them. */
export function toStatusCatalog(): StatusDefinition[] {
  return Object.entries(STATES).map(([code, { category, label }]) => ({ code, category, label, isConfigured: true }));
}

/** Native states whose rows can match the filter; null if every state can. */
export function statesOf(filter: TicketFilter): string[] | null {
  const { statusCategories: categories, statusCodes: codes } = filter;
  if (categories === undefined && codes === undefined) return null;
  // A state that the API adds later has the category UNKNOWN and no name to ask for: then every state has to be read.
  if (codes === undefined && categories?.includes('UNKNOWN') === true) return null;
  return NATIVE_STATES.filter(
    (state) => (categories?.includes(toStatus(state).category) ?? true) && (codes?.includes(state) ?? true),
  );
}

/** Fields that only the generic resource has; the in-progress resource lacks them. */
const ONLY_GENERIC: readonly TicketField[] = ['updatedAt', 'source', 'statusChangedAt', 'customFields', 'transitions'];

/**
 * A ticket of any resource of the API.
 * @param impliedState the state of the resource it was read from, where the answer itself holds none
 */
export function toTicket(wire: OutsourcingTicket, impliedState?: string): NativeTicket {
  const state = wire.state ?? impliedState ?? 'unknown';
  const assignedAt = toInstant(wire.service_started_at) ?? toInstant(wire.assigned_at);
  const finishedAt = toInstant(wire.finished_at);
  const isFinished = state === 'closed' || state === 'cancelled';
  return {
    ...EMPTY_TICKET,
    nativeId: wire.id,
    number: toText(wire.ticket_number),
    status: toStatus(state),
    createdAt: toInstant(wire.created_at),
    updatedAt: toInstant(wire.updated_at),
    statusChangedAt: isFinished ? finishedAt : state === 'in_progress' ? assignedAt : null,
    closedAt: isFinished ? finishedAt : null,
    customer: toText(wire.customer_id) === null ? null : party('UNKNOWN', { id: toText(wire.customer_id) }),
    assignee: toText(wire.operator_id) === null ? null : party('PERSON', { id: toText(wire.operator_id) }),
    source: toText(wire.source_provider_id),
    vehicle: toVehicle(wire),
    voucherCode: toText(wire.voucher_code),
    escalations: state === 'outsourced' ? [toEscalation(wire)] : [],
    transitions: toTransitions(state, assignedAt, isFinished ? finishedAt : null),
    customFields: toCustomFields(wire),
    version: fingerprint([
      wire.id,
      state,
      wire.operator_id ?? null,
      wire.voucher_code ?? null,
      wire.vin ?? null,
      String(wire.vehicle_model_id ?? ''),
    ]),
    notLoaded: notLoaded(wire, state),
  };
}

/** The details of an outsourced ticket are in a resource of their own, and the start of service in another. */
function notLoaded(wire: OutsourcingTicket, state: string): readonly TicketField[] {
  if (wire.state === undefined && state === 'in_progress') return ONLY_GENERIC;
  if (state === 'in_progress' && wire.service_started_at === undefined) return ['statusChangedAt', 'transitions'];
  if (state === 'outsourced' && wire.outsource_provider_id === undefined) return ['escalations'];
  return [];
}

/** A ticket read twice, from the generic resource and from the one of its state, as one answer. */
export function combine(generic: OutsourcingTicket, ofState: OutsourcingTicket): OutsourcingTicket {
  return { service_started_at: null, outsource_provider_id: null, ...generic, ...ofState };
}

function toVehicle(wire: OutsourcingTicket): NativeTicket['vehicle'] {
  const vehicle = {
    modelId: toText(wire.vehicle_model_id),
    vin: toText(wire.vin),
    batteryVoltage: toText(wire.vehicle_battery_voltage),
  };
  return Object.values(vehicle).every((value) => value === null) ? null : vehicle;
}

/** Without the outsources call, "reclaimable" is all that tells a request from work under way. */
function toEscalation(wire: OutsourcingTicket): Escalation {
  const state: EscalationState = wire.reclaimable === true ? 'REQUESTED' : 'ACTIVE';
  return {
    kind: 'PROVIDER',
    state,
    targetId: toText(wire.outsource_provider_id),
    targetLabel: null,
    reason: null,
    requestedBy: null,
    requestedAt: null,
    foreignTicketId: toText(wire.outsource_ticket_id),
    foreignSystem: null,
    isReclaimable: wire.reclaimable ?? null,
  };
}

function toTransitions(state: string, assignedAt: Instant | null, finishedAt: Instant | null): TransitionRecord[] {
  const records: TransitionRecord[] = [];
  const unknown = { by: null, reason: null };
  if (assignedAt !== null) records.push({ from: null, to: toStatus('in_progress'), at: assignedAt, ...unknown });
  if (finishedAt !== null) records.push({ from: null, to: toStatus(state), at: finishedAt, ...unknown });
  return records;
}

/** Values without a field of their own, under the API's names. */
const CUSTOM_FIELDS = [
  'outsourced',
  'connection_id',
  'cancel_reason_id',
  'externally_processed',
  'external_reference',
  'preparer_external_reference',
  'customer_channel_id',
  'operator_channel_id',
  'customer_connector_id',
  'first_local_added_at',
  'customer_reference',
  'operator_reference',
  'service_started_at',
  'assigned_at',
  'finished_at',
] as const satisfies readonly (keyof OutsourcingTicket)[];

function toCustomFields(wire: OutsourcingTicket): CustomField[] {
  return CUSTOM_FIELDS.flatMap((key) => {
    const value = wire[key];
    return value === undefined || value === null ? [] : [{ key, label: toLabel(key), value }];
  });
}

function toLabel(key: string): string {
  const words = key.replaceAll('_', ' ').replace(/\bid\b/, 'ID');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The configured providers. */
export function toEscalationTargets(
  targets: NonNullable<OutsourcingSettings['escalationTargets']>,
): EscalationTarget[] {
  return targets.map(({ providerId, label, productIds }) => ({
    nativeId: providerId,
    kind: 'PROVIDER',
    label,
    productIds,
  }));
}

/** Times carry any offset, so that they have one meaning. */
function toInstant(value: string | null | undefined): Instant | null {
  return typeof value === 'string' ? instantFromOffsetText(value) : null;
}

function toText(value: string | number | null | undefined): string | null {
  return value === undefined || value === null || value === '' ? null : String(value);
}
