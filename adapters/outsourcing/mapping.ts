import type { Escalation, EscalationTarget } from '../../src/ticketing/escalation.ts';
import { fingerprint } from '../../src/ticketing/fingerprint.ts';
import { instantFromOffsetText, type Instant } from '../../src/ticketing/instant.ts';
import {
  EMPTY_TICKET,
  party,
  type CustomField,
  type NativeTicket,
  type TicketField,
} from '../../src/ticketing/ticket.ts';
import type { TransitionRecord } from '../../src/ticketing/transition.ts';
import { toStatus } from './mapping-status.ts';
import type { OutsourcingSettings } from './settings.ts';
import type { OutsourcingTicket } from './wire.ts';

/** Fields of which the in-progress resource has nothing, or not all. */
const ONLY_GENERIC: readonly TicketField[] = ['updatedAt', 'source', 'customFields'];
/** Fields that hold the start of the service. */
const OF_SERVICE_START: readonly TicketField[] = ['statusChangedAt', 'transitions'];

/** States in which no operator has joined yet, whatever times the ticket carries. */
const BEFORE_WORK: ReadonlySet<string> = new Set(['prepared', 'pending']);

/** Where a ticket is, even if its answer does not say. */
export function stateOf(wire: OutsourcingTicket, impliedState?: string): string {
  return toText(wire.state) ?? impliedState ?? 'unknown';
}

/**
 * A ticket of any resource of the API.
 * @param impliedState the state of the resource it was read from, where the answer itself holds none
 */
export function toTicket(wire: OutsourcingTicket, impliedState?: string): NativeTicket {
  const state = stateOf(wire, impliedState);
  const startedAt = BEFORE_WORK.has(state) ? null : toStart(wire);
  const isFinished = state === 'closed' || state === 'cancelled';
  const finishedAt = isFinished ? toInstant(wire.finished_at) : null;
  return {
    ...EMPTY_TICKET,
    nativeId: wire.id,
    number: toText(wire.ticket_number),
    status: toStatus(state),
    createdAt: toInstant(wire.created_at),
    updatedAt: toInstant(wire.updated_at),
    statusChangedAt: isFinished ? finishedAt : state === 'in_progress' ? startedAt : null,
    closedAt: finishedAt,
    customer: toText(wire.customer_id) === null ? null : party('UNKNOWN', { id: toText(wire.customer_id) }),
    assignee: toText(wire.operator_id) === null ? null : party('PERSON', { id: toText(wire.operator_id) }),
    source: toText(wire.source_provider_id),
    vehicle: toVehicle(wire),
    voucherCode: toText(wire.voucher_code),
    escalations: state === 'outsourced' ? [toEscalation(wire)] : [],
    transitions: toTransitions(state, startedAt, finishedAt),
    customFields: toCustomFields(wire),
    version: toVersion(wire, state),
    notLoaded: notLoaded(wire, state),
  };
}

/** A ticket of which no further call can tell more. */
export function asComplete(ticket: NativeTicket): NativeTicket {
  return ticket.notLoaded.length === 0 ? ticket : { ...ticket, notLoaded: [] };
}

/** True if nothing that was asked for is missing. */
export function hasAll(ticket: NativeTicket, fields: readonly TicketField[]): boolean {
  return !fields.some((field) => ticket.notLoaded.includes(field));
}

/** True if the in-progress resource says enough of a ticket, or something that no other says. */
export function isInProgressWorthReading(fields: readonly TicketField[]): boolean {
  return (
    fields.some((field) => field === 'customFields' || OF_SERVICE_START.includes(field)) ||
    !fields.some((field) => field === 'escalations' || ONLY_GENERIC.includes(field))
  );
}

/** The details of an outsourced ticket are in a resource of their own, and the start of service in another. */
function notLoaded(wire: OutsourcingTicket, state: string): readonly TicketField[] {
  if (state === 'in_progress') {
    if (toText(wire.state) === null)
      return toStart(wire) === null ? [...ONLY_GENERIC, ...OF_SERVICE_START] : ONLY_GENERIC;
    return wire.service_started_at === undefined ? [...OF_SERVICE_START, 'customFields'] : [];
  }
  return state === 'outsourced' && wire.outsource_provider_id === undefined ? ['escalations'] : [];
}

/**
 * A ticket read twice, from the generic resource and from the one of its state, as one answer. What both say is taken
 * from the generic one, so that the version does not depend on how many calls were made.
 */
export function combine(generic: OutsourcingTicket, ofState: OutsourcingTicket): OutsourcingTicket {
  return {
    ...generic,
    service_started_at: generic.service_started_at ?? ofState.service_started_at ?? null,
    outsource_provider_id: generic.outsource_provider_id ?? ofState.outsource_provider_id ?? null,
    outsource_ticket_id: generic.outsource_ticket_id ?? ofState.outsource_ticket_id ?? null,
    reclaimable: generic.reclaimable ?? ofState.reclaimable ?? null,
  };
}

/** Values that the generic resource and the one of tickets in progress both have: an answer of either has the same version. */
function toVersion(wire: OutsourcingTicket, state: string): string {
  return fingerprint([
    wire.id,
    state,
    toText(wire.customer_id),
    toText(wire.operator_id),
    toText(wire.voucher_code),
    toText(wire.vin),
    toText(wire.vehicle_model_id),
    toText(wire.connection_id),
    wire.outsourced ?? null,
  ]);
}

/** ASSUMPTION: where the start of service is not known, a ticket went into progress when it was assigned (README). */
function toStart(wire: OutsourcingTicket): Instant | null {
  return toInstant(wire.service_started_at) ?? toInstant(wire.assigned_at);
}

function toVehicle(wire: OutsourcingTicket): NativeTicket['vehicle'] {
  const vehicle = {
    // 0 stays 0: nobody says that it means "none".
    modelId: toText(wire.vehicle_model_id),
    vin: toText(wire.vin),
    batteryVoltage: toText(wire.vehicle_battery_voltage),
  };
  return Object.values(vehicle).every((value) => value === null) ? null : vehicle;
}

/**
 * ASSUMPTION: a ticket that can still be taken back has not been taken up by the other provider (README). How the hand-over
 * itself stands is said by a resource whose address is not documented.
 */
function toEscalation(wire: OutsourcingTicket): Escalation {
  return {
    kind: 'PROVIDER',
    state: wire.reclaimable === true ? 'REQUESTED' : 'ACTIVE',
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

function toTransitions(state: string, startedAt: Instant | null, finishedAt: Instant | null): TransitionRecord[] {
  const records: TransitionRecord[] = [];
  const unknown = { by: null, reason: null };
  if (startedAt !== null) records.push({ from: null, to: toStatus('in_progress'), at: startedAt, ...unknown });
  if (finishedAt !== null) records.push({ from: null, to: toStatus(state), at: finishedAt, ...unknown });
  return records;
}

/** Values without a field of their own, under the API's names. */
const CUSTOM_FIELDS = [
  // "At least once", not "now": a ticket that came back still says so.
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
    return value === undefined || value === null || value === '' ? [] : [{ key, label: toLabel(key), value }];
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

/** Ids come as 32-bit numbers in one place and as 64-bit ones, or text, in another: as text they are the same. */
export function toText(value: string | number | null | undefined): string | null {
  return value === undefined || value === null || value === '' ? null : String(value);
}
