import type { BackendInstance, Call } from '../ticketing/adapter.ts';
import { toGatewayError, type GatewayError } from '../ticketing/errors.ts';
import { fingerprint } from '../ticketing/fingerprint.ts';
import { decodeGlobalIdOf } from '../ticketing/global-id.ts';
import { instantFromMilliseconds, type Instant } from '../ticketing/instant.ts';
import type { InteractionLog } from '../ticketing/interaction-log.ts';
import { ask, operationOf } from './ask.ts';
import { toConnectionPage } from './connection.ts';
import { checkList } from './filter-input.ts';
import type { GatewayContext } from './gateway-context.ts';
import type { LogReading, TicketKey } from './loaders.ts';
import { readPaging, type PagingArguments } from './paging.ts';
import { checkNativeId } from './registry.ts';
import { addTotals, failureFacts, sourceReport, UNKNOWN_TOTAL, type SourceReport } from './source-report.ts';
import { costOf, type InteractionLogPageView } from './ticket-logs.ts';
import type { InteractionLogView } from './views.ts';

/** A filter as a client sends it. */
export interface InteractionLogFilterInput {
  readonly backends?: readonly string[] | null | undefined;
  readonly ticketIds?: readonly string[] | null | undefined;
}

/** Where an entry stands in the merged list: newest first, entries without a time last, ties by backend and id. */
interface LogKey {
  readonly at: Instant | null;
  readonly backend: string;
  readonly nativeId: string;
}

/** One backend's entries and how they were had. */
interface LogPart {
  readonly entries: readonly InteractionLogView[];
  readonly report: SourceReport;
}

/**
 * A page of what was said and done over several backends, newest first.
 * @throws GatewayError INVALID_INPUT for a filter or paging arguments that make no sense; no backend has been called then
 */
export async function readInteractionLogs(
  context: GatewayContext,
  filter: InteractionLogFilterInput | null | undefined,
  paging: PagingArguments,
): Promise<InteractionLogPageView> {
  checkList(filter?.backends, 'filter.backends');
  const backends = context.registry.select(filter?.backends, 'filter.backends');
  const tickets = readTicketKeys(context, filter?.ticketIds);
  const page = readPaging(paging);
  const purpose = `interaction-logs:${fingerprint([backends.map(({ id }) => id), filter?.ticketIds ?? null])}`;
  const after = page.cursor === null ? null : toLogKey(context.seal.open(purpose, page.cursor, 'after'));
  const wanted = page.size + 1;
  const parts = await Promise.all(
    backends.map((backend) =>
      tickets === null
        ? listLogs(context, backend, after, wanted)
        : readLogsOfTickets(
            context,
            backend,
            tickets.filter((key) => key.backend === backend),
          ),
    ),
  );
  const rows = parts
    .flatMap((part) => part.entries)
    .filter((entry) => after === null || compareLogKeys(keyOf(entry), after) > 0)
    .sort((left, right) => compareLogKeys(keyOf(left), keyOf(right)));
  const shown = rows.slice(0, page.size);
  const sources = parts.map(({ report }) => ({
    ...report,
    rows: shown.filter((entry) => entry.backend === report.backend).length,
  }));
  return {
    ...toConnectionPage(shown, (entry) => context.seal.seal(purpose, toPosition(keyOf(entry))), {
      isBackward: false,
      hasMore: rows.length > page.size,
      hasCursor: after !== null,
    }),
    totalCount: addTotals(sources.map((source) => source.totalCount)),
    sources,
  };
}

function readTicketKeys(context: GatewayContext, ids: readonly string[] | null | undefined): TicketKey[] | null {
  if (ids === null || ids === undefined) return null;
  checkList(ids, 'filter.ticketIds');
  return ids.map((id, index) => {
    const field = `filter.ticketIds[${index}]`;
    const { backend: backendId, nativeId } = decodeGlobalIdOf('Ticket', id, field);
    const backend = context.registry.get(backendId, field);
    checkNativeId(backend, 'Ticket', nativeId, field);
    return { backend, nativeId };
  });
}

