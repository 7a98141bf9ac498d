import type { BackendInstance } from '../ticketing/adapter.ts';
import type { Escalation, EscalationTarget } from '../ticketing/escalation.ts';
import type { ChatTranscript, InteractionLog, RelatedObject } from '../ticketing/interaction-log.ts';
import type { StatusReference } from '../ticketing/status.ts';
import type { Attachment, Party, TicketRelation, TicketTypeReference } from '../ticketing/ticket.ts';
import type { TransitionRecord } from '../ticketing/transition.ts';

// Parts of the model as resolvers see them: with the backend that they belong to.

interface OfBackend {
  readonly backend: BackendInstance;
}

export interface StatusView extends StatusReference, OfBackend {}
export interface TicketTypeView extends TicketTypeReference, OfBackend {}
export interface EscalationView extends Escalation, OfBackend {}
export interface EscalationTargetView extends EscalationTarget, OfBackend {}
export interface TransitionView extends TransitionRecord, OfBackend {}
export interface RelationView extends TicketRelation, OfBackend {}
export interface AttachmentView extends Attachment, OfBackend {}
export interface InteractionLogView extends InteractionLog, OfBackend {}
export interface RelatedObjectView extends RelatedObject, OfBackend {}
export interface ChatTranscriptView extends ChatTranscript, OfBackend {}

/** Somebody of whom more may be had by a further reading. */
export interface PartyView extends Party {
  /** Reads what is missing; left out where nothing is. */
  readonly complete?: () => Promise<Party | null>;
}

/** The target that an escalation names; its label may have to be looked up. */
export interface EscalationTargetReferenceView extends OfBackend {
  readonly nativeId: string;
  readonly label: string | null;
}
