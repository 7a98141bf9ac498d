import type { Escalation } from '../ticketing/escalation.ts';
import type { Instant } from '../ticketing/instant.ts';
import { isAgent, type Principal } from '../ticketing/principal.ts';
import type { Ticket } from '../ticketing/ticket.ts';
import type { TransitionRecord } from '../ticketing/transition.ts';
import type { OwnAuthor, OwnEscalation, OwnRecords, OwnTransition } from './own-history.ts';

// What a backend tells of a ticket and what the gateway did, as one history without doubles.

/**
 * How far the backend's time of a change and the gateway's may be apart, in milliseconds: clocks differ, and some backends
 * take their time.
 */
const TOLERANCE_MS = 2 * 60_000;

/**
 * The changes of a ticket's status, oldest first. One that the backend tells and the gateway made stands there once, as the
 * backend tells it; the gateway adds what the backend leaves out.
 */
export function mergeTransitions(
  told: readonly TransitionRecord[],
  own: readonly OwnTransition[],
  reader: Principal,
): TransitionRecord[] {
  const { pairs, rest } = pairUp(told, own, (record, entry) =>
    record.to.code === entry.to.code ? distance(record.at, entry.at) : null,
  );
  const records = told.map((record) => {
    const entry = pairs.get(record);
    if (entry === undefined) return record;
    const { by, reason } = authorFor(reader, entry);
    return {
      ...record,
      kind: record.kind ?? entry.kind,
      from: record.from ?? entry.from,
      at: record.at ?? entry.at,
      by: record.by ?? by,
      reason: record.reason ?? reason,
    };
  });
  const added = rest.map(({ kind, from, to, at, ...author }): TransitionRecord => {
    const { by, reason } = authorFor(reader, author);
    return { kind, from, to, at, by, reason };
  });
  return inOrder(records, added, ({ at }) => at);
}

/**
 * Whom a ticket was handed to, oldest first. Entries of the backend and of the gateway are the same if they name the same
 * target, or the backend names none, and their times, where both are known, fit.
 */
export function mergeEscalations(
  { status, escalations: told }: Pick<Ticket, 'status' | 'escalations'>,
  own: readonly OwnEscalation[],
  reader: Principal,
): Escalation[] {
  const { pairs, rest } = pairUp(told, own, (record, entry) =>
    record.targetId === null || record.targetId.toLowerCase() === entry.targetId.toLowerCase()
      ? distance(record.requestedAt, entry.at)
      : null,
  );
  const records = told.map((record) => {
    const entry = pairs.get(record);
    if (entry === undefined) return record;
    const { by, reason } = authorFor(reader, entry);
    return {
      ...record,
      targetId: record.targetId ?? entry.targetId,
      reason: record.reason ?? reason,
      requestedBy: record.requestedBy ?? by,
      requestedAt: record.requestedAt ?? entry.at,
    };
  });
  const isToldOpen = told.some(({ state }) => state === 'REQUESTED' || state === 'ACTIVE');
  const added = rest.map((entry): Escalation => {
    const { by, reason } = authorFor(reader, entry);
    // ASSUMPTION: a ticket that has left the state into which it was escalated, or was escalated anew, is done with it.
    const isOpen = !isToldOpen && entry === own.at(-1) && entry.leftIn === status.code;
    return {
      kind: entry.kind,
      state: isOpen ? 'REQUESTED' : 'COMPLETED',
      targetId: entry.targetId,
      targetLabel: null,
      reason,
      requestedBy: by,
      requestedAt: entry.at,
      foreignTicketId: null,
      foreignSystem: null,
      isReclaimable: null,
    };
  });
  return inOrder(records, added, ({ requestedAt }) => requestedAt);
}

/** What was kept under several ids of one ticket, as one, oldest first. */
export function joinRecords(parts: readonly OwnRecords[]): OwnRecords {
  const byTime = (one: { readonly at: Instant }, other: { readonly at: Instant }): number =>
    one.at < other.at ? -1 : Number(one.at > other.at);
  return {
    transitions: parts.flatMap(({ transitions }) => transitions).sort(byTime),
    escalations: parts.flatMap(({ escalations }) => escalations).sort(byTime),
  };
}

/** Who did it and why is told to agents and to whoever did it. */
function authorFor(reader: Principal, { by, reason, principal }: OwnAuthor): Pick<OwnAuthor, 'by' | 'reason'> {
  return isAgent(reader) || principal === reader.person ? { by, reason } : { by: null, reason: null };
}

/** Milliseconds between two times; 0 if one is not known, null if they are too far apart to be the same. */
function distance(told: Instant | null, own: Instant): number | null {
  if (told === null) return 0;
  const apart = Math.abs(Date.parse(told) - Date.parse(own));
  return apart <= TOLERANCE_MS ? apart : null;
}

/**
 * Finds what is told twice: each entry has at most one partner, the newest entries choose first.
 * @param fit how well two entries fit, 0 best; null if they cannot be the same
 */
function pairUp<Told extends object, Own>(
  told: readonly Told[],
  own: readonly Own[],
  fit: (told: Told, own: Own) => number | null,
): { readonly pairs: ReadonlyMap<Told, Own>; readonly rest: readonly Own[] } {
  const pairs = new Map<Told, Own>();
  const rest: Own[] = [];
  for (const entry of own.toReversed()) {
    const [best] = told
      .toReversed()
      .flatMap((record) => {
        const apart = pairs.has(record) ? null : fit(record, entry);
        return apart === null ? [] : [{ record, apart }];
      })
      .sort((one, other) => one.apart - other.apart);
    if (best === undefined) rest.unshift(entry);
    else pairs.set(best.record, entry);
  }
  return { pairs, rest };
}

/** Puts entries with times into a list whose order stands, each before the first that is later. */
function inOrder<Entry>(
  records: readonly Entry[],
  added: readonly Entry[],
  timeOf: (entry: Entry) => Instant | null,
): Entry[] {
  const merged = [...records];
  for (const entry of added) {
    const own = timeOf(entry) ?? '';
    const place = merged.findIndex((other) => (timeOf(other) ?? '') > own);
    merged.splice(place === -1 ? merged.length : place, 0, entry);
  }
  return merged;
}
