import { invalidInput } from '../ticketing/errors.ts';

export const DEFAULT_PAGE_SIZE = 25;
export const MOST_PAGE_SIZE = 100;

/** Relay's paging arguments as a client sends them. */
export interface PagingArguments {
  readonly first?: number | null | undefined;
  readonly after?: string | null | undefined;
  readonly last?: number | null | undefined;
  readonly before?: string | null | undefined;
}

/** Which page is wanted. */
export interface PageRequest {
  readonly size: number;
  /** True: the rows before the cursor, counted from there. */
  readonly isBackward: boolean;
  readonly cursor: string | null;
}

/**
 * Reads paging arguments.
 * @throws GatewayError INVALID_INPUT if they contradict each other or ask for too much or too little
 */
export function readPaging({ first, after, last, before }: PagingArguments): PageRequest {
  const isBackward = last !== null && last !== undefined;
  if (isBackward && first !== null && first !== undefined) {
    throw invalidInput('last', 'Give either "first" or "last", not both.');
  }
  if (isBackward && after !== null && after !== undefined) {
    throw invalidInput('after', '"after" goes with "first"; with "last" give "before".');
  }
  if (!isBackward && before !== null && before !== undefined) {
    throw invalidInput('before', '"before" goes with "last"; with "first" give "after".');
  }
  const size = (isBackward ? last : first) ?? DEFAULT_PAGE_SIZE;
  if (size < 1 || size > MOST_PAGE_SIZE) {
    throw invalidInput(isBackward ? 'last' : 'first', `A page has 1 to ${MOST_PAGE_SIZE} rows.`);
  }
  return { size, isBackward, cursor: (isBackward ? before : after) ?? null };
}
