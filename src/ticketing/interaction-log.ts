import type { Instant } from './instant.ts';
import type { Attachment, CodedLabel, CustomField, Party } from './ticket.ts';

/** MESSAGE: written to somebody. LOG: a record of a contact. SYSTEM: written by the backend itself. */
export type InteractionKind = 'MESSAGE' | 'LOG' | 'SYSTEM';

/** Who spoke. */
export type InteractionSide = 'CUSTOMER' | 'AGENT' | 'THIRD_PARTY' | 'SYSTEM' | 'UNKNOWN';

export type Visibility = 'PUBLIC' | 'PRIVATE' | 'UNKNOWN';

/** Something of the backend that an interaction is about. */
export interface RelatedObject {
  /** The backend's own word for the kind of object. */
  readonly type: string;
  readonly nativeId: string;
  readonly name: string | null;
  /** True if the object is a ticket of the same backend. */
  readonly isTicket: boolean;
}

/** One entry in what was said and done about a ticket. */
export interface InteractionLog {
  /** Stable within its backend. Made from the entry's content where the backend gives none. */
  readonly nativeId: string;
  readonly kind: InteractionKind;
  readonly side: InteractionSide;
  readonly visibility: Visibility;
  readonly author: Party | null;
  readonly customer: Party | null;
  readonly text: string | null;
  readonly createdAt: Instant | null;
  readonly startedAt: Instant | null;
  readonly endedAt: Instant | null;
  readonly direction: CodedLabel | null;
  readonly channel: CodedLabel | null;
  readonly medium: CodedLabel | null;
  readonly reasons: readonly CodedLabel[];
  readonly relatedObjects: readonly RelatedObject[];
  readonly attachments: readonly Attachment[];
  readonly customFields: readonly CustomField[];
}

/** The parts of an interaction that most backends do not have. */
export const EMPTY_INTERACTION = {
  visibility: 'UNKNOWN',
  author: null,
  customer: null,
  createdAt: null,
  startedAt: null,
  endedAt: null,
  direction: null,
  channel: null,
  medium: null,
  reasons: [],
  relatedObjects: [],
  attachments: [],
  customFields: [],
} as const satisfies Partial<InteractionLog>;

export interface ChatMessage {
  readonly text: string;
  readonly at: Instant | null;
  readonly side: InteractionSide;
  readonly author: Party | null;
}

export interface ChatParticipant {
  readonly side: InteractionSide;
  readonly id: string;
}

/** A conversation from its beginning, oldest message first. */
export interface ChatTranscript {
  readonly nativeId: string;
  readonly startedAt: Instant | null;
  readonly endedAt: Instant | null;
  readonly createdBy: string | null;
  readonly participants: readonly ChatParticipant[];
  readonly messages: readonly ChatMessage[];
  readonly customFields: readonly CustomField[];
}
