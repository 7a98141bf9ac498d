import { GatewayError, toGatewayError } from '../../src/ticketing/errors.ts';
import { interruptionOf } from '../../src/ticketing/interruption.ts';
import type { NativeTicket } from '../../src/ticketing/ticket.ts';
import { availableTransitions, type TransitionKind, type TransitionRules } from '../../src/ticketing/transition.ts';
import type { TicketResult, WriteCall } from '../../src/ticketing/write.ts';
import type { AdapterLog } from '../../src/upstream/adapter-kit.ts';
import type { OneviewClient, ReadOperation } from './client.ts';
import { toTicket } from './mapping.ts';
import type { TicketContext } from './read.ts';
import type { OneviewTicket } from './wire.ts';

/** What a write knows of its ticket: nothing, unless the operator told how a ticket is read. */
export interface TicketState {
  /** False if no read is configured. */
  readonly isReadable: boolean;
  /** The ticket as it is. @throws GatewayError if it cannot be read */
  read(id: string, call: WriteCall): Promise<NativeTicket>;
  /**
   * The ticket before a write; null if it is not known. A read that fails is no reason to refuse: its address is the
   * operator's word, the backend decides.
   */
  readIfKnown(id: string, call: WriteCall): Promise<NativeTicket | null>;
  /**
   * What to answer after a write.
   * @param before the ticket as last read
   * @param change what the write is known to have changed of it
   */
  toResult(
    written: { readonly id: string; readonly answer: OneviewTicket | null },
    before: NativeTicket | null,
    change: Partial<NativeTicket>,
    call: WriteCall,
  ): Promise<TicketResult>;
}

export function createTicketState(
  client: OneviewClient,
  operation: ReadOperation | undefined,
  { contactReasons, tellOddities }: TicketContext,
  log: AdapterLog,
): TicketState {
  async function map(wire: OneviewTicket, call: WriteCall): Promise<NativeTicket> {
    tellOddities([wire]);
    return toTicket(wire, await contactReasons.read([wire], call));
  }

  async function read(id: string, call: WriteCall): Promise<NativeTicket> {
    if (operation === undefined) throw new GatewayError('UNSUPPORTED', 'No call that reads a ticket is configured.');
    return map(await client.getTicket(operation, id, call), call);
  }

  async function readOrNull(id: string, call: WriteCall): Promise<NativeTicket | null> {
    if (operation === undefined) return null;
    try {
      return await read(id, call);
    } catch (thrown) {
      // A call that has ended is told by its own error.
      if (!call.signal.aborted && toGatewayError(thrown).code === 'INTERNAL') throw thrown;
      return null;
    }
  }

  /** Never rejects: the change is made, whatever comes of the reading. */
  async function readBack(id: string, call: WriteCall): Promise<NativeTicket | null> {
    if (operation === undefined) return null;
    try {
      return await read(id, call);
    } catch (thrown) {
      log.warn('A ticket cannot be read after it was changed.', { code: toGatewayError(thrown).code });
      return null;
    }
  }

  return {
    isReadable: operation !== undefined,
    read,
    async readIfKnown(id, call) {
      const ticket = await readOrNull(id, call);
      const interruption = interruptionOf(call.signal, { mayHaveArrived: false });
      if (interruption !== null) throw interruption;
      return ticket;
    },
    async toResult({ id, answer }, before, change, call) {
      const statuses = {
        ...(before === null ? {} : { from: before.status }),
        ...(change.status === undefined ? {} : { to: change.status }),
      };
      if (answer !== null) {
        const ticket = await map(answer, call);
        return { nativeId: ticket.nativeId, ticket, warnings: [], ...statuses };
      }
      const ticket = await readBack(id, call);
      if (ticket !== null) return { nativeId: ticket.nativeId, ticket, warnings: [], ...statuses };
      if (before === null) return { nativeId: id, ticket: null, warnings: [NOT_SHOWN], ...statuses };
      return {
        nativeId: before.nativeId,
        ticket: { ...before, ...change },
        warnings: [SHOWN_AS_BEFORE],
        ...statuses,
      };
    },
  };
}

const NOT_SHOWN = 'The backend confirmed the change without showing the ticket.';
const SHOWN_AS_BEFORE =
  'The backend confirmed the change without showing the ticket: it is shown as it was read before, with what was changed.';

/** @throws GatewayError INVALID_TRANSITION if the ticket is known to be in a state that does not permit the move */
export function requireTransition(rules: TransitionRules, kind: TransitionKind, ticket: NativeTicket | null): void {
  if (ticket === null) return;
  const moves = availableTransitions(rules, ticket.status);
  const move = moves.find((one) => one.kind === kind);
  if (move === undefined || move.isAllowed) return;
  const possible = moves.filter(({ isAllowed }) => isAllowed).map((one) => one.kind);
  throw new GatewayError(
    'INVALID_TRANSITION',
    `${move.reason ?? 'Not possible.'} ${possible.length === 0 ? 'No move is possible from there.' : `Possible from there: ${possible.join(', ')}.`}`,
  );
}
