import { expect, test } from '@jest/globals';
import { logsForCustomer, ticketForCustomer, transcriptForCustomer } from '../../src/dispatch/customer-view.ts';
import { EMPTY_INTERACTION, type InteractionLog } from '../../src/ticketing/interaction-log.ts';
import { EMPTY_TICKET, party, type NativeTicket } from '../../src/ticketing/ticket.ts';

const STATUS = { category: 'OPEN', code: 'open', label: null } as const;
const STAFF = party('PERSON', { id: 'agent@desk.example', name: 'Kim', email: 'agent@desk.example', phone: '5551234' });

test('a ticket keeps what is its customer’s and loses what is others’', () => {
  const customer = party('PERSON', { id: 'c1', email: 'own@example.test', phone: '5550000' });
  const ticket: NativeTicket = {
    ...EMPTY_TICKET,
    nativeId: '1',
    status: STATUS,
    version: '1',
    title: 'It does not work',
    customer,
    assignee: STAFF,
    source: 'agent@desk.example',
    relations: [
      {
        kind: 'CHILD',
        foreignId: '2',
        foreignSystem: null,
        category: null,
        title: 'Theft at No. 5',
        creator: 'Kim',
        createdAt: null,
        reason: null,
      },
    ],
    escalations: [
      {
        kind: 'DEPARTMENT',
        state: 'ACTIVE',
        targetId: 't',
        targetLabel: null,
        reason: null,
        requestedBy: 'Kim',
        requestedAt: null,
        foreignTicketId: null,
        foreignSystem: null,
        isReclaimable: null,
      },
    ],
    transitions: [{ from: null, to: STATUS, at: null, by: 'Kim', reason: 'r' }],
    customFields: [
      { key: 'memo', label: 'Memo', value: 'difficult' },
      { key: 'size', label: 'Size', value: 4 },
    ],
  };
  const seen = ticketForCustomer(ticket, ['memo']);
  expect(JSON.stringify(seen)).not.toMatch(/agent@desk|5551234|Theft|difficult/);
  expect(seen).toMatchObject({ title: 'It does not work', customer, assignee: { name: 'Kim', email: null, id: null } });
  expect([seen.escalations[0]?.requestedBy, seen.transitions[0]?.by, seen.relations[0]?.creator]).toEqual([
    null,
    null,
    null,
  ]);
  expect(seen.customFields).toEqual([{ key: 'size', label: 'Size', value: 4 }]);
  expect(Object.keys(seen).sort()).toEqual(Object.keys(ticket).sort());
});

test('what staff wrote for staff is left out of a log; the customer’s own stays', () => {
  const entry = (facts: Partial<InteractionLog>): InteractionLog => ({
    ...EMPTY_INTERACTION,
    nativeId: 'e',
    kind: 'MESSAGE',
    side: 'AGENT',
    text: 't',
    author: STAFF,
    ...facts,
  });
  const logs = [
    entry({ nativeId: 'public', visibility: 'PUBLIC' }),
    entry({ nativeId: 'internal', visibility: 'PRIVATE' }),
    entry({ nativeId: 'own', visibility: 'PRIVATE', side: 'CUSTOMER' }),
  ];
  const seen = logsForCustomer(logs, []);
  expect(seen.map(({ nativeId }) => nativeId)).toEqual(['public', 'own']);
  expect(seen.map(({ author }) => author?.email)).toEqual([null, 'agent@desk.example']);
});

test('a conversation tells no addresses of staff', () => {
  const seen = transcriptForCustomer(
    {
      nativeId: '1',
      startedAt: null,
      endedAt: null,
      createdBy: 'agent@desk.example',
      participants: [
        { side: 'CUSTOMER', id: 'C1' },
        { side: 'AGENT', id: 'agent@desk.example' },
      ],
      messages: [
        { text: 'Hello', at: null, side: 'AGENT', author: STAFF },
        { text: 'Hi', at: null, side: 'CUSTOMER', author: party('PERSON', { id: 'C1' }) },
      ],
      customFields: [],
    },
    [],
  );
  expect(JSON.stringify(seen)).not.toContain('agent@');
  expect(seen.messages.map(({ text, author }) => [text, author?.id])).toEqual([
    ['Hello', null],
    ['Hi', 'C1'],
  ]);
});
