import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { demoSettings } from '../../../adapters/huawei/demo.ts';
import { startEmulator } from '../../../adapters/huawei/emulator.ts';
import { huawei } from '../../../adapters/huawei/index.ts';
import type { RecordedRequest, RunningEmulator } from '../../../src/emulation/emulator.ts';
import type { Fault } from '../../../src/emulation/fault.ts';
import type { BackendInstance } from '../../../src/ticketing/adapter.ts';
import { toGatewayError } from '../../../src/ticketing/errors.ts';
import type { NativeTicket } from '../../../src/ticketing/ticket.ts';
import type { Reconciliation, TicketFields, Write, WriteCall } from '../../../src/ticketing/write.ts';
import { connectToEmulator } from '../../support/connect-to-emulator.ts';
import { createWriteCall, operation } from './operation.ts';

const ABSENT_HEADERS = ['injected', 'x-injected'];
let emulator: RunningEmulator;
let backend: BackendInstance;

beforeAll(async () => {
  emulator = await startEmulator();
});
beforeEach(() => {
  emulator.control.reset();
  // A circuit of its own for each test: the faults of one must not close it for the next.
  backend = connectToEmulator({ definition: huawei, startEmulator, demoSettings }, emulator, {
    attemptTimeoutMs: 150,
  });
});
afterEach(() => backend.close());
afterAll(() => emulator.stop());

let made = 0;

/** A new ticket with a text of its own. */
function addTicket(changes: object = {}): string {
  made += 1;
  const { incident_id } = emulator.control.act('addTicket', {
    simple_description: `ticket ${made}`,
    ...changes,
  }) as { readonly incident_id: string };
  return incident_id;
}

async function readTicket(id: string, fields: readonly ('tags' | 'relations')[] = []): Promise<NativeTicket | null> {
  const [lookup] = await operation(backend, 'getTickets')({ ids: [id], fields }, createWriteCall());
  return lookup?.state === 'found' ? lookup.value : null;
}

function requestsOf(route: string): RecordedRequest[] {
  return emulator.control.requests().filter((request) => request.route === route);
}

/** What becomes of a write that gets no answer, as the gateway would do it. */
async function outcomeOf<Input, Result>(
  write: Write<Input, Result>,
  input: Input,
): Promise<{ readonly isOpen: boolean; readonly found: Reconciliation<Result> }> {
  let isOpen = false;
  const call: WriteCall = createWriteCall(Date.now(), {
    onWrite(state) {
      isOpen = state === 'SENT';
    },
  });
  expect(write.check(input)).toEqual([]);
  const error = await write.apply(input, call).then(
    () => null,
    (thrown: unknown) => toGatewayError(thrown),
  );
  expect(error).not.toBeNull();
  if (typeof write.reconcile !== 'function') throw new Error('cannot be reconciled');
  return { isOpen, found: await write.reconcile(input, createWriteCall(call.startedAt)) };
}

const APPLIED: readonly (readonly [string, Fault])[] = [
  ['a reset', { kind: 'reset', at: 'start', apply: true }],
  ['a reset in the answer', { kind: 'reset', at: 'body' }],
  ['a 500', { kind: 'status', status: 500, apply: true }],
  ['a page of a proxy', { kind: 'html', apply: true }],
  ['a 504', { kind: 'status', status: 504, apply: true }],
  ['broken JSON', { kind: 'garbage', apply: true }],
  ['silence', { kind: 'hang', apply: true }],
];
const NOT_APPLIED: readonly (readonly [string, Fault])[] = [
  ['a reset', { kind: 'reset', at: 'start' }],
  ['a 500', { kind: 'status', status: 500 }],
  ['silence', { kind: 'hang' }],
];

interface Scenario {
  readonly route: string;
  /** Makes the write, with something of its own to change. */
  readonly run: () => Promise<{ readonly isOpen: boolean; readonly found: Reconciliation<unknown> }>;
}

function move(kind: 'CANCEL' | 'CLOSE' | 'CONFIRM' | 'REMIND', status: number): Scenario['run'] {
  return () => outcomeOf(operation(backend, 'transitionTicket'), { ticketId: addTicket({ status }), kind });
}

