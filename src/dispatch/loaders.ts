import DataLoader from 'dataloader';
import type { BackendInstance } from '../ticketing/adapter.ts';
import { GatewayError } from '../ticketing/errors.ts';
import { instantFromMilliseconds, type Instant } from '../ticketing/instant.ts';
import type { InteractionLog } from '../ticketing/interaction-log.ts';
import type { Lookup } from '../ticketing/lookup.ts';
import type { NativeTicket, Ticket, TicketField } from '../ticketing/ticket.ts';
import { isUnsupported } from '../ticketing/unsupported.ts';
import { ask, unsupportedError, type Asker } from './ask.ts';
import type { KnownTickets } from './known-tickets.ts';
import { joinRecords } from './merged-history.ts';
import type { MovedTickets } from './moved-tickets.ts';
import type { OwnHistory, OwnRecords } from './own-history.ts';
import type { OwnLogs } from './own-logs.ts';

/** Names a ticket. */
export interface TicketKey {
  readonly backend: BackendInstance;
  readonly nativeId: string;
}

/** What was said and done about a ticket, and what reading it cost together with the others of its batch. */
export interface LogReading {
  /** Oldest first. */
  readonly logs: readonly InteractionLog[];
  readonly latencyMs: number;
  readonly attempts: number;
  readonly fetchedAt: Instant;
}

/** What one request has read so far. Everything that is asked for at the same time becomes one batch a backend. */
export interface Loaders {
  /** A ticket by its id; null if its backend knows none. */
  readonly ticket: DataLoader<TicketKey, Ticket | null, string>;
  /** A ticket with a field that its earlier reading did not carry. */
  readonly ticketWithField: DataLoader<TicketKey & { readonly field: TicketField }, Ticket | null, string>;
  /** What was said and done about a ticket, oldest first; null if its backend knows no such ticket. */
  readonly interactionLogs: DataLoader<TicketKey, LogReading | null, string>;
  /** What was done with a ticket through this gateway, under whatever id it had then. Costs no call. */
  readonly ownHistory: DataLoader<TicketKey, OwnRecords, string>;
}

/** What the gateway itself knows of tickets. */
export interface OwnKnowledge {
  readonly known: KnownTickets;
  readonly moved: MovedTickets;
  readonly ownLogs: OwnLogs;
  readonly ownHistory: OwnHistory;
}

export function createLoaders(asker: Asker, own: OwnKnowledge): Loaders {
  return {
    ticket: new DataLoader<TicketKey, Ticket | null, string>(
      (keys) => byBackend(keys, (backend, group) => readTickets(asker, own, backend, group, [])),
      { cacheKeyFn: keyOf },
    ),
    ticketWithField: new DataLoader<TicketKey & { readonly field: TicketField }, Ticket | null, string>(
      (keys) =>
        byBackend(keys, (backend, group) => {
          const fields = [...new Set(group.map((key) => key.field))];
          return readTickets(asker, own, backend, group, fields);
        }),
      { cacheKeyFn: (key) => JSON.stringify([key.backend.id, key.nativeId, key.field]) },
    ),
    interactionLogs: new DataLoader<TicketKey, LogReading | null, string>(
      (keys) => byBackend(keys, (backend, group) => readInteractionLogs(asker, own.ownLogs, backend, group)),
      { cacheKeyFn: keyOf },
    ),
    ownHistory: new DataLoader<TicketKey, OwnRecords, string>(
      (keys) => Promise.all(keys.map((key) => recallHistory(own, key))),
      { cacheKeyFn: keyOf },
    ),
  };
}

function keyOf(key: TicketKey): string {
  return JSON.stringify([key.backend.id, key.nativeId]);
}

type Answer<Value> = Value | GatewayError;

/** Splits keys by backend, reads each backend's, and answers in the order of the keys. */
async function byBackend<Key extends TicketKey, Value>(
  keys: readonly Key[],
  read: (backend: BackendInstance, keys: readonly Key[]) => Promise<ReadonlyMap<string, Answer<Value>>>,
): Promise<Answer<Value>[]> {
  const groups = [...Map.groupBy(keys, (key) => key.backend)];
  const answers = new Map(
    await Promise.all(groups.map(async ([backend, group]) => [backend, await read(backend, group)] as const)),
  );
  return keys.map((key) => {
    const answer = answers.get(key.backend)?.get(key.nativeId);
    return answer === undefined ? new GatewayError('INTERNAL', 'A key was left without an answer.') : answer;
  });
}

