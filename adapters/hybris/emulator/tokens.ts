import { randomUUID } from 'node:crypto';

/** A token as the authorization server knows it. */
export interface Token {
  readonly value: string;
  readonly clientId: string;
  readonly tenant: string;
  /** The customer it was given to (`hybris-user`); none for a client token. */
  readonly user: string | undefined;
  readonly scopes: readonly string[];
  readonly expiresAt: number;
}

/** The tokens given out. */
export interface TokenStore {
  issue(token: Omit<Token, 'value'>): Token;
  /** A token that is still good. */
  find(value: string): Token | undefined;
  /** Refuses all tokens given out so far; returns how many. */
  expireAll(): number;
}

/** Creates an empty store. */
export function createTokenStore(): TokenStore {
  const tokens = new Map<string, Token>();
  return {
    issue(token) {
      const issued = { ...token, value: `021-${randomUUID()}` };
      tokens.set(issued.value, issued);
      return issued;
    },
    find(value) {
      const token = tokens.get(value);
      return token === undefined || token.expiresAt <= Date.now() ? undefined : token;
    },
    expireAll() {
      const count = tokens.size;
      tokens.clear();
      return count;
    },
  };
}
