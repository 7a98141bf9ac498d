import type { Call } from './adapter.ts';
import type { AttachmentResult, UploadAttachmentInput } from './attachment.ts';
import type { ErrorCode } from './errors.ts';
import type { InteractionLog } from './interaction-log.ts';
import type { StatusReference } from './status.ts';
import type { NativeTicket, TicketField } from './ticket.ts';
import type { TransitionKind } from './transition.ts';
import type { Supported } from './unsupported.ts';

/** A refusal that a person can act on: nothing was changed. */
export interface UserError {
  /** Path in the mutation's input, e.g. `fields.voucherCode`; null if it is about the whole. */
  readonly field: string | null;
  readonly code: ErrorCode;
  readonly message: string;
}

/**
 * What a ticket can be given, in native codes and ids. A key that is missing is not touched; null empties a field where
 * the backend can do that.
 */
export interface TicketFields {
  readonly title?: string;
  readonly description?: string | null;
  readonly typeId?: string;
  readonly priorityCode?: string | null;
  readonly severityCode?: string | null;
  readonly productId?: string | null;
  readonly contactReasonCode?: string | null;
  /** How the ticket came in, where the backend treats channels differently. */
  readonly channel?: string;
  readonly customerId?: string;
  readonly vehicleModelId?: string;
  readonly vin?: string | null;
  readonly voucherCode?: string | null;
  readonly orderId?: string | null;
  readonly tags?: readonly string[];
  readonly relatedTicketIds?: readonly string[];
  readonly contact?: ContactFields;
  /** Native ids of files that were uploaded for a new ticket. */
  readonly attachmentIds?: readonly string[];
  /** Values without a field of their own, under native names. */
  readonly customFields?: Readonly<Record<string, unknown>>;
}

export type TicketFieldName = keyof TicketFields;

/** How the backend may reach whoever asked. Personal data. */
export interface ContactFields {
  readonly email?: string;
  readonly phone?: string;
  readonly areaCode?: string;
  /** When, as the backend writes it, e.g. `09:00-18:00`. */
  readonly hours?: string;
}

/** What every write to an existing ticket names. */
export interface TicketTarget {
  readonly ticketId: string;
}

export interface CreateTicketInput {
  readonly fields: TicketFields;
}

export interface UpdateTicketInput extends TicketTarget {
  readonly fields: TicketFields;
  /** The version that the caller saw, if somebody else's change is to be refused. */
  readonly ifVersion?: string;
}

export interface DeleteTicketInput extends TicketTarget {
  readonly reason?: string;
}

export interface AssignTicketInput extends TicketTarget {
  readonly assigneeId: string;
  readonly reason?: string;
}

export interface TransitionTicketInput extends TicketTarget {
  readonly kind: TransitionKind;
  readonly reason?: string;
  /** Native id of a reason that the backend knows, where it wants one. */
  readonly reasonId?: string;
  /** What became of the ticket, where the backend wants to know. */
  readonly resolutionCode?: string;
  readonly resolution?: string;
  /** Native id of the queue to move to, for TRANSFER. */
  readonly queueId?: string;
}

export interface EscalateTicketInput extends TicketTarget {
  /** Native id of the escalation target. */
  readonly targetId: string;
  readonly reason?: string;
  readonly resolution?: string;
  readonly productIds?: readonly string[];
  readonly allowCustomerChatWriteAccess?: boolean;
  readonly shareCustomerInformation?: boolean;
}

export interface AddCommentInput extends TicketTarget {
  readonly text: string;
}

export interface LogInteractionInput extends TicketTarget {
  readonly text: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly directionCode?: string;
  readonly channelCode?: string;
  readonly mediumCode?: string;
  readonly reasonCodes?: readonly string[];
}

