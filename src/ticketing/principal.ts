import { fingerprint } from './fingerprint.ts';
import type { Secret } from './secret.ts';

/** CUSTOMER: sees what is theirs. AGENT: works on everybody's tickets. ADMIN: an agent who also runs the gateway. */
export const ROLES = ['CUSTOMER', 'AGENT', 'ADMIN'] as const;
export type Role = (typeof ROLES)[number];

/** What is known of whoever calls. */
export interface PrincipalFacts {
  /** Who it is, as far as the gateway knows. */
  readonly subject: string;
  /** True if the caller proved it. */
  readonly isAuthenticated: boolean;
  readonly roles: readonly Role[];
  /** E-mail address of the agent, for backends that want to know who acts; null if the caller is none. */
  readonly agentEmail: string | null;
  /** The caller's customer id in each backend where they have one, by the backend's instance id. */
  readonly customerIds: Readonly<Record<string, string>>;
  /** The caller's own tokens for backends that are reached with them, by the backend's instance id. */
  readonly backendTokens: Readonly<Record<string, Secret>>;
  /** The token with which the caller proved who they are, for backends whose tokens are got with it; null if there is none. */
  readonly bearerToken: Secret | null;
  /** When the proof ends, in milliseconds since 1970; null if it does not. */
  readonly expiresAt: number | null;
}

/** On whose behalf a call is made. */
export interface Principal extends PrincipalFacts {
  /** Tells principals apart in every key of every cache; says nothing about the person. */
  readonly fingerprint: string;
  /** The same for a caller whose tokens were renewed: tells people apart where their tokens do not count. */
  readonly person: string;
}

/**
 * A principal with its fingerprint: two calls have the same one only if they may see and do the same things. The end of the
 * proof is left out, as a renewed token makes nobody else of its owner; a token that is used towards a backend counts, as it
 * may see other things there.
 */
export function createPrincipal(facts: PrincipalFacts): Principal {
  const tokens = Object.entries(facts.backendTokens).map(([backend, token]) => [backend, token.reveal()]);
  const proven = fingerprint([
    facts.subject,
    facts.isAuthenticated,
    [...facts.roles].sort(),
    facts.agentEmail,
    Object.entries(facts.customerIds).sort(byName),
  ]);
  const hasTokens = tokens.length > 0 || facts.bearerToken !== null;
  const withTokens = hasTokens
    ? fingerprint([proven, tokens.sort(byName), facts.bearerToken?.reveal() ?? null])
    : proven;
  // Callers who proved nothing are told apart by their tokens alone.
  return { ...facts, fingerprint: withTokens, person: facts.isAuthenticated ? proven : withTokens };
}

/** True for whoever works on everybody's tickets. All others see only what is theirs. */
export function isAgent({ roles }: Principal): boolean {
  return roles.includes('AGENT') || roles.includes('ADMIN');
}

function byName([one = '']: readonly string[], [other = '']: readonly string[]): number {
  return one < other ? -1 : Number(one > other);
}