/** A ticket that is not found by an id that it had before is read by the one that it has now. */
async function readTickets(
  asker: Asker,
  own: OwnKnowledge,
  backend: BackendInstance,
  keys: readonly TicketKey[],
  fields: readonly TicketField[],
): Promise<ReadonlyMap<string, Answer<Ticket | null>>> {
  const answers = await readTicketsAsAsked(asker, own.known, backend, distinctIds(keys), fields);
  const absent = [...answers].filter(([, answer]) => answer === null).map(([id]) => id);
  const currentIds = await Promise.all(absent.map((id) => own.moved.currentIdOf(backend.id, id)));
  const moves = absent.flatMap((id, index) => {
    const currentId = currentIds[index] ?? null;
    return currentId === null ? [] : [{ id, currentId }];
  });
  if (moves.length === 0) return answers;
  const wanted = [...new Set(moves.map(({ currentId }) => currentId))];
  const current = await readTicketsAsAsked(asker, own.known, backend, wanted, fields);
  const followed = moves.map(({ id, currentId }): [string, Answer<Ticket | null>] => {
    const ticket = current.get(currentId) ?? null;
    return [id, ticket === null || ticket instanceof Error ? ticket : { ...ticket, nativeId: id, currentId }];
  });
  return new Map([...answers, ...followed]);
}

async function readTicketsAsAsked(
  asker: Asker,
  known: KnownTickets,
  backend: BackendInstance,
  ids: readonly string[],
  fields: readonly TicketField[],
): Promise<ReadonlyMap<string, Answer<Ticket | null>>> {
  const { getTickets } = backend.operations;
  if (isUnsupported(getTickets)) return recallTickets(asker, known, backend, ids, getTickets.unsupported);
  const fetchedAt = instantFromMilliseconds(Date.now()) ?? '';
  const outcome = await ask(asker, backend, (call) => getTickets({ ids, fields }, call));
  const toTicket = (ticket: NativeTicket): Ticket => ({
    ...ticket,
    backend: backend.id,
    freshness: { state: 'LIVE', fetchedAt },
  });
  return toAnswers(backend, ids, outcome.answer, toTicket);
}

/** A backend that cannot be read: the last copy that this caller saw is all there is. */
async function recallTickets(
  asker: Asker,
  known: KnownTickets,
  backend: BackendInstance,
  ids: readonly string[],
  reason: string,
): Promise<ReadonlyMap<string, Answer<Ticket | null>>> {
  const recalled = await Promise.all(ids.map((id) => known.recall(asker.principal, backend.id, id)));
  return new Map(ids.map((id, index) => [id, recalled[index] ?? unsupportedError(backend, reason)]));
}

async function readInteractionLogs(
  asker: Asker,
  ownLogs: OwnLogs,
  backend: BackendInstance,
  keys: readonly TicketKey[],
): Promise<ReadonlyMap<string, Answer<LogReading | null>>> {
  const ids = distinctIds(keys);
  const fetchedAt = instantFromMilliseconds(Date.now()) ?? '';
  const { getInteractionLogs } = backend.operations;
  if (isUnsupported(getInteractionLogs)) {
    const written = await Promise.all(ids.map((id) => ownLogs.recall(asker.principal, backend, id)));
    const error = unsupportedError(backend, getInteractionLogs.unsupported);
    return new Map(
      ids.map((id, index) => {
        const logs = written[index] ?? [];
        return [id, logs.length === 0 ? error : { logs, latencyMs: 0, attempts: 0, fetchedAt }];
      }),
    );
  }
  const outcome = await ask(asker, backend, (call) => getInteractionLogs(ids, call));
  const { latencyMs, attempts } = outcome;
  return toAnswers(backend, ids, outcome.answer, (logs) => ({ logs, latencyMs, attempts, fetchedAt }));
}

/** A ticket keeps its history when it gets another id. */
async function recallHistory(
  { moved, ownHistory }: OwnKnowledge,
  { backend, nativeId }: TicketKey,
): Promise<OwnRecords> {
  const ids = await moved.idsOf(backend.id, nativeId);
  return joinRecords(await Promise.all(ids.map((id) => ownHistory.recall(backend.id, id))));
}

function distinctIds(keys: readonly TicketKey[]): string[] {
  return [...new Set(keys.map((key) => key.nativeId))];
}

/** An error of the whole call is an error of every id; else each id has its own answer. */
function toAnswers<Native, Value>(
  backend: BackendInstance,
  ids: readonly string[],
  answer: { readonly value: readonly Lookup<Native>[] } | { readonly error: GatewayError },
  toValue: (native: Native) => Value,
): ReadonlyMap<string, Answer<Value | null>> {
  if ('error' in answer) return new Map(ids.map((id) => [id, answer.error]));
  return new Map(
    ids.map((id, index): [string, Answer<Value | null>] => {
      const lookup = answer.value[index];
      if (lookup === undefined)
        return [id, new GatewayError('INTERNAL', 'The adapter left an id without an answer.', { backend: backend.id })];
      if (lookup.state === 'failed') return [id, lookup.error.ofBackend(backend.id)];
      return [id, lookup.state === 'found' ? toValue(lookup.value) : null];
    }),
  );
}
