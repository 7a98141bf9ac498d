import type { Call } from '../../src/ticketing/adapter.ts';
import { badResponse } from '../../src/upstream/http-response.ts';
import type { HuaweiClient } from './client.ts';
import { totalOf, type HuaweiCase } from './wire.ts';

const FIRST_ROWS = 10;
const MORE_ROWS = 100;
const MOST_CALLS = 5;

/**
 * The row of one ticket in the list; null if the list does not hold it. Whether the filter by id is exact is not
 * published, so rows of other ids are passed over.
 * @throws GatewayError BACKEND_BAD_RESPONSE if the row is not among the first rows of very many
 */
export async function findCaseRow(client: HuaweiClient, id: string, call: Call): Promise<HuaweiCase | null> {
  let offset = 0;
  for (let calls = 0; calls < MOST_CALLS; calls++) {
    const limit = offset === 0 ? FIRST_ROWS : MORE_ROWS;
    const answer = await client.listCases({ offset, limit }, [['incident_id', id]], call);
    const rows = answer.incident_info_list;
    const row = rows.find((candidate) => candidate.incident_id === id);
    if (row !== undefined) return row;
    offset += rows.length;
    const total = totalOf(answer);
    if (rows.length === 0 || (total === null ? rows.length < limit : offset >= total)) return null;
  }
  throw badResponse(`no row of the id asked for among the first ${offset}`);
}
