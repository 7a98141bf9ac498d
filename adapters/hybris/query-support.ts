import { toGatewayError, type GatewayError } from '../../src/ticketing/errors.ts';
import type { AdapterLog } from '../../src/upstream/adapter-kit.ts';
import { isQueryRefused } from './problem.ts';
import type { HybrisSettings } from './settings.ts';

/** Part of the query language that the mashup may or may not know. */
export interface QueryFeature {
  isOn(): boolean;
  /** Leaves it off for as long as the process lives, and says so once. */
  turnOff(): void;
}

export interface QuerySupport {
  /** Many tickets by id in one list call. */
  readonly batch: QueryFeature;
  /** Several values of a field in a filter. */
  readonly lists: QueryFeature;
  /** Ranges of dates. */
  readonly ranges: QueryFeature;
}

/** What one query makes use of, or may make use of. */
export interface QueryMeans {
  readonly lists: boolean;
  readonly ranges: boolean;
}

export function createQuerySupport(
  settings: Pick<HybrisSettings, 'batchById' | 'query'>,
  log: AdapterLog,
): QuerySupport {
  return {
    batch: createFeature(
      settings.batchById === 'query',
      'The backend does not read tickets by a list of ids; they are read one by one from now on.',
      log,
    ),
    lists: createFeature(
      true,
      'The backend refuses lists of values in queries; such filters are applied by the gateway from now on.',
      log,
    ),
    ranges: createFeature(
      settings.query.ranges,
      'The backend refuses ranges of dates; lists are paged by number from now on.',
      log,
    ),
  };
}

function createFeature(isConfigured: boolean, warning: string, log: AdapterLog): QueryFeature {
  let isOn = isConfigured;
  return {
    isOn: () => isOn,
    turnOff() {
      if (isOn) log.warn(warning);
      isOn = false;
    },
  };
}

/**
 * Reads with all that the query language is thought to know, and with less if the backend refuses the query. What was
 * left out is turned off only when the read succeeds without it: else something else was refused.
 * @param uses what the query makes use of if it may
 * @param read is told what it may make use of
 */
export async function withSupport<Result>(
  support: QuerySupport,
  uses: QueryMeans,
  read: (means: QueryMeans) => Promise<Result>,
): Promise<Result> {
  const all: QueryMeans = { lists: support.lists.isOn(), ranges: support.ranges.isOn() };
  let refusal: GatewayError | null = null;
  for (const means of waysToAsk(all, uses)) {
    try {
      const result = await read(means);
      if (means.lists !== all.lists) support.lists.turnOff();
      if (means.ranges !== all.ranges) support.ranges.turnOff();
      return result;
    } catch (thrown) {
      refusal = toGatewayError(thrown);
      if (!isQueryRefused(refusal)) throw refusal;
    }
  }
  throw refusal ?? new Error('There is always a way to ask.');
}

/** All means first, then without those that the query uses: one, the other, both. */
function waysToAsk(all: QueryMeans, uses: QueryMeans): QueryMeans[] {
  const ways = [all];
  if (all.ranges && uses.ranges) ways.push({ ...all, ranges: false });
  if (all.lists && uses.lists) ways.push(...ways.map((way) => ({ ...way, lists: false })));
  return ways;
}
