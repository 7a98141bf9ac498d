import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { BackendInstance } from '../ticketing/adapter.ts';
import type { Ticket as TicketModel } from '../ticketing/ticket.ts';
import type { PartyView, RelationView, StatusView, TicketTypeView, EscalationTargetView, EscalationView, EscalationTargetReferenceView, TransitionView, AttachmentView, InteractionLogView, RelatedObjectView, ChatTranscriptView } from '../dispatch/views.ts';
import type { TicketChangeEvent, InteractionEvent, LiveSource as LiveSourceModel } from '../live/change-event.ts';
import type { SourceReport } from '../dispatch/source-report.ts';
import type { LiveContext } from '../live/live-context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** A point in time as RFC 3339 text in UTC with milliseconds, e.g. `2026-02-14T18:19:47.000Z`. Inputs may carry any offset; they are normalised to UTC. */
  DateTime: { input: Date | string; output: string; }
  /** Any JSON value, exactly as the backend sent it. */
  JSON: { input: unknown; output: unknown; }
  /** A whole number from 0 to 2,147,483,647. */
  NonNegativeInt: { input: number; output: number; }
};

/** What to say. */
export type AddCommentInput = {
  /** Given back as it is. */
  readonly clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** True: check everything, show the request, send nothing. */
  readonly dryRun?: Scalars['Boolean']['input'];
  /** Your own key for this change, 1 to 128 characters: with the same key the change is made once, however often it is asked for. Kept 24 hours. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The words: plain text. */
  readonly text: Scalars['String']['input'];
  /** Global id of the ticket. */
  readonly ticketId: Scalars['ID']['input'];
};

/** What became of a change, and the comment. */
export type AddCommentPayload = MutationPayload & {
  /** The caller's own mark, given back. */
  readonly clientMutationId: Maybe<Scalars['String']['output']>;
  /** The new entry; null if the backend does not tell. */
  readonly interactionLog: Maybe<InteractionLog>;
  /** What became of the change. */
  readonly outcome: WriteOutcome;
  /** With UNKNOWN: what to look for before trying again; else null. */
  readonly reconcile: Maybe<Scalars['String']['output']>;
  /** With `dryRun`: the request that would have been sent, without its credential; else null. */
  readonly request: Maybe<OutgoingRequest>;
  /** The backend that was asked. */
  readonly sources: ReadonlyArray<Source>;
  /** The ticket that it belongs to; null if it cannot be read. */
  readonly ticket: Maybe<Ticket>;
  /** Why it was refused; empty unless REJECTED. */
  readonly userErrors: ReadonlyArray<UserError>;
  /** Things to know although it was done. */
  readonly warnings: ReadonlyArray<Scalars['String']['output']>;
};

/** Whom to give a ticket to. */
export type AssignTicketInput = {
  /** Native id of the assignee. */
  readonly assigneeId: Scalars['String']['input'];
  /** Given back as it is. */
  readonly clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** True: check everything, show the request, send nothing. */
  readonly dryRun?: Scalars['Boolean']['input'];
  /** Your own key for this change, 1 to 128 characters: with the same key the change is made once, however often it is asked for. Kept 24 hours. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The `version` you saw: refused with CONFLICT if the ticket has changed since. */
  readonly ifVersion?: InputMaybe<Scalars['String']['input']>;
  /** Why, in words. */
  readonly reason?: InputMaybe<Scalars['String']['input']>;
  /** Global id of the ticket. */
  readonly ticketId: Scalars['ID']['input'];
};

/** What became of a change, and the assigned ticket. */
export type AssignTicketPayload = MutationPayload & {
  /** The caller's own mark, given back. */
  readonly clientMutationId: Maybe<Scalars['String']['output']>;
  /** What became of the change. */
  readonly outcome: WriteOutcome;
  /** With UNKNOWN: what to look for before trying again; else null. */
  readonly reconcile: Maybe<Scalars['String']['output']>;
  /** With `dryRun`: the request that would have been sent, without its credential; else null. */
  readonly request: Maybe<OutgoingRequest>;
  /** The backend that was asked. */
  readonly sources: ReadonlyArray<Source>;
  /** The ticket as it is after the change; with CONFLICT or INVALID_TRANSITION as it is now; null with other refusals or if it cannot be read. */
  readonly ticket: Maybe<Ticket>;
  /** Why it was refused; empty unless REJECTED. */
  readonly userErrors: ReadonlyArray<UserError>;
  /** Things to know although it was done. */
  readonly warnings: ReadonlyArray<Scalars['String']['output']>;
};

/** A file on a ticket or in a message. */
export type Attachment = {
  /** Path on this gateway from which the content can be had with GET, sent with the same credentials as this request; null where it cannot. Costs a backend call when it is used. */
  readonly downloadUrl: Maybe<Scalars['String']['output']>;
  /** Global id; null where the backend lists a file that cannot be fetched. Files cannot be asked for with `node`; `downloadUrl` gives their content. */
  readonly id: Maybe<Scalars['ID']['output']>;
  /** File name. */
  readonly name: Scalars['String']['output'];
  /** Key of the file in the backend; null where it lists a file that cannot be fetched. */
  readonly nativeId: Maybe<Scalars['String']['output']>;
};

/** What can be done with a ticket in the state it is in. */
export type AvailableTransition = {
  /** True if the ticket can make it now. */
  readonly allowed: Scalars['Boolean']['output'];
  /** Names of the inputs it takes; a trailing `!` marks one that must be given. */
  readonly inputFields: ReadonlyArray<Scalars['String']['output']>;
  /** The kind of move. */
  readonly kind: TransitionKind;
  /** Words for a button. */
  readonly label: Scalars['String']['output'];
  /** Why not, in a sentence for people; null if allowed. */
  readonly reason: Maybe<Scalars['String']['output']>;
};

/** A ticketing system behind the gateway. What one system lacks another may have: ask `capabilities`. */
export type Backend = {
  /** Every operation of the gateway, whether this system supports it, and why not. */
  readonly capabilities: ReadonlyArray<Capability>;
  /** How its last answers were. Costs no backend call: nothing is probed. */
  readonly health: BackendHealth;
  /** The id that the operator gave this system, e.g. `support`. It may be used wherever an argument names a backend. */
  readonly id: Scalars['ID']['output'];
  /** Which adapter speaks to it. Two systems may be of one kind. */
  readonly kind: Scalars['String']['output'];
  /** Numbers to plan with. */
  readonly limits: BackendLimits;
  /** Name for people. */
  readonly title: Scalars['String']['output'];
  /** Every kind of status change, whether this system has it at all, and why not. */
  readonly transitions: ReadonlyArray<TransitionCapability>;
};

/** How a backend's last answers were, seen from this gateway process. */
export type BackendHealth = {
  /** When it last failed; null if it never did. */
  readonly lastFailureAt: Maybe<Scalars['DateTime']['output']>;
  /** Error code of the last failure; null if there was none. */
  readonly lastFailureCode: Maybe<Scalars['String']['output']>;
  /** When it last answered as it should; null if it has not been asked yet or never did. */
  readonly lastSuccessAt: Maybe<Scalars['DateTime']['output']>;
  /** Operations that are left alone for a moment because they kept failing. */
  readonly openCircuits: ReadonlyArray<Scalars['String']['output']>;
  /** The state that follows from the last answers. */
  readonly state: HealthState;
};

/** Numbers of a backend to plan with. */
export type BackendLimits = {
  /** How long one operation may take on it, in milliseconds, with all calls and repeats. */
  readonly deadlineMs: Scalars['NonNegativeInt']['output'];
  /** Most tickets that it reads by id in one call. */
  readonly maxBatchSize: Scalars['NonNegativeInt']['output'];
  /** Most rows in one page of its own list; null if it has no list or no pages. The gateway's pages are independent of it. */
  readonly maxPageSize: Maybe<Scalars['NonNegativeInt']['output']>;
  /** Filters of `TicketFilter` that it can apply itself, exactly. All others are evaluated by the gateway. */
  readonly pushedDownFilters: ReadonlyArray<Scalars['String']['output']>;
  /** Most rows that the gateway reads from it to answer one list; beyond that the source says `truncated`. */
  readonly scanRows: Scalars['NonNegativeInt']['output'];
};

/** Why a ticket is given up. */
export type CancelInput = {
  /** Why, in words. */
  readonly reason?: InputMaybe<Scalars['String']['input']>;
  /** Native id of a reason that the backend knows, where it wants one. */
  readonly reasonId?: InputMaybe<Scalars['String']['input']>;
};

/** Whether a backend supports an operation. */
export type Capability = {
  /** Name of the operation, e.g. `listTickets`. */
  readonly operation: Scalars['String']['output'];
  /** Why not, in a sentence for people; null if supported. */
  readonly reason: Maybe<Scalars['String']['output']>;
  /** True if it can be used. */
  readonly supported: Scalars['Boolean']['output'];
};

/** How the gateway came to know of a change. */
export type ChangeOrigin =
  /** The gateway looked. */
  | 'POLL'
  /** The backend told. */
  | 'WEBHOOK'
  /** It was made through this gateway. */
  | 'WRITE';

/** Something that was said. */
export type ChatMessage = {
  /** When; null where the backend does not say. */
  readonly at: Maybe<Scalars['DateTime']['output']>;
  /** Who said it; null where the backend does not say. Personal data: customers are not told how to reach staff. */
  readonly author: Maybe<Party>;
  /** On whose side. */
  readonly side: InteractionSide;
  /** The words: plain text, never HTML; may hold personal data. */
  readonly text: Scalars['String']['output'];
};

/** Somebody who took part in a conversation. Personal data. */
export type ChatParticipant = {
  /** How the backend names them. */
  readonly id: Scalars['String']['output'];
  /** On whose side. */
  readonly side: InteractionSide;
};

/** A conversation from its beginning to its end. */
export type ChatTranscript = Node & {
  /** Where it took place. */
  readonly backend: Backend;
  /** Who began it, as the backend names them; null where it does not say. Personal data: an e-mail address is told to agents alone. */
  readonly createdBy: Maybe<Scalars['String']['output']>;
  /** Values of the backend that have no field of their own. */
  readonly customFields: ReadonlyArray<CustomField>;
  /** When it ended; null while it goes on or where the backend does not say. */
  readonly endedAt: Maybe<Scalars['DateTime']['output']>;
  /** Global id. */
  readonly id: Scalars['ID']['output'];
  /** What was said, oldest first. */
  readonly messages: ReadonlyArray<ChatMessage>;
  /** Its id in the backend. */
  readonly nativeId: Scalars['String']['output'];
  /** Who took part; staff whom the backend names by an e-mail address are told to agents alone. */
  readonly participants: ReadonlyArray<ChatParticipant>;
  /** When it began; null where the backend does not say. */
  readonly startedAt: Maybe<Scalars['DateTime']['output']>;
};

/** How a ticket ends. */
export type CloseInput = {
  /** Why, in words. */
  readonly reason?: InputMaybe<Scalars['String']['input']>;
  /** What became of it, in words. */
  readonly resolution?: InputMaybe<Scalars['String']['input']>;
  /** The backend's own value for what became of it, where it wants one. */
  readonly resolutionCode?: InputMaybe<Scalars['String']['input']>;
};

/** A value of a backend's own vocabulary beside its words for people. */
export type CodedLabel = {
  /** The backend's own value; null where it has only words. */
  readonly code: Maybe<Scalars['String']['output']>;
  /** Words for people; null where the backend gave none. */
  readonly label: Maybe<Scalars['String']['output']>;
};

/** How to reach somebody. Personal data. */
export type ContactInput = {
  /** Area code of the telephone number, e.g. `86`. */
  readonly areaCode?: InputMaybe<Scalars['String']['input']>;
  /** E-mail address. */
  readonly email?: InputMaybe<Scalars['String']['input']>;
  /** When, e.g. `09:00-18:00`, as the backend writes it. */
  readonly hours?: InputMaybe<Scalars['String']['input']>;
  /** Telephone number without area code. */
  readonly phone?: InputMaybe<Scalars['String']['input']>;
};

