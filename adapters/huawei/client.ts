import type { Call } from '../../src/ticketing/adapter.ts';
import type { AdapterKit } from '../../src/upstream/adapter-kit.ts';
import type { Authorize } from '../../src/upstream/backend-http.ts';
import type { OpenResponse } from '../../src/upstream/exchange.ts';
import { badResponse, readJson, readLenientJson, type HttpResponse } from '../../src/upstream/http-response.ts';
import { authorizeCaller, createCallerTokens } from '../../src/upstream/caller-credential.ts';
import { needed } from '../../src/upstream/caller-settings.ts';
import { path } from '../../src/upstream/path.ts';
import { Secret } from '../../src/ticketing/secret.ts';
import type { Token } from '../../src/upstream/token-cache.ts';
import { readProblem, readTokenProblem } from './problem.ts';
import type { Query } from './query.ts';
import type { ACCOUNT_SETTINGS, HuaweiSettings } from './settings.ts';
import type { Slice } from './slice.ts';
import { readTime } from './times.ts';
import {
  checkAccessoryLimits,
  checkCaseCounts,
  checkCaseDetail,
  checkCaseLabels,
  checkCaseList,
  checkLabelList,
  checkMessageList,
  checkNewMessages,
  checkOperateLogList,
  checkProblemTypeList,
  checkProductCategoryList,
  checkRelationList,
  type HuaweiAccessoryLimits,
  type HuaweiCase,
  type HuaweiCaseCounts,
  type HuaweiCaseList,
  type HuaweiLabel,
  type HuaweiLabelList,
  type HuaweiMessageList,
  type HuaweiNewMessages,
  type HuaweiOperateLogList,
  type HuaweiProblemType,
  type HuaweiProductCategory,
  type HuaweiRelation,
} from './wire.ts';
import { createWriteEndpoints, type HuaweiWriteEndpoints } from './write-endpoints.ts';

/** One function per endpoint of the service ticket API. */
export interface HuaweiClient extends HuaweiWriteEndpoints {
  /** `GET /cases/{case_id}`: the detail of a ticket. */
  getCase(id: string, call: Call): Promise<HuaweiCase>;
  /** `GET /cases`: the list. It has no parameter for its order. */
  listCases(slice: Slice, conditions: Query, call: Call): Promise<HuaweiCaseList>;
  /** `GET /cases/count`: how many tickets there are in each status. */
  countCases(call: Call): Promise<HuaweiCaseCounts['incident_status_counts']>;
  /** `GET /cases/{case_id}/messages` (plural: the singular writes one). */
  listMessages(id: string, slice: Slice, call: Call): Promise<HuaweiMessageList>;
  /** `GET /cases/{case_id}/operate-logs` */
  listOperateLogs(id: string, slice: Slice, call: Call): Promise<HuaweiOperateLogList>;
  /**
   * `GET /cases/instant-messages`: the statuses of these tickets, and which of them have messages since the cursor. Ids that
   * there are not are missing in the answer.
   * @param cursor `last_message_time_id` of an earlier answer; null for the first
   */
  listNewMessages(ids: readonly string[], cursor: string | null, call: Call): Promise<HuaweiNewMessages>;
  /** `GET /cases/{case_id}/relations` */
  listRelations(id: string, call: Call): Promise<HuaweiRelation[]>;
  /** `GET /cases/{case_id}/labels`: the labels of a ticket. */
  listCaseLabels(id: string, call: Call): Promise<HuaweiLabel[]>;
  /** `GET /labels`: all labels that there are. */
  listLabels(slice: Slice, call: Call): Promise<HuaweiLabelList>;
  /** `GET /config/problems`: the problem types, of one product category or of all. */
  listProblemTypes(productCategoryId: string | null, call: Call): Promise<HuaweiProblemType[]>;
  /** `GET /config/product-categories` */
  listProductCategories(call: Call): Promise<HuaweiProductCategory[]>;
  /** `GET /accessorys/limits`: which files are taken. */
  getAccessoryLimits(call: Call): Promise<HuaweiAccessoryLimits>;
  /** `GET /accessorys/{accessory_id}`: a file, as it comes. */
  openAccessory(id: string, call: Call): Promise<OpenResponse>;
}

