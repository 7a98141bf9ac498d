import type { AttachmentContent, DownloadAttachmentRequest } from './attachment.ts';
import type { ErrorCode } from './errors.ts';
import type { EscalationTarget } from './escalation.ts';
import type { FilterName, TicketFilter } from './filter.ts';
import type { Instant } from './instant.ts';
import type { ChatTranscript, InteractionLog } from './interaction-log.ts';
import type { Lookup } from './lookup.ts';
import type { StatusDefinition, TicketTypeDefinition } from './status.ts';
import type { ChangeDetector } from './change-detection.ts';
import type { BackendAccess } from './backend-access.ts';
import type { BeginAttempt } from './observation.ts';
import type { Principal } from './principal.ts';
import type { NativeTicket, TicketField } from './ticket.ts';
import type { TransitionRules } from './transition.ts';
import type { Supported } from './unsupported.ts';
import type { ReadWebhook } from './webhook.ts';
import type { OutgoingRequest, WriteOperations } from './write.ts';

export type { Principal } from './principal.ts';

/** What is told of each attempt to reach a backend, for `sources` and metrics. */
export interface AttemptReport {
  readonly backend: string;
  readonly operation: string;
  readonly outcome: 'OK' | 'REFUSED' | 'FAILED';
  readonly durationMs: number;
}

/** Everything about one operation that every call to a backend must know. */
export interface Call {
  readonly principal: Principal;
  /** Ends when the caller goes away or the operation's deadline for this backend passes. */
  readonly signal: AbortSignal;
  /** Sent to the backend in its own header, and logged. */
  readonly correlationId: string;
  /** Language of the caller as a BCP 47 tag. */
  readonly language: string;
  /**
   * Told before each thing that is asked of a backend; throws OVER_LIMIT if the operation may ask for nothing more. Then
   * nothing is sent.
   */
  readonly beforeCall?: () => void;
  readonly onAttempt?: (report: AttemptReport) => void;
  /** Follows each attempt for the trace of the operation. */
  readonly beginAttempt?: BeginAttempt;
  /**
   * Told when a request that changes something leaves, and when it is certain that it changed nothing. Whatever fails
   * after SENT without REFUSED leaves the outcome open.
   */
  readonly onWrite?: (state: 'SENT' | 'REFUSED') => void;
  /** Set in a dry run: takes the request that would change something, which is then not sent. */
  readonly preview?: (request: OutgoingRequest) => void;
}

export type SortField = 'createdAt' | 'updatedAt';
export type SortDirection = 'ASC' | 'DESC';

export interface SortOrder {
  readonly field: SortField;
  readonly direction: SortDirection;
}

export interface ListQuery {
  readonly filter: TicketFilter;
  /** The direction in which the list is walked. */
  readonly order: SortOrder;
}

/** What one backend says about a list query before any call is made. */
export interface ListPlan<Lane> {
  /**
   * BY_INSTANT: each lane answers in the asked order of instants, ties in any order; only for fields that every row has.
   * NONE: rows come in any order and are read to the end, within the bound, and sorted by the gateway.
   */
  readonly order: 'BY_INSTANT' | 'NONE';
  /**
   * The parts the backend reads the list in, together complete and without overlap, e.g. one a status. Plain JSON: it
   * is part of a cache key. No lane at all: nothing can match, and no call is made.
   */
  readonly lanes: readonly Lane[];
  /** Things the caller should know, e.g. that a filter speaks of data this backend's lists lack. */
  readonly notes: readonly string[];
}

export interface ListPageRequest<Lane> extends ListQuery {
  readonly lane: Lane;
  /**
   * With BY_INSTANT: rows at this instant or after it in the walking direction are wanted. Rows before it may come as well
   * and are dropped. Null: from the beginning.
   */
  readonly from: Instant | null;
  /** How many rows are wanted; the backend's own page size may make it fewer or more. */
  readonly limit: number;
  /** What the previous page of this lane gave; null for the first. */
  readonly continuation: unknown;
  /** True if somebody asked how many there are. */
  readonly wantsTotal: boolean;
}

export interface ListPage {
  readonly tickets: readonly NativeTicket[];
  /** What brings the next page; null if this was the last. */
  readonly continuation: unknown;
  /** How many rows the backend sent for it, where the page holds fewer. */
  readonly rowsRead?: number;
  /** True if there is or may be more behind this page that the backend does not let the gateway reach. */
  readonly isCutOff?: boolean;
  /** How many rows the lane has in all, after the filters in `pushedDown`; null if not known. */
  readonly total: number | null;
  /** The filters that the backend applied exactly; the gateway evaluates all others. */
  readonly pushedDown: readonly FilterName[];
}

