import { GatewayError } from '../ticketing/errors.ts';
import type { Principal } from '../ticketing/principal.ts';

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Who is on a live connection, and until when their proof holds. */
export interface LiveSession {
  readonly principal: Principal;
  /**
   * The same caller has proved anew who they are.
   * @throws GatewayError FORBIDDEN if it is somebody else, or somebody with other rights
   */
  renew(principal: Principal): void;
  end(): void;
}

/**
 * @param onExpired called once when the proof has ended without having been renewed
 * @param clock milliseconds since 1970
 */
export function createLiveSession(principal: Principal, onExpired: () => void, clock: () => number): LiveSession {
  let timer: NodeJS.Timeout | undefined;
  let current = principal;

  function schedule(): void {
    clearTimeout(timer);
    if (current.expiresAt === null) return;
    const restMs = current.expiresAt - clock();
    timer = setTimeout(
      () => {
        // A timer cannot be longer than 24 days.
        if (current.expiresAt !== null && current.expiresAt > clock()) schedule();
        else onExpired();
      },
      Math.min(Math.max(restMs, 0), LONGEST_TIMER_MS),
    ).unref();
  }
  schedule();

  return {
    get principal() {
      return current;
    },
    renew(renewed) {
      if (renewed.fingerprint !== current.fingerprint) {
        throw new GatewayError('FORBIDDEN', 'A connection stays with who opened it: open another one.');
      }
      current = renewed;
      schedule();
    },
    end: () => clearTimeout(timer),
  };
}
