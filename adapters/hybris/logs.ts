import type { BackendOperations, Call, InteractionLogPage } from '../../src/ticketing/adapter.ts';
import type { ChatTranscript, InteractionLog } from '../../src/ticketing/interaction-log.ts';
import { ABSENT, found, type Lookup } from '../../src/ticketing/lookup.ts';
import { unsupported } from '../../src/ticketing/unsupported.ts';
import type { AdapterKit } from '../../src/upstream/adapter-kit.ts';
import { chunk, lookUp } from '../../src/upstream/lookups.ts';
import type { CollectionPage, HybrisClient } from './client.ts';
import type { HybrisCredentials } from './credentials.ts';
import {
  isChatOfOthers,
  sortOldestFirst,
  toChatTranscript,
  toInteractionLog,
  toTranscriptEntries,
} from './mapping-interactions.ts';
import { toInstant } from './mapping-values.ts';
import type { MappingFacts } from './mapping.ts';
import { keepOwn } from './own-rows.ts';
import { withSupport, type QuerySupport } from './query-support.ts';
import { arePlainValues, isPlainId, joinTerms, MOST_VALUES, rangeTerm, valueTerm } from './query.ts';
import type { ReadTickets } from './read.ts';
import type { HybrisSettings } from './settings.ts';
import {
  boundsAhead,
  isAhead,
  MOST_ROWS_A_PAGE,
  nextPosition,
  pageSizeAt,
  startWalk,
  type WalkPosition,
} from './walk.ts';
import type { HybrisInteractionLog } from './wire.ts';

export interface LogParts {
  readonly client: HybrisClient;
  readonly credentials: HybrisCredentials;
  readonly support: QuerySupport;
  readonly readTickets: ReadTickets;
  readonly facts: MappingFacts;
  readonly settings: Pick<HybrisSettings, 'logFilter' | 'logMaxPages'>;
  readonly kit: AdapterKit;
}

interface LogWalk {
  readonly rows: readonly HybrisInteractionLog[];
  /** Null at the end. */
  readonly next: WalkPosition | null;
}

const ONLY_CUSTOMERS = unsupported(
  'The agents’ mashup documents neither interaction logs nor chat transcripts; only the customers’ one has them.',
);

const SORT = 'metadata.createdAt:desc,id:desc';

