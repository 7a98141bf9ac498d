import { invalidInput } from '../ticketing/errors.ts';

/** A place in one log. */
export interface ChangePosition {
  /** Names the log; cursors of two logs cannot be compared. */
  readonly log: string;
  /** The number of the entry that it stands behind: 0 is before the first. */
  readonly position: number;
}

const VERSION = 1;
const MOST_LENGTH = 200;
const SHAPE = new RegExp(`^${VERSION}:([A-Za-z0-9_-]{1,64}):(0|[1-9][0-9]{0,15})$`);

export function encodeChangeCursor({ log, position }: ChangePosition): string {
  return Buffer.from(`${VERSION}:${log}:${position}`, 'utf8').toString('base64url');
}

/** @throws GatewayError INVALID_INPUT for `since` if the text is no cursor */
export function decodeChangeCursor(cursor: string): ChangePosition {
  const text = cursor.length > MOST_LENGTH ? '' : Buffer.from(cursor, 'base64url').toString('utf8');
  const [, log, digits] = SHAPE.exec(text) ?? [];
  const position = Number(digits);
  if (log !== undefined && Number.isSafeInteger(position)) {
    const decoded = { log, position };
    // Base64 has several spellings for the same bytes; only our own is a cursor.
    if (encodeChangeCursor(decoded) === cursor) return decoded;
  }
  throw invalidInput('since', 'This is no cursor of a change. Take one from an event, or leave it out to begin now.');
}

/**
 * Which of two cursors is further on.
 * @returns below 0 if `first` is before `second`, 0 if they are the same place, null if they are of different logs
 * @throws GatewayError INVALID_INPUT if one of them is no cursor
 */
export function compareChangeCursors(first: string, second: string): number | null {
  const [left, right] = [decodeChangeCursor(first), decodeChangeCursor(second)];
  return left.log === right.log ? left.position - right.position : null;
}

/** True if the cursor lies further on; false of two logs, as nobody can tell. @throws as `compareChangeCursors` */
export function isBehind(cursor: string, position: string): boolean {
  const order = compareChangeCursors(cursor, position);
  return order !== null && order > 0;
}

/** True if the cursor lies at the position or before it; false of two logs, as nobody can tell. @throws as `compareChangeCursors` */
export function isUpTo(cursor: string, position: string): boolean {
  const order = compareChangeCursors(cursor, position);
  return order !== null && order <= 0;
}
