import type { TicketFilter } from '../../src/ticketing/filter.ts';
import type { StatusCategory, StatusDefinition, StatusReference } from '../../src/ticketing/status.ts';
import type { TransitionRules } from '../../src/ticketing/transition.ts';
import { unsupported } from '../../src/ticketing/unsupported.ts';

/** The published statuses. The API has no words for them: the labels are those of its documentation. */
const STATUSES: Readonly<Record<string, { readonly category: StatusCategory; readonly label: string }>> = {
  '0': { category: 'OPEN', label: 'To be handled' },
  '1': { category: 'IN_PROGRESS', label: 'Processing' },
  '2': { category: 'RESOLVED', label: 'To be confirmed' },
  '3': { category: 'CLOSED', label: 'Completed' },
  '4': { category: 'CANCELLED', label: 'Canceled' },
  '5': { category: 'ON_HOLD', label: 'Suspended' },
  '12': { category: 'REJECTED', label: 'Invalid' },
  '13': { category: 'CANCELLED', label: 'Deleted' },
  '17': { category: 'PENDING', label: 'Pending feedback' },
};

export const COMPLETED = '3';
export const CANCELED = '4';
export const INVALID = '12';
/** Tickets that were deleted: in no list unless this very status is asked for. */
export const DELETED = '13';
/** Statuses that no ticket leaves, but by being deleted. */
export const ENDED: readonly string[] = [COMPLETED, CANCELED, INVALID, DELETED];
/** Statuses that a ticket goes on from. */
export const UNENDED: readonly string[] = Object.keys(STATUSES).filter((code) => !ENDED.includes(code));
/** ASSUMPTION: in these statuses a ticket can be deleted; it is not published (README, "What we had to assume"). */
export const DELETABLE: readonly string[] = [COMPLETED, CANCELED, INVALID];
/** The parameter takes 0 to 30. */
const HIGHEST_STATUS = 30;

const NO_CALL = 'the customer’s side of the API has no call for it.';

/** What the customer can do with a ticket: POST /cases/{case_id}/action. */
export const TRANSITION_RULES: TransitionRules = {
  START: unsupported(`Engineers begin the work; ${NO_CALL}`),
  // The same call as CLOSE, for a ticket whose result waits to be confirmed.
  CONFIRM: { label: 'Confirm the result', from: { only: ['2'] }, inputFields: ['reason'] },
  REOPEN: unsupported(`A completed ticket stays completed; ${NO_CALL}`),
  COMPLETE: unsupported(`Engineers say that the work is done; ${NO_CALL}`),
  // ASSUMPTION: which statuses permit which action is not published (README, "What we had to assume").
  CLOSE: { label: 'Confirm and close', from: { only: ['1', '2'] }, inputFields: ['reason'] },
  CANCEL: { label: 'Cancel', from: { only: ['0'] }, inputFields: ['reason'] },
  HOLD: unsupported(`Engineers suspend a ticket; ${NO_CALL}`),
  REJECT: unsupported(`Engineers find a ticket invalid; ${NO_CALL}`),
  REMIND: { label: 'Remind', from: { only: ['0', '1'] }, inputFields: ['reason'] },
  TRANSFER: unsupported('The customer’s side of the API knows no queues.'),
  ESCALATE: unsupported('The API has no escalation: REMIND only reminds, and the severity is set at creation.'),
  OUTSOURCE: unsupported('The API hands tickets to nobody else.'),
};

/** A native status, sent as a number or as text. */
export function toStatus(native: number | string): StatusReference {
  const code = String(Number(native));
  const known = STATUSES[code];
  return known === undefined ? { category: 'UNKNOWN', code, label: `Status ${code}` } : { code, ...known };
}

/** The published statuses: fixed, as the API has no call that lists them. */
export function toStatusCatalog(): StatusDefinition[] {
  return Object.entries(STATUSES).map(([code, { category, label }]) => ({ code, category, label, isConfigured: true }));
}

/** Native statuses whose rows can match the filter; null if no condition on the status can be sent. */
export function statusCodesOf({ statusCategories: categories, statusCodes: codes }: TicketFilter): string[] | null {
  if (codes !== undefined) {
    return [...new Set(codes)].filter(
      (code) => isSendable(code) && (categories?.includes(toStatus(code).category) ?? true),
    );
  }
  // The statuses without a published meaning have no list of numbers to ask for.
  if (categories === undefined || categories.includes('UNKNOWN')) return null;
  return toStatusCatalog()
    .filter(({ code, category }) => code !== DELETED && categories.includes(category))
    .map(({ code }) => code);
}

/** True if a ticket can have this code: "07" would be read as 7, but is the code of none. */
function isSendable(code: string): boolean {
  return /^\d{1,2}$/.test(code) && Number(code) <= HIGHEST_STATUS && String(Number(code)) === code;
}
