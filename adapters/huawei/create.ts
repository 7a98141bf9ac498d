import { invalidInput } from '../../src/ticketing/errors.ts';
import type { CreateTicketInput, TicketResult, Write, WriteCall } from '../../src/ticketing/write.ts';
import { checkAccessoryCount, toAccessoryLimits } from './accessory-limits.ts';
import { checkCreate } from './check-create.ts';
import { createClaims } from './claims.ts';
import type { HuaweiClient } from './client.ts';
import { isGiven, toCaseText, toCreateParts } from './mapping-create.ts';
import { isSameText } from './mapping-values.ts';
import type { ReadBack } from './read-back.ts';
import type { HuaweiSettings } from './settings.ts';
import { readAllSlices } from './slice.ts';
import { readTime, toFilterTime } from './times.ts';
import type { TypeCatalog } from './type-catalog.ts';
import { totalOf, type HuaweiCase, type HuaweiProblemType } from './wire.ts';

type CreateSettings = Pick<HuaweiSettings, 'sourceId' | 'iamUser' | 'groupId' | 'timeZone' | 'pageSize'>;

/** The `case_type` of faults, which happen in a region. */
const FAULT = '5';
/** How far the backend's clock may be behind. */
const CLOCK_MS = 60_000;

/** Makes tickets: one call, after a look into the catalog of problem types. */
export function createCreateTicket(
  client: HuaweiClient,
  catalog: TypeCatalog,
  readBack: ReadBack,
  settings: CreateSettings,
  clock: () => number,
): Write<CreateTicketInput, TicketResult> {
  const claims = createClaims(clock);

  return {
    check: checkCreate,
    async apply({ fields }, call) {
      const { typeId = '', productId, customFields } = fields;
      const type = await findType(typeId, productId ?? null, call);
      if (type === null)
        throw invalidInput(
          'fields.typeId',
          'The backend has no such ticket type; its list of ticket types tells them.',
        );
      if (String(type.case_type) === FAULT && !isGiven(customFields?.['region_id']))
        throw invalidInput(
          'fields.customFields.region_id',
          'A ticket of this type needs the custom field region_id: the id of the region that has the fault.',
        );
      await checkFiles(fields.attachmentIds ?? [], call);
      const { body, headers } = toCreateParts(fields, settings.sourceId);
      const id = await client.createCase(body, headers, call);
      claims.claim(id);
      return readBack(id, [], call);
    },
    async reconcile({ fields }, call) {
      const text = toCaseText(fields);
      const rows = await readRowsSince(call.startedAt - CLOCK_MS, call);
      const ours = rows.filter((row) => isOurs(row) && isSameText(row.simple_description, text));
      const [only, ...others] = ours.filter((row) => claims.isFree(row.incident_id));
      // An equal ticket that is somebody else's outcome already says nothing; two say too much.
      if (only === undefined || others.length > 0) return { state: 'UNKNOWN' };
      claims.claim(only.incident_id);
      return { state: 'APPLIED', result: await readBack(only.incident_id, [], call) };
    },
  };

  /** @throws GatewayError INVALID_INPUT if there are more files than the backend takes */
  async function checkFiles(ids: readonly string[], call: WriteCall): Promise<void> {
    if (ids.length === 0) return;
    const limits = toAccessoryLimits(await client.getAccessoryLimits(call));
    const [refusal] = checkAccessoryCount(new Set(ids).size, limits);
    if (refusal !== undefined) throw invalidInput('fields.attachmentIds', refusal.message);
  }

  /** ASSUMPTION: a type that the whole catalog lacks may still be told by its product category. */
  async function findType(id: string, categoryId: string | null, call: WriteCall): Promise<HuaweiProblemType | null> {
    const known = await catalog.find(id, call);
    if (known !== null || categoryId === null) return known;
    const types = await client.listProblemTypes(categoryId, call);
    return types.find((type) => String(type.business_type_id) === id) ?? null;
  }

  async function readRowsSince(since: number, call: WriteCall): Promise<HuaweiCase[]> {
    const start = toFilterTime(Math.floor(since / 1000), settings.timeZone);
    const rows = await readAllSlices(settings.pageSize, async (slice) => {
      const answer = await client.listCases(slice, [['query_start_time', start]], call);
      return { rows: answer.incident_info_list, total: totalOf(answer) };
    });
    // The same row may come twice when others come in between.
    const byId = new Map(rows.map((row) => [row.incident_id, row]));
    return [...byId.values()].filter(({ create_time }) => {
      const at = readTime(create_time);
      return at !== null && Date.parse(at) >= since;
    });
  }

  /** Without a group, all that is seen was submitted by the one user. */
  function isOurs({ xcustomer_name: submitter }: HuaweiCase): boolean {
    return submitter === settings.iamUser || (settings.groupId === undefined && (submitter ?? '') === '');
  }
}
