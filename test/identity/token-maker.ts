import { generateKeyPairSync, randomUUID, type JsonWebKey, type KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';

export const ISSUER = 'https://issuer.test.example/';
export const AUDIENCE = 'ticket-gateway-of-a-test';

/** A key pair as an issuer has it. */
export interface IssuerKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  /** As it stands in a key set. */
  readonly jwk: JsonWebKey & { readonly kid: string; readonly alg: string; readonly use: 'sig' };
  readonly pem: string;
}

export function createIssuerKey(alg: 'RS256' | 'ES256' = 'RS256'): IssuerKey {
  const { privateKey, publicKey } =
    alg === 'RS256'
      ? generateKeyPairSync('rsa', { modulusLength: 2_048 })
      : generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const kid = randomUUID();
  return {
    kid,
    privateKey,
    publicKey,
    jwk: { ...publicKey.export({ format: 'jwk' }), kid, alg, use: 'sig' },
    pem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  };
}

export interface TokenOptions {
  readonly alg?: string;
  /** Undefined: the header names no key. */
  readonly kid?: string | undefined;
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Claims that are left out. */
  readonly without?: readonly string[];
}

/** A token that holds for ten minutes from now, unless the options say otherwise. */
export async function makeToken(
  key: IssuerKey | { readonly kid?: string; readonly privateKey: KeyObject | Uint8Array },
  { alg = 'RS256', kid = key.kid, claims = {}, without = [] }: TokenOptions = {},
): Promise<string> {
  const now = Math.floor(Date.now() / 1_000);
  const all = { iss: ISSUER, aud: AUDIENCE, sub: 'somebody', iat: now, exp: now + 600, roles: ['agent'], ...claims };
  const kept = Object.fromEntries(Object.entries(all).filter(([name]) => !without.includes(name)));
  return new SignJWT(kept).setProtectedHeader({ alg, ...(kid !== undefined && { kid }) }).sign(key.privateKey);
}

/** A token without a signature. */
export function makeUnsignedToken(claims: Readonly<Record<string, unknown>>): string {
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${encode({ alg: 'none' })}.${encode(claims)}.`;
}
