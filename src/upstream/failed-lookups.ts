import type { Call } from '../ticketing/adapter.ts';
import type { ErrorCode } from '../ticketing/errors.ts';
import type { Lookup } from '../ticketing/lookup.ts';
import type { AdapterLog } from './adapter-kit.ts';

/** What is no fault of one thing: whoever goes on would only ask in vain. */
const OF_ALL: readonly ErrorCode[] = ['RATE_LIMITED', 'UNAUTHENTICATED', 'BACKEND_TIMEOUT'];

/**
 * The ids whose read failed, for reads that are made again later: one thing that cannot be read must not keep back what is
 * known of all others.
 * @param warning for the operator
 * @throws GatewayError a failure that is not of one thing alone, or any if the caller has gone away
 */
export function failedIds(
  ids: readonly string[],
  lookups: readonly Lookup<unknown>[],
  warning: string,
  log: AdapterLog,
  call: Call,
): string[] {
  const failures = lookups.flatMap((lookup, index) =>
    lookup.state === 'failed' ? [{ id: ids[index] ?? '', error: lookup.error }] : [],
  );
  const [first] = failures;
  if (first === undefined) return [];
  const ofAll = call.signal.aborted ? first : failures.find(({ error }) => OF_ALL.includes(error.code));
  if (ofAll !== undefined) throw ofAll.error;
  log.warn(warning, { count: failures.length, code: first.error.code });
  return failures.map(({ id }) => id);
}
