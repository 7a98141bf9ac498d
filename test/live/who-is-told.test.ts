import { afterEach, describe, expect, test } from '@jest/globals';
import type { InteractionEvent, TicketChangeEvent } from '../../src/live/change-event.ts';
import type { Principal } from '../../src/ticketing/principal.ts';
import { Secret } from '../../src/ticketing/secret.ts';
import type { NativeTicket, Party } from '../../src/ticketing/ticket.ts';
import { listenTo, type LiveListener } from '../support/live-listener.ts';
import { startLive, type LiveUnderTest } from '../support/live-under-test.ts';
import { unsupported } from '../../src/ticketing/unsupported.ts';
import { testPrincipal } from '../support/principal.ts';
import {
  changeOf,
  createScriptedBackend,
  failureOf,
  logEntryOf,
  PASS_THROUGH,
  scriptedTicket,
  SERVICE_FOR_CUSTOMERS,
  type ScriptedBackend,
} from '../support/scripted-backend.ts';

let started: LiveUnderTest;
afterEach(async () => started.stop());

const agent = testPrincipal();
const mine = testPrincipal({ subject: 'ann', roles: ['CUSTOMER'], customerIds: { desk: 'ann' } });

function subscribe({ backend }: ScriptedBackend, principal: Principal): LiveListener<TicketChangeEvent> {
  return listenTo((signal) =>
    started.live.ticketChanges([{ backend, filter: {} }], null, {
      principal,
      signal,
      correlationId: 'c',
      language: 'en',
    }),
  );
}

function ticketOf(customerId: string, nativeId: string, version = '1'): NativeTicket {
  return scriptedTicket(nativeId, { version, customer: { id: customerId } as Party });
}

/** Each change in a word, without what the backends' states are. */
function told(events: readonly TicketChangeEvent[]): string[] {
  return events.flatMap((event) => {
    if (event.kind === 'SOURCES') return [];
    return event.kind === 'GAP' ? ['GAP'] : [`${event.kind} ${event.nativeId}`];
  });
}

