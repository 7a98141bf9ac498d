import type { BackendInstance } from '../../../src/ticketing/adapter.ts';
import { isUnsupported } from '../../../src/ticketing/unsupported.ts';
import type { WriteCall } from '../../../src/ticketing/write.ts';
import { createCall } from '../../support/call.ts';

// Without nock, which alters the sockets of its whole worker: tests over real sockets use this too.

export const NOW = Date.parse('2024-03-01T08:00:00.000Z');

type Operations = BackendInstance['operations'];

/** An operation that the backend must have. */
export function operation<Name extends keyof Operations>(
  backend: BackendInstance,
  name: Name,
): Exclude<Operations[Name], { readonly unsupported: string }> {
  const found = backend.operations[name];
  if (isUnsupported(found)) throw new Error(`${name} is unsupported`);
  return found as never;
}

/** A call of a write that began at this time. */
export function createWriteCall(startedAt: number = NOW, overrides: Partial<WriteCall> = {}): WriteCall {
  return { ...createCall(), startedAt, ...overrides };
}
