import type { Readable } from 'node:stream';
import type { InteractionLog } from './interaction-log.ts';

/** Where the gateway gives and takes files over plain HTTP. */
export const ATTACHMENTS_PATH = '/attachments';

/** The bytes of a file that a caller gave, without holding them. */
export interface FileContent {
  readonly sizeBytes: number;
  /** SHA-256 of the bytes in small hexadecimal digits: what tells one content from another. */
  readonly sha256: string;
  /** All bytes from the first on; each call begins anew. */
  readonly read: () => Readable;
}

export interface UploadAttachmentInput {
  /** The ticket that gets the file; null for a ticket that is still to be made. */
  readonly ticketId: string | null;
  readonly fileName: string;
  /** As the caller named it; null if it did not. */
  readonly mediaType: string | null;
  /** The message that carries the file; null: the backend's adapter chooses one. */
  readonly text: string | null;
  readonly content: FileContent;
}

/** What an upload made. */
export interface AttachmentResult {
  /** Native id of the file; null if the backend does not tell. */
  readonly nativeId: string | null;
  readonly fileName: string;
  /** The entry in the ticket's log that carries the file; null if there is none, or if it cannot be read back. */
  readonly entry: InteractionLog | null;
  readonly warnings: readonly string[];
}

export interface DownloadAttachmentRequest {
  /** Native id of the file. */
  readonly id: string;
}

/** A file of a backend as it comes. Whoever has it must read it to its end or destroy its stream. */
export interface AttachmentContent {
  readonly bytes: Readable;
  /** Without parameters, in small letters. */
  readonly mediaType: string | null;
  readonly sizeBytes: number | null;
  readonly fileName: string | null;
}
