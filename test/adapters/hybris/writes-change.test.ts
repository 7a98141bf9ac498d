import { describe, expect, test } from '@jest/globals';
import update from '../../../adapters/hybris/fixtures/service-ticket-update.json' with { type: 'json' };
import { isUnsupported } from '../../../src/ticketing/unsupported.ts';
import type { TransitionKind } from '../../../src/ticketing/transition.ts';
import type { TicketFields, TransitionTicketInput } from '../../../src/ticketing/write.ts';
import { useNock } from '../../support/nock-backend.ts';
import { OWN_ID, ticket } from './samples.ts';
import { answerTokens, connect } from './under-test.ts';
import {
  AS_CUSTOMER,
  FIRST,
  host,
  keep,
  rejectionOf,
  TICKET,
  write,
  writeCall,
  type Sent,
} from './writes-under-test.ts';

useNock();

const ALL_EDITABLE = { editableFields: ['shortDescription', 'type', 'priority', 'classification', 'productId'] };
const AT = '2016-11-22T06:23:50.030+0000';
const CONFLICT = { status: 409, type: 'conflict_resource' };
const ABSENT = { status: 404, type: 'element_resource_non_existing' };

/** A ticket with all that a change must not lose. */
function whole(more: Record<string, unknown> = {}): Record<string, unknown> {
  return ticket(FIRST, {
    typeDescription: 'Service request',
    statusDescription: 'Open',
    customerEmail: 'testme@yaastest.com',
    productId: 'p1',
    productName: 'Smartphone',
    dueOn: { date: '2017-01-01' },
    transcript: [{ description: 'hi', visibility: 'PUBLIC' }],
    ...more,
  });
}

function version(number: number | string): Record<string, unknown> {
  return { metadata: { createdAt: AT, modifiedAt: AT, version: number, mixins: { a: 'b' } } };
}

function read(body: Record<string, unknown>, status = 200): void {
  host().get(TICKET).reply(status, body);
}

function put(status = 204, body = {}): void {
  host()
    .put(TICKET)
    .reply(status, status === 204 ? '' : body);
}

function change(fields: TicketFields, more: { ifVersion?: string } = {}, settings: Record<string, unknown> = {}) {
  return write(connect(settings), 'updateTicket').apply({ ticketId: FIRST, fields, ...more }, writeCall());
}

function move(kind: TransitionKind, call = writeCall()) {
  return write(connect(), 'transitionTicket').apply({ ticketId: FIRST, kind }, call);
}

