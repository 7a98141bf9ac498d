import { describe, expect, test } from '@jest/globals';
import sample from '../../../adapters/hybris/fixtures/service-ticket.json' with { type: 'json' };
import { isUnsupported } from '../../../src/ticketing/unsupported.ts';
import type { TicketFields } from '../../../src/ticketing/write.ts';
import { useNock } from '../../support/nock-backend.ts';
import { OWN_ID, ticket } from './samples.ts';
import { answerClientToken, answerLogin, answerTokens, connect, CUSTOMERS } from './under-test.ts';
import {
  AS_CUSTOMER,
  FIRST,
  host,
  keep,
  rejectionOf,
  TICKET,
  TICKETS,
  write,
  writeCall,
  type Sent,
} from './writes-under-test.ts';

useNock();

const FIELDS: TicketFields = { title: sample.shortDescription, typeId: sample.type, productId: sample.productId };
const INNER_LOCATION = `http://inner.host:8080/acmeshop/serviceTickets/${FIRST}`;

function check(fields: TicketFields, settings: Record<string, unknown> = {}) {
  return write(connect(settings), 'createTicket').check({ fields });
}

function create(fields: TicketFields = FIELDS, settings: Record<string, unknown> = {}, call = writeCall()) {
  return write(connect(settings), 'createTicket').apply({ fields }, call);
}

describe('the request', () => {
  test('is the documented one, for the customer who is signed in, then the ticket is read', async () => {
    const sent: Sent[] = [];
    answerTokens();
    keep(host().post(TICKETS), sent, 201, ticket(FIRST));
    host()
      .get(TICKET)
      .reply(200, ticket(FIRST, { ticketNumber: '1000042' }));
    const result = await create(FIELDS, { createdBy: sample.createdBy });
    expect(sent).toEqual([
      {
        headers: { ...AS_CUSTOMER, 'content-type': 'application/json', 'content-language': 'en' },
        body: { ...sample, customerId: OWN_ID },
      },
    ]);
    expect(result).toMatchObject({
      nativeId: FIRST,
      ticket: { nativeId: FIRST, number: '1000042', title: sample.shortDescription, status: { code: 'OPEN' } },
      warnings: [],
    });
  });

  test('carries text, priority and classification, and no creator unless one is configured', async () => {
    const sent: Sent[] = [];
    answerTokens();
    keep(host().post(TICKETS), sent, 201, { id: FIRST });
    host().get(TICKET).reply(200, ticket(FIRST));
    const call = writeCall({ language: 'de-AT' });
    await create(
      {
        title: ' Broken ',
        description: '\nIt fell.\r\n\nTwice.\n',
        typeId: 'GENERAL_INQUIRY',
        priorityCode: 'HIGH',
        contactReasonCode: 'TV',
        customerId: OWN_ID,
      },
      {},
      call,
    );
    expect(sent[0]?.headers).toMatchObject({ 'accept-language': 'de-AT', 'content-language': 'de-AT' });
    expect(sent[0]?.body).toEqual({
      type: 'GENERAL_INQUIRY',
      status: 'OPEN',
      priority: 'HIGH',
      classification: 'TV',
      customerId: OWN_ID,
      shortDescription: 'Broken\n\nIt fell.\r\n\nTwice.',
    });
  });

  test('what is null is not sent', async () => {
    const sent: Sent[] = [];
    answerTokens();
    keep(host().post(TICKETS), sent, 201, { id: FIRST });
    host().get(TICKET).reply(200, ticket(FIRST));
    await create({
      title: 'a',
      typeId: 'b',
      description: null,
      productId: null,
      priorityCode: null,
      contactReasonCode: null,
    });
    expect(sent[0]?.body).toEqual({ type: 'b', status: 'OPEN', customerId: OWN_ID, shortDescription: 'a' });
  });

  test('a dry run shows it without the token, and sends nothing', async () => {
    answerTokens();
    const shown: unknown[] = [];
    const error = await rejectionOf(create(FIELDS, {}, writeCall({ preview: (request) => shown.push(request) })));
    expect(error.facts.isPreview).toBe(true);
    expect(shown).toMatchObject([
      { method: 'POST', target: '/acmeshop/serviceTickets', headers: { 'content-language': 'en' } },
    ]);
    expect(JSON.stringify(shown)).not.toContain('customer-token');
  });
});

