/** Signatures that are made with a private key and checked with a public one. */
export const ASYMMETRIC_ALGORITHMS: readonly string[] = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

/** Signatures that are made and checked with the same secret. */
export const SHARED_SECRET_ALGORITHMS: readonly string[] = ['HS256', 'HS384', 'HS512'];