/** What to make. */
export type CreateTicketInput = {
  /** Id of the backend. */
  readonly backend: Scalars['ID']['input'];
  /** Given back as it is. */
  readonly clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** True: check everything, show the request, send nothing. */
  readonly dryRun?: Scalars['Boolean']['input'];
  /** Its values. */
  readonly fields: TicketFieldsInput;
  /** Your own key for this change, 1 to 128 characters: with the same key the change is made once, however often it is asked for. Kept 24 hours. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
};

/** What became of a change, and the new ticket. */
export type CreateTicketPayload = MutationPayload & {
  /** The caller's own mark, given back. */
  readonly clientMutationId: Maybe<Scalars['String']['output']>;
  /** What became of the change. */
  readonly outcome: WriteOutcome;
  /** With UNKNOWN: what to look for before trying again; else null. */
  readonly reconcile: Maybe<Scalars['String']['output']>;
  /** With `dryRun`: the request that would have been sent, without its credential; else null. */
  readonly request: Maybe<OutgoingRequest>;
  /** The backend that was asked. */
  readonly sources: ReadonlyArray<Source>;
  /** The ticket as it is after the change; with CONFLICT or INVALID_TRANSITION as it is now; null with other refusals or if it cannot be read. */
  readonly ticket: Maybe<Ticket>;
  /** Why it was refused; empty unless REJECTED. */
  readonly userErrors: ReadonlyArray<UserError>;
  /** Things to know although it was done. */
  readonly warnings: ReadonlyArray<Scalars['String']['output']>;
};

/** Whose credential is used towards a backend. */
export type CredentialStrategy =
  /** A token that the gateway gets for the caller with the caller's own. */
  | 'EXCHANGE'
  /** The caller's own token for the backend, as it came with the request. */
  | 'PASS_THROUGH'
  /** The gateway's own, from its configuration. Customers are kept to what is theirs by the gateway, or the backend is closed to them. */
  | 'SERVICE';

/** A value of the backend that has no field of its own in the unified schema. */
export type CustomField = {
  /** The backend's own name of the field. */
  readonly key: Scalars['String']['output'];
  /** Words for people. */
  readonly label: Scalars['String']['output'];
  /** The value as the backend sent it. */
  readonly value: Maybe<Scalars['JSON']['output']>;
};

/** A value under its native name. */
export type CustomFieldInput = {
  /** The backend's own name of the field. */
  readonly key: Scalars['String']['input'];
  /** The value. */
  readonly value?: InputMaybe<Scalars['JSON']['input']>;
};

/** A span of time. An end that is left out is open. */
export type DateTimeRange = {
  /** The first moment that belongs to it. */
  readonly from?: InputMaybe<Scalars['DateTime']['input']>;
  /** The first moment that no longer belongs to it. */
  readonly until?: InputMaybe<Scalars['DateTime']['input']>;
};

/** What to remove. */
export type DeleteTicketInput = {
  /** Given back as it is. */
  readonly clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** True: check everything, show the request, send nothing. */
  readonly dryRun?: Scalars['Boolean']['input'];
  /** Your own key for this change, 1 to 128 characters: with the same key the change is made once, however often it is asked for. Kept 24 hours. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The `version` you saw: refused with CONFLICT if the ticket has changed since. */
  readonly ifVersion?: InputMaybe<Scalars['String']['input']>;
  /** Why, in words. */
  readonly reason?: InputMaybe<Scalars['String']['input']>;
  /** Global id of the ticket. */
  readonly ticketId: Scalars['ID']['input'];
};

/** What became of a removal. */
export type DeleteTicketPayload = MutationPayload & {
  /** The caller's own mark, given back. */
  readonly clientMutationId: Maybe<Scalars['String']['output']>;
  /** Global id of the ticket that is gone; null unless it was removed. */
  readonly deletedTicketId: Maybe<Scalars['ID']['output']>;
  /** What became of the change. */
  readonly outcome: WriteOutcome;
  /** With UNKNOWN: what to look for before trying again; else null. */
  readonly reconcile: Maybe<Scalars['String']['output']>;
  /** With `dryRun`: the request that would have been sent, without its credential; else null. */
  readonly request: Maybe<OutgoingRequest>;
  /** The backend that was asked. */
  readonly sources: ReadonlyArray<Source>;
  /** Why it was refused; empty unless REJECTED. */
  readonly userErrors: ReadonlyArray<UserError>;
  /** Things to know although it was done. */
  readonly warnings: ReadonlyArray<Scalars['String']['output']>;
};

/** To whom a ticket goes for help. */
export type EscalateTicketInput = {
  /** Whether the target may write to the customer; the agreement with the target counts if left out. */
  readonly allowCustomerChatWriteAccess?: InputMaybe<Scalars['Boolean']['input']>;
  /** Given back as it is. */
  readonly clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** True: check everything, show the request, send nothing. */
  readonly dryRun?: Scalars['Boolean']['input'];
  /** Your own key for this change, 1 to 128 characters: with the same key the change is made once, however often it is asked for. Kept 24 hours. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The `version` you saw: refused with CONFLICT if the ticket has changed since. */
  readonly ifVersion?: InputMaybe<Scalars['String']['input']>;
  /** Native ids of products, where the target takes them. */
  readonly productIds?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Why; some backends want it. */
  readonly reason?: InputMaybe<Scalars['String']['input']>;
  /** What was found out so far. */
  readonly resolution?: InputMaybe<Scalars['String']['input']>;
  /** Whether the target sees how to reach the customer; the agreement with the target counts if left out. */
  readonly shareCustomerInformation?: InputMaybe<Scalars['Boolean']['input']>;
  /** Native id of the escalation target. */
  readonly targetId: Scalars['String']['input'];
  /** Global id of the ticket. */
  readonly ticketId: Scalars['ID']['input'];
};

/** What became of a change, and the escalated ticket. */
export type EscalateTicketPayload = MutationPayload & {
  /** The caller's own mark, given back. */
  readonly clientMutationId: Maybe<Scalars['String']['output']>;
  /** What became of the change. */
  readonly outcome: WriteOutcome;
  /** With UNKNOWN: what to look for before trying again; else null. */
  readonly reconcile: Maybe<Scalars['String']['output']>;
  /** With `dryRun`: the request that would have been sent, without its credential; else null. */
  readonly request: Maybe<OutgoingRequest>;
  /** The backend that was asked. */
  readonly sources: ReadonlyArray<Source>;
  /** The ticket as it is after the change; with CONFLICT or INVALID_TRANSITION as it is now; null with other refusals or if it cannot be read. */
  readonly ticket: Maybe<Ticket>;
  /** Why it was refused; empty unless REJECTED. */
  readonly userErrors: ReadonlyArray<UserError>;
  /** Things to know although it was done. */
  readonly warnings: ReadonlyArray<Scalars['String']['output']>;
};

/** A ticket handed to somebody else for help. It has a life of its own beside the ticket's status. */
export type Escalation = {
  /** Name of the target's own system; null where the backend does not say. */
  readonly foreignSystem: Maybe<Scalars['String']['output']>;
  /** Id of the ticket that the target works on, in the target's own system; null where there is none. */
  readonly foreignTicketId: Maybe<Scalars['String']['output']>;
  /** True if it can still be taken back; null where the backend does not say. */
  readonly isReclaimable: Maybe<Scalars['Boolean']['output']>;
  /** To whom it went. */
  readonly kind: EscalationKind;
  /** Why; null where the backend does not say. A reason that only this gateway knows is told only to agents and to whoever gave it. */
  readonly reason: Maybe<Scalars['String']['output']>;
  /** When it was asked for; null where the backend does not say. */
  readonly requestedAt: Maybe<Scalars['DateTime']['output']>;
  /** Who asked for it, as the backend names them; else the e-mail address or name of whoever did it through this gateway, which only agents and they themselves are told. Null where neither is known, and for customers if it is not they themselves. Personal data. */
  readonly requestedBy: Maybe<Scalars['String']['output']>;
  /** How far it is. */
  readonly state: EscalationState;
  /** Who it went to; null where the backend does not say. */
  readonly target: Maybe<EscalationTargetReference>;
};

/** Whom an escalation goes to. */
export type EscalationKind =
  /** A department of the same company. */
  | 'DEPARTMENT'
  /** Another company. */
  | 'PROVIDER';

/** How far an escalation is. */
export type EscalationState =
  /** The target works on it. */
  | 'ACTIVE'
  /** Taken back or refused. */
  | 'CANCELLED'
  /** The target has finished. */
  | 'COMPLETED'
  /** Asked for, and not taken up yet. */
  | 'REQUESTED';

/** Somebody a ticket can be escalated to. */
export type EscalationTarget = Node & {
  /** Whose target it is. */
  readonly backend: Backend;
  /** Global id, usable as the target of an escalation. */
  readonly id: Scalars['ID']['output'];
  /** What it is. */
  readonly kind: EscalationKind;
  /** Name for people. */
  readonly label: Scalars['String']['output'];
  /** The target's id in its backend. */
  readonly nativeId: Scalars['String']['output'];
  /** Native ids of the products that this target takes; empty where products are not asked for. */
  readonly productIds: ReadonlyArray<Scalars['String']['output']>;
};

/** Escalation targets of several backends, with an account of who answered. */
export type EscalationTargetList = {
  /** The targets, grouped by backend in the order of the configuration. */
  readonly nodes: ReadonlyArray<EscalationTarget>;
  /** One entry for each backend that was asked. */
  readonly sources: ReadonlyArray<Source>;
};

/** The target of an escalation, as far as the ticket names it. */
export type EscalationTargetReference = {
  /** Name for people; null if neither the ticket nor the backend's list of targets has it. */
  readonly label: Maybe<Scalars['String']['output']>;
  /** The target's id in its backend. */
  readonly nativeId: Scalars['String']['output'];
};

/** How fresh an answer is. */
export type Freshness = {
  /** When the backend said so. */
  readonly fetchedAt: Scalars['DateTime']['output'];
  /** Where the answer comes from. */
  readonly state: FreshnessState;
};

/** Where an answer comes from. */
export type FreshnessState =
  /** An answer of some time ago that was kept on purpose: of some seconds for a read, the first answer for a repeated change. */
  | 'CACHED'
  /** The backend has no way to be asked; this is the last copy that the gateway saw. */
  | 'LAST_KNOWN'
  /** The backend was asked for this request. */
  | 'LIVE'
  /** The backend did not answer; this is an older answer, kept for this case. */
  | 'STALE';

/** A backend's state as its last answers suggest it. */
export type HealthState =
  /** It answers, but some operations keep failing and are left alone for a moment. */
  | 'DEGRADED'
  /** Its last answer was a failure. */
  | 'DOWN'
  /** It has not been asked yet. */
  | 'UNKNOWN'
  /** It answers. */
  | 'UP';

/** Sorts of entries. */
export type InteractionKind =
  /** A record of a contact. */
  | 'LOG'
  /** Written to somebody. */
  | 'MESSAGE'
  /** Written by the backend itself about what it did. */
  | 'SYSTEM';

/** One entry in what was said and done about a ticket. */
export type InteractionLog = {
  /** Files that came with it. */
  readonly attachments: ReadonlyArray<Attachment>;
  /** Who wrote it; null where the backend does not say. Personal data: customers are not told how to reach staff. */
  readonly author: Maybe<Party>;
  /** Where the entry comes from. */
  readonly backend: Backend;
  /** Where the contact took place, e.g. a shop front; null where the backend does not say. */
  readonly channel: Maybe<CodedLabel>;
  /** When it was written; null where the backend does not say. */
  readonly createdAt: Maybe<Scalars['DateTime']['output']>;
  /** Values of the backend that have no field of their own. */
  readonly customFields: ReadonlyArray<CustomField>;
  /** The customer it belongs to; null where the backend does not say. Personal data. */
  readonly customer: Maybe<Party>;
  /** Who turned to whom, e.g. inbound; null where the backend does not say. */
  readonly direction: Maybe<CodedLabel>;
  /** When the contact ended; null where the backend does not say. */
  readonly endedAt: Maybe<Scalars['DateTime']['output']>;
  /** Global and stable. Where the backend gives entries no id, it is made from the entry's content. */
  readonly id: Scalars['ID']['output'];
  /** What sort of entry it is. */
  readonly kind: InteractionKind;
  /** By what means, e.g. telephone; null where the backend does not say. */
  readonly medium: Maybe<CodedLabel>;
  /** Why the contact took place. */
  readonly reasons: ReadonlyArray<CodedLabel>;
  /** What it is about, besides or instead of a ticket. */
  readonly relatedObjects: ReadonlyArray<RelatedObject>;
  /** Who spoke. */
  readonly side: InteractionSide;
  /** When the contact began; null where the backend does not say. */
  readonly startedAt: Maybe<Scalars['DateTime']['output']>;
  /** What was said; null if the entry has no text. Plain text, never HTML; may hold personal data. */
  readonly text: Maybe<Scalars['String']['output']>;
  /** Who may see it. UNKNOWN where the backend does not say. */
  readonly visibility: Visibility;
};

/** A page of interaction log entries. */
export type InteractionLogConnection = {
  /** The entries with their cursors. */
  readonly edges: ReadonlyArray<Maybe<InteractionLogEdge>>;
  /** The entries alone. */
  readonly nodes: ReadonlyArray<InteractionLog>;
  /** Where this page lies. */
  readonly pageInfo: PageInfo;
  /** One entry for each backend that was asked. */
  readonly sources: ReadonlyArray<Source>;
  /** How many there are in all. */
  readonly totalCount: TotalCount;
};

/** An entry with its cursor. */
export type InteractionLogEdge = {
  /** Give it as `after` to go on behind this entry. */
  readonly cursor: Scalars['String']['output'];
  /** The entry. */
  readonly node: InteractionLog;
};

/** Something that was said or done about the ticket that you subscribed to. */
export type InteractionLogEvent = {
  /** When the gateway came to know of it. */
  readonly at: Scalars['DateTime']['output'];
  /** Where you are now: subscribe again with it as `since` to miss nothing and repeat nothing. */
  readonly cursor: Scalars['String']['output'];
  /** The new entry, with ADDED; null with all others. */
  readonly interactionLog: Maybe<InteractionLog>;
  /** What happened. */
  readonly kind: InteractionLogEventKind;
  /** A sentence for people, with GAP; null with all others. */
  readonly message: Maybe<Scalars['String']['output']>;
  /** How the gateway came to know of it; null with GAP and SOURCES. */
  readonly origin: Maybe<ChangeOrigin>;
  /** How well the backend is watched, with SOURCES; empty with all others. */
  readonly sources: ReadonlyArray<LiveSource>;
};

/** What an event about a ticket's log is. */
export type InteractionLogEventKind =
  /** There is a new entry. */
  | 'ADDED'
  /** Entries may have been missed: read the log again. Events go on after this one. */
  | 'GAP'
  /** Nothing was said or done: tells how well the backend is watched. The first event, and one whenever that changes. */
  | 'SOURCES';

/** Which interaction log entries are wanted. All that is given must match. */
export type InteractionLogFilter = {
  /** Ids of the backends to ask; all if left out. */
  readonly backends?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** Global ids of tickets, at most 100. */
  readonly ticketIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
};

/** Who spoke. */
export type InteractionSide =
  /** Somebody who works on the ticket. */
  | 'AGENT'
  /** The customer, or somebody on the customer's behalf. */
  | 'CUSTOMER'
  /** The backend itself. */
  | 'SYSTEM'
  /** Somebody else, such as another company. */
  | 'THIRD_PARTY'
  /** The backend does not say. */
  | 'UNKNOWN';

/** How well one backend is watched. */
export type LiveSource = {
  /** The backend. */
  readonly backend: Backend;
  /** When it was last looked at without a failure; null if it has not been. */
  readonly lastLookAt: Maybe<Scalars['DateTime']['output']>;
  /** A sentence for people: what cannot be seen, or what is wrong; null if there is nothing to say. */
  readonly message: Maybe<Scalars['String']['output']>;
  /** How well it is watched, in one word. */
  readonly state: LiveState;
};

/** How well a backend is watched. */
export type LiveState =
  /** It is not open to you. */
  | 'CLOSED'
  /** The last look failed: changes come late, and none is lost. */
  | 'FAILING'
  /** The last look succeeded. */
  | 'LIVE'
  /** It cannot be watched for what you asked for: only changes made through this gateway are told. */
  | 'OWN_CHANGES'
  /** It has not been looked at yet, or not for what you asked for: when it has, GAP comes with the next SOURCES. */
  | 'STARTING';

/** What happened. */
export type LogInteractionInput = {
  /** The backend's own value for where it took place. */
  readonly channelCode?: InputMaybe<Scalars['String']['input']>;
  /** Given back as it is. */
  readonly clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** The backend's own value for who turned to whom. */
  readonly directionCode?: InputMaybe<Scalars['String']['input']>;
  /** True: check everything, show the request, send nothing. */
  readonly dryRun?: Scalars['Boolean']['input'];
  /** When it ended. */
  readonly endedAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** Your own key for this change, 1 to 128 characters: with the same key the change is made once, however often it is asked for. Kept 24 hours. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The backend's own value for the means. */
  readonly mediumCode?: InputMaybe<Scalars['String']['input']>;
  /** The backend's own values for why. */
  readonly reasonCodes?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** When the contact began. */
  readonly startedAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** What was said and done: plain text. */
  readonly text: Scalars['String']['input'];
  /** Global id of the ticket. */
  readonly ticketId: Scalars['ID']['input'];
};

/** What became of a change, and the entry. */
export type LogInteractionPayload = MutationPayload & {
  /** The caller's own mark, given back. */
  readonly clientMutationId: Maybe<Scalars['String']['output']>;
  /** The new entry; null if the backend does not tell. */
  readonly interactionLog: Maybe<InteractionLog>;
  /** What became of the change. */
  readonly outcome: WriteOutcome;
  /** With UNKNOWN: what to look for before trying again; else null. */
  readonly reconcile: Maybe<Scalars['String']['output']>;
  /** With `dryRun`: the request that would have been sent, without its credential; else null. */
  readonly request: Maybe<OutgoingRequest>;
  /** The backend that was asked. */
  readonly sources: ReadonlyArray<Source>;
  /** The ticket that it belongs to; null if it cannot be read. */
  readonly ticket: Maybe<Ticket>;
  /** Why it was refused; empty unless REJECTED. */
  readonly userErrors: ReadonlyArray<UserError>;
  /** Things to know although it was done. */
  readonly warnings: ReadonlyArray<Scalars['String']['output']>;
};

/**
 * Changes. Each takes one `input` and gives one payload; several in one operation run one after the other, each with its own outcome. What a person can
 * act on comes as `userErrors`; a fault (the backend is down and nothing was sent) comes in `errors`, and the field is null.
 */
export type Mutation = {
  /** Adds a comment that the people at the ticket can read. */
  readonly addComment: Maybe<AddCommentPayload>;
  /** Gives a ticket to somebody. */
  readonly assignTicket: Maybe<AssignTicketPayload>;
  /** Makes a new ticket. Which fields a backend takes is in its refusals: fields it cannot set are told before any call. */
  readonly createTicket: Maybe<CreateTicketPayload>;
  /** Removes a ticket for good, where the backend can; to give one up use the transition `cancel`. */
  readonly deleteTicket: Maybe<DeleteTicketPayload>;
  /** Hands a ticket to a department or another company for help. `escalationTargets` tells to whom. */
  readonly escalateTicket: Maybe<EscalateTicketPayload>;
  /** Records a contact with the customer, such as a call. */
  readonly logInteraction: Maybe<LogInteractionPayload>;
  /** Moves a ticket to another status. `availableTransitions` of the ticket tells what is possible now. */
  readonly transitionTicket: Maybe<TransitionTicketPayload>;
  /** Changes fields of a ticket. Fields that are left out stay as they are. */
  readonly updateTicket: Maybe<UpdateTicketPayload>;
  /**
   * Gives a file to a ticket, or makes it ready for a ticket that is still to be made. First send the file itself: `POST /attachments` on this gateway, the
   * bytes as body, its name percent-encoded in the header `x-file-name`; the answer holds the `uploadId`.
   */
  readonly uploadAttachment: Maybe<UploadAttachmentPayload>;
};


/**
 * Changes. Each takes one `input` and gives one payload; several in one operation run one after the other, each with its own outcome. What a person can
 * act on comes as `userErrors`; a fault (the backend is down and nothing was sent) comes in `errors`, and the field is null.
 */
export type MutationAddCommentArgs = {
  input: AddCommentInput;
};


/**
 * Changes. Each takes one `input` and gives one payload; several in one operation run one after the other, each with its own outcome. What a person can
 * act on comes as `userErrors`; a fault (the backend is down and nothing was sent) comes in `errors`, and the field is null.
 */
export type MutationAssignTicketArgs = {
  input: AssignTicketInput;
};


/**
 * Changes. Each takes one `input` and gives one payload; several in one operation run one after the other, each with its own outcome. What a person can
 * act on comes as `userErrors`; a fault (the backend is down and nothing was sent) comes in `errors`, and the field is null.
 */
export type MutationCreateTicketArgs = {
  input: CreateTicketInput;
};


/**
 * Changes. Each takes one `input` and gives one payload; several in one operation run one after the other, each with its own outcome. What a person can
 * act on comes as `userErrors`; a fault (the backend is down and nothing was sent) comes in `errors`, and the field is null.
 */
export type MutationDeleteTicketArgs = {
  input: DeleteTicketInput;
};


/**
 * Changes. Each takes one `input` and gives one payload; several in one operation run one after the other, each with its own outcome. What a person can
 * act on comes as `userErrors`; a fault (the backend is down and nothing was sent) comes in `errors`, and the field is null.
 */
export type MutationEscalateTicketArgs = {
  input: EscalateTicketInput;
};


/**
 * Changes. Each takes one `input` and gives one payload; several in one operation run one after the other, each with its own outcome. What a person can
 * act on comes as `userErrors`; a fault (the backend is down and nothing was sent) comes in `errors`, and the field is null.
 */
export type MutationLogInteractionArgs = {
  input: LogInteractionInput;
};


/**
 * Changes. Each takes one `input` and gives one payload; several in one operation run one after the other, each with its own outcome. What a person can
 * act on comes as `userErrors`; a fault (the backend is down and nothing was sent) comes in `errors`, and the field is null.
 */
export type MutationTransitionTicketArgs = {
  input: TransitionTicketInput;
};


/**
 * Changes. Each takes one `input` and gives one payload; several in one operation run one after the other, each with its own outcome. What a person can
 * act on comes as `userErrors`; a fault (the backend is down and nothing was sent) comes in `errors`, and the field is null.
 */
export type MutationUpdateTicketArgs = {
  input: UpdateTicketInput;
};


/**
 * Changes. Each takes one `input` and gives one payload; several in one operation run one after the other, each with its own outcome. What a person can
 * act on comes as `userErrors`; a fault (the backend is down and nothing was sent) comes in `errors`, and the field is null.
 */
export type MutationUploadAttachmentArgs = {
  input: UploadAttachmentInput;
};

/** What every mutation answers. */
export type MutationPayload = {
  /** The caller's own mark, given back. */
  readonly clientMutationId: Maybe<Scalars['String']['output']>;
  /** What became of the change. */
  readonly outcome: WriteOutcome;
  /** With UNKNOWN: what to look for before trying again; else null. */
  readonly reconcile: Maybe<Scalars['String']['output']>;
  /** With `dryRun`: the request that would have been sent, without its credential; else null. */
  readonly request: Maybe<OutgoingRequest>;
  /** The backend that was asked. */
  readonly sources: ReadonlyArray<Source>;
  /** Why it was refused; empty unless REJECTED. */
  readonly userErrors: ReadonlyArray<UserError>;
  /** Things to know although it was done. */
  readonly warnings: ReadonlyArray<Scalars['String']['output']>;
};

/** Something with a global id, by which `node` finds it again. */
export type Node = {
  /** Global, opaque and stable. It holds the kind of thing, the backend and the native id; do not take it apart. */
  readonly id: Scalars['ID']['output'];
};

/** An order that a ticket is about. */
export type Order = {
  /** Id of the order in the shop system. */
  readonly id: Scalars['String']['output'];
};

/** Which end of an order comes first. */
export type OrderDirection =
  /** Earliest first. */
  | 'ASC'
  /** Latest first. */
  | 'DESC';

/** A request as it would have been sent to a backend. */
export type OutgoingRequest = {
  /** Body as text; null if there is none. Null for customers as well: a change may send back all that the backend knows of a ticket. */
  readonly body: Maybe<Scalars['String']['output']>;
  /** Headers; the credential is not among them. Empty for customers. */
  readonly headers: Scalars['JSON']['output'];
  /** HTTP method. */
  readonly method: Scalars['String']['output'];
  /** Path and query below the backend's address. */
  readonly target: Scalars['String']['output'];
};

/** Which company takes over what. */
export type OutsourceInput = {
  /** Whether the provider may write to the customer; the agreement with the provider counts if left out. */
  readonly allowCustomerChatWriteAccess?: InputMaybe<Scalars['Boolean']['input']>;
  /** Native ids of the products that the provider shall deliver. */
  readonly productIds: ReadonlyArray<Scalars['String']['input']>;
  /** Whether the provider sees how to reach the customer; the agreement with the provider counts if left out. */
  readonly shareCustomerInformation?: InputMaybe<Scalars['Boolean']['input']>;
  /** Native id of the provider. */
  readonly targetId: Scalars['String']['input'];
};

/** Where a page of a connection lies, by the Relay specification. */
export type PageInfo = {
  /** Cursor of the last row of this page; null if the page is empty. Give it as `after` for the next page. */
  readonly endCursor: Maybe<Scalars['String']['output']>;
  /** True only if there is a row after this page. When paging backward from a cursor it is true, as the cursor stood for such a row. */
  readonly hasNextPage: Scalars['Boolean']['output'];
  /** True only if there is a row before this page. When paging forward from a cursor it is true, as the cursor stood for such a row. */
  readonly hasPreviousPage: Scalars['Boolean']['output'];
  /** Cursor of the first row of this page; null if the page is empty. Give it as `before` for the page before. */
  readonly startCursor: Maybe<Scalars['String']['output']>;
};

/** Somebody: a customer, an agent, a group. Personal data throughout; a field is null where the backend does not say. */
export type Party = {
  /** Id of the account they belong to. */
  readonly accountId: Maybe<Scalars['String']['output']>;
  /** E-mail address. */
  readonly email: Maybe<Scalars['String']['output']>;
  /** First name. */
  readonly firstName: Maybe<Scalars['String']['output']>;
  /** Id in the backend. */
  readonly id: Maybe<Scalars['String']['output']>;
  /** What it is. */
  readonly kind: PartyKind;
  /** Last name. */
  readonly lastName: Maybe<Scalars['String']['output']>;
  /** Full name, or the name of the group. */
  readonly name: Maybe<Scalars['String']['output']>;
  /** Telephone number with area code where known. */
  readonly phone: Maybe<Scalars['String']['output']>;
  /** Form of address, e.g. `MR`. */
  readonly title: Maybe<Scalars['String']['output']>;
};

/** What a party is. */
export type PartyKind =
  /** A team of people. */
  | 'GROUP'
  /** A company. */
  | 'ORGANIZATION'
  /** A human being. */
  | 'PERSON'
  /** A machine. */
  | 'SYSTEM'
  /** The backend does not say. */
  | 'UNKNOWN';

/** How urgent something is. */
export type Priority = {
  /** The backend's own value; null where it has only words or a number. */
  readonly code: Maybe<Scalars['String']['output']>;
  /** Words for people; null where there are none. */
  readonly label: Maybe<Scalars['String']['output']>;
  /** What it means in every backend; UNKNOWN where the backend's value cannot be translated without guessing. */
  readonly level: PriorityLevel;
  /** The backend's own number to sort by; null where it has none. Which end is urgent is the backend's matter. */
  readonly rank: Maybe<Scalars['Int']['output']>;
};

/** How urgent something is, whatever the backend calls it. */
export type PriorityLevel =
  /** Before others. */
  | 'HIGH'
  /** It can wait. */
  | 'LOW'
  /** The usual urgency. */
  | 'NORMAL'
  /** The backend's value cannot be translated; look at `code` and `rank`. */
  | 'UNKNOWN'
  /** To be done at once. */
  | 'URGENT';

/** A product that a ticket is about. */
export type Product = {
  /** Id in the backend; null where it gives only a name. */
  readonly id: Maybe<Scalars['String']['output']>;
  /** Name for people; null where the backend does not say. */
  readonly name: Maybe<Scalars['String']['output']>;
};

/** Everything that can be read. Each field says what it costs. */
export type Query = {
  /** Every ticketing system behind this gateway: what it can do, why it cannot do the rest, and how it fares. Costs no backend call. */
  readonly backends: ReadonlyArray<Backend>;
  /** A whole conversation by its global id; null if its backend knows no such conversation. Costs one backend call or a few for a long one. */
  readonly chatTranscript: Maybe<ChatTranscript>;
  /** A whole conversation by the id that it has in its backend; null if there is none. Costs one backend call or a few for a long one. */
  readonly chatTranscriptByNativeId: Maybe<ChatTranscript>;
  /** Departments and providers that tickets can be escalated to. Costs at most one call a backend; the answer is kept for minutes. */
  readonly escalationTargets: EscalationTargetList;
  /**
   * What was said and done, over several backends, newest first. With `filter.ticketIds` the entries of those tickets, from any backend that
   * has such logs; without it, all entries that the caller may see, from backends that can list them. Entries without a time come last.
   */
  readonly interactionLogs: InteractionLogConnection;
  /**
   * One thing by its global id: a Ticket, TicketType, Status, EscalationTarget or ChatTranscript. Null if its backend knows no such
   * thing. A malformed id is an INVALID_INPUT error, never null. Costs at most one backend call.
   */
  readonly node: Maybe<Node>;
  /**
   * Many things by their global ids, at most 100, in the order of the ids, with null for each that does not exist. One malformed id makes
   * the whole request an INVALID_INPUT error. Things of one backend are read together in as few calls as it allows.
   */
  readonly nodes: ReadonlyArray<Maybe<Node>>;
  /** The statuses that each backend knows. Costs at most one call a backend; the answer is kept for minutes. */
  readonly statuses: StatusList;
  /** One ticket by its global id; null if its backend knows no such ticket. Costs at most one backend call. */
  readonly ticket: Maybe<Ticket>;
  /** One ticket by the id that it has in its backend; null if there is none. Costs at most one backend call. */
  readonly ticketByNativeId: Maybe<Ticket>;
  /** One ticket by the number that people know it by; null if there is none. May cost several backend calls where the backend cannot search by number. */
  readonly ticketByNumber: Maybe<Ticket>;
  /** The ticket types that each backend knows. Costs at most a few calls a backend; the answer is kept for minutes. */
  readonly ticketTypes: TicketTypeList;
  /**
   * The merged list: tickets of all backends in one order, in pages that neither lose nor repeat a row which did not change meanwhile.
   * Each backend is asked at the same time; one that fails or is slow is told in `sources` and hides nobody else's rows.
   * Give `first` (and `after`) to go forward or `last` (and `before`) to go back; 25 rows if neither is given, at most 100.
   */
  readonly tickets: TicketConnection;
  /** Who the gateway takes the caller for, and as whom it speaks to each backend. Costs no backend call. */
  readonly viewer: Viewer;
};


/** Everything that can be read. Each field says what it costs. */
export type QueryChatTranscriptArgs = {
  id: Scalars['ID']['input'];
};


/** Everything that can be read. Each field says what it costs. */
export type QueryChatTranscriptByNativeIdArgs = {
  backend: Scalars['ID']['input'];
  nativeId: Scalars['String']['input'];
};


/** Everything that can be read. Each field says what it costs. */
export type QueryEscalationTargetsArgs = {
  backends?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
};


/** Everything that can be read. Each field says what it costs. */
export type QueryInteractionLogsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<InteractionLogFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


/** Everything that can be read. Each field says what it costs. */
export type QueryNodeArgs = {
  id: Scalars['ID']['input'];
};


/** Everything that can be read. Each field says what it costs. */
export type QueryNodesArgs = {
  ids: ReadonlyArray<Scalars['ID']['input']>;
};


/** Everything that can be read. Each field says what it costs. */
export type QueryStatusesArgs = {
  backends?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
};


/** Everything that can be read. Each field says what it costs. */
export type QueryTicketArgs = {
  id: Scalars['ID']['input'];
};


/** Everything that can be read. Each field says what it costs. */
export type QueryTicketByNativeIdArgs = {
  backend: Scalars['ID']['input'];
  nativeId: Scalars['String']['input'];
};


/** Everything that can be read. Each field says what it costs. */
export type QueryTicketByNumberArgs = {
  backend: Scalars['ID']['input'];
  number: Scalars['String']['input'];
};


/** Everything that can be read. Each field says what it costs. */
export type QueryTicketTypesArgs = {
  backends?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
};


/** Everything that can be read. Each field says what it costs. */
export type QueryTicketsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  before?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<TicketFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
  last?: InputMaybe<Scalars['Int']['input']>;
  orderBy?: InputMaybe<TicketOrder>;
};

