import { stringify } from 'yaml';
import type { Configuration } from '../../src/config.ts';
import { read } from '../support/read-configuration.ts';
import { AUDIENCE, ISSUER } from './token-maker.ts';

/** The part `identity` as the gateway has it after reading this, with issuer and audience of the tests. */
export function identityWith(
  tokens: Readonly<Record<string, unknown>>,
  rest: Readonly<Record<string, unknown>> = {},
): Configuration['identity'] {
  const desk = { id: 'desk', kind: 'oneview', baseUrl: 'https://desk.example.com', token: 't' };
  const identity = { tokens: { issuer: ISSUER, audience: AUDIENCE, ...tokens }, ...rest };
  return read(stringify({ identity, backends: [desk] })).identity;
}