/** Interaction logs and chat transcripts. */
export function createLogReads(
  parts: LogParts,
): Pick<BackendOperations, 'getInteractionLogs' | 'listInteractionLogs' | 'getChatTranscript'> {
  const { client, credentials, support, readTickets, facts, settings, kit } = parts;

  if (facts.audience === 'agent') {
    return { getInteractionLogs, listInteractionLogs: ONLY_CUSTOMERS, getChatTranscript: ONLY_CUSTOMERS };
  }
  return { getInteractionLogs, listInteractionLogs, getChatTranscript };

  /** However many tickets: one walk through the newest logs, and one read of the tickets for their transcripts. */
  async function getInteractionLogs(ids: readonly string[], call: Call): Promise<Lookup<InteractionLog[]>[]> {
    const [lookups, logs] = await Promise.all([readTickets(ids, call), readLogs(ids, call)]);
    const byTicket = groupByRelated(logs);
    return ids.map((id, index): Lookup<InteractionLog[]> => {
      const lookup = lookups[index] ?? ABSENT;
      if (lookup.state !== 'found') return lookup;
      const related = (byTicket.get(id) ?? []).map((log) => toInteractionLog(log, facts, call.language));
      return found(sortOldestFirst([...related, ...toTranscriptEntries(lookup.value, facts.audience)]));
    });
  }

  async function readLogs(ids: readonly string[], call: Call): Promise<HybrisInteractionLog[]> {
    // The agents' mashup documents the paths of tickets alone: there the transcript is all there is.
    if (facts.audience === 'agent') return [];
    if (settings.logFilter === 'related') return readRelated(ids, call);
    return readPages(ownerTerm(await credentials.ownCustomerId(call)), call);
  }

  async function listInteractionLogs(
    request: { readonly limit: number; readonly continuation: unknown },
    call: Call,
  ): Promise<InteractionLogPage> {
    const owner = ownerTerm(await credentials.ownCustomerId(call));
    const position = (request.continuation as WalkPosition | null) ?? startWalk(null);
    // One row more shows that no tie is cut at the end.
    const walk = await readPage(owner, position, request.limit + 1, call);
    return { logs: walk.rows.map((row) => toInteractionLog(row, facts, call.language)), continuation: walk.next };
  }

  async function getChatTranscript(id: string, call: Call): Promise<Lookup<ChatTranscript>> {
    return lookUp(async () => {
      const [transcript, own] = await Promise.all([
        client.getChatTranscript(id, call),
        credentials.ownCustomerId(call),
      ]);
      return own !== null && isChatOfOthers(transcript, own) ? null : toChatTranscript(transcript);
    });
  }

  /** ASSUMPTION: logs can be asked for by what they are about; off unless configured (README). */
  async function readRelated(ids: readonly string[], call: Call): Promise<HybrisInteractionLog[]> {
    const walks = chunk(ids.filter(isPlainId), MOST_VALUES).map((some) =>
      readPages(valueTerm('relatedObjects.objectId', some), call),
    );
    return (await Promise.all(walks)).flat();
  }

  async function readPages(term: string | null, call: Call): Promise<HybrisInteractionLog[]> {
    const rows: HybrisInteractionLog[] = [];
    let position: WalkPosition | null = startWalk(null);
    for (let pages = 0; position !== null && pages < settings.logMaxPages; pages++) {
      const walk: LogWalk = await readPage(term, position, MOST_ROWS_A_PAGE, call);
      rows.push(...walk.rows);
      position = walk.next;
    }
    if (position !== null)
      kit.log.info('There are more interaction logs than "logMaxPages" allows to read; older ones are left out.');
    return rows;
  }

  function readPage(term: string | null, position: WalkPosition, wanted: number, call: Call): Promise<LogWalk> {
    const uses = { lists: false, ranges: position.at !== null };
    return withSupport(support, uses, async ({ ranges: useRanges }) => {
      const ahead = useRanges ? rangeTerm('metadata.createdAt', boundsAhead(position, 'DESC')) : null;
      const pageSize = pageSizeAt(position, wanted);
      const [page, own]: [CollectionPage<HybrisInteractionLog>, string | null] = await Promise.all([
        client.listInteractionLogs(
          { q: joinTerms([term, ahead]), sort: SORT, pageNumber: position.pageNumber, pageSize },
          call,
        ),
        credentials.ownCustomerId(call),
      ]);
      const walkRows = page.rows.map((row) => ({ id: row.id, instant: toInstant(row.metadata?.createdAt) }));
      const fresh = page.rows.filter((_, index) => {
        const row = walkRows[index];
        return row !== undefined && isAhead(row, position, 'DESC');
      });
      const isLast = page.rows.length === 0 || (page.rows.length < pageSize && !page.hasNextLink);
      return {
        rows: keepOwn(fresh, own, kit.log),
        next: isLast ? null : nextPosition(walkRows, position, pageSize, 'DESC', useRanges),
      };
    });
  }
}

/** The logs of the customer; while nobody tells who that is, all that the token may see. */
function ownerTerm(owner: string | null): string | null {
  return owner !== null && arePlainValues([owner]) ? valueTerm('customerId', [owner]) : null;
}

/** Logs by the ids of what they are about. */
function groupByRelated(logs: readonly HybrisInteractionLog[]): Map<string, HybrisInteractionLog[]> {
  const groups = new Map<string, HybrisInteractionLog[]>();
  for (const log of logs) {
    const ids = (log.relatedObjects ?? []).map(({ objectId }) =>
      typeof objectId === 'object' ? objectId?.id : objectId,
    );
    for (const id of new Set(ids)) {
      if (id === undefined || id === null) continue;
      const group = groups.get(id);
      if (group === undefined) groups.set(id, [log]);
      else group.push(log);
    }
  }
  return groups;
}
