import type { Random } from '../../../src/emulation/random.ts';
import { createRecord, type TicketRecord } from './record.ts';

/** A series of generated tickets of one customer. */
export interface Series {
  readonly count: number;
  readonly contactId: string;
  readonly firstRecord: number;
  readonly firstNumber: number;
  /** Time of the first; each later one is up to `longestGapSeconds` younger. */
  readonly start: string;
  readonly longestGapSeconds: number;
}

interface Topic {
  readonly category: string;
  readonly title: string;
  readonly description: string;
}

const TOPICS: readonly Topic[] = [
  {
    category: 'Plan change',
    title: 'Move to a larger data plan',
    description: 'Please move {number} from the {plan} plan to one with more data from the next billing cycle.',
  },
  {
    category: 'Plan change',
    title: 'Move back to the former plan',
    description: 'The {plan} plan does not suit me, please put {number} back on my former plan.',
  },
  {
    category: 'Plan Enquiry',
    title: 'Roaming in the plan',
    description: 'Does the {plan} plan of {number} include roaming, and what does a minute cost outside of it?',
  },
  {
    category: 'General Enquiry',
    title: 'Copy of an invoice',
    description: 'I need a copy of the invoice over {amount} for {number}, sent to my e-mail address.',
  },
  {
    category: 'Request',
    title: 'New SIM card',
    description: 'The SIM card of {number} is damaged. Please send a new one to my address in {place}.',
  },
  {
    category: 'Request',
    title: 'Refund of a recharge',
    description: 'A recharge of {amount} for {number} was paid twice, I would like one of them back.',
  },
  {
    category: 'Request',
    title: 'Stop promotional messages',
    description: 'Please stop all promotional messages to {number}, several arrive each day.',
  },
  {
    category: 'Big Problem',
    title: 'No network',
    description: 'There has been no signal at all on {number} in {place} since this morning.',
  },
  {
    category: 'Small Problem',
    title: 'Slow mobile data',
    description: 'Data on {number} is very slow in {place} in the evening although the {plan} plan has volume left.',
  },
  {
    category: 'Other Problem',
    title: 'Voucher not accepted',
    description: 'The recharge voucher over {amount} bought in {place} is refused as already used for {number}.',
  },
];
const PLACES = ['Indiranagar', 'Whitefield', 'Andheri East', 'Salt Lake', 'Adyar', 'Gachibowli', 'Viman Nagar'];
const PLANS = ['Smart 299', 'Family 999', 'Data Max 599', 'Night Owl 149', 'Basic 99'];
// Most of a customer's tickets are done.
const STATUSES = ['Open', 'Open', 'In Progress', 'Wait For Response', 'Closed', 'Closed', 'Closed', 'Closed'];

/** Generates tickets that read like requests to a telephone company's customer care. */
export function generateTickets(random: Random, series: Series): TicketRecord[] {
  let seconds = Date.parse(series.start) / 1_000;
  return Array.from({ length: series.count }, (_, index) => {
    seconds += 60 + random.below(series.longestGapSeconds);
    const topic = random.pick(TOPICS);
    return createRecord({
      id: `17x${series.firstRecord + index}`,
      // Numbers are not in date order (section 15, realism): every two neighbours are swapped.
      ticket_no: `TT${series.firstNumber + (index ^ 1)}`,
      ticketstatus: random.pick(STATUSES),
      ticketcategories: topic.category,
      ticket_title: topic.title,
      description: fillIn(topic.description, random),
      createdtime: formatSeconds(seconds),
      contact_id: `12x${series.contactId}`,
    });
  });
}

function fillIn(text: string, random: Random): string {
  return text
    .replace('{number}', `98${String(random.below(100_000_000)).padStart(8, '0')}`)
    .replace('{plan}', random.pick(PLANS))
    .replace('{place}', random.pick(PLACES))
    .replace('{amount}', `Rs ${49 + 50 * random.below(20)}`);
}

/** Like `formatTime` in UTC, without its cost per ticket. */
function formatSeconds(seconds: number): string {
  return new Date(seconds * 1_000).toISOString().slice(0, 19).replace('T', ' ');
}
