import type { Escalation } from './escalation.ts';
import type { Instant } from './instant.ts';
import type { StatusReference } from './status.ts';
import type { TransitionRecord } from './transition.ts';

/** A value of a backend's own vocabulary beside its words for people. */
export interface CodedLabel {
  /** The backend's own spelling; null where it only has words. */
  readonly code: string | null;
  /** Words for people; null where the backend's answer holds none. */
  readonly label: string | null;
}

export const PRIORITY_LEVELS = ['LOW', 'NORMAL', 'HIGH', 'URGENT', 'UNKNOWN'] as const;
export type PriorityLevel = (typeof PRIORITY_LEVELS)[number];

export interface Priority extends CodedLabel {
  /** UNKNOWN where the backend's value cannot be translated without guessing. */
  readonly level: PriorityLevel;
  /** The backend's own number to sort by, where it has one; its direction is the backend's. */
  readonly rank: number | null;
}

/** A ticket type as a ticket names it; the rest comes from the catalog. */
export interface TicketTypeReference extends CodedLabel {
  /** What the type belongs to in its backend. */
  readonly group: string | null;
}

export type PartyKind = 'PERSON' | 'GROUP' | 'ORGANIZATION' | 'SYSTEM' | 'UNKNOWN';

/** Somebody: a customer, an agent, a group. Personal data throughout; never logged. */
export interface Party {
  readonly kind: PartyKind;
  readonly id: string | null;
  readonly accountId: string | null;
  readonly name: string | null;
  readonly title: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly email: string | null;
  readonly phone: string | null;
}

/** A party of whom only the given facts are known. */
export function party(kind: PartyKind, facts: Partial<Omit<Party, 'kind'>>): Party {
  return {
    kind,
    id: null,
    accountId: null,
    name: null,
    title: null,
    firstName: null,
    lastName: null,
    email: null,
    phone: null,
    ...facts,
  };
}

export interface Product {
  readonly id: string | null;
  readonly name: string | null;
}

export interface Vehicle {
  /** Native id of the vehicle model: 64-bit, so text. */
  readonly modelId: string | null;
  readonly vin: string | null;
  readonly batteryVoltage: string | null;
}

export interface Vendor {
  readonly id: string | null;
  /** The vendor's line of business, e.g. `restaurants`. */
  readonly vertical: string | null;
}

/** A promised service level as the backend states it: a number whose unit it may not tell. */
export interface ServiceLevel {
  readonly value: string;
  readonly unit: string | null;
}

export interface Attachment {
  /** Null where the backend lists a file without a key to fetch it by. */
  readonly nativeId: string | null;
  readonly name: string;
}

export type RelationKind = 'CHILD' | 'RELATED';

export interface TicketRelation {
  readonly kind: RelationKind;
  /** Native id of the other ticket in its own system. */
  readonly foreignId: string;
  /** The other system's name; null where the other ticket is in the same backend. */
  readonly foreignSystem: string | null;
  readonly category: string | null;
  readonly title: string | null;
  readonly creator: string | null;
  readonly createdAt: Instant | null;
  readonly reason: string | null;
}

/** A value of the backend that has no field of its own in the unified model. */
export interface CustomField {
  /** The backend's own name of the field. */
  readonly key: string;
  readonly label: string;
  /** JSON as the backend sent it. */
  readonly value: unknown;
}

/**
 * A ticket as an adapter maps it. The adapter does not know its instance id and not how fresh the answer is:
 * the dispatcher adds both.
 */
export interface NativeTicket {
  readonly nativeId: string;
  readonly number: string | null;
  readonly title: string | null;
  readonly description: string | null;
  readonly status: StatusReference;
  readonly type: TicketTypeReference | null;
  readonly priority: Priority | null;
  readonly severity: CodedLabel | null;
  readonly createdAt: Instant | null;
  readonly updatedAt: Instant | null;
  readonly statusChangedAt: Instant | null;
  readonly closedAt: Instant | null;
  readonly customer: Party | null;
  readonly assignee: Party | null;
  readonly channel: string | null;
  readonly queue: string | null;
  readonly source: string | null;
  readonly language: string | null;
  readonly country: string | null;
  readonly tags: readonly string[];
  readonly product: Product | null;
  readonly vehicle: Vehicle | null;
  readonly orderId: string | null;
  readonly vendor: Vendor | null;
  readonly voucherCode: string | null;
  readonly contactReason: CodedLabel | null;
  readonly serviceLevel: ServiceLevel | null;
  readonly attachments: readonly Attachment[];
  readonly relations: readonly TicketRelation[];
  readonly escalations: readonly Escalation[];
  /** What the backend tells of past status changes, oldest first. */
  readonly transitions: readonly TransitionRecord[];
  readonly customFields: readonly CustomField[];
  /**
   * Changes whenever the ticket changes: the backend's own version where it has one, else a fingerprint of values that
   * each of its answers carries, so that the same state has the same version in a list and read alone.
   */
  readonly version: string;
  /** Fields that this answer did not carry but `getTickets` can fill when they are asked for. */
  readonly notLoaded: readonly TicketField[];
}

/** A field of a ticket that a projection may lack. */
export type TicketField = Exclude<keyof NativeTicket, 'nativeId' | 'notLoaded' | 'version'>;

/** The fields of a ticket of which nothing is known but the id and the status. */
export const EMPTY_TICKET = {
  number: null,
  title: null,
  description: null,
  type: null,
  priority: null,
  severity: null,
  createdAt: null,
  updatedAt: null,
  statusChangedAt: null,
  closedAt: null,
  customer: null,
  assignee: null,
  channel: null,
  queue: null,
  source: null,
  language: null,
  country: null,
  tags: [],
  product: null,
  vehicle: null,
  orderId: null,
  vendor: null,
  voucherCode: null,
  contactReason: null,
  serviceLevel: null,
  attachments: [],
  relations: [],
  escalations: [],
  transitions: [],
  customFields: [],
  notLoaded: [],
} as const satisfies Partial<NativeTicket>;

export type FreshnessState = 'LIVE' | 'CACHED' | 'STALE' | 'LAST_KNOWN';

export interface Freshness {
  readonly state: FreshnessState;
  /** When the backend said so. */
  readonly fetchedAt: Instant;
}

/** A ticket of one backend instance. */
export interface Ticket extends NativeTicket {
  readonly backend: string;
  readonly freshness: Freshness;
  /** Set on a ticket that was asked for by an id that it had before: the id under which its values were read. */
  readonly currentId?: string;
}