async function readLogsOfTickets(
  context: GatewayContext,
  backend: BackendInstance,
  keys: readonly TicketKey[],
): Promise<LogPart> {
  if (keys.length === 0)
    return { entries: [], report: sourceReport(backend, { totalCount: { kind: 'EXACT', value: 0 } }) };
  const startedAt = performance.now();
  const answers = await context.loaders.interactionLogs.loadMany(keys);
  const latencyMs = Math.round(performance.now() - startedAt);
  const entries = new Map<string, InteractionLogView>();
  let reading: LogReading | null = null;
  let error: GatewayError | null = null;
  for (const answer of answers) {
    if (answer instanceof Error) error = toGatewayError(answer);
    else {
      reading ??= answer;
      for (const entry of answer?.logs ?? []) entries.set(entry.nativeId, { ...entry, backend });
    }
  }
  if (error?.code === 'INTERNAL') throw error;
  const failure = error === null ? {} : failureFacts(error);
  const kind = error === null ? 'EXACT' : 'LOWER_BOUND';
  return {
    entries: [...entries.values()],
    report: sourceReport(backend, {
      ...costOf(reading),
      latencyMs,
      totalCount: { kind, value: entries.size },
      ...failure,
    }),
  };
}

/** The newest entries behind the key: pages are read until there are enough of them. */
async function listLogs(
  context: GatewayContext,
  backend: BackendInstance,
  after: LogKey | null,
  wanted: number,
): Promise<LogPart> {
  const askedAt = Date.now();
  const outcome = await ask(context.asker, backend, async (call) => readPages(backend, after, wanted, call));
  const cost = { latencyMs: outcome.latencyMs, attempts: outcome.attempts };
  if ('error' in outcome.answer) {
    return { entries: [], report: sourceReport(backend, { ...cost, ...failureFacts(outcome.answer.error) }) };
  }
  const { entries, isComplete, isTruncated } = outcome.answer.value;
  const totalCount = isComplete ? ({ kind: 'EXACT', value: entries.length } as const) : UNKNOWN_TOTAL;
  const fetchedAt = instantFromMilliseconds(askedAt);
  return { entries, report: sourceReport(backend, { ...cost, totalCount, fetchedAt, truncated: isTruncated }) };
}

async function readPages(
  backend: BackendInstance,
  after: LogKey | null,
  wanted: number,
  call: Call,
): Promise<{ entries: InteractionLogView[]; isComplete: boolean; isTruncated: boolean }> {
  const list = operationOf(backend, 'listInteractionLogs');
  const entries = new Map<string, InteractionLogView>();
  let continuation: unknown = null;
  do {
    const answer = await list({ limit: wanted, continuation }, call);
    for (const entry of answer.logs) entries.set(entry.nativeId, { ...entry, backend });
    continuation = answer.continuation ?? null;
    if (continuation !== null && entries.size >= backend.limits.scanRows) {
      return { entries: [...entries.values()], isComplete: false, isTruncated: true };
    }
  } while (continuation !== null && !hasEnough([...entries.values()], after, wanted));
  return { entries: [...entries.values()], isComplete: continuation === null, isTruncated: false };
}

/** Enough is read when the last wanted entry is newer than the oldest that was read: no older page can hold one before it. */
function hasEnough(entries: readonly InteractionLogView[], after: LogKey | null, wanted: number): boolean {
  const keys = entries.map(keyOf).sort(compareLogKeys);
  const behind = after === null ? keys : keys.filter((key) => compareLogKeys(key, after) > 0);
  const last = behind[wanted - 1];
  return last !== undefined && last.at !== keys.at(-1)?.at;
}

function keyOf(entry: InteractionLog & { readonly backend: BackendInstance }): LogKey {
  return { at: entry.createdAt ?? entry.startedAt, backend: entry.backend.id, nativeId: entry.nativeId };
}

function compareLogKeys(left: LogKey, right: LogKey): number {
  if (left.at !== right.at) {
    if (left.at === null) return 1;
    if (right.at === null) return -1;
    return left.at < right.at ? 1 : -1;
  }
  const leftTie = JSON.stringify([left.backend, left.nativeId]);
  const rightTie = JSON.stringify([right.backend, right.nativeId]);
  return leftTie === rightTie ? 0 : leftTie < rightTie ? -1 : 1;
}

function toPosition({ at, backend, nativeId }: LogKey): unknown {
  return [at, backend, nativeId];
}

/** What the seal lets through was written by `toPosition`. */
function toLogKey(position: unknown): LogKey {
  const [at, backend, nativeId] = position as [Instant | null, string, string];
  return { at, backend, nativeId };
}
