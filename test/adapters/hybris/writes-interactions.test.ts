import { describe, expect, test } from '@jest/globals';
import { isUnsupported } from '../../../src/ticketing/unsupported.ts';
import type { AddCommentInput, LogInteractionInput } from '../../../src/ticketing/write.ts';
import { createCall } from '../../support/call.ts';
import { useNock } from '../../support/nock-backend.ts';
import { OWN_ID, ticket } from './samples.ts';
import { answerClientToken, answerTokens, connect, HOST, NOW } from './under-test.ts';
import {
  AS_CUSTOMER,
  FIRST,
  host,
  keep,
  LOGS,
  rejectionOf,
  TICKET,
  write,
  writeCall,
  type Sent,
} from './writes-under-test.ts';

useNock();

const LOG_ID = '5833e476ecb9ab001d6d4001';
const SENT_AT = new Date(NOW).toISOString();
const LOG = {
  customerId: OWN_ID,
  communicationDirection: 'INBOUND',
  communicationOrigin: 'STOREFRONT',
  interactionDescription: 'Called twice',
  interactionStartedAt: SENT_AT,
  interactionEndedAt: SENT_AT,
  interactionReasons: [{ interactionReason: 'ZSELFSERVICE_TICKET' }],
  relatedObjects: [{ objectType: 'SAP_SERVICE_TICKET', objectId: FIRST }],
};
const METADATA = { createdAt: '2016-11-22T07:00:01.000+0000', version: 1 };
const NEWEST = {
  q: `customerId:"${OWN_ID}"`,
  sort: 'metadata.createdAt:desc,id:desc',
  pageNumber: '1',
  pageSize: '64',
};
const SIBLING = { comments: 'conversations', siblingBaseUrl: `${HOST}/hybris/serviceticketmashup/v1` };
const CONVERSATIONS = `/hybris/serviceticketmashup/v1/acmeshop/serviceTickets/${FIRST}/conversations`;
const MESSAGE = { description: 'Any news?', visibility: 'PUBLIC', createdAt: METADATA.createdAt };

function log(input: Partial<LogInteractionInput> = {}, settings: Record<string, unknown> = {}) {
  const operation = write(connect(settings), 'logInteraction');
  return operation.apply({ ticketId: FIRST, text: 'Called twice', ...input }, writeCall());
}

function comment(settings: Record<string, unknown>, call = writeCall()) {
  return write(connect(settings), 'addComment').apply({ ticketId: FIRST, text: 'Any news?' }, call);
}

function readTicket(more: Record<string, unknown> = {}): void {
  host().get(TICKET).reply(200, ticket(FIRST, more));
}

