import { GatewayError, toGatewayError } from '../../src/ticketing/errors.ts';
import type { NativeTicket } from '../../src/ticketing/ticket.ts';
import { availableTransitions, type TransitionKind, type TransitionRules } from '../../src/ticketing/transition.ts';
import { unsupported, type Supported } from '../../src/ticketing/unsupported.ts';
import type { Reconciliation, TicketResult, WriteCall } from '../../src/ticketing/write.ts';
import type { AdapterLog } from '../../src/upstream/adapter-kit.ts';
import type { OutsourcingClient, WireTransition } from './client.ts';
import { orNull, type CurrentTicket, type CurrentTickets } from './in-progress.ts';
import { readLocation, type Place } from './location.ts';
import { asComplete, stateOf, toText, toTicket } from './mapping.ts';
import { IN_PROGRESS, NATIVE_STATES, toStatus } from './mapping-status.ts';
import { isSame } from './mapping-writes.ts';
import { redirectPath } from './problem.ts';
import type { WatchStates } from './state-watch.ts';
import type { TicketSource } from './ticket-source.ts';
import type { OutsourcingTicket } from './wire.ts';

/** What the ticket is like once it was moved, as far as the move decides it. */
export type MoveTarget = Pick<OutsourcingTicket, 'outsourced' | 'outsource_provider_id' | 'cancel_reason_id'> & {
  readonly state: string;
};

/** One PATCH of a ticket in progress. */
export interface Move {
  readonly kind: TransitionKind;
  readonly ticketId: string;
  readonly wire: WireTransition;
  readonly target: MoveTarget;
  /** True for a ticket in a documented state, neither in progress nor the target's, that this move cannot have led to. */
  isRuledOutBy(ticket: OutsourcingTicket): boolean;
}

export interface MoveTicket {
  apply(move: Move, call: WriteCall): Promise<TicketResult>;
  readonly reconcile: Supported<(move: Move, call: WriteCall) => Promise<Reconciliation<TicketResult>>>;
}

export interface MoveParts {
  readonly client: OutsourcingClient;
  readonly source: TicketSource;
  readonly current: CurrentTickets;
  readonly rules: TransitionRules;
  readonly watchStates: WatchStates;
  readonly baseUrl: string;
  readonly log: AdapterLog;
}

const UNREADABLE =
  'The ticket was moved, but cannot be read at the moment: it is shown as it was before, in its new state.';
const NOT_MOVED_YET = 'The API took the transition, but still shows the ticket as in progress.';
const LOOK_IN_THE_PORTAL =
  'Look for the ticket in the provider’s own portal: this backend reads tickets in progress alone, and one that is not among them any more has moved, but nobody tells it where to.';

/** The transitions of a ticket in progress: it leaves its resource for another. */
export function createMoveTicket(parts: MoveParts): MoveTicket {
  return {
    apply: (move, call) => apply(parts, move, call),
    reconcile:
      parts.source.mode === 'inProgress'
        ? unsupported(LOOK_IN_THE_PORTAL)
        : (move, call) => reconcile(parts, move, call),
  };
}

async function apply(parts: MoveParts, move: Move, call: WriteCall): Promise<TicketResult> {
  const { client, current } = parts;
  const before = await current.read(move.ticketId, call);
  requirePermitted(parts.rules, move.kind, before);
  let location: string | null;
  try {
    location = await client.transitionInProgressTicket(move.ticketId, move.wire, call);
  } catch (thrown) {
    throw await current.explain(thrown, move.ticketId, call);
  }
  // From here on the ticket is moved, whatever else fails.
  const place = location === null ? null : placeOf(parts, location, move.ticketId);
  const nativeId = place?.id ?? move.ticketId;
  const change = {
    from: toStatus(before.state),
    ...(isSame(nativeId, move.ticketId) ? {} : { movedFromId: move.ticketId }),
  };
  try {
    const ticket = await readMoved(parts, move, place, call);
    return { nativeId, ticket, warnings: ticket.status.code === IN_PROGRESS ? [NOT_MOVED_YET] : [], ...change };
  } catch (thrown) {
    parts.log.warn('A ticket cannot be read after its transition.', { code: toGatewayError(thrown).code });
    return { nativeId, ticket: provisional(before.wire, move, place), warnings: [UNREADABLE], ...change };
  }
}

