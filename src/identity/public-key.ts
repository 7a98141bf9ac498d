import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { ASYMMETRIC_ALGORITHMS } from './algorithms.ts';

const LEAST_RSA_BITS = 2_048;

/**
 * A public key from the configuration.
 * @param text PEM (a public key or a certificate) or one JSON Web Key
 * @throws Error with a sentence that says what to write instead and quotes nothing
 */
export function readPublicKey(text: string): KeyObject {
  if (/PRIVATE KEY-----/.test(text)) throw new Error('is a private key; write the public one, and keep that one away.');
  const key = text.trimStart().startsWith('{') ? readJsonWebKey(text) : readPem(text);
  const bits = key.asymmetricKeyDetails?.modulusLength ?? LEAST_RSA_BITS;
  if (bits < LEAST_RSA_BITS) throw new Error(`is an RSA key of fewer than ${LEAST_RSA_BITS} bits, which is too weak.`);
  if (algorithmsOf(key).length === 0) throw new Error('is of a kind that no signature of a token is checked with.');
  return key;
}

/** The algorithms whose signatures this public key can check: never one that takes a shared secret. */
export function algorithmsOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): readonly string[] {
  switch (asymmetricKeyType) {
    case 'rsa':
      return ASYMMETRIC_ALGORITHMS.filter((name) => name.startsWith('RS') || name.startsWith('PS'));
    case 'rsa-pss':
      return ASYMMETRIC_ALGORITHMS.filter((name) => name.startsWith('PS'));
    case 'ec':
      return CURVES[asymmetricKeyDetails?.namedCurve ?? ''] ?? [];
    case 'ed25519':
      return ['EdDSA', 'Ed25519'];
    default:
      return [];
  }
}

const CURVES: Readonly<Record<string, readonly string[]>> = {
  prime256v1: ['ES256'],
  secp384r1: ['ES384'],
  secp521r1: ['ES512'],
};

function readPem(text: string): KeyObject {
  try {
    return createPublicKey(text);
  } catch (cause) {
    throw new Error('is neither a PEM text nor a JSON Web Key.', { cause });
  }
}

function readJsonWebKey(text: string): KeyObject {
  let key: unknown;
  try {
    key = JSON.parse(text);
  } catch (cause) {
    throw new Error('begins like a JSON Web Key and is no JSON.', { cause });
  }
  if (typeof key !== 'object' || key === null) throw new Error('is no JSON Web Key.');
  if ('d' in key) throw new Error('is a private key; write the public one, and keep that one away.');
  if ('keys' in key) throw new Error('is a set of keys; write one of them, or use jwksUrl.');
  try {
    return createPublicKey({ key: key as JsonWebKey, format: 'jwk' });
  } catch (cause) {
    throw new Error('is no public JSON Web Key that can be read.', { cause });
  }
}