function change(fields: TicketFields, before: object = {}): Scenario['run'] {
  return () => outcomeOf(operation(backend, 'updateTicket'), { ticketId: addTicket(before), fields });
}

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  createTicket: {
    route: 'createTicket',
    run: () => {
      made += 1;
      const fields = { typeId: 'bt-usage', title: `new ${made}`, description: 'line one\nline two 🙂' };
      return outcomeOf(operation(backend, 'createTicket'), { fields });
    },
  },
  cancel: { route: 'act', run: move('CANCEL', 0) },
  close: { route: 'act', run: move('CLOSE', 2) },
  confirm: { route: 'act', run: move('CONFIRM', 2) },
  deleteTicket: {
    route: 'act',
    run: () => outcomeOf(operation(backend, 'deleteTicket'), { ticketId: addTicket({ status: 3 }) }),
  },
  addComment: {
    route: 'createMessage',
    run: () => outcomeOf(operation(backend, 'addComment'), { ticketId: addTicket(), text: 'Thanks\n🙂' }),
  },
  'update of tags': { route: 'addTicketLabels', run: change({ tags: ['urgent', 'EU / GDPR'] }) },
  'update that removes tags': { route: 'removeTicketLabels', run: change({ tags: [] }, { label_ids: [1] }) },
  'update of contact data': {
    route: 'changeContact',
    run: change({ contact: { email: 'ann@example.test', areaCode: '86', phone: '138 1', hours: '0' } }),
  },
  'update of relations': {
    route: 'addRelations',
    run: () => {
      const relatedTicketIds = [addTicket()];
      return outcomeOf(operation(backend, 'updateTicket'), { ticketId: addTicket(), fields: { relatedTicketIds } });
    },
  },
};

describe.each(Object.entries(SCENARIOS))('%s', (_, { route, run }) => {
  test.each(APPLIED)('that was made although %s came: found, and sent once', async (_name, fault) => {
    emulator.control.addFault({ ...fault, route, times: 1 });
    const { isOpen, found } = await run();
    expect(isOpen).toBe(true);
    expect(found).toMatchObject({ state: 'APPLIED', result: { warnings: [] } });
    expect(requestsOf(route)).toHaveLength(1);
  });

  test.each(NOT_APPLIED)('that was not made as %s came: never taken for made', async (_name, fault) => {
    emulator.control.addFault({ ...fault, route, times: 1 });
    const { isOpen, found } = await run();
    expect(isOpen).toBe(true);
    expect(found).toEqual({ state: 'UNKNOWN' });
    expect(requestsOf(route)).toHaveLength(1);
  });
});

describe('a reminder', () => {
  test.each([...APPLIED, ...NOT_APPLIED])('cannot be checked: %s', async (_name, fault) => {
    emulator.control.addFault({ ...fault, route: 'act', times: 1 });
    const { isOpen, found } = await move('REMIND', 0)();
    expect(isOpen).toBe(true);
    expect(found).toEqual({ state: 'UNKNOWN' });
    expect(requestsOf('act')).toHaveLength(1);
  });
});

