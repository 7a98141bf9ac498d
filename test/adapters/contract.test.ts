import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { adapters } from '../../adapters/index.ts';
import type { Fault } from '../../src/emulation/fault.ts';
import type { RunningEmulator } from '../../src/emulation/emulator.ts';
import type { BackendInstance, Call, OperationName } from '../../src/ticketing/adapter.ts';
import { GatewayError } from '../../src/ticketing/errors.ts';
import type { Lookup } from '../../src/ticketing/lookup.ts';
import { TRANSITION_KINDS } from '../../src/ticketing/transition.ts';
import { isUnsupported } from '../../src/ticketing/unsupported.ts';
import { createCall } from '../support/call.ts';
import { connectToEmulator } from '../support/connect-to-emulator.ts';
import { changeTicket, FOREIGN_CHANGES, openTicket, type ForeignChanges } from '../support/foreign-changes.ts';
import { startRounds, told as toldBy, type Rounds } from '../support/rounds.ts';

// What every adapter owes, checked against its emulator over real sockets. A new adapter needs no file here.

const OPERATIONS: readonly OperationName[] = [
  'getTickets',
  'listTickets',
  'listTicketTypes',
  'listStatuses',
  'listEscalationTargets',
  'getInteractionLogs',
  'listInteractionLogs',
  'getChatTranscript',
  'createTicket',
  'updateTicket',
  'deleteTicket',
  'assignTicket',
  'transitionTicket',
  'escalateTicket',
  'addComment',
  'logInteraction',
  'uploadAttachment',
  'downloadAttachment',
  'detectChanges',
  'readWebhook',
];

/** A read of each kind that the backend supports, by name. */
function supportedReads(
  backend: BackendInstance,
  emulator: RunningEmulator,
): Record<string, (call: Call) => Promise<unknown>> {
  const { operations } = backend;
  const {
    getTickets,
    listTickets,
    listTicketTypes,
    listStatuses,
    listEscalationTargets,
    getInteractionLogs,
    listInteractionLogs,
    getChatTranscript,
  } = operations;
  const ids = emulator.samples.ticketIds.slice(0, 3);
  const reads: Record<string, (call: Call) => Promise<unknown>> = {};
  if (!isUnsupported(getTickets)) reads['getTickets'] = (call) => getTickets({ ids, fields: [] }, call);
  if (!isUnsupported(listTickets)) reads['listTickets'] = (call) => readFirstPage(backend, call);
  if (!isUnsupported(listTicketTypes)) reads['listTicketTypes'] = listTicketTypes;
  if (!isUnsupported(listStatuses)) reads['listStatuses'] = listStatuses;
  if (!isUnsupported(listEscalationTargets)) reads['listEscalationTargets'] = listEscalationTargets;
  if (!isUnsupported(getInteractionLogs)) reads['getInteractionLogs'] = (call) => getInteractionLogs(ids, call);
  if (!isUnsupported(listInteractionLogs)) {
    reads['listInteractionLogs'] = (call) => listInteractionLogs({ limit: 5, continuation: null }, call);
  }
  const [chatId] = emulator.samples.chatTranscriptIds ?? [];
  if (!isUnsupported(getChatTranscript) && chatId !== undefined) {
    reads['getChatTranscript'] = (call) => getChatTranscript(chatId, call);
  }
  return reads;
}

async function readFirstPage(backend: BackendInstance, call: Call): Promise<unknown> {
  const list = backend.operations.listTickets;
  if (isUnsupported(list)) throw new Error('The backend has no list.');
  const query = { filter: {}, order: { field: 'createdAt', direction: 'DESC' } } as const;
  const [lane] = list.plan(query).lanes;
  return list.readPage({ ...query, lane, from: null, limit: 5, continuation: null, wantsTotal: false }, call);
}