/** A backend's list: a pure plan, then pages of the lanes it names. */
export interface ListTickets<Lane = unknown> {
  plan(query: ListQuery): ListPlan<Lane>;
  readPage(request: ListPageRequest<Lane>, call: Call): Promise<ListPage>;
}

export interface GetTicketsRequest {
  /** Native ids, already of the allowed shape, without repetition. */
  readonly ids: readonly string[];
  /** Fields that somebody asked for; a field outside may stay `notLoaded`. */
  readonly fields: readonly TicketField[];
}

export interface InteractionLogPage {
  readonly logs: readonly InteractionLog[];
  readonly continuation: unknown;
}

/**
 * Every operation of the gateway, decided for one backend: a function, or the reason why there is none.
 * All functions answer by key, reject with a GatewayError, and stop when `call.signal` ends.
 */
export interface BackendOperations extends WriteOperations {
  /** One answer an id, in the order of the ids. */
  readonly getTickets: Supported<(request: GetTicketsRequest, call: Call) => Promise<Lookup<NativeTicket>[]>>;
  readonly listTickets: Supported<ListTickets>;
  readonly listTicketTypes: Supported<(call: Call) => Promise<TicketTypeDefinition[]>>;
  readonly listStatuses: Supported<(call: Call) => Promise<StatusDefinition[]>>;
  readonly listEscalationTargets: Supported<(call: Call) => Promise<EscalationTarget[]>>;
  /** What was said and done about each ticket: one answer an id, in the order of the ids, entries oldest first. */
  readonly getInteractionLogs: Supported<
    (ticketIds: readonly string[], call: Call) => Promise<Lookup<InteractionLog[]>[]>
  >;
  /** All entries that the caller may see, of whatever ticket or of none, newest first. */
  readonly listInteractionLogs: Supported<
    (request: { readonly limit: number; readonly continuation: unknown }, call: Call) => Promise<InteractionLogPage>
  >;
  readonly getChatTranscript: Supported<(id: string, call: Call) => Promise<Lookup<ChatTranscript>>>;
  /** Opens a file. It answers as soon as the bytes begin to come; then `call.signal` still ends them. */
  readonly downloadAttachment: Supported<
    (request: DownloadAttachmentRequest, call: Call) => Promise<AttachmentContent>
  >;
  /** Finds out what has changed since it was asked before, for live updates. */
  readonly detectChanges: Supported<ChangeDetector>;
  /** Reads what the backend, or whoever speaks for it, tells of changes by itself. */
  readonly readWebhook: Supported<ReadWebhook>;
}

export type OperationName = keyof BackendOperations;

/** Facts about a backend that callers and the gateway plan with. */
export interface BackendLimits {
  /** Most rows in one page of its list; null if it has no list or no pages. */
  readonly maxPageSize: number | null;
  /** Most tickets it reads by id in one call. */
  readonly maxBatchSize: number;
  /** Most rows the gateway reads to answer one list. */
  readonly scanRows: number;
}

/** What an adapter makes of one configured backend. */
export interface Backend {
  /** With whose credential it is reached, and how a customer is kept to what is theirs. */
  readonly access: BackendAccess;
  readonly operations: BackendOperations;
  readonly transitions: TransitionRules;
  readonly limits: BackendLimits;
  /** Filters that it can apply exactly, for capabilities. */
  readonly pushedDownFilters: readonly FilterName[];
  /** What a native id may look like, by the kind of thing. Anything else is refused before a call. */
  readonly nativeIds: Readonly<Record<NativeIdKind, RegExp>>;
}

export type NativeIdKind = 'Ticket' | 'ChatTranscript';

/** UNKNOWN: not used yet. DEGRADED: some of its operations keep failing. DOWN: none has succeeded since the last failure. */
export type HealthState = 'UP' | 'DEGRADED' | 'DOWN' | 'UNKNOWN';

export interface BackendHealth {
  readonly state: HealthState;
  readonly lastSuccessAt: Instant | null;
  readonly lastFailureAt: Instant | null;
  readonly lastFailureCode: ErrorCode | null;
  /** Operations that are left alone for a moment because they keep failing. */
  readonly openCircuits: readonly string[];
}

/** A backend under the id that the configuration gives it. */
export interface BackendInstance extends Backend {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  /** How long one operation may take on this backend, in milliseconds, with all its calls and repeats. */
  readonly deadlineMs: number;
  /** The shortest pause between two rounds of change detection, and the longest, in milliseconds. */
  readonly pollMs: { readonly shortest: number; readonly longest: number };
  readonly health: () => BackendHealth;
  /** Releases sockets and timers. */
  readonly close: () => Promise<void>;
}
