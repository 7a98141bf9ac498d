import { Type, type Static, type TObject } from 'typebox';
import { secretSetting } from '../../src/upstream/settings.ts';

const url = (description: string) => Type.String({ pattern: '^https?://[^\\s]+$', description });

/** What an operator can set for this kind, beside the common settings. */
export const OUTSOURCING_SETTINGS = {
  baseUrl: url('Address of the partner API, without /v2. The number in the host name is the cluster.'),
  tokenUrl: url(
    'Address of the OAuth2 token call. Two are in use among partners, so it is never derived from baseUrl.',
  ),
  clientId: Type.String({ minLength: 1, description: 'OAuth2 client id; one client is one provider.' }),
  clientSecret: secretSetting('OAuth2 client secret.'),
  apiKey: Type.Optional(secretSetting('API key, sent as x-api-key. Leave it out if you were given none.')),
  ticketSource: Type.Union([Type.Literal('auto'), Type.Literal('generic'), Type.Literal('inProgress')], {
    default: 'auto',
    description:
      'Where tickets are read: "generic" (/v2/tickets/tickets, all states), "inProgress" (the documented resource alone), "auto" (generic, and inProgress for ten minutes when the generic list answers 404).',
  }),
  bulkReadFrom: Type.Integer({
    minimum: 2,
    default: 8,
    description: 'From this many tickets on, reads by id try one list of the tickets in progress first.',
  }),
  escalationTargets: Type.Optional(
    Type.Array(
      Type.Object(
        {
          providerId: Type.String({ minLength: 1, description: 'Id of the provider (a UUID).' }),
          label: Type.String({ minLength: 1, description: 'Name of the provider for people.' }),
          productIds: Type.Array(Type.String({ minLength: 1 }), { description: 'Ids of the base products it takes.' }),
        },
        { additionalProperties: false },
      ),
      { description: 'Providers a ticket can be outsourced to: the API documents no call that lists them.' },
    ),
  ),
};

export type OutsourcingSettings = Static<TObject<typeof OUTSOURCING_SETTINGS>>;
