import type { ChangeDetector } from '../../src/ticketing/change-detection.ts';
import { compareList } from './change-mark.ts';
import type { ReadOwnTickets } from './own-tickets.ts';

const SEES =
  'Tickets that appear, and changes of status, description, type and number. A ticket that disappears is told when two looks in a row lack it. Comments, priority, assignee and a title of its own cannot be seen.';

/**
 * Compares the list with what it was: one call a round, however many watch.
 * @param most how many tickets are watched, the newest
 */
export function createDetectChanges(readOwnTickets: ReadOwnTickets, most: number): ChangeDetector {
  return {
    coverage: 'ALL',
    seesLogs: false,
    sees: SEES,
    detect: async ({ mark }, call) => compareList(mark, await readOwnTickets(call), most),
  };
}
