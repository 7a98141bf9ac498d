import { describe, expect, test } from '@jest/globals';
import {
  createPriorityTable,
  createStatusTable,
  toPriority,
  toStatus,
  toStatusCodes,
  toTransitionRules,
} from '../../../adapters/hybris/mapping-status.ts';
import {
  toChatTranscript,
  toInteractionLog,
  toTranscriptEntries,
} from '../../../adapters/hybris/mapping-interactions.ts';
import { toInstant, toLabel } from '../../../adapters/hybris/mapping-values.ts';
import { toStatusDefinition, toTicket, toTicketType, type MappingFacts } from '../../../adapters/hybris/mapping.ts';
import {
  checkChatTranscript,
  checkInteractionLogs,
  checkTicket,
  type HybrisTicket,
} from '../../../adapters/hybris/wire.ts';
import { availableTransitions } from '../../../src/ticketing/transition.ts';
import { sampleId, ticket } from './samples.ts';

const FACTS: MappingFacts = {
  statuses: createStatusTable({ CUSTOMER_ACTION: 'PENDING', 'Waiting for parts': 'ON_HOLD' }),
  priorities: createPriorityTable({ P1: 'URGENT' }),
  audience: 'customer',
  ticketObjectType: 'SAP_SERVICE_TICKET',
};

function toModel(more: Record<string, unknown>, language = 'en') {
  return toTicket(checkTicket(ticket(sampleId(1), more)), FACTS, language);
}

describe('statuses', () => {
  test.each([
    ['OPEN', 'OPEN'],
    ['IN_PROCESS', 'IN_PROGRESS'],
    ['COMPLETED', 'RESOLVED'],
    ['CONFIRMED', 'CLOSED'],
    ['In Process', 'IN_PROGRESS'],
    ['in-process', 'IN_PROGRESS'],
    ['CUSTOMER_ACTION', 'PENDING'],
    ['customer action', 'PENDING'],
    ['Waiting for parts', 'ON_HOLD'],
    ['ESCALATED', 'UNKNOWN'],
    ['constructor', 'UNKNOWN'],
    ['', 'UNKNOWN'],
  ])('%p is %p, with its own spelling kept', (code, category) => {
    expect(toStatus(code, 'Label', FACTS.statuses)).toEqual({ category, code, label: 'Label' });
  });

  test('the configuration wins over the table', () => {
    expect(toStatus('COMPLETED', null, createStatusTable({ COMPLETED: 'CLOSED' })).category).toBe('CLOSED');
  });

  test('categories as codes', () => {
    expect(toStatusCodes({ statusCategories: ['OPEN', 'PENDING'] }, FACTS.statuses)).toEqual([
      'OPEN',
      'CUSTOMER_ACTION',
    ]);
    expect(toStatusCodes({ statusCategories: ['REJECTED'] }, FACTS.statuses)).toEqual([]);
    expect(toStatusCodes({ statusCategories: ['OPEN', 'UNKNOWN'] }, FACTS.statuses)).toBeNull();
    expect(toStatusCodes({}, FACTS.statuses)).toBeNull();
  });

  test.each([
    ['OPEN', ['CONFIRM', 'CLOSE']],
    ['IN_PROCESS', ['CONFIRM', 'CLOSE']],
    ['CUSTOMER_ACTION', ['CONFIRM', 'CLOSE']],
    ['COMPLETED', ['CONFIRM', 'REOPEN', 'CLOSE']],
    ['CONFIRMED', ['REOPEN']],
  ])('from %s a customer can %j', (code, kinds) => {
    const rules = toTransitionRules(FACTS.statuses);
    const allowed = availableTransitions(rules, toStatus(code, null, FACTS.statuses)).filter(
      ({ isAllowed }) => isAllowed,
    );
    expect(allowed.map(({ kind }) => kind)).toEqual(kinds);
  });

  test('a tenant’s own word for done can be reopened', () => {
    const rules = toTransitionRules(createStatusTable({ DONE: 'RESOLVED' }));
    expect(rules.REOPEN).toMatchObject({ from: { only: ['COMPLETED', 'CONFIRMED', 'DONE'] } });
  });

  test('a definition without a label shows its code', () => {
    expect(toStatusDefinition({ status: 'X' }, FACTS.statuses, 'en')).toEqual({
      code: 'X',
      category: 'UNKNOWN',
      label: 'X',
      isConfigured: false,
    });
    expect(toTicketType({ type: 'REPAIR_ORDER', description: 'Repair', active: false }, 'en')).toEqual({
      code: 'REPAIR_ORDER',
      label: 'Repair',
      description: null,
      group: null,
      isActive: false,
    });
  });
});

