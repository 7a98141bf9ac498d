import { GatewayError } from '../ticketing/errors.ts';

/** What one operation may ask of backends, and what it has cost them so far. */
export interface CallBudget {
  /**
   * Takes one call of what is left.
   * @throws GatewayError OVER_LIMIT if nothing is left
   */
  readonly spend: () => void;
  /** Counts an attempt that reached out to a backend. */
  readonly attempted: () => void;
  /** How many attempts there were, repeats and sign-ins included. */
  readonly attempts: number;
}

/** @param most how many calls the operation may take */
export function createCallBudget(most: number): CallBudget {
  let spent = 0;
  let attempts = 0;
  return {
    spend() {
      if (spent >= most) {
        throw new GatewayError(
          'OVER_LIMIT',
          `The operation takes too many calls to backends: at most ${most} are possible. Ask for less at once.`,
        );
      }
      spent += 1;
    },
    attempted() {
      attempts += 1;
    },
    get attempts() {
      return attempts;
    },
  };
}