/** A move that needs no more than words. */
export type ReasonInput = {
  /** Why, or what to say; where the backend takes words. */
  readonly reason?: InputMaybe<Scalars['String']['input']>;
};

/** Something that an interaction is about. */
export type RelatedObject = {
  /** Its name; null where the backend does not say. */
  readonly name: Maybe<Scalars['String']['output']>;
  /** Its id in the backend. */
  readonly nativeId: Scalars['String']['output'];
  /** The ticket, if it is one of the same backend and the caller can read it. Costs a read of the ticket unless it is at hand. */
  readonly ticket: Maybe<Ticket>;
  /** The backend's own word for what it is. */
  readonly type: Scalars['String']['output'];
};

/** What a caller may be. */
export type Role =
  /** An agent who also runs the gateway. */
  | 'ADMIN'
  /** Works on everybody's tickets. */
  | 'AGENT'
  /** Sees and changes what is theirs. */
  | 'CUSTOMER';

/** A promised service level. */
export type ServiceLevel = {
  /** Its unit; null where the backend does not say, which it mostly does not. */
  readonly unit: Maybe<Scalars['String']['output']>;
  /** The number as text; it may have 64 bits. */
  readonly value: Scalars['String']['output'];
};

/** What one backend contributed to an answer. One backend's fault never hides another's rows: look here to see whose are missing. */
export type Source = {
  /** How many requests were sent to it, repeats included; 0 if the answer was at hand. */
  readonly attempts: Scalars['NonNegativeInt']['output'];
  /** The backend that was asked. */
  readonly backend: Backend;
  /** When the answer was given by the backend; null if it gave none. */
  readonly fetchedAt: Maybe<Scalars['DateTime']['output']>;
  /** Filters that the gateway applied to the backend's rows. */
  readonly filtersEvaluatedHere: ReadonlyArray<Scalars['String']['output']>;
  /** Filters that the backend applied itself, exactly. */
  readonly filtersPushedDown: ReadonlyArray<Scalars['String']['output']>;
  /** How long it took, in milliseconds; 0 if it was not asked or the answer was at hand. */
  readonly latencyMs: Scalars['NonNegativeInt']['output'];
  /** What went wrong, in a sentence for people; null if nothing did. */
  readonly message: Maybe<Scalars['String']['output']>;
  /** Things to know, e.g. that a filter speaks of data which this backend's lists do not hold. */
  readonly notes: ReadonlyArray<Scalars['String']['output']>;
  /** When to try again, in milliseconds, if the backend said so. */
  readonly retryAfterMs: Maybe<Scalars['NonNegativeInt']['output']>;
  /** How many of its rows are in this answer. */
  readonly rows: Scalars['NonNegativeInt']['output'];
  /** How it went. */
  readonly state: SourceState;
  /** How many rows it has for this question in all. */
  readonly totalCount: TotalCount;
  /** True if reading stopped at a bound of rows or time: there may be matching rows that are not in the list. */
  readonly truncated: Scalars['Boolean']['output'];
};

/** How asking a backend went. */
export type SourceState =
  /** It keeps failing and was left alone for a moment. */
  | 'CIRCUIT_OPEN'
  /** It failed in another way. */
  | 'FAILED'
  /** It does not permit this. */
  | 'FORBIDDEN'
  /** It answered. */
  | 'OK'
  /** It is asked too often. */
  | 'RATE_LIMITED'
  /** It did not answer; the rows are an older answer, kept for this case. */
  | 'STALE'
  /** It did not answer in time. */
  | 'TIMEOUT'
  /** It refused the credential. */
  | 'UNAUTHENTICATED'
  /** It has no way to do this; the message gives the reason. */
  | 'UNSUPPORTED';

/** A status of a ticket: what it means everywhere, and the backend's own value beside it. */
export type Status = Node & {
  /** Whose status it is. */
  readonly backend: Backend;
  /** What it means in every backend. UNKNOWN if the backend's value has no agreed meaning; `code` then tells it. */
  readonly category: StatusCategory;
  /** The backend's own value, exactly as it sends it. */
  readonly code: Scalars['String']['output'];
  /** Global id of this status of this backend. */
  readonly id: Scalars['ID']['output'];
  /** True if work on the ticket has ended: CLOSED, CANCELLED, REJECTED. */
  readonly isTerminal: Scalars['Boolean']['output'];
  /** Words for people, in the language the backend answered in; the code where there are none or the catalog cannot be read. May cost one call for the backend's catalog, which is kept for minutes. */
  readonly label: Scalars['String']['output'];
};

/** What a status means, whatever the backend calls it. After TM Forum TMF621. */
export type StatusCategory =
  /** Given up by whoever asked. */
  | 'CANCELLED'
  /** Finished and confirmed. */
  | 'CLOSED'
  /** Somebody works on it. */
  | 'IN_PROGRESS'
  /** Paused, or with a third party (TMF621 held). */
  | 'ON_HOLD'
  /** Accepted, and nobody works on it yet (TMF621 acknowledged). */
  | 'OPEN'
  /** The customer owes something. */
  | 'PENDING'
  /** Refused by those who should work on it. */
  | 'REJECTED'
  /** Fixed, and awaiting confirmation. */
  | 'RESOLVED'
  /** The backend's value has no agreed meaning; look at `code`. */
  | 'UNKNOWN';

