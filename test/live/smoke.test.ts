import { afterEach, expect, test } from '@jest/globals';
import type { TicketChangeEvent } from '../../src/live/change-event.ts';
import type { BackendInstance } from '../../src/ticketing/adapter.ts';
import type { DetectedChange } from '../../src/ticketing/change-detection.ts';
import { EMPTY_TICKET, type NativeTicket } from '../../src/ticketing/ticket.ts';
import { startLive, type LiveUnderTest } from '../support/live-under-test.ts';
import { testPrincipal } from '../support/principal.ts';

let started: LiveUnderTest | undefined;
afterEach(async () => started?.stop());

function ticket(nativeId: string, version: string): NativeTicket {
  return {
    ...EMPTY_TICKET,
    nativeId,
    status: { code: 'OPEN', label: 'Open', category: 'OPEN', isTerminal: false },
    version,
  } as NativeTicket;
}

test('changes reach a subscriber once and in order', async () => {
  started = await startLive();
  const { live } = started;
  const pending: DetectedChange[] = [];
  const backend = {
    id: 'one',
    access: { strategy: 'SERVICE', customerScope: { unsupported: 'not needed in this test' } },
    deadlineMs: 1_000,
    pollMs: { shortest: 20, longest: 100 },
    operations: {
      getTickets: { unsupported: 'not needed in this test' },
      detectChanges: {
        coverage: 'ALL',
        sees: 'everything',
        detect: async ({ mark }: { mark: unknown }) => ({
          changes: mark === null ? [] : pending.splice(0),
          interactions: [],
          mark: 'm',
          isComplete: true,
        }),
      },
    },
  } as unknown as BackendInstance;
  const leaving = new AbortController();
  const asker = { principal: testPrincipal(), signal: leaving.signal, correlationId: 'c', language: 'en' };
  const events: TicketChangeEvent[] = [];
  const running = (async () => {
    for await (const event of live.ticketChanges([{ backend, filter: { statusCategories: ['OPEN'] } }], null, asker)) {
      events.push(event);
      if (events.length === 1) {
        for (const version of ['1', '2', '2']) {
          pending.push({
            nativeId: 'a',
            kind: 'UPDATED',
            ticket: ticket('a', version),
            changedFields: [],
            movedToId: null,
          });
        }
      }
      if (events.length === 3) leaving.abort();
    }
  })();
  await running;
  expect(events.map(({ kind }) => kind)).toEqual(['SOURCES', 'UPDATED', 'UPDATED']);
  expect(started.failures).toEqual([]);
  const since = events[1]!.cursor;
  const again: TicketChangeEvent[] = [];
  const second = new AbortController();
  for await (const event of live.ticketChanges([{ backend, filter: {} }], since, { ...asker, signal: second.signal })) {
    again.push(event);
    if (again.length === 2) second.abort();
  }
  expect(again[1]).toMatchObject({ kind: 'UPDATED', cursor: events[2]!.cursor });
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(live.counts()).toEqual({ subscribers: 0, feeds: 0, pollers: 0 });
});
