import type { Call } from '../../src/ticketing/adapter.ts';
import { toGatewayError } from '../../src/ticketing/errors.ts';
import type { TicketTypeDefinition } from '../../src/ticketing/status.ts';
import type { AdapterKit } from '../../src/upstream/adapter-kit.ts';
import { concurrently } from '../../src/upstream/concurrently.ts';
import type { HuaweiClient } from './client.ts';
import { toTicketTypes, toTypeIndex, type TypeIndex } from './mapping-types.ts';
import type { HuaweiProblemType } from './wire.ts';

/** The problem types, kept for a while: tickets name theirs by words alone, so that ids are looked up here. */
export interface TypeCatalog {
  /** @throws GatewayError if they are not at hand and cannot be read */
  list(call: Call): Promise<readonly TicketTypeDefinition[]>;
  /** The types by name; older ones if new ones cannot be read. @throws GatewayError if there are none at all */
  index(call: Call): Promise<TypeIndex>;
  /** The problem type with this id, as the backend tells it; null if the catalog has none. Rejects as `index` does. */
  find(id: string, call: Call): Promise<HuaweiProblemType | null>;
  /** The types by name if they can be had without much waiting; undefined if not. */
  indexIfQuick(call: Call): Promise<TypeIndex | undefined>;
  /** The types by name if they have been read already; undefined if not. Makes no call. */
  indexAtHand(call: Call): TypeIndex | undefined;
}

const KEEP_MS = 10 * 60_000;
const QUICK_MS = 1_000;
/** After a failure nobody who can do without the catalog tries for this long. */
const LEAVE_ALONE_MS = 30_000;

interface KeptTypes {
  readonly types: readonly TicketTypeDefinition[];
  readonly byName: TypeIndex;
  readonly byId: ReadonlyMap<string, HuaweiProblemType>;
  readonly freshUntil: number;
}

export function createTypeCatalog(
  client: HuaweiClient,
  kit: Pick<AdapterKit, 'clock' | 'concurrency' | 'log'>,
): TypeCatalog {
  let kept: KeptTypes | null = null;
  let quickAgainAt = 0;

  // Callers who come at once share the calls themselves: the kit joins equal reads that are under way.
  async function load(call: Call): Promise<KeptTypes> {
    if (kept !== null && kit.clock() < kept.freshUntil) return kept;
    const wires = await readProblemTypes(client, kit.concurrency, call);
    const types = toTicketTypes(wires);
    const byId = new Map(wires.map((wire) => [String(wire.business_type_id), wire]));
    kept = { types, byName: toTypeIndex(types), byId, freshUntil: kit.clock() + KEEP_MS };
    return kept;
  }

  async function loadOrOlder(call: Call): Promise<KeptTypes> {
    try {
      return await load(call);
    } catch (error) {
      // Which name belongs to which id hardly ever changes: an old catalog is better than no ticket.
      if (kept === null) throw error;
      kit.log.warn('The problem types cannot be read; those read earlier are used.', {
        code: toGatewayError(error).code,
      });
      return kept;
    }
  }

  async function index(call: Call): Promise<TypeIndex> {
    return (await loadOrOlder(call)).byName;
  }

  return {
    list: async (call) => (await load(call)).types,
    index,
    find: async (id, call) => (await loadOrOlder(call)).byId.get(id) ?? null,
    async indexIfQuick(call) {
      if (kit.clock() < quickAgainAt) return kept?.byName;
      try {
        return await index({ ...call, signal: AbortSignal.any([call.signal, AbortSignal.timeout(QUICK_MS)]) });
      } catch (error) {
        quickAgainAt = kit.clock() + LEAVE_ALONE_MS;
        kit.log.warn('The problem types cannot be read; rows of lists come without the ids of their types.', {
          code: toGatewayError(error).code,
        });
        return undefined;
      }
    },
    indexAtHand: () => (kept !== null && kit.clock() < kept.freshUntil ? kept.byName : undefined),
  };
}

/**
 * All problem types.
 * ASSUMPTION: without a product category the backend gives all. If it gives none, or refuses, each category is asked.
 */
async function readProblemTypes(client: HuaweiClient, concurrency: number, call: Call): Promise<HuaweiProblemType[]> {
  const all = await readAllAtOnce(client, call);
  if (all.length > 0) return all;
  const categories = await client.listProductCategories(call);
  const ids = [...new Set(categories.map((category) => String(category.incident_product_category_id)))];
  return (await concurrently(ids, concurrency, (id) => client.listProblemTypes(id, call))).flat();
}

async function readAllAtOnce(client: HuaweiClient, call: Call): Promise<HuaweiProblemType[]> {
  try {
    return await client.listProblemTypes(null, call);
  } catch (error) {
    if (toGatewayError(error).code === 'INVALID_INPUT') return [];
    throw error;
  }
}