/** Statuses of several backends, with an account of who answered. */
export type StatusList = {
  /** The statuses, grouped by backend in the order of the configuration. */
  readonly nodes: ReadonlyArray<Status>;
  /** One entry for each backend that was asked. */
  readonly sources: ReadonlyArray<Source>;
};

/**
 * Live changes, over WebSocket (subprotocol `graphql-transport-ws`) and over server-sent events.
 *
 * The first event is always of kind SOURCES: read your list after it, and nothing that happens later is missed. Or read it
 * before, with `changeCursor`, and subscribe with that as `since`. Keep the `cursor` of the last event: subscribing again with
 * `since` goes on exactly there, on whichever gateway.
 */
export type Subscription = {
  /** What is said and done about one ticket, as far as its backend tells. */
  readonly interactionLogAdded: InteractionLogEvent;
  /**
   * Tickets that enter, change in, or leave the list that the filter describes. Backends that cannot tell their changes tell at
   * least those made through this gateway: SOURCES says which. What enters the list and leaves it again between two looks at a
   * backend is not told. However many subscribe, each backend is asked once.
   */
  readonly ticketChanges: TicketChange;
};


/**
 * Live changes, over WebSocket (subprotocol `graphql-transport-ws`) and over server-sent events.
 *
 * The first event is always of kind SOURCES: read your list after it, and nothing that happens later is missed. Or read it
 * before, with `changeCursor`, and subscribe with that as `since`. Keep the `cursor` of the last event: subscribing again with
 * `since` goes on exactly there, on whichever gateway.
 */
export type SubscriptionInteractionLogAddedArgs = {
  since?: InputMaybe<Scalars['String']['input']>;
  ticketId: Scalars['ID']['input'];
};


/**
 * Live changes, over WebSocket (subprotocol `graphql-transport-ws`) and over server-sent events.
 *
 * The first event is always of kind SOURCES: read your list after it, and nothing that happens later is missed. Or read it
 * before, with `changeCursor`, and subscribe with that as `since`. Keep the `cursor` of the last event: subscribing again with
 * `since` goes on exactly there, on whichever gateway.
 */
export type SubscriptionTicketChangesArgs = {
  filter?: InputMaybe<TicketFilter>;
  since?: InputMaybe<Scalars['String']['input']>;
  ticketIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
};

/**
 * A ticket of any backend. Canonical values and the backend's own stand side by side. A field is null where the backend has no such value for this
 * ticket, or no such field at all. What has no field of its own is in `customFields`.
 */
export type Ticket = Node & {
  /** Who works on it; null if nobody does or the backend does not say. Personal data: customers are not told how to reach them. */
  readonly assignee: Maybe<Party>;
  /** Files on the ticket. May cost a further call; null only if that failed. */
  readonly attachments: Maybe<ReadonlyArray<Attachment>>;
  /** Every kind of move, whether the ticket can make it now, and why not. Costs no call. */
  readonly availableTransitions: ReadonlyArray<AvailableTransition>;
  /** The system that the ticket lives in. */
  readonly backend: Backend;
  /** How it came in, e.g. `chat`; null where the backend does not say. */
  readonly channel: Maybe<Scalars['String']['output']>;
  /** When it was finished; null while it is open or where the backend does not say. */
  readonly closedAt: Maybe<Scalars['DateTime']['output']>;
  /** Why the customer turned to support, in the backend's own classification; null where there is none. */
  readonly contactReason: Maybe<CodedLabel>;
  /** Country of the ticket as the backend writes it; null where it does not say. */
  readonly country: Maybe<Scalars['String']['output']>;
  /** When it was created; null where the backend does not say. */
  readonly createdAt: Maybe<Scalars['DateTime']['output']>;
  /** Values of the backend that have no field of their own, under their native names; those for staff are shown to agents alone. May cost a further call; null only if that failed. */
  readonly customFields: Maybe<ReadonlyArray<CustomField>>;
  /** Who it is for; null where the backend does not say. Personal data. May cost a further call. */
  readonly customer: Maybe<Party>;
  /** What it is about at length; null where there is none. Plain text, never HTML; may hold personal data. */
  readonly description: Maybe<Scalars['String']['output']>;
  /** Whom it was handed to for help: what the backend tells, and what was done through this gateway in the last 30 days; what both know stands here once. One that only the gateway knows is REQUESTED, and COMPLETED once the ticket has left the state in which it was handed over. May cost a further call; null only if that failed. */
  readonly escalations: Maybe<ReadonlyArray<Escalation>>;
  /** How fresh this answer is. */
  readonly freshness: Freshness;
  /** Global id: finds this ticket again whatever state it is in. */
  readonly id: Scalars['ID']['output'];
  /** What was said and done about it, oldest first. Costs at least one call; the logs of many tickets are read together where the backend allows. If the backend has no logs or fails, the list is empty and `sources` says so. */
  readonly interactionLogs: InteractionLogConnection;
  /** Language of the ticket as the backend writes it; null where it does not say. */
  readonly language: Maybe<Scalars['String']['output']>;
  /** The same ticket by the id that it had before, if a change through this gateway gave it this one in the last 30 days; null if it had no other. Costs a read by that id unless it is at hand. */
  readonly movedFrom: Maybe<Ticket>;
  /** The same ticket by the id that it got next, if a change through this gateway gave it another one in the last 30 days; null if it has only this one. Asked for by an old id that its backend does not find any more, a ticket shows what it is like now. Costs a read of that ticket unless it is at hand. */
  readonly movedTo: Maybe<Ticket>;
  /** Its id in the backend. */
  readonly nativeId: Scalars['String']['output'];
  /** The number that people know it by; null where tickets have none. */
  readonly number: Maybe<Scalars['String']['output']>;
  /** The order it is about; null where there is none. */
  readonly order: Maybe<Order>;
  /** How urgent it is; null where tickets have no priority. */
  readonly priority: Maybe<Priority>;
  /** The product it is about; null where there is none. */
  readonly product: Maybe<Product>;
  /** The queue it waits in; null where there are no queues. */
  readonly queue: Maybe<Scalars['String']['output']>;
  /** Other tickets that it belongs with. May cost a further call; null only if that failed. */
  readonly relations: Maybe<ReadonlyArray<TicketRelation>>;
  /** The promised service level; null where there is none. */
  readonly serviceLevel: Maybe<ServiceLevel>;
  /** How bad it is, in the backend's own words; null where tickets have no severity. */
  readonly severity: Maybe<CodedLabel>;
  /** Which system or whom it came from; null where the backend does not say. An e-mail address is told to agents alone. */
  readonly source: Maybe<Scalars['String']['output']>;
  /** Its state: canonical category and the backend's own value. */
  readonly status: Status;
  /** When its status last changed; null where the backend does not say. May cost a further call. */
  readonly statusChangedAt: Maybe<Scalars['DateTime']['output']>;
  /** Labels that people put on it; null only if a further call that they needed failed. */
  readonly tags: Maybe<ReadonlyArray<Scalars['String']['output']>>;
  /** What it is about in one line; null where tickets have no text. Plain text. */
  readonly title: Maybe<Scalars['String']['output']>;
  /** What happened to its status, oldest first: what the backend tells, and what was done through this gateway in the last 30 days; what both know (the same status within two minutes) stands here once. A ticket that got another id keeps its history. May cost a further call; null only if that failed. */
  readonly transitions: Maybe<ReadonlyArray<Transition>>;
  /** What it is about, in the backend's own classification; null where tickets have no type. */
  readonly type: Maybe<TicketType>;
  /** When it was last changed; null where the backend does not say. */
  readonly updatedAt: Maybe<Scalars['DateTime']['output']>;
  /** The vehicle it is about; null where there is none. */
  readonly vehicle: Maybe<Vehicle>;
  /** The vendor it is about; null where there is none. */
  readonly vendor: Maybe<Vendor>;
  /** Changes whenever the ticket changes; give it to a write to be refused if somebody else was faster. */
  readonly version: Scalars['String']['output'];
  /** Code of the voucher that pays for the service; null where there is none. */
  readonly voucherCode: Maybe<Scalars['String']['output']>;
};


/**
 * A ticket of any backend. Canonical values and the backend's own stand side by side. A field is null where the backend has no such value for this
 * ticket, or no such field at all. What has no field of its own is in `customFields`.
 */
export type TicketInteractionLogsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** Something that happened to the list that you subscribed to. */
export type TicketChange = {
  /** When the gateway came to know of it. The backend's own times stand in the ticket. */
  readonly at: Scalars['DateTime']['output'];
  /** The backend that it is about; null with SOURCES, and with GAP if it is about all. */
  readonly backend: Maybe<Backend>;
  /** Names of fields of Ticket, as far as known: with WRITE those that the change set, with POLL those that differ from what an earlier look saw. More may have changed. Empty where nothing is known, as with WEBHOOK, with tickets that are new or gone, and with words that were added to the log alone. */
  readonly changedFields: ReadonlyArray<Scalars['String']['output']>;
  /** Where you are now: subscribe again with it as `since` to miss nothing and repeat nothing. */
  readonly cursor: Scalars['String']['output'];
  /** What happened. */
  readonly kind: TicketChangeKind;
  /** A sentence for people, with GAP; null with all others. */
  readonly message: Maybe<Scalars['String']['output']>;
  /** With MOVED, the global id under which the ticket goes on; null with all others, and where the backend does not tell. */
  readonly movedToId: Maybe<Scalars['ID']['output']>;
  /** How the gateway came to know of it; null with SOURCES and GAP. */
  readonly origin: Maybe<ChangeOrigin>;
  /** How well each backend is watched, with SOURCES; empty with all others. */
  readonly sources: ReadonlyArray<LiveSource>;
  /** The ticket as it is now; null with SOURCES and GAP, and if it is gone or not yours to see. May cost a call if fields are selected that the change did not bring. */
  readonly ticket: Maybe<Ticket>;
  /** Global id of the ticket; null with SOURCES and GAP. */
  readonly ticketId: Maybe<Scalars['ID']['output']>;
};

/** What a change means to the list that you subscribed to. */
export type TicketChangeKind =
  /** A ticket is in the list that was not: it is new, or it matches the filter now. */
  | 'ADDED'
  /** Changes may have been missed: read your list again. Events go on after this one. */
  | 'GAP'
  /** A ticket goes on under another id; a further event tells of that one if it is in the list. */
  | 'MOVED'
  /** A ticket is no longer in the list: it is gone, or does not match the filter any more. Where it cannot be known what your list held (what `since` brings, after GAP, very long lists), it may name a ticket that you have never seen. */
  | 'REMOVED'
  /** Nothing happened to a ticket: tells how well the backends are watched. The first event, and one whenever that changes. */
  | 'SOURCES'
  /** A ticket in the list is not as it was. If you have not seen it, it is in the list now: where it cannot be known what a list held (what `since` brings, very long lists), entering it may be told so. */
  | 'UPDATED';

/** A page of the merged list. */
export type TicketConnection = {
  /**
   * Where the log of changes was before this page was read: subscribe to `ticketChanges` with it as `since`, and nothing that
   * changes after the reading is missed. A change from before may be told all the same.
   */
  readonly changeCursor: Scalars['String']['output'];
  /** The tickets with their cursors. */
  readonly edges: ReadonlyArray<Maybe<TicketEdge>>;
  /** The tickets alone. */
  readonly nodes: ReadonlyArray<Maybe<Ticket>>;
  /** Where this page lies. */
  readonly pageInfo: PageInfo;
  /** What each backend contributed, one entry for each that was asked. */
  readonly sources: ReadonlyArray<Source>;
  /** How many there are in all, over all backends. May cost one more call for a backend that counts separately. */
  readonly totalCount: TotalCount;
};

/** A ticket with its cursor. */
export type TicketEdge = {
  /** The ticket's place in this order and filter: give it as `after` or `before`. */
  readonly cursor: Scalars['String']['output'];
  /** The ticket. */
  readonly node: Ticket;
};

/** Values for a ticket, in the words of its backend. A field that is left out is not touched; null empties it where the backend can. */
export type TicketFieldsInput = {
  /** Native ids of files that `uploadAttachment` made ready for a new ticket of this backend. */
  readonly attachmentIds?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** How it comes in, e.g. `SOCIAL`, where the backend treats channels differently. */
  readonly channel?: InputMaybe<Scalars['String']['input']>;
  /** How the backend may reach whoever asks. Personal data. */
  readonly contact?: InputMaybe<ContactInput>;
  /** The backend's own value for why the customer turns to support. */
  readonly contactReasonCode?: InputMaybe<Scalars['String']['input']>;
  /** Values that have no field of their own, under their native names. */
  readonly customFields?: InputMaybe<ReadonlyArray<CustomFieldInput>>;
  /** Native id of the customer. */
  readonly customerId?: InputMaybe<Scalars['String']['input']>;
  /** What it is about at length. */
  readonly description?: InputMaybe<Scalars['String']['input']>;
  /** Id of the order in the shop system; an empty text removes it where the backend can. */
  readonly orderId?: InputMaybe<Scalars['String']['input']>;
  /** The backend's own priority value. */
  readonly priorityCode?: InputMaybe<Scalars['String']['input']>;
  /** Native id of the product. */
  readonly productId?: InputMaybe<Scalars['String']['input']>;
  /** Global ids of related tickets of the same backend; the whole set as it shall be. */
  readonly relatedTicketIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** The backend's own severity value. */
  readonly severityCode?: InputMaybe<Scalars['String']['input']>;
  /** Labels; the whole set as it shall be. */
  readonly tags?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** What it is about in one line. */
  readonly title?: InputMaybe<Scalars['String']['input']>;
  /** Global id of a ticket type of the same backend. */
  readonly typeId?: InputMaybe<Scalars['ID']['input']>;
  /** Native id of the vehicle model. */
  readonly vehicleModelId?: InputMaybe<Scalars['String']['input']>;
  /** Vehicle identification number, 17 characters. Personal data. */
  readonly vin?: InputMaybe<Scalars['String']['input']>;
  /** Code of the voucher that pays for the service. */
  readonly voucherCode?: InputMaybe<Scalars['String']['input']>;
};

/** Which tickets are wanted. Everything that is given must match; of a list, any value will do; an empty list matches nothing. */
export type TicketFilter = {
  /** Id of the assignee in the ticket's backend. Personal data. */
  readonly assigneeId?: InputMaybe<Scalars['String']['input']>;
  /** Ids of the backends to ask; all if left out. */
  readonly backends?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** When the ticket was created; a ticket that does not say matches no range. */
  readonly createdAt?: InputMaybe<DateTimeRange>;
  /** Id of the customer in the ticket's backend. Personal data. */
  readonly customerId?: InputMaybe<Scalars['String']['input']>;
  /** True: only tickets with an escalation that is asked for or under way. False: only others. */
  readonly escalated?: InputMaybe<Scalars['Boolean']['input']>;
  /** Global ids of tickets, at most 100. */
  readonly ids?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** Numbers that people know the tickets by, at most 100. */
  readonly numbers?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Priority in every backend; tickets without a priority match none. */
  readonly priorityLevels?: InputMaybe<ReadonlyArray<PriorityLevel>>;
  /** What the status means in every backend. */
  readonly statusCategories?: InputMaybe<ReadonlyArray<StatusCategory>>;
  /** The backends' own status values, exactly as they spell them, at most 100. */
  readonly statusCodes?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>;
  /** Words that must stand together in title, description or number, whatever the case of their letters. Most backends cannot search, so this may read many rows. */
  readonly text?: InputMaybe<Scalars['String']['input']>;
  /** Global ids of ticket types, at most 100. Matches only tickets of those types' backends. */
  readonly typeIds?: InputMaybe<ReadonlyArray<Scalars['ID']['input']>>;
  /** When the ticket was last changed; a ticket that does not say matches no range. */
  readonly updatedAt?: InputMaybe<DateTimeRange>;
};

/** The order of a ticket list. */
export type TicketOrder = {
  /** Which end comes first. Rows without the time come last either way. */
  readonly direction?: OrderDirection;
  /** By which time. */
  readonly field?: TicketOrderField;
};

/** Times that tickets can be sorted by. */
export type TicketOrderField =
  /** When the ticket was created. */
  | 'CREATED_AT'
  /** When the ticket was last changed. Some backends do not say: their tickets come last. */
  | 'UPDATED_AT';

