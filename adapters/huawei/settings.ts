import { Type, type Static, type TObject } from 'typebox';
import { CALLER_SETTINGS } from '../../src/upstream/caller-settings.ts';
import { secretSetting } from '../../src/upstream/settings.ts';

const url = (description: string, rest: Record<string, unknown> = {}) =>
  Type.String({ pattern: '^https?://[^\\s]+$', description, ...rest });
const name = (description: string) => Type.String({ minLength: 1, description });

/** What an operator can set for this kind, beside the common settings. */
export const HUAWEI_SETTINGS = {
  baseUrl: url('Address of the service ticket API, without /v2/servicerequest.', {
    default: 'https://osm.cn-south-1.myhuaweicloud.com',
  }),
  iamUrl: Type.Optional(url('Address of IAM, without /v3/auth/tokens.')),
  iamUser: Type.Optional(
    name('Name of the IAM user. All callers of the gateway act as this user and see its tickets.'),
  ),
  iamPassword: Type.Optional(secretSetting('Password of the IAM user.')),
  iamDomain: Type.Optional(name('Name of the account that the IAM user belongs to.')),
  scope: Type.Optional(
    Type.Union(
      [
        Type.Object({ projectId: name('Id of a project.') }, { additionalProperties: false }),
        Type.Object({ domainId: name('Id of an account.') }, { additionalProperties: false }),
        Type.Object({ domainName: name('Name of an account.') }, { additionalProperties: false }),
      ],
      { description: 'What the token is for: a project (as documented) or an account.' },
    ),
  ),
  ...CALLER_SETTINGS,
  language: Type.String({
    pattern: '^[a-z]{2}-[a-z]{2}$',
    default: 'en-us',
    description:
      'Sent as X-Language: the language of all names. One for everybody, as names are what types are told by.',
  }),
  timeZone: Type.String({
    pattern: '^GMT[+-]\\d{1,2}(:[0-5]\\d)?$',
    default: 'GMT+0',
    description:
      'Sent as X-Time-Zone. With any other value than GMT+0 it is not published what the Z in answers means.',
  }),
  site: Type.Optional(
    Type.Union([Type.Literal(0), Type.Literal(1)], {
      description: 'Sent as X-Site: 0 China, 1 International. Not sent if left out.',
    }),
  ),
  groupId: Type.Optional(
    Type.String({
      minLength: 1,
      maxLength: 64,
      description: 'Id of an IAM group whose tickets are to be seen too. Sent with every call that takes it.',
    }),
  ),
  pageSize: Type.Integer({
    minimum: 1,
    maximum: 100,
    default: 100,
    description: 'Most rows asked for in one call. The API permits up to 100.',
  }),
  caseIdsPerCall: Type.Integer({
    minimum: 1,
    maximum: 25,
    default: 20,
    description:
      'How many tickets are asked for at most in one call that looks for new messages. The limit of the API is not published.',
  }),
  statusListMode: Type.Union([Type.Literal('fanout'), Type.Literal('comma')], {
    default: 'fanout',
    description:
      'How several statuses are asked for: "fanout" one call a status, "comma" one call with incident_status=0,1. How that parameter separates its values is not published.',
  }),
  textSearch: Type.Union([Type.Literal('gateway'), Type.Literal('backend')], {
    default: 'gateway',
    description:
      'Who looks for text: "gateway" reads the rows and compares, which misses nothing; "backend" first narrows by search_key or app_key, which is quick, but how those match is not published.',
  }),
  sourceId: Type.String({
    minLength: 1,
    maxLength: 32,
    default: '83aeb0f2834c4df49826c781d32a963e',
    description: 'Sent as source_id with every new ticket: where it comes from. The documentation has this one value.',
  }),
  messageMaxLength: Type.Integer({
    minimum: 1,
    default: 1200,
    description: 'Longest comment in characters. The limit of this version of the API is not published.',
  }),
};

/** What the gateway's own account needs. */
export const ACCOUNT_SETTINGS = ['iamUrl', 'iamUser', 'iamPassword', 'iamDomain', 'scope'] as const;

export type HuaweiSettings = Static<TObject<typeof HUAWEI_SETTINGS>>;
