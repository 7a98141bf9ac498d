import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { TicketChangeEvent } from '../../src/live/change-event.ts';
import { createWebhookEvents, type WebhookEvents, type WebhookEventsParts } from '../../src/live/webhook-events.ts';
import type { WebhookEvent, WebhookEventType } from '../../src/ticketing/webhook.ts';
import { listenTo, type LiveListener } from '../support/live-listener.ts';
import { startLive, type LiveUnderTest } from '../support/live-under-test.ts';
import { testPrincipal } from '../support/principal.ts';
import {
  changeOf,
  createScriptedBackend,
  failureOf,
  scriptedTicket,
  type ScriptedBackend,
} from '../support/scripted-backend.ts';

let started: LiveUnderTest;
let scripted: ScriptedBackend;
let listener: LiveListener<TicketChangeEvent>;

beforeEach(async () => {
  started = await startLive();
  scripted = createScriptedBackend();
  listener = listen();
  await listener.until(1);
});

afterEach(async () => {
  await listener.leave();
  await started.stop();
  expect(started.failures).toEqual([]);
});

function listen(): LiveListener<TicketChangeEvent> {
  return listenTo((signal) =>
    started.live.ticketChanges([{ backend: scripted.backend, filter: {} }], null, {
      principal: testPrincipal(),
      signal,
      correlationId: 'c',
      language: 'en',
    }),
  );
}

/** Apart from the rest, with other patience. */
function createEvents(options: Partial<WebhookEventsParts>): WebhookEvents {
  return createWebhookEvents({
    ...started.stores,
    clock: Date.now,
    askAsGateway: () => ({
      principal: testPrincipal(),
      signal: AbortSignal.timeout(9_000),
      correlationId: 'c',
      language: 'en',
    }),
    hurry: () => {},
    reportFailure: (error) => started.failures.push(error),
    ...options,
  });
}

function event(type: WebhookEventType, ticketId = 'a', eventId: string | null = null): WebhookEvent {
  return { type, ticketId, eventId };
}

const receive = (...events: WebhookEvent[]): boolean => started.live.receive(scripted.backend, events);
/** What was told of tickets, in short. */
const told = (): string[] =>
  listener.events.flatMap((each) =>
    each.kind === 'SOURCES' || each.kind === 'GAP'
      ? []
      : [`${each.kind} ${each.nativeId} ${each.ticket?.version ?? (each.ticketError === null ? '-' : 'unreadable')}`],
  );

