import { afterEach, describe, expect, test } from '@jest/globals';
import { nock } from '../../support/nock.ts';
import { crm } from '../../../adapters/crm/index.ts';
import details from '../../../adapters/crm/fixtures/ticket-details.json' with { type: 'json' };
import clientError from '../../../adapters/crm/fixtures/ticket-client-error.json' with { type: 'json' };
import commentAnswer from '../../../adapters/crm/fixtures/ticket-comment.json' with { type: 'json' };
import commentRequest from '../../../adapters/crm/fixtures/ticket-comment-request.json' with { type: 'json' };
import commentRefusal from '../../../adapters/crm/fixtures/ticket-comment-server-error.json' with { type: 'json' };
import record from '../../../adapters/crm/fixtures/ticket.json' with { type: 'json' };
import request from '../../../adapters/crm/fixtures/ticket-request.json' with { type: 'json' };
import serverError from '../../../adapters/crm/fixtures/ticket-server-error.json' with { type: 'json' };
import socialRecord from '../../../adapters/crm/fixtures/social-ticket.json' with { type: 'json' };
import socialRequest from '../../../adapters/crm/fixtures/social-ticket-request.json' with { type: 'json' };
import { toCommentHeader } from '../../../adapters/crm/mapping-writes.ts';
import type { BackendInstance } from '../../../src/ticketing/adapter.ts';
import type { OutgoingRequest, TicketFields } from '../../../src/ticketing/write.ts';
import type { AdapterLog } from '../../../src/upstream/adapter-kit.ts';
import { Secret } from '../../../src/ticketing/secret.ts';
import { createCall } from '../../support/call.ts';
import { connectAdapter, SILENT_LOG } from '../../support/connect-adapter.ts';
import { useNock } from '../../support/nock-backend.ts';
import { addCommentOf, createTicketOf, errorOf, perform, reconcile, watchedCall } from './writes-under-test.ts';

useNock();

const HOST = 'https://crm.example.test';
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
// The next day has begun in India.
const NOW = Date.parse('2021-09-10T20:00:00.000Z');
const OF_HTTP: ReadonlySet<string> = new Set(['host', 'connection', 'content-length', 'accept-encoding']);
const TICKET = '17x95784';

const connected: BackendInstance[] = [];

afterEach(async () => {
  await Promise.all(connected.splice(0).map((backend) => backend.close()));
});

function connect(settings: Record<string, unknown> = {}, log: AdapterLog = SILENT_LOG): BackendInstance {
  const backend = connectAdapter(
    crm,
    {
      baseUrl: `${HOST}/csmart-crmservices`,
      auth: { mode: 'static', token: new Secret(jwt()) },
      timeZone: 'Asia/Kolkata',
      ...settings,
    },
    { clock: () => NOW, log },
  );
  connected.push(backend);
  return backend;
}

