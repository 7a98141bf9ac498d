import type { BackendInstance } from '../../../src/ticketing/adapter.ts';
import { toGatewayError, type GatewayError } from '../../../src/ticketing/errors.ts';
import { isUnsupported, type Supported } from '../../../src/ticketing/unsupported.ts';
import type {
  AddCommentInput,
  CreateTicketInput,
  LogResult,
  Reconciliation,
  TicketResult,
  Write,
  WriteCall,
} from '../../../src/ticketing/write.ts';
import { createCall } from '../../support/call.ts';

export function able<Thing>(operation: Supported<Thing>): Thing {
  if (isUnsupported(operation)) throw new Error(operation.unsupported);
  return operation;
}

export function createTicketOf(backend: BackendInstance): Write<CreateTicketInput, TicketResult> {
  return able(backend.operations.createTicket);
}

export function addCommentOf(backend: BackendInstance): Write<AddCommentInput, LogResult> {
  return able(backend.operations.addComment);
}

/** A write's call that remembers what it was told about the request that changes something. */
export function watchedCall(overrides: Partial<WriteCall> = {}): { call: WriteCall; states: string[] } {
  const states: string[] = [];
  const call = { ...createCall(), startedAt: Date.now(), onWrite: (state: string) => states.push(state), ...overrides };
  return { call, states };
}

/** Does what the gateway does before a write: nothing is sent that was refused. */
export async function perform<Input, Result>(
  write: Write<Input, Result>,
  input: Input,
  call: WriteCall,
): Promise<Result> {
  const refusals = write.check(input);
  if (refusals.length > 0) throw new Error(`Refused: ${JSON.stringify(refusals)}`);
  return write.apply(input, call);
}

export async function errorOf(promise: Promise<unknown>): Promise<GatewayError> {
  try {
    await promise;
  } catch (error) {
    return toGatewayError(error);
  }
  throw new Error('It did not reject.');
}

export function reconcile<Input, Result>(
  write: Write<Input, Result>,
  input: Input,
  call: WriteCall,
): Promise<Reconciliation<Result>> {
  return able(write.reconcile)(input, call);
}
