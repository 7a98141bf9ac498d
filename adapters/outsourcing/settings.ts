import { Type, type Static, type TObject } from 'typebox';
import { secretSetting } from '../../src/upstream/settings.ts';

const DIGITS = '^(0|[1-9][0-9]{0,18})$';

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
  credentials: Type.Literal('service', {
    default: 'service',
    description:
      'As whom the API is asked: "service" alone, as one client is one provider and the API knows no callers of its own.',
  }),
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
  putMode: Type.Union([Type.Literal('full'), Type.Literal('operatorOnly')], {
    default: 'full',
    description:
      'What an assignment sends: "full" (all five values of the ticket, as the documented sample does, so that none is lost if the API replaces the ticket), "operatorOnly" (the operator alone, as the documented table says).',
  }),
  completeType: Type.String({
    minLength: 1,
    default: 'complete',
    description: 'The type of the transition that completes a ticket: the API names it in no sample.',
  }),
  cancelType: Type.String({
    minLength: 1,
    default: 'cancel',
    description: 'The type of the transition that cancels a ticket: the API names it in no sample.',
  }),
  completeExtra: Type.Record(Type.String(), Type.Unknown(), {
    default: {},
    description: 'What the transition that completes a ticket carries besides its type.',
  }),
  cancelExtra: Type.Record(Type.String(), Type.Unknown(), {
    default: {},
    description: 'What the transition that cancels a ticket carries besides its type and its reason.',
  }),
  requireCancelReason: Type.Boolean({
    default: true,
    description: 'Whether a ticket is cancelled with a reason only.',
  }),
  cancelReasons: Type.Optional(
    Type.Array(
      Type.Object(
        {
          id: Type.Union([Type.Integer({ minimum: 0 }), Type.String({ pattern: DIGITS })], {
            description: 'Id of the reason.',
          }),
          label: Type.String({ minLength: 1, description: 'The reason in words for people.' }),
        },
        { additionalProperties: false },
      ),
      { description: 'The reasons that a ticket may be cancelled with; any if left out.' },
    ),
  ),
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
      {
        description:
          'Providers a ticket can be outsourced to, and no others; any if left out. The API documents no call that lists them.',
      },
    ),
  ),
  events: Type.Boolean({
    default: false,
    description:
      'Whether the API’s events are read as well when looking for changes. They tell of tickets that come and go between two looks.',
  }),
};

export type OutsourcingSettings = Static<TObject<typeof OUTSOURCING_SETTINGS>>;
