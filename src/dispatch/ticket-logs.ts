import type { BackendInstance } from '../ticketing/adapter.ts';
import { toGatewayError } from '../ticketing/errors.ts';
import { checkNativeId } from './registry.ts';
import { toConnectionPage, type ConnectionPage } from './connection.ts';
import type { GatewayContext } from './gateway-context.ts';
import type { LogReading } from './loaders.ts';
import { readPaging, type PagingArguments } from './paging.ts';
import { failureFacts, sourceReport, UNKNOWN_TOTAL, type SourceReport, type TotalCount } from './source-report.ts';
import type { InteractionLogView } from './views.ts';

/** A page of interaction log entries. */
export interface InteractionLogPageView extends ConnectionPage<InteractionLogView> {
  readonly totalCount: TotalCount;
  readonly sources: readonly SourceReport[];
}

/**
 * A page of what was said and done about one ticket, oldest first. A backend that has no logs, or fails, gives an empty
 * page whose source says so: a ticket must not vanish because its log does.
 * @throws GatewayError INVALID_INPUT for paging arguments that make no sense
 */
export async function readTicketLogs(
  context: GatewayContext,
  backend: BackendInstance,
  ticketId: string,
  paging: PagingArguments,
): Promise<InteractionLogPageView> {
  const page = readPaging(paging);
  checkNativeId(backend, 'Ticket', ticketId, 'id');
  const purpose = `ticket-logs:${backend.id}:${ticketId}`;
  const after = page.cursor === null ? null : (context.seal.open(purpose, page.cursor, 'after') as LogPosition);
  const startedAt = performance.now();
  const cost = (): { latencyMs: number } => ({ latencyMs: Math.round(performance.now() - startedAt) });
  const position = { isBackward: false, hasCursor: after !== null };
  try {
    const reading = await context.loaders.interactionLogs.load({ backend, nativeId: ticketId });
    const logs = reading?.logs ?? [];
    const start = after === null ? 0 : placeBehind(logs, after);
    const places = new Map(logs.map((entry, index) => [entry.nativeId, index]));
    const cursorOf = ({ nativeId }: InteractionLogView): string => {
      const place: LogPosition = [nativeId, places.get(nativeId) ?? 0];
      return context.seal.seal(purpose, place);
    };
    const shown = logs.slice(start, start + page.size).map((entry) => ({ ...entry, backend }));
    const totalCount = { kind: 'EXACT', value: logs.length } as const;
    return {
      ...toConnectionPage(shown, cursorOf, { ...position, hasMore: start + page.size < logs.length }),
      totalCount,
      sources: [sourceReport(backend, { ...costOf(reading), rows: shown.length, totalCount })],
    };
  } catch (thrown) {
    const error = toGatewayError(thrown);
    if (error.code === 'INTERNAL') throw thrown;
    return {
      ...toConnectionPage<InteractionLogView>([], () => '', { ...position, hasMore: false }),
      totalCount: UNKNOWN_TOTAL,
      sources: [sourceReport(backend, { ...cost(), ...failureFacts(error) })],
    };
  }
}

/** What a reading cost; nothing is known of one that found no ticket. */
export function costOf(reading: LogReading | null): Pick<SourceReport, 'latencyMs' | 'attempts' | 'fetchedAt'> {
  const { latencyMs = 0, attempts = 0, fetchedAt = null } = reading ?? {};
  return { latencyMs, attempts, fetchedAt };
}

/** An entry and where it stood: if the entry has gone, the place still tells where to go on. */
type LogPosition = readonly [nativeId: string, index: number];

function placeBehind(logs: readonly { readonly nativeId: string }[], [nativeId, index]: LogPosition): number {
  const found = logs.findIndex((entry) => entry.nativeId === nativeId);
  return (found === -1 ? index - 1 : found) + 1;
}
