import type { Call } from '../../src/ticketing/adapter.ts';
import { GatewayError, toGatewayError } from '../../src/ticketing/errors.ts';
import type { OutsourcingClient } from './client.ts';
import { stateOf } from './mapping.ts';
import { IN_PROGRESS, toStatus } from './mapping-status.ts';
import type { TicketSource } from './ticket-source.ts';
import type { OutsourcingTicket } from './wire.ts';

/** A ticket as it is now, and its native state. */
export interface CurrentTicket {
  readonly wire: OutsourcingTicket;
  readonly state: string;
}

/** Reads what a write starts from. */
export interface CurrentTickets {
  /**
   * The ticket, whatever its state; one in progress as its own resource has it.
   * @throws GatewayError NOT_FOUND if there is none, as far as this backend may look
   */
  read(id: string, call: Call): Promise<CurrentTicket>;
  /**
   * What a refused write means: after 400 and 404 the ticket is looked at again, as it may have left its state meanwhile.
   * Anything else is what it is.
   */
  explain(thrown: unknown, id: string, call: Call): Promise<GatewayError>;
}

export function createCurrentTickets(client: OutsourcingClient, source: TicketSource): CurrentTickets {
  async function read(id: string, call: Call): Promise<CurrentTicket> {
    try {
      const wire = await client.getInProgressTicket(id, call);
      return { wire, state: stateOf(wire, IN_PROGRESS) };
    } catch (thrown) {
      if (toGatewayError(thrown).code !== 'NOT_FOUND') throw thrown;
      if (source.isGeneric()) return readGeneric(id, call);
      throw new GatewayError(
        'NOT_FOUND',
        'There is no such ticket among those in progress, and this backend reads no others.',
        { cause: thrown },
      );
    }
  }

  async function readGeneric(id: string, call: Call): Promise<CurrentTicket> {
    const wire = await client.getTicket(id, call);
    return { wire, state: stateOf(wire) };
  }

  async function explain(thrown: unknown, id: string, call: Call): Promise<GatewayError> {
    const error = toGatewayError(thrown);
    if (error.code === 'INVALID_INPUT') return explainRefusal(error, id, call);
    return error.code === 'NOT_FOUND' ? explainAbsence(error, id, call) : error;
  }

  /** 400: the input is at fault, unless the ticket has left its state. */
  async function explainRefusal(error: GatewayError, id: string, call: Call): Promise<GatewayError> {
    try {
      const { state } = await read(id, call);
      return state === IN_PROGRESS ? error : leftItsState(error, state);
    } catch (thrown) {
      return toGatewayError(thrown).code === 'NOT_FOUND' ? leftItsState(error, null) : error;
    }
  }

  /** 404: another state is another resource. ASSUMPTION: a ticket is not found in a state that it has left (README). */
  async function explainAbsence(error: GatewayError, id: string, call: Call): Promise<GatewayError> {
    if (!source.isGeneric()) return leftItsState(error, null);
    try {
      return leftItsState(error, (await readGeneric(id, call)).state);
    } catch (thrown) {
      return toGatewayError(thrown).code === 'NOT_FOUND' ? error : leftItsState(error, null);
    }
  }

  return { read, explain };
}

/** @throws GatewayError CONFLICT if the ticket cannot be changed because of its state */
export function requireInProgress({ state }: CurrentTicket): void {
  if (state === IN_PROGRESS) return;
  throw new GatewayError(
    'CONFLICT',
    `Only a ticket in progress can be changed; this one is in the state ${inWords(state)}.`,
  );
}

/** @param state null if it is not known */
function leftItsState({ facts }: GatewayError, state: string | null): GatewayError {
  const now = state === null || state === IN_PROGRESS ? '' : `: it is in the state ${inWords(state)}`;
  const detail = facts.detail === undefined ? {} : { detail: facts.detail };
  return new GatewayError('CONFLICT', `The ticket is no longer in progress${now}.`, detail);
}

function inWords(state: string): string {
  return `"${toStatus(state).label ?? state}"`;
}

/** What was read; null if there is no such thing. */
export async function orNull<Value>(reading: Promise<Value>): Promise<Value | null> {
  try {
    return await reading;
  } catch (thrown) {
    if (toGatewayError(thrown).code === 'NOT_FOUND') return null;
    throw thrown;
  }
}
