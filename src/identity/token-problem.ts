import { errors } from 'jose';
import { GatewayError } from '../ticketing/errors.ts';

/** An error that tells a caller what is wrong with what they showed. The message quotes nothing of it. */
export function unauthenticated(message: string, cause?: unknown): GatewayError {
  return new GatewayError('UNAUTHENTICATED', message, cause === undefined ? {} : { cause });
}

/** Whatever checking a token ended with, as an error for its owner: the kind of problem, and nothing of the token. */
export function toTokenProblem(thrown: unknown): GatewayError {
  if (thrown instanceof GatewayError) return thrown;
  if (thrown instanceof errors.JWTExpired) {
    return unauthenticated(thrown.claim === 'iat' ? 'The token is too old.' : 'The token has expired; get a new one.');
  }
  if (thrown instanceof errors.JWTClaimValidationFailed) return unauthenticated(claimWords(thrown));
  if (thrown instanceof errors.JOSEAlgNotAllowed) {
    return unauthenticated('The token is not signed with an algorithm that is accepted here.');
  }
  if (thrown instanceof errors.JWKSNoMatchingKey) {
    return unauthenticated('The token is signed with a key that its issuer does not publish.');
  }
  if (thrown instanceof errors.JWKSMultipleMatchingKeys) {
    return unauthenticated('The token does not name its key ("kid"), and its issuer has several.');
  }
  if (thrown instanceof errors.JWSSignatureVerificationFailed) {
    return unauthenticated('The signature of the token is not right.');
  }
  if (thrown instanceof errors.JOSEError) return unauthenticated('The token is no well-formed signed JWT.', thrown);
  return unauthenticated('The key that the token names cannot check it.', thrown);
}

function claimWords({ claim, reason }: errors.JWTClaimValidationFailed): string {
  if (reason === 'missing') return `The token lacks the claim "${claim}".`;
  return CLAIM_WORDS[claim] ?? `The claim "${claim}" of the token is not as it must be.`;
}

const CLAIM_WORDS: Readonly<Record<string, string>> = {
  iss: 'The token comes from another issuer.',
  aud: 'The token is meant for another audience.',
  nbf: 'The token is not valid yet.',
  iat: 'The token says that it was made in the future.',
};