/** Another ticket that a ticket belongs with. */
export type TicketRelation = {
  /** The backend's own word for the relation; null where it has none. */
  readonly category: Maybe<Scalars['String']['output']>;
  /** When the other ticket was made; null where the backend does not say. */
  readonly createdAt: Maybe<Scalars['DateTime']['output']>;
  /** Who made the other ticket; null where the backend does not say, and for customers. Personal data. */
  readonly creator: Maybe<Scalars['String']['output']>;
  /** Id of the other ticket in its own system. */
  readonly foreignId: Scalars['String']['output'];
  /** Name of the other system; null if the other ticket is in the same backend. */
  readonly foreignSystem: Maybe<Scalars['String']['output']>;
  /** How they belong together. */
  readonly kind: TicketRelationKind;
  /** Why; null where the backend does not say. */
  readonly reason: Maybe<Scalars['String']['output']>;
  /** The other ticket, if it is in the same backend and the caller can read it. Costs a read of that ticket unless it is at hand. */
  readonly ticket: Maybe<Ticket>;
  /** What the other ticket is about; null where the backend does not say, and for customers, as it may be somebody else's: look at `ticket`. */
  readonly title: Maybe<Scalars['String']['output']>;
};

/** How tickets belong together. */
export type TicketRelationKind =
  /** The other ticket was made from this one. */
  | 'CHILD'
  /** They have something to do with each other. */
  | 'RELATED';

/** What a ticket is about, in the words of its backend. */
export type TicketType = Node & {
  /** Whose type it is. */
  readonly backend: Backend;
  /** The backend's own value; the label where it has only words. */
  readonly code: Scalars['String']['output'];
  /** More words, from the backend's catalog; null if it has none or the type is not in it. May cost one call for the catalog. */
  readonly description: Maybe<Scalars['String']['output']>;
  /** What the type belongs to in its backend; null if types are not grouped there. */
  readonly group: Maybe<Scalars['String']['output']>;
  /** Global id of this type of this backend; usable in `TicketFilter.typeIds`. */
  readonly id: Scalars['ID']['output'];
  /** False if no new ticket may have this type; null if the type is not in the backend's catalog. May cost one call for the catalog. */
  readonly isActive: Maybe<Scalars['Boolean']['output']>;
  /** Words for people; the code where there are none or the catalog cannot be read. May cost one call for the backend's catalog, which is kept for minutes. */
  readonly label: Scalars['String']['output'];
};

/** Ticket types of several backends, with an account of who answered. */
export type TicketTypeList = {
  /** The types, grouped by backend in the order of the configuration. */
  readonly nodes: ReadonlyArray<TicketType>;
  /** One entry for each backend that was asked. */
  readonly sources: ReadonlyArray<Source>;
};

/** How many there are in all, as far as the backends tell. */
export type TotalCount = {
  /** How to read the number. */
  readonly kind: TotalCountKind;
  /** The number; null if UNKNOWN. */
  readonly value: Maybe<Scalars['NonNegativeInt']['output']>;
};

/** What a total stands for. */
export type TotalCountKind =
  /** Every backend that was asked told its exact number. */
  | 'EXACT'
  /** There are at least so many: a backend did not answer, cannot count, or was not read to its end. */
  | 'LOWER_BOUND'
  /** No backend could tell. */
  | 'UNKNOWN';

/** Where a ticket moves. */
export type TransferInput = {
  /** Native id of the queue. */
  readonly queueId: Scalars['String']['input'];
  /** Why, in words. */
  readonly reason?: InputMaybe<Scalars['String']['input']>;
};

/** A change of a ticket's status that has happened: told by its backend, made through this gateway, or both. */
export type Transition = {
  /** When; null where the backend does not say. */
  readonly at: Maybe<Scalars['DateTime']['output']>;
  /** Who did it, as the backend names them; else the e-mail address or name of whoever did it through this gateway, which only agents and they themselves are told. Null where neither is known, and for customers if it is not they themselves. Personal data. */
  readonly by: Maybe<Scalars['String']['output']>;
  /** The status before; null where it is only told where the ticket arrived. */
  readonly from: Maybe<Status>;
  /** The move that it was; null where only the backend tells of it, as backends tell states and not moves. */
  readonly kind: Maybe<TransitionKind>;
  /** Why; null where the backend does not say. A reason that only this gateway knows is told only to agents and to whoever gave it. */
  readonly reason: Maybe<Scalars['String']['output']>;
  /** The status after. */
  readonly to: Status;
};

/** Whether a backend has a kind of status change at all. */
export type TransitionCapability = {
  /** The kind of change. */
  readonly kind: TransitionKind;
  /** Why not, in a sentence for people; null if supported. */
  readonly reason: Maybe<Scalars['String']['output']>;
  /** True if tickets of this backend can make it from some state. */
  readonly supported: Scalars['Boolean']['output'];
};

/** One move; exactly one of the fields. */
export type TransitionInput =
  /** Give it up. */
  { readonly cancel: CancelInput; readonly close?: never; readonly complete?: never; readonly confirm?: never; readonly outsource?: never; readonly remind?: never; readonly reopen?: never; readonly transfer?: never; }
  |  /** End it for good. */
  { readonly cancel?: never; readonly close: CloseInput; readonly complete?: never; readonly confirm?: never; readonly outsource?: never; readonly remind?: never; readonly reopen?: never; readonly transfer?: never; }
  |  /** Say that the work is done. */
  { readonly cancel?: never; readonly close?: never; readonly complete: ReasonInput; readonly confirm?: never; readonly outsource?: never; readonly remind?: never; readonly reopen?: never; readonly transfer?: never; }
  |  /** Agree that it is solved. */
  { readonly cancel?: never; readonly close?: never; readonly complete?: never; readonly confirm: ReasonInput; readonly outsource?: never; readonly remind?: never; readonly reopen?: never; readonly transfer?: never; }
  |  /** Hand it to another company. */
  { readonly cancel?: never; readonly close?: never; readonly complete?: never; readonly confirm?: never; readonly outsource: OutsourceInput; readonly remind?: never; readonly reopen?: never; readonly transfer?: never; }
  |  /** Ask those who work on it to hurry. */
  { readonly cancel?: never; readonly close?: never; readonly complete?: never; readonly confirm?: never; readonly outsource?: never; readonly remind: ReasonInput; readonly reopen?: never; readonly transfer?: never; }
  |  /** Take it up again. */
  { readonly cancel?: never; readonly close?: never; readonly complete?: never; readonly confirm?: never; readonly outsource?: never; readonly remind?: never; readonly reopen: ReasonInput; readonly transfer?: never; }
  |  /** Move it to another queue. */
  { readonly cancel?: never; readonly close?: never; readonly complete?: never; readonly confirm?: never; readonly outsource?: never; readonly remind?: never; readonly reopen?: never; readonly transfer: TransferInput; };

/** A move that a person makes with a ticket. */
export type TransitionKind =
  /** Give it up. */
  | 'CANCEL'
  /** End the ticket. */
  | 'CLOSE'
  /** Say that the work is done. */
  | 'COMPLETE'
  /** Agree that it is solved. */
  | 'CONFIRM'
  /** Hand it to a department. */
  | 'ESCALATE'
  /** Pause the work on it. */
  | 'HOLD'
  /** Hand it to another company. */
  | 'OUTSOURCE'
  /** Refuse it. */
  | 'REJECT'
  /** Ask those who work on it to hurry; changes no status. */
  | 'REMIND'
  /** Take it up again. */
  | 'REOPEN'
  /** Begin to work on it. */
  | 'START'
  /** Move it to another queue. */
  | 'TRANSFER';

/** Which move to make. */
export type TransitionTicketInput = {
  /** Given back as it is. */
  readonly clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** True: check everything, show the request, send nothing. */
  readonly dryRun?: Scalars['Boolean']['input'];
  /** Your own key for this change, 1 to 128 characters: with the same key the change is made once, however often it is asked for. Kept 24 hours. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The `version` you saw: refused with CONFLICT if the ticket has changed since. */
  readonly ifVersion?: InputMaybe<Scalars['String']['input']>;
  /** Global id of the ticket. */
  readonly ticketId: Scalars['ID']['input'];
  /** Exactly one of the moves. */
  readonly transition: TransitionInput;
};

/** What became of a change, and the moved ticket. */
export type TransitionTicketPayload = MutationPayload & {
  /** The caller's own mark, given back. */
  readonly clientMutationId: Maybe<Scalars['String']['output']>;
  /** What became of the change. */
  readonly outcome: WriteOutcome;
  /** With UNKNOWN: what to look for before trying again; else null. */
  readonly reconcile: Maybe<Scalars['String']['output']>;
  /** With `dryRun`: the request that would have been sent, without its credential; else null. */
  readonly request: Maybe<OutgoingRequest>;
  /** The backend that was asked. */
  readonly sources: ReadonlyArray<Source>;
  /** The ticket as it is after the change; with CONFLICT or INVALID_TRANSITION as it is now; null with other refusals or if it cannot be read. */
  readonly ticket: Maybe<Ticket>;
  /** Why it was refused; empty unless REJECTED. */
  readonly userErrors: ReadonlyArray<UserError>;
  /** Things to know although it was done. */
  readonly warnings: ReadonlyArray<Scalars['String']['output']>;
};

/** What to change. */
export type UpdateTicketInput = {
  /** Given back as it is. */
  readonly clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** True: check everything, show the request, send nothing. */
  readonly dryRun?: Scalars['Boolean']['input'];
  /** The values that change; all others stay. */
  readonly fields: TicketFieldsInput;
  /** Your own key for this change, 1 to 128 characters: with the same key the change is made once, however often it is asked for. Kept 24 hours. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The `version` you saw: refused with CONFLICT if the ticket has changed since. */
  readonly ifVersion?: InputMaybe<Scalars['String']['input']>;
  /** Global id of the ticket. */
  readonly ticketId: Scalars['ID']['input'];
};

/** What became of a change, and the changed ticket. */
export type UpdateTicketPayload = MutationPayload & {
  /** The caller's own mark, given back. */
  readonly clientMutationId: Maybe<Scalars['String']['output']>;
  /** What became of the change. */
  readonly outcome: WriteOutcome;
  /** With UNKNOWN: what to look for before trying again; else null. */
  readonly reconcile: Maybe<Scalars['String']['output']>;
  /** With `dryRun`: the request that would have been sent, without its credential; else null. */
  readonly request: Maybe<OutgoingRequest>;
  /** The backend that was asked. */
  readonly sources: ReadonlyArray<Source>;
  /** The ticket as it is after the change; with CONFLICT or INVALID_TRANSITION as it is now; null with other refusals or if it cannot be read. */
  readonly ticket: Maybe<Ticket>;
  /** Why it was refused; empty unless REJECTED. */
  readonly userErrors: ReadonlyArray<UserError>;
  /** Things to know although it was done. */
  readonly warnings: ReadonlyArray<Scalars['String']['output']>;
};

/** Which file, and what for: either a ticket or a backend. */
export type UploadAttachmentInput = {
  /** Id of the backend in which a ticket is still to be made: then give the file's `nativeId` to `createTicket` as one of its `attachmentIds`. */
  readonly backend?: InputMaybe<Scalars['ID']['input']>;
  /** Given back as it is. */
  readonly clientMutationId?: InputMaybe<Scalars['String']['input']>;
  /** True: check everything, show the request, send nothing. */
  readonly dryRun?: Scalars['Boolean']['input'];
  /** Your own key for this change, 1 to 128 characters: with the same key the change is made once, however often it is asked for. The same file uploaded anew is the same change. Kept 24 hours. */
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>;
  /** The words that go with the file; the file's name if left out. Only with `ticketId`. */
  readonly text?: InputMaybe<Scalars['String']['input']>;
  /** Global id of the ticket that gets the file; leave it out for a ticket that is still to be made. */
  readonly ticketId?: InputMaybe<Scalars['ID']['input']>;
  /** What `POST /attachments` answered; good for 15 minutes and one use, for you alone. */
  readonly uploadId: Scalars['ID']['input'];
};

/** What became of an upload, and the file. */
export type UploadAttachmentPayload = MutationPayload & {
  /** The file; null unless it was taken, or if the backend does not tell it. */
  readonly attachment: Maybe<Attachment>;
  /** The caller's own mark, given back. */
  readonly clientMutationId: Maybe<Scalars['String']['output']>;
  /** The entry that carries the file; null for a ticket that is still to be made, or if the backend does not show it. */
  readonly interactionLog: Maybe<InteractionLog>;
  /** What became of the change. */
  readonly outcome: WriteOutcome;
  /** With UNKNOWN: what to look for before trying again; else null. */
  readonly reconcile: Maybe<Scalars['String']['output']>;
  /** With `dryRun`: the first request that would have been sent, without its credential and without the file's bytes; else null. */
  readonly request: Maybe<OutgoingRequest>;
  /** The backend that was asked. */
  readonly sources: ReadonlyArray<Source>;
  /** The ticket that it belongs to; null if there is none yet or it cannot be read. */
  readonly ticket: Maybe<Ticket>;
  /** Why it was refused; empty unless REJECTED. */
  readonly userErrors: ReadonlyArray<UserError>;
  /** Things to know although it was done. */
  readonly warnings: ReadonlyArray<Scalars['String']['output']>;
};

/** A refusal that a person can act on. Nothing was changed. */
export type UserError = {
  /** One of the codes of the README's table. */
  readonly code: Scalars['String']['output'];
  /** Path in the input, e.g. `fields.voucherCode`; null if it is about the whole. */
  readonly field: Maybe<Scalars['String']['output']>;
  /** What is wrong, for people. */
  readonly message: Scalars['String']['output'];
};

/** A vehicle that a ticket is about. */
export type Vehicle = {
  /** Voltage of the battery, e.g. `12v`. */
  readonly batteryVoltage: Maybe<Scalars['String']['output']>;
  /** Id of the model in the backend, a 64-bit number as text; `0` is what some partners send for an unknown model. */
  readonly modelId: Maybe<Scalars['String']['output']>;
  /** Vehicle identification number as the backend has it: not checked. Personal data. */
  readonly vin: Maybe<Scalars['String']['output']>;
};

/** A vendor that a ticket is about. */
export type Vendor = {
  /** Id of the vendor. */
  readonly id: Maybe<Scalars['String']['output']>;
  /** Line of business, e.g. `restaurants`, as the backend spells it. */
  readonly vertical: Maybe<Scalars['String']['output']>;
};

/** The caller. */
export type Viewer = {
  /** E-mail address under which an agent acts towards backends that want to know it; null for others. Personal data. */
  readonly agentEmail: Maybe<Scalars['String']['output']>;
  /** As whom the gateway speaks to each backend for this caller. */
  readonly credentials: ReadonlyArray<ViewerCredential>;
  /** When the token ends and a new one is needed; null without a token. */
  readonly expiresAt: Maybe<Scalars['DateTime']['output']>;
  /** True if the caller proved who they are with a token. */
  readonly isAuthenticated: Scalars['Boolean']['output'];
  /** What the caller may be here. Without any role a caller sees what a customer sees. */
  readonly roles: ReadonlyArray<Role>;
  /** Who it is, as far as the gateway knows: the subject of the token, or `anonymous`. */
  readonly subject: Scalars['String']['output'];
};

/** As whom the gateway speaks to one backend. */
export type ViewerCredential = {
  /** The backend. */
  readonly backend: Backend;
  /** The caller's customer id in this backend; null if they have none there. Personal data. */
  readonly customerId: Maybe<Scalars['String']['output']>;
  /** True if the backend serves this caller. A closed backend adds nothing to lists, and says FORBIDDEN or UNAUTHENTICATED. */
  readonly isOpen: Scalars['Boolean']['output'];
  /** Why the backend is closed to this caller, in a sentence for people; null if it is open. */
  readonly reason: Maybe<Scalars['String']['output']>;
  /** Whose credential is used. */
  readonly strategy: CredentialStrategy;
};

/** Who may see an entry. */
export type Visibility =
  /** Only those who work on the ticket. Customers are shown no such entries but their own. */
  | 'PRIVATE'
  /** The customer too. */
  | 'PUBLIC'
  /** The backend does not say. */
  | 'UNKNOWN';

/** What became of a change. */
export type WriteOutcome =
  /** The backend made it. */
  | 'APPLIED'
  /** A dry run: everything was checked and nothing was sent. */
  | 'PREVIEWED'
  /** It was not made; `userErrors` says why. */
  | 'REJECTED'
  /** It was made before, under the same idempotency key: this is the first answer again. */
  | 'REPLAYED'
  /** The backend gave no answer and it could not be found out: it may or may not have been made. Look before trying again. */
  | 'UNKNOWN';



export type ResolverTypeWrapper<T> = Promise<T> | T;


export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;