const MINUTE = 60_000;
/** A token is renewed this long before it ends. */
const RENEW_BEFORE_MS = 5 * MINUTE;
/** Where IAM does not say when the token ends: it lives for 24 hours. */
const LIFE_MS = 23 * 60 * MINUTE + RENEW_BEFORE_MS;
/** A refused password is not tried again for a while: IAM locks users out who keep trying. */
const REMEMBER_REFUSAL_MS = MINUTE;

export function createHuaweiClient(settings: HuaweiSettings, kit: AdapterKit): HuaweiClient {
  const http = kit.openHttp({ baseUrl: settings.baseUrl, readProblem });
  const authorize = createAuthorize(settings, kit);
  const group: Query = settings.groupId === undefined ? [] : [['group_id', settings.groupId]];
  const headers = {
    // Demanded on every call, GET too.
    'content-type': 'application/json',
    'x-language': settings.language,
    'x-time-zone': settings.timeZone,
    ...(settings.site === undefined ? {} : { 'x-site': String(settings.site) }),
  };

  async function get(operation: string, target: string, query: Query, call: Call): Promise<unknown> {
    const response = await http.send({ operation, method: 'GET', path: target, query, headers, authorize }, call);
    return readJson(response);
  }

  return {
    ...createWriteEndpoints(
      (request, call) => http.send({ ...request, headers: { ...headers, ...request.headers }, authorize }, call),
      settings.groupId,
    ),
    async getCase(id, call) {
      const answer = await get('getCase', path`/v2/servicerequest/cases/${id}`, group, call);
      return checkCaseDetail(answer).incident_detail_info;
    },
    async listCases(slice, conditions, call) {
      const query = [...toQuery(slice), ...conditions, ...group];
      return checkCaseList(await get('listCases', '/v2/servicerequest/cases', query, call));
    },
    async countCases(call) {
      const answer = await get('countCases', '/v2/servicerequest/cases/count', group, call);
      return checkCaseCounts(answer).incident_status_counts;
    },
    async listMessages(id, slice, call) {
      const target = path`/v2/servicerequest/cases/${id}/messages`;
      return checkMessageList(await get('listMessages', target, [...toQuery(slice), ...group], call));
    },
    async listOperateLogs(id, slice, call) {
      const target = path`/v2/servicerequest/cases/${id}/operate-logs`;
      return checkOperateLogList(await get('listOperateLogs', target, [...toQuery(slice), ...group], call));
    },
    async listNewMessages(ids, cursor, call) {
      const query: Query = [
        ...ids.map((id) => ['case_ids', id] as const),
        ...(cursor === null ? [] : [['last_message_time_id', cursor] as const]),
        ...group,
      ];
      return checkNewMessages(await get('listNewMessages', '/v2/servicerequest/cases/instant-messages', query, call));
    },
    async listRelations(id, call) {
      const answer = await get('listRelations', path`/v2/servicerequest/cases/${id}/relations`, group, call);
      return checkRelationList(answer).case_relation_list;
    },
    async listCaseLabels(id, call) {
      const answer = await get('listCaseLabels', path`/v2/servicerequest/cases/${id}/labels`, group, call);
      return checkCaseLabels(answer).case_label_list;
    },
    async listLabels(slice, call) {
      return checkLabelList(await get('listLabels', '/v2/servicerequest/labels', toQuery(slice), call));
    },
    async listProblemTypes(productCategoryId, call) {
      const query: Query = productCategoryId === null ? [] : [['product_category_id', productCategoryId]];
      const answer = await get('listProblemTypes', '/v2/servicerequest/config/problems', query, call);
      return checkProblemTypeList(answer).incident_business_type_list;
    },
    async listProductCategories(call) {
      const answer = await get('listProductCategories', '/v2/servicerequest/config/product-categories', [], call);
      return checkProductCategoryList(answer).incident_product_category_list;
    },
    async getAccessoryLimits(call) {
      const answer = await get('getAccessoryLimits', '/v2/servicerequest/accessorys/limits', [], call);
      return checkAccessoryLimits(answer).accessory_limit;
    },
    openAccessory(id, call) {
      const target = path`/v2/servicerequest/accessorys/${id}`;
      const anyType = { ...headers, accept: '*/*' };
      return http.open(
        { operation: 'openAccessory', method: 'GET', path: target, query: group, headers: anyType, authorize },
        call,
      );
    },
  };
}

