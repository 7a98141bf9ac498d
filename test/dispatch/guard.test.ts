import { describe, expect, test } from '@jest/globals';
import { guardBackend } from '../../src/dispatch/guard.ts';
import { confineInput } from '../../src/dispatch/guard-writes.ts';
import { closedReason, isOpenTo } from '../../src/dispatch/backend-openness.ts';
import type { BackendInstance, Call, ListPage, ListPageRequest } from '../../src/ticketing/adapter.ts';
import type { BackendAccess } from '../../src/ticketing/backend-access.ts';
import { found } from '../../src/ticketing/lookup.ts';
import type { PrincipalFacts } from '../../src/ticketing/principal.ts';
import { Secret } from '../../src/ticketing/secret.ts';
import { EMPTY_TICKET, party, type NativeTicket } from '../../src/ticketing/ticket.ts';
import { isUnsupported, unsupported } from '../../src/ticketing/unsupported.ts';
import { createCall } from '../support/call.ts';
import { generatedBackend } from './guard-under-test.ts';
import { testPrincipal } from '../support/principal.ts';

const STATUS = { category: 'OPEN', code: 'open', label: null } as const;

function ticketOf(customerId: string | null, facts: Partial<NativeTicket> = {}): NativeTicket {
  const customer = customerId === null ? null : party('PERSON', { id: customerId });
  return { ...EMPTY_TICKET, nativeId: `of-${customerId}`, status: STATUS, version: '1', customer, ...facts };
}

const OWN: BackendAccess = {
  strategy: 'SERVICE',
  customerScope: { owns: ({ customer }, customerId) => customer?.id === customerId },
  internalFields: ['memo'],
};

function callOf(facts: Partial<PrincipalFacts> = {}): Call {
  return createCall({ principal: testPrincipal({ roles: ['CUSTOMER'], customerIds: { desk: 'c1' }, ...facts }) });
}

/** What a list answers whose backend does as it likes with the filter. */
async function listed(page: Partial<ListPage>, filter = {}, call = callOf()) {
  const asked: ListPageRequest<unknown>[] = [];
  const backend = guardBackend(
    generatedBackend(OWN, {
      listTickets: {
        plan: () => ({ order: 'NONE', lanes: ['all'], notes: [] }),
        async readPage(request) {
          asked.push(request);
          return { tickets: [], continuation: null, total: 9, pushedDown: [], ...page };
        },
      },
    }),
  );
  const { listTickets } = backend.operations;
  if (isUnsupported(listTickets)) throw new Error('There is a list.');
  const order = { field: 'createdAt', direction: 'ASC' } as const;
  const request = { filter, order, lane: 'all', from: null, limit: 5, continuation: null, wantsTotal: true };
  return { answer: await listTickets.readPage(request, call), asked };
}

describe('a list under the gateway’s own account', () => {
  const mixed = [ticketOf('c1'), ticketOf('c2'), ticketOf(null)];

  test('is asked for the customer alone, and each row is looked at all the same', async () => {
    const { answer, asked } = await listed({ tickets: mixed, pushedDown: ['customerId'] });
    expect(asked.map(({ filter }) => filter)).toEqual([{ customerId: 'c1' }]);
    expect(answer.tickets.map(({ nativeId }) => nativeId)).toEqual(['of-c1']);
    expect({ total: answer.total, rowsRead: answer.rowsRead }).toEqual({ total: null, rowsRead: 3 });
  });

  test('is counted only where the backend counted the customer’s own', async () => {
    const own = { tickets: [ticketOf('c1')] };
    expect((await listed({ ...own, pushedDown: ['customerId'] })).answer.total).toBe(9);
    expect((await listed({ ...own, pushedDown: ['statusCodes'] })).answer.total).toBeNull();
  });

  test('of another customer is empty, without a call', async () => {
    const { answer, asked } = await listed({ tickets: mixed }, { customerId: 'c2' });
    expect(answer).toEqual({ tickets: [], continuation: null, total: 0, pushedDown: ['customerId'] });
    expect(asked).toEqual([]);
  });

  test('is whole for an agent', async () => {
    const { answer, asked } = await listed({ tickets: mixed }, {}, callOf({ roles: ['AGENT'] }));
    expect(answer).toEqual({ tickets: mixed, continuation: null, total: 9, pushedDown: [] });
    expect(asked[0]?.filter).toEqual({});
  });
});

