import { randomBytes } from 'node:crypto';
import { decodeChangeCursor, encodeChangeCursor } from './change-cursor.ts';
import {
  CHANGE_STREAM_BOUNDS,
  readLimit,
  type AppendedCursors,
  type ChangeEntry,
  type ChangeStream,
  type ChangeStreamBounds,
  type NewChange,
} from './change-stream.ts';
import { fingerprint } from '../ticketing/fingerprint.ts';
import { leaseKey, leaseToken } from './redis-leases.ts';
import type { RedisLink } from './redis-link.ts';
import { REDIS_SCRIPTS } from './redis-scripts.ts';
import { wholeMs } from './redis-store.ts';

/** Entries that are appended together. */
export interface ChangeBatch {
  /** Counts the batches of this process. Redis takes each number once, and none after a higher one. */
  readonly number: number;
  readonly entries: readonly NewChange[];
}

export interface RedisChangeStream extends Omit<ChangeStream, 'append' | 'subscribe'> {
  /** Appends the batch unless Redis has it already, as after a call whose answer did not come. */
  appendBatch(batch: ChangeBatch): Promise<AppendedCursors>;
  /** Begins a new log, so that whoever reads learns of a gap. */
  startAnew(): Promise<void>;
}

/** Redis forgets a log that nothing is added to for as long. */
const KEEP_MS = 7 * 24 * 60 * 60_000;

/** What processes tell each other on that there is something new. */
export function wakeUpChannel(link: RedisLink): string {
  return link.key('changes:new');
}

/** The log in Redis. Everything throws StoreUnavailable when that is away. */
export function createRedisChangeStream(
  link: RedisLink,
  { mostEntries, mostBytes }: ChangeStreamBounds = CHANGE_STREAM_BOUNDS,
): RedisChangeStream {
  const logKey = link.key('life');
  const logKeys = [logKey, link.key('changes')];
  const appending = [wakeUpChannel(link), mostEntries, mostBytes, KEEP_MS];
  const writerKey = link.key(`writer:${randomBytes(9).toString('base64url')}`);

  /** One for each entry; for one without a state any key will do. */
  const stateKeys = (entries: readonly NewChange[]): string[] =>
    entries.map(({ once }) => (once === undefined ? logKey : link.key(`state:${fingerprint([once.key])}`)));

  async function read(log: string, position: number, limit: number): Promise<ReadAnswer> {
    return readAnswer(await link.run(REDIS_SCRIPTS.read, logKeys, [log, position, readLimit(limit)]));
  }

  return {
    async appendBatch({ number, entries }) {
      const answer = await link.run(
        REDIS_SCRIPTS.append,
        [...logKeys, writerKey, ...stateKeys(entries)],
        [...appending, number, ...toArguments(entries)],
      );
      return cursorsOf(answer);
    },
    async appendFenced(lease, entries, mark) {
      if (lease.scope !== 'CLUSTER') return null;
      const answer = await link.run(
        REDIS_SCRIPTS.appendFenced,
        [...logKeys, leaseKey(link, lease.name), markKey(link, mark.name), ...stateKeys(entries)],
        [...appending, leaseToken(lease), mark.value, wholeMs(mark.keepMs), ...toArguments(entries)],
      );
      return answer === null ? null : cursorsOf(answer);
    },
    readMark: (name) => link.call((redis) => redis.get(markKey(link, name))),
    async readAfter(cursor, limit) {
      const { log, position } = decodeChangeCursor(cursor);
      const { log: current, last, isGap, entries } = await read(log, position, limit);
      const end = encodeChangeCursor({ log: current, position: last });
      return { entries, isGap, next: isGap ? end : (entries.at(-1)?.cursor ?? cursor) };
    },
    async head() {
      // No log has an empty name: what is asked for is only where the present one ends.
      const { log, last } = await read('', 0, 1);
      return encodeChangeCursor({ log, position: last });
    },
    async startAnew() {
      await link.run(REDIS_SCRIPTS.startAnew, logKeys, [randomBytes(9).toString('base64url')]);
    },
  };
}

interface ReadAnswer {
  readonly log: string;
  readonly last: number;
  readonly isGap: boolean;
  readonly entries: readonly ChangeEntry[];
}

/** The answer of the script `read`: the log, its end, 1 for a gap, then ids and values in turn. */
function readAnswer(answer: unknown): ReadAnswer {
  const [log, last, gap, ...rest] = answer as readonly [string, string, number, ...string[]];
  const entries: ChangeEntry[] = [];
  for (let index = 0; index + 1 < rest.length; index += 2) {
    const position = Number.parseInt(rest[index] ?? '', 10);
    entries.push({ cursor: encodeChangeCursor({ log, position }), value: rest[index + 1] ?? '' });
  }
  return { log, last: Number(last), isGap: gap === 1, entries };
}

/** What the scripts that append take for each entry: see there. */
function toArguments(entries: readonly NewChange[]): (string | number)[] {
  return entries.flatMap(({ value, once }) =>
    once === undefined ? [value, '', 0] : [value, once.state, wholeMs(once.keepMs)],
  );
}

/** The answer of the scripts that append: the log, then the position of each entry, 0 for those left out. */
function cursorsOf(answer: unknown): AppendedCursors {
  const [log, ...positions] = answer as readonly [string, ...string[]];
  return positions.map((position) =>
    position === '0' ? null : encodeChangeCursor({ log, position: Number(position) }),
  );
}

function markKey(link: RedisLink, name: string): string {
  return link.key(`mark:${name}`);
}
