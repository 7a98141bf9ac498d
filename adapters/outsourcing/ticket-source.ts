import { toGatewayError } from '../../src/ticketing/errors.ts';
import type { AdapterKit } from '../../src/upstream/adapter-kit.ts';
import type { OutsourcingSettings } from './settings.ts';

/**
 * Decides between the generic resource (all states, known from a public client) and the documented one (tickets in
 * progress alone).
 */
export interface TicketSource {
  readonly mode: OutsourcingSettings['ticketSource'];
  /** True while the generic resource is to be used. */
  isGeneric(): boolean;
  /** Reads a generic collection; null if only the documented resource is to be used. A 404 of the collection settles that for a while. */
  whereGeneric<Result>(read: () => Promise<Result>): Promise<Result | null>;
}

const FALL_BACK_MS = 10 * 60_000;

/** ASSUMPTION: the generic resource exists, with a `state` in each ticket: the documentation at hand lacks it (README). */
export function createTicketSource(
  mode: OutsourcingSettings['ticketSource'],
  kit: Pick<AdapterKit, 'clock' | 'log'>,
): TicketSource {
  let genericAgainAt = 0;
  const isGeneric = (): boolean => mode === 'generic' || (mode === 'auto' && kit.clock() >= genericAgainAt);

  function fallBack(): void {
    // Several lists at once find out together: it is told once.
    if (!isGeneric()) return;
    genericAgainAt = kit.clock() + FALL_BACK_MS;
    kit.log.warn('The list of tickets of all states answers 404; only tickets in progress are read for ten minutes.');
  }

  return {
    mode,
    isGeneric,
    async whereGeneric(read) {
      if (!isGeneric()) return null;
      try {
        return await read();
      } catch (error) {
        if (mode === 'generic' || toGatewayError(error).code !== 'NOT_FOUND') throw error;
        fallBack();
        return null;
      }
    },
  };
}
