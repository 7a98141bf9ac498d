import type { BackendOperations, Call, InteractionLogPage } from '../../src/ticketing/adapter.ts';
import type { ChatTranscript, InteractionLog } from '../../src/ticketing/interaction-log.ts';
import { found, type Lookup } from '../../src/ticketing/lookup.ts';
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
import { withRanges, type QuerySupport } from './query-support.ts';
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
import type { HybrisInteractionLog, HybrisTicket } from './wire.ts';

export interface LogParts {
  readonly client: HybrisClient;
  readonly credentials: HybrisCredentials;
  readonly support: QuerySupport;
  readonly readTickets: ReadTickets;
  readonly facts: MappingFacts;
  readonly settings: Pick<HybrisSettings, 'audience' | 'logFilter' | 'logMaxPages'>;
  readonly kit: AdapterKit;
}

interface LogWalk {
  readonly rows: readonly HybrisInteractionLog[];
  /** Null at the end. */
  readonly next: WalkPosition | null;
}

const SORT = 'metadata.createdAt:desc,id:desc';

/** Interaction logs and chat transcripts. */
export function createLogReads(
  parts: LogParts,
): Pick<BackendOperations, 'getInteractionLogs' | 'listInteractionLogs' | 'getChatTranscript'> {
  const { client, credentials, support, readTickets, facts, settings, kit } = parts;

  return { getInteractionLogs, listInteractionLogs, getChatTranscript };

  /** However many tickets: one walk through the newest logs, and one read of the tickets for their transcripts. */
  async function getInteractionLogs(ids: readonly string[], call: Call): Promise<Lookup<InteractionLog[]>[]> {
    const tickets = readTickets(ids, call);
    // The agents' view has no customer of its own: it walks through the logs of the tickets' customers.
    const ownerIds =
      settings.audience === 'agent' ? tickets.then(customersOf) : credentials.ownCustomerId(call).then(toList);
    const [lookups, logs] = await Promise.all([
      tickets,
      settings.logFilter === 'related' ? readRelated(ids, call) : ownerIds.then((owners) => readNewest(owners, call)),
    ]);
    const byTicket = groupByRelated(logs);
    return ids.map((id, index): Lookup<InteractionLog[]> => {
      const lookup = lookups[index] ?? { state: 'absent' };
      if (lookup.state !== 'found') return lookup;
      const own = (byTicket.get(id) ?? []).map((log) => toInteractionLog(log, facts, call.language));
      return found(sortOldestFirst([...own, ...toTranscriptEntries(lookup.value, facts.audience)]));
    });
  }

  async function listInteractionLogs(
    request: { readonly limit: number; readonly continuation: unknown },
    call: Call,
  ): Promise<InteractionLogPage> {
    const owners = toList(await credentials.ownCustomerId(call));
    const position = (request.continuation as WalkPosition | null) ?? startWalk(null);
    // One row more shows that no tie is cut at the end.
    const walk = await readPage(ownerTerm(owners), position, request.limit + 1, call);
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

  async function readNewest(owners: readonly string[], call: Call): Promise<HybrisInteractionLog[]> {
    return readPages(ownerTerm(owners), call);
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
    const hasRange = position.at !== null;
    return withRanges(support.ranges, hasRange, async (useRanges) => {
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

/** The logs of these customers; of everybody whom the token may see if none is known. */
function ownerTerm(owners: readonly string[]): string | null {
  return owners.length > 0 && arePlainValues(owners) ? valueTerm('customerId', owners) : null;
}

function customersOf(tickets: readonly Lookup<HybrisTicket>[]): string[] {
  const customers = tickets.flatMap((ticket) => (ticket.state === 'found' ? [ticket.value.customerId ?? ''] : []));
  return [...new Set(customers)].filter((customer) => customer !== '');
}

function toList(id: string | null): string[] {
  return id === null ? [] : [id];
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
