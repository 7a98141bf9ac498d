import type { Call, GetTicketsRequest } from '../../src/ticketing/adapter.ts';
import type { ChangeDetector } from '../../src/ticketing/change-detection.ts';
import type { Lookup } from '../../src/ticketing/lookup.ts';
import { compareWithSeen } from '../../src/ticketing/seen-rows.ts';
import type { NativeTicket } from '../../src/ticketing/ticket.ts';
import type { AdapterKit } from '../../src/upstream/adapter-kit.ts';
import { failedIds } from '../../src/upstream/failed-lookups.ts';
import { compareTickets, FORMAT, idsToRead, readMark, type HuaweiMark } from './change-mark.ts';
import type { HuaweiClient } from './client.ts';
import { askForFollowed } from './detect-followed.ts';
import { OVERLAP_MS, readOpenTickets, readRecentTickets, type ListParts } from './detect-list.ts';
import { detectLogEntries, type GetInteractionLogs } from './detect-logs.ts';

export interface DetectParts extends ListParts {
  readonly client: HuaweiClient;
  readonly getTickets: (request: GetTicketsRequest, call: Call) => Promise<Lookup<NativeTicket>[]>;
  readonly getInteractionLogs: GetInteractionLogs;
  readonly caseIdsPerCall: number;
  readonly log: AdapterKit['log'];
}

/** How many tickets one round reads one by one; the rest waits for the next. */
const MOST_READS_A_ROUND = 100;

/**
 * Compares the tickets that are not ended with those of the round before, looks for new ones by their time of creation, and
 * asks for the rest of what somebody follows.
 */
export function createDetectChanges(parts: DetectParts): ChangeDetector {
  const { client, scanRows, log } = parts;
  return {
    coverage: 'ALL',
    seesLogs: true,
    sees: 'New tickets, other statuses and the end of tickets; what happens after their end, messages and operate logs only of tickets that somebody watches. Severity, tags and contact data cannot be seen, and an entry of the operate log shows with the next message or status.',
    async detect({ mark, watchedIds, watchedLogIds }, call) {
      const before = readMark(mark);
      const isContinued = mark === null || before !== null;
      const [open, recent] = await Promise.all([
        readOpenTickets(parts, call),
        readRecentTickets(parts, before?.recent ?? null, call),
      ]);
      const options = { overlapMs: OVERLAP_MS, most: scanRows };
      const created = compareWithSeen(before?.recent ?? null, toCreatedRows(recent.tickets), options);
      const lists = {
        open: byId(open.tickets),
        isWhole: open.isWhole,
        recent: byId(recent.tickets),
        followed: new Set([...watchedIds, ...watchedLogIds]),
      };
      // The list has told the status of those that are not ended.
      const asked = [...new Set([...watchedLogIds, ...watchedIds.filter((id) => !lists.open.has(id))])];
      const followed = await askForFollowed(client, asked, before?.cursor ?? null, parts, call);
      const seen = { ...lists, statuses: followed.statuses };
      const read = await readTickets(idsToRead(before, seen), call);
      const fresh = created.fresh.map(({ id }) => id);
      const { changes, tickets } = compareTickets(before, { ...seen, fresh, read });
      const logs = await detectLogEntries(
        parts.getInteractionLogs,
        before,
        watchedLogIds.filter((id) => tickets[id] !== null),
        new Set([...followed.withMessages, ...changes.map(({ nativeId }) => nativeId)]),
        log,
        call,
      );
      return {
        changes,
        interactions: logs.interactions,
        mark: {
          format: FORMAT,
          recent: created.seen,
          tickets,
          knowsAll: open.isWhole,
          cursor: followed.cursor,
          logs: logs.logs,
          due: logs.due,
        } satisfies HuaweiMark,
        isComplete: isContinued && open.isWhole && recent.isWhole && created.isComplete && logs.isComplete,
      };
    },
  };

  async function readTickets(wanted: readonly string[], call: Call): Promise<ReadonlyMap<string, NativeTicket | null>> {
    const ids = wanted.slice(0, MOST_READS_A_ROUND);
    const lookups = ids.length === 0 ? [] : await parts.getTickets({ ids, fields: [] }, call);
    failedIds(ids, lookups, 'Tickets that may have changed cannot be read; they are read again.', log, call);
    return new Map(
      ids.flatMap((id, index): [string, NativeTicket | null][] => {
        const lookup = lookups[index];
        if (lookup === undefined || lookup.state === 'failed') return [];
        return [[id, lookup.state === 'found' ? lookup.value : null]];
      }),
    );
  }
}

function byId(tickets: readonly NativeTicket[]): ReadonlyMap<string, NativeTicket> {
  return new Map(tickets.map((ticket) => [ticket.nativeId, ticket]));
}

function toCreatedRows(tickets: readonly NativeTicket[]) {
  return tickets.flatMap(({ nativeId, createdAt }) =>
    createdAt === null ? [] : [{ id: nativeId, at: createdAt, version: '' }],
  );
}
