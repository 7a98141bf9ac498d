import { createRandom, type Random } from '../../../src/emulation/random.ts';
import { CLASSIFICATIONS, CONTACT_TEXTS, PRIORITIES, REQUEST_TEXTS, type Labels } from './catalogue.ts';
import type { Entity } from './collection.ts';

/** A registered customer. */
export interface Customer {
  readonly id: string;
  readonly email: string;
  readonly password: string;
  readonly title?: string;
  readonly firstName?: string;
  readonly lastName?: string;
}

/** A product of the tenant's shop. */
export interface Product {
  readonly id: string;
  readonly code: string;
  readonly name: Labels;
}

/** A chat of a customer with agents (section 4). */
export interface ChatTranscript {
  readonly id: string;
  readonly chatterIds: readonly string[];
  readonly createdBy: string;
  readonly startAt: number;
  readonly endAt: number;
  readonly transcript: readonly {
    readonly chatContent: string;
    readonly createdAt: number;
    readonly createdBy: string;
  }[];
}

/** Everything an emulator starts with. */
export interface Seed {
  readonly customers: readonly Customer[];
  readonly products: readonly Product[];
  readonly tickets: readonly Entity[];
  readonly logs: readonly Entity[];
  readonly transcripts: readonly ChatTranscript[];
}

export const TENANT = 'acmeshop';
export const MAIN_CUSTOMER: Customer = {
  id: 'C1381590151',
  email: 'testme@yaastest.com',
  password: 'secret',
  title: 'MS',
  firstName: 'Tess',
  lastName: 'Meier',
};
export const OTHER_CUSTOMER: Customer = {
  id: 'C1381590152',
  email: 'other@yaastest.com',
  password: 'secret-of-other',
  title: 'MR',
  firstName: 'Otto',
  lastName: 'Ruiz',
};

const ID_PREFIX = '5833e476ecb9ab001d6d';
const FIRST_INSTANT = Date.parse('2016-11-22T06:23:50.030Z');
const SHARED_INSTANT = Date.parse('2016-12-01T09:00:00.000Z');
/** The generated rows lead up to this moment, which all emulators share, so that their tickets mix in one list. */
const NEWEST_INSTANT = Date.parse('2025-10-01T07:40:00.120Z');
const MINUTE = 60_000;
const AT_ONE_INSTANT = 40;
const PAGE_ROWS = 128;
const LOGS = 70;
const AGENT = 'agent.smith@acmeshop.example';
// No product has this id any more: such tickets lack `productName` (section 15).
const DELETED_PRODUCT_ID = '57f0e476ecb9ab001d6d00ff';

const PRODUCTS: readonly Product[] = [
  { id: '57f0e476ecb9ab001d6d0001', code: 'SZYX', name: { en: 'Smartphone Zony Yperia X2' } },
  { id: '57f0e476ecb9ab001d6d0002', code: 'TV55', name: { en: 'Television 55 inch', de: 'Fernseher 55 Zoll' } },
  { id: '57f0e476ecb9ab001d6d0003', code: 'WM80', name: { de: 'Waschmaschine WM 80', fr: 'Lave-linge WM 80' } },
  { id: '57f0e476ecb9ab001d6d0004', code: 'KAF2', name: { en: 'Coffee maker', de: 'Kaffeemaschine' } },
];
const FIRST_PRODUCT_ID = '57f0e476ecb9ab001d6d0001';

/**
 * The data of section 15, always the same for the same seed.
 * @param count how many tickets are generated for the main customer besides the page's own rows
 */
export function createSeed(seed: number, count: number = PAGE_ROWS): Seed {
  const random = createRandom(seed);
  const tickets = [...createPageTickets(random), ...createGeneratedTickets(random, count)];
  return {
    customers: [MAIN_CUSTOMER, OTHER_CUSTOMER],
    products: PRODUCTS,
    tickets,
    logs: createLogs(random, tickets),
    transcripts: [createTranscript()],
  };
}

function createEntity(
  random: Random,
  fields: Record<string, unknown> & { readonly customerId: string },
  rest: Pick<Entity, 'id' | 'createdAt' | 'modifiedAt' | 'version' | 'versionAsText'>,
): Entity {
  return { ...rest, owner: fields.customerId, visibleFrom: 0, position: random.below(2 ** 31), fields };
}

