/** How many letters may be wrong, missing, too many or exchanged for a name still to be meant. */
const MOST_SLIPS = 2;

/**
 * The name that somebody probably meant.
 * @returns null if none is close: less than half of the word may be wrong
 */
export function closestName(written: string, names: readonly string[]): string | null {
  const most = Math.min(MOST_SLIPS, Math.ceil(written.length / 2) - 1);
  let closest: string | null = null;
  let fewest = most + 1;
  for (const name of names) {
    if (Math.abs(name.length - written.length) >= fewest) continue;
    const slips = slipsBetween(written.toLowerCase(), name.toLowerCase());
    if (slips >= fewest) continue;
    closest = name;
    fewest = slips;
  }
  return closest;
}

/** How many letters to put in, take out, replace or exchange with their neighbour, to make one word of another. */
function slipsBetween(one: string, other: string): number {
  const rows = [Array.from({ length: other.length + 1 }, (_, index) => index)];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? 0;
  for (let row = 1; row <= one.length; row++) {
    rows.push([row]);
    for (let column = 1; column <= other.length; column++) {
      const isSame = one[row - 1] === other[column - 1];
      const isExchanged =
        row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      rows[row]?.push(
        Math.min(
          at(row - 1, column) + 1,
          at(row, column - 1) + 1,
          at(row - 1, column - 1) + (isSame ? 0 : 1),
          isExchanged ? at(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
  }
  return at(one.length, other.length);
}