describe('updateTicket', () => {
  test('writes the whole ticket back with the documented change, and reads it again', async () => {
    const sent: Sent[] = [];
    const before = whole(version(3));
    answerTokens();
    read(before);
    keep(host().put(TICKET), sent, 204);
    read(whole({ ...version(4), ...update }));
    const result = await change({ title: update.shortDescription });
    expect(sent).toEqual([
      {
        headers: { ...AS_CUSTOMER, 'content-type': 'application/json', 'content-language': 'en' },
        body: { ...before, ...update },
      },
    ]);
    expect(result).toMatchObject({
      nativeId: FIRST,
      ticket: { title: update.shortDescription, version: '4' },
      warnings: [],
      changedFields: ['title'],
    });
  });

  test('whatever differs afterwards is told, also what others have changed in between', async () => {
    answerTokens();
    read(whole(version(3)));
    put();
    const metadata = { createdAt: AT, modifiedAt: '2017-01-01T00:00:00.000+0000', version: 5, mixins: { a: 'b' } };
    read(whole({ metadata, shortDescription: 'New', priority: 'HIGH', priorityDescription: 'Hoch' }));
    expect((await change({ title: 'New' })).changedFields).toEqual(['title', 'priority', 'updatedAt']);
  });

  test('labels and names are left out where that is configured', async () => {
    const sent: Sent[] = [];
    answerTokens();
    read(whole({ classification: [{ code: 'TV', description: 'Television' }, 'HIFI'] }));
    keep(host().put(TICKET), sent, 204);
    read(whole({ shortDescription: 'New' }));
    await change({ title: 'New' }, {}, { putTransient: 'strip' });
    const { typeDescription: _, statusDescription: __, customerEmail: ___, productName: ____, ...stored } = whole();
    expect(sent[0]?.body).toEqual({ ...stored, shortDescription: 'New', classification: [{ code: 'TV' }, 'HIFI'] });
  });

  test.each<[string, string, TicketFields, string]>([
    ['the title, and keeps the description', 'Old\nIt fell.', { title: 'New' }, 'New\n\nIt fell.'],
    ['the description, and keeps the title', 'Old\nIt fell.', { description: 'It burned.' }, 'Old\n\nIt burned.'],
    ['both', 'Old', { title: 'New', description: ' a\r\nb ' }, 'New\n\na\r\nb'],
    ['the description to none', 'Old\n\nIt fell.', { description: null }, 'Old'],
    ['a title that was missing', '', { title: 'New' }, 'New'],
  ])('changes %s', async (_, text, fields, wanted) => {
    const sent: Sent[] = [];
    answerTokens();
    read(whole({ shortDescription: text }));
    keep(host().put(TICKET), sent, 204);
    read(whole({ shortDescription: wanted }));
    expect(await change(fields)).toMatchObject({ warnings: [] });
    expect(sent[0]?.body).toEqual(whole({ shortDescription: wanted }));
  });

  test('codes are changed and emptied where that is configured', async () => {
    const sent: Sent[] = [];
    answerTokens();
    read(whole({ priority: 'LOW', classification: { code: 'TV', description: 'Television' } }));
    keep(host().put(TICKET), sent, 204);
    const { productId: _, ...without } = whole({ priority: 'HIGH', type: 'OTHER', classification: 'RADIO' });
    read(without);
    const fields = { priorityCode: 'HIGH', typeId: 'OTHER', contactReasonCode: 'RADIO', productId: null };
    expect(await change(fields, {}, ALL_EDITABLE)).toMatchObject({
      warnings: [],
      ticket: { priority: { code: 'HIGH' } },
    });
    expect(sent[0]?.body).toEqual(without);
  });

  test('what is so already is not sent', async () => {
    answerTokens();
    read(whole({ status: 'CONFIRMED', shortDescription: 'Old\r\n\r\na\r\nb' }));
    const result = await change({ title: 'Old ', description: 'a\nb' });
    expect(result).toMatchObject({ nativeId: FIRST, ticket: { title: 'Old' }, warnings: [], changedFields: [] });
  });

  test('a description needs a title above it', async () => {
    answerTokens();
    read(whole({ shortDescription: '' }));
    const error = await rejectionOf(change({ description: 'a' }));
    expect(error).toMatchObject({ code: 'INVALID_INPUT', facts: { field: 'fields.title' } });
  });

  test('the text of a confirmed ticket is not changed', async () => {
    answerTokens();
    read(whole({ status: 'CONFIRMED' }));
    const error = await rejectionOf(change({ title: 'New' }));
    expect(error).toMatchObject({ code: 'CONFLICT', facts: { field: 'fields.title' } });
    expect(error.message).toMatch(/reopen/i);
  });

  test.each([1, '1'])('the version %j that the caller saw is compared with a fresh read', async (number) => {
    answerTokens();
    read(whole(version(number)));
    put();
    read(whole({ ...version(2), shortDescription: 'New' }));
    expect(await change({ title: 'New' }, { ifVersion: '1' })).toMatchObject({ ticket: { version: '2' } });
  });

  test('another version than the caller saw is a conflict, and nothing is sent', async () => {
    answerTokens();
    read(whole(version(2)));
    const error = await rejectionOf(change({ title: 'New' }, { ifVersion: '1' }));
    expect(error).toMatchObject({ code: 'CONFLICT', facts: { field: 'ifVersion' } });
  });

  test.each<[string, TicketFields, Record<string, unknown>]>([
    ['fields', {}, {}],
    ['fields.typeId', { typeId: 'a' }, {}],
    ['fields.priorityCode', { priorityCode: null }, {}],
    ['fields.productId', { productId: 'a' }, {}],
    ['fields.title', { title: 'a' }, { editableFields: ['type'] }],
    ['fields.customerId', { customerId: OWN_ID }, ALL_EDITABLE],
    ['fields.tags', { tags: [] }, ALL_EDITABLE],
    ['fields.title', { title: '' }, ALL_EDITABLE],
    ['fields.typeId', { typeId: '' }, ALL_EDITABLE],
    ['fields.description', { description: '\u0000' }, ALL_EDITABLE],
  ])('refuses %s without a request: %j', (field, fields, settings) => {
    const refusals = write(connect(settings), 'updateTicket').check({ ticketId: FIRST, fields });
    expect(refusals).toEqual([{ field, code: 'INVALID_INPUT', message: expect.stringMatching(/^\w.+\.$/) }]);
  });
});

