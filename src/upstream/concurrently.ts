/**
 * Does the work for every item, at most `most` at once, and gives the results in the order of the items.
 * Work that rejects rejects the whole: let it answer with a value that says so where each item stands alone.
 */
export async function concurrently<Item, Result>(
  items: readonly Item[],
  most: number,
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const queue = items.entries();
  async function takeNext(): Promise<void> {
    // The iterator is shared: each worker takes the next item that nobody has taken.
    for (const [index, item] of queue) results[index] = await work(item);
  }
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, takeNext));
  return results;
}