describe('logInteraction', () => {
  test('sends the log of the customer about the ticket', async () => {
    const sent: Sent[] = [];
    answerTokens();
    readTicket();
    keep(host().post(LOGS), sent, 201, { ...LOG, id: LOG_ID, metadata: METADATA });
    const result = await log();
    expect(sent).toEqual([{ headers: { ...AS_CUSTOMER, 'content-type': 'application/json' }, body: LOG }]);
    expect(result).toMatchObject({
      entry: {
        nativeId: LOG_ID,
        kind: 'LOG',
        side: 'CUSTOMER',
        text: 'Called twice',
        customer: { id: OWN_ID },
        createdAt: '2016-11-22T07:00:01.000Z',
        startedAt: SENT_AT,
        relatedObjects: [{ nativeId: FIRST, isTicket: true }],
      },
      warnings: [],
    });
  });

  test('codes and times come from the caller, else from the configuration', async () => {
    const sent: Sent[] = [];
    const interaction = { direction: 'IN', origin: 'SHOP', medium: 'WEB', reason: 'R1', ticketObjectType: 'TICKET' };
    for (const input of [
      {},
      {
        startedAt: '2016-11-22T06:00:00+01:00',
        endedAt: '2016-11-22T05:01:00Z',
        directionCode: 'OUTBOUND',
        channelCode: 'PHONE',
        mediumCode: 'VOICE',
        reasonCodes: ['R2', 'R3'],
      },
      { startedAt: '2016-11-22T06:00:00+01:00', reasonCodes: [] },
    ]) {
      answerTokens();
      readTicket();
      keep(host().post(LOGS), sent, 201, { ...LOG, id: LOG_ID, metadata: METADATA });
      await log(input, { interaction });
    }
    const relatedObjects = [{ objectType: 'TICKET', objectId: FIRST }];
    const byDefault = {
      ...LOG,
      communicationDirection: 'IN',
      communicationOrigin: 'SHOP',
      communicationMedium: 'WEB',
      interactionReasons: [{ interactionReason: 'R1' }],
      relatedObjects,
    };
    const { interactionEndedAt: _, ...withoutEnd } = byDefault;
    expect(sent.map(({ body }) => body)).toEqual([
      byDefault,
      {
        ...LOG,
        communicationDirection: 'OUTBOUND',
        communicationOrigin: 'PHONE',
        communicationMedium: 'VOICE',
        interactionStartedAt: '2016-11-22T05:00:00.000Z',
        interactionEndedAt: '2016-11-22T05:01:00.000Z',
        interactionReasons: [{ interactionReason: 'R2' }, { interactionReason: 'R3' }],
        relatedObjects,
      },
      { ...withoutEnd, interactionStartedAt: '2016-11-22T05:00:00.000Z', interactionReasons: [] },
    ]);
  });

  test.each([
    ['the id', { id: LOG_ID }, {}],
    ['id and link', { id: LOG_ID, link: 'http://inner/else' }, {}],
    ['a header alone', '', { Location: `http://inner.host/acmeshop/interactionLogs/${LOG_ID}` }],
  ])('an answer with %s: the log is found among the newest', async (_, body, headers) => {
    answerTokens();
    readTicket();
    host().post(LOGS).reply(201, body, headers);
    host()
      .get(LOGS)
      .query(NEWEST)
      .reply(200, [{ id: 'another' }, { ...LOG, id: LOG_ID, metadata: METADATA }]);
    expect(await log()).toMatchObject({
      entry: { nativeId: LOG_ID, createdAt: '2016-11-22T07:00:01.000Z' },
      warnings: [],
    });
  });

  test.each([
    [200, []],
    [403, { type: 'insufficient_permissions' }],
    [200, [{ ...LOG, id: LOG_ID, customerId: 'C9', interactionDescription: 'secret' }]],
  ])('a log that cannot be read back (%i %j) is shown as it was sent, with a warning', async (status, body) => {
    answerTokens();
    readTicket();
    host().post(LOGS).reply(201, { id: LOG_ID });
    host().get(LOGS).query(NEWEST).reply(status, body);
    const result = await log();
    expect(result).toMatchObject({ entry: { nativeId: LOG_ID, text: 'Called twice', createdAt: null } });
    expect(result.warnings).toHaveLength(1);
  });

  test('an answer without an id leaves the outcome open', async () => {
    answerTokens();
    readTicket();
    host().post(LOGS).reply(201, '');
    expect(await rejectionOf(log())).toMatchObject({ code: 'BACKEND_BAD_RESPONSE', facts: { mayHaveArrived: true } });
  });

  test('nothing is logged about a ticket of somebody else', async () => {
    answerTokens();
    readTicket({ customerId: 'C9' });
    expect(await rejectionOf(log())).toMatchObject({ code: 'NOT_FOUND' });
  });

  test('while nobody tells who is signed in it is whose ticket it is', async () => {
    const sent: Sent[] = [];
    answerTokens({ ownId: null });
    readTicket({ customerId: 'C7' });
    keep(host().post(LOGS), sent, 201, { ...LOG, id: LOG_ID, metadata: METADATA });
    await log();
    expect(sent).toMatchObject([{ body: { customerId: 'C7' } }]);
  });

  test('a refused code is told in words of the input', async () => {
    answerTokens();
    readTicket();
    const details = [{ field: 'communicationMedium', type: 'invalid_field' }];
    host().post(LOGS).reply(400, { type: 'validation_violation', details });
    expect(await rejectionOf(log())).toMatchObject({ code: 'INVALID_INPUT', facts: { field: 'mediumCode' } });
  });

  test.each<[string, Partial<LogInteractionInput>]>([
    ['text', { text: ' \n' }],
    ['text', { text: 'a\u0000' }],
    ['ticketId', { ticketId: '../other' }],
    ['startedAt', { startedAt: 'yesterday' }],
    ['startedAt', { startedAt: '2016-11-22T06:00:00' }],
    ['startedAt', { endedAt: '2016-11-22T06:00:00Z' }],
    ['endedAt', { startedAt: '2016-11-22T06:00:00Z', endedAt: '2016-11-22T05:59:00Z' }],
    ['endedAt', { startedAt: '2016-11-22T06:00:00Z', endedAt: '2016-02-30T06:00:00Z' }],
    ['directionCode', { directionCode: '' }],
    ['channelCode', { channelCode: 'a\n' }],
    ['mediumCode', { mediumCode: ' ' }],
    ['reasonCodes.1', { reasonCodes: ['a', ''] }],
  ])('refuses %s without a request: %j', (field, input) => {
    const refusals = write(connect(), 'logInteraction').check({ ticketId: FIRST, text: 'a', ...input });
    expect(refusals).toEqual([{ field, code: 'INVALID_INPUT', message: expect.stringMatching(/^\w.+\.$/) }]);
  });

  test('agents have none', () => {
    expect(isUnsupported(connect({ audience: 'agent' }).operations.logInteraction)).toBe(true);
  });
});

