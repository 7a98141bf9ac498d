import { Type, type Static, type TObject } from 'typebox';
import { STATUS_CATEGORIES, type StatusCategory } from '../../src/ticketing/status.ts';
import { PRIORITY_LEVELS, type PriorityLevel } from '../../src/ticketing/ticket.ts';
import { TokenExchangeSettings } from '../../src/upstream/caller-settings.ts';
import { secretSetting } from '../../src/upstream/settings.ts';

const url = (description: string) => Type.String({ pattern: '^https?://[^\\s]+$', description });

const code = (value: string, description: string) => Type.String({ minLength: 1, default: value, description });

/** Fields that the vendor's data model lets somebody change; which of them a customer may change is documented nowhere. */
export const EDITABLE_FIELDS = ['shortDescription', 'type', 'priority', 'classification', 'productId'] as const;
export type EditableField = (typeof EDITABLE_FIELDS)[number];

/** What an operator can set for this kind, beside the common settings. */
export const HYBRIS_SETTINGS = {
  tenant: Type.String({
    pattern: '^[a-z][a-z0-9]{2,15}$',
    description: 'The tenant (project): 3 to 16 lower-case letters and digits.',
  }),
  baseUrl: url('Address of the CECenter mashup: everything before /{tenant}.'),
  tokenUrl: url('Full address of the OAuth2 token call. It differs between installations, so it is never derived.'),
  customerBaseUrl: url('Address of the customer service (login, own customer id): everything before /{tenant}.'),
  clientId: Type.String({ minLength: 1, description: 'OAuth2 client id.' }),
  clientSecret: secretSetting('OAuth2 client secret.'),
  clientAuthentication: Type.Union([Type.Literal('basic'), Type.Literal('form')], {
    default: 'basic',
    description: 'Where the token call carries the client’s id and secret: in the Authorization header or in the form.',
  }),
  audience: Type.Union([Type.Literal('customer'), Type.Literal('agent')], {
    default: 'customer',
    description:
      'Whose view this is. "customer": the tickets of the signed-in customer alone. "agent": all tickets, through the agents’ mashup, which has the same calls and takes the client token.',
  }),
  customerAuth: Type.Union([Type.Literal('login'), Type.Literal('passThrough'), Type.Literal('exchange')], {
    default: 'login',
    description:
      'How the customer token is got. "login": by e-mail and password, one customer for everybody; "passThrough": each caller brings their own; "exchange": one is got for each caller, as "exchange" says.',
  }),
  exchange: Type.Optional(TokenExchangeSettings),
  email: Type.Optional(Type.String({ minLength: 1, description: 'E-mail of the customer who signs in.' })),
  password: Type.Optional(secretSetting('Password of the customer who signs in.')),
  customerTokenTtlS: Type.Integer({
    minimum: 61,
    maximum: 86_400,
    default: 3_599,
    description: 'How long a customer token is used, in seconds: the login does not say how long it is valid.',
  }),
  batchById: Type.Union([Type.Literal('query'), Type.Literal('fanout')], {
    default: 'query',
    description:
      'How many tickets are read by id. "query": 64 in one list call; "fanout": one call each. A backend that refuses the query is asked one by one from then on.',
  }),
  query: Type.Object(
    {
      ranges: Type.Boolean({
        default: true,
        description:
          'Whether the query language knows ranges of dates. A backend that refuses them is asked without from then on.',
      }),
    },
    { additionalProperties: false, default: {}, description: 'What the query language of the backend can do.' },
  ),
  statusMap: Type.Record(Type.String(), Type.Unsafe<StatusCategory>(Type.Enum([...STATUS_CATEGORIES])), {
    default: {},
    description: 'Meaning of the tenant’s own status codes, e.g. CUSTOMER_ACTION: PENDING.',
  }),
  priorityMap: Type.Record(Type.String(), Type.Unsafe<PriorityLevel>(Type.Enum([...PRIORITY_LEVELS])), {
    default: {},
    description: 'Level of the tenant’s own priority codes, e.g. P1: URGENT.',
  }),
  logFilter: Type.Union([Type.Literal('customer'), Type.Literal('related')], {
    default: 'customer',
    description:
      'How the interaction logs of tickets are found. "customer": among the newest logs of the customer; "related": by a query for the related objects, which no documentation confirms.',
  }),
  logMaxPages: Type.Integer({
    minimum: 1,
    maximum: 100,
    default: 5,
    description: 'How many pages of 64 interaction logs are read at most to find those of some tickets.',
  }),
  createdBy: Type.Optional(
    Type.String({
      minLength: 1,
      description: 'What new tickets name as their creator, e.g. SYSTEM. Left out: the backend decides.',
    }),
  ),
  editableFields: Type.Array(Type.Unsafe<EditableField>(Type.Enum([...EDITABLE_FIELDS])), {
    uniqueItems: true,
    default: ['shortDescription'],
    description: 'The fields of an existing ticket that may be changed, as the backend spells them.',
  }),
  putTransient: Type.Union([Type.Literal('keep'), Type.Literal('strip')], {
    default: 'keep',
    description:
      'A change sends the whole ticket back. "keep": with the labels and names that the backend adds on read, as the vendor’s storefront does; "strip": without them.',
  }),
  deleteEnabled: Type.Boolean({
    default: true,
    description: 'Whether tickets may be deleted. A deleted ticket is gone: this is no cancelling.',
  }),
  comments: Type.Union([Type.Literal('off'), Type.Literal('interactionLog'), Type.Literal('conversations')], {
    default: 'off',
    description:
      'What becomes of a comment, as the mashup has no call for it. "interactionLog": an interaction log of the ticket; "conversations": a public message in the ticket’s transcript, through the agents’ mashup at "siblingBaseUrl".',
  }),
  siblingBaseUrl: Type.Optional(
    url('Address of the agents’ mashup, which takes comments: everything before /{tenant}.'),
  ),
  pubsub: Type.Object(
    {
      owner: Type.String({
        pattern: '^([A-Za-z0-9][A-Za-z0-9_.-]{0,127})?$',
        default: '',
        description:
          'Owner of the topics "serviceticket-created" and "serviceticket-updated", e.g. hybris.serviceticket. Empty: they are not read. Nobody else may read them as the same client; not for "customerAuth" other than "login".',
      }),
      baseUrl: Type.Optional(
        url(
          'Address of the event service: everything before /topics. Left out: /hybris/pubsub/v1 where the tokens come from.',
        ),
      ),
    },
    {
      additionalProperties: false,
      default: {},
      description: 'Topics that tell of changes of tickets, read at each look for changes beside the list of tickets.',
    },
  ),
  interaction: Type.Object(
    {
      direction: code('INBOUND', 'The direction of a logged interaction, unless the caller names one.'),
      origin: code('STOREFRONT', 'The origin of a logged interaction, unless the caller names one.'),
      medium: Type.Optional(
        Type.String({
          minLength: 1,
          description: 'The medium of a logged interaction, unless the caller names one. Left out: none is sent.',
        }),
      ),
      reason: code('ZSELFSERVICE_TICKET', 'The reason of a logged interaction, unless the caller names any.'),
      ticketObjectType: Type.String({
        minLength: 1,
        default: 'SAP_SERVICE_TICKET',
        description: 'The tenant’s code for a ticket among the related objects of an interaction log.',
      }),
    },
    { additionalProperties: false, default: {}, description: 'Codes of the tenant in interaction logs.' },
  ),
};

export type HybrisSettings = Static<TObject<typeof HYBRIS_SETTINGS>>;
