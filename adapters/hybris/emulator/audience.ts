import type { EmulatorRequest } from '../../../src/emulation/emulator.ts';
import type { Backend } from './backend.ts';
import { authorize, requireSubscription } from './proxy.ts';
import { forbidden, notFound, type Refusal } from './refusal.ts';

/** The customers' mashup (own tickets only) and its sibling for agents, which has no such rule (section 1). */
export type Audience = 'customer' | 'agent';

/** Where the mashup of an audience is. */
export function baseOf(audience: Audience): string {
  return audience === 'customer' ? '/hybris/ssrvc-cecentermashup/v1/:tenant' : '/hybris/serviceticketmashup/v1/:tenant';
}

/** Who asks: `owner` restricts what he sees, undefined sees everything. */
export interface Caller {
  readonly owner: string | undefined;
}

/**
 * Who asks, if he may.
 * @throws Refusal 401 or 403
 */
export function admit(backend: Backend, request: EmulatorRequest, audience: Audience, scope: string): Caller {
  const { user } = authorize(backend, request, scope);
  requireSubscription(backend);
  // The seed: "Only a registered customer can consume this service."
  if (user === undefined && audience === 'customer') throw forbidden('Access denied - only for registered customers.');
  return { owner: user };
}

/** Checks that a caller may write for this customer; without one, the caller's own id. */
export function ownerToWrite(caller: Caller, customerId: string | undefined): string | undefined {
  if (caller.owner === undefined || customerId === undefined) return customerId ?? caller.owner;
  if (customerId !== caller.owner) throw forbidden("Access denied - not on another customer's behalf.");
  return customerId;
}

/** The refusal of an entity that exists but is another customer's. */
export function refuseForeign(backend: Backend, what: string, id: string): Refusal {
  return backend.switches.foreignEntity === 'forbidden'
    ? forbidden(`Access denied to ${what} ${id}.`)
    : notFound(what, id);
}