test.each([
  ['VERY_HIGH', 'URGENT'],
  ['URGENT', 'URGENT'],
  ['HIGH', 'HIGH'],
  ['PRIO_HIGH', 'HIGH'],
  ['very high', 'URGENT'],
  ['NORMAL', 'NORMAL'],
  ['Medium', 'NORMAL'],
  ['low', 'LOW'],
  ['P1', 'URGENT'],
  ['3', 'UNKNOWN'],
  ['HIGHEST', 'UNKNOWN'],
  ['HIGH_OR_LOW', 'UNKNOWN'],
])('priority %p is %p', (code, level) => {
  expect(toPriority(code, null, FACTS.priorities)).toEqual({ code, label: null, level, rank: null });
});

test.each([
  ['2016-11-22T06:23:50.030+0000', '2016-11-22T06:23:50.030Z'],
  ['2016-11-22T06:23:50.030Z', '2016-11-22T06:23:50.030Z'],
  ['2016-11-22T07:23:50.030+01:00', '2016-11-22T06:23:50.030Z'],
  ['2016-11-22T06:23:50.030', null],
  ['yesterday', null],
  ['', null],
  [null, null],
  [undefined, null],
])('time %p is %p', (text, instant) => {
  expect(toInstant(text)).toBe(instant);
});

test.each([
  ['Offen', 'en', 'Offen'],
  [{ en: 'Open', de: 'Offen' }, 'de', 'Offen'],
  [{ en: 'Open', de: 'Offen' }, 'de-AT', 'Offen'],
  [{ en: 'Open', 'de-AT': 'Offen, bitte' }, 'de-AT', 'Offen, bitte'],
  [{ en: 'Open', de: null }, 'de', 'Open'],
  [{ en: '', fr: null, it: 'Aperto' }, 'de', 'Aperto'],
  [{}, 'de', null],
  ['', 'de', null],
  [null, 'de', null],
])('label %j in %s is %p', (label, language, text) => {
  expect(toLabel(label as never, language)).toBe(text);
});

