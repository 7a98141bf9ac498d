import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';

/** Gives out and checks the customers' login tokens: JWTs with HS256 and the claims `sub`, `jti`, `iat`, `exp`. */
export interface TokenIssuer {
  /** A token of this customer; without `exp` if no lifetime is given. */
  issue(email: string, lifetimeSeconds?: number): string;
  /** Why the token is refused, in the words of the library behind the middleware; undefined if it is good. */
  complaint(token: string): string | undefined;
  /** The `sub` of a token that was found good; undefined if it has none. */
  subject(token: string): string | undefined;
  /** Refuses every token given out so far. */
  expireAll(): void;
}

/** Creates an issuer whose signing keys follow from the secret. */
export function createTokenIssuer(secret: string): TokenIssuer {
  // A new generation is a new signing key: older tokens then fail at their signature, whatever their `exp` says.
  let generation = 0;
  function sign(text: string): Buffer {
    return createHmac('sha256', `${secret}/${generation}`).update(text).digest();
  }
  return {
    issue(email, lifetimeSeconds) {
      const issuedAt = nowInSeconds();
      const claims = { sub: email, jti: randomUUID(), iat: issuedAt };
      const payload = lifetimeSeconds === undefined ? claims : { ...claims, exp: issuedAt + lifetimeSeconds };
      const unsigned = `${encode({ alg: 'HS256' })}.${encode(payload)}`;
      return `${unsigned}.${sign(unsigned).toString('base64url')}`;
    },
    complaint(token) {
      const segments = token.split('.');
      if (segments.length !== 3)
        return `JWT strings must contain exactly 2 period characters. Found: ${segments.length - 1}`;
      const [header = '', payload = '', signature = ''] = segments;
      if (decode(header)?.['alg'] !== 'HS256') return 'Unable to read JSON value of the JWT header.';
      const expected = sign(`${header}.${payload}`);
      const actual = Buffer.from(signature, 'base64url');
      if (actual.length !== expected.length || !timingSafeEqual(actual, expected)) {
        return 'JWT signature does not match locally computed signature. JWT validity cannot be asserted and should not be trusted.';
      }
      const expiry = decode(payload)?.['exp'];
      return typeof expiry === 'number' && expiry <= nowInSeconds()
        ? `JWT expired at ${new Date(expiry * 1_000).toISOString()}.`
        : undefined;
    },
    subject(token) {
      const subject = decode(token.split('.')[1] ?? '')?.['sub'];
      return typeof subject === 'string' ? subject : undefined;
    },
    expireAll() {
      generation += 1;
    },
  };
}

function nowInSeconds(): number {
  return Math.floor(Date.now() / 1_000);
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function decode(segment: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(segment, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