describe('somebody else was faster', () => {
  test('the change is made once more if it touches nothing of theirs', async () => {
    const sent: Sent[] = [];
    answerTokens();
    read(whole(version(1)));
    put(409, CONFLICT);
    read(whole({ ...version(2), priority: 'HIGH' }));
    keep(host().put(TICKET), sent, 204);
    read(whole({ ...version(3), priority: 'HIGH', shortDescription: 'New' }));
    expect(await change({ title: 'New' })).toMatchObject({ ticket: { version: '3', priority: { code: 'HIGH' } } });
    expect(sent[0]?.body).toEqual(whole({ ...version(2), priority: 'HIGH', shortDescription: 'New' }));
  });

  test.each<[string, () => void]>([
    ['the same field', () => read(whole({ ...version(2), shortDescription: 'Theirs' }))],
    ['what cannot be seen', () => read(ABSENT, 404)],
  ])('a conflict if they changed %s', async (_, readAgain) => {
    answerTokens();
    read(whole(version(1)));
    put(409, CONFLICT);
    readAgain();
    const error = await rejectionOf(change({ title: 'New' }));
    expect(error).toMatchObject({ code: 'CONFLICT', facts: { mayHaveArrived: false } });
  });

  test('a conflict if it happens twice', async () => {
    answerTokens();
    read(whole(version(1)));
    put(409, CONFLICT);
    read(whole(version(2)));
    put(409, CONFLICT);
    expect(await rejectionOf(change({ title: 'New' }))).toMatchObject({ code: 'CONFLICT' });
  });

  test('a conflict if the caller insists on the version', async () => {
    answerTokens();
    read(whole(version(1)));
    put(409, CONFLICT);
    read(whole(version(2)));
    const error = await rejectionOf(change({ title: 'New' }, { ifVersion: '1' }));
    expect(error).toMatchObject({ code: 'CONFLICT', facts: { field: 'ifVersion' } });
  });

  test('a move is not made once more from another state', async () => {
    answerTokens();
    read(whole({ ...version(1), status: 'COMPLETED' }));
    put(409, CONFLICT);
    read(whole({ ...version(2), status: 'IN_PROCESS' }));
    expect(await rejectionOf(move('REOPEN'))).toMatchObject({ code: 'CONFLICT' });
  });
});

describe('after a change', () => {
  test('a ticket that cannot be read again is shown as it must be, without its version', async () => {
    answerTokens();
    read(whole({ ...version(7), status: 'COMPLETED', statusDescription: 'Completed' }));
    put();
    read({ status: 403, type: 'insufficient_permissions' }, 403);
    const result = await move('CLOSE');
    expect(result.warnings).toHaveLength(1);
    expect(result.changedFields).toEqual(['status']);
    expect(result.ticket).toMatchObject({
      status: { code: 'CONFIRMED', category: 'CLOSED', label: null },
      type: { code: 'SERVICE_REQUEST', label: 'Service request' },
      product: { id: 'p1', name: 'Smartphone' },
      createdAt: '2016-11-22T06:23:50.030Z',
    });
    expect(result.ticket?.version).not.toBe('7');
  });

  test('what was emptied is not shown either', async () => {
    answerTokens();
    read(whole());
    put();
    read(ABSENT, 404);
    const result = await change({ productId: null }, {}, ALL_EDITABLE);
    expect(result).toMatchObject({ ticket: { product: null } });
  });

  test('a ticket that does not show the change yet is told of', async () => {
    answerTokens();
    read(whole());
    put();
    read(whole());
    expect((await change({ title: 'New' })).warnings).toHaveLength(1);
  });

  test.each([
    ['200 with JSON', 200, whole(), null],
    ['200 with a page', 200, '<html>', 'BACKEND_BAD_RESPONSE'],
  ])('%s', async (_, status, body, code) => {
    answerTokens();
    read(whole());
    host().put(TICKET).reply(status, body);
    if (code === null) {
      read(whole({ shortDescription: 'New' }));
      expect(await change({ title: 'New' })).toMatchObject({ warnings: [] });
      return;
    }
    expect(await rejectionOf(change({ title: 'New' }))).toMatchObject({ code, facts: { mayHaveArrived: true } });
  });
});