function toQuery({ offset, limit }: Slice): Query {
  return [
    ['offset', String(offset)],
    ['limit', String(limit)],
  ];
}

/** The caller's own token, or one of IAM for a user and password; it is in a header of the answer, not in its body. */
function createAuthorize(settings: HuaweiSettings, kit: AdapterKit): Authorize {
  const { credentials, exchange } = settings;
  if (credentials !== 'service') {
    return authorizeCaller(createCallerTokens(credentials, exchange, kit), (token) => ({ 'x-auth-token': token }));
  }
  const account = toAccount(settings);
  const http = kit.openHttp({ baseUrl: account.iamUrl, readProblem: readTokenProblem });
  const tokens = kit.createTokenCache({ renewBeforeMs: RENEW_BEFORE_MS, rememberRefusalMs: REMEMBER_REFUSAL_MS });
  return async (call) => {
    const token = await tokens.get('user', (signal) => fetchToken({ ...call, signal }), call.signal);
    return {
      headers: { 'x-auth-token': token.value.reveal() },
      refused: () => tokens.drop('user', token),
    };
  };

  async function fetchToken(call: Call): Promise<Token> {
    const response = await http.send(
      {
        operation: 'getToken',
        method: 'POST',
        path: '/v3/auth/tokens',
        // Leaves out the catalog of services, which is large and of no use here.
        query: [['nocatalog', 'true']],
        json: toTokenRequest(account),
        isSafe: true,
      },
      call,
    );
    const value = response.headers['x-subject-token'];
    if (value === undefined || value === '') throw badResponse('no X-Subject-Token header');
    return { value: new Secret(value), expiresAt: readExpiry(response) ?? kit.clock() + LIFE_MS };
  }
}

type Account = { readonly [Name in (typeof ACCOUNT_SETTINGS)[number]]: NonNullable<HuaweiSettings[Name]> };

/** @throws Error if one of them is missing */
function toAccount({ credentials, iamUrl, iamUser, iamPassword, iamDomain, scope }: HuaweiSettings): Account {
  return {
    iamUrl: needed(iamUrl, 'iamUrl', credentials),
    iamUser: needed(iamUser, 'iamUser', credentials),
    iamPassword: needed(iamPassword, 'iamPassword', credentials),
    iamDomain: needed(iamDomain, 'iamDomain', credentials),
    scope: needed(scope, 'scope', credentials),
  };
}

function toTokenRequest({ iamUser, iamPassword, iamDomain, scope }: Account): unknown {
  const user = { name: iamUser, domain: { name: iamDomain }, password: iamPassword.reveal() };
  return { auth: { identity: { methods: ['password'], password: { user } }, scope: toScope(scope) } };
}

function toScope(scope: Account['scope']): unknown {
  if ('projectId' in scope) return { project: { id: scope.projectId } };
  return { domain: 'domainId' in scope ? { id: scope.domainId } : { name: scope.domainName } };
}

/** `token.expires_at` of the body, in milliseconds since 1970; null if the body does not say. */
function readExpiry(response: HttpResponse): number | null {
  const body = readLenientJson(response) as { readonly token?: { readonly expires_at?: unknown } } | null | undefined;
  const text = body?.token?.expires_at;
  const instant = typeof text === 'string' ? readTime(text) : null;
  return instant === null ? null : Date.parse(instant);
}
