import type { TicketFilter } from '../../src/ticketing/filter.ts';
import type { StatusCategory, StatusDefinition, StatusReference } from '../../src/ticketing/status.ts';
import type { TransitionRules } from '../../src/ticketing/transition.ts';
import { unsupported } from '../../src/ticketing/unsupported.ts';

/** The states of the API: each is a resource of its own, and its name in `state`. */
const STATES: Readonly<Record<string, StatusCategory>> = {
  // Waits for the customer to pick it up.
  prepared: 'PENDING',
  // "pending" means "in the queue": nobody works on it yet.
  pending: 'OPEN',
  in_progress: 'IN_PROGRESS',
  outsourced: 'IN_PROGRESS',
  closed: 'CLOSED',
  cancelled: 'CANCELLED',
};

export const NATIVE_STATES: readonly string[] = Object.keys(STATES);

const PORTAL = 'The partner API cannot do this to a ticket: it happens in the provider’s own portal.';

/** The one state that a ticket can be changed in and moved from. */
export const IN_PROGRESS = 'in_progress';

/**
 * PATCH of a ticket in progress: outsource, complete, cancel.
 * @param requireCancelReason whether a ticket is cancelled with a reason only
 */
export function createTransitionRules(requireCancelReason: boolean): TransitionRules {
  return {
    ...TRANSITION_RULES,
    CANCEL: { ...CANCEL, inputFields: [requireCancelReason ? 'reasonId!' : 'reasonId'] },
  };
}

const CANCEL = { label: 'Cancel', from: { only: [IN_PROGRESS] }, inputFields: ['reasonId!'] };

const TRANSITION_RULES: TransitionRules = {
  START: unsupported('An operator joins a ticket in the provider’s own portal; the API has no call for it.'),
  CONFIRM: unsupported('A completed ticket is closed at once; there is no confirmation step.'),
  REOPEN: unsupported('Some cancel reasons allow reopening, but the API documents no call for it.'),
  COMPLETE: { label: 'Complete', from: { only: [IN_PROGRESS] }, inputFields: [] },
  CLOSE: unsupported('The API closes a ticket by completing it: use COMPLETE.'),
  CANCEL,
  HOLD: unsupported(PORTAL),
  REJECT: unsupported(PORTAL),
  REMIND: unsupported('The API has no reminders.'),
  TRANSFER: unsupported('The API knows no queues; another operator is set by assigning the ticket.'),
  ESCALATE: unsupported('The API hands tickets to other providers: use OUTSOURCE.'),
  OUTSOURCE: {
    label: 'Outsource to another provider',
    from: { only: [IN_PROGRESS] },
    inputFields: ['targetId!', 'productIds!', 'allowCustomerChatWriteAccess', 'shareCustomerInformation'],
  },
};

/** A native state as a status: its words are its name with a capital and spaces. */
export function toStatus(state: string): StatusReference {
  const category = Object.hasOwn(STATES, state) ? STATES[state] : undefined;
  return { category: category ?? 'UNKNOWN', code: state, label: toWords(state) };
}

/** The six states: fixed, as the API has no call that lists them. */
export function toStatusCatalog(): StatusDefinition[] {
  return NATIVE_STATES.map((code) => ({ ...toStatus(code), label: toWords(code), isConfigured: true }));
}

/**
 * Native states whose rows can match the filter; null if every state can, and others that the API may have.
 * A superset: the rest of the filter is not looked at.
 */
export function statesOf({
  statusCategories: categories,
  statusCodes: codes,
  escalated,
}: TicketFilter): string[] | null {
  const states = NATIVE_STATES.filter(
    (state) =>
      (categories?.includes(toStatus(state).category) ?? true) &&
      (codes?.includes(state) ?? true) &&
      // Only an outsourced ticket is in the hands of somebody else.
      (escalated !== true || state === 'outsourced'),
  );
  // A state that the API adds later has the category UNKNOWN and no name to ask for: then every state has to be read.
  const isOpenEnded = (categories?.includes('UNKNOWN') ?? true) && (codes?.some(mayBeNewState) ?? true);
  return isOpenEnded && escalated !== true ? null : states;
}

/**
 * True for a code that is none of the six but is spelled like one; codes of other backends mostly are not.
 * ASSUMPTION: a state that is added later is spelled like those there are (README).
 */
function mayBeNewState(code: string): boolean {
  return !Object.hasOwn(STATES, code) && /^[a-z]+(_[a-z]+)*$/.test(code);
}

function toWords(state: string): string {
  const words = state.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
