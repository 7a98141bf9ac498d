import {
  CATEGORIES,
  findEntry,
  localized,
  PROBLEM_TYPES,
  REGIONS,
  SEVERITIES,
  SUB_TYPES,
  type CatalogEntry,
} from './catalog.ts';
import { BusinessError } from './errors.ts';
import type { Backend, Call, Endpoint } from './model.ts';
import type { Reply } from '../../../src/emulation/fault.ts';

const QUOTA = 10_000;

export const CONFIG_ENDPOINTS: readonly Endpoint[] = [
  { label: 'listProductCategories', method: 'GET', path: '/config/product-categories', handle: productCategories },
  { label: 'listSubTypes', method: 'GET', path: '/config/categories', handle: subTypes },
  { label: 'listProblemTypes', method: 'GET', path: '/config/problems', handle: problemTypes },
  { label: 'listSeverities', method: 'GET', path: '/config/severities', handle: severities },
  { label: 'listRegions', method: 'GET', path: '/config/regions', handle: regions },
  { label: 'getExtendsMap', method: 'GET', path: '/config/extends-map', handle: extendsMap },
  { label: 'getQuotas', method: 'GET', path: '/quotas', handle: quotas },
];

function productCategories(_: Backend, call: Call): Reply {
  const name = call.query.get('product_category_name') ?? '';
  const rows = CATEGORIES.map((category) => categoryOf(call, category)).filter((row) =>
    row.incident_product_category_name.includes(name),
  );
  return { status: 200, body: { total_count: rows.length, incident_product_category_list: rows } };
}

function categoryOf(call: Call, category: CatalogEntry) {
  const name = localized(category.name, call.english);
  return {
    incident_product_category_id: category.id,
    incident_product_category_name: name,
    incident_product_category_desc: name,
    incident_product_category_acronym: category.id.slice(3).toUpperCase(),
    can_use_support_plan: true,
  };
}

function subTypes(_: Backend, call: Call): Reply {
  const rows = SUB_TYPES.map((subType) => ({
    incident_sub_type_id: subType.id,
    incident_sub_type_name: localized(subType.name, call.english),
    incident_product_category_list: CATEGORIES.filter(
      (category) => (category.id === 'pc-account') === (subType.id === '2'),
    ).map((category) => categoryOf(call, category)),
  }));
  return { status: 200, body: { total_count: rows.length, incident_sub_type_list: rows } };
}

/** Whether a call without a category gives all types is unconfirmed: a switch takes that away. */
function problemTypes(backend: Backend, call: Call): Reply {
  const category = call.query.get('product_category_id') ?? '';
  const rows = PROBLEM_TYPES.filter((type) =>
    category === '' ? !backend.switches.problemsNeedCategory : type.categoryId === category,
  ).map((type) => ({
    business_type_id: type.id,
    business_type_name: localized(type.name, call.english),
    case_type: type.caseType,
    can_use_support_plan: true,
  }));
  return { status: 200, body: { total_count: rows.length, incident_business_type_list: rows } };
}

function severities(_: Backend, call: Call): Reply {
  requireType(call);
  if (findEntry(CATEGORIES, call.query.get('product_category_id') ?? '') === undefined) {
    throw new BusinessError('OSM.01010001', 'product_category_id');
  }
  const rows = SEVERITIES.map((severity) => ({
    language: call.english ? 'en-us' : 'zh-cn',
    severity_id: severity.id,
    severity_name: localized(severity.name, call.english),
  }));
  return { status: 200, body: { show: true, severity_list: rows } };
}

function regions(_: Backend, call: Call): Reply {
  const rows = REGIONS.map((region) => ({
    type: region.international,
    region_id: region.id,
    region_name: localized(region.name, call.english),
    is_sensitive: 0,
  }));
  return { status: 200, body: { total_count: rows.length, data_center_list: rows } };
}

function extendsMap(_: Backend, call: Call): Reply {
  const type = requireType(call);
  const fault = type.caseType === '5';
  return {
    status: 200,
    body: {
      extends_params: [
        {
          param_key: 'instance_id',
          param_name: call.english ? 'Instance ID' : '实例ID',
          param_type: 0,
          required: 0,
          length: 64,
          is_show: 1,
          is_sensitive: 0,
          language: call.english ? 'en-us' : 'zh-cn',
        },
      ],
      common_params: [
        {
          param_key: 'region_id',
          param_name: call.english ? 'Region' : '区域',
          is_show: 1,
          is_required: fault ? 1 : 0,
        },
      ],
    },
  };
}

function requireType(call: Call) {
  const type = findEntry(PROBLEM_TYPES, call.query.get('business_type_id') ?? '');
  if (type === undefined) throw new BusinessError('OSM.01010001', 'business_type_id');
  return type;
}

function quotas(backend: Backend): Reply {
  return { status: 200, body: { total: QUOTA, un_used: Math.max(0, QUOTA - backend.newestFirst.length) } };
}
