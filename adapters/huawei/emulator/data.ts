import { createRandom, type Random } from '../../../src/emulation/random.ts';
import {
  CATEGORIES,
  CUSTOMER_ID,
  FIRST_LABELS,
  FIRST_USER,
  PROBLEM_TYPES,
  REGIONS,
  SECOND_USER,
  SEVERITIES,
} from './catalog.ts';
import type { Label, Ticket } from './model.ts';

const DAY = 86_400_000;
/** No clock in the data: they end here and reach back 400 days. */
/** The moment that all emulators lead up to, so that their tickets mix in one list. */
const NEWEST = Date.UTC(2025, 9, 1, 7, 30, 0);
const DAYS = 400;
const BUSY_MONTH = Date.UTC(2025, 2, 1);
const BUSY_MONTH_END = Date.UTC(2025, 3, 1);
const SAME_SECOND = Date.UTC(2025, 0, 15, 8, 30, 0);
const STATUSES = [0, 1, 2, 3, 4, 5, 12, 13, 17] as const;
const UNKNOWN_STATUS = 29;
const FEWEST_TICKETS = 12;

export const DEFAULT_TICKETS = 240;
export const SEED_TICKET_ID = 'TT-123456';
/** Of the right shape; generated numbers start at 100000. */
export const ABSENT_TICKET_ID = 'TS-099999';

/** How many tickets the parts of the data have for a wished number. */
interface Shares {
  readonly busyMonth: number;
  readonly spread: number;
  readonly sameSecond: number;
}

/**
 * The tickets in the order of their index: the seed's ticket, the one with the unknown status 29, the wished number
 * (130 of 240 in one month, the others over 400 days), and up to 120 in the same second.
 */
export function generateTickets(seed: number, wished: number): Ticket[] {
  const random = createRandom(seed);
  const shares = share(Math.max(wished, FEWEST_TICKETS));
  const tickets = [seedTicket()];
  function add(time: number, status: number, ofSecondUser: boolean): void {
    tickets.push(generateTicket(random, tickets.length, time, status, ofSecondUser));
  }
  add(NEWEST, UNKNOWN_STATUS, false);
  for (let index = 0; index < shares.busyMonth; index += 1) {
    const seconds = random.below((BUSY_MONTH_END - BUSY_MONTH) / 1_000);
    add(BUSY_MONTH + seconds * 1_000, statusAt(index), false);
  }
  for (let index = 0; index < shares.spread; index += 1) add(spreadTime(random), statusAt(index), index % 10 === 1);
  for (let index = 0; index < shares.sameSecond; index += 1) add(SAME_SECOND, statusAt(index), false);
  return tickets;
}

/** The labels of the account before anybody changes them. */
export function firstLabels(): Label[] {
  return FIRST_LABELS.map(({ name, color }, index) => ({ label_id: index + 1, name, color }));
}

/** The id of a ticket: opaque, unique and in no order; both prefixes that were seen occur. */
export function ticketId(index: number): string {
  const number = 100_000 + ((index * 48_271) % 900_000);
  const id = `${index % 5 === 0 ? 'TT' : 'TS'}-${number}`;
  return id === SEED_TICKET_ID ? `TS-${number}` : id;
}

/** A ticket with the values that nearly all have. */
export function blankTicket(index: number, createTime: number, random: Random): Ticket {
  return {
    incident_id: ticketId(index),
    index,
    seed: random.below(0x7fff_ffff),
    create_time: createTime,
    customer_id: CUSTOMER_ID,
    xcustomer_id: FIRST_USER.id,
    xcustomer_name: FIRST_USER.name,
    status: 0,
    simple_description: '',
    business_type_id: 'bt-usage',
    product_category_id: '',
    incident_sub_type_id: '1',
    region_id: '',
    severity_id: '',
    source_name: 'User Center',
    incident_service_type: '',
    root_cause: '',
    resolution: '',
    judgement: '',
    confirmed_time: undefined,
    resolve_time: 0,
    business_ownership: 0,
    incident_satisfaction: [],
    ext_info: blankContact(),
    label_ids: [],
    sparse: false,
    generatedMessages: 0,
    related: new Set(),
    lastPress: 0,
    hiddenReads: 0,
  };
}

function blankContact(): Record<string, string> {
  return { area_code: '', remind_mobile: '', remind_mail: '', contact_type: '0,1,2', remind_time: '0', cc_email: '' };
}

