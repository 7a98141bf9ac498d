import type { Instant } from '../../src/ticketing/instant.ts';
import type { SeenRows } from '../../src/ticketing/seen-rows.ts';
import type { ChangedRow } from './change-mark.ts';
import { TOPICS, type Topic } from './topics.ts';
import type { TopicLook, TopicState } from './topic-reader.ts';

/** What a look that reads topics leaves for the next. Plain JSON: ids, times, versions and the tokens of what was read. */
export interface EventsMark {
  /** The tickets that were told last, oldest telling first: an event may speak of any of them, and come twice. */
  readonly told: readonly ToldTicket[];
  /** Tickets that events have named and that could not be read yet. */
  readonly due: readonly string[];
  /** Of the events whose changes are kept together with this mark: they are committed when the next look begins. */
  readonly tokens: Readonly<Partial<Record<Topic, string>>>;
  /** Topics that still hold what happened before anybody looked. */
  readonly behind: readonly Topic[];
}

export type ToldTicket = readonly [id: string, at: Instant, version: string];

/** What is known of tickets, by id. */
export type KnownRows = ReadonlyMap<string, readonly [at: Instant, version: string]>;

const MOST_TOLD = 1_000;

/** Where the topics stand. @param before null: they are read for the first time, so that what they hold is passed over */
export function toTopicStates(before: EventsMark | null): TopicState[] {
  return TOPICS.map((topic) => ({
    topic,
    token: before?.tokens[topic] ?? null,
    isBehind: before === null || before.behind.includes(topic),
  }));
}

/** What is to be kept of where the topics stand. */
export function toTopicMarks(looks: readonly TopicLook[]): Pick<EventsMark, 'tokens' | 'behind'> {
  const tokens = looks.flatMap(({ topic, token }) => (token === null ? [] : [[topic, token] as const]));
  return {
    tokens: Object.fromEntries(tokens),
    behind: looks.filter(({ isBehind }) => isBehind).map(({ topic }) => topic),
  };
}

/** What the list has shown, with what was told since: an event may have told of a change before the list shows it. */
export function withTold(seen: SeenRows | null, told: readonly ToldTicket[]): SeenRows | null {
  if (seen === null || told.length === 0) return seen;
  return { ...seen, rows: { ...seen.rows, ...Object.fromEntries(told.map(([id, ...row]) => [id, row])) } };
}

/** The rows without those that show a ticket as it was before it was told: lists lag behind events. */
export function withoutOutdated(rows: readonly ChangedRow[], told: readonly ToldTicket[]): readonly ChangedRow[] {
  const lastTold = new Map(told.map((ticket) => [ticket[0], ticket]));
  return rows.filter((row) => {
    const [, at, version] = lastTold.get(row.id) ?? [row.id, row.at, row.version];
    return row.at === at ? !isEarlier(row.version, version) : row.at > at;
  });
}

/** True if both versions are numbers, and the first one the lower. */
export function isEarlier(version: string, other: string): boolean {
  return isCount(version) && isCount(other) && Number(version) < Number(other);
}

function isCount(version: string): boolean {
  return /^\d{1,15}$/.test(version);
}

/**
 * What is known of tickets once the list was read.
 * @param shown rows of the list that are not outdated; of several of one ticket the last one counts
 */
export function toKnownRows(seen: SeenRows, told: readonly ToldTicket[], shown: readonly ChangedRow[]): KnownRows {
  return new Map([
    ...Object.entries(seen.rows),
    ...told.map(([id, ...row]) => [id, row] as const),
    ...shown.map(({ id, at, version }) => [id, [at, version]] as const),
  ]);
}

/** The tickets that were told last, with those that are told now. */
export function remember(told: readonly ToldTicket[], changed: readonly ChangedRow[]): ToldTicket[] {
  const rows = new Map(told.map((ticket) => [ticket[0], ticket]));
  for (const { id, at, version } of changed) {
    // Told anew it is among the newest.
    rows.delete(id);
    rows.set(id, [id, at, version]);
  }
  return [...rows.values()].slice(-MOST_TOLD);
}