describe('what is not the customer’s own', () => {
  const getTickets: BackendInstance['operations']['getTickets'] = async ({ ids }) =>
    ids.map((id) => found(ticketOf(id.replace('of-', ''))));

  test('logs of a foreign ticket are not even asked for', async () => {
    const asked: string[] = [];
    const { operations } = guardBackend(
      generatedBackend(OWN, {
        getTickets,
        async getInteractionLogs(ids) {
          asked.push(...ids);
          return ids.map(() => found([]));
        },
      }),
    );
    const { getInteractionLogs } = operations;
    if (isUnsupported(getInteractionLogs)) throw new Error('There are logs.');
    expect((await getInteractionLogs(['of-c2', 'of-c1'], callOf())).map(({ state }) => state)).toEqual([
      'absent',
      'found',
    ]);
    expect(asked).toEqual(['of-c1']);
  });

  test('not even what there is to choose from is told of a backend that is closed', async () => {
    let calls = 0;
    const list = async (): Promise<[]> => {
      calls += 1;
      return [];
    };
    const closed: BackendAccess = { strategy: 'SERVICE', customerScope: unsupported('It is for staff.') };
    const own = { listTicketTypes: list, listStatuses: list, listEscalationTargets: list };
    const { listTicketTypes, listStatuses, listEscalationTargets } = guardBackend(
      generatedBackend(closed, own),
    ).operations;
    for (const read of [listTicketTypes, listStatuses, listEscalationTargets]) {
      if (isUnsupported(read)) throw new Error('There is a catalog.');
      await expect(read(callOf())).rejects.toMatchObject({ code: 'FORBIDDEN' });
      expect(calls).toBe(0);
      await expect(read(callOf({ roles: ['AGENT'] }))).resolves.toEqual([]);
      calls = 0;
    }
  });

  test('changes are refused before they are sent, as if there were no such ticket', async () => {
    const sent: unknown[] = [];
    const { operations } = guardBackend(
      generatedBackend(OWN, {
        getTickets,
        addComment: {
          check: () => [],
          async apply(input) {
            sent.push(input);
            return { entry: null, warnings: [] };
          },
          reconcile: unsupported('There is no way to look.'),
        },
      }),
    );
    const { addComment } = operations;
    if (isUnsupported(addComment)) throw new Error('There are comments.');
    const call = { ...callOf(), startedAt: 0 };
    await expect(addComment.apply({ ticketId: 'of-c2', text: 'x' }, call)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(sent).toEqual([]);
    await addComment.apply({ ticketId: 'of-c1', text: 'x' }, call);
    expect(sent).toEqual([{ ticketId: 'of-c1', text: 'x' }]);
  });

  test('a new ticket is recognized only if it says whose it is', async () => {
    for (const [ticket, state] of [
      [ticketOf('c1'), 'APPLIED'],
      [ticketOf('c2'), 'UNKNOWN'],
      [null, 'UNKNOWN'],
    ] as const) {
      const { operations } = guardBackend(
        generatedBackend(OWN, {
          createTicket: {
            check: () => [],
            apply: () => Promise.reject(new Error('not asked for')),
            reconcile: async () => ({ state: 'APPLIED', result: { nativeId: 'n', ticket, warnings: [] } }),
          },
        }),
      );
      const { createTicket } = operations;
      if (isUnsupported(createTicket) || isUnsupported(createTicket.reconcile)) throw new Error('There is one.');
      const outcome = await createTicket.reconcile({ fields: {} }, { ...callOf(), startedAt: 0 });
      expect(outcome.state).toBe(state);
    }
  });

  test.each([
    [{ fields: { title: 't' } }, { input: { fields: { title: 't', customerId: 'c1' } } }],
    [{ fields: { customerId: 'c1' } }, { input: { fields: { customerId: 'c1' } } }],
    [{ fields: { customerId: 'c2' } }, { refusal: { code: 'FORBIDDEN', field: 'fields.customerId' } }],
    [{ fields: { attachmentIds: ['a'] } }, { refusal: { code: 'FORBIDDEN', field: 'fields.attachmentIds' } }],
  ])('a new ticket with %j', (input, expected) => {
    const backend = generatedBackend(OWN, {
      createTicket: {
        check: () => [],
        apply: () => Promise.reject(new Error('not asked for')),
        reconcile: unsupported('There is no way to look.'),
      },
    });
    expect(confineInput(backend, callOf().principal, 'createTicket', input)).toMatchObject(expected);
  });

  test('what cannot be tied to a ticket is refused', async () => {
    const { operations } = guardBackend(
      generatedBackend(OWN, {
        listInteractionLogs: async () => ({ logs: [], continuation: null }),
        getChatTranscript: () => Promise.reject(new Error('not asked for')),
        downloadAttachment: () => Promise.reject(new Error('not asked for')),
      }),
    );
    const { listInteractionLogs, getChatTranscript, downloadAttachment } = operations;
    if (isUnsupported(listInteractionLogs) || isUnsupported(getChatTranscript) || isUnsupported(downloadAttachment)) {
      throw new Error('There are all three.');
    }
    const refusal = { code: 'FORBIDDEN', message: expect.stringMatching(/cannot be told/) as unknown };
    await expect(listInteractionLogs({ limit: 1, continuation: null }, callOf())).rejects.toMatchObject(refusal);
    await expect(getChatTranscript('1', callOf())).rejects.toMatchObject(refusal);
    await expect(downloadAttachment({ id: '1' }, callOf())).rejects.toMatchObject(refusal);
    await expect(
      listInteractionLogs({ limit: 1, continuation: null }, callOf({ roles: ['AGENT'] })),
    ).resolves.toMatchObject({ logs: [] });
  });
});

describe('whom a backend serves', () => {
  const access = (strategy: BackendAccess['strategy'], scope: BackendAccess['customerScope'] = OWN.customerScope) => ({
    id: 'desk',
    access: { strategy, customerScope: scope },
  });
  const noScope = unsupported('It cannot be told whose a ticket is.');
  const secret = new Secret('s');

  test.each<
    [string, BackendAccess['strategy'], BackendAccess['customerScope'], Partial<PrincipalFacts>, string | null]
  >([
    ['an agent', 'SERVICE', noScope, { roles: ['AGENT'] }, null],
    ['an admin', 'SERVICE', noScope, { roles: ['ADMIN'] }, null],
    ['a customer of it', 'SERVICE', OWN.customerScope, {}, null],
    ['a customer of another', 'SERVICE', OWN.customerScope, { customerIds: { other: 'c1' } }, 'FORBIDDEN'],
    ['a customer with an empty id', 'SERVICE', OWN.customerScope, { customerIds: { desk: ' ' } }, 'FORBIDDEN'],
    ['a customer where nobody can tell', 'SERVICE', noScope, {}, 'FORBIDDEN'],
    ['somebody without a role', 'SERVICE', noScope, { roles: [] }, 'FORBIDDEN'],
    ['who brings a token', 'PASS_THROUGH', noScope, { backendTokens: { desk: secret } }, null],
    ['who brings another token', 'PASS_THROUGH', noScope, { backendTokens: { other: secret } }, 'UNAUTHENTICATED'],
    ['an agent without a token', 'PASS_THROUGH', noScope, { roles: ['AGENT'] }, 'UNAUTHENTICATED'],
    ['who is signed in', 'EXCHANGE', noScope, { bearerToken: secret }, null],
    ['who is not', 'EXCHANGE', noScope, {}, 'UNAUTHENTICATED'],
  ])('%s, %s', (_who, strategy, scope, facts, code) => {
    const { principal } = callOf(facts);
    expect(closedReason(access(strategy, scope), principal)?.code ?? null).toBe(code);
    expect(isOpenTo(access(strategy, scope), principal)).toBe(code === null);
  });

  test('names of objects are no backends', () => {
    const named = { ...access('SERVICE'), id: 'constructor' };
    expect(isOpenTo(named, callOf().principal)).toBe(false);
    expect(isOpenTo({ ...named, access: access('PASS_THROUGH').access }, callOf().principal)).toBe(false);
  });
});
