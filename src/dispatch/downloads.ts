import { once } from 'node:events';
import { pipeline, Transform } from 'node:stream';
import { ATTACHMENTS_PATH, type AttachmentContent } from '../ticketing/attachment.ts';
import { GatewayError, type GatewayErrorFacts } from '../ticketing/errors.ts';
import { decodeGlobalIdOf, encodeGlobalId } from '../ticketing/global-id.ts';
import { interruptionOf } from '../ticketing/interruption.ts';
import { isUnsupported } from '../ticketing/unsupported.ts';
import { beginCall, operationOf, type Asker } from './ask.ts';
import type { BackendRegistry } from './registry.ts';
import type { AttachmentView } from './views.ts';

/** The global id of a file; null where its backend has none. */
export function attachmentId({ backend, nativeId }: AttachmentView): string | null {
  return nativeId === null ? null : encodeGlobalId({ type: 'Attachment', backend: backend.id, nativeId });
}

/** Path on the gateway where a file can be had; null where it cannot. */
export function downloadPath(view: AttachmentView): string | null {
  const id = attachmentId(view);
  return id === null || isUnsupported(view.backend.operations.downloadAttachment) ? null : `${ATTACHMENTS_PATH}/${id}`;
}

/**
 * Opens a file of a backend. The backend's deadline counts until the first bytes come; the asker's signal to the end.
 * @param id global id of the file
 * @param mostBytes the largest file that is passed on
 * @throws GatewayError INVALID_INPUT, UNSUPPORTED, or what the backend answers
 */
export async function openAttachment(
  registry: BackendRegistry,
  asker: Asker,
  id: string,
  mostBytes: number,
): Promise<AttachmentContent> {
  const { backend: backendId, nativeId } = decodeGlobalIdOf('Attachment', id, 'id');
  const backend = registry.get(backendId, 'id');
  const download = operationOf(backend, 'downloadAttachment');
  const deadline = new AbortController();
  const timer = setTimeout(() => {
    deadline.abort(new DOMException('The backend did not answer in time.', 'TimeoutError'));
  }, backend.deadlineMs);
  const tracked = beginCall(asker, backend, deadline.signal);
  try {
    const content = await download({ id: nativeId }, tracked.call);
    const bound = withBound(content, mostBytes, tracked.call.signal, { backend: backend.id });
    // What fails before the first bytes can still be told as an error.
    await once(bound.bytes, 'readable');
    return bound;
  } catch (thrown) {
    throw tracked.toError(thrown);
  } finally {
    clearTimeout(timer);
  }
}

/** The same file, which ends with an error where it becomes too large. */
function withBound(
  content: AttachmentContent,
  mostBytes: number,
  signal: AbortSignal,
  facts: GatewayErrorFacts,
): AttachmentContent {
  const tooLarge = (): GatewayError =>
    new GatewayError(
      'BACKEND_BAD_RESPONSE',
      `The file is larger than the ${mostBytes} bytes that are passed on.`,
      facts,
    );
  if ((content.sizeBytes ?? 0) > mostBytes) {
    content.bytes.destroy();
    throw tooLarge();
  }
  let passed = 0;
  const bytes = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      passed += chunk.length;
      if (passed > mostBytes) done(tooLarge());
      else done(null, chunk);
    },
    destroy(thrown, done) {
      done(thrown === null ? null : toBreak(thrown, signal, facts));
    },
  });
  // Whoever reads the outer stream sees its error.
  pipeline(content.bytes, bytes, () => {});
  return { ...content, bytes };
}

/** What it means that a file does not come to its end. */
function toBreak(thrown: Error, signal: AbortSignal, facts: GatewayErrorFacts): GatewayError {
  if (thrown instanceof GatewayError) return thrown;
  const interruption = interruptionOf(signal, facts);
  if (interruption !== null) return interruption;
  const detail = `${thrown.name} ${thrown.message}`;
  return new GatewayError('BACKEND_UNAVAILABLE', 'The file broke off on its way from the backend.', {
    ...facts,
    detail,
    cause: thrown,
  });
}
