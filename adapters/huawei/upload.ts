import type { AttachmentResult, UploadAttachmentInput } from '../../src/ticketing/attachment.ts';
import { GatewayError } from '../../src/ticketing/errors.ts';
import { refuseField } from '../../src/ticketing/write.ts';
import type { UserError, Write } from '../../src/ticketing/write.ts';
import { toAccessoryBody } from './accessory-body.ts';
import { checkAccessory, toAccessoryLimits } from './accessory-limits.ts';
import type { HuaweiClient } from './client.ts';
import { findWritten, writeMessage } from './comment.ts';
import { refuseLonger } from './input-checks.ts';
import type { OwnMessage, OwnMessages } from './own-messages.ts';
import { readStatus } from './permitted-status.ts';
import type { HuaweiSettings } from './settings.ts';

/** The longest `accessory_name`. */
const LONGEST_NAME = 512;
const UNSEEN =
  'Nothing shows whether the file was kept. One that no ticket carries is seen by nobody: upload it again, with another key.';

/**
 * Uploads files. For a ticket that is still to be made the upload is all; an existing ticket gets a message that carries
 * the file, and until that is written nobody has seen a change.
 */
export function createUploadAttachment(
  client: HuaweiClient,
  ownMessages: OwnMessages,
  { messageMaxLength }: Pick<HuaweiSettings, 'messageMaxLength'>,
): Write<UploadAttachmentInput, AttachmentResult> {
  return {
    check: (input) => [
      ...refuseLonger('uploadId', input.fileName, LONGEST_NAME, 'The name of a file'),
      ...(input.ticketId === null ? [] : checkMessage(input, messageMaxLength)),
    ],
    async apply(input, call) {
      const { ticketId, fileName, content } = input;
      const body = toAccessoryBody(fileName, ticketId === null ? 'incident' : 'message', content);
      const limits = toAccessoryLimits(await client.getAccessoryLimits(call));
      refuseFirst(checkAccessory({ fileName, sizeBytes: content.sizeBytes, bodyBytes: body.length }, limits));
      if (ticketId === null) {
        const nativeId = await client.uploadAccessory(body, 'CHANGE', call);
        return { nativeId, fileName, entry: null, warnings: [] };
      }
      // A file for a ticket that is not there would count against the daily volume all the same.
      await readStatus(client, ticketId, call);
      // A dry run ends with the first request that is not made.
      const nativeId = await client.uploadAccessory(body, call.preview === undefined ? 'UNSEEN' : 'CHANGE', call);
      const message = toMessage(ticketId, input);
      return { nativeId, fileName, ...(await writeMessage(client, ownMessages, message, nativeId, call)) };
    },
    async reconcile(input, call) {
      if (input.ticketId === null) return { state: 'UNKNOWN', hint: UNSEEN };
      const entry = await findWritten(ownMessages, toMessage(input.ticketId, input), call);
      if (entry === null) return { state: 'UNKNOWN' };
      const nativeId = entry.attachments.find(({ name }) => name === input.fileName)?.nativeId ?? null;
      return { state: 'APPLIED', result: { nativeId, fileName: input.fileName, entry, warnings: [] } };
    },
  };
}

/** A message needs words: without any, the name of the file. */
function toMessage(ticketId: string, { text, fileName }: UploadAttachmentInput): OwnMessage {
  return { ticketId, text: text ?? fileName, fileName };
}

function checkMessage({ text, fileName }: UploadAttachmentInput, longest: number): UserError[] {
  if (text !== null && text.trim() === '') return [refuseField('text', 'Write a text, or leave it out.')];
  return refuseLonger('text', text ?? fileName, longest, 'The message');
}

/** @throws GatewayError with the first refusal, if there is any */
function refuseFirst([first]: readonly UserError[]): void {
  if (first === undefined) return;
  throw new GatewayError(first.code, first.message, first.field === null ? {} : { field: first.field });
}
