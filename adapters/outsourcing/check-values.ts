import { refuseField, type UserError } from '../../src/ticketing/write.ts';

/** How the API spells the ids of tickets, operators, customers, providers and products. */
export const UUID = /^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/;

const MOST_INT64 = 2n ** 63n - 1n;

/** True for a whole number of 64 bits in its usual spelling. */
export function isInt64(text: string): boolean {
  return /^(0|[1-9]\d{0,18})$/.test(text) && BigInt(text) <= MOST_INT64;
}

/** Refuses what is no UUID. */
export function checkUuid(field: string, value: string, what: string): UserError[] {
  return UUID.test(value) ? [] : [refuseField(field, `${what} must be a UUID.`)];
}

/** Refuses what is no whole number. */
export function checkInt64(field: string, value: string, what: string): UserError[] {
  return isInt64(value) ? [] : [refuseField(field, `${what} must be a whole number.`)];
}

/** Refuses values that the API has no place for, as they would be lost: one refusal a value that was given. */
export function refuseGiven(values: Readonly<Record<string, unknown>>, reason: string): UserError[] {
  return Object.keys(values)
    .filter((name) => values[name] !== undefined)
    .map((name) => refuseField(name, reason));
}
