import type { Call } from '../../src/ticketing/adapter.ts';
import { invalidInput } from '../../src/ticketing/errors.ts';
import { chunk } from '../../src/upstream/lookups.ts';
import type { HuaweiClient } from './client.ts';
import { toText } from './mapping-values.ts';
import { readAllSlices } from './slice.ts';
import { areSameSets, differenceOf, type Step } from './update-steps.ts';
import { totalOf, type HuaweiLabel } from './wire.ts';

/** The most labels in one call, and the most that a ticket has. */
export const MOST_LABELS = 5;
const LABELS_A_CALL = 100;

/**
 * The changes that give a ticket these tags: labels are taken away first, as a ticket may be full.
 * @throws GatewayError INVALID_INPUT for a tag that is the name of no label, or of several
 */
export async function planLabels(
  client: HuaweiClient,
  ticketId: string,
  tags: readonly string[],
  call: Call,
): Promise<Step[]> {
  const present = toNamed(await client.listCaseLabels(ticketId, call));
  const { removed, added } = differenceOf(
    present.map((label) => label.name),
    tags,
  );
  const addedIds = added.length === 0 ? [] : toIds(added, toNamed(await readCatalog(client, call)));
  const removedIds = present.filter((label) => removed.includes(label.name)).map((label) => label.id);
  return [
    ...chunk(removedIds, MOST_LABELS).map((ids) => ({
      what: `removing the tags ${quote(removed)}`,
      field: 'tags' as const,
      take: () => client.removeCaseLabels(ticketId, ids, call),
    })),
    ...chunk(addedIds, MOST_LABELS).map((ids) => ({
      what: `adding the tags ${quote(added)}`,
      field: 'tags' as const,
      take: () => client.addCaseLabels(ticketId, ids, call),
    })),
  ];
}

/** True if the ticket has these tags and no others. */
export async function hasTags(
  client: HuaweiClient,
  ticketId: string,
  tags: readonly string[],
  call: Call,
): Promise<boolean> {
  const present = toNamed(await client.listCaseLabels(ticketId, call));
  return areSameSets(
    present.map((label) => label.name),
    tags,
  );
}

interface NamedLabel {
  readonly id: string;
  readonly name: string;
}

function toNamed(labels: readonly HuaweiLabel[]): NamedLabel[] {
  return labels.flatMap((label) => {
    const [id, name] = [toText(label.label_id), toText(label.name)];
    return id === null || name === null ? [] : [{ id, name }];
  });
}

function readCatalog(client: HuaweiClient, call: Call): Promise<HuaweiLabel[]> {
  return readAllSlices(LABELS_A_CALL, async (slice) => {
    const answer = await client.listLabels(slice, call);
    return { rows: answer.label_list, total: totalOf(answer) };
  });
}

/** Names are compared exactly, as the search of the API is fuzzy. */
function toIds(names: readonly string[], catalog: readonly NamedLabel[]): string[] {
  return names.map((name) => {
    const ids = new Set(catalog.filter((label) => label.name === name).map((label) => label.id));
    const [only, ...others] = ids;
    if (only === undefined) throw invalidInput('fields.tags', `The backend has no label "${name}".`);
    if (others.length > 0) throw invalidInput('fields.tags', `The backend has several labels "${name}".`);
    return only;
  });
}

function quote(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}
