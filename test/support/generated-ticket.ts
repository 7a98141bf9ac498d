import * as fc from 'fast-check';
import type { SortField } from '../../src/ticketing/adapter.ts';
import type { Escalation, EscalationState } from '../../src/ticketing/escalation.ts';
import type { Instant } from '../../src/ticketing/instant.ts';
import type { StatusCategory } from '../../src/ticketing/status.ts';
import { EMPTY_TICKET, party, type NativeTicket, type PriorityLevel } from '../../src/ticketing/ticket.ts';

// Few values of everything, so that ties and matches are common.
export const INSTANTS: readonly Instant[] = [
  '0000-01-01T00:00:00.000Z',
  '1969-12-31T23:59:59.999Z',
  '2024-02-29T23:59:59.999Z',
  '2024-03-01T00:00:00.000Z',
  '2024-03-01T00:00:00.001Z',
  '2024-03-01T00:00:01.000Z',
  '9999-12-31T23:59:59.999Z',
];
export const CATEGORIES = ['OPEN', 'PENDING', 'CLOSED', 'UNKNOWN'] as const;
export const CODES = ['new', 'New', 'wait:customer', '4'];
export const TYPE_CODES = ['incident', 'a:b', '七'];
export const NUMBERS = ['1001', '1002', 'INC-7'];
export const LEVELS: readonly PriorityLevel[] = ['LOW', 'HIGH', 'UNKNOWN'];
export const PARTY_IDS = ['p1', 'p2'];
export const TEXTS = ['Printer on fire', 'ÄRGER mit dem Drucker', 'printer: 1001', ''];

/** Ids that a careless separator, comparison or encoding gets wrong. */
const AWKWARD_IDS = [
  ':',
  '1:2',
  '1',
  '10',
  '2',
  'a',
  'A',
  'ä',
  'a\u0308',
  '\uffee',
  '😀',
  '"',
  '\\',
  '[1,"x"]',
  ' ',
  'é',
];

export const nativeIds: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...AWKWARD_IDS),
  fc.nat({ max: 400 }).map(String),
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 6 })
    .filter((text) => text.isWellFormed() && !text.includes('\ufffd')),
);

function escalation(state: EscalationState): Escalation {
  return {
    kind: 'DEPARTMENT',
    state,
    targetId: null,
    targetLabel: null,
    reason: null,
    requestedBy: null,
    requestedAt: null,
    foreignTicketId: null,
    foreignSystem: null,
    isReclaimable: null,
  };
}

function oneOf<Item>(items: readonly Item[]): fc.Arbitrary<Item> {
  return fc.constantFrom(...items);
}

function maybe<Item>(items: readonly Item[]): fc.Arbitrary<Item | null> {
  return fc.option(oneOf(items), { freq: 3 });
}

/** What a generated ticket is made of, short enough to be printed when a property fails. */
export interface TicketFacts {
  readonly nativeId: string;
  readonly number: string | null;
  readonly title: string | null;
  readonly description: string | null;
  readonly category: StatusCategory;
  readonly code: string;
  readonly typeCode: string | null;
  readonly level: PriorityLevel | null;
  readonly createdAt: Instant | null;
  readonly updatedAt: Instant | null;
  readonly customerId: string | null;
  readonly assigneeId: string | null;
  readonly escalations: readonly EscalationState[];
}

const PLAIN_FACTS: Omit<TicketFacts, 'nativeId'> = {
  number: null,
  title: null,
  description: null,
  category: 'OPEN',
  code: 'new',
  typeCode: null,
  level: null,
  createdAt: null,
  updatedAt: null,
  customerId: null,
  assigneeId: null,
  escalations: [],
};

/** A ticket of which only these facts matter. */
export function ticketOf(given: Pick<TicketFacts, 'nativeId'> & Partial<TicketFacts>): NativeTicket {
  const { category, code, typeCode, level, customerId, assigneeId, escalations, ...facts } = {
    ...PLAIN_FACTS,
    ...given,
  };
  return {
    ...EMPTY_TICKET,
    ...facts,
    status: { category, code, label: null },
    type: typeCode === null ? null : { code: typeCode, label: null, group: null },
    priority: level === null ? null : { level, code: null, label: null, rank: null },
    customer: customerId === null ? null : party('PERSON', { id: customerId }),
    assignee: assigneeId === null ? null : party('GROUP', { id: assigneeId }),
    escalations: escalations.map(escalation),
    version: '1',
  };
}

function ticketFacts(dated: readonly SortField[]): fc.Arbitrary<TicketFacts> {
  const instantOf = (field: SortField): fc.Arbitrary<Instant | null> =>
    dated.includes(field) ? oneOf(INSTANTS) : maybe(INSTANTS);
  return fc.record(
    {
      nativeId: nativeIds,
      number: maybe(NUMBERS),
      title: maybe(TEXTS),
      description: maybe(TEXTS),
      category: oneOf(CATEGORIES),
      code: oneOf(CODES),
      typeCode: maybe(TYPE_CODES),
      level: maybe(LEVELS),
      createdAt: instantOf('createdAt'),
      updatedAt: instantOf('updatedAt'),
      customerId: maybe(PARTY_IDS),
      assigneeId: maybe(PARTY_IDS),
      escalations: fc.array(oneOf(['REQUESTED', 'ACTIVE', 'COMPLETED', 'CANCELLED'] as const), { maxLength: 2 }),
    },
    { noNullPrototype: true },
  );
}

/** Tickets of one backend: no two of the same id. The given fields always have a time, others may lack it. */
export function generatedTickets(dated: readonly SortField[], most: number): fc.Arbitrary<TicketFacts[]> {
  return fc.uniqueArray(ticketFacts(dated), {
    selector: ({ nativeId }) => nativeId,
    maxLength: most,
    // Else there are seldom more than ten.
    size: 'max',
  });
}
