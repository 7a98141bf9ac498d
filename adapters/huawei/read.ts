import type { Call, GetTicketsRequest } from '../../src/ticketing/adapter.ts';
import type { Lookup } from '../../src/ticketing/lookup.ts';
import type { NativeTicket, TicketField } from '../../src/ticketing/ticket.ts';
import { lookUpEach } from '../../src/upstream/lookups.ts';
import { findCaseRow } from './case-row.ts';
import type { HuaweiClient } from './client.ts';
import { ROW_FIELDS, toTicketOfDetail, type CaseParts } from './mapping.ts';
import type { TypeIndex } from './mapping-types.ts';
import type { WatchStatus } from './status-watch.ts';
import type { TypeCatalog } from './type-catalog.ts';

/** Reads tickets by id, one call each: the API has none for several. What the detail lacks is read only if asked for. */
export function createGetTickets(
  client: HuaweiClient,
  catalog: TypeCatalog,
  watchStatus: WatchStatus,
  concurrency: number,
): (request: GetTicketsRequest, call: Call) => Promise<Lookup<NativeTicket>[]> {
  return async ({ ids, fields }, call) => {
    // Without the types a ticket would have to be read a second time as soon as somebody asks for its type.
    const types = fields.includes('type') ? await catalog.index(call) : catalog.indexAtHand(call);
    return lookUpEach(ids, concurrency, (id) => readOne(id, fields, types, call));
  };

  async function readOne(
    id: string,
    fields: readonly TicketField[],
    types: TypeIndex | undefined,
    call: Call,
  ): Promise<NativeTicket> {
    const detail = await client.getCase(id, call);
    watchStatus(detail.status);
    const known: CaseParts = types === undefined ? {} : { types };
    const ticket = toTicketOfDetail(detail, known);
    const lacking = fields.filter((field) => ticket.notLoaded.includes(field));
    if (lacking.length === 0) return ticket;
    const [row, relations] = await Promise.all([
      lacking.some((field) => ROW_FIELDS.includes(field)) ? findCaseRow(client, detail.incident_id, call) : undefined,
      lacking.includes('relations') ? client.listRelations(id, call) : undefined,
    ]);
    return toTicketOfDetail(detail, {
      ...known,
      ...(row === undefined ? {} : { row }),
      ...(relations === undefined ? {} : { relations }),
    });
  }
}
