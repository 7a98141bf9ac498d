import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { decodeGlobalId, encodeGlobalId } from '../../src/ticketing/global-id.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
beforeEach(() => {
  gateway.reset();
});
afterAll(() => gateway.stop());

interface Catalogue {
  readonly providers: readonly string[];
  readonly products: readonly { readonly id: string; readonly type: string }[];
}

function act(action: string, input?: object): unknown {
  return gateway.emulator('outsourcing').control.act(action, input);
}

function readCatalogue(): Catalogue {
  return act('readCatalogue') as Catalogue;
}

function addTicket(): string {
  const { id } = act('addTicket', { state: 'in_progress', voucher_code: 'WQ4MM3' }) as { readonly id: string };
  return encodeGlobalId({ type: 'Ticket', backend: 'outsourcing', nativeId: id });
}

const OUTSOURCE = `mutation ($input: TransitionTicketInput!) {
  transitionTicket(input: $input) {
    outcome
    ticket {
      id
      status { code }
      movedTo { id }
      movedFrom { id movedTo { id } }
      transitions { kind from { code } to { code } }
    }
  }
}`;

interface Moved {
  readonly transitionTicket: {
    readonly outcome: string;
    readonly ticket: { readonly id: string } & Readonly<Record<string, unknown>>;
  };
}

/** Hands a ticket to a provider. @returns the payload */
async function outsource(ticketId: string): Promise<Moved['transitionTicket']> {
  const { providers, products } = readCatalogue();
  const productIds = [products.find(({ type }) => type === 'base')?.id];
  const { data, errors } = await gateway.query<Moved>(OUTSOURCE, {
    input: { ticketId, transition: { outsource: { targetId: providers[0], productIds } } },
  });
  expect(errors).toEqual([]);
  if (!data) throw new Error('The mutation came without data.');
  return data.transitionTicket;
}

const READ = `query ($id: ID!) {
  ticket(id: $id) {
    id
    nativeId
    voucherCode
    status { code }
    customFields { key }
    escalations { target { nativeId } }
    transitions { kind to { code } }
    movedTo { id voucherCode movedTo { id } }
    movedFrom { id }
  }
}`;

test('a ticket that gets another id is found by both, and tells of the other', async () => {
  gateway.emulator('outsourcing').control.setSwitches({ locationNewId: true });
  const oldId = addTicket();
  const { outcome, ticket } = await outsource(oldId);
  expect(ticket.id).not.toBe(oldId);
  expect({ outcome, ticket }).toEqual({
    outcome: 'APPLIED',
    ticket: {
      id: ticket.id,
      status: { code: 'outsourced' },
      movedTo: null,
      movedFrom: { id: oldId, movedTo: { id: ticket.id } },
      transitions: [
        { kind: null, from: null, to: { code: 'in_progress' } },
        { kind: 'OUTSOURCE', from: { code: 'in_progress' }, to: { code: 'outsourced' } },
      ],
    },
  });

  const common = {
    voucherCode: 'WQ4MM3',
    status: { code: 'outsourced' },
    customFields: expect.arrayContaining([{ key: 'outsourced' }]),
    escalations: [{ target: { nativeId: readCatalogue().providers[0] } }],
    transitions: [
      { kind: null, to: { code: 'in_progress' } },
      { kind: 'OUTSOURCE', to: { code: 'outsourced' } },
    ],
  };
  const { data: byOldId, errors } = await gateway.query<{ ticket: unknown }>(READ, { id: oldId });
  expect(errors).toEqual([]);
  expect(byOldId?.ticket).toEqual({
    id: oldId,
    nativeId: decodeGlobalId(oldId, 'id').nativeId,
    ...common,
    movedTo: { id: ticket.id, voucherCode: 'WQ4MM3', movedTo: null },
    movedFrom: null,
  });
  const { data: byNewId } = await gateway.query<{ ticket: unknown }>(READ, { id: ticket.id });
  expect(byNewId?.ticket).toEqual({
    id: ticket.id,
    nativeId: decodeGlobalId(ticket.id, 'id').nativeId,
    ...common,
    movedTo: null,
    movedFrom: { id: oldId },
  });
});

test('the old id is found together with others, in one batch, and by node too', async () => {
  gateway.emulator('outsourcing').control.setSwitches({ locationNewId: true });
  const [oldId, other] = [addTicket(), addTicket()];
  const { ticket } = await outsource(oldId);
  const { data } = await gateway.query<{ nodes: unknown }>(
    'query ($ids: [ID!]!) { nodes(ids: $ids) { id ... on Ticket { movedTo { id } } } }',
    { ids: [oldId, other, ticket.id] },
  );
  expect(data?.nodes).toEqual([
    { id: oldId, movedTo: { id: ticket.id } },
    { id: other, movedTo: null },
    { id: ticket.id, movedTo: null },
  ]);
});

test('a ticket that keeps its id has not moved to anywhere', async () => {
  const id = addTicket();
  expect(await outsource(id)).toMatchObject({ outcome: 'APPLIED', ticket: { id, movedTo: null, movedFrom: null } });
});

test('a moved ticket that has gone is gone by its old id too', async () => {
  gateway.emulator('outsourcing').control.setSwitches({ locationNewId: true });
  const oldId = addTicket();
  const { ticket } = await outsource(oldId);
  act('removeTicket', { id: decodeGlobalId(ticket.id, 'id').nativeId });
  const { data, errors } = await gateway.query<{ ticket: unknown }>(READ, { id: oldId });
  expect({ data, errors }).toEqual({ data: { ticket: null }, errors: [] });
});