describe('the answer', () => {
  test.each([
    ['the whole ticket', ticket(FIRST), {}],
    ['the id', { id: FIRST }, {}],
    ['id and link', { id: FIRST, link: 'http://inner.host:8080/else' }, {}],
    ['a header alone', '', { Location: INNER_LOCATION }],
    ['a header with query and slash', { id: '' }, { Location: `${INNER_LOCATION}/?a=/b` }],
    ['a body that is no JSON, and a header', '<html>', { Location: INNER_LOCATION }],
    ['a hostile id, and a header', { id: '../other' }, { Location: INNER_LOCATION }],
  ])('names the ticket by %s', async (_, body, headers) => {
    answerTokens();
    host().post(TICKETS).reply(201, body, headers);
    host().get(TICKET).reply(200, ticket(FIRST));
    expect(await create()).toMatchObject({ nativeId: FIRST, ticket: { nativeId: FIRST }, warnings: [] });
  });

  test.each([
    ['nothing', '', {}],
    ['a page', '<html>', {}],
    ['ids that are none', { id: 7 }, { Location: 'http://inner/..' }],
  ])('that names it by %s leaves the outcome open', async (_, body, headers) => {
    answerTokens();
    host().post(TICKETS).reply(201, body, headers);
    const states: string[] = [];
    const error = await rejectionOf(create(FIELDS, {}, writeCall({ onWrite: (state) => states.push(state) })));
    expect(error).toMatchObject({ code: 'BACKEND_BAD_RESPONSE', facts: { mayHaveArrived: true } });
    expect(states).toEqual(['SENT']);
  });

  test.each([
    ['what was sent', { id: FIRST }, null],
    ['the whole answer', ticket(FIRST, { ticketNumber: '1000042' }), '1'],
  ])('a ticket that cannot be read back is shown as %s, with a warning', async (_, body, version) => {
    answerTokens();
    host().post(TICKETS).reply(201, body);
    host().get(TICKET).reply(404, { status: 404, type: 'element_resource_non_existing' });
    const result = await create();
    expect(result.warnings).toHaveLength(1);
    expect(result).toMatchObject({
      nativeId: FIRST,
      ticket: {
        nativeId: FIRST,
        title: sample.shortDescription,
        status: { code: 'OPEN', category: 'OPEN' },
        customer: { id: OWN_ID },
      },
    });
    if (version !== null) expect(result.ticket).toMatchObject({ number: '1000042', version });
  });

  test('a ticket of another customer is not shown', async () => {
    answerTokens();
    host().post(TICKETS).reply(201, { id: FIRST });
    host()
      .get(TICKET)
      .reply(200, ticket(FIRST, { customerId: 'C9', shortDescription: 'secret' }));
    const result = await create();
    expect(result.warnings).toHaveLength(1);
    expect(JSON.stringify(result)).not.toContain('secret');
  });
});

describe('refusals without a request', () => {
  test.each<[string, TicketFields]>([
    ['title', { typeId: 'a' }],
    ['title', { title: ' ', typeId: 'a' }],
    ['title', { title: 'one\ntwo', typeId: 'a' }],
    ['title', { title: 'one\rtwo', typeId: 'a' }],
    ['title', { title: 'one\u2028two', typeId: 'a' }],
    ['title', { title: 'a\u0000b', typeId: 'a' }],
    ['title', { title: '\ud800', typeId: 'a' }],
    ['typeId', { title: 'a' }],
    ['typeId', { title: 'a', typeId: '' }],
    ['typeId', { title: 'a', typeId: 'a\r\nb' }],
    ['description', { ...FIELDS, description: 'a\u0007' }],
    ['productId', { ...FIELDS, productId: ' ' }],
    ['priorityCode', { ...FIELDS, priorityCode: 'a\u0000' }],
    ['contactReasonCode', { ...FIELDS, contactReasonCode: '' }],
    ['customerId', { ...FIELDS, customerId: '' }],
    ['severityCode', { ...FIELDS, severityCode: 'a' }],
    ['channel', { ...FIELDS, channel: 'a' }],
    ['vehicleModelId', { ...FIELDS, vehicleModelId: '1' }],
    ['vin', { ...FIELDS, vin: 'a' }],
    ['voucherCode', { ...FIELDS, voucherCode: 'a' }],
    ['orderId', { ...FIELDS, orderId: 'a' }],
    ['tags', { ...FIELDS, tags: ['a'] }],
    ['relatedTicketIds', { ...FIELDS, relatedTicketIds: ['a'] }],
    ['contact', { ...FIELDS, contact: { email: 'a@example.test' } }],
    ['attachmentIds', { ...FIELDS, attachmentIds: ['a'] }],
    ['customFields', { ...FIELDS, customFields: { __proto__: null, dueDate: 'a' } }],
  ])('%s: %j', (name, fields) => {
    expect(check(fields)).toEqual([
      { field: `fields.${name}`, code: 'INVALID_INPUT', message: expect.stringMatching(/^\w.+\.$/) },
    ]);
  });

  test('everything that can be set is let through', () => {
    const fields = {
      ...FIELDS,
      description: 'a\n\tb',
      priorityCode: 'ä',
      contactReasonCode: '"../?#%2f',
      customerId: OWN_ID,
    };
    expect(check(fields)).toEqual([]);
  });
});