/** Waits until everything that came has been looked at, and everything that was told has been taken. */
async function settled(): Promise<void> {
  scripted.tickets.set('last', scriptedTicket('last', { version: String(Math.random()) }));
  const end = `UPDATED last ${scripted.tickets.get('last')?.version}`;
  receive(event('UPDATED', 'last'));
  const giveUpAt = Date.now() + 5_000;
  while (!told().includes(end)) {
    if (Date.now() > giveUpAt) throw new Error('The last event did not come.');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
const toldBefore = async (): Promise<string[]> => {
  await settled();
  return told().filter((line) => !line.includes(' last '));
};

test('a ticket that was created, one that was changed: read once each, and told with their origin', async () => {
  scripted.tickets.set('a', scriptedTicket('a'));
  scripted.tickets.set('b', scriptedTicket('b', { version: '7' }));
  expect(receive(event('CREATED'), event('UPDATED', 'b'))).toBe(true);
  expect(await toldBefore()).toEqual(['ADDED a 1', 'UPDATED b 7']);
  expect(listener.events[1]).toMatchObject({ origin: 'WEBHOOK' });
  expect(scripted.readings[0]).toMatchObject({ ids: ['a', 'b'] });
});

test('what comes again, also under the same id, is told once', async () => {
  scripted.tickets.set('a', scriptedTicket('a'));
  for (let time = 0; time < 3; time += 1) {
    receive(event('UPDATED'), event('UPDATED'), event('UPDATED', 'a', 'e1'));
    expect(await toldBefore()).toEqual(['UPDATED a 1']);
  }
});

test('an event with an id that came before is not even looked at', async () => {
  scripted.tickets.set('a', scriptedTicket('a'));
  receive(event('UPDATED', 'a', 'e1'));
  expect(await toldBefore()).toEqual(['UPDATED a 1']);
  scripted.tickets.set('a', scriptedTicket('a', { version: '2' }));
  receive(event('UPDATED', 'a', 'e1'));
  expect(await toldBefore()).toEqual(['UPDATED a 1']);
  receive(event('UPDATED', 'a', 'e2'));
  expect(await toldBefore()).toEqual(['UPDATED a 1', 'UPDATED a 2']);
});

test('a webhook and a look at the same change are one event, whichever comes first', async () => {
  const looked = async (version: string): Promise<void> => {
    scripted.news.changes.push(changeOf('UPDATED', scriptedTicket('a', { version })));
    const { length } = scripted.looks;
    while (scripted.looks.length < length + 2) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  scripted.tickets.set('a', scriptedTicket('a', { version: '1' }));
  receive(event('UPDATED'));
  await settled();
  await looked('1');
  scripted.tickets.set('a', scriptedTicket('a', { version: '2' }));
  await looked('2');
  receive(event('UPDATED'));
  expect(await toldBefore()).toEqual(['UPDATED a 1', 'UPDATED a 2']);
});

test('a comment makes somebody look', async () => {
  await started.stop();
  const hurried: string[] = [];
  const webhooks = createEvents({ hurry: ({ id }) => hurried.push(id) });
  scripted.tickets.set('a', scriptedTicket('a'));
  webhooks.receive(scripted.backend, [event('UPDATED')]);
  expect(hurried).toEqual([]);
  webhooks.receive(scripted.backend, [event('COMMENTED'), event('COMMENTED', 'b')]);
  expect(hurried).toEqual([scripted.backend.id]);
  await webhooks.settle();
  expect(webhooks.receive(scripted.backend, [event('UPDATED')])).toBe(false);
});

describe('a backend that does not show what it told', () => {
  /** Looks again sooner than in earnest. */
  async function looked(...events: WebhookEvent[]) {
    const webhooks = createEvents({ lookAgainMs: 30 });
    webhooks.receive(scripted.backend, events);
    return webhooks;
  }

  const readings = async (count: number): Promise<void> => {
    while (scripted.readings.length < count) await new Promise((resolve) => setTimeout(resolve, 5));
  };

  test('is looked at once more', async () => {
    const webhooks = await looked(event('CREATED'), event('DELETED', 'b'));
    scripted.tickets.set('b', scriptedTicket('b'));
    await readings(1);
    expect(told()).toEqual([]);
    scripted.tickets.set('a', scriptedTicket('a'));
    scripted.tickets.delete('b');
    await readings(2);
    await webhooks.settle();
    expect(await toldBefore()).toEqual(['ADDED a 1', 'REMOVED b -']);
    expect(scripted.readings[1]).toMatchObject({ ids: ['a', 'b'] });
  });

  test('is believed the second time: gone is gone, there is there, and what never was is not told', async () => {
    scripted.tickets.set('c', scriptedTicket('c'));
    const webhooks = await looked(event('CREATED'), event('UPDATED', 'b'), event('DELETED', 'c'));
    await readings(2);
    await webhooks.settle();
    expect(await toldBefore()).toEqual(['REMOVED b -', 'UPDATED c 1']);
  });

  test('or cannot be read at all: it is told with the error', async () => {
    scripted.readingFailure = failureOf('BACKEND_UNAVAILABLE');
    const webhooks = await looked(event('UPDATED'));
    await readings(2);
    await webhooks.settle();
    await listener.until(2);
    expect(told()).toEqual(['UPDATED a unreadable']);
    scripted.readingFailure = null;
  });

  test('is not waited for by a stop, and nothing is lost by it', async () => {
    scripted.readingFailure = failureOf('BACKEND_TIMEOUT');
    const webhooks = createEvents({ lookAgainMs: 3_600_000 });
    webhooks.receive(scripted.backend, [event('UPDATED')]);
    await readings(1);
    await webhooks.settle();
    scripted.readingFailure = null;
    scripted.tickets.set('a', scriptedTicket('a'));
    await listener.until(2);
    expect(listener.events[1]).toMatchObject({ kind: 'UPDATED', nativeId: 'a' });
  });
});

test('no more wait than there is room for, those that are looked at again among them', async () => {
  const webhooks = createEvents({ lookAgainMs: 3_600_000, mostWaiting: 2 });
  expect(webhooks.receive(scripted.backend, [event('CREATED', 'a'), event('CREATED', 'b')])).toBe(true);
  while (scripted.readings.length < 1) await new Promise((resolve) => setTimeout(resolve, 5));
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(webhooks.receive(scripted.backend, [event('CREATED', 'c')])).toBe(false);
  await webhooks.settle();
});
