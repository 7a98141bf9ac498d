import type { Configuration } from '../config.ts';
import { requestKeySet } from '../identity/key-set-request.ts';
import { placeOf, shortened, type Finding } from './finding.ts';

const REQUEST = { timeoutMs: 5_000, mostBytes: 1024 * 1024 };

/** Reads the keys by which callers' tokens are checked; no finding if they do not come from an address. */
export async function probeKeySet({ identity }: Configuration): Promise<Finding[]> {
  const url = identity.tokens?.jwksUrl;
  if (url === undefined) return [];
  const startedAt = performance.now();
  const problem = await problemOf(url);
  return [
    {
      what: 'identity.tokens.jwksUrl',
      address: placeOf(url),
      signIn: '',
      read: problem === null ? 'ok (keys)' : 'FAILED',
      latencyMs: Math.round(performance.now() - startedAt),
      hasFailed: problem !== null,
      advice:
        problem === null
          ? ''
          : `The keys cannot be read, so no token would be taken: check the address, DNS, firewall and certificate. (${problem})`,
    },
  ];
}

/** What is wrong with the key set; null if nothing. */
async function problemOf(url: string): Promise<string | null> {
  try {
    const keys = await requestKeySet(url, REQUEST);
    const isSet = typeof keys === 'object' && keys !== null && 'keys' in keys && Array.isArray(keys.keys);
    if (!isSet) return 'Its answer is no set of keys.';
    return (keys as { readonly keys: readonly unknown[] }).keys.length === 0 ? 'It has no key.' : null;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // The message of a failed connection says only that it failed; its cause says how.
    return shortened(error.cause instanceof Error ? error.cause.message : error.message);
  }
}
