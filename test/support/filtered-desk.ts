import { guardBackend } from '../../src/dispatch/guard.ts';
import type { TicketChangeEvent } from '../../src/live/change-event.ts';
import type { BackendInstance } from '../../src/ticketing/adapter.ts';
import type { TicketFilter } from '../../src/ticketing/filter.ts';
import type { Principal } from '../../src/ticketing/principal.ts';
import type { NativeTicket } from '../../src/ticketing/ticket.ts';
import { eventually } from './eventually.ts';
import { listenTo, type LiveListener } from './live-listener.ts';
import type { LiveUnderTest } from './live-under-test.ts';
import { testPrincipal } from './principal.ts';
import {
  changeOf,
  createScriptedBackend,
  scriptedTicket,
  type ScriptedBackend,
  type ScriptedOptions,
} from './scripted-backend.ts';

export const OPEN: TicketFilter = { statusCategories: ['OPEN'] };
export const OPENED: Partial<NativeTicket> = { status: scriptedTicket('any').status };
export const CLOSED: Partial<NativeTicket> = { status: { code: 'DONE', label: 'Done', category: 'CLOSED' } };

/** Changes of filtered lists. */
export type ListListener = LiveListener<TicketChangeEvent>;

export interface ListWish {
  /** Open tickets, if left out. */
  readonly filter?: TicketFilter;
  readonly since?: string;
  readonly principal?: Principal;
}

/** As the gateway has them: one for all who ask. */
const guarded = new WeakMap<ScriptedBackend, BackendInstance>();

export function subscribeTo({ live }: LiveUnderTest, desk: ScriptedBackend, wish: ListWish = {}): ListListener {
  const backend = guarded.get(desk) ?? guardBackend(desk.backend);
  guarded.set(desk, backend);
  const { filter = OPEN, since = null, principal = testPrincipal() } = wish;
  return listenTo((signal) =>
    live.ticketChanges([{ backend, filter }], since, { principal, signal, correlationId: 'c', language: 'en' }),
  );
}

/** Each event in a word. */
export function toldTo({ events }: ListListener): string[] {
  return events.map((event) =>
    event.kind === 'GAP' || event.kind === 'SOURCES' ? event.kind : `${event.kind} ${event.nativeId}`,
  );
}

/** Open tickets o1 to o3 and closed ones c1 to c3. */
export function createDesk(options: ScriptedOptions = {}): ScriptedBackend {
  const desk = createScriptedBackend({ hasList: true, ...options });
  for (const count of [1, 2, 3]) {
    desk.tickets.set(`o${count}`, scriptedTicket(`o${count}`));
    desk.tickets.set(`c${count}`, scriptedTicket(`c${count}`, CLOSED));
  }
  return desk;
}

let versions = 1;

/** Somebody changes a ticket in the backend, and nobody sees it. */
export function changeUnseen(desk: ScriptedBackend, nativeId: string, facts: Partial<NativeTicket> = {}): NativeTicket {
  versions += 1;
  const before = desk.tickets.get(nativeId) ?? scriptedTicket(nativeId);
  const ticket = { ...before, version: String(versions), ...facts };
  desk.tickets.set(nativeId, ticket);
  return ticket;
}

/** Somebody changes a ticket in the backend; the next look finds it. */
export function change(desk: ScriptedBackend, nativeId: string, facts: Partial<NativeTicket> = {}): void {
  const kind = desk.tickets.has(nativeId) ? 'UPDATED' : 'ADDED';
  desk.news.changes.push(changeOf(kind, changeUnseen(desk, nativeId, facts)));
}

export function remove(desk: ScriptedBackend, nativeId: string): void {
  desk.tickets.delete(nativeId);
  desk.news.changes.push(changeOf('REMOVED', nativeId));
}

/** Somebody changes a ticket through the gateway. */
export function changeHere(
  { live }: LiveUnderTest,
  desk: ScriptedBackend,
  ticketId: string,
  facts: Partial<NativeTicket>,
): void {
  const ticket = changeUnseen(desk, ticketId, facts);
  const made = {
    principal: testPrincipal(),
    backend: desk.backend,
    movedToId: null,
    changedFields: [],
    interaction: null,
  };
  live.publish({ ...made, ticketId, kind: 'UPDATED', ticket });
}

/** A change of o3, which is told last, shows that all before it has been told. */
export async function untilAllTold(desk: ScriptedBackend, ...listeners: ListListener[]): Promise<void> {
  const before = listeners.map((listener) => toldTo(listener).length);
  change(desk, 'o3');
  await eventually('all was told', () =>
    listeners.every((listener, index) =>
      toldTo(listener)
        .slice(before[index])
        .some((word) => word.endsWith(' o3')),
    ),
  );
}

export async function looksLater(desk: ScriptedBackend, count: number): Promise<void> {
  const enough = desk.looks.length + count;
  await eventually('so many looks', () => desk.looks.length >= enough);
}
