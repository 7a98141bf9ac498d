import type { BackendOperations, Call, InteractionLogPage } from '../../src/ticketing/adapter.ts';
import type { ChatTranscript, InteractionLog } from '../../src/ticketing/interaction-log.ts';
import { ABSENT, found, type Lookup } from '../../src/ticketing/lookup.ts';
import { unsupported } from '../../src/ticketing/unsupported.ts';
import type { AdapterKit } from '../../src/upstream/adapter-kit.ts';
import { lookUp } from '../../src/upstream/lookups.ts';
import type { HybrisClient } from './client.ts';
import type { HybrisCredentials } from './credentials.ts';
import { relatedIds, type LogWalk } from './log-walk.ts';
import {
  isChatOfOthers,
  sortOldestFirst,
  toChatTranscript,
  toInteractionLog,
  toTranscriptEntries,
} from './mapping-interactions.ts';
import type { MappingFacts } from './mapping.ts';
import type { ReadTickets } from './read.ts';
import { startWalk, type WalkPosition } from './walk.ts';
import type { HybrisInteractionLog } from './wire.ts';

export interface LogParts {
  readonly client: HybrisClient;
  readonly credentials: HybrisCredentials;
  readonly walk: LogWalk;
  readonly readTickets: ReadTickets;
  readonly facts: MappingFacts;
  readonly kit: AdapterKit;
}

const ONLY_CUSTOMERS = unsupported(
  'The agents’ mashup documents neither interaction logs nor chat transcripts; only the customers’ one has them.',
);

/** Interaction logs and chat transcripts. */
export function createLogReads(
  parts: LogParts,
): Pick<BackendOperations, 'getInteractionLogs' | 'listInteractionLogs' | 'getChatTranscript'> {
  const { client, credentials, walk, readTickets, facts, kit } = parts;

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

  async function readLogs(ids: readonly string[], call: Call): Promise<readonly HybrisInteractionLog[]> {
    // The agents' mashup documents the paths of tickets alone: there the transcript is all there is.
    if (facts.audience === 'agent') return [];
    const { rows, isWhole } = await walk.readNewest(ids, () => false, call);
    if (!isWhole)
      kit.log.info('There are more interaction logs than "logMaxPages" allows to read; older ones are left out.');
    return rows;
  }

  async function listInteractionLogs(
    request: { readonly limit: number; readonly continuation: unknown },
    call: Call,
  ): Promise<InteractionLogPage> {
    const position = (request.continuation as WalkPosition | null) ?? startWalk(null);
    // One row more shows that no tie is cut at the end.
    const page = await walk.readPage(position, request.limit + 1, call);
    return { logs: page.rows.map((row) => toInteractionLog(row, facts, call.language)), continuation: page.next };
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
}

/** Logs by the ids of what they are about. */
function groupByRelated(logs: readonly HybrisInteractionLog[]): Map<string, HybrisInteractionLog[]> {
  const groups = new Map<string, HybrisInteractionLog[]>();
  for (const log of logs) {
    for (const id of relatedIds(log)) {
      const group = groups.get(id);
      if (group === undefined) groups.set(id, [log]);
      else group.push(log);
    }
  }
  return groups;
}
