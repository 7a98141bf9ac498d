import type { Instant } from '../../src/ticketing/instant.ts';
import { toKnownTicket, type ComparedValues, type KnownTicket } from '../../src/ticketing/known-ticket.ts';
import type { NativeTicket } from '../../src/ticketing/ticket.ts';

/** UNFINISHED: every state but closed and cancelled. IN_PROGRESS: the documented resource alone. */
export type WatchedStates = 'UNFINISHED' | 'IN_PROGRESS';

/** What a round leaves for the next. Plain JSON: ids, ticket numbers, versions and prints alone. */
export interface OutsourcingMark {
  readonly format: typeof FORMAT;
  readonly states: WatchedStates;
  /** The tickets of the lists. */
  readonly listed: readonly (readonly [id: string, known: KnownRow])[];
  /** False if there were more than are read. */
  readonly isWhole: boolean;
  /** When the newest ticket that was ever listed was created, by the API's clock. */
  readonly newestAt: Instant | null;
  /** Watched tickets that are in no list; null stands for one that there is not. */
  readonly watched: readonly (readonly [id: string, known: KnownRow | null])[];
  /** Behind which ticket the next round begins to read one by one. */
  readonly after: string | null;
  /** What was heard of the API's events; null if they are not asked for. */
  readonly events: EventMark | null;
}

export interface EventMark {
  /** The largest id of all events that were read; null if there was none yet. */
  readonly lastId: string | null;
  /** From when on events count while none has been read. */
  readonly since: Instant;
  /** Tickets in no list that were told of lately, with their version: an event may come after its effect. */
  readonly told: readonly (readonly [id: string, version: string])[];
}

/** A ticket that is remembered. */
export interface KnownRow extends KnownTicket {
  /** By which a ticket is found that got another id. */
  readonly number: string | null;
}

export const FORMAT = 1;

/** The mark of the round before; null if there is none, or one that compares with nothing. */
export function readMark(mark: unknown): OutsourcingMark | null {
  const isOurs = typeof mark === 'object' && mark !== null && 'format' in mark && mark.format === FORMAT;
  return isOurs ? (mark as OutsourcingMark) : null;
}

/** Remembers a ticket. */
export function toKnownRow(ticket: NativeTicket, before?: KnownRow | null): KnownRow {
  const { version, prints } = toKnownTicket(ticket, comparedValues, before);
  return { version, prints, number: ticket.number };
}

/** What lists show, of whichever resource. */
export const comparedValues: ComparedValues = (ticket) => [
  ['status', ticket.status.code],
  ['statusChangedAt', ticket.statusChangedAt],
  ['updatedAt', ticket.updatedAt],
  ['closedAt', ticket.closedAt],
  ['customer', ticket.customer],
  ['assignee', ticket.assignee],
  ['source', ticket.source],
  ['vehicle', ticket.vehicle],
  ['voucherCode', ticket.voucherCode],
  ['escalations', ticket.escalations],
  ['transitions', ticket.transitions],
  ['customFields', ticket.customFields],
];
