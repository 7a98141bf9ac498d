import type { Call, ListTickets } from '../../src/ticketing/adapter.ts';
import type { ChangeDetector, DetectedChange } from '../../src/ticketing/change-detection.ts';
import { toAddition } from '../../src/ticketing/known-ticket.ts';
import type { AdapterLog } from '../../src/upstream/adapter-kit.ts';
import { FORMAT, readMark, type OutsourcingMark } from './change-mark.ts';
import { compareListed } from './compare-listed.ts';
import { readListed, type ListedTickets } from './listed-tickets.ts';
import { lookAtNamed, type NamedParts } from './named-tickets.ts';
import type { OutsourcingLane } from './plan.ts';
import { lookAtSingle } from './single-look.ts';
import { createFindSuccessor, type FindSuccessor } from './successor.ts';
import type { TicketSource } from './ticket-source.ts';

export interface DetectParts extends NamedParts {
  readonly source: TicketSource;
  readonly listTickets: ListTickets<OutsourcingLane>;
  /** How many tickets of the lists are remembered at most. */
  readonly most: number;
  readonly hasEvents: boolean;
  readonly log: AdapterLog;
}

const SEES =
  'Tickets until they are finished: new ones, changes of state, operator, customer, vehicle and voucher code, and where they go. Closed and cancelled tickets only if they are watched one by one. Messages cannot be seen.';
const SEES_IN_PROGRESS =
  'Tickets in progress: those that begin or end, and changes of operator, customer, vehicle and voucher code. Tickets in other states and messages cannot be seen.';

/**
 * Compares the lists of unfinished tickets with what they were, and asks where those are that left them. A ticket that
 * cannot be read is asked for again in the next round, and nothing is told of it until then.
 */
export function createDetectChanges(parts: DetectParts): ChangeDetector {
  const findSuccessor = createFindSuccessor(parts.client, parts.source);
  return {
    coverage: 'ALL',
    seesLogs: false,
    sees: parts.source.mode === 'inProgress' ? SEES_IN_PROGRESS : SEES,
    async detect({ mark, watchedIds }, call) {
      const found = await readListed(parts.listTickets, parts.source, parts.most, call);
      const stored = readMark(mark);
      // Lists of other states compare with nothing.
      const before = stored?.states === found.states ? stored : null;
      const compared = compareListed(before, found);
      const single = await lookAtSingle(parts, before, found, compared.left, watchedIds, call);
      const moved = await toMoves(findSuccessor, before, found, single.changes, call);
      const listed = new Map([...single.kept, ...compared.listed]);
      const named = parts.hasEvents
        ? await lookAtNamed(parts, before, { found, listed, watched: single.watched, told: versionsOf(moved) }, call)
        : null;
      for (const [id, row] of named?.listed ?? []) listed.set(id, row);
      const next: OutsourcingMark = {
        format: FORMAT,
        states: found.states,
        listed: [...listed].slice(0, parts.most),
        isWhole: found.isWhole && listed.size <= parts.most,
        newestAt: compared.newestAt,
        watched: [...single.watched],
        after: single.after,
        events: named?.mark ?? null,
      };
      const isComparable = before === null ? mark === null : before.isWhole;
      return {
        changes: inOrder([...moved, ...compared.changes, ...(named?.changes ?? [])]),
        interactions: [],
        mark: next,
        isComplete: isComparable && next.isWhole,
      };
    },
  };
}

/** A ticket that is nowhere under its id may go on under another. */
async function toMoves(
  findSuccessor: FindSuccessor,
  before: OutsourcingMark | null,
  { tickets }: ListedTickets,
  changes: readonly DetectedChange[],
  call: Call,
): Promise<DetectedChange[]> {
  const known = new Map([...(before?.watched ?? []), ...(before?.listed ?? [])]);
  const added = [...tickets.values()].filter(({ nativeId }) => !known.has(nativeId));
  const told: DetectedChange[] = [];
  for (const change of changes) {
    const { nativeId: id, kind } = change;
    const successor =
      kind === 'REMOVED' ? await findSuccessor({ id, number: known.get(id)?.number ?? null }, added, call) : null;
    if (successor === null) {
      told.push(change);
      continue;
    }
    told.push({ ...change, kind: 'MOVED', movedToId: successor.nativeId });
    // One that is listed is told as a ticket of the lists.
    const isTold = tickets.has(successor.nativeId) || known.has(successor.nativeId);
    if (!isTold) told.push(toAddition(successor.nativeId, successor));
  }
  return told;
}

/** The versions of the tickets that were told of. */
function versionsOf(changes: readonly DetectedChange[]): ReadonlyMap<string, string> {
  return new Map(
    changes.flatMap(({ nativeId, ticket }) => (ticket === null ? [] : [[nativeId, ticket.version] as const])),
  );
}

/** By the time of the last change, where the API tells it; a ticket that is gone tells none and comes first. */
function inOrder(changes: readonly DetectedChange[]): DetectedChange[] {
  const timeOf = ({ ticket }: DetectedChange): string => ticket?.updatedAt ?? '';
  return changes.toSorted((one, other) => (timeOf(one) < timeOf(other) ? -1 : timeOf(one) > timeOf(other) ? 1 : 0));
}