function jwt(jti = '1'): string {
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${encode({ alg: 'HS256' })}.${encode({ sub: 'ravi@example.test', jti })}.c2lnbmF0dXJl`;
}

interface Sent {
  readonly headers: Record<string, string>;
  readonly body: string;
}

/** Answers a POST once, and keeps what it was. */
function answer(resource: string, body: object | string, into: Sent[] = [], status = 200): void {
  nock(HOST)
    .post(`/csmart-crmservices/crm/v1${resource}`)
    .reply(status, async (sent: Request) => {
      const headers = Object.fromEntries([...sent.headers].filter(([name]) => !OF_HTTP.has(name)));
      into.push({ headers, body: await sent.text() });
      return body;
    });
}

function answerDetails(body: object = details): void {
  nock(HOST).get('/csmart-crmservices/crm/v1/ticket/details').reply(200, body);
}

const FIELDS: TicketFields = {
  title: 'Plan change',
  typeId: 'Plan change',
  description: 'Plan change request for ',
  contactReasonCode: 'sub1',
};

describe('POST /crm/v1/ticket', () => {
  test('sends the sample with all headers and answers the record', async () => {
    const sent: Sent[] = [];
    answer('/ticket', record, sent);
    const { call, states } = watchedCall();
    const result = await perform(createTicketOf(connect()), { fields: FIELDS }, call);
    expect(sent.map(({ headers }) => headers)).toEqual([
      {
        accept: 'application/json',
        'content-type': 'application/json',
        token: jwt(),
        correlationid: expect.stringMatching(UUID),
        'x-correlation-id': createCall().correlationId,
        srdate: '11-09-2021',
        source: 'Selfcare',
        operation: 'create',
        destination: 'CRM',
      },
    ]);
    const body = JSON.parse(sent[0]?.body ?? '') as object;
    expect(body).toEqual({ ...request, effectivedate: '2021-09-11', category: 'Plan change' });
    expect(Object.keys(body)).toEqual(Object.keys(request));
    expect(states).toEqual(['SENT']);
    expect(result).toMatchObject({
      nativeId: '17x55954',
      ticket: {
        nativeId: '17x55954',
        number: 'TT1130',
        title: 'Plan change',
        description: 'Plan change request for ',
        status: { category: 'OPEN', code: 'Open' },
        type: { code: 'Plan change' },
        contactReason: null,
        source: 'CRM',
        channel: null,
        // 17:13:02 on the wall clock in India
        createdAt: '2020-04-14T11:43:02.000Z',
        updatedAt: '2020-04-14T11:43:02.000Z',
        customer: { id: '12x24218' },
        assignee: { kind: 'GROUP', id: '20x51' },
      },
      warnings: ['The CRM did not take over the contact reason as it was given.'],
    });
  });

  test('fills what was not given', async () => {
    const sent: Sent[] = [];
    answer('/ticket', record, sent);
    const customFields = { vouchertype: 'V1', voucheridformat: null, passwordpattern: 'P-###' };
    const fields = { title: 'Plan change', typeId: 'Plan change', description: ' ', customFields };
    const result = await perform(createTicketOf(connect({ bodySource: 'portal' })), { fields }, watchedCall().call);
    expect(JSON.parse(sent[0]?.body ?? '')).toMatchObject({
      source: 'portal',
      description: 'Plan change',
      subcategory: '',
      vouchertype: 'V1',
      voucheridformat: '',
      passwordpattern: 'P-###',
    });
    expect(result.warnings).toEqual([]);
  });

  test.each<[string, TicketFields, string[]]>([
    ['nothing', {}, ['fields.title', 'fields.typeId']],
    ['blanks', { title: ' ', typeId: '\n' }, ['fields.title', 'fields.typeId']],
    ['a customer', { ...FIELDS, customerId: '12x24218' }, ['fields.customerId']],
    ['another channel', { ...FIELDS, channel: 'PHONE' }, ['fields.channel']],
    [
      'what has no place',
      {
        ...FIELDS,
        priorityCode: 'High',
        severityCode: 'Major',
        productId: '14x1',
        attachmentIds: ['1'],
        tags: ['x'],
        vin: null,
        orderId: '1',
        voucherCode: '1',
      },
      [
        'fields.priorityCode',
        'fields.severityCode',
        'fields.productId',
        'fields.attachmentIds',
        'fields.tags',
        'fields.vin',
        'fields.orderId',
        'fields.voucherCode',
      ],
    ],
    [
      'custom fields',
      { ...FIELDS, customFields: { cf_1518: 'x', vouchertype: 5 } },
      ['fields.customFields.cf_1518', 'fields.customFields.vouchertype'],
    ],
  ])('refuses %s without a call', (_name, fields, paths) => {
    const errors = createTicketOf(connect()).check({ fields });
    expect(errors.map(({ field }) => field)).toEqual(paths);
    expect(errors.every(({ code, message }) => code === 'INVALID_INPUT' && message.length > 20)).toBe(true);
  });

  test('shows what it would send, without the token', async () => {
    const previews: OutgoingRequest[] = [];
    const { call, states } = watchedCall({ preview: (outgoing) => previews.push(outgoing) });
    const error = await errorOf(perform(createTicketOf(connect()), { fields: FIELDS }, call));
    expect(error.facts.isPreview).toBe(true);
    expect(states).toEqual([]);
    expect(previews).toMatchObject([{ method: 'POST', target: '/crm/v1/ticket' }]);
    expect(JSON.parse(previews[0]?.body ?? '')).toMatchObject({ ticket_title: 'Plan change' });
    expect(JSON.stringify(previews)).not.toContain(jwt());
  });

  test('repeats the request once after INVALID_TOKEN, with a new token', async () => {
    const sent: Sent[] = [];
    for (const accessToken of [jwt('1'), jwt('2')]) {
      answer('/login', { response: { success: 'true', result: { accessToken, contactId: '11937' } } });
    }
    answer('/ticket', commentRefusal, sent, 401);
    answer('/ticket', record, sent);
    const auth = { mode: 'login', email: 'ravi@example.test', password: new Secret('secret') };
    const { call } = watchedCall();
    await perform(createTicketOf(connect({ auth })), { fields: FIELDS }, call);
    expect(sent.map(({ headers }) => headers['token'])).toEqual([jwt('1'), jwt('2')]);
    expect(sent[0]?.body).toBe(sent[1]?.body);
  });

  const envelope = (problem: object) => ({ response: { success: 'false', result: { arguments: problem } } });
  test.each<[string, number, object | string, string, boolean]>([
    [
      'a refusal',
      400,
      envelope({
        statusCode: '400',
        errorCode: 'BAD_REQUEST',
        errorMessage: "Attribute 'ticket_title' not found in request.",
      }),
      'INVALID_INPUT',
      false,
    ],
    [
      'a refusal under HTTP 500',
      500,
      envelope({ statusCode: '400', errorCode: 'BAD_REQUEST', errorMessage: 'no' }),
      'INVALID_INPUT',
      false,
    ],
    ['a missing header', 400, clientError, 'BACKEND_BAD_RESPONSE', false],
    ['a missing header under HTTP 200', 200, clientError, 'BACKEND_BAD_RESPONSE', false],
    ['a failure behind the middleware', 500, serverError, 'BACKEND_UNAVAILABLE', true],
    ['the same under HTTP 200', 200, serverError, 'BACKEND_UNAVAILABLE', true],
    ['a failure without any status', 200, { response: { success: 'false' } }, 'BACKEND_UNAVAILABLE', true],
    ['a page of a proxy', 502, '<html></html>', 'BACKEND_UNAVAILABLE', true],
    ['garbage', 200, '{"a": [', 'BACKEND_BAD_RESPONSE', true],
    ['a redirect', 303, '', 'BACKEND_BAD_RESPONSE', true],
    ['no record', 200, { response: { success: 'true', result: [] } }, 'BACKEND_BAD_RESPONSE', true],
    ['no id', 200, { response: { success: 'true', result: { ticket_no: 'TT1' } } }, 'BACKEND_BAD_RESPONSE', true],
    ['429', 429, envelope({ statusCode: '429' }), 'RATE_LIMITED', false],
  ])('sends it once and tells what %s leaves open', async (_name, status, body, code, isOpen) => {
    answer('/ticket', body, [], status);
    const { call, states } = watchedCall();
    const error = await errorOf(perform(createTicketOf(connect()), { fields: FIELDS }, call));
    expect({ code: error.code, isOpen: error.facts.mayHaveArrived ?? false }).toEqual({ code, isOpen });
    expect(states).toEqual(isOpen ? ['SENT'] : ['SENT', 'REFUSED']);
  });

  test('says that nothing was sent when there is no token', async () => {
    const auth = { mode: 'static', token: new Secret('no-jwt') };
    const { call, states } = watchedCall();
    const error = await errorOf(perform(createTicketOf(connect({ auth })), { fields: FIELDS }, call));
    expect([error.code, error.facts.mayHaveArrived, states]).toEqual(['UNAUTHENTICATED', false, []]);
  });
});

test('hints at the time zone when a new ticket fits but for whole half hours', async () => {
  const { id, ticket_no: number, ticketcategories, description } = record.response.result;
  // The CRM's clock shows UTC, not the configured time of India.
  const row = { id, ticket_no: number, ticketcategories, description, createdtime: '2021-09-10 20:00:03' };
  answerDetails({ response: { success: 'true', result: [row] } });
  answerDetails({ response: { success: 'true', result: [row] } });
  const warnings: string[] = [];
  const backend = connect({}, { ...SILENT_LOG, warn: (message) => warnings.push(message) });
  const { call } = watchedCall({ startedAt: NOW });
  expect(await reconcile(createTicketOf(backend), { fields: FIELDS }, call)).toEqual({ state: 'UNKNOWN' });
  expect(warnings).toContainEqual(expect.stringContaining('timeZone'));
});

describe('POST /crm/v1/social/ticket', () => {
  const fields = { ...FIELDS, channel: 'SOCIAL' };

  test('sends the sample without the token and warns that it may not show', async () => {
    const sent: Sent[] = [];
    answer('/social/ticket', socialRecord, sent);
    const result = await perform(createTicketOf(connect()), { fields }, watchedCall().call);
    expect(sent[0]?.headers).not.toHaveProperty('token');
    expect(sent[0]?.headers).toMatchObject({
      correlationid: expect.stringMatching(UUID),
      srdate: '11-09-2021',
      source: 'Selfcare',
      operation: 'create',
      destination: 'CRM',
    });
    const body = JSON.parse(sent[0]?.body ?? '') as object;
    expect(body).toEqual({ ...socialRequest, effectivedate: '2021-09-11', category: 'Plan change' });
    expect(Object.keys(body)).toEqual(Object.keys(socialRequest));
    expect(result.ticket).toMatchObject({ nativeId: '17x55954', channel: 'SOCIAL' });
    expect(result.warnings[0]).toContain('may not show in lists');
  });

  test('carries the token if that is configured', async () => {
    const sent: Sent[] = [];
    answer('/social/ticket', socialRecord, sent);
    await perform(createTicketOf(connect({ sendTokenOnSocial: true })), { fields }, watchedCall().call);
    expect(sent[0]?.headers['token']).toBe(jwt());
  });
});

describe('POST /crm/v1/ticket/comment', () => {
  const input = { ticketId: TICKET, text: commentRequest.comment };

  test('sends the sample, with the number that the list tells and all headers', async () => {
    const sent: Sent[] = [];
    answerDetails();
    answer('/ticket/comment', commentAnswer, sent);
    const { call, states } = watchedCall();
    const result = await perform(addCommentOf(connect({ contactId: '12x649797' })), input, call);
    expect(sent).toEqual([
      {
        headers: {
          accept: 'application/json',
          'content-type': 'application/json',
          token: jwt(),
          data: 'venki testing',
          correlationid: expect.stringMatching(UUID),
          'x-correlation-id': createCall().correlationId,
          srdate: '11-09-2021',
          source: 'Selfcare',
          operation: 'addTicketComment',
          destination: 'CRM',
        },
        body: JSON.stringify({ ...commentRequest, ticketNo: 'TT1524' }),
      },
    ]);
    expect(states).toEqual(['SENT']);
    expect(result).toEqual({ entry: null, warnings: [expect.stringContaining('cannot be read back')] });
  });

  test.each([
    ['ticketNo', 'TT1524'],
    ['digits', '1524'],
    ['recordId', '95784'],
    ['wsId', '17x95784'],
  ])('names the ticket by %s', async (commentTicketNo, ticketNo) => {
    const sent: Sent[] = [];
    answerDetails();
    answer('/ticket/comment', commentAnswer, sent);
    const backend = connect({ contactId: '649797', commentTicketNo, sendDataHeader: false });
    // The number is as good as the id.
    await perform(addCommentOf(backend), { ...input, ticketId: 'TT1524' }, watchedCall().call);
    expect(JSON.parse(sent[0]?.body ?? '')).toEqual({ ...commentRequest, ticketNo });
    expect(sent[0]?.headers).not.toHaveProperty('data');
  });

  test('takes the contact of the login before the configured one', async () => {
    const sent: Sent[] = [];
    answer('/login', { response: { success: 'true', result: { accessToken: jwt(), contactId: '11937' } } });
    answerDetails();
    answer('/ticket/comment', commentAnswer, sent);
    const auth = { mode: 'login', email: 'ravi@example.test', password: new Secret('secret') };
    await perform(addCommentOf(connect({ auth, contactId: '1' })), input, watchedCall().call);
    expect(JSON.parse(sent[0]?.body ?? '')).toMatchObject({ contactId: '11937' });
  });

  test('takes the contact of a ticket that was created, where nothing else tells it', async () => {
    const sent: Sent[] = [];
    const backend = connect();
    answerDetails();
    const error = await errorOf(perform(addCommentOf(backend), input, watchedCall().call));
    expect([error.code, error.message]).toEqual(['INVALID_INPUT', expect.stringContaining('contact id')]);
    answer('/ticket', record);
    await perform(createTicketOf(backend), { fields: FIELDS }, watchedCall().call);
    answerDetails();
    answer('/ticket/comment', commentAnswer, sent);
    await perform(addCommentOf(backend), input, watchedCall().call);
    expect(JSON.parse(sent[0]?.body ?? '')).toMatchObject({ contactId: '24218' });
  });

  test('refuses a text of blanks, an unknown ticket and one without a number', async () => {
    const write = addCommentOf(connect({ contactId: '1' }));
    expect(write.check({ ticketId: TICKET, text: ' \n' })).toMatchObject([{ field: 'text', code: 'INVALID_INPUT' }]);
    answerDetails();
    expect(await errorOf(perform(write, { ...input, ticketId: '17x1' }, watchedCall().call))).toMatchObject({
      code: 'NOT_FOUND',
    });
    answerDetails({ response: { success: 'true', result: [{ id: TICKET, ticket_no: '' }] } });
    expect(await errorOf(perform(write, input, watchedCall().call))).toMatchObject({ code: 'NOT_FOUND' });
  });

  test('takes any success for one, whatever its result is', async () => {
    answerDetails();
    answer('/ticket/comment', { response: { result: null, success: 'SUCCESS' } });
    await expect(perform(addCommentOf(connect({ contactId: '1' })), input, watchedCall().call)).resolves.toMatchObject({
      entry: null,
    });
  });

  test('says what to look for when no answer came', () => {
    expect(addCommentOf(connect()).reconcile).toMatchObject({
      unsupported: expect.stringContaining('may have been added'),
    });
  });
});

test.each([
  ['venki testing', 'venki testing'],
  ['two\r\n\r\nlines\nand one', 'two lines and one'],
  ['Größe 100%', 'Gr%C3%B6%C3%9Fe 100%'],
  ['\u0000\t', '%00%09'],
  ['\ud800!', '%EF%BF%BD!'],
  ['x'.repeat(1_001), 'x'.repeat(1_000)],
  [`${'x'.repeat(995)}ßy`, 'x'.repeat(995)],
  ['🎉'.repeat(100), '%F0%9F%8E%89'.repeat(83)],
])('writes the comment %j into a header', (text, header) => {
  expect(toCommentHeader(text)).toBe(header);
});
