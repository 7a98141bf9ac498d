import { toGatewayError } from '../ticketing/errors.ts';
import { ABSENT, failed, found, type Lookup } from '../ticketing/lookup.ts';
import { concurrently } from './concurrently.ts';

/**
 * Reads things one by one, some at once: one answer an id, in the order of the ids. An error of one id stays at that id.
 * @param read gives the thing, or null if there is none; NOT_FOUND counts as none too
 */
export function lookUpEach<Value>(
  ids: readonly string[],
  most: number,
  read: (id: string) => Promise<Value | null>,
): Promise<Lookup<Value>[]> {
  return concurrently(ids, most, (id) => lookUp(() => read(id)));
}

/** One read as a lookup. */
export async function lookUp<Value>(read: () => Promise<Value | null>): Promise<Lookup<Value>> {
  try {
    const value = await read();
    return value === null ? ABSENT : found(value);
  } catch (thrown) {
    const error = toGatewayError(thrown);
    return error.code === 'NOT_FOUND' ? ABSENT : failed(error);
  }
}

/** One answer an id, in the order of the ids, from things that were read together. */
export function lookUpIn<Value>(ids: readonly string[], values: ReadonlyMap<string, Value>): Lookup<Value>[] {
  return ids.map((id) => {
    const value = values.get(id);
    return value === undefined ? ABSENT : found(value);
  });
}

/** Splits items into groups of at most `size`. */
export function chunk<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
