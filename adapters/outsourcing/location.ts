import { inProgressPath } from './client.ts';
import { NATIVE_STATES } from './mapping-status.ts';

/** Where a ticket was moved to. */
export interface Place {
  /** Its collection, e.g. `closed-tickets`. */
  readonly resource: string;
  readonly id: string;
  /** The native state that the resource stands for; null if it is none that the API documents. */
  readonly state: string | null;
}

const MOVED_TO = /^\/v2\/tickets\/([a-z]+(?:-[a-z]+)*)\/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i;

/**
 * Reads the `Location` of a transition: another ticket resource of the same API.
 * @param baseUrl everything before `/v2`
 * @param fromId the ticket that was transitioned
 * @returns null for any other address, e.g. one of another host: nothing is ever sent there
 */
export function readLocation(location: string, baseUrl: string, fromId: string): Place | null {
  const base = new URL(baseUrl);
  const prefix = base.pathname.replace(/\/$/, '');
  const target = URL.parse(location, `${base.origin}${prefix}${inProgressPath(fromId)}`);
  if (target === null || target.origin !== base.origin || target.username !== '' || target.password !== '') return null;
  // The API names its paths from /v2 on, wherever it is reached.
  const path = target.pathname.startsWith(`${prefix}/v2/`) ? target.pathname.slice(prefix.length) : target.pathname;
  const [, resource, id] = MOVED_TO.exec(path) ?? [];
  return resource === undefined || id === undefined ? null : { resource, id, state: stateOfResource(resource) };
}

/** `in-progress-tickets` holds the tickets that are `in_progress`. */
function stateOfResource(resource: string): string | null {
  const state = resource.replace(/-tickets$/, '').replaceAll('-', '_');
  return NATIVE_STATES.includes(state) ? state : null;
}