describe('a customer', () => {
  test('is told of their tickets and of nobody else’s, neither what became of them', async () => {
    started = await startLive();
    const desk = createScriptedBackend({ access: SERVICE_FOR_CUSTOMERS });
    const [theirs, all] = [subscribe(desk, mine), subscribe(desk, agent)];
    await Promise.all([theirs.until(1), all.until(1)]);
    desk.news.changes.push(
      changeOf('ADDED', ticketOf('bob', 'b')),
      changeOf('UPDATED', ticketOf('bob', 'b', '2')),
      changeOf('REMOVED', 'b'),
      changeOf('MOVED', 'c', { movedToId: 'd' }),
      changeOf('ADDED', ticketOf('ann', 'a')),
      changeOf('REMOVED', 'a'),
    );
    await Promise.all([theirs.until(3), all.until(7)]);
    expect(told(theirs.events)).toEqual(['ADDED a', 'REMOVED a']);
    expect(told(all.events)).toEqual(['ADDED b', 'UPDATED b', 'REMOVED b', 'MOVED c', 'ADDED a', 'REMOVED a']);
  });

  test('is told nothing at all of a backend that is closed to them', async () => {
    started = await startLive();
    const access = { strategy: 'SERVICE', customerScope: unsupported('It cannot be asked for one customer.') } as const;
    const [closed, open] = [
      createScriptedBackend({ id: 'closed', access }),
      createScriptedBackend({ access: SERVICE_FOR_CUSTOMERS }),
    ];
    const parts = [closed, open].map(({ backend }) => ({ backend, filter: {} }));
    const asker = { correlationId: 'c', language: 'en' };
    const listen = (principal: Principal): LiveListener<TicketChangeEvent> =>
      listenTo((signal) => started.live.ticketChanges(parts, null, { ...asker, principal, signal }));
    const [theirs, all] = [listen(mine), listen(agent)];
    await Promise.all([theirs.until(1), all.until(1)]);
    closed.news.changes.push(changeOf('UPDATED', ticketOf('ann', 'x')));
    expect(await all.until(2)).toMatchObject({ nativeId: 'x' });
    open.news.changes.push(changeOf('ADDED', ticketOf('ann', 'a')));
    expect(await theirs.until(2)).toMatchObject({ kind: 'ADDED', nativeId: 'a' });
  });

  test('is told that a ticket has gone from them when it changes hands, without the ticket', async () => {
    started = await startLive();
    const desk = createScriptedBackend({ access: SERVICE_FOR_CUSTOMERS });
    const theirs = subscribe(desk, mine);
    await theirs.until(1);
    desk.news.changes.push(changeOf('UPDATED', ticketOf('ann', 'a')), changeOf('UPDATED', ticketOf('bob', 'a', '2')));
    expect(await theirs.until(3)).toMatchObject({ kind: 'REMOVED', nativeId: 'a', ticket: null });
  });

  test('is not told who wrote, but for the name, and not what staff wrote for staff', async () => {
    started = await startLive();
    const desk = createScriptedBackend({ access: { ...SERVICE_FOR_CUSTOMERS, internalFields: ['note'] } });
    const theirs = subscribe(desk, mine);
    await theirs.until(1);
    const assignee = { id: '1', name: 'Eve', email: 'eve@desk.example' } as Party;
    const customFields = [{ key: 'note', value: 'difficult' }] as unknown as NativeTicket['customFields'];
    desk.news.changes.push(changeOf('UPDATED', { ...ticketOf('ann', 'a'), assignee, customFields }));
    const event = await theirs.until(2);
    expect(event).toMatchObject({ ticket: { assignee: { name: 'Eve', email: null }, customFields: [] } });
  });

  test('is told of a gap, and not of which ticket, where nobody can read whose it is', async () => {
    started = await startLive();
    const desk = createScriptedBackend({ access: SERVICE_FOR_CUSTOMERS });
    desk.readingFailure = failureOf('BACKEND_TIMEOUT');
    const theirs = subscribe(desk, mine);
    await theirs.until(1);
    desk.news.changes.push(changeOf('UPDATED', 'b'));
    const event = await theirs.until(2);
    expect(event).toMatchObject({ kind: 'GAP', backend: { id: 'desk' } });
    expect(JSON.stringify({ ...event, backend: null })).not.toContain('"b"');
  });

  test('keeps a ticket that is theirs where it cannot be read for a moment', async () => {
    started = await startLive();
    const desk = createScriptedBackend({ access: SERVICE_FOR_CUSTOMERS });
    const theirs = subscribe(desk, mine);
    await theirs.until(1);
    desk.news.changes.push(changeOf('UPDATED', ticketOf('ann', 'a')));
    await theirs.until(2);
    desk.readingFailure = failureOf('BACKEND_TIMEOUT');
    desk.news.changes.push(changeOf('UPDATED', 'a'));
    expect(await theirs.until(3)).toMatchObject({ kind: 'UPDATED', ticketError: { code: 'BACKEND_TIMEOUT' } });
  });

  test('sees a change of their own as everybody does who may see it', async () => {
    started = await startLive();
    const desk = createScriptedBackend({ access: SERVICE_FOR_CUSTOMERS });
    desk.tickets.set('a', ticketOf('ann', 'a', '2'));
    const [theirs, all] = [subscribe(desk, mine), subscribe(desk, agent)];
    await Promise.all([theirs.until(1), all.until(1)]);
    const ownView = { ...ticketOf('ann', 'a', 'as customers see it'), customer: null };
    started.live.publish({
      principal: mine,
      backend: desk.backend,
      ticketId: 'a',
      kind: 'UPDATED',
      movedToId: null,
      changedFields: [],
      ticket: ownView,
      interaction: null,
    });
    expect(await all.until(2)).toMatchObject({ kind: 'UPDATED', ticket: { version: '2', customer: { id: 'ann' } } });
    expect(await theirs.until(2)).toMatchObject({ kind: 'UPDATED', ticket: { version: '2' } });
    expect(desk.readings).toHaveLength(1);
  });

  test('gets nothing of a backend that is closed to them, and is told why', async () => {
    started = await startLive();
    const desk = createScriptedBackend();
    const theirs = subscribe(desk, mine);
    expect(await theirs.until(1)).toMatchObject({
      sources: [{ state: { name: 'CLOSED', message: expect.stringContaining('agents alone') } }],
    });
    expect(started.live.counts().pollers).toBe(0);
    expect(desk.looks).toEqual([]);
  });
});

test('what one sees with their own credential never reaches another', async () => {
  started = await startLive();
  const desk = createScriptedBackend({ access: PASS_THROUGH });
  const [ann, bob] = ['ann', 'bob'].map((subject) =>
    testPrincipal({ subject, backendTokens: { desk: new Secret(`token of ${subject}`) } }),
  ) as [Principal, Principal];
  const [anns, bobs] = [subscribe(desk, ann), subscribe(desk, bob)];
  await Promise.all([anns.until(1), bobs.until(1)]);
  expect(started.live.counts().pollers).toBe(2);
  for (const principal of [ann, bob]) {
    started.live.publish({
      principal,
      backend: desk.backend,
      ticketId: principal.subject,
      kind: 'UPDATED',
      movedToId: null,
      changedFields: [],
      ticket: scriptedTicket(principal.subject),
      interaction: null,
    });
  }
  await Promise.all([anns.until(2), bobs.until(2)]);
  expect([told(anns.events), told(bobs.events)]).toEqual([['UPDATED ann'], ['UPDATED bob']]);
});

