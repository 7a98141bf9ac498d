import type { Call } from '../../../src/ticketing/adapter.ts';
import { toGatewayError, type GatewayError } from '../../../src/ticketing/errors.ts';
import { isUnsupported, type Supported } from '../../../src/ticketing/unsupported.ts';
import type { Reconciliation, Write, WriteCall } from '../../../src/ticketing/write.ts';
import { createCall } from '../../support/call.ts';

export function able<Thing>(operation: Supported<Thing>): Thing {
  if (isUnsupported(operation)) throw new Error(operation.unsupported);
  return operation;
}

/** A write's call that remembers what it was told about the request that changes something. */
export function watchedCall(overrides: Partial<WriteCall> = {}): { call: WriteCall; states: string[] } {
  const states: string[] = [];
  const call = { ...createCall(), startedAt: Date.now(), onWrite: (state: string) => states.push(state), ...overrides };
  return { call, states };
}

/** The call of a caller with this e-mail address. */
export function callOf(agentEmail: string | null): WriteCall {
  const call: Call = createCall();
  return { ...call, principal: { ...call.principal, agentEmail }, startedAt: Date.now() };
}

/** Does what the gateway does before a write: nothing is sent that was refused. */
export async function perform<Input, Result>(
  write: Supported<Write<Input, Result>>,
  input: Input,
  call: WriteCall = watchedCall().call,
): Promise<Result> {
  const refusals = able(write).check(input);
  if (refusals.length > 0) throw new Error(`Refused: ${JSON.stringify(refusals)}`);
  return able(write).apply(input, call);
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
  write: Supported<Write<Input, Result>>,
  input: Input,
  call: WriteCall,
): Promise<Reconciliation<Result>> {
  return able(able(write).reconcile)(input, call);
}
