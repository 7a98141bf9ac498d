import { setTimeout as wait } from 'node:timers/promises';
import type { Call } from '../../src/ticketing/adapter.ts';
import { toGatewayError } from '../../src/ticketing/errors.ts';
import type { Reconciliation } from '../../src/ticketing/write.ts';

/** The backend may still be at work, or show later what it has done. */
const PAUSE_MS = 1_000;

/**
 * Looks for the result of a write, and once more after a pause if there is none yet. Never NOT_APPLIED: a request without
 * an answer may still be carried out after the last look.
 * @param look what was found; null if nothing (yet)
 */
export async function lookTwice<Result>(
  look: () => Promise<Result | null>,
  call: Call,
): Promise<Reconciliation<Result>> {
  const found = (await lookOnce(look)) ?? (await lookLater(look, call));
  return found === null ? { state: 'UNKNOWN' } : { state: 'APPLIED', result: found };
}

async function lookLater<Result>(look: () => Promise<Result | null>, call: Call): Promise<Result | null> {
  const isOver = await wait(PAUSE_MS, false, { signal: call.signal }).catch(() => true);
  return isOver ? null : lookOnce(look);
}

/** A backend that cannot be read leaves the question open. */
async function lookOnce<Result>(look: () => Promise<Result | null>): Promise<Result | null> {
  try {
    return await look();
  } catch (thrown) {
    const error = toGatewayError(thrown);
    if (error.code === 'INTERNAL') throw error;
    return null;
  }
}

/**
 * Looks for the one thing that a write created. Several leave the question open: one of them may be an earlier one.
 * @param look everything that may be it
 */
export async function findSingle<Result>(
  look: () => Promise<readonly Result[]>,
  call: Call,
): Promise<Reconciliation<Result>> {
  const found = await lookTwice(async () => {
    const candidates = await look();
    return candidates.length === 0 ? null : candidates;
  }, call);
  if (found.state !== 'APPLIED') return found;
  const [single, another] = found.result;
  return single === undefined || another !== undefined ? { state: 'UNKNOWN' } : { state: 'APPLIED', result: single };
}
