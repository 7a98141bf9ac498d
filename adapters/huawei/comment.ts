import { refuseField } from '../../src/ticketing/write.ts';
import type { AddCommentInput, LogResult, UserError, Write, WriteCall } from '../../src/ticketing/write.ts';
import { lookUp } from '../../src/upstream/lookups.ts';
import type { HuaweiClient } from './client.ts';
import { refuseLonger } from './input-checks.ts';
import { ENDED } from './mapping-status.ts';
import type { OwnMessage, OwnMessages } from './own-messages.ts';
import { readStatus, sendInStatus, stateOf } from './permitted-status.ts';
import type { HuaweiSettings } from './settings.ts';

/** How far the backend's clock may be behind. */
const CLOCK_MS = 60_000;
const SECOND = 1000;

/** Adds messages to tickets, as the customer. */
export function createAddComment(
  client: HuaweiClient,
  ownMessages: OwnMessages,
  { messageMaxLength }: Pick<HuaweiSettings, 'messageMaxLength'>,
): Write<AddCommentInput, LogResult> {
  return {
    check: ({ text }) => checkText(text, messageMaxLength),
    apply: ({ ticketId, text }, call) =>
      writeMessage(client, ownMessages, { ticketId, text, fileName: null }, undefined, call),
    reconcile: async ({ ticketId, text }, call) => {
      const entry = await findWritten(ownMessages, { ticketId, text, fileName: null }, call);
      return entry === null ? { state: 'UNKNOWN' } : { state: 'APPLIED', result: { entry, warnings: [] } };
    },
  };
}

/**
 * Writes a message and looks for it among the newest.
 * @param accessoryId id of the file that it carries
 * @throws GatewayError CONFLICT if the ticket takes no messages, and whatever the backend answers
 */
export async function writeMessage(
  client: HuaweiClient,
  ownMessages: OwnMessages,
  message: OwnMessage,
  accessoryId: string | undefined,
  call: WriteCall,
): Promise<LogResult> {
  const { ticketId, text } = message;
  await sendInStatus(
    () => client.createMessage(ticketId, text, accessoryId, call),
    () => readStatus(client, ticketId, call),
    (status) => !ENDED.includes(status.code),
    (status) => `${stateOf(status)}, in which it takes no messages.`,
  );
  // The answer has no id: the newest equal message is the one.
  const found = await lookUp(() => ownMessages.find(message, call.startedAt - CLOCK_MS, call));
  if (found.state === 'found') return { entry: found.value, warnings: [] };
  const why = found.state === 'failed' ? found.error.message : 'The backend does not show it yet.';
  return { entry: null, warnings: [`It is written, but could not be read afterwards: ${why}`] };
}

/** The message of a write without an answer; null if it is not to be found. */
export function findWritten(
  ownMessages: OwnMessages,
  message: OwnMessage,
  call: WriteCall,
): ReturnType<OwnMessages['find']> {
  // Times of messages have whole seconds.
  return ownMessages.find(message, Math.floor(call.startedAt / SECOND) * SECOND, call);
}

function checkText(text: string, longest: number): UserError[] {
  if (text.trim() === '') return [refuseField('text', 'A comment needs a text.')];
  return refuseLonger('text', text, longest, 'A comment');
}