describe('tickets', () => {
  test.each([
    ['My tv does not work', 'My tv does not work', null],
    ['First line\r\n\r\n  second\nthird \n', 'First line', 'second\nthird'],
    ['\n late start', 'late start', null],
    ['', null, null],
    [null, null, null],
  ])('text %j', (shortDescription, title, description) => {
    expect(toModel({ shortDescription })).toMatchObject({ title, description });
  });

  test.each([
    ['TV', { code: 'TV', label: null }],
    [
      { classification: 'TV', description: 'Television' },
      { code: 'TV', label: 'Television' },
    ],
    [
      { code: 'TV', description: { de: 'Fernseher' } },
      { code: 'TV', label: 'Fernseher' },
    ],
    [{ id: 'TV' }, { code: 'TV', label: null }],
    [[{ code: 'TV' }], { code: 'TV', label: null }],
    [[], null],
    ['', null],
    [null, null],
  ])('classification %j', (classification, contactReason) => {
    const model = toModel({ classification });
    expect(model.contactReason).toEqual(contactReason);
    expect(model.customFields).toEqual([]);
  });

  test('of several classifications the first is the reason, and all are kept', () => {
    expect(toModel({ classification: ['TV', 'REMOTE'] })).toMatchObject({
      contactReason: { code: 'TV' },
      customFields: [{ key: 'classification', label: 'Classification', value: ['TV', 'REMOTE'] }],
    });
  });

  test('every field has its place', () => {
    const model = toModel({
      ticketNumber: '1000042',
      typeDescription: { en: 'Service request' },
      status: 'CUSTOMER_ACTION',
      statusDescription: 'Your turn',
      priority: 'HIGH',
      priorityDescription: { de: 'Hoch' },
      customerEmail: 'testme@yaastest.com',
      customerTitle: 'Ms',
      customerFirstName: 'Test',
      customerLastName: 'Me',
      productId: '58330b',
      productName: 'Smartphone Zony Yperia X2',
      metadata: {
        createdAt: '2016-11-22T06:23:50.030+0000',
        modifiedAt: '2016-11-23T06:23:50.030Z',
        version: '3',
        mixins: { loyalty: { level: 'gold' } },
        schema: 'https://schema.test/ticket',
      },
      transcript: [{ description: 'goes to the logs' }],
      dueDate: '2016-12-01T00:00:00.000Z',
      processingTimeMs: 0,
      empty: [],
    });
    expect(model).toEqual({
      nativeId: sampleId(1),
      number: '1000042',
      title: 'My tv does not work',
      description: null,
      status: { category: 'PENDING', code: 'CUSTOMER_ACTION', label: 'Your turn' },
      type: { code: 'SERVICE_REQUEST', label: 'Service request', group: null },
      priority: { code: 'HIGH', label: 'Hoch', level: 'HIGH', rank: null },
      severity: null,
      createdAt: '2016-11-22T06:23:50.030Z',
      updatedAt: '2016-11-23T06:23:50.030Z',
      statusChangedAt: null,
      closedAt: null,
      customer: {
        kind: 'PERSON',
        id: 'C1381590151',
        accountId: null,
        name: null,
        title: 'Ms',
        firstName: 'Test',
        lastName: 'Me',
        email: 'testme@yaastest.com',
        phone: null,
      },
      assignee: null,
      channel: null,
      queue: null,
      source: 'SYSTEM',
      language: null,
      country: null,
      tags: [],
      product: { id: '58330b', name: 'Smartphone Zony Yperia X2' },
      vehicle: null,
      orderId: null,
      vendor: null,
      voucherCode: null,
      contactReason: null,
      serviceLevel: null,
      attachments: [],
      relations: [],
      escalations: [],
      transitions: [],
      customFields: [
        { key: 'metadata.mixins', label: 'Metadata mixins', value: { loyalty: { level: 'gold' } } },
        { key: 'metadata.schema', label: 'Metadata schema', value: 'https://schema.test/ticket' },
        { key: 'dueDate', label: 'Due date', value: '2016-12-01T00:00:00.000Z' },
        { key: 'processingTimeMs', label: 'Processing time ms', value: 0 },
      ],
      version: '3',
      notLoaded: [],
    });
  });

  test('only the id can be relied on', () => {
    const model = toTicket({ id: 'x' }, FACTS, 'en');
    expect(model).toMatchObject({
      nativeId: 'x',
      number: 'x',
      title: null,
      status: { category: 'UNKNOWN', code: '', label: null },
      type: null,
      priority: null,
      createdAt: null,
      customer: null,
      product: null,
      customFields: [],
    });
  });

  test('without a count of changes the version follows the values, not the language', () => {
    const versionOf = (more: Partial<HybrisTicket>) => toTicket({ id: 'x', ...more }, FACTS, 'en').version;
    expect(versionOf({ status: 'OPEN' })).toBe(versionOf({ status: 'OPEN', statusDescription: 'Offen' }));
    expect(versionOf({ status: 'OPEN' })).not.toBe(versionOf({ status: 'CONFIRMED' }));
    expect(versionOf({ shortDescription: 'a' })).not.toBe(versionOf({ shortDescription: 'b' }));
  });

  test.each([[{}], [{ id: '' }], [{ id: 1 }], [{ id: 'x', status: 1 }], [{ id: 'x', transcript: {} }], ['x'], [null]])(
    '%j is no ticket',
    (value) => {
      expect(() => checkTicket(value)).toThrow(expect.objectContaining({ code: 'BACKEND_BAD_RESPONSE' }));
    },
  );
});