/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  MutationPayload:
    | ( Omit<AddCommentPayload, 'interactionLog' | 'sources' | 'ticket'> & { interactionLog?: Maybe<_RefType['InteractionLog']>, sources: ReadonlyArray<_RefType['Source']>, ticket?: Maybe<_RefType['Ticket']> } )
    | ( Omit<AssignTicketPayload, 'sources' | 'ticket'> & { sources: ReadonlyArray<_RefType['Source']>, ticket?: Maybe<_RefType['Ticket']> } )
    | ( Omit<CreateTicketPayload, 'sources' | 'ticket'> & { sources: ReadonlyArray<_RefType['Source']>, ticket?: Maybe<_RefType['Ticket']> } )
    | ( Omit<DeleteTicketPayload, 'sources'> & { sources: ReadonlyArray<_RefType['Source']> } )
    | ( Omit<EscalateTicketPayload, 'sources' | 'ticket'> & { sources: ReadonlyArray<_RefType['Source']>, ticket?: Maybe<_RefType['Ticket']> } )
    | ( Omit<LogInteractionPayload, 'interactionLog' | 'sources' | 'ticket'> & { interactionLog?: Maybe<_RefType['InteractionLog']>, sources: ReadonlyArray<_RefType['Source']>, ticket?: Maybe<_RefType['Ticket']> } )
    | ( Omit<TransitionTicketPayload, 'sources' | 'ticket'> & { sources: ReadonlyArray<_RefType['Source']>, ticket?: Maybe<_RefType['Ticket']> } )
    | ( Omit<UpdateTicketPayload, 'sources' | 'ticket'> & { sources: ReadonlyArray<_RefType['Source']>, ticket?: Maybe<_RefType['Ticket']> } )
    | ( Omit<UploadAttachmentPayload, 'attachment' | 'interactionLog' | 'sources' | 'ticket'> & { attachment?: Maybe<_RefType['Attachment']>, interactionLog?: Maybe<_RefType['InteractionLog']>, sources: ReadonlyArray<_RefType['Source']>, ticket?: Maybe<_RefType['Ticket']> } )
  ;
  Node:
    | ( ChatTranscriptView )
    | ( EscalationTargetView )
    | ( StatusView )
    | ( TicketModel )
    | ( TicketTypeView )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  AddCommentInput: AddCommentInput;
  AddCommentPayload: ResolverTypeWrapper<Omit<AddCommentPayload, 'interactionLog' | 'sources' | 'ticket'> & { interactionLog?: Maybe<ResolversTypes['InteractionLog']>, sources: ReadonlyArray<ResolversTypes['Source']>, ticket?: Maybe<ResolversTypes['Ticket']> }>;
  AssignTicketInput: AssignTicketInput;
  AssignTicketPayload: ResolverTypeWrapper<Omit<AssignTicketPayload, 'sources' | 'ticket'> & { sources: ReadonlyArray<ResolversTypes['Source']>, ticket?: Maybe<ResolversTypes['Ticket']> }>;
  Attachment: ResolverTypeWrapper<AttachmentView>;
  AvailableTransition: ResolverTypeWrapper<AvailableTransition>;
  Backend: ResolverTypeWrapper<BackendInstance>;
  BackendHealth: ResolverTypeWrapper<BackendHealth>;
  BackendLimits: ResolverTypeWrapper<BackendLimits>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
  CancelInput: CancelInput;
  Capability: ResolverTypeWrapper<Capability>;
  ChangeOrigin: ChangeOrigin;
  ChatMessage: ResolverTypeWrapper<Omit<ChatMessage, 'author'> & { author?: Maybe<ResolversTypes['Party']> }>;
  ChatParticipant: ResolverTypeWrapper<ChatParticipant>;
  ChatTranscript: ResolverTypeWrapper<ChatTranscriptView>;
  CloseInput: CloseInput;
  CodedLabel: ResolverTypeWrapper<CodedLabel>;
  ContactInput: ContactInput;
  CreateTicketInput: CreateTicketInput;
  CreateTicketPayload: ResolverTypeWrapper<Omit<CreateTicketPayload, 'sources' | 'ticket'> & { sources: ReadonlyArray<ResolversTypes['Source']>, ticket?: Maybe<ResolversTypes['Ticket']> }>;
  CredentialStrategy: CredentialStrategy;
  CustomField: ResolverTypeWrapper<CustomField>;
  CustomFieldInput: CustomFieldInput;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  DateTimeRange: DateTimeRange;
  DeleteTicketInput: DeleteTicketInput;
  DeleteTicketPayload: ResolverTypeWrapper<Omit<DeleteTicketPayload, 'sources'> & { sources: ReadonlyArray<ResolversTypes['Source']> }>;
  EscalateTicketInput: EscalateTicketInput;
  EscalateTicketPayload: ResolverTypeWrapper<Omit<EscalateTicketPayload, 'sources' | 'ticket'> & { sources: ReadonlyArray<ResolversTypes['Source']>, ticket?: Maybe<ResolversTypes['Ticket']> }>;
  Escalation: ResolverTypeWrapper<EscalationView>;
  EscalationKind: EscalationKind;
  EscalationState: EscalationState;
  EscalationTarget: ResolverTypeWrapper<EscalationTargetView>;
  EscalationTargetList: ResolverTypeWrapper<Omit<EscalationTargetList, 'nodes' | 'sources'> & { nodes: ReadonlyArray<ResolversTypes['EscalationTarget']>, sources: ReadonlyArray<ResolversTypes['Source']> }>;
  EscalationTargetReference: ResolverTypeWrapper<EscalationTargetReferenceView>;
  Freshness: ResolverTypeWrapper<Freshness>;
  FreshnessState: FreshnessState;
  HealthState: HealthState;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  InteractionKind: InteractionKind;
  InteractionLog: ResolverTypeWrapper<InteractionLogView>;
  InteractionLogConnection: ResolverTypeWrapper<Omit<InteractionLogConnection, 'edges' | 'nodes' | 'sources'> & { edges: ReadonlyArray<Maybe<ResolversTypes['InteractionLogEdge']>>, nodes: ReadonlyArray<ResolversTypes['InteractionLog']>, sources: ReadonlyArray<ResolversTypes['Source']> }>;
  InteractionLogEdge: ResolverTypeWrapper<Omit<InteractionLogEdge, 'node'> & { node: ResolversTypes['InteractionLog'] }>;
  InteractionLogEvent: ResolverTypeWrapper<InteractionEvent>;
  InteractionLogEventKind: InteractionLogEventKind;
  InteractionLogFilter: InteractionLogFilter;
  InteractionSide: InteractionSide;
  JSON: ResolverTypeWrapper<Scalars['JSON']['output']>;
  LiveSource: ResolverTypeWrapper<LiveSourceModel>;
  LiveState: LiveState;
  LogInteractionInput: LogInteractionInput;
  LogInteractionPayload: ResolverTypeWrapper<Omit<LogInteractionPayload, 'interactionLog' | 'sources' | 'ticket'> & { interactionLog?: Maybe<ResolversTypes['InteractionLog']>, sources: ReadonlyArray<ResolversTypes['Source']>, ticket?: Maybe<ResolversTypes['Ticket']> }>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  MutationPayload: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['MutationPayload']>;
  Node: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Node']>;
  NonNegativeInt: ResolverTypeWrapper<Scalars['NonNegativeInt']['output']>;
  Order: ResolverTypeWrapper<Order>;
  OrderDirection: OrderDirection;
  OutgoingRequest: ResolverTypeWrapper<OutgoingRequest>;
  OutsourceInput: OutsourceInput;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Party: ResolverTypeWrapper<PartyView>;
  PartyKind: PartyKind;
  Priority: ResolverTypeWrapper<Priority>;
  PriorityLevel: PriorityLevel;
  Product: ResolverTypeWrapper<Product>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  ReasonInput: ReasonInput;
  RelatedObject: ResolverTypeWrapper<RelatedObjectView>;
  Role: Role;
  ServiceLevel: ResolverTypeWrapper<ServiceLevel>;
  Source: ResolverTypeWrapper<SourceReport>;
  SourceState: SourceState;
  Status: ResolverTypeWrapper<StatusView>;
  StatusCategory: StatusCategory;
  StatusList: ResolverTypeWrapper<Omit<StatusList, 'nodes' | 'sources'> & { nodes: ReadonlyArray<ResolversTypes['Status']>, sources: ReadonlyArray<ResolversTypes['Source']> }>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Subscription: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Ticket: ResolverTypeWrapper<TicketModel>;
  TicketChange: ResolverTypeWrapper<TicketChangeEvent>;
  TicketChangeKind: TicketChangeKind;
  TicketConnection: ResolverTypeWrapper<Omit<TicketConnection, 'edges' | 'nodes' | 'sources'> & { edges: ReadonlyArray<Maybe<ResolversTypes['TicketEdge']>>, nodes: ReadonlyArray<Maybe<ResolversTypes['Ticket']>>, sources: ReadonlyArray<ResolversTypes['Source']> }>;
  TicketEdge: ResolverTypeWrapper<Omit<TicketEdge, 'node'> & { node: ResolversTypes['Ticket'] }>;
  TicketFieldsInput: TicketFieldsInput;
  TicketFilter: TicketFilter;
  TicketOrder: TicketOrder;
  TicketOrderField: TicketOrderField;
  TicketRelation: ResolverTypeWrapper<RelationView>;
  TicketRelationKind: TicketRelationKind;
  TicketType: ResolverTypeWrapper<TicketTypeView>;
  TicketTypeList: ResolverTypeWrapper<Omit<TicketTypeList, 'nodes' | 'sources'> & { nodes: ReadonlyArray<ResolversTypes['TicketType']>, sources: ReadonlyArray<ResolversTypes['Source']> }>;
  TotalCount: ResolverTypeWrapper<TotalCount>;
  TotalCountKind: TotalCountKind;
  TransferInput: TransferInput;
  Transition: ResolverTypeWrapper<TransitionView>;
  TransitionCapability: ResolverTypeWrapper<TransitionCapability>;
  TransitionInput: TransitionInput;
  TransitionKind: TransitionKind;
  TransitionTicketInput: TransitionTicketInput;
  TransitionTicketPayload: ResolverTypeWrapper<Omit<TransitionTicketPayload, 'sources' | 'ticket'> & { sources: ReadonlyArray<ResolversTypes['Source']>, ticket?: Maybe<ResolversTypes['Ticket']> }>;
  UpdateTicketInput: UpdateTicketInput;
  UpdateTicketPayload: ResolverTypeWrapper<Omit<UpdateTicketPayload, 'sources' | 'ticket'> & { sources: ReadonlyArray<ResolversTypes['Source']>, ticket?: Maybe<ResolversTypes['Ticket']> }>;
  UploadAttachmentInput: UploadAttachmentInput;
  UploadAttachmentPayload: ResolverTypeWrapper<Omit<UploadAttachmentPayload, 'attachment' | 'interactionLog' | 'sources' | 'ticket'> & { attachment?: Maybe<ResolversTypes['Attachment']>, interactionLog?: Maybe<ResolversTypes['InteractionLog']>, sources: ReadonlyArray<ResolversTypes['Source']>, ticket?: Maybe<ResolversTypes['Ticket']> }>;
  UserError: ResolverTypeWrapper<UserError>;
  Vehicle: ResolverTypeWrapper<Vehicle>;
  Vendor: ResolverTypeWrapper<Vendor>;
  Viewer: ResolverTypeWrapper<Omit<Viewer, 'credentials'> & { credentials: ReadonlyArray<ResolversTypes['ViewerCredential']> }>;
  ViewerCredential: ResolverTypeWrapper<Omit<ViewerCredential, 'backend'> & { backend: ResolversTypes['Backend'] }>;
  Visibility: Visibility;
  WriteOutcome: WriteOutcome;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  AddCommentInput: AddCommentInput;
  AddCommentPayload: Omit<AddCommentPayload, 'interactionLog' | 'sources' | 'ticket'> & { interactionLog?: Maybe<ResolversParentTypes['InteractionLog']>, sources: ReadonlyArray<ResolversParentTypes['Source']>, ticket?: Maybe<ResolversParentTypes['Ticket']> };
  AssignTicketInput: AssignTicketInput;
  AssignTicketPayload: Omit<AssignTicketPayload, 'sources' | 'ticket'> & { sources: ReadonlyArray<ResolversParentTypes['Source']>, ticket?: Maybe<ResolversParentTypes['Ticket']> };
  Attachment: AttachmentView;
  AvailableTransition: AvailableTransition;
  Backend: BackendInstance;
  BackendHealth: BackendHealth;
  BackendLimits: BackendLimits;
  Boolean: Scalars['Boolean']['output'];
  CancelInput: CancelInput;
  Capability: Capability;
  ChatMessage: Omit<ChatMessage, 'author'> & { author?: Maybe<ResolversParentTypes['Party']> };
  ChatParticipant: ChatParticipant;
  ChatTranscript: ChatTranscriptView;
  CloseInput: CloseInput;
  CodedLabel: CodedLabel;
  ContactInput: ContactInput;
  CreateTicketInput: CreateTicketInput;
  CreateTicketPayload: Omit<CreateTicketPayload, 'sources' | 'ticket'> & { sources: ReadonlyArray<ResolversParentTypes['Source']>, ticket?: Maybe<ResolversParentTypes['Ticket']> };
  CustomField: CustomField;
  CustomFieldInput: CustomFieldInput;
  DateTime: Scalars['DateTime']['output'];
  DateTimeRange: DateTimeRange;
  DeleteTicketInput: DeleteTicketInput;
  DeleteTicketPayload: Omit<DeleteTicketPayload, 'sources'> & { sources: ReadonlyArray<ResolversParentTypes['Source']> };
  EscalateTicketInput: EscalateTicketInput;
  EscalateTicketPayload: Omit<EscalateTicketPayload, 'sources' | 'ticket'> & { sources: ReadonlyArray<ResolversParentTypes['Source']>, ticket?: Maybe<ResolversParentTypes['Ticket']> };
  Escalation: EscalationView;
  EscalationTarget: EscalationTargetView;
  EscalationTargetList: Omit<EscalationTargetList, 'nodes' | 'sources'> & { nodes: ReadonlyArray<ResolversParentTypes['EscalationTarget']>, sources: ReadonlyArray<ResolversParentTypes['Source']> };
  EscalationTargetReference: EscalationTargetReferenceView;
  Freshness: Freshness;
  ID: Scalars['ID']['output'];
  Int: Scalars['Int']['output'];
  InteractionLog: InteractionLogView;
  InteractionLogConnection: Omit<InteractionLogConnection, 'edges' | 'nodes' | 'sources'> & { edges: ReadonlyArray<Maybe<ResolversParentTypes['InteractionLogEdge']>>, nodes: ReadonlyArray<ResolversParentTypes['InteractionLog']>, sources: ReadonlyArray<ResolversParentTypes['Source']> };
  InteractionLogEdge: Omit<InteractionLogEdge, 'node'> & { node: ResolversParentTypes['InteractionLog'] };
  InteractionLogEvent: InteractionEvent;
  InteractionLogFilter: InteractionLogFilter;
  JSON: Scalars['JSON']['output'];
  LiveSource: LiveSourceModel;
  LogInteractionInput: LogInteractionInput;
  LogInteractionPayload: Omit<LogInteractionPayload, 'interactionLog' | 'sources' | 'ticket'> & { interactionLog?: Maybe<ResolversParentTypes['InteractionLog']>, sources: ReadonlyArray<ResolversParentTypes['Source']>, ticket?: Maybe<ResolversParentTypes['Ticket']> };
  Mutation: Record<PropertyKey, never>;
  MutationPayload: ResolversInterfaceTypes<ResolversParentTypes>['MutationPayload'];
  Node: ResolversInterfaceTypes<ResolversParentTypes>['Node'];
  NonNegativeInt: Scalars['NonNegativeInt']['output'];
  Order: Order;
  OutgoingRequest: OutgoingRequest;
  OutsourceInput: OutsourceInput;
  PageInfo: PageInfo;
  Party: PartyView;
  Priority: Priority;
  Product: Product;
  Query: Record<PropertyKey, never>;
  ReasonInput: ReasonInput;
  RelatedObject: RelatedObjectView;
  ServiceLevel: ServiceLevel;
  Source: SourceReport;
  Status: StatusView;
  StatusList: Omit<StatusList, 'nodes' | 'sources'> & { nodes: ReadonlyArray<ResolversParentTypes['Status']>, sources: ReadonlyArray<ResolversParentTypes['Source']> };
  String: Scalars['String']['output'];
  Subscription: Record<PropertyKey, never>;
  Ticket: TicketModel;
  TicketChange: TicketChangeEvent;
  TicketConnection: Omit<TicketConnection, 'edges' | 'nodes' | 'sources'> & { edges: ReadonlyArray<Maybe<ResolversParentTypes['TicketEdge']>>, nodes: ReadonlyArray<Maybe<ResolversParentTypes['Ticket']>>, sources: ReadonlyArray<ResolversParentTypes['Source']> };
  TicketEdge: Omit<TicketEdge, 'node'> & { node: ResolversParentTypes['Ticket'] };
  TicketFieldsInput: TicketFieldsInput;
  TicketFilter: TicketFilter;
  TicketOrder: TicketOrder;
  TicketRelation: RelationView;
  TicketType: TicketTypeView;
  TicketTypeList: Omit<TicketTypeList, 'nodes' | 'sources'> & { nodes: ReadonlyArray<ResolversParentTypes['TicketType']>, sources: ReadonlyArray<ResolversParentTypes['Source']> };
  TotalCount: TotalCount;
  TransferInput: TransferInput;
  Transition: TransitionView;
  TransitionCapability: TransitionCapability;
  TransitionInput: TransitionInput;
  TransitionTicketInput: TransitionTicketInput;
  TransitionTicketPayload: Omit<TransitionTicketPayload, 'sources' | 'ticket'> & { sources: ReadonlyArray<ResolversParentTypes['Source']>, ticket?: Maybe<ResolversParentTypes['Ticket']> };
  UpdateTicketInput: UpdateTicketInput;
  UpdateTicketPayload: Omit<UpdateTicketPayload, 'sources' | 'ticket'> & { sources: ReadonlyArray<ResolversParentTypes['Source']>, ticket?: Maybe<ResolversParentTypes['Ticket']> };
  UploadAttachmentInput: UploadAttachmentInput;
  UploadAttachmentPayload: Omit<UploadAttachmentPayload, 'attachment' | 'interactionLog' | 'sources' | 'ticket'> & { attachment?: Maybe<ResolversParentTypes['Attachment']>, interactionLog?: Maybe<ResolversParentTypes['InteractionLog']>, sources: ReadonlyArray<ResolversParentTypes['Source']>, ticket?: Maybe<ResolversParentTypes['Ticket']> };
  UserError: UserError;
  Vehicle: Vehicle;
  Vendor: Vendor;
  Viewer: Omit<Viewer, 'credentials'> & { credentials: ReadonlyArray<ResolversParentTypes['ViewerCredential']> };
  ViewerCredential: Omit<ViewerCredential, 'backend'> & { backend: ResolversParentTypes['Backend'] };
};

