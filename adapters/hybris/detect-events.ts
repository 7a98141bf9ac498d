import type { Call } from '../../src/ticketing/adapter.ts';
import type { AdapterKit } from '../../src/upstream/adapter-kit.ts';
import { concurrently } from '../../src/upstream/concurrently.ts';
import { toChangedRows, type ChangedRow } from './change-mark.ts';
import { remember, toTopicMarks, toTopicStates, type EventsMark, type KnownRows } from './event-mark.ts';
import { isCovered, readTicketEvent, type TicketEvent } from './event-payload.ts';
import { toTicket, type MappingFacts } from './mapping.ts';
import { MOST_EVENTS } from './pubsub-client.ts';
import type { ReadTickets } from './read.ts';
import type { TopicLook, TopicReader } from './topic-reader.ts';
import type { Topic } from './topics.ts';

export interface EventParts {
  readonly reader: TopicReader;
  readonly readTickets: ReadTickets;
  readonly facts: MappingFacts;
  readonly kit: Pick<AdapterKit, 'log' | 'concurrency'>;
  /** What the topics and the tickets they name may take of one look, in milliseconds. */
  readonly mostMs: number;
}

/** What the list of tickets has told in the same look. */
export interface ListNews {
  /** All that is known of tickets, as the list shows it and as it was told. */
  readonly known: KnownRows;
  /** What the list tells now, in the order of time. */
  readonly changed: readonly ChangedRow[];
}

export interface EventNews {
  /** Tickets that nobody has told of as they are now. */
  readonly rows: readonly ChangedRow[];
  /** Ids of tickets that are there, as they were read. */
  readonly found: readonly string[];
  /** Ids that the topic of new tickets has named. */
  readonly created: ReadonlySet<string>;
  readonly mark: EventsMark;
  /** True if there is more than one look takes. */
  readonly hasMore: boolean;
}

/** The part of a look that reads the topics, once it has begun. */
export interface EventLook {
  /** Reads the tickets that events name and that the list has not shown as they are. Not before the list was read. */
  settle(news: ListNews): Promise<EventNews>;
}

/** Begins a look: commits what the look before has told, and reads what there is. */
export type BeginEventLook = (before: EventsMark | null, call: Call) => Promise<EventLook>;

/** Each ticket is read by a call of its own: lists lag, and an event comes before them. */
const MOST_READS = 64;

export function createEventDetection({ reader, readTickets, facts, kit, mostMs }: EventParts): BeginEventLook {
  return async (before, whole) => {
    const call: Call = { ...whole, signal: AbortSignal.any([whole.signal, AbortSignal.timeout(mostMs)]) };
    const due = before?.due ?? [];
    // Whatever is read now has to be remembered until its tickets are read.
    const looks =
      due.length >= MOST_EVENTS
        ? toTopicStates(before).map((state) => ({ ...state, batch: null, hasMore: false }))
        : await Promise.all(toTopicStates(before).map((state) => reader.look(state, call)));
    return { settle: (news) => settle(looks, before, news, call, whole) };
  };

  async function settle(
    looks: readonly TopicLook[],
    before: EventsMark | null,
    { known, changed }: ListNews,
    call: Call,
    whole: Call,
  ): Promise<EventNews> {
    const events = new Map(looks.map(({ topic, batch }) => [topic, readEvents(topic, batch)]));
    const named = [...events.values()]
      .flat()
      .filter((event) => !isCovered(event, known.get(event.ticketId)?.[1]))
      .map(({ ticketId }) => ticketId);
    const wanted = [...new Set([...named, ...(before?.due ?? [])])];
    const { rows: read, found, failed } = await readNamed(wanted.slice(0, MOST_READS), call, whole);
    const rows = read.filter((row) => isNews(row, known));
    const due = [...wanted.slice(MOST_READS), ...failed];
    const open = new Set([...[...changed, ...rows].map(({ id }) => id), ...due]);
    const settled = await Promise.all(
      looks.map((look) => commitIfQuiet(look, events.get(look.topic) ?? [], open, call)),
    );
    return {
      rows,
      found,
      created: new Set(events.get('serviceticket-created')?.map(({ ticketId }) => ticketId)),
      mark: { told: remember(before?.told ?? [], [...changed, ...rows]), due, ...toTopicMarks(settled) },
      hasMore: wanted.length > MOST_READS || looks.some((look) => look.hasMore),
    };
  }

  /** An event without a ticket is passed over: if it stood for a change, the list shows that by its date. */
  function readEvents(topic: Topic, batch: TopicLook['batch']): TicketEvent[] {
    const read = batch?.events.map(({ payload }) => readTicketEvent(payload)) ?? [];
    const events = read.filter((event) => event !== null);
    const count = read.length - events.length;
    if (count > 0) kit.log.warn('Events that name no ticket are passed over.', { topic, count });
    return events;
  }

  async function readNamed(ids: readonly string[], call: Call, whole: Call) {
    const lookups = await concurrently(ids, kit.concurrency, async (id) => {
      const [lookup] = await readTickets([id], call);
      return { id, lookup };
    });
    const failures = lookups.flatMap(({ id, lookup }) => (lookup?.state === 'failed' ? [{ id, ...lookup }] : []));
    const [first] = failures;
    if (first !== undefined) {
      // Nobody waits for the look any more.
      if (whole.signal.aborted) throw first.error;
      kit.log.warn('Tickets that events name cannot be read; what happens to them is told later.', {
        count: failures.length,
        code: first.error.code,
      });
    }
    const tickets = lookups.flatMap(({ lookup }) => (lookup?.state === 'found' ? [lookup.value] : []));
    return {
      rows: toChangedRows(tickets.map((ticket) => toTicket(ticket, facts, call.language))),
      found: tickets.map(({ id }) => id),
      failed: failures.map(({ id }) => id),
    };
  }

  /**
   * Events that leave nothing to be told are committed at once. The others are when the next look begins: by then what they
   * brought is in the log, together with this token. One that is good no longer does no harm: the events come again, leave
   * nothing to be told, and are committed.
   */
  async function commitIfQuiet(
    look: TopicLook,
    events: readonly TicketEvent[],
    open: ReadonlySet<string>,
    call: Call,
  ): Promise<TopicLook> {
    const { topic, batch } = look;
    if (batch === null) return look;
    if (events.some(({ ticketId }) => open.has(ticketId))) return { ...look, token: batch.token };
    await reader.commit(topic, batch.token, call);
    return look;
  }
}

function isNews({ id, at, version }: ChangedRow, known: KnownRows): boolean {
  const row = known.get(id);
  if (row === undefined) return true;
  const [knownAt, knownVersion] = row;
  return version !== knownVersion && at >= knownAt;
}
