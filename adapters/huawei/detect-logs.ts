import type { BackendOperations, Call } from '../../src/ticketing/adapter.ts';
import type { DetectedInteraction } from '../../src/ticketing/change-detection.ts';
import { compareWithSeen, type SeenRows } from '../../src/ticketing/seen-rows.ts';
import type { Supported } from '../../src/ticketing/unsupported.ts';
import type { AdapterKit } from '../../src/upstream/adapter-kit.ts';
import { failedIds } from '../../src/upstream/failed-lookups.ts';
import type { HuaweiMark } from './change-mark.ts';
import { OVERLAP_MS } from './detect-list.ts';

export type GetInteractionLogs = Exclude<BackendOperations['getInteractionLogs'], Supported<never>>;

/** How many logs one round reads; the rest waits for the next. */
const MOST_LOGS_A_ROUND = 100;
const MOST_ENTRIES = 500;

export interface DetectedEntries {
  readonly interactions: readonly DetectedInteraction[];
  readonly logs: HuaweiMark['logs'];
  readonly due: readonly string[];
  /** False if a log has not been looked at although somebody watches it, or has more new entries than are remembered. */
  readonly isComplete: boolean;
}

/**
 * What has come into the logs that somebody watches.
 * @param mayHaveMore logs that may have more entries than before; those looked at for the first time are read in any case
 */
export async function detectLogEntries(
  getInteractionLogs: GetInteractionLogs,
  before: HuaweiMark | null,
  watchedLogIds: readonly string[],
  mayHaveMore: ReadonlySet<string>,
  log: AdapterKit['log'],
  call: Call,
): Promise<DetectedEntries> {
  const known = new Map(Object.entries(before?.logs ?? {}));
  const wanted = watchedLogIds.filter(
    (id) => !known.has(id) || mayHaveMore.has(id) || before?.due.includes(id) === true,
  );
  const ids = wanted.slice(0, MOST_LOGS_A_ROUND);
  const left = wanted.slice(MOST_LOGS_A_ROUND);
  const lookups = ids.length === 0 ? [] : await getInteractionLogs(ids, call);
  const failed = failedIds(ids, lookups, 'Logs that somebody watches cannot be read; they are read again.', log, call);
  const logs = new Map<string, SeenRows>(watchedLogIds.flatMap((id) => toEntry(id, known.get(id))));
  const interactions: DetectedInteraction[] = [];
  let isComplete = left.every((id) => known.has(id));
  for (const [index, ticketId] of ids.entries()) {
    const lookup = lookups[index];
    if (lookup?.state !== 'found') continue;
    const rows = lookup.value.flatMap((entry) =>
      entry.createdAt === null ? [] : [{ id: entry.nativeId, at: entry.createdAt, version: '', entry }],
    );
    const options = { overlapMs: OVERLAP_MS, most: MOST_ENTRIES };
    const compared = compareWithSeen(known.get(ticketId) ?? null, rows, options);
    interactions.push(...compared.fresh.map(({ entry }) => ({ ticketId, entry })));
    logs.set(ticketId, compared.seen);
    isComplete &&= compared.isComplete;
  }
  return { interactions, logs: Object.fromEntries(logs), due: [...failed, ...left], isComplete };
}

function toEntry(id: string, seen: SeenRows | undefined): (readonly [string, SeenRows])[] {
  return seen === undefined ? [] : [[id, seen]];
}