describe('what the backend refuses', () => {
  test.each([
    ['status', 'CONFLICT', undefined],
    ['shortDescription', 'INVALID_INPUT', 'fields.title'],
  ])('of an update, its field %s', async (field, code, path) => {
    answerTokens();
    read(whole({ status: 'IN_PROCESS' }));
    put(400, { status: 400, type: 'validation_violation', details: [{ field, type: 'invalid_field' }] });
    const error = await rejectionOf(change({ title: 'New' }));
    expect([error.code, error.facts.field]).toEqual([code, path]);
  });

  test.each([{ type: 'business_error' }, { type: 'validation_violation', details: [{ field: 'status' }] }])(
    'of a move: %j',
    async (body) => {
      answerTokens();
      read(whole());
      put(400, { status: 400, ...body });
      expect(await rejectionOf(move('CLOSE'))).toMatchObject({ code: 'CONFLICT' });
    },
  );

  test.each([
    [403, { type: 'insufficient_permissions', message: 'Access denied to ticket.' }, 'NOT_FOUND'],
    [403, { type: 'insufficient_permissions', message: 'Access denied - invalid scope' }, 'FORBIDDEN'],
    [404, ABSENT, 'NOT_FOUND'],
    [503, { type: 'service_temporarily_unavailable' }, 'BACKEND_UNAVAILABLE'],
  ])('a PUT with %i %j: %s', async (status, body, code) => {
    answerTokens();
    read(whole());
    put(status, body);
    expect(await rejectionOf(change({ title: 'New' }))).toMatchObject({ code });
  });
});

describe('tickets of others', () => {
  test.each<[string, () => Promise<unknown>]>([
    ['updated', () => change({ title: 'New' })],
    ['moved', () => move('CLOSE')],
    ['deleted', () => write(connect(), 'deleteTicket').apply({ ticketId: FIRST }, writeCall())],
  ])('are not %s even if the backend shows them', async (_, run) => {
    answerTokens();
    read(whole({ customerId: 'C1381590152' }));
    expect(await rejectionOf(run())).toMatchObject({ code: 'NOT_FOUND' });
  });

  test('an answer with another ticket is none', async () => {
    answerTokens();
    read(whole({ id: 'another' }));
    expect(await rejectionOf(move('CLOSE'))).toMatchObject({ code: 'BACKEND_BAD_RESPONSE' });
  });
});

