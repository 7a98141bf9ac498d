import { describe, expect, test } from '@jest/globals';
import type { StatusReference } from '../../src/ticketing/status.ts';
import type { TicketField } from '../../src/ticketing/ticket.ts';
import type { TicketFields, TicketResult, WriteName } from '../../src/ticketing/write.ts';
import { toOwnChange } from '../../src/writes/to-own-change.ts';
import { testPrincipal } from '../support/principal.ts';
import { createScriptedBackend, logEntryOf, scriptedTicket } from '../support/scripted-backend.ts';

const OPEN = status('OPEN');
const CLOSED = status('CLOSED');

function status(code: string): StatusReference {
  return { code, label: code, category: 'OPEN' };
}

function result(facts: Partial<TicketResult> = {}): TicketResult {
  return { nativeId: 'a', ticket: null, warnings: [], ...facts };
}

/** What others are told of a change to the ticket `a`. */
function told(name: WriteName, input: object, outcome: object, ticketId: string | null = 'a') {
  const { backend } = createScriptedBackend();
  return toOwnChange({ name, backend, principal: testPrincipal(), ticketId, input, result: outcome });
}

describe('the fields that an update set', () => {
  // Each of them, so that a field that is added later is decided, too.
  const SET: readonly (readonly [Required<TicketFields>, readonly TicketField[]])[] = [
    [
      {
        title: 't',
        description: null,
        typeId: 't',
        priorityCode: 'p',
        severityCode: 's',
        productId: 'p',
        contactReasonCode: 'c',
        channel: 'c',
        customerId: 'c',
        vehicleModelId: 'v',
        vin: 'v',
        voucherCode: 'v',
        orderId: null,
        tags: [],
        relatedTicketIds: [],
        contact: { email: 'e' },
        attachmentIds: [],
        customFields: {},
      },
      [
        'title',
        'description',
        'type',
        'priority',
        'severity',
        'product',
        'contactReason',
        'channel',
        'customer',
        'vehicle',
        'voucherCode',
        'orderId',
        'tags',
        'relations',
        'attachments',
        'customFields',
      ],
    ],
  ];

  test.each(SET)('are those that its input names, each once', (fields, expected) => {
    expect(told('updateTicket', { ticketId: 'a', fields }, result())).toMatchObject({
      kind: 'UPDATED',
      changedFields: expected,
    });
  });

  test('are no others', () => {
    const change = told('updateTicket', { ticketId: 'a', fields: { vin: 'v', title: undefined } }, result());
    expect(change?.changedFields).toEqual(['vehicle']);
  });

  test('are those that the backend compared, where it did', () => {
    const compared = result({ changedFields: ['tags'] });
    expect(told('updateTicket', { ticketId: 'a', fields: { title: 't' } }, compared)?.changedFields).toEqual(['tags']);
    const none = result({ changedFields: [] });
    expect(told('updateTicket', { ticketId: 'a', fields: { title: 't' } }, none)?.changedFields).toEqual([]);
  });
});

describe('the fields that a move set', () => {
  const shown = (to: StatusReference, from?: StatusReference): TicketResult =>
    result({ ticket: scriptedTicket('a', { status: to }), ...(from === undefined ? {} : { from }) });

  test.each<[string, object, TicketResult, readonly TicketField[]]>([
    ['the status, as it differs', { kind: 'CLOSE' }, shown(CLOSED, OPEN), ['status']],
    ['the status, as nobody saw it before', { kind: 'CLOSE' }, shown(CLOSED), ['status']],
    ['the status, as nobody saw it before or after', { kind: 'CLOSE' }, result(), ['status']],
    ['the status, as only where it led is known', { kind: 'CLOSE' }, result({ from: OPEN, to: CLOSED }), ['status']],
    ['nothing that shows', { kind: 'CLOSE' }, shown(OPEN, OPEN), []],
    ['nothing, as a reminder', { kind: 'REMIND' }, result(), []],
    ['nothing but what shows, as a reminder', { kind: 'REMIND' }, shown(CLOSED, OPEN), ['status']],
    ['the queue', { kind: 'TRANSFER', queueId: 'q' }, shown(OPEN, OPEN), ['queue']],
    ['the queue, as nobody saw the ticket', { kind: 'TRANSFER', queueId: 'q' }, result(), ['queue']],
    ['what was compared', { kind: 'CLOSE' }, result({ changedFields: ['status', 'closedAt'] }), ['status', 'closedAt']],
  ])('%s', (_name, input, outcome, expected) => {
    const change = told('transitionTicket', { ticketId: 'a', ...input }, outcome);
    expect(change).toMatchObject({ kind: 'UPDATED', changedFields: expected });
  });

  test('are told of a ticket that goes on under another id', () => {
    const moved = { ...shown(CLOSED, OPEN), nativeId: 'b' };
    expect(told('transitionTicket', { ticketId: 'a', kind: 'CLOSE' }, moved)).toMatchObject({
      kind: 'MOVED',
      movedToId: 'b',
      changedFields: ['status'],
    });
  });

  test('an escalation is one, and adds to the escalations', () => {
    const input = { ticketId: 'a', targetId: 't' };
    const escalated = status('ESCALATED');
    expect(told('escalateTicket', input, shown(escalated, OPEN))?.changedFields).toEqual(['status', 'escalations']);
    expect(told('escalateTicket', input, shown(escalated, escalated))?.changedFields).toEqual(['escalations']);
    expect(told('escalateTicket', input, result())?.changedFields).toEqual(['status', 'escalations']);
  });

  test('an assignment sets whom it is given to, and the status if that shows', () => {
    const input = { ticketId: 'a', assigneeId: 'ann' };
    expect(told('assignTicket', input, result())?.changedFields).toEqual(['assignee']);
    expect(told('assignTicket', input, shown(CLOSED, OPEN))?.changedFields).toEqual(['assignee', 'status']);
  });
});

test.each<[WriteName, object, object, string | null, object]>([
  ['createTicket', { fields: { title: 't' } }, result(), null, { kind: 'ADDED', changedFields: [] }],
  ['deleteTicket', { ticketId: 'a' }, { warnings: [] }, 'a', { kind: 'REMOVED', changedFields: [] }],
  ['addComment', { ticketId: 'a' }, { entry: logEntryOf('i') }, 'a', { kind: 'UPDATED', changedFields: [] }],
  ['logInteraction', { ticketId: 'a' }, { entry: null }, 'a', { kind: 'UPDATED', changedFields: [] }],
  ['uploadAttachment', { ticketId: 'a' }, { nativeId: 'f' }, 'a', { kind: 'UPDATED', changedFields: ['attachments'] }],
])('%s', (name, input, outcome, ticketId, expected) => {
  expect(told(name, input, outcome, ticketId)).toMatchObject({ ticketId: 'a', ...expected });
});
