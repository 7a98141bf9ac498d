import type { Reply } from '../../../src/emulation/fault.ts';
import type { Ticket } from './model.ts';
import type { Switches } from './switches.ts';

export type ErrorStatus = 400 | 401 | 403 | 404 | 409 | 500;

/** Titles as the seed spells them, `not authorize` included (page section 14, row 10). */
const TITLES: Readonly<Record<ErrorStatus, string>> = {
  400: 'bad request',
  401: 'not authorize',
  403: 'forbidden',
  404: 'not found',
  409: 'conflict',
  500: 'internal server error',
};

/** The error body of page section 9; `status` in it is a string, and the array may be empty or hold several. */
export function renderError(status: ErrorStatus, switches: Switches): Reply {
  const titles = [TITLES[status], 'case-management-workflow', 'ticket-detail plugin'];
  const shown = { one: 1, empty: 0, three: 3 }[switches.errorsArray];
  const errors = titles
    .slice(0, shown)
    .map((title) => ({ status: switches.numericErrorStatus ? status : String(status), title }));
  return { status, body: { errors } };
}

/** A ticket as it goes over the wire: seconds and two keys with capitals unless a switch says otherwise. */
export function renderTicket(ticket: Ticket, switches: Switches): Record<string, unknown> {
  const timed = switches.milliseconds ? inMilliseconds(ticket) : ticket;
  if (!switches.lowerCaseKeys) return { ...timed };
  const renamed: Readonly<Record<string, string>> = { Assignee: 'assignee', UpdatedAt: 'updatedAt' };
  return Object.fromEntries(Object.entries(timed).map(([key, value]) => [renamed[key] ?? key, value]));
}

function inMilliseconds(ticket: Ticket): Ticket {
  const links = ticket.metadata?.childrenLinks;
  return {
    ...ticket,
    ...(ticket.UpdatedAt === undefined ? {} : { UpdatedAt: ticket.UpdatedAt * 1_000 }),
    ...(ticket.createdAt === undefined ? {} : { createdAt: ticket.createdAt * 1_000 }),
    ...(links === undefined
      ? {}
      : {
          metadata: {
            ...ticket.metadata,
            childrenLinks: links.map((link) => ({ ...link, createdAt: link.createdAt * 1_000 })),
          },
        }),
  };
}
