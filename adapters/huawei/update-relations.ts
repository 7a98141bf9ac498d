import type { Call } from '../../src/ticketing/adapter.ts';
import { chunk } from '../../src/upstream/lookups.ts';
import type { HuaweiClient } from './client.ts';
import { areSameSets, differenceOf, type Step } from './update-steps.ts';

/** The most tickets in one call that relates them. */
const RELATIONS_A_CALL = 3;

/** The changes that relate a ticket to these others. */
export async function planRelations(
  client: HuaweiClient,
  ticketId: string,
  relatedIds: readonly string[],
  call: Call,
): Promise<Step[]> {
  const { removed, added } = differenceOf(await readRelatedIds(client, ticketId, call), relatedIds);
  return [
    ...removed.map((id) => ({
      what: `removing the relation to ${id}`,
      field: 'relations' as const,
      take: () => client.removeRelation(ticketId, id, call),
    })),
    ...chunk(added, RELATIONS_A_CALL).map((ids) => ({
      what: `adding the relations to ${ids.join(', ')}`,
      field: 'relations' as const,
      take: () => client.addRelations(ticketId, ids, call),
    })),
  ];
}

/** True if the ticket is related to these others and to no more. */
export async function hasRelations(
  client: HuaweiClient,
  ticketId: string,
  relatedIds: readonly string[],
  call: Call,
): Promise<boolean> {
  return areSameSets(await readRelatedIds(client, ticketId, call), relatedIds);
}

async function readRelatedIds(client: HuaweiClient, ticketId: string, call: Call): Promise<string[]> {
  return (await client.listRelations(ticketId, call)).map((relation) => relation.case_id);
}
