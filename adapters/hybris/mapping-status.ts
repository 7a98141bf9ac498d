import type { TicketFilter } from '../../src/ticketing/filter.ts';
import type { StatusCategory, StatusReference } from '../../src/ticketing/status.ts';
import type { Priority, PriorityLevel } from '../../src/ticketing/ticket.ts';
import type { TransitionRules } from '../../src/ticketing/transition.ts';
import { unsupported } from '../../src/ticketing/unsupported.ts';

/** What the tenant's codes mean. */
export type StatusTable = ReadonlyMap<string, StatusCategory>;
export type PriorityTable = ReadonlyMap<string, PriorityLevel>;

/** The code of a ticket that its customer has verified: the only state a customer can close to. */
export const CONFIRMED = 'CONFIRMED';

/**
 * The vendor's states. Statuses are configured per tenant; any other is UNKNOWN unless the configuration maps it.
 * ASSUMPTION: the code of "Completed" is COMPLETED; the documentation names the state, not its code (README).
 */
const STATUSES: Readonly<Record<string, StatusCategory>> = {
  OPEN: 'OPEN',
  IN_PROCESS: 'IN_PROGRESS',
  // Worked out, but not yet verified by the customer.
  COMPLETED: 'RESOLVED',
  [CONFIRMED]: 'CLOSED',
};

/** Words that vendors use in priority codes. The codes themselves are configured per tenant. */
const PRIORITY_WORDS: readonly (readonly [word: string, level: PriorityLevel])[] = [
  ['VERY_HIGH', 'URGENT'],
  ['URGENT', 'URGENT'],
  ['HIGH', 'HIGH'],
  ['NORMAL', 'NORMAL'],
  ['MEDIUM', 'NORMAL'],
  ['LOW', 'LOW'],
];

/** The vendor's states with those of the configuration, which wins. */
export function createStatusTable(configured: Readonly<Record<string, StatusCategory>>): StatusTable {
  return new Map(Object.entries({ ...STATUSES, ...configured }));
}

export function createPriorityTable(configured: Readonly<Record<string, PriorityLevel>>): PriorityTable {
  return new Map(Object.entries(configured));
}

/** A native status. A ticket without one has the empty code. */
export function toStatus(code: string, label: string | null, statuses: StatusTable): StatusReference {
  const category = statuses.get(code) ?? statuses.get(normalise(code)) ?? 'UNKNOWN';
  return { category, code, label };
}

/**
 * The native codes that the status filters ask for; null if codes cannot say it. UNKNOWN is every code that nobody has
 * listed, so it cannot be asked for by code.
 * ASSUMPTION: tickets spell the codes as the table does (README).
 */
export function toStatusCodes(
  { statusCategories: categories, statusCodes: codes }: Pick<TicketFilter, 'statusCategories' | 'statusCodes'>,
  statuses: StatusTable,
): string[] | null {
  if (codes !== undefined) {
    const matches = (code: string) => categories?.includes(toStatus(code, null, statuses).category) ?? true;
    return [...new Set(codes)].filter(matches);
  }
  if (categories === undefined || categories.includes('UNKNOWN')) return null;
  return [...statuses].filter(([, category]) => categories.includes(category)).map(([code]) => code);
}

/** A priority: the level by the configuration, else by the one word for a level in the code. */
export function toPriority(code: string | null, label: string | null, priorities: PriorityTable): Priority | null {
  if (code === null && label === null) return null;
  return { code, label, rank: null, level: code === null ? 'UNKNOWN' : toLevel(code, priorities) };
}

function toLevel(code: string, priorities: PriorityTable): PriorityLevel {
  const configured = priorities.get(code) ?? priorities.get(normalise(code));
  if (configured !== undefined) return configured;
  let words = `_${normalise(code)}_`;
  const levels = new Set<PriorityLevel>();
  for (const [word, level] of PRIORITY_WORDS) {
    if (!words.includes(`_${word}_`)) continue;
    levels.add(level);
    words = words.replaceAll(`_${word}_`, '__');
  }
  const [level, another] = levels;
  return level === undefined || another !== undefined ? 'UNKNOWN' : level;
}

/** "In Process" and "in-process" are spellings of IN_PROCESS. */
function normalise(code: string): string {
  return code.trim().toUpperCase().replaceAll(/[\s-]/g, '_');
}

const AGENTS = 'Customers can only open and confirm their tickets: this is done by agents.';
const NO_SUCH_CONCEPT = 'Tickets of this backend have nothing of the kind.';

/** A customer's two moves: PUT with the status OPEN or CONFIRMED. */
export function toTransitionRules(statuses: StatusTable): TransitionRules {
  // Taking back work that is under way is refused: reopening starts from states in which the work is done.
  const done = [...statuses].filter(([, category]) => category === 'RESOLVED' || category === 'CLOSED');
  const confirm = { from: { except: [CONFIRMED] }, inputFields: [] };
  return {
    START: unsupported(AGENTS),
    CONFIRM: { label: 'Confirm the solution', ...confirm },
    REOPEN: { label: 'Reopen', from: { only: done.map(([code]) => code) }, inputFields: [] },
    COMPLETE: unsupported(AGENTS),
    CLOSE: { label: 'Close', ...confirm },
    CANCEL: unsupported('Customers can only open and confirm their tickets; there is no cancelling.'),
    HOLD: unsupported(AGENTS),
    REJECT: unsupported(AGENTS),
    REMIND: unsupported(NO_SUCH_CONCEPT),
    TRANSFER: unsupported('Tickets of this backend have no queue and no assignee.'),
    ESCALATE: unsupported('Tickets of this backend cannot be escalated.'),
    OUTSOURCE: unsupported('Tickets of this backend cannot be handed to other providers.'),
  };
}
