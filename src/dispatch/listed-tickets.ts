import type { Asker } from './ask.ts';
import type { Walk } from './backend-list.ts';
import type { BackendFilter } from './list-query.ts';
import { createListReader, type ListReaderParts } from './list-reader.ts';

/** Which tickets one backend's list holds. */
export interface ListedTickets {
  /** Native ids. */
  readonly ids: readonly string[];
  /** False if there may be more. */
  readonly isComplete: boolean;
}

/**
 * Reads which tickets one backend's list holds, those first that were created last.
 * @param most how many are read
 * @returns null if the backend cannot be read; never rejects because of it
 */
export async function readListedTickets(
  part: BackendFilter,
  most: number,
  asker: Asker,
  parts: ListReaderParts,
): Promise<ListedTickets | null> {
  const order = { field: 'createdAt', direction: 'DESC' } as const;
  // One more than is wanted shows whether these are all.
  const walk: Walk = { order, isBackward: false, after: null, limit: most + 1, wantsTotal: false };
  const reader = createListReader(part, walk, parts, asker);
  await reader.open();
  const ids: string[] = [];
  while (ids.length < most && reader.head() !== null) ids.push(reader.take().nativeId);
  const { error, truncated } = reader.report(ids.length);
  if (error !== null) return null;
  return { ids, isComplete: !truncated && reader.head() === null };
}