/** What a write to a ticket made of it. */
export interface TicketResult {
  /** Id of the ticket as it is now: another one if the write moved it. */
  readonly nativeId: string;
  /** The ticket as the backend shows it after the write; null if it shows none. */
  readonly ticket: NativeTicket | null;
  /** Things to know although the write was done. */
  readonly warnings: readonly string[];
  /** The id that the ticket had before, if the write gave it another. */
  readonly movedFromId?: string;
  /** True if the write was made for an earlier request that asked for the same. */
  readonly isShared?: boolean;
  /** The status that the write started from, where it was read. */
  readonly from?: StatusReference;
  /** The status that the write led to, where it is known although no ticket is shown. */
  readonly to?: StatusReference;
  /** The fields that the write changed, where it has compared; left out where nothing is known but its input. */
  readonly changedFields?: readonly TicketField[];
  /** The version that the ticket had before, where it was read. */
  readonly versionBefore?: string;
}

/** What a write to a ticket's log made. */
export interface LogResult {
  /** The new entry; null if the backend does not tell and the entry cannot be read back. */
  readonly entry: InteractionLog | null;
  readonly warnings: readonly string[];
}

export interface DeleteResult {
  readonly warnings: readonly string[];
}

/** What looking after a write without an answer found. */
export type Reconciliation<Result> =
  | { readonly state: 'APPLIED'; readonly result: Result }
  | { readonly state: 'NOT_APPLIED' }
  | {
      readonly state: 'UNKNOWN';
      /** What a person should look for or do, where that is not the ticket. */
      readonly hint?: string;
    };

/** The request that a dry run would have sent; secrets are already left out. */
export interface OutgoingRequest {
  readonly method: string;
  /** Path and query below the backend's address. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** A call that may change something. */
export interface WriteCall extends Call {
  /** Milliseconds since 1970 when the write began. */
  readonly startedAt: number;
}

/** One kind of change to a backend. */
export interface Write<Input, Result> {
  /** Everything that can be refused without a call. Pure; an empty list lets it through. */
  check(input: Input): readonly UserError[];
  /**
   * Makes the change. May read first, e.g. the state that a transition starts from. Sends the changing request once: the
   * kit never repeats it. After it succeeded nothing may reject any more: what cannot be read back is a warning.
   * @throws GatewayError a refusal (nothing was changed), or a fault; with `mayHaveArrived` the outcome is unknown
   */
  apply(input: Input, call: WriteCall): Promise<Result>;
  /** Looks, by reading only, whether a change without an answer was made; or the hint what a person should look for. */
  readonly reconcile: Supported<(input: Input, call: WriteCall) => Promise<Reconciliation<Result>>>;
}

/** Every write of the gateway, decided for one backend. */
export interface WriteOperations {
  readonly createTicket: Supported<Write<CreateTicketInput, TicketResult>>;
  readonly updateTicket: Supported<Write<UpdateTicketInput, TicketResult>>;
  readonly deleteTicket: Supported<Write<DeleteTicketInput, DeleteResult>>;
  readonly assignTicket: Supported<Write<AssignTicketInput, TicketResult>>;
  readonly transitionTicket: Supported<Write<TransitionTicketInput, TicketResult>>;
  readonly escalateTicket: Supported<Write<EscalateTicketInput, TicketResult>>;
  readonly addComment: Supported<Write<AddCommentInput, LogResult>>;
  readonly logInteraction: Supported<Write<LogInteractionInput, LogResult>>;
  /** Gives a file to a ticket, or makes it ready for a ticket that is still to be made. */
  readonly uploadAttachment: Supported<Write<UploadAttachmentInput, AttachmentResult>>;
}

export type WriteName = keyof WriteOperations;

/** The refusals for fields that a backend cannot set: one a field, with the reason. */
export function refuseOtherFields(
  fields: TicketFields,
  permitted: readonly TicketFieldName[],
  reason: string,
): UserError[] {
  return (Object.keys(fields) as TicketFieldName[])
    .filter((name) => fields[name] !== undefined && !permitted.includes(name))
    .map((name) => ({ field: `fields.${name}`, code: 'INVALID_INPUT', message: reason }));
}

/** The refusal of a field's value. */
export function refuseField(field: string, message: string): UserError {
  return { field, code: 'INVALID_INPUT', message };
}
