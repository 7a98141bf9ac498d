import { readFileSync } from 'node:fs';

// Without nock, which alters the sockets of its whole worker: tests that use none use this too.

/** A documented sample, as the documentation has it. */
export function fixture(name: string): string {
  return readFileSync(new URL(`../../../adapters/huawei/fixtures/${name}.json`, import.meta.url), 'utf8');
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
