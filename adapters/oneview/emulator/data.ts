import { createRandom, type Random } from '../../../src/emulation/random.ts';
import { lowestReasons, QUEUES, UNLISTED_VERTICAL, VERTICALS } from './catalogue.ts';
import type { Customer, Ticket, TicketLink } from './model.ts';

/** Id of the ticket that the seed shows. */
export const SEED_TICKET_ID = 'f4b8f8e5-365a-4ed1-a122-0f4ba1afef44';

/** The id in the seed's path sample: it is no UUID, while the ticket it leads to has one (page section 8). */
export const ALIAS_TICKET_ID = 'vsba-nhas';

/** A well-formed UUID that no ticket has. */
export const ABSENT_TICKET_ID = 'ffffffff-ffff-4fff-bfff-ffffffffffff';

const DEFAULT_TICKETS = 40;
/** Fixed, so that the data is the same on each run: 2025-10-01T07:40:00Z, when the tickets of all emulators mix in one list. */
const NEWEST = 1_759_304_400;
const SECONDS_APART = 2_400;
const FEWEST_CUSTOMERS = 8;
const TICKETS_PER_CUSTOMER = 50;
const STATUSES = ['ASSIGNED', 'ASSIGNED', 'ESCALATED', 'CLOSED'] as const;
const STATUS_REASONS: Readonly<Record<(typeof STATUSES)[number], string>> = {
  ASSIGNED: 'Internal State Change by Workflow Server',
  ESCALATED: 'needs the partner',
  CLOSED: 'customer left the chat',
};
const NAMES: readonly (readonly [first: string, last: string])[] = [
  ['Hugo', 'Dan'],
  ['小明', '陳'],
  ['สมชาย', 'ใจดี'],
  ['Олена', 'Шевченко'],
  ['ليلى', 'حداد'],
  ['さくら', '田中'],
  ['Zoë', "O'Connor-Müller"],
  ['민준', '김'],
  ['अनिता', 'शर्मा'],
];
const TAGS = ['vip', 'late', 'refund-asked', 'allergy', 'new-customer', 'food quality', '重要'];

export interface SeededData {
  readonly tickets: readonly Ticket[];
  /** Ids that lead to a ticket whose own id is another. */
  readonly aliases: ReadonlyMap<string, string>;
}

/**
 * Makes the tickets of page section 15: the seed's own, the special rows, then ordinary ones up to the wanted number
 * (never fewer than the special rows). The same seed always gives the same tickets.
 */
export function createSeededData(seed: number, wanted = DEFAULT_TICKETS): SeededData {
  const random = createRandom(seed);
  const special = specialRows();
  const count = Math.max(wanted, special.length);
  const customers = createCustomers(random, Math.max(FEWEST_CUSTOMERS, Math.ceil(count / TICKETS_PER_CUSTOMER)));
  const tickets = Array.from({ length: count }, (_, index) => {
    const ordinary = createTicket(random, index, customers);
    return special[index]?.(ordinary) ?? ordinary;
  });
  const aliased = tickets[1];
  return { tickets, aliases: new Map(aliased === undefined ? [] : [[ALIAS_TICKET_ID, aliased.id]]) };
}

/** One ordinary ticket; its index decides queue, status and age, chance decides the rest. */
export function createTicket(random: Random, index: number, customers: readonly Customer[]): Ticket {
  const queue = QUEUES[index % QUEUES.length] ?? random.pick(QUEUES);
  // Shifted once per round of the queues, so that every queue has tickets of every status.
  const status = STATUSES[(index + Math.floor(index / QUEUES.length)) % STATUSES.length] ?? 'ASSIGNED';
  const createdAt = NEWEST - index * SECONDS_APART - random.below(SECONDS_APART);
  const { reason } = random.pick(lowestReasons());
  return {
    id: random.uuid(),
    ...(index % 6 === 5 ? {} : { Assignee: `agent${random.below(20)}@foodpanda.com` }),
    UpdatedAt: createdAt + random.below(SECONDS_APART),
    createdAt,
    queue: queue.name,
    channel: 'chat',
    ...(random.below(3) === 0 ? {} : { content: { unread: random.below(9), lastMessage: `order ${random.hex(4)}?` } }),
    metadata: {
      ccr: reason.english,
      ...(random.below(2) === 0 ? {} : { localCcr: queue.languageCode === 'zh' ? reason.chinese : reason.english }),
      country: queue.country,
      language: queue.languageCode,
      ...(random.below(4) === 0 ? {} : { orderId: `${random.hex(4)}-${random.hex(4)}` }),
      ...(random.below(4) === 0 ? {} : { sla: 30 + random.below(90) }),
      ...(random.below(2) === 0 ? {} : { tags: [random.pick(TAGS)] }),
      entityId: `FP_${queue.country.toUpperCase()}`,
      ...(status === 'ESCALATED' ? { childrenLinks: [createLink(random, createdAt)] } : {}),
    },
    status,
    statusReason: STATUS_REASONS[status],
    priority: random.below(10),
    customer: { ...random.pick(customers) },
    vendor: { id: random.hex(4), vertical: random.pick(VERTICALS) },
    source: `fp-${queue.country}`,
    type: 'chat',
  };
}

