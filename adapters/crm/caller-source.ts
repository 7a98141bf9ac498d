import { Secret } from '../../src/ticketing/secret.ts';
import type { AdapterKit } from '../../src/upstream/adapter-kit.ts';
import { authorizeCaller, createCallerTokens } from '../../src/upstream/caller-credential.ts';
import type { CallerMode } from '../../src/upstream/caller-settings.ts';
import { checkJwt } from './jwt.ts';
import type { CrmSettings } from './settings.ts';
import type { TokenSource } from './token-source.ts';

/**
 * The token of each caller. Which contact it belongs to is what the gateway knows of the caller: neither the token nor any
 * call tells it.
 * @throws Error for settings that name one customer where every caller is their own
 */
export function createCallerSource(
  mode: CallerMode,
  { contactId, exchange }: Pick<CrmSettings, 'contactId' | 'exchange'>,
  kit: Pick<AdapterKit, 'backend' | 'clock' | 'createTokenCache' | 'openHttp'>,
): TokenSource {
  if (contactId !== undefined) {
    throw new Error(`"contactId" names one customer, but with "${mode}" every caller is their own: leave it out.`);
  }
  const authorize = authorizeCaller(createCallerTokens(mode, exchange, kit), (token) => {
    checkJwt(new Secret(token), 'The caller’s token for this backend', kit.clock());
    return { token };
  });
  return {
    authorize,
    contact: {
      kind: 'byCaller',
      read: async ({ principal: { customerIds } }) =>
        Object.hasOwn(customerIds, kit.backend) ? (customerIds[kit.backend] ?? null) : null,
    },
  };
}