export type AddCommentPayloadResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['AddCommentPayload'] = ResolversParentTypes['AddCommentPayload']> = {
  clientMutationId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  interactionLog?: Resolver<Maybe<ResolversTypes['InteractionLog']>, ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['WriteOutcome'], ParentType, ContextType>;
  reconcile?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  request?: Resolver<Maybe<ResolversTypes['OutgoingRequest']>, ParentType, ContextType>;
  sources?: Resolver<ReadonlyArray<ResolversTypes['Source']>, ParentType, ContextType>;
  ticket?: Resolver<Maybe<ResolversTypes['Ticket']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  warnings?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type AssignTicketPayloadResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['AssignTicketPayload'] = ResolversParentTypes['AssignTicketPayload']> = {
  clientMutationId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['WriteOutcome'], ParentType, ContextType>;
  reconcile?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  request?: Resolver<Maybe<ResolversTypes['OutgoingRequest']>, ParentType, ContextType>;
  sources?: Resolver<ReadonlyArray<ResolversTypes['Source']>, ParentType, ContextType>;
  ticket?: Resolver<Maybe<ResolversTypes['Ticket']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  warnings?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type AttachmentResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['Attachment'] = ResolversParentTypes['Attachment']> = {
  downloadUrl?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  name?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  nativeId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type AvailableTransitionResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['AvailableTransition'] = ResolversParentTypes['AvailableTransition']> = {
  allowed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  inputFields?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['TransitionKind'], ParentType, ContextType>;
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type BackendResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['Backend'] = ResolversParentTypes['Backend']> = {
  capabilities?: Resolver<ReadonlyArray<ResolversTypes['Capability']>, ParentType, ContextType>;
  health?: Resolver<ResolversTypes['BackendHealth'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  limits?: Resolver<ResolversTypes['BackendLimits'], ParentType, ContextType>;
  title?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  transitions?: Resolver<ReadonlyArray<ResolversTypes['TransitionCapability']>, ParentType, ContextType>;
};

export type BackendHealthResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['BackendHealth'] = ResolversParentTypes['BackendHealth']> = {
  lastFailureAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  lastFailureCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  lastSuccessAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  openCircuits?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['HealthState'], ParentType, ContextType>;
};

export type BackendLimitsResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['BackendLimits'] = ResolversParentTypes['BackendLimits']> = {
  deadlineMs?: Resolver<ResolversTypes['NonNegativeInt'], ParentType, ContextType>;
  maxBatchSize?: Resolver<ResolversTypes['NonNegativeInt'], ParentType, ContextType>;
  maxPageSize?: Resolver<Maybe<ResolversTypes['NonNegativeInt']>, ParentType, ContextType>;
  pushedDownFilters?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  scanRows?: Resolver<ResolversTypes['NonNegativeInt'], ParentType, ContextType>;
};

export type CapabilityResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['Capability'] = ResolversParentTypes['Capability']> = {
  operation?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  supported?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type ChatMessageResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['ChatMessage'] = ResolversParentTypes['ChatMessage']> = {
  at?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  author?: Resolver<Maybe<ResolversTypes['Party']>, ParentType, ContextType>;
  side?: Resolver<ResolversTypes['InteractionSide'], ParentType, ContextType>;
  text?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ChatParticipantResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['ChatParticipant'] = ResolversParentTypes['ChatParticipant']> = {
  id?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  side?: Resolver<ResolversTypes['InteractionSide'], ParentType, ContextType>;
};

export type ChatTranscriptResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['ChatTranscript'] = ResolversParentTypes['ChatTranscript']> = {
  backend?: Resolver<ResolversTypes['Backend'], ParentType, ContextType>;
  createdBy?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  customFields?: Resolver<ReadonlyArray<ResolversTypes['CustomField']>, ParentType, ContextType>;
  endedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  messages?: Resolver<ReadonlyArray<ResolversTypes['ChatMessage']>, ParentType, ContextType>;
  nativeId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  participants?: Resolver<ReadonlyArray<ResolversTypes['ChatParticipant']>, ParentType, ContextType>;
  startedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CodedLabelResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['CodedLabel'] = ResolversParentTypes['CodedLabel']> = {
  code?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  label?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type CreateTicketPayloadResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['CreateTicketPayload'] = ResolversParentTypes['CreateTicketPayload']> = {
  clientMutationId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['WriteOutcome'], ParentType, ContextType>;
  reconcile?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  request?: Resolver<Maybe<ResolversTypes['OutgoingRequest']>, ParentType, ContextType>;
  sources?: Resolver<ReadonlyArray<ResolversTypes['Source']>, ParentType, ContextType>;
  ticket?: Resolver<Maybe<ResolversTypes['Ticket']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  warnings?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CustomFieldResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['CustomField'] = ResolversParentTypes['CustomField']> = {
  key?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  value?: Resolver<Maybe<ResolversTypes['JSON']>, ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DeleteTicketPayloadResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['DeleteTicketPayload'] = ResolversParentTypes['DeleteTicketPayload']> = {
  clientMutationId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  deletedTicketId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['WriteOutcome'], ParentType, ContextType>;
  reconcile?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  request?: Resolver<Maybe<ResolversTypes['OutgoingRequest']>, ParentType, ContextType>;
  sources?: Resolver<ReadonlyArray<ResolversTypes['Source']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  warnings?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type EscalateTicketPayloadResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['EscalateTicketPayload'] = ResolversParentTypes['EscalateTicketPayload']> = {
  clientMutationId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['WriteOutcome'], ParentType, ContextType>;
  reconcile?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  request?: Resolver<Maybe<ResolversTypes['OutgoingRequest']>, ParentType, ContextType>;
  sources?: Resolver<ReadonlyArray<ResolversTypes['Source']>, ParentType, ContextType>;
  ticket?: Resolver<Maybe<ResolversTypes['Ticket']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  warnings?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type EscalationResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['Escalation'] = ResolversParentTypes['Escalation']> = {
  foreignSystem?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  foreignTicketId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  isReclaimable?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['EscalationKind'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  requestedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  requestedBy?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['EscalationState'], ParentType, ContextType>;
  target?: Resolver<Maybe<ResolversTypes['EscalationTargetReference']>, ParentType, ContextType>;
};

export type EscalationTargetResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['EscalationTarget'] = ResolversParentTypes['EscalationTarget']> = {
  backend?: Resolver<ResolversTypes['Backend'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['EscalationKind'], ParentType, ContextType>;
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  nativeId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  productIds?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type EscalationTargetListResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['EscalationTargetList'] = ResolversParentTypes['EscalationTargetList']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['EscalationTarget']>, ParentType, ContextType>;
  sources?: Resolver<ReadonlyArray<ResolversTypes['Source']>, ParentType, ContextType>;
};

export type EscalationTargetReferenceResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['EscalationTargetReference'] = ResolversParentTypes['EscalationTargetReference']> = {
  label?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  nativeId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type FreshnessResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['Freshness'] = ResolversParentTypes['Freshness']> = {
  fetchedAt?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['FreshnessState'], ParentType, ContextType>;
};

export type InteractionLogResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['InteractionLog'] = ResolversParentTypes['InteractionLog']> = {
  attachments?: Resolver<ReadonlyArray<ResolversTypes['Attachment']>, ParentType, ContextType>;
  author?: Resolver<Maybe<ResolversTypes['Party']>, ParentType, ContextType>;
  backend?: Resolver<ResolversTypes['Backend'], ParentType, ContextType>;
  channel?: Resolver<Maybe<ResolversTypes['CodedLabel']>, ParentType, ContextType>;
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  customFields?: Resolver<ReadonlyArray<ResolversTypes['CustomField']>, ParentType, ContextType>;
  customer?: Resolver<Maybe<ResolversTypes['Party']>, ParentType, ContextType>;
  direction?: Resolver<Maybe<ResolversTypes['CodedLabel']>, ParentType, ContextType>;
  endedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['InteractionKind'], ParentType, ContextType>;
  medium?: Resolver<Maybe<ResolversTypes['CodedLabel']>, ParentType, ContextType>;
  reasons?: Resolver<ReadonlyArray<ResolversTypes['CodedLabel']>, ParentType, ContextType>;
  relatedObjects?: Resolver<ReadonlyArray<ResolversTypes['RelatedObject']>, ParentType, ContextType>;
  side?: Resolver<ResolversTypes['InteractionSide'], ParentType, ContextType>;
  startedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  text?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  visibility?: Resolver<ResolversTypes['Visibility'], ParentType, ContextType>;
};

export type InteractionLogConnectionResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['InteractionLogConnection'] = ResolversParentTypes['InteractionLogConnection']> = {
  edges?: Resolver<ReadonlyArray<Maybe<ResolversTypes['InteractionLogEdge']>>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<ResolversTypes['InteractionLog']>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  sources?: Resolver<ReadonlyArray<ResolversTypes['Source']>, ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['TotalCount'], ParentType, ContextType>;
};

export type InteractionLogEdgeResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['InteractionLogEdge'] = ResolversParentTypes['InteractionLogEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['InteractionLog'], ParentType, ContextType>;
};

export type InteractionLogEventResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['InteractionLogEvent'] = ResolversParentTypes['InteractionLogEvent']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  interactionLog?: Resolver<Maybe<ResolversTypes['InteractionLog']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['InteractionLogEventKind'], ParentType, ContextType>;
  message?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  origin?: Resolver<Maybe<ResolversTypes['ChangeOrigin']>, ParentType, ContextType>;
  sources?: Resolver<ReadonlyArray<ResolversTypes['LiveSource']>, ParentType, ContextType>;
};

export interface JsonScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['JSON'], any> {
  name: 'JSON';
}

export type LiveSourceResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['LiveSource'] = ResolversParentTypes['LiveSource']> = {
  backend?: Resolver<ResolversTypes['Backend'], ParentType, ContextType>;
  lastLookAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  message?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  state?: Resolver<ResolversTypes['LiveState'], ParentType, ContextType>;
};

export type LogInteractionPayloadResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['LogInteractionPayload'] = ResolversParentTypes['LogInteractionPayload']> = {
  clientMutationId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  interactionLog?: Resolver<Maybe<ResolversTypes['InteractionLog']>, ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['WriteOutcome'], ParentType, ContextType>;
  reconcile?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  request?: Resolver<Maybe<ResolversTypes['OutgoingRequest']>, ParentType, ContextType>;
  sources?: Resolver<ReadonlyArray<ResolversTypes['Source']>, ParentType, ContextType>;
  ticket?: Resolver<Maybe<ResolversTypes['Ticket']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  warnings?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MutationResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  addComment?: Resolver<Maybe<ResolversTypes['AddCommentPayload']>, ParentType, ContextType, RequireFields<MutationAddCommentArgs, 'input'>>;
  assignTicket?: Resolver<Maybe<ResolversTypes['AssignTicketPayload']>, ParentType, ContextType, RequireFields<MutationAssignTicketArgs, 'input'>>;
  createTicket?: Resolver<Maybe<ResolversTypes['CreateTicketPayload']>, ParentType, ContextType, RequireFields<MutationCreateTicketArgs, 'input'>>;
  deleteTicket?: Resolver<Maybe<ResolversTypes['DeleteTicketPayload']>, ParentType, ContextType, RequireFields<MutationDeleteTicketArgs, 'input'>>;
  escalateTicket?: Resolver<Maybe<ResolversTypes['EscalateTicketPayload']>, ParentType, ContextType, RequireFields<MutationEscalateTicketArgs, 'input'>>;
  logInteraction?: Resolver<Maybe<ResolversTypes['LogInteractionPayload']>, ParentType, ContextType, RequireFields<MutationLogInteractionArgs, 'input'>>;
  transitionTicket?: Resolver<Maybe<ResolversTypes['TransitionTicketPayload']>, ParentType, ContextType, RequireFields<MutationTransitionTicketArgs, 'input'>>;
  updateTicket?: Resolver<Maybe<ResolversTypes['UpdateTicketPayload']>, ParentType, ContextType, RequireFields<MutationUpdateTicketArgs, 'input'>>;
  uploadAttachment?: Resolver<Maybe<ResolversTypes['UploadAttachmentPayload']>, ParentType, ContextType, RequireFields<MutationUploadAttachmentArgs, 'input'>>;
};

export type MutationPayloadResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['MutationPayload'] = ResolversParentTypes['MutationPayload']> = {
  __resolveType: TypeResolveFn<'AddCommentPayload' | 'AssignTicketPayload' | 'CreateTicketPayload' | 'DeleteTicketPayload' | 'EscalateTicketPayload' | 'LogInteractionPayload' | 'TransitionTicketPayload' | 'UpdateTicketPayload' | 'UploadAttachmentPayload', ParentType, ContextType>;
};

export type NodeResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['Node'] = ResolversParentTypes['Node']> = {
  __resolveType: TypeResolveFn<'ChatTranscript' | 'EscalationTarget' | 'Status' | 'Ticket' | 'TicketType', ParentType, ContextType>;
};

export interface NonNegativeIntScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['NonNegativeInt'], any> {
  name: 'NonNegativeInt';
}

export type OrderResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['Order'] = ResolversParentTypes['Order']> = {
  id?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type OutgoingRequestResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['OutgoingRequest'] = ResolversParentTypes['OutgoingRequest']> = {
  body?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  headers?: Resolver<ResolversTypes['JSON'], ParentType, ContextType>;
  method?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  target?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PartyResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['Party'] = ResolversParentTypes['Party']> = {
  accountId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  email?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  firstName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['PartyKind'], ParentType, ContextType>;
  lastName?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  phone?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  title?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PriorityResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['Priority'] = ResolversParentTypes['Priority']> = {
  code?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  label?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  level?: Resolver<ResolversTypes['PriorityLevel'], ParentType, ContextType>;
  rank?: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
};

export type ProductResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['Product'] = ResolversParentTypes['Product']> = {
  id?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type QueryResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  backends?: Resolver<ReadonlyArray<ResolversTypes['Backend']>, ParentType, ContextType>;
  chatTranscript?: Resolver<Maybe<ResolversTypes['ChatTranscript']>, ParentType, ContextType, RequireFields<QueryChatTranscriptArgs, 'id'>>;
  chatTranscriptByNativeId?: Resolver<Maybe<ResolversTypes['ChatTranscript']>, ParentType, ContextType, RequireFields<QueryChatTranscriptByNativeIdArgs, 'backend' | 'nativeId'>>;
  escalationTargets?: Resolver<ResolversTypes['EscalationTargetList'], ParentType, ContextType, Partial<QueryEscalationTargetsArgs>>;
  interactionLogs?: Resolver<ResolversTypes['InteractionLogConnection'], ParentType, ContextType, RequireFields<QueryInteractionLogsArgs, 'first'>>;
  node?: Resolver<Maybe<ResolversTypes['Node']>, ParentType, ContextType, RequireFields<QueryNodeArgs, 'id'>>;
  nodes?: Resolver<ReadonlyArray<Maybe<ResolversTypes['Node']>>, ParentType, ContextType, RequireFields<QueryNodesArgs, 'ids'>>;
  statuses?: Resolver<ResolversTypes['StatusList'], ParentType, ContextType, Partial<QueryStatusesArgs>>;
  ticket?: Resolver<Maybe<ResolversTypes['Ticket']>, ParentType, ContextType, RequireFields<QueryTicketArgs, 'id'>>;
  ticketByNativeId?: Resolver<Maybe<ResolversTypes['Ticket']>, ParentType, ContextType, RequireFields<QueryTicketByNativeIdArgs, 'backend' | 'nativeId'>>;
  ticketByNumber?: Resolver<Maybe<ResolversTypes['Ticket']>, ParentType, ContextType, RequireFields<QueryTicketByNumberArgs, 'backend' | 'number'>>;
  ticketTypes?: Resolver<ResolversTypes['TicketTypeList'], ParentType, ContextType, Partial<QueryTicketTypesArgs>>;
  tickets?: Resolver<ResolversTypes['TicketConnection'], ParentType, ContextType, Partial<QueryTicketsArgs>>;
  viewer?: Resolver<ResolversTypes['Viewer'], ParentType, ContextType>;
};

export type RelatedObjectResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['RelatedObject'] = ResolversParentTypes['RelatedObject']> = {
  name?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  nativeId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  ticket?: Resolver<Maybe<ResolversTypes['Ticket']>, ParentType, ContextType>;
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ServiceLevelResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['ServiceLevel'] = ResolversParentTypes['ServiceLevel']> = {
  unit?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  value?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type SourceResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['Source'] = ResolversParentTypes['Source']> = {
  attempts?: Resolver<ResolversTypes['NonNegativeInt'], ParentType, ContextType>;
  backend?: Resolver<ResolversTypes['Backend'], ParentType, ContextType>;
  fetchedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  filtersEvaluatedHere?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  filtersPushedDown?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  latencyMs?: Resolver<ResolversTypes['NonNegativeInt'], ParentType, ContextType>;
  message?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  notes?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  retryAfterMs?: Resolver<Maybe<ResolversTypes['NonNegativeInt']>, ParentType, ContextType>;
  rows?: Resolver<ResolversTypes['NonNegativeInt'], ParentType, ContextType>;
  state?: Resolver<ResolversTypes['SourceState'], ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['TotalCount'], ParentType, ContextType>;
  truncated?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type StatusResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['Status'] = ResolversParentTypes['Status']> = {
  backend?: Resolver<ResolversTypes['Backend'], ParentType, ContextType>;
  category?: Resolver<ResolversTypes['StatusCategory'], ParentType, ContextType>;
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isTerminal?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type StatusListResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['StatusList'] = ResolversParentTypes['StatusList']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['Status']>, ParentType, ContextType>;
  sources?: Resolver<ReadonlyArray<ResolversTypes['Source']>, ParentType, ContextType>;
};

export type SubscriptionResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['Subscription'] = ResolversParentTypes['Subscription']> = {
  interactionLogAdded?: SubscriptionResolver<ResolversTypes['InteractionLogEvent'], "interactionLogAdded", ParentType, ContextType, RequireFields<SubscriptionInteractionLogAddedArgs, 'ticketId'>>;
  ticketChanges?: SubscriptionResolver<ResolversTypes['TicketChange'], "ticketChanges", ParentType, ContextType, Partial<SubscriptionTicketChangesArgs>>;
};

export type TicketResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['Ticket'] = ResolversParentTypes['Ticket']> = {
  assignee?: Resolver<Maybe<ResolversTypes['Party']>, ParentType, ContextType>;
  attachments?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Attachment']>>, ParentType, ContextType>;
  availableTransitions?: Resolver<ReadonlyArray<ResolversTypes['AvailableTransition']>, ParentType, ContextType>;
  backend?: Resolver<ResolversTypes['Backend'], ParentType, ContextType>;
  channel?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  closedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  contactReason?: Resolver<Maybe<ResolversTypes['CodedLabel']>, ParentType, ContextType>;
  country?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  customFields?: Resolver<Maybe<ReadonlyArray<ResolversTypes['CustomField']>>, ParentType, ContextType>;
  customer?: Resolver<Maybe<ResolversTypes['Party']>, ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  escalations?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Escalation']>>, ParentType, ContextType>;
  freshness?: Resolver<ResolversTypes['Freshness'], ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  interactionLogs?: Resolver<ResolversTypes['InteractionLogConnection'], ParentType, ContextType, RequireFields<TicketInteractionLogsArgs, 'first'>>;
  language?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  movedFrom?: Resolver<Maybe<ResolversTypes['Ticket']>, ParentType, ContextType>;
  movedTo?: Resolver<Maybe<ResolversTypes['Ticket']>, ParentType, ContextType>;
  nativeId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  number?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  order?: Resolver<Maybe<ResolversTypes['Order']>, ParentType, ContextType>;
  priority?: Resolver<Maybe<ResolversTypes['Priority']>, ParentType, ContextType>;
  product?: Resolver<Maybe<ResolversTypes['Product']>, ParentType, ContextType>;
  queue?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  relations?: Resolver<Maybe<ReadonlyArray<ResolversTypes['TicketRelation']>>, ParentType, ContextType>;
  serviceLevel?: Resolver<Maybe<ResolversTypes['ServiceLevel']>, ParentType, ContextType>;
  severity?: Resolver<Maybe<ResolversTypes['CodedLabel']>, ParentType, ContextType>;
  source?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status?: Resolver<ResolversTypes['Status'], ParentType, ContextType>;
  statusChangedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  tags?: Resolver<Maybe<ReadonlyArray<ResolversTypes['String']>>, ParentType, ContextType>;
  title?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  transitions?: Resolver<Maybe<ReadonlyArray<ResolversTypes['Transition']>>, ParentType, ContextType>;
  type?: Resolver<Maybe<ResolversTypes['TicketType']>, ParentType, ContextType>;
  updatedAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  vehicle?: Resolver<Maybe<ResolversTypes['Vehicle']>, ParentType, ContextType>;
  vendor?: Resolver<Maybe<ResolversTypes['Vendor']>, ParentType, ContextType>;
  version?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  voucherCode?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type TicketChangeResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['TicketChange'] = ResolversParentTypes['TicketChange']> = {
  at?: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  backend?: Resolver<Maybe<ResolversTypes['Backend']>, ParentType, ContextType>;
  changedFields?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['TicketChangeKind'], ParentType, ContextType>;
  message?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  movedToId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  origin?: Resolver<Maybe<ResolversTypes['ChangeOrigin']>, ParentType, ContextType>;
  sources?: Resolver<ReadonlyArray<ResolversTypes['LiveSource']>, ParentType, ContextType>;
  ticket?: Resolver<Maybe<ResolversTypes['Ticket']>, ParentType, ContextType>;
  ticketId?: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
};

export type TicketConnectionResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['TicketConnection'] = ResolversParentTypes['TicketConnection']> = {
  changeCursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  edges?: Resolver<ReadonlyArray<Maybe<ResolversTypes['TicketEdge']>>, ParentType, ContextType>;
  nodes?: Resolver<ReadonlyArray<Maybe<ResolversTypes['Ticket']>>, ParentType, ContextType>;
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  sources?: Resolver<ReadonlyArray<ResolversTypes['Source']>, ParentType, ContextType>;
  totalCount?: Resolver<ResolversTypes['TotalCount'], ParentType, ContextType>;
};

export type TicketEdgeResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['TicketEdge'] = ResolversParentTypes['TicketEdge']> = {
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node?: Resolver<ResolversTypes['Ticket'], ParentType, ContextType>;
};

export type TicketRelationResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['TicketRelation'] = ResolversParentTypes['TicketRelation']> = {
  category?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  createdAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  creator?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  foreignId?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  foreignSystem?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  kind?: Resolver<ResolversTypes['TicketRelationKind'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  ticket?: Resolver<Maybe<ResolversTypes['Ticket']>, ParentType, ContextType>;
  title?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type TicketTypeResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['TicketType'] = ResolversParentTypes['TicketType']> = {
  backend?: Resolver<ResolversTypes['Backend'], ParentType, ContextType>;
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  description?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  group?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  isActive?: Resolver<Maybe<ResolversTypes['Boolean']>, ParentType, ContextType>;
  label?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type TicketTypeListResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['TicketTypeList'] = ResolversParentTypes['TicketTypeList']> = {
  nodes?: Resolver<ReadonlyArray<ResolversTypes['TicketType']>, ParentType, ContextType>;
  sources?: Resolver<ReadonlyArray<ResolversTypes['Source']>, ParentType, ContextType>;
};

export type TotalCountResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['TotalCount'] = ResolversParentTypes['TotalCount']> = {
  kind?: Resolver<ResolversTypes['TotalCountKind'], ParentType, ContextType>;
  value?: Resolver<Maybe<ResolversTypes['NonNegativeInt']>, ParentType, ContextType>;
};

export type TransitionResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['Transition'] = ResolversParentTypes['Transition']> = {
  at?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  by?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  from?: Resolver<Maybe<ResolversTypes['Status']>, ParentType, ContextType>;
  kind?: Resolver<Maybe<ResolversTypes['TransitionKind']>, ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  to?: Resolver<ResolversTypes['Status'], ParentType, ContextType>;
};

export type TransitionCapabilityResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['TransitionCapability'] = ResolversParentTypes['TransitionCapability']> = {
  kind?: Resolver<ResolversTypes['TransitionKind'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  supported?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type TransitionTicketPayloadResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['TransitionTicketPayload'] = ResolversParentTypes['TransitionTicketPayload']> = {
  clientMutationId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['WriteOutcome'], ParentType, ContextType>;
  reconcile?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  request?: Resolver<Maybe<ResolversTypes['OutgoingRequest']>, ParentType, ContextType>;
  sources?: Resolver<ReadonlyArray<ResolversTypes['Source']>, ParentType, ContextType>;
  ticket?: Resolver<Maybe<ResolversTypes['Ticket']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  warnings?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UpdateTicketPayloadResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['UpdateTicketPayload'] = ResolversParentTypes['UpdateTicketPayload']> = {
  clientMutationId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['WriteOutcome'], ParentType, ContextType>;
  reconcile?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  request?: Resolver<Maybe<ResolversTypes['OutgoingRequest']>, ParentType, ContextType>;
  sources?: Resolver<ReadonlyArray<ResolversTypes['Source']>, ParentType, ContextType>;
  ticket?: Resolver<Maybe<ResolversTypes['Ticket']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  warnings?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UploadAttachmentPayloadResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['UploadAttachmentPayload'] = ResolversParentTypes['UploadAttachmentPayload']> = {
  attachment?: Resolver<Maybe<ResolversTypes['Attachment']>, ParentType, ContextType>;
  clientMutationId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  interactionLog?: Resolver<Maybe<ResolversTypes['InteractionLog']>, ParentType, ContextType>;
  outcome?: Resolver<ResolversTypes['WriteOutcome'], ParentType, ContextType>;
  reconcile?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  request?: Resolver<Maybe<ResolversTypes['OutgoingRequest']>, ParentType, ContextType>;
  sources?: Resolver<ReadonlyArray<ResolversTypes['Source']>, ParentType, ContextType>;
  ticket?: Resolver<Maybe<ResolversTypes['Ticket']>, ParentType, ContextType>;
  userErrors?: Resolver<ReadonlyArray<ResolversTypes['UserError']>, ParentType, ContextType>;
  warnings?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UserErrorResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['UserError'] = ResolversParentTypes['UserError']> = {
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  field?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  message?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type VehicleResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['Vehicle'] = ResolversParentTypes['Vehicle']> = {
  batteryVoltage?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  modelId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  vin?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type VendorResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['Vendor'] = ResolversParentTypes['Vendor']> = {
  id?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  vertical?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ViewerResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['Viewer'] = ResolversParentTypes['Viewer']> = {
  agentEmail?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  credentials?: Resolver<ReadonlyArray<ResolversTypes['ViewerCredential']>, ParentType, ContextType>;
  expiresAt?: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  isAuthenticated?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  roles?: Resolver<ReadonlyArray<ResolversTypes['Role']>, ParentType, ContextType>;
  subject?: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type ViewerCredentialResolvers<ContextType = LiveContext, ParentType extends ResolversParentTypes['ViewerCredential'] = ResolversParentTypes['ViewerCredential']> = {
  backend?: Resolver<ResolversTypes['Backend'], ParentType, ContextType>;
  customerId?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  isOpen?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  reason?: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  strategy?: Resolver<ResolversTypes['CredentialStrategy'], ParentType, ContextType>;
};

export type Resolvers<ContextType = LiveContext> = {
  AddCommentPayload?: AddCommentPayloadResolvers<ContextType>;
  AssignTicketPayload?: AssignTicketPayloadResolvers<ContextType>;
  Attachment?: AttachmentResolvers<ContextType>;
  AvailableTransition?: AvailableTransitionResolvers<ContextType>;
  Backend?: BackendResolvers<ContextType>;
  BackendHealth?: BackendHealthResolvers<ContextType>;
  BackendLimits?: BackendLimitsResolvers<ContextType>;
  Capability?: CapabilityResolvers<ContextType>;
  ChatMessage?: ChatMessageResolvers<ContextType>;
  ChatParticipant?: ChatParticipantResolvers<ContextType>;
  ChatTranscript?: ChatTranscriptResolvers<ContextType>;
  CodedLabel?: CodedLabelResolvers<ContextType>;
  CreateTicketPayload?: CreateTicketPayloadResolvers<ContextType>;
  CustomField?: CustomFieldResolvers<ContextType>;
  DateTime?: GraphQLScalarType;
  DeleteTicketPayload?: DeleteTicketPayloadResolvers<ContextType>;
  EscalateTicketPayload?: EscalateTicketPayloadResolvers<ContextType>;
  Escalation?: EscalationResolvers<ContextType>;
  EscalationTarget?: EscalationTargetResolvers<ContextType>;
  EscalationTargetList?: EscalationTargetListResolvers<ContextType>;
  EscalationTargetReference?: EscalationTargetReferenceResolvers<ContextType>;
  Freshness?: FreshnessResolvers<ContextType>;
  InteractionLog?: InteractionLogResolvers<ContextType>;
  InteractionLogConnection?: InteractionLogConnectionResolvers<ContextType>;
  InteractionLogEdge?: InteractionLogEdgeResolvers<ContextType>;
  InteractionLogEvent?: InteractionLogEventResolvers<ContextType>;
  JSON?: GraphQLScalarType;
  LiveSource?: LiveSourceResolvers<ContextType>;
  LogInteractionPayload?: LogInteractionPayloadResolvers<ContextType>;
  Mutation?: MutationResolvers<ContextType>;
  MutationPayload?: MutationPayloadResolvers<ContextType>;
  Node?: NodeResolvers<ContextType>;
  NonNegativeInt?: GraphQLScalarType;
  Order?: OrderResolvers<ContextType>;
  OutgoingRequest?: OutgoingRequestResolvers<ContextType>;
  PageInfo?: PageInfoResolvers<ContextType>;
  Party?: PartyResolvers<ContextType>;
  Priority?: PriorityResolvers<ContextType>;
  Product?: ProductResolvers<ContextType>;
  Query?: QueryResolvers<ContextType>;
  RelatedObject?: RelatedObjectResolvers<ContextType>;
  ServiceLevel?: ServiceLevelResolvers<ContextType>;
  Source?: SourceResolvers<ContextType>;
  Status?: StatusResolvers<ContextType>;
  StatusList?: StatusListResolvers<ContextType>;
  Subscription?: SubscriptionResolvers<ContextType>;
  Ticket?: TicketResolvers<ContextType>;
  TicketChange?: TicketChangeResolvers<ContextType>;
  TicketConnection?: TicketConnectionResolvers<ContextType>;
  TicketEdge?: TicketEdgeResolvers<ContextType>;
  TicketRelation?: TicketRelationResolvers<ContextType>;
  TicketType?: TicketTypeResolvers<ContextType>;
  TicketTypeList?: TicketTypeListResolvers<ContextType>;
  TotalCount?: TotalCountResolvers<ContextType>;
  Transition?: TransitionResolvers<ContextType>;
  TransitionCapability?: TransitionCapabilityResolvers<ContextType>;
  TransitionTicketPayload?: TransitionTicketPayloadResolvers<ContextType>;
  UpdateTicketPayload?: UpdateTicketPayloadResolvers<ContextType>;
  UploadAttachmentPayload?: UploadAttachmentPayloadResolvers<ContextType>;
  UserError?: UserErrorResolvers<ContextType>;
  Vehicle?: VehicleResolvers<ContextType>;
  Vendor?: VendorResolvers<ContextType>;
  Viewer?: ViewerResolvers<ContextType>;
  ViewerCredential?: ViewerCredentialResolvers<ContextType>;
};

