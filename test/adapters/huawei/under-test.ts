import { readFileSync } from 'node:fs';
import { afterEach } from '@jest/globals';
import { huawei } from '../../../adapters/huawei/index.ts';
import type { BackendInstance, ListPageRequest, ListQuery } from '../../../src/ticketing/adapter.ts';
import { isUnsupported } from '../../../src/ticketing/unsupported.ts';
import type { AdapterLog } from '../../../src/upstream/adapter-kit.ts';
import { Secret } from '../../../src/upstream/secret.ts';
import { connectAdapter } from '../../support/connect-adapter.ts';
import { nock } from '../../support/nock.ts';

export const OSM = 'https://osm.cn-south-1.myhuaweicloud.com';
export const IAM = 'https://iam.cn-south-1.myhuaweicloud.com';
export const CASES = '/v2/servicerequest/cases';
export const NOW = Date.parse('2024-03-01T08:00:00.000Z');

const connected: BackendInstance[] = [];

afterEach(async () => {
  await Promise.all(connected.splice(0).map((backend) => backend.close()));
});

/** The adapter with the settings of an installation. */
export function connect(
  settings: Record<string, unknown> = {},
  options: { readonly clock?: () => number; readonly log?: AdapterLog } = {},
): BackendInstance {
  const backend = connectAdapter(
    huawei,
    {
      iamUrl: IAM,
      iamUser: 'username',
      iamPassword: new Secret('****'),
      iamDomain: 'domainname',
      scope: { projectId: '****' },
      ...settings,
    },
    { clock: () => NOW, ...options },
  );
  connected.push(backend);
  return backend;
}

type Operations = BackendInstance['operations'];

/** An operation that the backend must have. */
export function operation<Name extends keyof Operations>(
  backend: BackendInstance,
  name: Name,
): Exclude<Operations[Name], { readonly unsupported: string }> {
  const found = backend.operations[name];
  if (isUnsupported(found)) throw new Error(`${name} is unsupported`);
  return found as never;
}

/** A documented sample, as the documentation has it. */
export function fixture(name: string): string {
  return readFileSync(new URL(`../../../adapters/huawei/fixtures/${name}.json`, import.meta.url), 'utf8');
}

/** Answers one call for a token. */
export function answerToken(token = 'the-token', body: object = {}): void {
  nock(IAM).post('/v3/auth/tokens').query({ nocatalog: 'true' }).reply(201, body, { 'X-Subject-Token': token });
}

/** Answers one call for the problem types. */
export function answerTypes(types: readonly object[] = [TYPE]): void {
  nock(OSM)
    .get('/v2/servicerequest/config/problems')
    .reply(200, { total_count: types.length, incident_business_type_list: types });
}

export const TYPE = {
  business_type_id: 'ed2b35c9a3b64f5ab1',
  business_type_name: 'Consulting about event rules',
  case_type: '0',
  can_use_support_plan: true,
};

/** The documented detail. */
export const SAMPLE = (JSON.parse(fixture('case-detail')) as { readonly incident_detail_info: object })
  .incident_detail_info;

/** A row of the list with every documented field. */
export const ROW = {
  incident_id: 'TT-123456',
  status: 0,
  simple_description: '123',
  customer_id: 'customer_id',
  business_type_name: 'Consulting about event rules',
  dc_name: 'CN South-Guangzhou',
  incident_type_name: 'Consulting',
  xcustomer_id: 'iam-user-1',
  xcustomer_name: 'test',
  create_time: '2020-12-25T09:24:18Z',
  product_category_name: 'Cloud Eye',
  incident_service_type: 'standard',
  root_cause: 'a wrong rule',
  resolution: 'corrected',
  confirmed_time: '2020-12-26T10:00:00Z',
  label_list: [{ label_id: 7, name: 'urgent', color: '#ff0000' }],
};

/** A request for a page, newest first. */
export function pageRequest(
  more: Partial<ListPageRequest<unknown>> & Partial<ListQuery> = {},
): ListPageRequest<unknown> {
  return {
    lane: {},
    filter: {},
    order: { field: 'createdAt', direction: 'DESC' },
    from: null,
    limit: 25,
    continuation: null,
    wantsTotal: false,
    ...more,
  };
}
