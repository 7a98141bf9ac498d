import type { BackendOperations, Call } from '../../src/ticketing/adapter.ts';
import type { Supported } from '../../src/ticketing/unsupported.ts';
import { lookUp, lookUpEach } from '../../src/upstream/lookups.ts';
import type { HuaweiClient } from './client.ts';
import { toChatTranscript, toInteractionLogs } from './mapping-interactions.ts';
import { readAllSlices } from './slice.ts';
import { totalOf, type HuaweiMessage, type HuaweiOperateLog } from './wire.ts';

type FunctionOf<Operation> = Exclude<Operation, Supported<never>>;

const ROWS_A_CALL = 100;

/** What was said and done about tickets: their messages and operate logs together. */
export function createGetInteractionLogs(
  client: HuaweiClient,
  options: { readonly concurrency: number; readonly timeZone: string },
): FunctionOf<BackendOperations['getInteractionLogs']> {
  return (ticketIds, call) =>
    lookUpEach(ticketIds, options.concurrency, async (id) => {
      const [messages, operateLogs] = await Promise.all([
        readMessages(client, id, call),
        readOperateLogs(client, id, call),
      ]);
      return toInteractionLogs(id, messages, operateLogs, options.timeZone);
    });
}

/** The messages of a ticket as a conversation, under the ticket's id. */
export function createGetChatTranscript(client: HuaweiClient): FunctionOf<BackendOperations['getChatTranscript']> {
  return (id, call) => lookUp(async () => toChatTranscript(id, await readMessages(client, id, call)));
}

/** All messages of a ticket, in the order of the backend. */
export function readMessages(client: HuaweiClient, id: string, call: Call): Promise<HuaweiMessage[]> {
  return readAllSlices(ROWS_A_CALL, async (slice) => {
    const answer = await client.listMessages(id, slice, call);
    return { rows: answer.message_list, total: totalOf(answer) };
  });
}

function readOperateLogs(client: HuaweiClient, id: string, call: Call): Promise<HuaweiOperateLog[]> {
  return readAllSlices(ROWS_A_CALL, async (slice) => {
    const answer = await client.listOperateLogs(id, slice, call);
    return { rows: answer.incident_operate_log_list, total: totalOf(answer) };
  });
}
