import type { Random } from '../../../src/emulation/random.ts';
import { createRecord, type TicketRecord } from './record.ts';
import type { OwnedTicket } from './store.ts';
import { generateTickets } from './texts.ts';

/** A customer who can log in. */
export interface Customer {
  readonly email: string;
  readonly password: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly mobile: string;
  /** Bare, as the login gives it: `24218` for `12x24218` (section 14 #8). */
  readonly contactId: string;
  readonly accountId: string;
}

/** Has the tickets that the page describes one by one. */
export const CUSTOMER_A: Customer = {
  email: 'ravi@example.test',
  password: 'secret',
  firstName: 'Ravi',
  lastName: 'Kumar',
  mobile: '9845012345',
  contactId: '24218',
  accountId: '11936',
};

/** Has 300 generated tickets. */
export const CUSTOMER_B: Customer = {
  email: 'meera@example.test',
  password: 'secret-b',
  firstName: 'Meera',
  lastName: 'Nair',
  mobile: '9845067890',
  contactId: '24377',
  accountId: '11990',
};

/** Has no ticket. */
export const CUSTOMER_C: Customer = {
  email: 'arun@example.test',
  password: 'secret-c',
  firstName: 'Arun',
  lastName: 'Das',
  mobile: '9845024680',
  contactId: '24512',
  accountId: '12044',
};

/** A well-formed id that no ticket has. */
export const ABSENT_TICKET_ID = '17x999999999';

const LONG_DESCRIPTION_LENGTH = 40 * 1_024;
const LOG_LINE = 'The connection dropped again, signal at one bar, router restarted by hand.\n';

type Row = readonly [
  number: string,
  id: string,
  status: string,
  description: string,
  created: string,
  category: string,
  title: string,
];

const ROWS_OF_A: readonly Row[] = [
  // The seed's two rows, to the letter.
  ['TT1524', '17x95784', 'Open', 'ctg hjhg', '2020-02-14 18:19:47', 'Request', 'ctg'],
  ['TT990', '17x82089', 'Open', 'mobile test', '2019-09-13 20:15:40', 'Request', 'mobile test'],
  // vtiger's other default statuses, one that no default knows, and none.
  row('TT1519', 95_612, 'In Progress', 'Data is slow since the weekend.', '2020-02-11 09:04:10', 'Small Problem'),
  row('TT1498', 95_127, 'Wait For Response', 'Address change, proof sent by post.', '2020-02-03 16:40:00', 'Request'),
  row('TT1502', 94_880, 'Closed', 'Invoice of January charged twice.', '2020-01-29 11:12:13', 'Big Problem'),
  row(
    'TT1460',
    93_041,
    'On Vacation',
    'Please call me back about the family plan.',
    '2020-01-10 08:00:00',
    'Plan change',
  ),
  row('TT1433', 92_350, '', 'Ring tone cannot be cancelled.', '2019-12-19 21:33:05', 'Other Problem'),
  // Texts that a careless reader breaks or trusts.
  row(
    'TT1401',
    91_118,
    'Open',
    'No signal:\n- kitchen\r\n- cellar\n\nPlease help.',
    '2019-12-02 07:45:59',
    'Big Problem',
  ),
  row('TT1388', 90_764, 'Open', 'The bill is <b>far</b> too high.', '2019-11-21 14:20:31', 'General Enquiry'),
  row('TT1390', 90_765, 'Closed', 'Speed &lt; 1 Mbit/s &amp; falling', '2019-11-21 15:00:02', 'Small Problem'),
  row('TT1352', 89_430, 'Open', longDescription(), '2019-11-04 23:59:59', 'Big Problem'),
  // Two in one second.
  row('TT1207', 86_501, 'Closed', 'SIM card lost, please block it.', '2019-10-15 12:30:00', 'Request'),
  row('TT1206', 86_502, 'Closed', 'SIM card lost, please send a new one.', '2019-10-15 12:30:00', 'Request'),
  // Without a time.
  row('TT1199', 86_377, 'Open', 'Carried over from the former system.', '', 'Request'),
  // Numbered while an administrator had set another prefix.
  row('CT71041', 84_913, 'Closed', 'Which plans include roaming?', '2019-10-01 10:10:10', 'Plan Enquiry'),
];

const HOUR = 3_600_000;
const NEWEST = Date.parse('2025-10-01T07:30:00Z');

/** All tickets at the start: those of the page, 300 of customer B, and as many more of customer A as asked for. */
export function seedTickets(random: Random, moreOfA: number): OwnedTicket[] {
  const ofA = ROWS_OF_A.map(toRecord);
  // B comes before A's additional ones, so that their count does not change B's texts.
  const ofB = generateTickets(random, {
    count: 300,
    contactId: CUSTOMER_B.contactId,
    firstRecord: 60_001,
    firstNumber: 2_001,
    start: '2019-01-07T06:00:00Z',
    longestGapSeconds: 36 * 3_600,
  });
  const additional = generateTickets(random, {
    count: moreOfA,
    contactId: CUSTOMER_A.contactId,
    firstRecord: 100_001,
    firstNumber: 3_001,
    // They lead up to the moment that all emulators share, so that their tickets mix in one list.
    start: new Date(NEWEST - moreOfA * HOUR).toISOString(),
    longestGapSeconds: (2 * HOUR) / 1_000,
  });
  return [
    ...ofA.map((record) => ({ owner: CUSTOMER_A.email, record })),
    ...ofB.map((record) => ({ owner: CUSTOMER_B.email, record })),
    ...additional.map((record) => ({ owner: CUSTOMER_A.email, record })),
  ];
}

/** Ids of the tickets of customer A that are always there, the seed's first. */
export function pageTicketIds(): string[] {
  return ROWS_OF_A.map(([, id]) => id);
}

function row(
  number: string,
  record: number,
  status: string,
  description: string,
  created: string,
  category: string,
): Row {
  return [number, `17x${record}`, status, description, created, category, category];
}

function toRecord([number, id, status, description, created, category, title]: Row): TicketRecord {
  return createRecord({
    id,
    ticket_no: number,
    ticketstatus: status,
    description,
    createdtime: created,
    ticketcategories: category,
    ticket_title: title,
    contact_id: `12x${CUSTOMER_A.contactId}`,
  });
}

function longDescription(): string {
  return LOG_LINE.repeat(Math.ceil(LONG_DESCRIPTION_LENGTH / LOG_LINE.length)).slice(0, LONG_DESCRIPTION_LENGTH);
}
