import type { Call } from '../../src/ticketing/adapter.ts';
import type { DetectedInteraction } from '../../src/ticketing/change-detection.ts';
import type { Lookup } from '../../src/ticketing/lookup.ts';
import { compareWithSeen, reachesFloor, type SeenRows } from '../../src/ticketing/seen-rows.ts';
import { OVERLAP_MS, type SeenLogs } from './change-mark.ts';
import { relatedIds, type LogWalk } from './log-walk.ts';
import { toInteractionLog, toTranscriptEntries } from './mapping-interactions.ts';
import { toInstant } from './mapping-values.ts';
import type { MappingFacts } from './mapping.ts';
import type { HybrisInteractionLog, HybrisTicket } from './wire.ts';

/** Messages of one transcript may come in another order than that of their times; the transcript is at hand as a whole. */
const MESSAGE_OVERLAP_MS = 60_000;
const MOST_MESSAGES = 500;

export interface LogParts {
  readonly logWalk: LogWalk;
  readonly facts: MappingFacts;
  readonly scanRows: number;
}

export interface DetectedLogs {
  readonly interactions: readonly DetectedInteraction[];
  readonly logs: SeenLogs | null;
  /** False if there were more new logs than may be read. */
  readonly isWhole: boolean;
}

/** The interaction logs that have come, of the tickets whose log somebody watches. Without any no call is made. */
export async function detectLogs(
  { logWalk, facts, scanRows }: LogParts,
  before: SeenLogs | null,
  watchedLogIds: readonly string[],
  call: Call,
): Promise<DetectedLogs> {
  if (watchedLogIds.length === 0 || facts.audience === 'agent') return { interactions: [], logs: null, isWhole: true };
  const { rows, isWhole } = await logWalk.readNewest(
    watchedLogIds,
    (read) =>
      reachesFloor(
        before?.seen ?? null,
        toDatedLogs(read).map(({ at }) => at),
        OVERLAP_MS,
      ),
    call,
  );
  const watched = new Set(watchedLogIds.filter((id) => before?.ticketIds.includes(id)));
  const options = { overlapMs: OVERLAP_MS, most: scanRows };
  const { fresh, seen, isComplete } = compareWithSeen(before?.seen ?? null, toDatedLogs(rows), options);
  return {
    interactions: fresh.flatMap(({ log }) => {
      const entry = toInteractionLog(log, facts, call.language);
      return relatedIds(log)
        .filter((ticketId) => watched.has(ticketId))
        .map((ticketId) => ({ ticketId, entry }));
    }),
    logs: { seen, ticketIds: watchedLogIds },
    isWhole: isWhole && isComplete,
  };
}

/**
 * The messages that have come into the transcripts of tickets, as far as those were read.
 * @param before by ticket; a transcript that is not in it is looked at for the first time
 */
export function detectMessages(
  before: Readonly<Record<string, SeenRows>>,
  watchedLogIds: readonly string[],
  reads: ReadonlyMap<string, Lookup<HybrisTicket>>,
  facts: MappingFacts,
): { readonly interactions: readonly DetectedInteraction[]; readonly transcripts: Record<string, SeenRows> } {
  const known = new Map(Object.entries(before));
  const interactions: DetectedInteraction[] = [];
  const transcripts: [string, SeenRows][] = [];
  for (const ticketId of watchedLogIds) {
    const lookup = reads.get(ticketId);
    const earlier = known.get(ticketId) ?? null;
    if (lookup?.state !== 'found') {
      if (earlier !== null && lookup?.state !== 'absent') transcripts.push([ticketId, earlier]);
      continue;
    }
    const rows = toTranscriptEntries(lookup.value, facts.audience).flatMap((entry) =>
      entry.createdAt === null ? [] : [{ id: entry.nativeId, at: entry.createdAt, version: '', entry }],
    );
    const compared = compareWithSeen(earlier, rows, { overlapMs: MESSAGE_OVERLAP_MS, most: MOST_MESSAGES });
    interactions.push(...compared.fresh.map(({ entry }) => ({ ticketId, entry })));
    transcripts.push([ticketId, compared.seen]);
  }
  return { interactions, transcripts: Object.fromEntries(transcripts) };
}

/** Oldest first. */
export function byTime(interactions: readonly DetectedInteraction[]): DetectedInteraction[] {
  const timeOf = ({ entry }: DetectedInteraction): string => entry.createdAt ?? '';
  return interactions.toSorted((one, other) => {
    if (timeOf(one) === timeOf(other)) return 0;
    return timeOf(one) < timeOf(other) ? -1 : 1;
  });
}

function toDatedLogs(logs: readonly HybrisInteractionLog[]) {
  return logs.flatMap((log) => {
    const at = toInstant(log.metadata?.createdAt);
    return at === null ? [] : [{ id: log.id, at, version: '', log }];
  });
}
