import type { GatewayError } from './errors.ts';

/** What became of one key of a batch. */
export type Lookup<Value> =
  | { readonly state: 'found'; readonly value: Value }
  | { readonly state: 'absent' }
  | { readonly state: 'failed'; readonly error: GatewayError };

export function found<Value>(value: Value): Lookup<Value> {
  return { state: 'found', value };
}

export const ABSENT: Lookup<never> = Object.freeze({ state: 'absent' });

export function failed(error: GatewayError): Lookup<never> {
  return { state: 'failed', error };
}