/** The seed's ticket, verbatim. */
function seedTicket(): Ticket {
  const time = Date.parse('2020-12-25T09:24:18Z');
  const content = '123';
  return {
    ...blankTicket(0, time, createRandom(0)),
    incident_id: SEED_TICKET_ID,
    simple_description: content,
    business_type_id: 'bt-event-rules',
    region_id: 'cn-south-1',
    sparse: true,
    messages: [
      {
        type: 0,
        replier_type: 0,
        replier: '',
        content,
        message_id: '',
        replier_name: '',
        create_time: time,
        is_first_message: 0,
        accessory_list: [{ accessory_id: '', file_actual_name: 'test.jpg' }],
        sequence: 0,
      },
    ],
  };
}

function share(wished: number): Shares {
  const busyMonth = Math.min(130, Math.round((wished * 130) / DEFAULT_TICKETS));
  return { busyMonth, spread: wished - busyMonth, sameSecond: Math.min(120, Math.floor(wished / 2)) };
}

function statusAt(index: number): number {
  return STATUSES[index % STATUSES.length] ?? 0;
}

/** A second of the 400 days, the newer the more often, that is not in the busy month, so that its number stays what the page says. */
function spreadTime(random: Random): number {
  const age = (random.below(1_000_000) / 1_000_000) ** 2;
  const time = NEWEST - Math.floor((age * DAYS * DAY) / 1_000) * 1_000;
  return time >= BUSY_MONTH && time < BUSY_MONTH_END ? time - 60 * DAY : time;
}

function generateTicket(random: Random, index: number, time: number, status: number, ofSecondUser: boolean): Ticket {
  const type = random.pick(PROBLEM_TYPES);
  const user = ofSecondUser ? SECOND_USER : FIRST_USER;
  const done = status === 2 || status === 3;
  return {
    ...blankTicket(index, time, random),
    xcustomer_id: user.id,
    xcustomer_name: user.name,
    status,
    simple_description: describe(index, type.name.en),
    business_type_id: type.id,
    product_category_id: type.categoryId,
    region_id: type.caseType === '5' || random.below(2) === 0 ? random.pick(REGIONS).id : '',
    severity_id: random.below(3) === 0 ? '' : random.pick(SEVERITIES).id,
    incident_service_type: random.pick(CATEGORIES).id.slice(3),
    root_cause: done ? 'A changed security group rule.' : '',
    resolution: done ? 'The rule was put back; please confirm.' : '',
    judgement: status === 3 ? 'Thank you, it works again.' : '',
    confirmed_time: status === 3 ? time + 3 * DAY : undefined,
    resolve_time: done ? random.below(5_000) : 0,
    business_ownership: random.below(3),
    ext_info: {
      ...blankContact(),
      ...(random.below(2) === 0
        ? { area_code: '86', remind_mobile: `1380000${1_000 + random.below(9_000)}`, remind_mail: 'test@example.com' }
        : {}),
      commodity_id: '',
    },
    label_ids: [...new Set(Array.from({ length: random.below(4) }, () => 1 + random.below(FIRST_LABELS.length)))],
    generatedMessages: messageCount(index),
  };
}

/** Descriptions with Chinese text, emoji, line breaks and 2000 characters, as the page asks for. */
function describe(index: number, subject: string): string {
  switch (index % 8) {
    case 1:
      return `服务器无法访问，请帮忙检查安全组规则。工单 ${index}`;
    case 2:
      return `${subject} 🚑 please help 🙏 (${index})`;
    case 3:
      return `${subject} ${index}\n\n1. opened the console\n2. pressed "Restart"\n\tnothing happened`;
    case 4:
      return index % 16 === 4 ? longText(`${subject} ${index}: `) : `${subject}: case ${index} <b>&amp; "quotes"</b>`;
    case 5:
      return `发票 invoice ${index}\r\n第二行`;
    default:
      return `${subject}: case ${index}`;
  }
}

function longText(start: string): string {
  return start.padEnd(2_000, 'log line 日志; ');
}

/** 0..140 messages; every kind occurs already in a small number of tickets. */
function messageCount(index: number): number {
  if (index % 20 === 7) return 140;
  return index % 7 === 0 ? 0 : 1 + (index % 6);
}