/** The errors that an answer holds, whether it rejected or tells of them key by key. */
async function errorsOf(answer: Promise<unknown>): Promise<GatewayError[]> {
  try {
    const value = await answer;
    const lookups = (Array.isArray(value) ? value : [value]) as Lookup<unknown>[];
    return lookups.flatMap((lookup) => (lookup.state === 'failed' ? [lookup.error] : []));
  } catch (error) {
    if (error instanceof GatewayError) return [error];
    throw error;
  }
}

/** Everything that an error says, to callers and to the log. */
function tell(error: GatewayError): string {
  return JSON.stringify([error.message, error.stack, error.facts, String(error.cause)]);
}

describe.each(adapters.map((entry) => [entry.definition.kind, entry] as const))(
  'the adapter %s',
  (kindOfAdapter, entry) => {
    let emulator: RunningEmulator;
    let backend: BackendInstance;

    /** A backend without memory of earlier tests: no token, no catalog, no open circuit. */
    function reconnect(settings: Record<string, unknown> = {}): BackendInstance {
      return connectToEmulator(entry, emulator, settings);
    }

    /** Routes that the supported reads of a warmed-up backend use. */
    async function usedRoutes(read: (call: Call) => Promise<unknown>): Promise<string[]> {
      await read(createCall());
      const before = emulator.control.counters();
      await read(createCall());
      const after = emulator.control.counters();
      return Object.keys(after).filter((route) => after[route] !== before[route]);
    }

    beforeAll(async () => {
      emulator = await entry.startEmulator({ tickets: 60 });
      backend = reconnect();
    });
    afterEach(() => {
      emulator.control.clearFaults();
    });
    afterAll(async () => {
      await backend.close();
      await emulator.stop();
    });

    test('decides every operation and gives a reason for each that it lacks', () => {
      expect(Object.keys(backend.operations).sort()).toEqual([...OPERATIONS].sort());
      for (const name of OPERATIONS) {
        const operation = backend.operations[name];
        if (isUnsupported(operation)) expect(operation.unsupported.length).toBeGreaterThan(20);
        else expect(['function', 'object']).toContain(typeof operation);
      }
    });

    test('decides every transition and gives a reason for each that it lacks', () => {
      expect(Object.keys(backend.transitions).sort()).toEqual([...TRANSITION_KINDS].sort());
      for (const kind of TRANSITION_KINDS) {
        const rule = backend.transitions[kind];
        if (isUnsupported(rule)) expect(rule.unsupported.length).toBeGreaterThan(20);
        else expect(rule.label.length).toBeGreaterThan(2);
      }
    });

    test('permits ids of its samples and none that could change a path or a query', () => {
      const pattern = backend.nativeIds.Ticket;
      for (const id of [...emulator.samples.ticketIds, emulator.samples.absentTicketId]) expect(id).toMatch(pattern);
      for (const id of [
        '',
        '.',
        '..',
        '../x',
        'a/b',
        'a?b',
        'a#b',
        'a%2fb',
        'a b',
        'a"b',
        'a\\b',
        'a\nb',
        'a\u0000b',
        'ä',
        'a:b(c)',
      ]) {
        expect({ id, isPermitted: pattern.test(id) }).toEqual({ id, isPermitted: false });
      }
    });

    test('answers a batch in the order of its ids, with the absent one absent and the others untouched', async () => {
      const { getTickets } = backend.operations;
      if (isUnsupported(getTickets)) return expect(getTickets.unsupported).not.toBe('');
      const { ticketIds, absentTicketId } = emulator.samples;
      const ids = [ticketIds[4] ?? '', absentTicketId, ticketIds[0] ?? '', ticketIds[2] ?? ''];
      const lookups = await getTickets({ ids, fields: [] }, createCall());
      expect(lookups.map((lookup) => (lookup.state === 'found' ? lookup.value.nativeId : lookup.state))).toEqual([
        ids[0],
        'absent',
        ids[2],
        ids[3],
      ]);
    });

    test('fills the fields that it left out when it is asked for them', async () => {
      const { getTickets } = backend.operations;
      if (isUnsupported(getTickets)) return expect(getTickets.unsupported).not.toBe('');
      const ids = emulator.samples.ticketIds.slice(0, 10);
      const first = await getTickets({ ids, fields: [] }, createCall());
      for (const [index, lookup] of first.entries()) {
        if (lookup.state !== 'found') throw new Error(`The sample ${ids[index] ?? ''} was not found.`);
        const { notLoaded, nativeId } = lookup.value;
        const [complete] = await getTickets({ ids: [nativeId], fields: notLoaded }, createCall());
        if (complete?.state !== 'found') throw new Error('A ticket that was found is gone.');
        expect(complete.value.notLoaded.filter((name) => notLoaded.includes(name))).toEqual([]);
        expect(complete.value.version).toBe(lookup.value.version);
      }
    });

    test('lists every row exactly once over all pages of all lanes', async () => {
      const list = backend.operations.listTickets;
      if (isUnsupported(list)) return expect(list.unsupported).not.toBe('');
      for (const order of [
        { field: 'createdAt', direction: 'DESC' },
        { field: 'createdAt', direction: 'ASC' },
        { field: 'updatedAt', direction: 'DESC' },
      ] as const) {
        const plan = list.plan({ filter: {}, order });
        const ids: string[] = [];
        for (const lane of plan.lanes) {
          let continuation: unknown = null;
          let previous: string | null = null;
          do {
            const page = await list.readPage(
              { filter: {}, order, lane, from: null, limit: 20, continuation, wantsTotal: true },
              createCall(),
            );
            for (const row of page.tickets) {
              const instant = row[order.field];
              if (plan.order === 'BY_INSTANT' && previous !== null && instant !== null) {
                const isInOrder = order.direction === 'DESC' ? instant <= previous : instant >= previous;
                expect({ id: row.nativeId, instant, previous, isInOrder }).toMatchObject({ isInOrder: true });
              }
              previous = instant;
              ids.push(row.nativeId);
            }
            continuation = page.continuation;
          } while (continuation !== null && continuation !== undefined);
        }
        expect(ids.length).toBeGreaterThan(10);
        expect(new Set(ids).size).toBe(ids.length);
      }
    });

    test.each<[string, Fault, readonly string[]]>([
      ['garbage', { kind: 'garbage' }, ['BACKEND_BAD_RESPONSE']],
      ['another media type', { kind: 'wrongContentType' }, ['BACKEND_BAD_RESPONSE']],
      ['an empty body', { kind: 'empty' }, ['BACKEND_BAD_RESPONSE']],
      ['a page of a proxy', { kind: 'html' }, ['BACKEND_UNAVAILABLE', 'BACKEND_BAD_RESPONSE']],
      ['half a body', { kind: 'truncated' }, ['BACKEND_UNAVAILABLE']],
      ['a reset', { kind: 'reset', at: 'start' }, ['BACKEND_UNAVAILABLE']],
      ['a reset in the body', { kind: 'reset', at: 'body' }, ['BACKEND_UNAVAILABLE']],
      ['503', { kind: 'status', status: 503 }, ['BACKEND_UNAVAILABLE', 'BACKEND_BAD_RESPONSE']],
      ['429', { kind: 'rateLimit', retryAfterSeconds: 600 }, ['RATE_LIMITED']],
      ['silence', { kind: 'hang' }, ['BACKEND_TIMEOUT']],
      ['an endless body', { kind: 'huge', bytes: 30 * 1024 * 1024 }, ['BACKEND_BAD_RESPONSE']],
    ])(
      'tells %s as what it is, for every read',
      async (_name, fault, codes) => {
        const fresh = reconnect({
          attemptTimeoutMs: 400,
          deadlineMs: 1_500,
          mostRetries: 1,
          mostBodyBytes: 1024 * 1024,
        });
        let inspected = 0;
        for (const [name, read] of Object.entries(supportedReads(fresh, emulator))) {
          const routes = await usedRoutes(read);
          // A list that is a table of the adapter's own calls nobody.
          for (const route of routes.slice(0, 1)) {
            emulator.control.addFault({ ...fault, route });
            const errors = await errorsOf(read(createCall({ signal: AbortSignal.timeout(1_500) })));
            emulator.control.clearFaults();
            expect({ name, route, errors: errors.length > 0 }).toEqual({ name, route, errors: true });
            for (const { code, facts } of errors) {
              expect({ name, route, code, detail: facts.detail, isAsDocumented: codes.includes(code) }).toMatchObject({
                isAsDocumented: true,
              });
            }
            inspected += 1;
          }
        }
        expect(inspected).toBeGreaterThan(0);
        await fresh.close();
      },
      30_000,
    );

    test('ends at its deadline, and as soon as its caller goes away', async () => {
      const fresh = reconnect({ attemptTimeoutMs: 20_000, deadlineMs: 20_000 });
      for (const [name, read] of Object.entries(supportedReads(fresh, emulator))) {
        const routes = await usedRoutes(read);
        if (routes.length === 0) continue;
        emulator.control.addFault({ kind: 'hang', route: routes[0] ?? '' });
        const [late] = await errorsOf(read(createCall({ signal: AbortSignal.timeout(100) })));
        expect({ name, code: late?.code }).toEqual({ name, code: 'BACKEND_TIMEOUT' });
        const controller = new AbortController();
        const abandoned = errorsOf(read(createCall({ signal: controller.signal })));
        setTimeout(() => controller.abort(), 50);
        const [left] = await abandoned;
        expect({ name, code: left?.code, cancelled: left?.facts.cancelled }).toMatchObject({ name, cancelled: true });
        emulator.control.clearFaults();
      }
      await fresh.close();
    });

    test('renews a refused credential once, and says so if that does not help', async () => {
      const fresh = reconnect({ mostRetries: 0 });
      const reads = Object.entries(supportedReads(fresh, emulator));
      for (const [name, read] of reads) {
        if ((await usedRoutes(read)).length === 0) continue;
        emulator.control.act('expireTokens');
        expect({ name, errors: await errorsOf(read(createCall())) }).toEqual({ name, errors: [] });
      }
      await fresh.close();
    });

    test('never tells a secret, whatever goes wrong', async () => {
      const secrets = Object.entries(emulator.credentials).flatMap(([name, value]) =>
        /secret|password|token|key/i.test(name) ? [value] : [],
      );
      expect(secrets.length).toBeGreaterThan(0);
      const faults: Fault[] = [
        { kind: 'garbage' },
        { kind: 'status', status: 401, body: { error: 'no' } },
        { kind: 'status', status: 500, body: secrets.join(' ') },
        { kind: 'reset', at: 'start' },
      ];
      for (const fault of faults) {
        const fresh = reconnect({ mostRetries: 0 });
        emulator.control.addFault(fault);
        const told = await Promise.all(
          Object.values(supportedReads(fresh, emulator)).map(async (read) =>
            (await errorsOf(read(createCall()))).map(tell).join('\n'),
          ),
        );
        emulator.control.clearFaults();
        expect(told.join('').length).toBeGreaterThan(0);
        // A secret as short as a word of the language would be found in innocent text.
        for (const secret of secrets.filter((value) => value.length > 6)) expect(told.join('\n')).not.toContain(secret);
        await fresh.close();
      }
    });

    test('carries the correlation id on every request', async () => {
      emulator.control.reset();
      const fresh = reconnect();
      const correlationId = 'c0ffee00-1111-4222-8333-444455556666';
      for (const read of Object.values(supportedReads(fresh, emulator))) await read(createCall({ correlationId }));
      const requests = emulator.control.requests();
      expect(requests.length).toBeGreaterThan(0);
      for (const request of requests)
        expect({ url: request.url, headers: request.rawHeaders }).toMatchObject({
          headers: expect.arrayContaining([correlationId]),
        });
      await fresh.close();
    });

    describe('looking for changes', () => {
      let watched: BackendInstance;

      beforeEach(() => {
        watched = reconnect({ mostRetries: 0 });
      });
      afterEach(() => watched.close());

      function foreignChanges(): ForeignChanges {
        const changes = FOREIGN_CHANGES[kindOfAdapter];
        if (changes === undefined) throw new Error(`test/support/foreign-changes.ts does not know "${kindOfAdapter}".`);
        return changes;
      }

      /** What two rounds tell together: so long a change may take to be seen. */
      async function twoRounds(rounds: Rounds, watchedIds: readonly string[]): Promise<string[]> {
        return [...toldBy(await rounds.next({ watchedIds })), ...toldBy(await rounds.next({ watchedIds }))];
      }

      test('tells each change that was made behind its back exactly once, and nothing else', async () => {
        const detector = watched.operations.detectChanges;
        if (isUnsupported(detector)) return expect(detector.unsupported.length).toBeGreaterThan(20);
        const rounds = startRounds(watched);
        let id = emulator.samples.ticketIds[0] ?? '';
        expect(await twoRounds(rounds, [id])).toEqual([]);
        if (detector.coverage === 'ALL') {
          id = openTicket(emulator, foreignChanges());
          expect(await twoRounds(rounds, [id])).toEqual([`ADDED ${id}`]);
        }
        changeTicket(emulator, id, foreignChanges());
        expect(await twoRounds(rounds, [id])).toEqual([`UPDATED ${id}`]);
        expect(await twoRounds(rounds, [id])).toEqual([]);
      });

      test('tells a change later that happens while the backend cannot be reached', async () => {
        const detector = watched.operations.detectChanges;
        if (isUnsupported(detector)) return expect(detector.unsupported.length).toBeGreaterThan(20);
        const id =
          detector.coverage === 'ALL' ? openTicket(emulator, foreignChanges()) : (emulator.samples.ticketIds[1] ?? '');
        const rounds = startRounds(watched);
        await rounds.next({ watchedIds: [id] });
        changeTicket(emulator, id, foreignChanges());
        emulator.control.addFault({ kind: 'reset', at: 'start' });
        const [error] = await errorsOf(rounds.next({ watchedIds: [id] }));
        expect(error?.code).toBe('BACKEND_UNAVAILABLE');
        emulator.control.clearFaults();
        // Another process goes on: it has no open circuit.
        const other = reconnect();
        expect(await twoRounds(startRounds(other, rounds.mark()), [id])).toEqual([`UPDATED ${id}`]);
        await other.close();
      });

      test('leaves a mark that holds no words of tickets', async () => {
        const { detectChanges, getTickets } = watched.operations;
        if (isUnsupported(detectChanges)) return expect(detectChanges.unsupported.length).toBeGreaterThan(20);
        if (isUnsupported(getTickets)) throw new Error('What is watched cannot be read.');
        const ids = emulator.samples.ticketIds.slice(0, 10);
        const rounds = startRounds(watched);
        await rounds.next({ watchedIds: ids });
        const lookups = await getTickets(
          { ids, fields: ['title', 'description', 'customer', 'assignee'] },
          createCall(),
        );
        const words = lookups.flatMap((lookup) => {
          if (lookup.state !== 'found') return [];
          const { title, description, customer, assignee } = lookup.value;
          const people = [customer, assignee].flatMap((one) => [one?.name, one?.email, one?.phone, one?.lastName]);
          return [title, description, ...people].filter((text) => typeof text === 'string' && text.length > 3);
        });
        // Ids, versions and times have neither; tickets of some backends have no words at all.
        expect(rounds.mark()).not.toMatch(/[\s@]/);
        for (const word of words) expect(rounds.mark()).not.toContain(word);
      });
    });
  },
);
