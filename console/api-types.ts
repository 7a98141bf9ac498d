/** What the console reads of the gateway's answers: the selections of `documents.js`. */

export interface Named {
  readonly id: string;
  readonly title: string;
}

export interface Status {
  readonly category: string;
  readonly code: string;
  readonly label: string;
  readonly isTerminal: boolean;
}

/** A ticket as the queue shows it. */
export interface TicketRow {
  readonly id: string;
  readonly nativeId: string;
  readonly number: string | null;
  readonly title: string | null;
  readonly backend: Named;
  readonly status: Status;
  readonly priority: { readonly level: string; readonly label: string | null } | null;
  readonly createdAt: string | null;
  readonly updatedAt: string | null;
}

export interface TotalCount {
  readonly value: number | null;
  readonly kind: 'EXACT' | 'LOWER_BOUND' | 'UNKNOWN';
}

/** What one backend contributed to a list. */
export interface Source {
  readonly backend: Named;
  readonly state: string;
  readonly message: string | null;
  readonly truncated: boolean;
}

export interface TicketPage {
  readonly nodes: readonly (TicketRow | null)[];
  readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
  readonly totalCount: TotalCount;
  readonly sources: readonly Source[];
}

export interface Capability {
  readonly operation: string;
  readonly supported: boolean;
  readonly reason: string | null;
}

export interface BackendHealth {
  readonly state: 'UP' | 'DEGRADED' | 'DOWN' | 'UNKNOWN';
  readonly lastSuccessAt: string | null;
  readonly lastFailureAt: string | null;
  readonly lastFailureCode: string | null;
  readonly openCircuits: readonly string[];
}

export interface Backend extends Named {
  readonly health: BackendHealth;
  readonly capabilities: readonly Capability[];
  readonly transitions: readonly { readonly kind: string; readonly supported: boolean }[];
}

export interface Viewer {
  readonly subject: string;
  readonly isAuthenticated: boolean;
  readonly roles: readonly string[];
  readonly credentials: readonly {
    readonly backend: Named;
    readonly isOpen: boolean;
    readonly reason: string | null;
  }[];
}

export interface BackendsAnswer {
  readonly viewer: Viewer;
  readonly backends: readonly Backend[];
}

/** How well a backend is watched. */
export interface LiveSource {
  readonly backend: Named;
  readonly state: 'STARTING' | 'LIVE' | 'FAILING' | 'OWN_CHANGES' | 'CLOSED';
  readonly message: string | null;
  readonly lastLookAt: string | null;
}

export interface TicketChange {
  readonly kind: 'ADDED' | 'UPDATED' | 'REMOVED' | 'MOVED' | 'GAP' | 'SOURCES';
  readonly cursor: string;
  readonly ticketId: string | null;
  readonly movedToId: string | null;
  readonly ticket: TicketRow | null;
  readonly message: string | null;
  readonly sources: readonly LiveSource[];
}

export interface LogEvent {
  readonly kind: 'ADDED' | 'GAP' | 'SOURCES';
  readonly cursor: string;
  readonly interactionLog: LogEntry | null;
  readonly message: string | null;
  readonly sources: readonly LiveSource[];
}

export interface Party {
  readonly name: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly id: string | null;
}

export interface LogEntry {
  readonly id: string;
  readonly kind: string;
  readonly side: string;
  readonly visibility: string;
  readonly author: Party | null;
  readonly text: string | null;
  readonly createdAt: string | null;
  readonly startedAt: string | null;
  readonly attachments: readonly { readonly name: string }[];
}

export interface LogPage {
  readonly nodes: readonly LogEntry[];
  readonly pageInfo: { readonly endCursor: string | null; readonly hasNextPage: boolean };
  readonly sources: readonly Source[];
}

export interface AvailableTransition {
  readonly kind: string;
  readonly label: string;
  readonly allowed: boolean;
  readonly reason: string | null;
  readonly inputFields: readonly string[];
}

export interface Escalation {
  readonly kind: string;
  readonly state: string;
  readonly target: { readonly nativeId: string; readonly label: string | null } | null;
  readonly reason: string | null;
  readonly requestedAt: string | null;
}

export interface PastTransition {
  readonly from: { readonly label: string } | null;
  readonly to: { readonly label: string };
  readonly at: string | null;
  readonly by: string | null;
  readonly reason: string | null;
}

/** A ticket as its own panel shows it. */
export interface TicketDetail extends TicketRow {
  readonly version: string;
  readonly description: string | null;
  readonly type: { readonly label: string } | null;
  readonly severity: { readonly code: string | null; readonly label: string | null } | null;
  readonly customer: Party | null;
  readonly assignee: Party | null;
  readonly channel: string | null;
  readonly queue: string | null;
  readonly tags: readonly string[] | null;
  readonly closedAt: string | null;
  readonly attachments: readonly { readonly name: string }[] | null;
  readonly customFields: readonly { readonly key: string; readonly label: string; readonly value: unknown }[] | null;
  readonly escalations: readonly Escalation[] | null;
  readonly transitions: readonly PastTransition[] | null;
  readonly availableTransitions: readonly AvailableTransition[];
  readonly interactionLogs: LogPage;
  readonly movedTo: { readonly id: string } | null;
  readonly freshness: { readonly state: string; readonly fetchedAt: string };
}

export interface EscalationTarget {
  readonly nativeId: string;
  readonly kind: string;
  readonly label: string;
  readonly productIds: readonly string[];
}

export interface UserError {
  readonly field: string | null;
  readonly code: string;
  readonly message: string;
}

/** What became of a change. */
export interface WritePayload {
  readonly outcome: 'APPLIED' | 'REPLAYED' | 'REJECTED' | 'UNKNOWN' | 'PREVIEWED';
  readonly userErrors: readonly UserError[];
  readonly warnings: readonly string[];
  readonly reconcile: string | null;
  readonly ticket: TicketRow | null;
}

/** The headers that say who calls. */
export type Credentials = Readonly<Record<string, string>>;

/** Asks the gateway. Rejects with an ApiError. */
export type Ask = <Data>(document: string, variables?: Readonly<Record<string, unknown>>) => Promise<Data>;

/** One input of a change, as the form shows it. */
export interface PlannedField {
  readonly name: string;
  readonly label: string;
  readonly isRequired: boolean;
  readonly kind: 'TEXT' | 'LONG_TEXT' | 'BOOLEAN' | 'LIST' | 'TARGET';
}

/** What became of an attempt to change something: a payload, or why there is none. */
export type ChangeResult =
  | { readonly payload: WritePayload & { readonly interactionLog?: LogEntry | null }; readonly error: null }
  | { readonly payload: null; readonly error: { readonly code: string; readonly message: string } };
