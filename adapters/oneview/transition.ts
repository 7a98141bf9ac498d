import { toGatewayError } from '../../src/ticketing/errors.ts';
import type { NativeTicket } from '../../src/ticketing/ticket.ts';
import type { TransitionRules } from '../../src/ticketing/transition.ts';
import { isUnsupported, unsupported, type Supported } from '../../src/ticketing/unsupported.ts';
import {
  refuseField,
  type TicketResult,
  type TransitionTicketInput,
  type UserError,
  type Write,
  type WriteCall,
} from '../../src/ticketing/write.ts';
import { requireAgent } from './agent.ts';
import type { ConfiguredWrite, OneviewClient } from './client.ts';
import { toStatus } from './mapping.ts';
import { toClosing } from './mapping-writes.ts';
import { reconcileByReading, wasChangedSince } from './reconcile.ts';
import type { OneviewSettings } from './settings.ts';
import { requireTransition, type TicketState } from './ticket-state.ts';

type Operations = OneviewSettings['operations'];
type Move = 'CLOSE' | 'TRANSFER';

/** Closes a ticket or moves it to another queue, as far as the operator told how. */
export function createTransitionTicket(
  client: OneviewClient,
  operations: Operations,
  rules: TransitionRules,
  state: TicketState,
): Supported<Write<TransitionTicketInput, TicketResult>> {
  if (operations.close === undefined && operations.transfer === undefined) {
    return unsupported(
      'The API documents no call that moves a ticket; set "operations.close" or "operations.transfer" if yours has one.',
    );
  }

  async function queueName(queueId: string, call: WriteCall): Promise<string | null> {
    if (operations.queues === undefined) return null;
    const queues = await client.readQueues(operations.queues, call).catch((error: unknown) => {
      if (toGatewayError(error).facts.cancelled === true) throw error;
      return [];
    });
    return queues.find(({ id }) => id === queueId)?.name ?? null;
  }

  async function showsMove(ticket: NativeTicket, input: TransitionTicketInput, call: WriteCall): Promise<boolean> {
    if (input.kind === 'CLOSE') return ticket.status.code === 'CLOSED' && wasChangedSince(ticket, call);
    // A ticket names its queue by name, a move by id.
    const name = await queueName(input.queueId ?? '', call);
    return name !== null && ticket.queue === name;
  }

  return {
    check: (input) => checkTransition(rules, input),
    async apply(input, call) {
      const agent = requireAgent(call);
      const before = await state.readIfKnown(input.ticketId, call);
      requireTransition(rules, input.kind, before);
      const answer = await client.change(input.ticketId, toWrite(operations, input), agent, call);
      const change = input.kind === 'CLOSE' ? { status: toStatus('CLOSED') } : { queue: null };
      return state.toResult({ id: input.ticketId, answer }, before, change, call);
    },
    reconcile: reconcileByReading(
      state,
      'The move may have been made: look at the state and the queue of the ticket before trying again.',
      showsMove,
    ),
  };
}

function toWrite(operations: Operations, input: TransitionTicketInput): ConfiguredWrite {
  if (input.kind === 'CLOSE' && operations.close !== undefined) {
    return { name: 'close', operation: operations.close, body: toClosing(input) };
  }
  if (input.kind === 'TRANSFER' && operations.transfer !== undefined) {
    return { name: 'transfer', operation: operations.transfer, body: { queueId: input.queueId ?? '' } };
  }
  throw new Error(`There is no call for the move ${input.kind}: check() refuses it.`);
}

const INPUTS = ['reason', 'reasonId', 'resolutionCode', 'resolution', 'queueId'] as const;
const TAKEN: Readonly<Record<Move, readonly (typeof INPUTS)[number][]>> = {
  CLOSE: ['reason', 'resolutionCode', 'resolution'],
  TRANSFER: ['queueId'],
};

/** Everything about a move that can be refused without a call. */
export function checkTransition(rules: TransitionRules, input: TransitionTicketInput): UserError[] {
  const { kind } = input;
  if (kind === 'ESCALATE') return [refuseField('kind', 'An escalation names a department: use escalateTicket.')];
  const rule = rules[kind];
  if (isUnsupported(rule)) return [{ field: 'kind', code: 'UNSUPPORTED', message: rule.unsupported }];
  const taken = isMove(kind) ? TAKEN[kind] : [];
  const errors = INPUTS.filter((name) => input[name] !== undefined && !taken.includes(name)).map((name) =>
    refuseField(name, `This backend has no place for this in the move ${kind}.`),
  );
  if (kind === 'TRANSFER' && (input.queueId ?? '').trim() === '') {
    errors.push(refuseField('queueId', 'Say which queue to move the ticket to.'));
  }
  if (input.resolutionCode !== undefined && input.resolutionCode.trim() === '') {
    errors.push(refuseField('resolutionCode', 'A resolution code is not empty; leave it out instead.'));
  }
  return errors;
}

function isMove(kind: string): kind is Move {
  return kind in TAKEN;
}