function createPageTickets(random: Random): Entity[] {
  const customerId = MAIN_CUSTOMER.id;
  const rows: readonly (Record<string, unknown> & { readonly customerId: string })[] = [
    {
      type: 'SERVICE_REQUEST',
      status: 'OPEN',
      shortDescription: 'My tv does not work',
      customerId,
      productId: FIRST_PRODUCT_ID,
      createdBy: 'SYSTEM',
    },
    {
      type: 'GENERAL_INQUIRY',
      status: 'IN_PROCESS',
      shortDescription: 'Which accessories fit?\nI am looking for a case and a second charger.',
      customerId,
      productId: '',
      createdBy: customerId,
      priority: 'HIGH',
    },
    {
      type: 'SERVICE_REQUEST',
      status: 'COMPLETED',
      shortDescription: 'Phone restarts while charging',
      customerId,
      productId: FIRST_PRODUCT_ID,
      createdBy: customerId,
      transcript: createConversation(),
    },
    {
      type: 'REPAIR_ORDER',
      status: 'CONFIRMED',
      shortDescription: 'Display replaced under warranty',
      customerId,
      productId: DELETED_PRODUCT_ID,
      createdBy: AGENT,
      classification: { code: 'HARDWARE_DEFECT' },
    },
    {
      type: 'SERVICE_REQUEST',
      status: 'CUSTOMER_ACTION',
      shortDescription: 'Gerät startet nach dem Einschalten sofort neu',
      customerId,
      createdBy: customerId,
    },
    {
      type: 'SERVICE_REQUEST',
      status: 'OPEN',
      shortDescription: String.raw`Error "C:\temp" (code 7): cannot open file`,
      customerId: OTHER_CUSTOMER.id,
      productId: FIRST_PRODUCT_ID,
      createdBy: OTHER_CUSTOMER.id,
    },
  ];
  return rows.map((fields, index) => {
    const createdAt = FIRST_INSTANT + index * 47 * MINUTE;
    return createEntity(
      random,
      { ticketNumber: String(1_000_042 + index), ...fields },
      {
        id: `${ID_PREFIX}${(0x3501 + index).toString(16)}`,
        createdAt,
        modifiedAt: createdAt + index * 11 * MINUTE,
        version: index + 1,
        versionAsText: index === 2,
      },
    );
  });
}

/** Two entries the customer may see and one he may not (section 15, row ...3503). */
function createConversation(): readonly unknown[] {
  const agent = { ownerId: AGENT, email: AGENT, displayName: 'Agent Smith', isCustomer: false };
  const customer = {
    ownerId: MAIN_CUSTOMER.id,
    email: MAIN_CUSTOMER.email,
    displayName: 'Tess Meier',
    isCustomer: true,
  };
  return [
    { description: 'It restarts every ten minutes.', visibility: 'PUBLIC', owner: customer, minutes: 5 },
    { description: 'Known battery fault, see case 77.', visibility: 'PRIVATE', owner: agent, minutes: 9 },
    { description: 'Please install version 2.1.', visibility: 'PUBLIC', owner: agent, minutes: 12 },
  ].map(({ minutes, owner, ...entry }) => {
    const createdAt = new Date(FIRST_INSTANT + (94 + minutes) * MINUTE).toISOString();
    return { ...entry, createdAt, owner: { ...owner, createdAt } };
  });
}

