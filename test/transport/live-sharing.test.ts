import { afterEach, describe, expect, test } from '@jest/globals';
import { eventually } from '../support/eventually.ts';
import { openConnection, type SocketClient } from '../support/live-socket-client.ts';
import { openStream } from '../support/live-stream-client.ts';
import { startScriptedGateway, type ScriptedGateway } from '../support/scripted-gateway.ts';
import { changeOf, createScriptedBackend, scriptedTicket, type ScriptedBackend } from '../support/scripted-backend.ts';

let gateway: ScriptedGateway;
const clients: SocketClient[] = [];
afterEach(async () => {
  for (const { socket } of clients.splice(0)) socket.terminate();
  await gateway.stop();
});

const WATCH = 'subscription ($since: String) { ticketChanges(since: $since) { kind cursor ticket { version title } } }';

interface Told {
  readonly data: {
    readonly ticketChanges: {
      readonly kind: string;
      readonly cursor: string;
      readonly ticket: { version: string } | null;
    };
  };
}

async function subscribe(query: string, variables: object = {}): Promise<SocketClient> {
  const client = await openConnection(gateway.url);
  clients.push(client);
  client.send({ id: '1', type: 'subscribe', payload: { query, variables } });
  return client;
}

/** The events that a socket was sent. */
function events({ messages }: SocketClient): Told['data']['ticketChanges'][] {
  return messages.flatMap(({ type, payload }) => (type === 'next' ? [(payload as Told).data.ticketChanges] : []));
}

function versions(client: SocketClient): (string | undefined)[] {
  return events(client).flatMap(({ kind, ticket }) => (kind === 'SOURCES' ? [] : [ticket?.version]));
}

function change(desk: ScriptedBackend, version: number, title = 'words'): void {
  desk.news.changes.push(changeOf('UPDATED', scriptedTicket('a', { version: String(version), title })));
}

const CHANGES = 40;

test('500 subscribers cost the backend one look at a time, and each gets every change once and in order', async () => {
  const desk = createScriptedBackend({ pollMs: { shortest: 50, longest: 50 } });
  gateway = await startScriptedGateway(desk);
  const all: SocketClient[] = [];
  for (let count = 0; count < 500; count += 50) {
    all.push(...(await Promise.all(Array.from({ length: 50 }, () => subscribe(WATCH)))));
  }
  await eventually('everybody listens', () => all.every((client) => events(client).length === 1));
  expect(gateway.liveCounts()).toEqual({
    subscribers: 500,
    feeds: 1,
    pollers: 1,
    rosters: 1,
    sockets: 500,
    streams: 0,
  });
  const [looksBefore, startedAt] = [desk.looks.length, Date.now()];
  for (let version = 1; version <= CHANGES; version += 1) {
    change(desk, version);
    if (version % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 60));
  }
  await eventually('everybody was told', () => all.every((client) => versions(client).length >= CHANGES));
  const expected = Array.from({ length: CHANGES }, (_, index) => String(index + 1));
  for (const client of all) expect(versions(client)).toEqual(expected);
  // One look for each pause at most, and not one for each subscriber.
  expect(desk.looks.length - looksBefore).toBeLessThanOrEqual((Date.now() - startedAt) / 50 + 1);
  for (const { socket } of all) socket.terminate();
  await eventually('nothing left', () => {
    const { subscribers, feeds, pollers, sockets } = gateway.liveCounts();
    return subscribers + feeds + pollers + sockets === 0;
  });
}, 60_000);

