import { afterEach } from '@jest/globals';
import { huawei } from '../../../adapters/huawei/index.ts';
import type { BackendInstance, ListPageRequest, ListQuery } from '../../../src/ticketing/adapter.ts';
import type { AdapterLog } from '../../../src/upstream/adapter-kit.ts';
import { Secret } from '../../../src/ticketing/secret.ts';
import { connectAdapter } from '../../support/connect-adapter.ts';
import { nock } from '../../support/nock.ts';
import { NOW } from './operation.ts';
import { TYPE } from './samples.ts';

export { createWriteCall, NOW, operation } from './operation.ts';
export { fixture, ROW, SAMPLE, TYPE } from './samples.ts';

export const OSM = 'https://osm.cn-south-1.myhuaweicloud.com';
export const IAM = 'https://iam.cn-south-1.myhuaweicloud.com';
export const CASES = '/v2/servicerequest/cases';

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
