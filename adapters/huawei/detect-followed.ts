import type { Call } from '../../src/ticketing/adapter.ts';
import { toGatewayError } from '../../src/ticketing/errors.ts';
import { concurrently } from '../../src/upstream/concurrently.ts';
import { chunk } from '../../src/upstream/lookups.ts';
import type { HuaweiClient } from './client.ts';
import { toStatus } from './mapping-status.ts';
import { toText } from './mapping-values.ts';
import type { HuaweiNewMessages } from './wire.ts';

export interface FollowedTickets {
  /** Status codes by id; ids that there are not are missing. */
  readonly statuses: ReadonlyMap<string, string>;
  /** Tickets that have, or may have, messages since the cursor. */
  readonly withMessages: ReadonlySet<string>;
  /** For the next time. */
  readonly cursor: string | null;
}

export interface FollowedOptions {
  readonly caseIdsPerCall: number;
  readonly concurrency: number;
}

/**
 * Asks for status and new messages of tickets, many in a call.
 *
 * ASSUMPTION: the cursor is a moment and holds for all tickets (README). The first answer's is kept, so that what comes
 * between the calls of a round shows again in the next: whoever reads the messages tells them apart.
 */
export async function askForFollowed(
  client: HuaweiClient,
  ids: readonly string[],
  cursor: string | null,
  { caseIdsPerCall, concurrency }: FollowedOptions,
  call: Call,
): Promise<FollowedTickets> {
  const [first, ...others] = chunk(ids, caseIdsPerCall);
  if (first === undefined) return { statuses: new Map(), withMessages: new Set(), cursor: null };
  const begun = await askFirst(client, first, cursor, call);
  const answers = [
    begun.answer,
    ...(await concurrently(others, concurrency, (some) => client.listNewMessages(some, begun.cursor, call))),
  ];
  return {
    statuses: new Map(
      answers.flatMap(({ imstatus }) =>
        (imstatus ?? []).map(({ incident_id, status }) => [incident_id, toStatus(status).code] as const),
      ),
    ),
    withMessages: new Set(
      begun.cursor === cursor
        ? answers.flatMap(({ immsg }) => (immsg ?? []).map(({ incident_id }) => incident_id))
        : ids,
    ),
    cursor: toText(begun.answer.last_message_time_id) ?? begun.cursor,
  };
}

/** A cursor that the backend no longer takes is given up: then every ticket may have messages. */
async function askFirst(
  client: HuaweiClient,
  ids: readonly string[],
  cursor: string | null,
  call: Call,
): Promise<{ readonly answer: HuaweiNewMessages; readonly cursor: string | null }> {
  try {
    return { answer: await client.listNewMessages(ids, cursor, call), cursor };
  } catch (error) {
    if (cursor === null || toGatewayError(error).code !== 'INVALID_INPUT') throw error;
    return { answer: await client.listNewMessages(ids, null, call), cursor: null };
  }
}
