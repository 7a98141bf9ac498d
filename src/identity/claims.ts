import type { PrincipalFacts, Role } from '../ticketing/principal.ts';
import { ROLES } from '../ticketing/principal.ts';
import { Secret } from '../ticketing/secret.ts';
import { unauthenticated } from './token-problem.ts';
import type { Claims } from './verify-token.ts';

/** Which claims say what. A claim is named as it is, or by its path with dots. */
export interface ClaimNames {
  readonly roles: string;
  /** The issuer's names of each role. */
  readonly roleNames: Readonly<Record<Role, readonly string[]>>;
  readonly agentEmail: string;
  /** A claim that holds customer ids by backend. */
  readonly customerIds: string;
  /** How a customer id is made of other claims, by backend, e.g. `{customer_number}`. */
  readonly customerIdTemplates: Readonly<Record<string, string>>;
  /** Claims that hold a token for a backend, by backend. */
  readonly backendTokens: Readonly<Record<string, string>>;
}

const MOST_CHARACTERS = 256;

/**
 * What the claims of a token that holds say of its owner. A role that the configuration does not name counts for nothing.
 * @throws GatewayError UNAUTHENTICATED if a claim has the wrong form; the message names it and quotes nothing
 */
export function toPrincipalFacts(claims: Claims, names: ClaimNames): PrincipalFacts {
  const roles = readRoles(claims, names);
  const isAgent = roles.includes('AGENT') || roles.includes('ADMIN');
  return {
    subject: requireText(claims['sub'], 'sub'),
    isAuthenticated: true,
    roles,
    agentEmail: isAgent ? readEmail(claims, names.agentEmail) : null,
    customerIds: { ...readCustomerIds(claims, names.customerIds), ...fromTemplates(claims, names.customerIdTemplates) },
    backendTokens: readTokens(claims, names.backendTokens),
    bearerToken: null,
    expiresAt: Number(claims['exp']) * 1_000,
  };
}

/** @returns undefined if there is no such claim; a claim that is null counts as none */
function claimAt(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name] ?? undefined;
  const found = name.split('.').reduce<unknown>((outer, part) => {
    const isGroup = typeof outer === 'object' && outer !== null && Object.hasOwn(outer, part);
    return isGroup ? (outer as Record<string, unknown>)[part] : undefined;
  }, claims);
  return found ?? undefined;
}

function readRoles(claims: Claims, { roles: name, roleNames }: ClaimNames): Role[] {
  const claim = claimAt(claims, name) ?? [];
  const given: unknown = typeof claim === 'string' ? claim.split(' ') : claim;
  if (!Array.isArray(given) || !given.every((role) => typeof role === 'string')) {
    throw wrongForm(name, 'a list of texts, or one text with spaces between the roles');
  }
  return ROLES.filter((role) => roleNames[role].some((alias) => given.includes(alias)));
}

function readEmail(claims: Claims, name: string): string | null {
  const claim = claimAt(claims, name);
  if (claim === undefined) return null;
  if (typeof claim === 'string' && claim.length <= MOST_CHARACTERS && /^[!-?A-~]+@[!-?A-~]+$/.test(claim)) return claim;
  throw wrongForm(name, 'an e-mail address');
}

function readCustomerIds(claims: Claims, name: string): Record<string, string> {
  const claim = claimAt(claims, name) ?? {};
  if (typeof claim !== 'object' || Array.isArray(claim)) throw wrongForm(name, 'an object with an id for each backend');
  return Object.fromEntries(Object.entries(claim).map(([backend, id]) => [backend, requireId(id, name)]));
}

/** Ids made of claims; none for a backend if a claim that its id is made of is missing. */
function fromTemplates(claims: Claims, templates: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(templates).flatMap(([backend, template]) => {
      let isComplete = true;
      const id = template.replace(/\{([^{}]+)\}/g, (_whole, name: string) => {
        const claim = claimAt(claims, name);
        isComplete &&= claim !== undefined;
        return claim === undefined ? '' : requireId(claim, name);
      });
      return isComplete ? [[backend, id]] : [];
    }),
  );
}

function readTokens(claims: Claims, names: Readonly<Record<string, string>>): Record<string, Secret> {
  return Object.fromEntries(
    Object.entries(names).flatMap(([backend, name]) => {
      const claim = claimAt(claims, name);
      if (claim === undefined) return [];
      if (!isToken(claim)) throw wrongForm(name, 'a token of printable characters');
      return [[backend, new Secret(claim)]];
    }),
  );
}

/** True for what may stand in a header as a token. */
export function isToken(value: unknown): value is string {
  return typeof value === 'string' && /^[!-~]{1,16384}$/.test(value);
}

function requireId(value: unknown, name: string): string {
  return Number.isSafeInteger(value) ? String(value) : requireText(value, name);
}

function requireText(value: unknown, name: string): string {
  const isText = typeof value === 'string' && value.length > 0 && value.length <= MOST_CHARACTERS;
  if (isText && !/\p{Cc}/u.test(value)) return value;
  throw wrongForm(name, `texts of 1 to ${MOST_CHARACTERS} characters`);
}

function wrongForm(name: string, wanted: string): Error {
  return unauthenticated(`The claim "${name}" of the token must hold ${wanted}.`);
}
