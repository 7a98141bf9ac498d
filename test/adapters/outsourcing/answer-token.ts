import nock from 'nock';
import { HOST, JSON_TYPE } from './under-test.ts';

// Apart from the rest, as nock patches the sockets as soon as it is imported.

/** Answers one call for a token. */
export function answerToken(token = 'token-1', answer: object = {}): void {
  nock(HOST)
    .post('/oauth2/token')
    .reply(200, { access_token: token, expires_in: 3_600, token_type: 'Bearer', ...answer }, JSON_TYPE);
}
