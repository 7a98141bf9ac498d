import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { UPLOAD_CASES, type UploadCase } from '../support/upload-cases.ts';
import { WRITE_CASES, type WriteCase } from '../support/write-cases.ts';

type Row = Readonly<Record<string, unknown>>;

/** How a change shows when its ticket is read. */
type Shown =
  | { readonly ticket: (input: Row) => Row; readonly isUnlisted?: boolean }
  /** As an entry of the ticket's log with this text. */
  | { readonly entry: (input: Row) => unknown }
  | 'GONE'
  /** Only the answer to the change itself shows the ticket. */
  | 'NOT_READABLE';

const status = (code: string, category: string, isUnlisted = false): Shown => ({
  ticket: () => ({ status: { code, category } }),
  isUnlisted,
});
const field = (name: string): Shown => ({ ticket: (input) => ({ [name]: (input['fields'] as Row)[name] }) });
const text: Shown = { entry: (input) => input['text'] };
const reason = (move: string): Shown => ({
  entry: (input) => ((input['transition'] as Row)[move] as Row | undefined)?.['reason'],
});
const escalation = (state: string): Shown => ({ ticket: () => ({ escalations: [{ state }] }) });

/** By backend and name of the case. A new case is refused by this test until it stands here. */
const SHOWN: Readonly<Record<string, Shown>> = {
  'crm: create': field('description'),
  // It may be nobody's ticket, and this API shows a customer's tickets alone.
  'crm: create (social)': 'NOT_READABLE',
  'crm: comment': text,
  'hybris: create': field('title'),
  'hybris: update': field('title'),
  'hybris: delete': 'GONE',
  'hybris: close': status('CONFIRMED', 'CLOSED'),
  'hybris: reopen': status('OPEN', 'OPEN'),
  'hybris: log': text,
  'huawei: create': field('title'),
  'huawei: update': field('tags'),
  // It stays readable in a status of its own, and is in no list.
  'huawei: delete': status('13', 'CANCELLED', true),
  'huawei: cancel': status('4', 'CANCELLED'),
  'huawei: close': status('3', 'CLOSED'),
  'huawei: remind': reason('remind'),
  'huawei: comment': text,
  'huawei: upload to a ticket': text,
  'outsourcing: update': field('voucherCode'),
  'outsourcing: assign': { ticket: ({ assigneeId }) => ({ assignee: { id: assigneeId } }) },
  'outsourcing: complete': status('closed', 'CLOSED'),
  'outsourcing: cancel': status('cancelled', 'CANCELLED'),
  'outsourcing: outsource': escalation('REQUESTED'),
  'oneview: escalate': escalation('ACTIVE'),
};

/** Files that are given to a ticket; one for a ticket to come is read with that. */
const CASES: readonly (WriteCase | UploadCase)[] = [
  ...WRITE_CASES,
  ...UPLOAD_CASES.filter(({ route }) => route === 'createMessage'),
];

const FIELDS = 'id title description tags voucherCode status { code category } assignee { id } escalations { state }';
const WITH_LOG = `${FIELDS} interactionLogs(first: 100) { nodes { text } }`;

interface SeenTicket extends Row {
  readonly id: string;
  readonly interactionLogs?: { readonly nodes: readonly { readonly text: string | null }[] };
}

interface Change {
  readonly outcome: string;
  readonly ticket?: SeenTicket | null;
}

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
beforeEach(() => {
  gateway.reset();
});
afterAll(() => gateway.stop());

async function ask<Data>(document: string, variables: Row = {}): Promise<Data> {
  const { data, errors } = await gateway.query<Data>(document, variables);
  expect(errors).toEqual([]);
  if (data === null || data === undefined) throw new Error('There is no data.');
  return data;
}

async function readTicket(id: unknown): Promise<SeenTicket | null> {
  const { ticket } = await ask<{ ticket: SeenTicket | null }>(`query ($id: ID!) { ticket(id: $id) { ${WITH_LOG} } }`, {
    id,
  });
  return ticket;
}

async function listTickets(backend: string): Promise<readonly SeenTicket[]> {
  const { tickets } = await ask<{ tickets: { nodes: readonly SeenTicket[] } }>(
    `query ($backends: [ID!]) { tickets(first: 100, filter: { backends: $backends }) { nodes { ${FIELDS} } } }`,
    { backends: [backend] },
  );
  return tickets.nodes;
}

/** In one operation: a dry run that shows the ticket as it was, so that it has been read, and then the change. */
async function change(
  { field: name, inputType }: Pick<WriteCase, 'field' | 'inputType'>,
  input: Row,
): Promise<{ before: Change; after: Change }> {
  const selection = name === 'deleteTicket' ? '{ outcome }' : `{ outcome ticket { ${WITH_LOG} } }`;
  return ask(
    `mutation ($dryRun: ${inputType}!, $input: ${inputType}!) {
      before: ${name}(input: $dryRun) ${selection}
      after: ${name}(input: $input) ${selection}
    }`,
    { dryRun: { ...input, dryRun: true }, input },
  );
}

function textsOf(ticket: SeenTicket | null | undefined): (string | null)[] {
  return (ticket?.interactionLogs?.nodes ?? []).map((entry) => entry.text);
}

const keyOf = ({ backend, name }: Pick<WriteCase, 'backend' | 'name'>): string => `${backend}: ${name}`;

test('it is known how each change shows', () => {
  expect(Object.keys(SHOWN).sort()).toEqual(CASES.map(keyOf).sort());
});

describe('a change shows in the same operation, and in every later one', () => {
  test.each(CASES.map((write) => [keyOf(write), write] as const))('%s', async (key, write) => {
    const shown = SHOWN[key];
    if (shown === undefined) throw new Error('Nobody said how this change shows.');
    const input: Row = await write.prepare(gateway.emulator(write.backend).control, gateway);
    // From here on the gateway keeps what it has read.
    const ticketBefore = input['ticketId'] === undefined ? null : await readTicket(input['ticketId']);
    await listTickets(write.backend);

    const { before, after } = await change(write, input);
    expect([before.outcome, after.outcome]).toEqual(['PREVIEWED', 'APPLIED']);
    const id = after.ticket?.id ?? input['ticketId'];
    const later = await readTicket(id);
    const row = (await listTickets(write.backend)).find((one) => one.id === id);

    if (shown === 'GONE' || shown === 'NOT_READABLE') {
      expect({ later, row }).toEqual({ later: null, row: undefined });
    } else if ('entry' in shown) {
      const entry = shown.entry(input);
      expect(textsOf(ticketBefore)).not.toContain(entry);
      expect(textsOf(before.ticket)).toEqual(textsOf(ticketBefore));
      expect(textsOf(after.ticket)).toContain(entry);
      expect(textsOf(later)).toContain(entry);
    } else {
      const wanted = shown.ticket(input);
      expect(ticketBefore ?? {}).not.toMatchObject(wanted);
      if (write.field !== 'deleteTicket') {
        expect(before.ticket ?? {}).not.toMatchObject(wanted);
        expect(after.ticket).toMatchObject(wanted);
      }
      expect(later).toMatchObject(wanted);
      expect(row ?? 'in no list').toEqual(shown.isUnlisted === true ? 'in no list' : expect.objectContaining(wanted));
    }
  });
});
