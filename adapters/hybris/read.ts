import type { Call, GetTicketsRequest } from '../../src/ticketing/adapter.ts';
import { toGatewayError } from '../../src/ticketing/errors.ts';
import { ABSENT, failed, found, type Lookup } from '../../src/ticketing/lookup.ts';
import type { NativeTicket } from '../../src/ticketing/ticket.ts';
import type { AdapterKit } from '../../src/upstream/adapter-kit.ts';
import { concurrently } from '../../src/upstream/concurrently.ts';
import { chunk, lookUpEach, lookUpIn } from '../../src/upstream/lookups.ts';
import type { HybrisClient } from './client.ts';
import type { HybrisCredentials } from './credentials.ts';
import { toTicket, type MappingFacts } from './mapping.ts';
import { keepOwn } from './own-rows.ts';
import { isQueryRefused } from './problem.ts';
import type { QuerySupport } from './query-support.ts';
import { idTerm, isPlainId } from './query.ts';
import { MOST_ROWS_A_PAGE } from './walk.ts';
import type { HybrisTicket } from './wire.ts';

/** Reads tickets by id as the backend spells them: one answer an id, in the order of the ids. */
export type ReadTickets = (ids: readonly string[], call: Call) => Promise<Lookup<HybrisTicket>[]>;

export function createReadTickets(
  client: HybrisClient,
  credentials: HybrisCredentials,
  support: QuerySupport,
  kit: AdapterKit,
): ReadTickets {
  return async (ids, call) => {
    const [lookups, own] = await Promise.all([readAll(ids, call), credentials.ownCustomerId(call)]);
    return lookups.map((lookup) =>
      lookup.state === 'found' && keepOwn([lookup.value], own, kit.log).length === 0 ? ABSENT : lookup,
    );
  };

  async function readAll(ids: readonly string[], call: Call): Promise<Lookup<HybrisTicket>[]> {
    const plain = ids.filter(isPlainId);
    // One ticket alone is read by the call that is documented for it.
    const together = plain.length > 1 && support.batch.isOn() ? plain : [];
    const chunks = chunk(together, MOST_ROWS_A_PAGE);
    const single = ids.filter((id) => !together.includes(id));
    const [batches, each] = await Promise.all([
      concurrently(chunks, kit.concurrency, (some) => readTogether(some, call)),
      readEach(single, call),
    ]);
    const byId = new Map([
      ...chunks.flatMap((some, index) => some.map((id, at) => [id, batches[index]?.[at] ?? ABSENT] as const)),
      ...single.map((id, index) => [id, each[index] ?? ABSENT] as const),
    ]);
    return ids.map((id) => byId.get(id) ?? ABSENT);
  }

  function readEach(ids: readonly string[], call: Call): Promise<Lookup<HybrisTicket>[]> {
    return lookUpEach(ids, kit.concurrency, (id) => client.getServiceTicket(id, call));
  }

  async function readTogether(ids: readonly string[], call: Call): Promise<Lookup<HybrisTicket>[]> {
    try {
      const query = { q: idTerm(ids), pageNumber: 1, pageSize: MOST_ROWS_A_PAGE };
      const { rows } = await client.listServiceTickets(query, call);
      // Rows nobody asked for: the query was ignored, and a ticket that is missing here may well exist.
      if (rows.every((row) => ids.includes(row.id))) return lookUpIn(ids, new Map(rows.map((row) => [row.id, row])));
    } catch (thrown) {
      const error = toGatewayError(thrown);
      if (!isQueryRefused(error)) return ids.map(() => failed(error));
    }
    support.batch.turnOff();
    return readEach(ids, call);
  }
}

/** Tickets by id. Every answer has every field, so that there is nothing to read again. */
export function createGetTickets(
  readTickets: ReadTickets,
  facts: MappingFacts,
): (request: GetTicketsRequest, call: Call) => Promise<Lookup<NativeTicket>[]> {
  return async ({ ids }, call) =>
    (await readTickets(ids, call)).map((lookup) =>
      lookup.state === 'found' ? found(toTicket(lookup.value, facts, call.language)) : lookup,
    );
}
