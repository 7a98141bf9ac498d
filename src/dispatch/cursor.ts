import { createHmac, timingSafeEqual } from 'node:crypto';
import { invalidInput } from '../ticketing/errors.ts';

/** Seals cursors so that any instance with the same key can read them, and nobody else can make or change one. */
export interface CursorSeal {
  /**
   * @param purpose what the cursor belongs to: the list, its order and its filter
   * @param position JSON that says where in it
   */
  seal(purpose: string, position: unknown): string;
  /**
   * @param field path of the argument, for the error
   * @throws GatewayError INVALID_INPUT if it was altered, cut, or made for another purpose
   */
  open(purpose: string, cursor: string, field: string): unknown;
}

const VERSION = 1;
const SEAL_BYTES = 16;
const MOST_LENGTH = 2_048;

/** @param key shared by all instances of the gateway */
export function createCursorSeal(key: string): CursorSeal {
  function sealOf(purpose: string, body: Buffer): Buffer {
    return createHmac('sha256', key).update(`${VERSION}\n${purpose}\n`).update(body).digest().subarray(0, SEAL_BYTES);
  }
  return {
    seal(purpose, position) {
      const body = Buffer.from(JSON.stringify(position), 'utf8');
      return Buffer.concat([Buffer.of(VERSION), sealOf(purpose, body), body]).toString('base64url');
    },
    open(purpose, cursor, field) {
      const bytes = cursor.length > MOST_LENGTH ? Buffer.alloc(0) : Buffer.from(cursor, 'base64url');
      const body = bytes.subarray(1 + SEAL_BYTES);
      const isOurs =
        bytes.length > 1 + SEAL_BYTES &&
        bytes[0] === VERSION &&
        bytes.toString('base64url') === cursor &&
        timingSafeEqual(bytes.subarray(1, 1 + SEAL_BYTES), sealOf(purpose, body));
      if (isOurs) return JSON.parse(body.toString('utf8')) as unknown;
      throw invalidInput(
        field,
        'This cursor was not made for this list with this filter and order. Begin without a cursor.',
      );
    },
  };
}