function createLink(random: Random, createdAt: number): TicketLink {
  return {
    ticketId: `ab${random.hex(8)}`,
    ticketIdType: random.pick(['SALESFORCE', 'PANDACARE']),
    ticketCategory: 'ESCALATED',
    creator: 'hugo',
    createdAt: createdAt + 60,
    reason: STATUS_REASONS.ESCALATED,
  };
}

function createCustomers(random: Random, count: number): readonly Customer[] {
  return Array.from({ length: count }, (_, index) => {
    const [firstName, lastName] = NAMES[index % NAMES.length] ?? random.pick(NAMES);
    const parts = { id: random.hex(24), firstName, lastName };
    // Some have only the two parts of their name, some no e-mail: all of it is optional.
    return {
      ...parts,
      ...(index % 5 === 4 ? {} : { name: `${firstName} ${lastName}` }),
      ...(index % 7 === 6 ? {} : { email: `customer${index}@example.com` }),
    };
  });
}

type Row = (ordinary: Ticket) => Ticket;

/** The rows that page section 15 names; the second is the one that the alias leads to. */
function specialRows(): readonly Row[] {
  return [
    createSeedTicket,
    (ticket) => ({ ...ticket, status: 'ASSIGNED' }),
    (ticket) => ({
      ...ticket,
      status: 'WAITING_PARTNER',
      statusReason: 'partner was asked',
      metadata: { ...ticket.metadata, childrenLinks: [] },
    }),
    (ticket) => without(ticket, 'metadata'),
    (ticket) => without(ticket, 'customer'),
    (ticket) => without(ticket, 'vendor'),
    (ticket) => ({ ...ticket, createdAt: 0 }),
    (ticket) => ({ ...ticket, priority: 0 }),
    (ticket) => ({ ...ticket, priority: 1 }),
    (ticket) => ({ ...ticket, priority: -1 }),
    (ticket) => ({ ...ticket, metadata: { ...ticket.metadata, tags: [] } }),
    (ticket) => ({
      ...ticket,
      metadata: { ...ticket.metadata, tags: Array.from({ length: 30 }, (_, index) => `tag-${index + 1}`) },
    }),
    (ticket) => withLink(ticket, 'SALESFORCE', 'ESCALATED'),
    (ticket) => withLink(ticket, 'PANDACARE', 'REFUNDED'),
    (ticket) => withLink(ticket, 'SALESFORCE', 'REFUND_PARTIAL'),
    // Escalated without a link: only statusReason and UpdatedAt tell of it (page section 5).
    (ticket) => ({ ...ticket, status: 'ESCALATED', statusReason: 'passed on by phone', metadata: { country: 'sg' } }),
    // Only the id is required (page section 4), and optional fields are simply absent (section 15, realism notes).
    ({ id }) => ({ id }),
    ...[...VERTICALS, UNLISTED_VERTICAL].map((vertical): Row => (ticket) => ({
      ...ticket,
      vendor: { ...ticket.vendor, vertical },
    })),
  ];
}

/** The seed's sample values verbatim; where it gives none, an empty value or the first one of the enum. */
function createSeedTicket(): Ticket {
  return {
    id: SEED_TICKET_ID,
    Assignee: 'agent',
    UpdatedAt: 1572499999,
    createdAt: 1572499999,
    queue: 'chat-sg-en',
    channel: 'chat',
    content: {},
    metadata: {
      ccr: 'delivery - wrong address',
      country: 'sg',
      language: 'en',
      orderId: 'sdw-srr',
      sla: 64,
      tags: [],
      entityId: 'FP_SG',
      childrenLinks: [
        {
          ticketId: 'absmw0dbma',
          ticketIdType: 'SALESFORCE',
          ticketCategory: 'ESCALATED',
          creator: 'hugo',
          createdAt: 1572499999,
          reason: 'insufficient money',
        },
      ],
      localCcr: 'delivery - wrong address',
    },
    status: 'ASSIGNED',
    statusReason: 'Internal State Change by Workflow Server',
    priority: 1,
    customer: {
      id: '989899854090030232934sdfdsdf32dd4sdfdsddffdummycustomerid2',
      firstName: 'hugo',
      lastName: 'dan',
      name: 'hugo dan',
      email: 'test@email.com',
    },
    vendor: { id: 'bgaj', vertical: 'restaurants' },
    source: 'fp-sg',
    type: 'chat',
  };
}

function without(ticket: Ticket, field: 'metadata' | 'customer' | 'vendor'): Ticket {
  const copy = { ...ticket };
  delete copy[field];
  return copy;
}

function withLink(ticket: Ticket, ticketIdType: string, ticketCategory: string): Ticket {
  const link: TicketLink = {
    ticketId: `ab${ticket.id.slice(0, 8)}`,
    ticketIdType,
    ticketCategory,
    creator: 'hugo',
    createdAt: NEWEST,
    reason: 'insufficient money',
  };
  return {
    ...ticket,
    metadata: { ...ticket.metadata, childrenLinks: [...(ticket.metadata?.childrenLinks ?? []), link] },
  };
}
