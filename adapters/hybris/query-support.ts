import { toGatewayError } from '../../src/ticketing/errors.ts';
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
  /** Ranges of dates. */
  readonly ranges: QueryFeature;
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
 * Reads with ranges where they are on, and without if the backend refuses the query. They are turned off only if reading
 * without them works: else something else was refused.
 * @param hasRange whether there is any range to be used
 * @param read is told whether to use ranges
 */
export async function withRanges<Result>(
  ranges: QueryFeature,
  hasRange: boolean,
  read: (useRanges: boolean) => Promise<Result>,
): Promise<Result> {
  if (!ranges.isOn()) return read(false);
  try {
    return await read(true);
  } catch (error) {
    if (!hasRange || !isQueryRefused(toGatewayError(error))) throw error;
    const result = await read(false);
    ranges.turnOff();
    return result;
  }
}
