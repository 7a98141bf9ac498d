import type { Call } from '../../src/ticketing/adapter.ts';
import { GatewayError, toGatewayError } from '../../src/ticketing/errors.ts';
import type { StatusReference } from '../../src/ticketing/status.ts';
import { availableTransitions } from '../../src/ticketing/transition.ts';
import type { HuaweiClient } from './client.ts';
import { toStatus, TRANSITION_RULES } from './mapping-status.ts';

/** The backend's code for an operation that failed; that its reason is the status, only the status tells. */
const OPERATION_FAILED = 'OSM.01010014';

/**
 * Sends a change that only some statuses permit. The rules are the backend's own and not published: if it says no more than
 * "failed", the status is read again.
 * @param readPresent reads the status
 * @param isPermittedIn whether the change can be made in this status, as far as is known
 * @param toHint says what is possible in a status
 * @throws GatewayError CONFLICT if the status is the reason, else the refusal as it came
 */
export async function sendInStatus(
  send: () => Promise<void>,
  readPresent: () => Promise<StatusReference>,
  isPermittedIn: (status: StatusReference) => boolean,
  toHint: (status: StatusReference) => string = toPossibilities,
): Promise<void> {
  try {
    await send();
  } catch (thrown) {
    const refusal = toGatewayError(thrown);
    if (refusal.facts.backendCode !== OPERATION_FAILED) throw refusal;
    const status = await readPresent().catch(() => {
      throw refusal;
    });
    if (isPermittedIn(status)) throw refusal;
    throw new GatewayError('CONFLICT', `The backend refused this. ${toHint(status)}`, refusal.facts);
  }
}

/** The present status of a ticket. */
export async function readStatus(client: HuaweiClient, id: string, call: Call): Promise<StatusReference> {
  return toStatus((await client.getCase(id, call)).status);
}

/** What the customer can do with a ticket in this status, for people. */
export function toPossibilities(status: StatusReference): string {
  const kinds = availableTransitions(TRANSITION_RULES, status)
    .filter((transition) => transition.isAllowed)
    .map((transition) => transition.kind);
  return kinds.length === 0
    ? `${stateOf(status)}, which permits no transition.`
    : `${stateOf(status)}, which permits: ${kinds.join(', ')}.`;
}

/** The status of a ticket as the beginning of a sentence. */
export function stateOf(status: StatusReference): string {
  return `The ticket is in the state "${status.label ?? status.code}"`;
}
