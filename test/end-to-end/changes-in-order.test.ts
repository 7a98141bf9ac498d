import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { encodeGlobalId } from '../../src/ticketing/global-id.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
beforeEach(() => {
  gateway.reset();
});
afterAll(() => gateway.stop());

const ROUTE = 'updateInProgressTicket';

function newTicketId(): string {
  const { control } = gateway.emulator('outsourcing');
  const ticket = control.act('addTicket', {
    state: 'in_progress',
    operator_id: 'fa9de6bb-1df8-4ba6-9e6d-1172fbf7e166',
    vin: 'JH4KA7630PC007649',
    voucher_code: 'WQ4MM3',
  }) as { readonly id: string };
  return encodeGlobalId({ type: 'Ticket', backend: 'outsourcing', nativeId: ticket.id });
}

/** The voucher codes that were sent, in their order. */
function sentCodes(): string[] {
  return gateway
    .emulator('outsourcing')
    .control.requests()
    .filter(({ route }) => route === ROUTE)
    .map(({ body }) => (JSON.parse(body) as { readonly voucher_code: string }).voucher_code);
}

function updates(codes: Readonly<Record<string, string>>): string {
  const fields = Object.entries(codes).map(
    ([alias, code]) =>
      `${alias}: updateTicket(input: { ticketId: $id, fields: { voucherCode: "${code}" } }) {
        outcome userErrors { field code } ticket { voucherCode }
      }`,
  );
  return `mutation ($id: ID!) { ${fields.join('\n')} }`;
}

test('changes of one operation are made one after the other, in the order in which they stand', async () => {
  const codes = Object.fromEntries(Array.from({ length: 8 }, (_none, index) => [`change${index}`, `ORDER${index}`]));
  // Were they under way together, a slow first one would come last.
  gateway.emulator('outsourcing').control.addFault({ kind: 'latency', milliseconds: 150, route: ROUTE, times: 1 });
  const { data, errors } = await gateway.query(updates(codes), { id: newTicketId() });
  expect(errors).toEqual([]);
  expect(sentCodes()).toEqual(Object.values(codes));
  expect(data).toEqual(
    Object.fromEntries(
      Object.entries(codes).map(([alias, voucherCode]) => [
        alias,
        { outcome: 'APPLIED', userErrors: [], ticket: { voucherCode } },
      ]),
    ),
  );
});

test('each has its own outcome: refusals and faults in the middle stop none of those behind them', async () => {
  const id = newTicketId();
  const { control } = gateway.emulator('outsourcing');
  control.addFault({ kind: 'reset', at: 'start', route: ROUTE, times: 1 });
  control.addFault({ kind: 'rateLimit', retryAfterSeconds: 1, route: ROUTE, times: 1 });
  const codes = { reset: 'RESET', limited: 'LIMITED', refused: 'no code', noText: 'a\\u0000b', last: 'LAST01' };
  const { data, errors } = await gateway.query(updates(codes), { id });
  expect(sentCodes()).toEqual(['RESET', 'LIMITED', 'LAST01']);
  expect(data).toMatchObject({
    reset: { outcome: 'UNKNOWN', userErrors: [], ticket: { voucherCode: 'WQ4MM3' } },
    limited: null,
    refused: { outcome: 'REJECTED', userErrors: [{ field: 'fields.voucherCode', code: 'INVALID_INPUT' }] },
    noText: null,
    last: { outcome: 'APPLIED', userErrors: [], ticket: { voucherCode: 'LAST01' } },
  });
  expect(errors.map(({ path, extensions }) => [path, extensions.code])).toEqual([
    [['limited'], 'RATE_LIMITED'],
    [['noText'], 'INVALID_INPUT'],
  ]);
});
