import { GatewayError } from '../../src/ticketing/errors.ts';
import { availableTransitions, type TransitionKind } from '../../src/ticketing/transition.ts';
import { isUnsupported } from '../../src/ticketing/unsupported.ts';
import { refuseField } from '../../src/ticketing/write.ts';
import type { TicketResult, TransitionTicketInput, UserError, Write } from '../../src/ticketing/write.ts';
import { readStatus, sendInStatus, toPossibilities } from './permitted-status.ts';
import type { HuaweiClient } from './client.ts';
import { checkWords } from './input-checks.ts';
import { CANCELED, COMPLETED, ENDED, TRANSITION_RULES } from './mapping-status.ts';
import { isIn, withWarnings, type ReadBack } from './read-back.ts';
import type { ActionWords, HuaweiAction } from './write-endpoints.ts';

interface Move {
  readonly action: HuaweiAction;
  /** The name under which the reason is sent. */
  readonly words: keyof ActionWords;
  /** The status that it leads to; null if it changes none. */
  readonly target: string | null;
}

const CLOSING: Move = { action: 'close', words: 'judgement', target: COMPLETED };
const MOVES: Readonly<Partial<Record<TransitionKind, Move>>> = {
  CANCEL: { action: 'cancel', words: 'operate_desc', target: CANCELED },
  CLOSE: CLOSING,
  CONFIRM: CLOSING,
  REMIND: { action: 'press', words: 'operate_desc', target: null },
};

/** Moves a ticket: one action, after a look at the status it is in. */
export function createTransitionTicket(
  client: HuaweiClient,
  readBack: ReadBack,
): Write<TransitionTicketInput, TicketResult> {
  return {
    check: checkTransition,
    async apply(input, call) {
      const { ticketId, kind, reason } = input;
      const { action, words, target } = moveOf(kind);
      const before = await readStatus(client, ticketId, call);
      // Which other statuses permit an action is not published: there the backend decides.
      if (ENDED.includes(before.code))
        throw new GatewayError('INVALID_TRANSITION', `${kind} is not possible. ${toPossibilities(before)}`);
      await sendInStatus(
        () => client.act(ticketId, action, reason === undefined ? {} : { [words]: reason }, call),
        () => readStatus(client, ticketId, call),
        (status) => availableTransitions(TRANSITION_RULES, status).some((move) => move.kind === kind && move.isAllowed),
      );
      const result = { ...(await readBack(ticketId, [], call)), from: before };
      if (target === null || isIn(result.ticket, target)) return result;
      const state = result.ticket?.status.label ?? result.ticket?.status.code;
      return withWarnings(result, [`The backend accepted ${kind}, but still shows the state "${state}".`]);
    },
    async reconcile({ ticketId, kind }, call) {
      const { target } = moveOf(kind);
      // A reminder leaves nothing behind whose meaning is published.
      if (target === null) return { state: 'UNKNOWN' };
      const { code } = await readStatus(client, ticketId, call);
      // In the old status it may still be under way.
      if (code !== target) return { state: 'UNKNOWN' };
      return { state: 'APPLIED', result: await readBack(ticketId, [], call) };
    },
  };
}

function checkTransition(input: TransitionTicketInput): UserError[] {
  const rule = TRANSITION_RULES[input.kind];
  if (isUnsupported(rule)) return [{ field: 'kind', code: 'UNSUPPORTED', message: rule.unsupported }];
  const untaken = (['reasonId', 'resolutionCode', 'resolution', 'queueId'] as const).filter(
    (name) => input[name] !== undefined,
  );
  return [
    ...checkWords('reason', input.reason),
    ...untaken.map((name) => refuseField(name, `${input.kind} takes a reason in words and nothing else.`)),
  ];
}

function moveOf(kind: TransitionKind): Move {
  const move = MOVES[kind];
  if (move === undefined) throw new GatewayError('UNSUPPORTED', `The backend has no ${kind}.`);
  return move;
}
