import type { EscalationTarget } from '../../src/ticketing/escalation.ts';
import { fingerprint } from '../../src/ticketing/fingerprint.ts';
import type { Instant } from '../../src/ticketing/instant.ts';
import type {
  StatusCategory,
  StatusDefinition,
  StatusReference,
  TicketTypeDefinition,
} from '../../src/ticketing/status.ts';
import {
  EMPTY_TICKET,
  party,
  type CodedLabel,
  type CustomField,
  type NativeTicket,
  type Party,
} from '../../src/ticketing/ticket.ts';
import type { TransitionRecord } from '../../src/ticketing/transition.ts';
import { toEscalations, toRelations } from './mapping-links.ts';
import { toInstant, toText } from './mapping-values.ts';
import type { OneviewSettings } from './settings.ts';
import type { OneviewDepartment, OneviewTicket } from './wire.ts';

// ASSUMPTION: the blueprint lists the three states without saying what they mean.
const STATUSES: ReadonlyMap<string, { readonly category: StatusCategory; readonly label: string }> = new Map([
  ['ASSIGNED', { category: 'IN_PROGRESS', label: 'Assigned' }],
  ['ESCALATED', { category: 'IN_PROGRESS', label: 'Escalated' }],
  ['CLOSED', { category: 'CLOSED', label: 'Closed' }],
]);

/** A native status as a status. */
export function toStatus(code: string): StatusReference {
  const known = STATUSES.get(code);
  return known === undefined ? { category: 'UNKNOWN', code, label: code } : { code, ...known };
}

/** The three states: fixed, as the API has no call that lists them. */
export function toStatusCatalog(): StatusDefinition[] {
  return [...STATUSES].map(([code, { category, label }]) => ({ code, category, label, isConfigured: true }));
}

/** Words for contact reason codes, as far as they are known. */
export type ContactReasons = ReadonlyMap<string, string>;

/**
 * A ticket as any call of the API answers it.
 * @param contactReasons words for its contact reason; null if they were not asked for but could be
 */
export function toTicket(wire: OneviewTicket, contactReasons: ContactReasons | null): NativeTicket {
  const status = toStatus(toText(wire.status) ?? 'unknown');
  const assignee = toText(wire.Assignee) ?? toText(wire.assignee);
  // The blueprint: "time at which this ticket status changed". No other change is dated.
  const statusChangedAt = toInstant(wire.UpdatedAt) ?? toInstant(wire.updatedAt);
  const metadata = wire.metadata ?? {};
  const contactReason = toContactReason(wire, contactReasons);
  return {
    ...EMPTY_TICKET,
    nativeId: wire.id,
    title: contactReason?.label ?? contactReason?.code ?? null,
    status,
    type: toCodedLabel(wire.type),
    priority: toPriority(wire.priority),
    createdAt: toInstant(wire.createdAt),
    updatedAt: statusChangedAt,
    statusChangedAt,
    closedAt: status.category === 'CLOSED' ? statusChangedAt : null,
    customer: toCustomer(wire.customer),
    // ASSUMPTION: the blueprint calls it an id when reassigning and "assigned agent" in the ticket.
    assignee: assignee === null ? null : party('PERSON', { id: assignee }),
    channel: toText(wire.channel),
    queue: toText(wire.queue),
    source: toText(wire.source),
    language: toText(metadata.language),
    country: toText(metadata.country),
    tags: metadata.tags ?? [],
    orderId: toText(metadata.orderId),
    vendor: toVendor(wire.vendor),
    contactReason,
    serviceLevel: toServiceLevel(metadata.sla),
    relations: toRelations(metadata.childrenLinks ?? []),
    escalations: toEscalations(metadata.childrenLinks ?? [], {
      isEscalated: status.code === 'ESCALATED',
      reason: toText(wire.statusReason),
      at: statusChangedAt,
    }),
    transitions: toTransitions(wire, status, statusChangedAt),
    customFields: toCustomFields(wire),
    // The blueprint has no version. UpdatedAt moves with the status alone, so everything else that a call of the API can
    // change is part of it.
    version: fingerprint([
      wire.id,
      status.code,
      statusChangedAt,
      assignee,
      toText(wire.queue),
      wire.priority ?? null,
      toText(metadata.ccr),
      toText(metadata.orderId),
      toText(metadata.entityId),
      (metadata.childrenLinks ?? []).length,
    ]),
    notLoaded: contactReasons === null && wordlessContactReason(wire) !== null ? ['title', 'contactReason'] : [],
  };
}

