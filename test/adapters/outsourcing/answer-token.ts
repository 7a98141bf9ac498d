import { nock } from '../../support/nock.ts';
import { HOST, JSON_TYPE } from './under-test.ts';

// Apart from the rest, which the test files without nock use too.

/** Answers one call for a token. */
export function answerToken(token = 'token-1', answer: object = {}): void {
  nock(HOST)
    .post('/oauth2/token')
    .reply(200, { access_token: token, expires_in: 3_600, token_type: 'Bearer', ...answer }, JSON_TYPE);
}
