import { isIPv6 } from 'node:net';
import type { Counters, Taken } from '../store/counters.ts';
import { GatewayError } from '../ticketing/errors.ts';
import { fingerprint } from '../ticketing/fingerprint.ts';
import type { Principal } from '../ticketing/principal.ts';

export interface RateLimitSettings {
  /** How many requests one caller may send in a window. */
  readonly requestsPerWindow: number;
  /** In milliseconds. */
  readonly windowMs: number;
}

export interface RateDecision {
  /** For the answer, whatever it is. */
  readonly headers: Readonly<Record<string, string>>;
  /** RATE_LIMITED; null if the request may pass. */
  readonly refusal: GatewayError | null;
}

/** Counts a request of a caller. */
export async function takeRequest(
  counters: Counters,
  caller: string,
  { requestsPerWindow, windowMs }: RateLimitSettings,
): Promise<RateDecision> {
  const taken = await counters.take(`requests:${caller}`, requestsPerWindow, windowMs);
  const headers = rateHeaders(taken, requestsPerWindow, windowMs);
  if (taken.allowed) return { headers, refusal: null };
  const most = `at most ${requestsPerWindow} in ${windowMs / 1_000} seconds are possible.`;
  return {
    headers,
    refusal: new GatewayError('RATE_LIMITED', `You sent too many requests: ${most}`, { retryAfterMs: taken.resetMs }),
  };
}

/** The fields of the IETF's draft on rate limits: what is left, and until when there is one more, in seconds. */
function rateHeaders(taken: Taken, limit: number, windowMs: number): Record<string, string> {
  const windowSeconds = Math.ceil(windowMs / 1_000);
  return {
    'ratelimit-policy': `"requests";q=${limit};w=${windowSeconds}`,
    ratelimit: `"requests";r=${taken.remaining};t=${Math.ceil(taken.resetMs / 1_000)}`,
  };
}

/**
 * Who is counted: whoever proved who it is, wherever from; everybody else by network address, which is not kept as it is.
 * @param address of the client
 */
export function callerOf({ isAuthenticated, subject }: Principal, address: string): string {
  return isAuthenticated ? fingerprint(['subject', subject]) : callerAt(address);
}

/** Whoever calls from this network address and has proved nothing. */
export function callerAt(address: string): string {
  return fingerprint(['address', networkOf(address)]);
}

/** Of an IPv6 address the half that names a network: one customer has all addresses in it. */
export function networkOf(address: string): string {
  if (!isIPv6(address) || address.includes('.')) return address.replace(/^::ffff:/i, '');
  const [front = '', back] = address.split('%', 1)[0]?.split('::') ?? [];
  const head = front === '' ? [] : front.split(':');
  const tail = back === undefined || back === '' ? [] : back.split(':');
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => '0');
  const groups = [...head, ...(back === undefined ? [] : zeros), ...tail];
  return groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
