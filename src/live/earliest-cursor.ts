import { compareChangeCursors } from '../store/change-cursor.ts';

/**
 * The place from where on nothing is missed that lies behind any of the cursors.
 * @param others of another log than `cursor`: nobody can tell what lies between, which whoever goes on from one is told
 * @throws GatewayError INVALID_INPUT if one of them is no cursor
 */
export function earliestChangeCursor(cursor: string, others: readonly string[]): string {
  return others.reduce((earliest, other) => {
    const order = compareChangeCursors(other, earliest);
    return order === null || order < 0 ? other : earliest;
  }, cursor);
}
