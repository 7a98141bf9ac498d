import type { GatewayContext } from '../dispatch/gateway-context.ts';
import type { BackendInstance } from '../ticketing/adapter.ts';
import { toGatewayError } from '../ticketing/errors.ts';
import { fingerprint } from '../ticketing/fingerprint.ts';
import { EMPTY_INTERACTION, type InteractionLog } from '../ticketing/interaction-log.ts';
import { isUnsupported } from '../ticketing/unsupported.ts';
import type { AddCommentInput, LogInteractionInput, LogResult } from '../ticketing/write.ts';
import type { WriteAnswer } from './perform-write.ts';

const NOT_KEPT = 'It is written, but the gateway could not keep it for the log of the ticket.';

/**
 * The answer with the entry that was written, where its backend cannot read it back: as it was sent, and kept for the log
 * of the ticket. It becomes part of the first answer, so that a repetition shows the same entry. Never rejects, as the change
 * is made.
 */
export async function withOwnEntry(
  { asker, ownLogs }: Pick<GatewayContext, 'asker' | 'ownLogs'>,
  backend: BackendInstance,
  { ticketId, text }: AddCommentInput | LogInteractionInput,
  answer: WriteAnswer<LogResult>,
): Promise<WriteAnswer<LogResult>> {
  const { outcome, result } = answer;
  const isShown = outcome !== 'APPLIED' || result === null || result.entry !== null;
  if (isShown || !isUnsupported(backend.operations.getInteractionLogs)) return answer;
  const createdAt = new Date().toISOString();
  const nativeId = fingerprint([ticketId, createdAt, text]);
  const entry: InteractionLog = { ...EMPTY_INTERACTION, nativeId, kind: 'MESSAGE', side: 'UNKNOWN', text, createdAt };
  const withEntry = { ...answer, result: { ...result, entry } };
  try {
    await ownLogs.remember(asker.principal, backend, ticketId, entry);
    return withEntry;
  } catch (thrown) {
    asker.reportFault?.(toGatewayError(thrown).ofBackend(backend.id));
    return { ...withEntry, warnings: [...answer.warnings, NOT_KEPT] };
  }
}
