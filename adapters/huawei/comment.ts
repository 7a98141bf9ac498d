import type { InteractionLog } from '../../src/ticketing/interaction-log.ts';
import { refuseField } from '../../src/ticketing/write.ts';
import type { AddCommentInput, LogResult, UserError, Write, WriteCall } from '../../src/ticketing/write.ts';
import { lookUp } from '../../src/upstream/lookups.ts';
import { createClaims } from './claims.ts';
import type { HuaweiClient } from './client.ts';
import { refuseLonger } from './input-checks.ts';
import { readMessages } from './interactions.ts';
import { toInteractionLogs } from './mapping-interactions.ts';
import { ENDED } from './mapping-status.ts';
import { isSameText } from './mapping-values.ts';
import { readStatus, sendInStatus, stateOf } from './permitted-status.ts';
import type { HuaweiSettings } from './settings.ts';

/** How far the backend's clock may be behind. */
const CLOCK_MS = 60_000;
const SECOND = 1000;

/** Adds messages to tickets, as the customer. */
export function createAddComment(
  client: HuaweiClient,
  settings: Pick<HuaweiSettings, 'messageMaxLength' | 'timeZone'>,
  clock: () => number,
): Write<AddCommentInput, LogResult> {
  const claims = createClaims(clock);

  return {
    check: ({ text }) => checkText(text, settings.messageMaxLength),
    async apply({ ticketId, text }, call) {
      await sendInStatus(
        () => client.createMessage(ticketId, text, call),
        () => readStatus(client, ticketId, call),
        (status) => !ENDED.includes(status.code),
        (status) => `${stateOf(status)}, in which it takes no messages.`,
      );
      // The answer has no id: the newest equal message is the one.
      const found = await lookUp(() => findMessage(ticketId, text, call.startedAt - CLOCK_MS, call));
      if (found.state === 'found') return { entry: found.value, warnings: [] };
      const why = found.state === 'failed' ? found.error.message : 'The backend does not show it yet.';
      return { entry: null, warnings: [`It is written, but could not be read afterwards: ${why}`] };
    },
    async reconcile({ ticketId, text }, call) {
      // Times of messages have whole seconds.
      const since = Math.floor(call.startedAt / SECOND) * SECOND;
      const entry = await findMessage(ticketId, text, since, call);
      return entry === null ? { state: 'UNKNOWN' } : { state: 'APPLIED', result: { entry, warnings: [] } };
    },
  };

  /** The newest message of the customer with this text that is nobody's outcome yet. */
  async function findMessage(
    ticketId: string,
    text: string,
    since: number,
    call: WriteCall,
  ): Promise<InteractionLog | null> {
    const messages = await readMessages(client, ticketId, call);
    const entry = toInteractionLogs(ticketId, messages, [], settings.timeZone).findLast(
      ({ nativeId, side, text: shown, createdAt }) =>
        side === 'CUSTOMER' &&
        isSameText(shown, text) &&
        createdAt !== null &&
        Date.parse(createdAt) >= since &&
        claims.isFree(nativeId),
    );
    if (entry === undefined) return null;
    claims.claim(entry.nativeId);
    return entry;
  }
}

function checkText(text: string, longest: number): UserError[] {
  if (text.trim() === '') return [refuseField('text', 'A comment needs a text.')];
  return refuseLonger('text', text, longest, 'A comment');
}