describe('addComment', () => {
  test.each([
    [{}, /comments/],
    [{ comments: 'conversations' }, /siblingBaseUrl/],
    [{ comments: 'interactionLog', audience: 'agent' }, /interaction logs/],
  ])('is unsupported with %j', (settings, reason) => {
    const { addComment } = connect(settings).operations;
    expect(isUnsupported(addComment) && addComment.unsupported).toMatch(reason);
  });

  test('as an interaction log: of this moment, with the configured codes', async () => {
    const sent: Sent[] = [];
    answerTokens();
    readTicket();
    keep(host().post(LOGS), sent, 201, { ...LOG, id: LOG_ID, interactionDescription: 'Any news?', metadata: METADATA });
    const result = await comment({ comments: 'interactionLog' });
    expect(sent).toMatchObject([{ body: { ...LOG, interactionDescription: 'Any news?' } }]);
    expect(result).toMatchObject({ entry: { text: 'Any news?' }, warnings: [] });
  });

  test('as a message of the customer through the agents’ mashup', async () => {
    const sent: Sent[] = [];
    answerTokens();
    readTicket({ customerEmail: 'testme@yaastest.com', customerFirstName: 'Tess', customerLastName: 'Tee' });
    keep(host().post(CONVERSATIONS), sent, 201, { id: '1' });
    readTicket({ transcript: [{ ...MESSAGE, createdAt: '2016-11-20T07:00:00.000Z' }, MESSAGE] });
    const result = await comment(SIBLING);
    const owner = { ownerId: OWN_ID, email: 'testme@yaastest.com', displayName: 'Tess Tee', isCustomer: true };
    expect(sent).toEqual([
      {
        headers: { ...AS_CUSTOMER, 'content-type': 'application/json' },
        body: { description: 'Any news?', visibility: 'PUBLIC', owner },
      },
    ]);
    expect(result).toMatchObject({
      entry: { kind: 'MESSAGE', text: 'Any news?', visibility: 'PUBLIC', createdAt: '2016-11-22T07:00:01.000Z' },
      warnings: [],
    });
  });

  test.each([
    ['agent@example.test', { ownerId: 'agent@example.test', email: 'agent@example.test', isCustomer: false }],
    [null, { isCustomer: false }],
  ])('as a message of the agent %s', async (agentEmail, owner) => {
    const sent: Sent[] = [];
    answerClientToken();
    readTicket();
    keep(host().post(CONVERSATIONS), sent, 201);
    readTicket({ transcript: [MESSAGE] });
    const { principal } = createCall();
    const call = writeCall({ principal: { ...principal, agentEmail } });
    expect(await comment({ ...SIBLING, audience: 'agent' }, call)).toMatchObject({ warnings: [] });
    expect(sent).toMatchObject([{ headers: { authorization: 'Bearer client-token' }, body: { owner } }]);
    expect(sent[0]?.body).toHaveProperty('owner', owner);
  });

  test.each([
    [200, ticket(FIRST)],
    [404, {}],
  ])('a message that cannot be read back (%i) is a warning', async (status, body) => {
    answerTokens();
    readTicket();
    host().post(CONVERSATIONS).reply(201, { id: '1' });
    host().get(TICKET).reply(status, body);
    const result = await comment(SIBLING);
    expect(result.entry).toBeNull();
    expect(result.warnings).toHaveLength(1);
  });

  test.each([
    [403, { type: 'insufficient_permissions', message: 'Access denied to ticket' }, 'NOT_FOUND', undefined],
    [403, { type: 'insufficient_permissions', message: 'invalid scope' }, 'FORBIDDEN', undefined],
    [
      400,
      { type: 'validation_violation', details: [{ field: 'description', type: 'invalid_field' }] },
      'INVALID_INPUT',
      'text',
    ],
    [200, '<html>', 'BACKEND_BAD_RESPONSE', undefined],
  ])('%i %j: %s', async (status, body, code, field) => {
    answerTokens();
    readTicket();
    host().post(CONVERSATIONS).reply(status, body);
    const error = await rejectionOf(comment(SIBLING));
    expect([error.code, error.facts.field]).toEqual([code, field]);
  });

  test.each<[string, Partial<AddCommentInput>]>([
    ['text', { text: '' }],
    ['text', { text: '\u0000' }],
    ['ticketId', { ticketId: 'a/b' }],
  ])('refuses %s without a request: %j', (field, input) => {
    for (const settings of [SIBLING, { comments: 'interactionLog' }]) {
      const refusals = write(connect(settings), 'addComment').check({ ticketId: FIRST, text: 'a', ...input });
      expect(refusals).toMatchObject([{ field, code: 'INVALID_INPUT' }]);
    }
  });
});
