import type { TransitionRules } from '../../src/ticketing/transition.ts';
import { unsupported } from '../../src/ticketing/unsupported.ts';
import type { OneviewSettings } from './settings.ts';

// ASSUMPTION: from which states a move is possible is nowhere said; these are those in which it makes sense.
const CLOSE = {
  label: 'Close',
  from: { only: ['ASSIGNED', 'ESCALATED'] },
  inputFields: ['reason', 'resolutionCode', 'resolution'],
};
const TRANSFER = { label: 'Move to another queue', from: { only: ['ASSIGNED'] }, inputFields: ['queueId!'] };

/** What can be done with a ticket: escalating is documented, two more moves exist where their address is configured. */
export function toTransitionRules(operations: OneviewSettings['operations']): TransitionRules {
  return {
    START: unsupported('The API has no call that starts the work on a ticket.'),
    CONFIRM: unsupported('A ticket is closed at once; there is no confirmation step.'),
    REOPEN: unsupported('The API has no call that reopens a closed ticket.'),
    COMPLETE: unsupported('The API has no state for work that is done: a ticket is closed.'),
    CLOSE:
      operations.close === undefined
        ? unsupported('The API documents no call that closes a ticket; set "operations.close" if yours has one.')
        : CLOSE,
    CANCEL: unsupported('The API has no call that cancels a ticket.'),
    HOLD: unsupported('The API has no call that pauses a ticket.'),
    REJECT: unsupported('The API has no call that refuses a ticket.'),
    REMIND: unsupported('The API has no call that reminds somebody of a ticket.'),
    TRANSFER:
      operations.transfer === undefined
        ? unsupported(
            'The API documents no call that moves a ticket to another queue; set "operations.transfer" if yours has one.',
          )
        : TRANSFER,
    ESCALATE: {
      label: 'Escalate to a department',
      from: { only: ['ASSIGNED'] },
      inputFields: ['targetId!', 'reason!', 'resolution'],
    },
    OUTSOURCE: unsupported('The API hands tickets to departments of the same company: use ESCALATE.'),
  };
}
