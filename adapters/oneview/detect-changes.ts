import type { Call } from '../../src/ticketing/adapter.ts';
import type { ChangeDetector } from '../../src/ticketing/change-detection.ts';
import {
  compareLookup,
  endOfTurn,
  takeTurn,
  type ComparedValues,
  type KnownTicket,
} from '../../src/ticketing/known-ticket.ts';
import type { Lookup } from '../../src/ticketing/lookup.ts';
import type { NativeTicket } from '../../src/ticketing/ticket.ts';
import type { AdapterLog } from '../../src/upstream/adapter-kit.ts';

export type ReadTickets = (ids: readonly string[], call: Call) => Promise<Lookup<NativeTicket>[]>;

/** What a round leaves for the next. Plain JSON: ids, versions and prints alone. */
interface OneviewMark {
  readonly format: typeof FORMAT;
  /** The watched tickets that have been read; null stands for one that there is not. */
  readonly tickets: readonly (readonly [id: string, known: KnownTicket | null])[];
  /** Behind which of them the next round begins. */
  readonly after: string | null;
}

const FORMAT = 1;
const NOTHING_KNOWN: OneviewMark = { format: FORMAT, tickets: [], after: null };

/** How many tickets are read in one round, each by a call of its own. */
const MOST_READS = 100;

const SEES = `Tickets that are watched one by one, at most ${MOST_READS} a look: changes of status, assignee, queue, priority, contact reason, order and number of linked tickets. New tickets cannot be seen.`;

/** Words of contact reasons take a call of their own, so their code is all that is compared. */
const comparedValues: ComparedValues = (ticket) => [
  ['status', ticket.status.code],
  ['statusChangedAt', ticket.statusChangedAt],
  ['updatedAt', ticket.updatedAt],
  ['closedAt', ticket.closedAt],
  ['assignee', ticket.assignee],
  ['queue', ticket.queue],
  ['priority', ticket.priority],
  ['contactReason', ticket.contactReason?.code ?? null],
  ['orderId', ticket.orderId],
  ['relations', ticket.relations],
  ['escalations', ticket.escalations],
  ['transitions', ticket.transitions],
  ['customFields', ticket.customFields],
];

/**
 * Reads what is watched, ticket by ticket, and compares: the API has no other way. A ticket is told under the id that it
 * is watched by, which may not be the one in its answer.
 */
export function createDetectChanges(readTickets: ReadTickets, log: AdapterLog): ChangeDetector {
  return {
    coverage: 'WATCHED',
    seesLogs: false,
    sees: SEES,
    async detect({ mark, watchedIds }, call) {
      const before = readMark(mark);
      const known = new Map((before ?? NOTHING_KNOWN).tickets);
      const { after } = before ?? NOTHING_KNOWN;
      const turn = takeTurn(watchedIds, after, MOST_READS);
      const lookups = await readTickets(turn, call);
      throwIfNoneIsRead(lookups);
      const failed = lookups.filter(({ state }) => state === 'failed').length;
      if (failed > 0) log.warn('Watched tickets cannot be read; the next look tries again.', { failed });

      const compared = turn.flatMap((id, index) => {
        const lookup = lookups[index];
        return lookup === undefined ? [] : [{ id, ...compareLookup(id, known.get(id), lookup, comparedValues) }];
      });
      const now = new Map(compared.map((one) => [one.id, one.known]));
      const tickets = [...new Set(watchedIds)].flatMap((id) => {
        const value = now.has(id) ? now.get(id) : known.get(id);
        return value === undefined ? [] : [[id, value] as const];
      });
      return {
        changes: compared.flatMap(({ change }) => (change === null ? [] : [change])),
        interactions: [],
        mark: { format: FORMAT, tickets, after: endOfTurn(turn, lookups, after) } satisfies OneviewMark,
        isComplete: before !== null || mark === null,
      };
    },
  };
}

/** The mark of the round before; null if there is none, or one in another format, which compares with nothing. */
function readMark(mark: unknown): OneviewMark | null {
  const isOurs = typeof mark === 'object' && mark !== null && 'format' in mark && mark.format === FORMAT;
  return isOurs ? (mark as OneviewMark) : null;
}

/** One ticket that cannot be read stands alone; if none can, it is the backend. */
function throwIfNoneIsRead(lookups: readonly Lookup<NativeTicket>[]): void {
  const errors = lookups.flatMap((lookup) => (lookup.state === 'failed' ? [lookup.error] : []));
  const [first] = errors;
  if (first !== undefined && errors.length === lookups.length) throw first;
}