describe('transitionTicket', () => {
  test.each<[TransitionKind, string, string]>([
    ['CLOSE', 'OPEN', 'CONFIRMED'],
    ['CLOSE', 'IN_PROCESS', 'CONFIRMED'],
    ['CONFIRM', 'COMPLETED', 'CONFIRMED'],
    ['CLOSE', 'CUSTOMER_ACTION', 'CONFIRMED'],
    ['REOPEN', 'COMPLETED', 'OPEN'],
    ['REOPEN', 'CONFIRMED', 'OPEN'],
  ])('%s writes %s back as %s and nothing else', async (kind, from, to) => {
    const sent: Sent[] = [];
    answerTokens();
    read(whole({ status: from }));
    keep(host().put(TICKET), sent, 204);
    read(whole({ status: to }));
    expect(await move(kind)).toMatchObject({ ticket: { status: { code: to } }, warnings: [] });
    expect(sent[0]?.body).toEqual(whole({ status: to }));
  });

  test.each<[TransitionKind, string]>([
    ['CLOSE', 'CONFIRMED'],
    ['CONFIRM', 'CONFIRMED'],
    ['REOPEN', 'OPEN'],
  ])('%s of a ticket that is %s already sends nothing and succeeds', async (kind, status) => {
    answerTokens();
    read(whole({ status }));
    expect(await move(kind)).toMatchObject({ ticket: { status: { code: status } }, warnings: [] });
  });

  test.each(['IN_PROCESS', 'CUSTOMER_ACTION'])('a ticket that is %s is not reopened', async (status) => {
    answerTokens();
    read(whole({ status, statusDescription: null }));
    const error = await rejectionOf(move('REOPEN'));
    expect(error).toMatchObject({ code: 'INVALID_TRANSITION', facts: { field: 'kind' } });
    expect(error.message).toContain(`"${status}"`);
    expect(error.message).toContain('Possible now: CONFIRM, CLOSE.');
  });

  test.each<TransitionKind>([
    'START',
    'COMPLETE',
    'HOLD',
    'CANCEL',
    'REJECT',
    'TRANSFER',
    'REMIND',
    'ESCALATE',
    'OUTSOURCE',
  ])('%s is refused without a request', (kind) => {
    const refusals = write(connect(), 'transitionTicket').check({ ticketId: FIRST, kind });
    expect(refusals).toMatchObject([{ field: 'kind', code: 'UNSUPPORTED' }]);
  });

  test.each<keyof TransitionTicketInput>(['reason', 'reasonId', 'resolution', 'resolutionCode', 'queueId'])(
    '%s is refused without a request',
    (name) => {
      const refusals = write(connect(), 'transitionTicket').check({ ticketId: FIRST, kind: 'CLOSE', [name]: 'a' });
      expect(refusals).toMatchObject([{ field: name, code: 'INVALID_INPUT' }]);
    },
  );

  test('a dry run reads the ticket and shows the whole PUT', async () => {
    answerTokens();
    read(whole());
    const shown: { readonly body: string | null }[] = [];
    const error = await rejectionOf(move('CLOSE', writeCall({ preview: (request) => shown.push(request) })));
    expect(error.facts.isPreview).toBe(true);
    expect(shown).toMatchObject([{ method: 'PUT', target: `/acmeshop/serviceTickets/${FIRST}` }]);
    expect(JSON.parse(shown[0]?.body ?? '')).toEqual(whole({ status: 'CONFIRMED' }));
  });
});

describe('deleteTicket', () => {
  function remove() {
    return write(connect(), 'deleteTicket').apply({ ticketId: FIRST }, writeCall());
  }

  test('reads whose ticket it is, then deletes it', async () => {
    const sent: Sent[] = [];
    answerTokens();
    read(whole());
    keep(host().delete(TICKET), sent, 204);
    expect(await remove()).toEqual({ warnings: [] });
    expect(sent).toEqual([{ headers: AS_CUSTOMER, body: null }]);
  });

  test('a ticket that is not there is not deleted', async () => {
    answerTokens();
    read(ABSENT, 404);
    expect(await rejectionOf(remove())).toMatchObject({ code: 'NOT_FOUND' });
  });

  test('a ticket that somebody else deletes first is not found', async () => {
    answerTokens();
    read(whole());
    host().delete(TICKET).reply(404, ABSENT);
    expect(await rejectionOf(remove())).toMatchObject({ code: 'NOT_FOUND' });
  });

  test('can be switched off', () => {
    const { deleteTicket } = connect({ deleteEnabled: false }).operations;
    expect(isUnsupported(deleteTicket)).toBe(true);
  });

  test('a reason is refused, as nobody would keep it', () => {
    const refusals = write(connect(), 'deleteTicket').check({ ticketId: FIRST, reason: 'a' });
    expect(refusals).toMatchObject([{ field: 'reason', code: 'INVALID_INPUT' }]);
  });
});