/** @throws GatewayError INVALID_TRANSITION that says what is possible instead */
function requirePermitted(rules: TransitionRules, kind: TransitionKind, { state }: CurrentTicket): void {
  const status = toStatus(state);
  const transitions = availableTransitions(rules, status);
  const wanted = transitions.find((transition) => transition.kind === kind);
  if (wanted?.isAllowed === true) return;
  const possible = transitions.filter(({ isAllowed }) => isAllowed).map((transition) => transition.kind);
  throw new GatewayError(
    'INVALID_TRANSITION',
    `${wanted?.reason ?? 'Not possible.'} From here there is: ${possible.join(', ') || 'nothing'}.`,
  );
}

function placeOf({ baseUrl, log }: MoveParts, location: string, ticketId: string): Place | null {
  const place = readLocation(location, baseUrl, ticketId);
  if (place === null) {
    log.warn('A transition leads to an address that is no ticket of this API; it is ignored.', {
      location: redirectPath(location),
    });
  }
  return place;
}

/** The generic resource knows a ticket in every state; without it, the place that the answer named is asked. */
async function readMoved(
  { client, source, watchStates }: MoveParts,
  { ticketId, target }: Move,
  place: Place | null,
  call: WriteCall,
): Promise<NativeTicket> {
  if (source.isGeneric()) {
    try {
      const wire = await client.getTicket(place?.id ?? ticketId, call);
      watchStates([wire]);
      return toTicket(wire);
    } catch (thrown) {
      if (place === null || toGatewayError(thrown).code !== 'NOT_FOUND') throw thrown;
    }
  }
  if (place === null) throw new GatewayError('NOT_FOUND', 'Nobody says where the ticket is.');
  const wire = await client.getMovedTicket(place.resource, place.id, call);
  const ticket = toTicket(wire, place.state ?? target.state);
  return source.isGeneric() ? ticket : asComplete(ticket);
}

/** The ticket as it was read last, with what is known of it now. */
function provisional(before: OutsourcingTicket, { target }: Move, place: Place | null): NativeTicket {
  const moved = { ...before, ...target, id: place?.id ?? before.id, state: place?.state ?? target.state };
  return asComplete(toTicket(moved));
}

/**
 * Where the ticket is says whether it was moved. One that is still in progress proves nothing, as the transition may be on
 * its way; nor does one that cannot be found.
 */
async function reconcile(
  { client, source }: MoveParts,
  move: Move,
  call: WriteCall,
): Promise<Reconciliation<TicketResult>> {
  const unknown = { state: 'UNKNOWN' } as const;
  const generic = source.isGeneric() ? await orNull(client.getTicket(move.ticketId, call)) : null;
  if (generic === null) return unknown;
  const state = stateOf(generic);
  if (state === move.target.state) {
    const isOurs = hasReason(generic, move.target) && (await hasProvider(client, generic, move.target, call));
    return isOurs
      ? { state: 'APPLIED', result: { nativeId: move.ticketId, ticket: toTicket(generic), warnings: [] } }
      : unknown;
  }
  const isElsewhere = state !== IN_PROGRESS && NATIVE_STATES.includes(state);
  return isElsewhere && move.isRuledOutBy(generic) ? { state: 'NOT_APPLIED' } : unknown;
}

/** A ticket that was cancelled for another reason was cancelled by somebody else. */
function hasReason({ cancel_reason_id: found }: OutsourcingTicket, { cancel_reason_id: asked }: MoveTarget): boolean {
  return toText(found) === null || toText(asked) === null || toText(found) === toText(asked);
}

/** One that was handed to another provider, too. Where nobody says to whom, the state has to do. */
async function hasProvider(
  client: OutsourcingClient,
  { id }: OutsourcingTicket,
  { outsource_provider_id: asked }: MoveTarget,
  call: WriteCall,
): Promise<boolean> {
  if (asked === undefined) return true;
  try {
    const provider = toText((await client.getOutsourcedTicket(id, call)).outsource_provider_id);
    return provider === null || isSame(provider, toText(asked));
  } catch (thrown) {
    if (call.signal.aborted) throw thrown;
    return true;
  }
}
