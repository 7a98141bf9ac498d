import type { Call } from '../../src/ticketing/adapter.ts';
import type { TicketTypeDefinition } from '../../src/ticketing/status.ts';
import type { AdapterKit } from '../../src/upstream/adapter-kit.ts';
import type { CrmClient } from './client.ts';
import { toTicketTypes } from './mapping.ts';

const MOST_PRINCIPALS = 1_000;

interface KeptTypes {
  readonly types: TicketTypeDefinition[];
  readonly until: number;
}

/** The ticket types, kept for a while for each principal. */
export function createListTicketTypes(
  client: CrmClient,
  ttlMs: number,
  kit: Pick<AdapterKit, 'clock' | 'log'>,
): (call: Call) => Promise<TicketTypeDefinition[]> {
  const kept = new Map<string, KeptTypes>();
  return async (call) => {
    const key = call.principal.fingerprint;
    const known = kept.get(key);
    if (known !== undefined && kit.clock() < known.until) return known.types;
    const answer = await client.getIssueTypes(call);
    if (answer.code !== '00000') kit.log.warn('The list of issue types came with an unexpected code; it is used anyway.');
    const types = toTicketTypes(answer);
    kept.delete(key);
    for (const oldest of kept.keys()) {
      if (kept.size < MOST_PRINCIPALS) break;
      kept.delete(oldest);
    }
    if (ttlMs > 0) kept.set(key, { types, until: kit.clock() + ttlMs });
    return types;
  };
}