describe('creations that are equal', () => {
  const fields = { typeId: 'bt-usage', title: 'the same' };

  test('the first one is not the outcome of the second, which was not made', async () => {
    const write = operation(backend, 'createTicket');
    await write.apply({ fields }, createWriteCall(Date.now()));
    emulator.control.addFault({ kind: 'hang', route: 'createTicket', times: 1 });
    expect((await outcomeOf(write, { fields })).found).toEqual({ state: 'UNKNOWN' });
  });

  test('two at once without an answer are not told apart', async () => {
    const equal = { fields: { ...fields, title: 'both' } };
    emulator.control.addFault({ kind: 'status', status: 500, route: 'createTicket', times: 2, apply: true });
    const write = operation(backend, 'createTicket');
    const both = await Promise.all([outcomeOf(write, equal), outcomeOf(write, equal)]);
    const ids = both.flatMap(({ found }) => (found.state === 'APPLIED' ? [found.result.nativeId] : []));
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe('what was made is seen', () => {
  test('deleted tickets that are gone', async () => {
    emulator.control.setSwitches({ deletedTickets: 'gone' });
    emulator.control.addFault({ kind: 'hang', route: 'act', times: 1, apply: true });
    expect((await SCENARIOS['deleteTicket']?.run())?.found.state).toBe('APPLIED');
  });

  test('a creation that is not shown at once', async () => {
    emulator.control.setSwitches({ createLagReads: 1 });
    const fields = { typeId: 'bt-network', title: 'lagging', customFields: { region_id: 'cn-south-1' } };
    const result = await operation(backend, 'createTicket').apply({ fields }, createWriteCall(Date.now()));
    expect(result).toMatchObject({ ticket: null, warnings: [expect.any(String)] });
    expect((await readTicket(result.nativeId))?.title).toBe('lagging');
  });

  test.each(['{}', 'empty', 'unknown'])('writes that answer %s', async (writeBody) => {
    emulator.control.setSwitches({ writeBody, nullId: true, messageOrder: 'desc', sparse: true });
    const ticketId = addTicket({ status: 17 });
    const text = `Answer with ${writeBody}`;
    const { entry } = await operation(backend, 'addComment').apply({ ticketId, text }, createWriteCall(Date.now()));
    expect(entry).toMatchObject({ text, side: 'CUSTOMER' });
    const closed = { ticketId, kind: 'CLOSE', reason: 'Well done' } as const;
    const result = await operation(backend, 'transitionTicket').apply(closed, createWriteCall(Date.now()));
    expect(result).toMatchObject({ ticket: { status: { code: '3' } }, warnings: [] });
    expect(await operation(backend, 'deleteTicket').apply({ ticketId }, createWriteCall(Date.now()))).toEqual({
      warnings: [],
    });
  });

  test('all that can be updated, at once and back again', async () => {
    const [ticketId, other] = [addTicket(), addTicket()];
    const write = operation(backend, 'updateTicket');
    const contact = { email: 'ann@example.test', areaCode: '86', phone: '138', hours: '09:00-18:00' };
    const fields = { tags: ['urgent', '重要'], relatedTicketIds: [other], contact };
    const { ticket, warnings } = await write.apply({ ticketId, fields }, createWriteCall(Date.now()));
    expect(warnings).toEqual([]);
    expect(ticket).toMatchObject({
      tags: ['urgent', '重要'],
      relations: [{ foreignId: other }],
      customer: { email: 'ann@example.test', phone: '+86 138' },
    });
    const nothing = { tags: [], relatedTicketIds: [] };
    await write.apply({ ticketId, fields: nothing }, createWriteCall(Date.now()));
    expect(await readTicket(ticketId, ['tags', 'relations'])).toMatchObject({ tags: [], relations: [] });
  });

  test('a reminder too soon after another', async () => {
    const write = operation(backend, 'transitionTicket');
    const input = { ticketId: addTicket(), kind: 'REMIND' } as const;
    expect(await write.apply(input, createWriteCall())).toMatchObject({ warnings: [] });
    await expect(write.apply(input, createWriteCall())).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  });

  test('a status that another gave the ticket in the meantime', async () => {
    const ticketId = addTicket({ status: 1 });
    const cancelled = operation(backend, 'transitionTicket').apply({ ticketId, kind: 'CANCEL' }, createWriteCall());
    await expect(cancelled).rejects.toMatchObject({ code: 'CONFLICT' });
    const comment = operation(backend, 'addComment').apply(
      { ticketId: addTicket({ status: 4 }), text: 'a' },
      createWriteCall(),
    );
    await expect(comment).rejects.toMatchObject({ code: 'CONFLICT' });
  });
});

describe('hostile values', () => {
  const HOSTILE = [
    'a\r\nInjected: yes',
    'a\u0000b',
    'Ω 漢字 🙂',
    '\ud800',
    '../../cases',
    '?action_id=delete',
    '#fragment',
    '%2f%2e%2e',
    `"'\\`,
    '&group_id=g',
    '__proto__',
  ];

  /** Makes the write if the check lets it through, and gives what was sent to the route. */
  async function send<Input>(write: Write<Input, unknown>, input: Input, route: string): Promise<RecordedRequest[]> {
    if (write.check(input).length > 0) return [];
    await write.apply(input, createWriteCall(Date.now())).catch(() => undefined);
    return requestsOf(route);
  }

  function checkRequests(sent: readonly RecordedRequest[], url: RegExp): void {
    for (const request of sent) {
      expect(request.url).toMatch(url);
      const names = request.rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
      expect(names.filter((name) => ABSENT_HEADERS.includes(name))).toEqual([]);
    }
  }

  test.each(HOSTILE)('%j as the words of an action', async (reason) => {
    const ticketId = addTicket();
    const input = { ticketId, kind: 'CANCEL', reason } as const;
    const sent = await send(operation(backend, 'transitionTicket'), input, 'act');
    expect(sent).toHaveLength(1);
    checkRequests(sent, /^\/v2\/servicerequest\/cases\/[\w-]+\/action\?action_id=cancel$/);
    expect(JSON.parse(sent[0]?.body ?? '')).toEqual({ operate_desc: reason });
    expect((await readTicket(ticketId))?.status.code).toBe('4');
  });

  test.each(HOSTILE)('%j as a comment', async (text) => {
    const sent = await send(operation(backend, 'addComment'), { ticketId: addTicket(), text }, 'createMessage');
    expect(sent).toHaveLength(1);
    checkRequests(sent, /^\/v2\/servicerequest\/cases\/[\w-]+\/message$/);
    expect(JSON.parse(sent[0]?.body ?? '')).toEqual({ message: { content: text } });
  });

  test.each(HOSTILE)('%j in each field of a new ticket', async (value) => {
    const fields: readonly TicketFields[] = [
      { typeId: value, title: 'a' },
      { typeId: 'bt-usage', title: value },
      { typeId: 'bt-usage', description: value },
      { typeId: 'bt-usage', title: 'a', productId: value },
      { typeId: 'bt-usage', title: 'a', severityCode: value },
      { typeId: 'bt-usage', title: 'a', attachmentIds: [value] },
      { typeId: 'bt-usage', title: 'a', contact: { email: value } },
      { typeId: 'bt-usage', title: 'a', contact: { phone: value } },
      { typeId: 'bt-usage', title: 'a', contact: { areaCode: value } },
      { typeId: 'bt-usage', title: 'a', contact: { hours: value } },
      ...['region_id', 'verify_code', 'project_id', 'x-phone-verifiedid', 'x-email-verifiedid', value].map((key) => ({
        typeId: 'bt-usage',
        title: 'a',
        customFields: { [key]: value },
      })),
    ];
    for (const one of fields) {
      const sent = await send(operation(backend, 'createTicket'), { fields: one }, 'createTicket');
      checkRequests(sent, /^\/v2\/servicerequest\/cases$/);
    }
    for (const request of requestsOf('createTicket')) expect(() => JSON.parse(request.body) as unknown).not.toThrow();
    // The values of the query that looks a product category up.
    checkRequests(
      requestsOf('listProblemTypes'),
      /^\/v2\/servicerequest\/config\/problems(\?product_category_id=[^&#]+)?$/,
    );
  });

  // The last one has the shape of an id.
  test.each(HOSTILE.slice(0, -1))('%j in each field of an update', async (value) => {
    const ticketId = addTicket();
    const write = operation(backend, 'updateTicket');
    for (const fields of [
      { tags: [value] },
      { relatedTicketIds: [value] },
      { contact: { email: value } },
      { contact: { phone: value } },
      { contact: { areaCode: value } },
      { contact: { hours: value } },
    ] satisfies TicketFields[])
      await send(write, { ticketId, fields }, 'updateTicket');
    for (const route of ['addTicketLabels', 'addRelations', 'changeContact']) expect(requestsOf(route)).toEqual([]);
  });

  test.each(HOSTILE)('%j as the id of a ticket stays one segment of the path', async (ticketId) => {
    for (const name of ['deleteTicket', 'transitionTicket', 'updateTicket'] as const) {
      const write = operation(backend, name) as Write<unknown, unknown>;
      const input = { ticketId, kind: 'CANCEL', fields: { contact: { hours: '0' } } };
      await write.apply(input, createWriteCall()).catch(() => undefined);
    }
    for (const route of ['act', 'changeContact']) expect(requestsOf(route)).toEqual([]);
  });
});