describe('what is said and done about a ticket', () => {
  function follow(
    { backend }: ScriptedBackend,
    principal: Principal,
    mayStillSee: () => Promise<boolean> = async () => true,
  ): LiveListener<InteractionEvent> {
    return listenTo((signal) =>
      started.live.interactions(
        backend,
        'a',
        null,
        { principal, signal, correlationId: 'c', language: 'en' },
        mayStillSee,
      ),
    );
  }
  const texts = (events: readonly InteractionEvent[]): (string | null)[] =>
    events.flatMap((event) => (event.kind === 'ADDED' ? [event.entry.text] : []));

  test('is told once, whether it was written here or found by a look', async () => {
    started = await startLive();
    const desk = createScriptedBackend();
    const listener = follow(desk, agent);
    await listener.until(1);
    const entry = logEntryOf('i1', { text: 'first' });
    started.live.publish({
      principal: agent,
      backend: desk.backend,
      ticketId: 'a',
      kind: null,
      movedToId: null,
      changedFields: [],
      ticket: null,
      interaction: entry,
    });
    await listener.until(2);
    desk.news.interactions.push(
      { ticketId: 'a', entry },
      { ticketId: 'b', entry: logEntryOf('i2', { text: 'of another ticket' }) },
      { ticketId: 'a', entry: logEntryOf('i3', { text: 'second' }) },
    );
    await listener.until(3);
    expect(texts(listener.events)).toEqual(['first', 'second']);
    expect(listener.events.slice(1).map((event) => 'origin' in event && event.origin)).toEqual(['WRITE', 'POLL']);
  });

  test('is not told to customers where staff wrote it for staff, nor when the ticket is not theirs any more', async () => {
    started = await startLive();
    const desk = createScriptedBackend({ access: SERVICE_FOR_CUSTOMERS });
    let isTheirs = true;
    const [theirs, all] = [follow(desk, mine, async () => isTheirs), follow(desk, agent)];
    await Promise.all([theirs.until(1), all.until(1)]);
    desk.news.interactions.push(
      { ticketId: 'a', entry: logEntryOf('i1', { text: 'for staff', visibility: 'PRIVATE' }) },
      { ticketId: 'a', entry: logEntryOf('i2', { text: 'for all' }) },
    );
    await Promise.all([theirs.until(2), all.until(3)]);
    isTheirs = false;
    desk.news.interactions.push({ ticketId: 'a', entry: logEntryOf('i3', { text: 'later' }) });
    await all.until(4);
    expect(texts(theirs.events)).toEqual(['for all']);
    expect(texts(all.events)).toEqual(['for staff', 'for all', 'later']);
  });

  test('is told to no customer but its writer where no backend could show it to them', async () => {
    started = await startLive();
    const desk = createScriptedBackend({ access: SERVICE_FOR_CUSTOMERS });
    const [theirs, all] = [follow(desk, mine), follow(desk, agent)];
    await Promise.all([theirs.until(1), all.until(1)]);
    const made = {
      backend: desk.backend,
      ticketId: 'a',
      kind: null,
      movedToId: null,
      changedFields: [],
      ticket: null,
    };
    started.live.publish({ ...made, principal: agent, interaction: logEntryOf('i1', { text: 'by an agent' }) });
    started.live.publish({ ...made, principal: mine, interaction: logEntryOf('i2', { text: 'by ann' }) });
    await Promise.all([theirs.until(2), all.until(3)]);
    expect(texts(theirs.events)).toEqual(['by ann']);
    expect(texts(all.events)).toEqual(['by an agent', 'by ann']);
  });

  test('goes on for those who stay when the one who asked first leaves', async () => {
    started = await startLive();
    const desk = createScriptedBackend({ access: SERVICE_FOR_CUSTOMERS });
    const [first, second] = [follow(desk, mine), follow(desk, mine)];
    await Promise.all([first.until(1), second.until(1)]);
    await first.leave();
    desk.news.interactions.push({ ticketId: 'a', entry: logEntryOf('i1', { text: 'for all' }) });
    await second.until(2);
    expect(texts(second.events)).toEqual(['for all']);
    expect(started.failures).toEqual([]);
  });
});

test('a backend of which no ticket is named is neither looked at nor spoken of', async () => {
  started = await startLive();
  const [named, other] = [createScriptedBackend({ id: 'named' }), createScriptedBackend({ id: 'other' })];
  const parts = [
    { backend: named.backend, filter: { ids: ['a'] } },
    { backend: other.backend, filter: { ids: [] } },
  ];
  const asker = { principal: agent, correlationId: 'c', language: 'en' };
  const listener = listenTo((signal) => started.live.ticketChanges(parts, null, { ...asker, signal }));
  const first = await listener.until(1);
  expect(first).toMatchObject({ kind: 'SOURCES', sources: [{ backend: { id: 'named' } }] });
  expect(other.looks).toEqual([]);
});
