import { hash } from 'node:crypto';

/**
 * A short text that is the same for the same values and, for all practical purposes, different for different ones.
 * Says nothing about the values.
 * @param values anything that JSON can hold; the order counts
 */
export function fingerprint(values: readonly unknown[]): string {
  return hash('sha256', JSON.stringify(values), 'base64url').slice(0, 22);
}
