import { GatewayError } from '../../src/ticketing/errors.ts';
import type { Secret } from '../../src/ticketing/secret.ts';

/** What can be read of a token without its key. */
export interface JwtFacts {
  /** Milliseconds since 1970; null if the token does not say: then it is trusted until it is refused. */
  readonly expiresAt: number | null;
}

const THREE_SEGMENTS = /^[\w-]+\.([\w-]+)\.[\w-]+$/;

/** Reads a JWT without verifying it: that is the backend's business. Null if it is none. */
export function readJwt(token: string): JwtFacts | null {
  const payload = THREE_SEGMENTS.exec(token)?.[1];
  if (payload === undefined) return null;
  const claims = parseClaims(payload);
  const isNumber = typeof claims === 'object' && claims !== null && 'exp' in claims && Number.isFinite(claims.exp);
  return { expiresAt: isNumber ? Number(claims.exp) * 1_000 : null };
}

function parseClaims(payload: string): unknown {
  try {
    return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Makes sure that a token may still hold, which saves a call that would be refused.
 * @param whose how a refusal names it, at the beginning of a sentence
 * @throws GatewayError UNAUTHENTICATED
 */
export function checkJwt(token: Secret, whose: string, now: number): void {
  const facts = readJwt(token.reveal());
  if (facts === null) throw new GatewayError('UNAUTHENTICATED', `${whose} is no JWT.`);
  if (isOver(facts.expiresAt, now)) throw new GatewayError('UNAUTHENTICATED', `${whose} has expired.`);
}

/** @param expiresAt null if the token does not say */
export function isOver(expiresAt: number | null, now: number): boolean {
  return expiresAt !== null && expiresAt <= now;
}
