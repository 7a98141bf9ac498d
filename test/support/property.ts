/** How a property is run; fast-check prints the seed when it fails. */
export interface PropertySettings {
  readonly numRuns: number;
  readonly interruptAfterTimeLimit: number;
  readonly markInterruptAsFailure: true;
}

/**
 * Settings for so many runs. The search for a smaller counterexample has an end, so that the seed is printed before jest
 * gives up.
 */
export function runs(numRuns: number): PropertySettings {
  return { numRuns, interruptAfterTimeLimit: 30_000, markInterruptAsFailure: true };
}
