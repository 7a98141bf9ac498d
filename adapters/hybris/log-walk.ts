import type { Call } from '../../src/ticketing/adapter.ts';
import type { AdapterKit } from '../../src/upstream/adapter-kit.ts';
import { chunk } from '../../src/upstream/lookups.ts';
import type { CollectionPage, HybrisClient } from './client.ts';
import type { HybrisCredentials } from './credentials.ts';
import { toInstant } from './mapping-values.ts';
import { keepOwn } from './own-rows.ts';
import { withSupport, type QuerySupport } from './query-support.ts';
import { arePlainValues, isPlainId, joinTerms, MOST_VALUES, rangeTerm, valueTerm } from './query.ts';
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

export interface LogWalkParts {
  readonly client: HybrisClient;
  readonly credentials: HybrisCredentials;
  readonly support: QuerySupport;
  readonly settings: Pick<HybrisSettings, 'logFilter' | 'logMaxPages'>;
  readonly kit: AdapterKit;
}

export interface LogPage {
  readonly rows: readonly HybrisInteractionLog[];
  /** Null at the end. */
  readonly next: WalkPosition | null;
}

export interface NewestLogs {
  readonly rows: readonly HybrisInteractionLog[];
  /** False if there are older ones that "logMaxPages" did not allow to read. */
  readonly isWhole: boolean;
}

/** Walks through the interaction logs from the newest on. */
export interface LogWalk {
  /** A page of all logs of the customer. */
  readPage(position: WalkPosition, wanted: number, call: Call): Promise<LogPage>;
  /**
   * The newest logs among which those about these tickets are.
   * @param isEnough told of all rows of a walk after each page, newest first: true ends it
   */
  readNewest(
    ticketIds: readonly string[],
    isEnough: (rows: readonly HybrisInteractionLog[]) => boolean,
    call: Call,
  ): Promise<NewestLogs>;
}

const SORT = 'metadata.createdAt:desc,id:desc';

export function createLogWalk({ client, credentials, support, settings, kit }: LogWalkParts): LogWalk {
  return {
    async readPage(position, wanted, call) {
      return readPageOf(ownerTerm(await credentials.ownCustomerId(call)), position, wanted, call);
    },
    async readNewest(ticketIds, isEnough, call) {
      const terms = await termsFor(ticketIds, call);
      const walks = await Promise.all(terms.map((term) => readPages(term, isEnough, call)));
      return { rows: walks.flatMap(({ rows }) => rows), isWhole: walks.every(({ isWhole }) => isWhole) };
    },
  };

  /** ASSUMPTION: logs can be asked for by what they are about; off unless configured (README). */
  async function termsFor(ticketIds: readonly string[], call: Call): Promise<(string | null)[]> {
    if (settings.logFilter === 'customer') return [ownerTerm(await credentials.ownCustomerId(call))];
    return chunk(ticketIds.filter(isPlainId), MOST_VALUES).map((some) => valueTerm('relatedObjects.objectId', some));
  }

  async function readPages(
    term: string | null,
    isEnough: (rows: readonly HybrisInteractionLog[]) => boolean,
    call: Call,
  ): Promise<NewestLogs> {
    const rows: HybrisInteractionLog[] = [];
    let position: WalkPosition | null = startWalk(null);
    for (let pages = 0; pages < settings.logMaxPages; pages++) {
      const page: LogPage = await readPageOf(term, position, MOST_ROWS_A_PAGE, call);
      rows.push(...page.rows);
      position = page.next;
      if (position === null || isEnough(rows)) return { rows, isWhole: true };
    }
    return { rows, isWhole: false };
  }

  function readPageOf(term: string | null, position: WalkPosition, wanted: number, call: Call): Promise<LogPage> {
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

/** Ids of what a log is about; tickets among them. */
export function relatedIds(log: HybrisInteractionLog): string[] {
  const ids = (log.relatedObjects ?? []).map(({ objectId }) =>
    typeof objectId === 'object' ? objectId?.id : objectId,
  );
  return [...new Set(ids)].filter((id) => id !== undefined && id !== null);
}
