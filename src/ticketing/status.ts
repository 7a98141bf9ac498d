export const STATUS_CATEGORIES = [
  'OPEN',
  'IN_PROGRESS',
  'PENDING',
  'ON_HOLD',
  'RESOLVED',
  'CLOSED',
  'CANCELLED',
  'REJECTED',
  'UNKNOWN',
] as const;

/** What a status means in every backend. UNKNOWN: the backend's value has no agreed meaning; its code is kept. */
export type StatusCategory = (typeof STATUS_CATEGORIES)[number];

/** A status as a ticket carries it: canonical meaning and native value side by side. */
export interface StatusReference {
  readonly category: StatusCategory;
  /** The backend's own value, exactly as sent. */
  readonly code: string;
  /** Words for people; null where only the catalog has them. */
  readonly label: string | null;
}

/** An entry of a backend's catalog of statuses. */
export interface StatusDefinition extends StatusReference {
  readonly label: string;
  /** True if the list stands in the configuration or the adapter's table because the backend has no call for it. */
  readonly isConfigured: boolean;
}

const TERMINAL: ReadonlySet<StatusCategory> = new Set(['CLOSED', 'CANCELLED', 'REJECTED']);

/** True if work on a ticket of this category has ended. */
export function isTerminalCategory(category: StatusCategory): boolean {
  return TERMINAL.has(category);
}

/** An entry of a backend's catalog of ticket types. */
export interface TicketTypeDefinition {
  readonly code: string;
  readonly label: string;
  readonly description: string | null;
  readonly group: string | null;
  /** False if no new ticket may have this type. */
  readonly isActive: boolean;
}
