import { Type, type Static, type TObject } from 'typebox';
import { STATUS_CATEGORIES } from '../../src/ticketing/status.ts';
import { TokenExchangeSettings } from '../../src/upstream/caller-settings.ts';
import { COMMON_SETTINGS, secretSetting } from '../../src/upstream/settings.ts';

/** Header values are printable ASCII: anything else is refused by HTTP libraries, and a line break would be an injection. */
const PRINTABLE = '^[\\x20-\\x7e]+$';

const LoginSettings = Type.Object(
  {
    mode: Type.Literal('login', { description: 'The gateway signs in itself, as one customer.' }),
    email: Type.String({ minLength: 3, description: 'E-mail address of the customer account.' }),
    password: secretSetting('Password of the customer account.'),
  },
  { additionalProperties: false },
);

const StaticSettings = Type.Object(
  {
    mode: Type.Literal('static', { description: 'A token that somebody else obtained; it is never renewed.' }),
    token: secretSetting('The customer’s token (a JWT), without "Bearer".'),
  },
  { additionalProperties: false },
);

const PassThroughSettings = Type.Object(
  {
    mode: Type.Literal('passThrough', { description: 'Each caller brings their own token of this backend.' }),
  },
  { additionalProperties: false },
);

const ExchangeSettings = Type.Object(
  {
    mode: Type.Literal('exchange', { description: 'The gateway gets a token for each caller, as "exchange" says.' }),
  },
  { additionalProperties: false },
);

/** What an operator can set for this kind, beside the common settings. */
export const CRM_SETTINGS = {
  baseUrl: Type.String({
    pattern: '^https?://[^\\s]+$',
    description: 'Address of the CRM services: everything before /crm/v1, with the context path if there is one.',
  }),
  auth: Type.Union([LoginSettings, StaticSettings, PassThroughSettings, ExchangeSettings], {
    description: 'Where the token comes from. The token decides whose tickets are seen.',
  }),
  exchange: Type.Optional(TokenExchangeSettings),
  contactId: Type.Optional(
    Type.String({
      minLength: 1,
      description: 'Contact id of the customer the token belongs to, where the login does not tell it.',
    }),
  ),
  timeZone: Type.String({
    minLength: 1,
    default: 'UTC',
    description: 'IANA name of the time zone in which the CRM writes its times, e.g. Asia/Kolkata.',
  }),
  srDateFormat: Type.Union([Type.Literal('DD-MM-YYYY'), Type.Literal('ISO')], {
    default: 'DD-MM-YYYY',
    description: 'How the header srDate is written: the day in timeZone, or an ISO 8601 time in UTC.',
  }),
  source: Type.String({ pattern: PRINTABLE, default: 'Selfcare', description: 'Value of the header source.' }),
  bodySource: Type.String({
    minLength: 1,
    default: 'app',
    description: 'Value of "source" in the body of a new ticket; not the header of that name.',
  }),
  sendTokenOnSocial: Type.Boolean({
    default: false,
    description:
      'Whether a ticket from social media is created with the token. The API does not list one for that call.',
  }),
  commentTicketNo: Type.Union(
    [Type.Literal('ticketNo'), Type.Literal('digits'), Type.Literal('recordId'), Type.Literal('wsId')],
    {
      default: 'ticketNo',
      description: 'How a comment names its ticket: TT1524, 1524, or by id as 95784 or 17x95784.',
    },
  ),
  sendDataHeader: Type.Boolean({
    default: true,
    description: 'Whether a comment is sent in the header data as well: the API calls it mandatory.',
  }),
  maxTickets: Type.Integer({
    minimum: 1,
    maximum: 100_000,
    default: 5_000,
    description: 'How many tickets one customer may have. More are an error: the API has no pages.',
  }),
  statusMap: Type.Record(Type.String(), Type.Enum([...STATUS_CATEGORIES]), {
    default: {},
    description: 'Meaning of native statuses, added to the known four: { "On Vacation": ON_HOLD }.',
  }),
  statuses: Type.Array(Type.String({ minLength: 1 }), {
    default: ['Open', 'In Progress', 'Wait For Response', 'Closed'],
    description: 'The native statuses for the catalog: the API has no call that lists them.',
  }),
  modulePrefixes: Type.Object(
    {
      contact: Type.String({ minLength: 1, default: '12', description: 'Ids of contacts.' }),
      user: Type.String({ minLength: 1, default: '19', description: 'Ids of users.' }),
      group: Type.String({ minLength: 1, default: '20', description: 'Ids of groups of users.' }),
    },
    {
      additionalProperties: false,
      default: {},
      description: 'Number before the "x" of an id, by kind of record. It depends on the installation.',
    },
  ),
  exposeInternalMemo: Type.Boolean({
    default: false,
    description: 'Whether the staff’s internal note is shown among the custom fields.',
  }),
  // Each look reads the whole list.
  pollMs: Type.Integer({ ...COMMON_SETTINGS.pollMs, default: 30_000 }),
};

export type CrmSettings = Static<TObject<typeof CRM_SETTINGS>>;
