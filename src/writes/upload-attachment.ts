import type { BackendInstance } from '../ticketing/adapter.ts';
import type { AttachmentResult, UploadAttachmentInput } from '../ticketing/attachment.ts';
import { isUnsupported } from '../ticketing/unsupported.ts';
import type { UserError } from '../ticketing/write.ts';
import { makeChange, refuseChange, type ChangeContext, type ChangeControl, type ChangeReport } from './change.ts';

/** Which file of the caller goes where. */
export interface AttachmentRequest {
  readonly backend: BackendInstance;
  /** Native id; null for a ticket that is still to be made. */
  readonly ticketId: string | null;
  /** The file, as it was taken in. */
  readonly uploadId: string;
  readonly text: string | null;
  readonly control: ChangeControl;
}

const NO_UPLOAD: UserError = {
  field: 'uploadId',
  code: 'NOT_FOUND',
  message:
    'There is no such file: it was used, its time is over, or it is not yours. Send it again to POST /attachments.',
};

/**
 * Gives a file that was taken in to a backend. What the change is, is told by the content of the file and its name: the
 * same file sent anew, with the same key, is the same change.
 * @throws GatewayError if a fault kept it from being made: then nothing was changed
 */
export async function uploadAttachment(
  context: ChangeContext,
  { backend, ticketId, uploadId, text, control }: AttachmentRequest,
): Promise<ChangeReport<AttachmentResult>> {
  const { uploadAttachment: operation } = backend.operations;
  if (isUnsupported(operation)) {
    return refuseChange(context, backend, { field: null, code: 'UNSUPPORTED', message: operation.unsupported });
  }
  const owner = context.asker.principal.fingerprint;
  const report = await context.uploads.lend(owner, uploadId, async (upload) => {
    const { fileName, mediaType, content } = upload;
    const input: UploadAttachmentInput = { ticketId, fileName, mediaType, text, content };
    const result = await makeChange(context, {
      backend,
      name: 'uploadAttachment',
      input,
      ticketId,
      control,
      identity: { ticketId, fileName, text, sha256: content.sha256 },
      refuseAnew: () => (upload.isUsed() ? NO_UPLOAD : null),
    });
    return { result, isUsedUp: result.answer.outcome === 'APPLIED' || result.answer.outcome === 'REPLAYED' };
  });
  return report ?? refuseChange(context, backend, NO_UPLOAD);
}
