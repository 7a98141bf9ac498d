import type { GatewayContext } from '../dispatch/gateway-context.ts';
import type { OwnAuthor, OwnEscalation, OwnTransition } from '../dispatch/own-history.ts';
import type { BackendInstance } from '../ticketing/adapter.ts';
import { toGatewayError } from '../ticketing/errors.ts';
import type { Principal } from '../ticketing/principal.ts';
import type { TransitionKind } from '../ticketing/transition.ts';
import { isUnsupported } from '../ticketing/unsupported.ts';
import type { EscalateTicketInput, TicketResult, TransitionTicketInput } from '../ticketing/write.ts';
import { instantFromMilliseconds } from '../ticketing/instant.ts';

/** A change of a ticket's status, or a hand-over, that was made. */
export type MadeChange =
  | { readonly name: 'transitionTicket'; readonly input: TransitionTicketInput }
  | { readonly name: 'escalateTicket'; readonly input: EscalateTicketInput };

const NOT_KEPT = 'The change is made, but the gateway could not keep a record of it for the history of the ticket.';

/**
 * Keeps what was done with a ticket for its history, and which id it got. Never rejects, as the change is made.
 * @param madeAt milliseconds since 1970
 * @returns warnings for whoever made the change
 */
export async function recordChange(
  { asker, moved, ownHistory }: Pick<GatewayContext, 'asker' | 'moved' | 'ownHistory'>,
  backend: BackendInstance,
  change: MadeChange,
  result: TicketResult,
  madeAt: number,
): Promise<readonly string[]> {
  // The request for which it was made has kept it.
  if (result.isShared === true) return [];
  try {
    const { movedFromId, nativeId } = result;
    if (movedFromId !== undefined) await moved.remember(backend.id, movedFromId, nativeId);
    const transitions = toTransitions(backend, change, result, madeAt, asker.principal);
    const escalations = toEscalations(backend, change, result, madeAt, asker.principal);
    if (transitions.length + escalations.length > 0)
      await ownHistory.remember(backend.id, nativeId, { transitions, escalations });
    return [];
  } catch (thrown) {
    asker.reportFault?.(toGatewayError(thrown).ofBackend(backend.id));
    return [NOT_KEPT];
  }
}

/** No entry for a change that left the status as it was, such as a reminder, or of which nobody tells where it led. */
function toTransitions(
  backend: BackendInstance,
  change: MadeChange,
  { from, to: led, ticket }: TicketResult,
  madeAt: number,
  principal: Principal,
): OwnTransition[] {
  const at = instantFromMilliseconds(madeAt);
  const to = ticket?.status ?? led;
  if (at === null || to === undefined || from?.code === to.code) return [];
  const kind = change.name === 'transitionTicket' ? change.input.kind : moveOfEscalation(backend);
  return [{ kind, from: from ?? null, to, at, ...toAuthor(principal, change) }];
}

function toEscalations(
  backend: BackendInstance,
  change: MadeChange,
  { to, ticket }: TicketResult,
  madeAt: number,
  principal: Principal,
): OwnEscalation[] {
  const at = instantFromMilliseconds(madeAt);
  if (at === null || change.name !== 'escalateTicket') return [];
  const kind = moveOfEscalation(backend) === 'ESCALATE' ? 'DEPARTMENT' : 'PROVIDER';
  const leftIn = (ticket?.status ?? to)?.code ?? null;
  return [{ kind, targetId: change.input.targetId, at, leftIn, ...toAuthor(principal, change) }];
}

function toAuthor(principal: Principal, { input }: MadeChange): OwnAuthor {
  const { agentEmail, isAuthenticated, subject } = principal;
  return {
    by: agentEmail ?? (isAuthenticated ? subject : null),
    reason: input.reason ?? null,
    principal: principal.person,
  };
}

/** A backend hands its tickets to departments or to providers. */
function moveOfEscalation({ transitions }: BackendInstance): TransitionKind {
  return isUnsupported(transitions.ESCALATE) ? 'OUTSOURCE' : 'ESCALATE';
}
