import { jwtVerify } from 'jose';
import type { KeySource } from './key-source.ts';
import { toTokenProblem } from './token-problem.ts';

/** What a token must be like. */
export interface TokenRules {
  readonly issuer: string;
  readonly audience: string;
  /** The only algorithms that count. They all go with one kind of key, so that no token can choose another kind. */
  readonly algorithms: readonly string[];
  /** How far the clocks of issuer and gateway may differ, in milliseconds. */
  readonly clockToleranceMs: number;
  /** How old a token may be, in milliseconds; as old as it says if left out. */
  readonly maxTokenAgeMs?: number | undefined;
}

/** Claims of a token that holds. */
export type Claims = Readonly<Record<string, unknown>>;

/**
 * Checks a token: signature first, then issuer, audience and times. A token without an end or a subject does not count.
 * @throws GatewayError UNAUTHENTICATED with the kind of problem; BACKEND_UNAVAILABLE if no keys are to be had
 */
export type VerifyToken = (token: string) => Promise<Claims>;

/** @param clock milliseconds since 1970 */
export function createTokenVerifier(rules: TokenRules, keys: KeySource, clock: () => number): VerifyToken {
  const options = {
    issuer: rules.issuer,
    audience: rules.audience,
    algorithms: [...rules.algorithms],
    clockTolerance: rules.clockToleranceMs / 1_000,
    requiredClaims: ['sub', 'exp'],
    ...(rules.maxTokenAgeMs === undefined ? {} : { maxTokenAge: rules.maxTokenAgeMs / 1_000 }),
  };
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, (header) => keys.keyFor(header), {
        ...options,
        currentDate: new Date(clock()),
      });
      return payload;
    } catch (error) {
      throw toTokenProblem(error);
    }
  };
}