function createGeneratedTickets(random: Random, count: number): Entity[] {
  const priorities = Object.keys(PRIORITIES);
  const classifications = Object.keys(CLASSIFICATIONS);
  const productIds = [...PRODUCTS.map((product) => product.id), DELETED_PRODUCT_ID, ''];
  const statuses = [
    'OPEN',
    'OPEN',
    'IN_PROCESS',
    'IN_PROCESS',
    'COMPLETED',
    'CONFIRMED',
    'CONFIRMED',
    'CUSTOMER_ACTION',
  ];
  const types = ['SERVICE_REQUEST', 'SERVICE_REQUEST', 'SERVICE_REQUEST', 'GENERAL_INQUIRY', 'REPAIR_ORDER'];
  return Array.from({ length: count }, (_, index) => {
    const customerId = MAIN_CUSTOMER.id;
    const version = 1 + random.below(5);
    const createdAt =
      index < AT_ONE_INSTANT
        ? SHARED_INSTANT
        : NEWEST_INSTANT - (count - 1 - index) * 37 * MINUTE - random.below(20 * MINUTE);
    const fields = {
      ticketNumber: String(1_000_048 + index),
      type: random.pick(types),
      status: random.pick(statuses),
      shortDescription: random.pick(REQUEST_TEXTS),
      customerId,
      productId: random.pick(productIds),
      createdBy: random.pick([customerId, customerId, 'SYSTEM', AGENT]),
      ...(random.below(4) === 0 ? {} : { priority: random.pick(priorities) }),
      ...(random.below(3) === 0 ? { classification: random.pick(classifications) } : {}),
      // Extra fields, as in real answers (section 15): a due date whose name is unconfirmed, processing times.
      ...(random.below(5) === 0 ? { dueDate: new Date(createdAt + 4 * 24 * 60 * MINUTE).toISOString() } : {}),
      ...(random.below(6) === 0 ? { processingTime: { inProcessMinutes: random.below(900) } } : {}),
      ...(random.below(8) === 0 ? { metadata: { mixins: { loyalty: 'https://schema.example/loyalty.json' } } } : {}),
    };
    return createEntity(random, fields, {
      id: index < PAGE_ROWS ? `${ID_PREFIX}${(0x3510 + index).toString(16)}` : random.hex(24),
      createdAt,
      modifiedAt: version === 1 ? createdAt : createdAt + MINUTE + random.below(14 * 24 * 60 * MINUTE),
      version,
      versionAsText: random.below(6) === 0,
    });
  });
}

/** 70 logs: three of the first ticket, one of the other customer, the rest spread over the main customer's tickets. */
function createLogs(random: Random, tickets: readonly Entity[]): Entity[] {
  const own = tickets.filter((ticket, index) => index > 0 && ticket.owner === MAIN_CUSTOMER.id);
  const foreign = tickets.filter((ticket) => ticket.owner === OTHER_CUSTOMER.id);
  return Array.from({ length: LOGS }, (_, index) => {
    const ticket = index < 3 ? tickets[0] : random.pick(index === 3 ? foreign : own);
    if (ticket === undefined) throw new Error('The seed has no first ticket.');
    const startedAt = ticket.createdAt + (1 + index) * MINUTE;
    // SAP's storefront writes the whole POST answer as `objectId` by mistake (section 4).
    const objectId = index === 1 ? { id: ticket.id, type: ticket.fields['type'] } : ticket.id;
    const registers = index > 3 && random.below(8) === 0;
    const fields = {
      customerId: ticket.owner,
      communicationDirection: random.pick(['INBOUND', 'INBOUND', 'OUTBOUND']),
      communicationOrigin: random.pick(['STOREFRONT', 'STOREFRONT', 'CALL_CENTER']),
      communicationMedium: random.pick(['WEB', 'PHONE', 'CHAT']),
      interactionDescription: random.pick(CONTACT_TEXTS),
      interactionStartedAt: new Date(startedAt).toISOString(),
      interactionEndedAt: new Date(startedAt + random.below(30) * MINUTE).toISOString(),
      interactionReasons: [{ interactionReason: registers ? 'ZPRODUCT_REGISTRATION' : 'ZSELFSERVICE_TICKET' }],
      relatedObjects: [
        { objectType: 'SAP_SERVICE_TICKET', objectId },
        ...(registers ? [{ objectType: 'ZPRODUCT_REGISTRATION', objectId: random.hex(24), objectName: 'SZYX' }] : []),
      ],
    };
    const createdAt = startedAt + 30_000;
    const id = random.hex(24);
    return createEntity(random, fields, { id, createdAt, modifiedAt: createdAt, version: 1, versionAsText: false });
  });
}

function createTranscript(): ChatTranscript {
  const startAt = FIRST_INSTANT + 300 * MINUTE;
  return {
    id: `${ID_PREFIX}3594`,
    chatterIds: [MAIN_CUSTOMER.id, AGENT],
    createdBy: MAIN_CUSTOMER.id,
    startAt,
    endAt: startAt + 4 * MINUTE,
    transcript: [
      { chatContent: 'hi', createdAt: startAt + 10_000, createdBy: MAIN_CUSTOMER.id },
      { chatContent: 'dsfds', createdAt: startAt + MINUTE, createdBy: AGENT },
    ],
  };
}