describe('the customer', () => {
  test('another one is refused before anything is sent', async () => {
    answerTokens();
    const error = await rejectionOf(create({ ...FIELDS, customerId: 'C1381590152' }));
    expect(error).toMatchObject({ code: 'FORBIDDEN', facts: { field: 'fields.customerId' } });
    expect(error.facts.mayHaveArrived).not.toBe(true);
  });

  test('while nobody tells who is signed in the caller must name one', async () => {
    answerTokens({ ownId: null });
    const sent: Sent[] = [];
    const backend = connect();
    const operation = write(backend, 'createTicket');
    const error = await rejectionOf(operation.apply({ fields: FIELDS }, writeCall()));
    expect(error).toMatchObject({ code: 'INVALID_INPUT', facts: { field: 'fields.customerId' } });
    keep(host().post(TICKETS), sent, 201, { id: FIRST });
    host().get(TICKET).reply(200, ticket(FIRST));
    await operation.apply({ fields: { ...FIELDS, customerId: OWN_ID } }, writeCall());
    expect(sent[0]?.body).toMatchObject({ customerId: OWN_ID });
  });

  test('where it could not be asked who is signed in, that is a fault and no refusal', async () => {
    answerClientToken();
    answerLogin();
    host().get(`${CUSTOMERS}/me`).times(3).reply(503, {});
    await expect(create(FIELDS)).rejects.toMatchObject({ code: 'BACKEND_UNAVAILABLE' });
  });

  test('agents name the customer, and the client token is used', async () => {
    expect(check(FIELDS, { audience: 'agent' })).toMatchObject([{ field: 'fields.customerId' }]);
    const sent: Sent[] = [];
    answerClientToken();
    keep(host().post(TICKETS), sent, 201, { id: FIRST });
    host()
      .get(TICKET)
      .reply(200, ticket(FIRST, { customerId: 'C7' }));
    const result = await create({ ...FIELDS, customerId: 'C7' }, { audience: 'agent' });
    expect(sent).toMatchObject([{ headers: { authorization: 'Bearer client-token' }, body: { customerId: 'C7' } }]);
    expect(result).toMatchObject({ ticket: { customer: { id: 'C7' } }, warnings: [] });
  });
});

describe('what the backend refuses', () => {
  test.each([
    ['shortDescription', 'fields.title'],
    ['type', 'fields.typeId'],
    ['productId', 'fields.productId'],
    ['classification', 'fields.contactReasonCode'],
    ['dueDate', undefined],
  ])('its field %s is told in words of the input', async (field, path) => {
    answerTokens();
    const details = [{ field, type: 'missing_field' }];
    host().post(TICKETS).reply(400, { status: 400, type: 'validation_violation', details });
    const states: string[] = [];
    const error = await rejectionOf(create(FIELDS, {}, writeCall({ onWrite: (state) => states.push(state) })));
    expect(error.code).toBe('INVALID_INPUT');
    expect(error.facts.field).toBe(path);
    if (path === undefined) expect(error.message).toContain('"dueDate"');
    expect(states).toEqual(['SENT', 'REFUSED']);
  });

  test.each([
    [403, 'insufficient_permissions', 'FORBIDDEN', false],
    [404, 'collection_resource_non_existing', 'BACKEND_UNAVAILABLE', false],
    [409, 'conflict_resource', 'CONFLICT', false],
    [429, 'insufficient_resources', 'RATE_LIMITED', false],
    [503, 'circuit_breaker_open', 'BACKEND_UNAVAILABLE', true],
  ])('%i %s is sent once: %s', async (status, type, code, mayHaveArrived) => {
    answerTokens();
    host().post(TICKETS).reply(status, { status, type });
    expect(await rejectionOf(create())).toMatchObject({ code, facts: { mayHaveArrived } });
  });
});

test('what cannot be done says why', () => {
  const { operations } = connect();
  expect(isUnsupported(operations.assignTicket) && operations.assignTicket.unsupported).toMatch(/assignee/);
  expect(isUnsupported(operations.escalateTicket) && operations.escalateTicket.unsupported).toMatch(/escalated/);
});
