import type { InteractionLog } from '../../src/ticketing/interaction-log.ts';
import type { WriteCall } from '../../src/ticketing/write.ts';
import { createClaims } from './claims.ts';
import type { HuaweiClient } from './client.ts';
import { readMessages } from './interactions.ts';
import { toInteractionLogs } from './mapping-interactions.ts';
import { isSameText } from './mapping-values.ts';

/** A message that was written through the gateway, as far as it is known. */
export interface OwnMessage {
  readonly ticketId: string;
  readonly text: string;
  /** Name of the one file that it carries; null: it carries none. */
  readonly fileName: string | null;
}

/**
 * Finds messages again: the answer to writing one has no id.
 * ASSUMPTION: files keep the name that they were uploaded under (README, "What we had to assume").
 */
export interface OwnMessages {
  /**
   * The newest message of the customer like this one that is nobody's outcome yet; from then on it is somebody's.
   * @param since milliseconds since 1970: it is not older
   */
  find(message: OwnMessage, since: number, call: WriteCall): Promise<InteractionLog | null>;
}

/** @param clock milliseconds since 1970 */
export function createOwnMessages(client: HuaweiClient, timeZone: string, clock: () => number): OwnMessages {
  const claims = createClaims(clock);
  return {
    async find({ ticketId, text, fileName }, since, call) {
      const messages = await readMessages(client, ticketId, call);
      const entry = toInteractionLogs(ticketId, messages, [], timeZone).findLast(
        ({ nativeId, side, text: shown, createdAt, attachments }) =>
          side === 'CUSTOMER' &&
          isSameText(shown, text) &&
          (fileName === null ? attachments.length === 0 : attachments.some(({ name }) => name === fileName)) &&
          createdAt !== null &&
          Date.parse(createdAt) >= since &&
          claims.isFree(nativeId),
      );
      if (entry === undefined) return null;
      claims.claim(entry.nativeId);
      return entry;
    },
  };
}
