import { createSecretKey, type KeyObject } from 'node:crypto';
import type { CryptoKey, JWSHeaderParameters } from 'jose';
import type { Secret } from '../ticketing/secret.ts';

/** Where the keys come from that tokens are checked with. */
export interface KeySource {
  /**
   * The key that a token names.
   * @throws JOSEError if there is none for it; GatewayError BACKEND_UNAVAILABLE if that cannot be known now
   */
  keyFor(header: JWSHeaderParameters): Promise<CryptoKey | KeyObject>;
  /** Makes sure that keys are to be had. @throws GatewayError BACKEND_UNAVAILABLE if not */
  check(): Promise<void>;
}

/** One key for all tokens, from the configuration. */
export function fixedKey(key: KeyObject): KeySource {
  return { keyFor: () => Promise.resolve(key), check: () => Promise.resolve() };
}

/** One secret that the issuer has, too. */
export function sharedSecretKey(secret: Secret): KeySource {
  return fixedKey(createSecretKey(secret.reveal(), 'utf8'));
}