describe('what is asked of an event', () => {
  test('is answered once for all who ask the same, wherever they began', async () => {
    const desk = createScriptedBackend();
    desk.tickets.set('a', scriptedTicket('a', { version: '1', description: 'read later' }));
    gateway = await startScriptedGateway(desk);
    const document =
      'subscription ($since: String) { ticketChanges(since: $since) { kind cursor ticket { version description } } }';
    const first = await subscribe(document);
    await first.until('next');
    const since = events(first)[0]?.cursor;
    // More than are told in one turn.
    const others = await Promise.all(Array.from({ length: 120 }, () => subscribe(document)));
    const later = await subscribe(document, { since });
    const all = [first, ...others, later];
    await eventually('everybody listens', () => all.every((client) => events(client).length === 1));
    const partial = { ...scriptedTicket('a', { version: '1' }), notLoaded: ['description'] as const };
    desk.news.changes.push(changeOf('UPDATED', partial));
    await eventually('everybody was told', () => all.every((client) => versions(client).length === 1));
    expect(desk.readings).toHaveLength(1);
    const sameWithOtherWords = await subscribe(document.replace('kind cursor', 'cursor kind'));
    await sameWithOtherWords.until('next');
    desk.news.changes.push(changeOf('UPDATED', { ...partial, version: '2' }));
    await eventually('everybody was told', () =>
      [...all, sameWithOtherWords].every((client) => versions(client).at(-1) === '2'),
    );
    // Once for each document.
    expect(desk.readings).toHaveLength(3);
  });
});

describe('whoever does not read', () => {
  const LARGE = 'x'.repeat(100_000);

  test('is told of one gap over a stream, keeps little waiting, and goes on', async () => {
    const desk = createScriptedBackend();
    gateway = await startScriptedGateway(desk, { live: { mostQueued: 5 } });
    const quick = await subscribe(WATCH);
    const slow = await openStream(gateway.url, WATCH);
    await slow.until('SOURCES');
    slow.pause();
    // More than the sockets of both sides hold.
    for (let version = 1; version <= 200; version += 1) {
      change(desk, version, LARGE);
      await eventually('the other was told', () => versions(quick).length === version);
    }
    slow.resume();
    // The newest may have been dropped with the rest: then the gap stands in its place.
    await slow.until(events(quick).at(-1)?.cursor ?? 'a cursor');
    change(desk, 201);
    await slow.until('"version":"201"');
    const told = [...slow.text().matchAll(/"kind":"([A-Z]+)"/g)].map(([, kind]) => kind);
    expect(told.filter((kind) => kind === 'GAP')).toHaveLength(1);
    expect(told.length).toBeLessThan(200);
    slow.leave();
  }, 60_000);

  test('is told of one gap over a socket, keeps little waiting, and goes on', async () => {
    const desk = createScriptedBackend();
    gateway = await startScriptedGateway(desk, { live: { mostQueued: 5 } });
    const [quick, slow] = [await subscribe(WATCH), await subscribe(WATCH)];
    await slow.until('next');
    slow.socket.pause();
    for (let version = 1; version <= 200; version += 1) {
      change(desk, version, LARGE);
      await eventually('the other was told', () => versions(quick).length === version);
    }
    slow.socket.resume();
    const newest = events(quick).at(-1)?.cursor;
    await eventually('the newest has come', () => events(slow).at(-1)?.cursor === newest);
    const kinds = events(slow).map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'GAP')).toHaveLength(1);
    expect(kinds.length).toBeLessThan(200);
  }, 60_000);
});

test('whoever resumes over a new socket misses nothing and gets nothing twice', async () => {
  const desk = createScriptedBackend();
  gateway = await startScriptedGateway(desk);
  const [steady, dropping] = [await subscribe(WATCH), await subscribe(WATCH)];
  await Promise.all([steady.until('next'), dropping.until('next')]);
  for (let version = 1; version <= 10; version += 1) change(desk, version);
  await eventually('both were told', () => versions(dropping).length === 10);
  dropping.socket.terminate();
  for (let version = 11; version <= 30; version += 1) change(desk, version);
  await eventually('the other was told', () => versions(steady).length === 30);
  const again = await subscribe(WATCH, { since: events(dropping).at(-1)?.cursor });
  for (let version = 31; version <= 40; version += 1) change(desk, version);
  await eventually('all have come', () => versions(again).length >= 30);
  expect([...versions(dropping), ...versions(again)]).toEqual(versions(steady));
});