/** The code of a ticket's contact reason, if the ticket has no words for it. */
export function wordlessContactReason(wire: OneviewTicket): string | null {
  const code = toText(wire.metadata?.ccr);
  // ASSUMPTION: "ccr" holds words in one sample and a code (1A.1) in another; codes have no spaces.
  return code === null || toText(wire.metadata?.localCcr) !== null || /\s/.test(code) ? null : code;
}

function toContactReason(wire: OneviewTicket, contactReasons: ContactReasons | null): CodedLabel | null {
  const code = toText(wire.metadata?.ccr);
  const label = toText(wire.metadata?.localCcr) ?? contactReasons?.get(code ?? '') ?? null;
  return code === null && label === null ? null : { code, label };
}

function toCodedLabel(value: string | null | undefined): NativeTicket['type'] {
  const code = toText(value);
  return code === null ? null : { code, label: code, group: null };
}

/** "Use this as sort reference": a number without words, and nobody says which end is urgent. */
function toPriority(value: number | null | undefined): NativeTicket['priority'] {
  if (value === null || value === undefined) return null;
  return { code: String(value), label: null, level: 'UNKNOWN', rank: value };
}

function toServiceLevel(value: number | string | null | undefined): NativeTicket['serviceLevel'] {
  const sla = toText(value);
  return sla === null ? null : { value: sla, unit: null };
}

function toCustomer(customer: OneviewTicket['customer']): Party | null {
  const id = toText(customer?.id);
  const email = toText(customer?.email);
  const firstName = toText(customer?.firstName);
  const lastName = toText(customer?.lastName);
  const fullName = [firstName, lastName].filter((part) => part !== null).join(' ');
  const name = toText(customer?.name) ?? toText(fullName);
  return [id, name, email].every((value) => value === null)
    ? null
    : party('PERSON', { id, name, firstName, lastName, email });
}

function toVendor(vendor: OneviewTicket['vendor']): NativeTicket['vendor'] {
  const id = toText(vendor?.id);
  // "unknown" is a vertical of the blueprint's own, not a missing one.
  const vertical = toText(vendor?.vertical);
  return id === null && vertical === null ? null : { id, vertical };
}

/** The last change of status is all that a ticket tells of its past. */
function toTransitions(wire: OneviewTicket, to: StatusReference, at: Instant | null): TransitionRecord[] {
  const reason = toText(wire.statusReason);
  return toText(wire.status) === null || (at === null && reason === null)
    ? []
    : [{ from: null, to, at, by: null, reason }];
}

function toCustomFields(wire: OneviewTicket): CustomField[] {
  // Without an id of the other ticket a link is no relation, but what it says is not lost.
  const unusableLinks = (wire.metadata?.childrenLinks ?? []).filter((link) => toText(link.ticketId) === null);
  const fields: readonly CustomField[] = [
    { key: 'content', label: 'Content', value: wire.content },
    { key: 'statusReason', label: 'Status reason', value: wire.statusReason },
    { key: 'resolutionStatus', label: 'Resolution status', value: wire.resolutionStatus },
    { key: 'resolutionReason', label: 'Resolution reason', value: wire.resolutionReason },
    { key: 'entityId', label: 'Entity ID', value: wire.metadata?.entityId },
    { key: 'childrenLinks', label: 'Links without a ticket ID', value: unusableLinks },
  ];
  return fields.filter(({ value }) => !isEmpty(value));
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

/** The departments that tickets can be escalated to; one without an id cannot be named, so it is no target. */
export function toEscalationTargets(departments: readonly OneviewDepartment[]): EscalationTarget[] {
  return departments.flatMap(({ id, label }) => {
    const nativeId = toText(id);
    if (nativeId === null) return [];
    return [{ nativeId, kind: 'DEPARTMENT' as const, label: toText(label) ?? nativeId, productIds: [] }];
  });
}

/** The configured ticket types. */
export function toTicketTypes(ticketTypes: NonNullable<OneviewSettings['ticketTypes']>): TicketTypeDefinition[] {
  return ticketTypes.map(({ code, label }) => ({
    code,
    label: label ?? code,
    description: null,
    group: null,
    isActive: true,
  }));
}