describe('interactions', () => {
  test('every field of a log has its place', () => {
    const [wire] = checkInteractionLogs([
      {
        id: 'log1',
        customerId: 'C1381590151',
        communicationDirection: 'INBOUND',
        communicationDirectionDescription: 'Inbound',
        communicationOrigin: 'STOREFRONT',
        communicationOriginDescription: { en: 'Storefront' },
        communicationMedium: 'WEB',
        interactionDescription: 'Created a ticket',
        interactionStartedAt: '2016-11-22T06:23:50.030Z',
        interactionEndedAt: '2016-11-22T06:24:50.030Z',
        interactionReasons: [{ interactionReason: 'ZSELFSERVICE_TICKET', description: 'Self service' }, {}],
        relatedObjects: [
          { objectType: 'SAP_SERVICE_TICKET', objectId: sampleId(1), objectName: 'My tv' },
          { objectType: 'SAP_SERVICE_TICKET', objectId: { id: sampleId(2), link: 'http://inner/2' } },
          { objectType: 'ZPRODUCT_REGISTRATION', objectId: 'p1' },
          { objectType: 'ZPRODUCT_REGISTRATION' },
        ],
        metadata: { createdAt: '2016-11-22T06:23:51.000+0000', modifiedAt: '2016-11-22T06:23:52.000+0000', version: 1 },
        note: 'tenant’s own',
      },
    ]);
    expect(wire && toInteractionLog(wire, FACTS, 'en')).toEqual({
      nativeId: 'log1',
      kind: 'LOG',
      side: 'CUSTOMER',
      visibility: 'UNKNOWN',
      author: null,
      customer: expect.objectContaining({ kind: 'PERSON', id: 'C1381590151' }),
      text: 'Created a ticket',
      createdAt: '2016-11-22T06:23:51.000Z',
      startedAt: '2016-11-22T06:23:50.030Z',
      endedAt: '2016-11-22T06:24:50.030Z',
      direction: { code: 'INBOUND', label: 'Inbound' },
      channel: { code: 'STOREFRONT', label: 'Storefront' },
      medium: { code: 'WEB', label: null },
      reasons: [{ code: 'ZSELFSERVICE_TICKET', label: 'Self service' }],
      relatedObjects: [
        { type: 'SAP_SERVICE_TICKET', nativeId: sampleId(1), name: 'My tv', isTicket: true },
        { type: 'SAP_SERVICE_TICKET', nativeId: sampleId(2), name: null, isTicket: true },
        { type: 'ZPRODUCT_REGISTRATION', nativeId: 'p1', name: null, isTicket: false },
      ],
      attachments: [],
      customFields: [
        { key: 'metadata.modifiedAt', label: 'Metadata modified at', value: '2016-11-22T06:23:52.000+0000' },
        { key: 'metadata.version', label: 'Metadata version', value: 1 },
        { key: 'note', label: 'Note', value: 'tenant’s own' },
      ],
    });
    expect(toInteractionLog({ id: 'x', communicationDirection: 'OUTBOUND' }, FACTS, 'en').side).toBe('UNKNOWN');
  });

  const transcript = [
    {
      description: 'Have you tried turning it off?',
      createdAt: '2016-11-22T06:30:00.000+0000',
      visibility: 'PUBLIC',
      owner: {
        ownerId: 'agent1',
        email: 'agent@example.test',
        displayName: 'Agent One',
        isCustomer: false,
        createdAt: '2016-11-22T06:29:00.000+0000',
      },
    },
    { description: 'same', createdAt: '2016-11-22T06:31:00.000Z', visibility: 'PUBLIC', owner: { isCustomer: true } },
    { description: 'same', createdAt: '2016-11-22T06:31:00.000Z', visibility: 'PUBLIC', owner: { isCustomer: true } },
    { description: 'between us', visibility: 'PRIVATE' },
    { description: 'who knows' },
  ];

  test('customers see the public part of a transcript', () => {
    const entries = toTranscriptEntries({ id: 'x', transcript }, 'customer');
    expect(entries).toHaveLength(3);
    expect(entries[0]).toMatchObject({
      kind: 'MESSAGE',
      side: 'AGENT',
      visibility: 'PUBLIC',
      author: { id: 'agent1', name: 'Agent One', email: 'agent@example.test' },
      customer: null,
      text: 'Have you tried turning it off?',
      createdAt: '2016-11-22T06:30:00.000Z',
      customFields: [{ key: 'owner.createdAt', label: 'Owner created at', value: '2016-11-22T06:29:00.000+0000' }],
    });
    expect(entries[1]).toMatchObject({ side: 'CUSTOMER', customFields: [] });
  });

  test('agents see all of it', () => {
    const visibilities = toTranscriptEntries({ id: 'x', transcript }, 'agent').map(({ visibility }) => visibility);
    expect(visibilities).toEqual(['PUBLIC', 'PUBLIC', 'PUBLIC', 'PRIVATE', 'UNKNOWN']);
  });

  test('entries keep their ids when others come, and equal ones have different ids', () => {
    const idsOf = (count: number) =>
      toTranscriptEntries({ id: 'x', transcript: transcript.slice(0, count) }, 'agent').map(({ nativeId }) => nativeId);
    expect(idsOf(5).slice(0, 3)).toEqual(idsOf(3));
    expect(new Set(idsOf(5)).size).toBe(5);
    expect(toTranscriptEntries({ id: 'y', transcript }, 'agent')[0]?.nativeId).not.toBe(idsOf(1)[0]);
  });

  test('a chat: participants by the shape of their ids, messages oldest first', () => {
    const wire = checkChatTranscript({
      id: '5833e476ecb9ab001d6d3594',
      chatterIds: ['C1381590151', 'agent@example.test', 'bot'],
      createdBy: 'C1381590151',
      startAt: '2016-11-22T06:23:50.030+0000',
      endAt: null,
      transcript: [
        { chatContent: 'dsfds', createdAt: '2016-11-22T06:24:50.030+0000', createdBy: 'agent@example.test' },
        { chatContent: 'hi', createdAt: '2016-11-22T06:23:50.030+0000', createdBy: 'C1381590151' },
        { createdAt: '2016-11-22T06:25:00.000Z' },
      ],
      metadata: { createdAt: '2016-11-22T06:23:50.030+0000', version: 2 },
    });
    const chat = toChatTranscript(wire);
    expect(chat).toMatchObject({
      nativeId: '5833e476ecb9ab001d6d3594',
      startedAt: '2016-11-22T06:23:50.030Z',
      endedAt: null,
      createdBy: 'C1381590151',
      participants: [
        { id: 'C1381590151', side: 'CUSTOMER' },
        { id: 'agent@example.test', side: 'AGENT' },
        { id: 'bot', side: 'UNKNOWN' },
      ],
      messages: [
        { text: 'hi', at: '2016-11-22T06:23:50.030Z', side: 'CUSTOMER', author: { id: 'C1381590151', email: null } },
        { text: 'dsfds', side: 'AGENT', author: { id: 'agent@example.test', email: 'agent@example.test' } },
        { text: '', side: 'UNKNOWN', author: null },
      ],
    });
    expect(chat.customFields.map(({ key }) => key)).toEqual(['metadata.createdAt', 'metadata.version']);
  });
});
