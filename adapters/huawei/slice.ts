import { badResponse } from '../../src/upstream/http-response.ts';

/** A part of a list by row numbers; the API takes offsets up to 65535 and limits up to 100. */
export interface Slice {
  readonly offset: number;
  readonly limit: number;
}

/** What came for a slice. */
export interface Rows<Row> {
  readonly rows: readonly Row[];
  /** How many there are in all, if the backend says so. */
  readonly total: number | null;
}

const HIGHEST_OFFSET = 65_535;

/** True if no row lies behind this slice. An empty slice is the end whatever the total says. */
export function isLastSlice({ offset, limit }: Slice, { rows, total }: Rows<unknown>): boolean {
  return rows.length === 0 || (total === null ? rows.length < limit : offset + rows.length >= total);
}

/** The offset behind a slice. @throws GatewayError BACKEND_BAD_RESPONSE if the API does not take it */
export function nextOffset({ offset }: Slice, { rows }: Rows<unknown>): number {
  const next = offset + rows.length;
  if (next > HIGHEST_OFFSET) throw badResponse('more rows than the API lets anybody read');
  return next;
}

/** All rows of a list, one slice after the other; the call's deadline bounds it. */
export async function readAllSlices<Row>(limit: number, read: (slice: Slice) => Promise<Rows<Row>>): Promise<Row[]> {
  const all: Row[] = [];
  for (let slice: Slice = { offset: 0, limit }; ;) {
    const answer = await read(slice);
    all.push(...answer.rows);
    if (isLastSlice(slice, answer)) return all;
    slice = { offset: nextOffset(slice, answer), limit };
  }
}
