import type { IamUser } from './model.ts';

/** A name in the two languages of X-Language. */
export interface LocalizedName {
  readonly en: string;
  readonly zh: string;
}

/** An entry of a fixed catalog. */
export interface CatalogEntry {
  readonly id: string;
  readonly name: LocalizedName;
}

/** A problem type; `caseType` "0" is consulting, "5" a fault. */
export interface ProblemType extends CatalogEntry {
  readonly caseType: '0' | '5';
  readonly categoryId: string;
}

export const DOMAIN = { id: 'd0a1f0b2c3d4e5f60718293a4b5c6d7e', name: 'domainname' };
export const PROJECT = { id: '0f1e2d3c4b5a69788796a5b4c3d2e1f0', name: 'cn-south-1' };
export const GROUP_ID = 'a7c3e1f05b9d42d8';
export const SOURCE_ID = '83aeb0f2834c4df49826c781d32a963e';
/** The account of the seed's ticket; every ticket belongs to it. */
export const CUSTOMER_ID = 'customer_id';
/** The user who submitted the seed's ticket. */
export const FIRST_USER: IamUser = {
  id: '6d0f7c2e9b8a4d13a5e4c3b2a1908f7e',
  name: 'test',
  password: 'Huawei-Emulator-1',
};
export const SECOND_USER: IamUser = {
  id: '15b8e7d6c5f4a3928170fedcba987654',
  name: 'colleague',
  password: 'Huawei-Emulator-2',
};

export const CATEGORIES: readonly CatalogEntry[] = [
  { id: 'pc-ecs', name: { en: 'Elastic Cloud Server', zh: '弹性云服务器' } },
  { id: 'pc-obs', name: { en: 'Object Storage Service', zh: '对象存储服务' } },
  { id: 'pc-vpc', name: { en: 'Virtual Private Cloud', zh: '虚拟私有云' } },
  { id: 'pc-rds', name: { en: 'Relational Database Service', zh: '云数据库' } },
  { id: 'pc-account', name: { en: 'Account and Billing', zh: '账号与费用' } },
];

export const PROBLEM_TYPES: readonly ProblemType[] = [
  {
    id: 'bt-event-rules',
    name: { en: 'Consulting about event rules', zh: '活动规则咨询' },
    caseType: '0',
    categoryId: 'pc-account',
  },
  { id: 'bt-invoice', name: { en: 'Invoice questions', zh: '发票问题' }, caseType: '0', categoryId: 'pc-account' },
  { id: 'bt-usage', name: { en: 'Usage consulting', zh: '使用咨询' }, caseType: '0', categoryId: 'pc-obs' },
  {
    id: 'bt-unreachable',
    name: { en: 'Instance cannot be reached', zh: '实例无法访问' },
    caseType: '5',
    categoryId: 'pc-ecs',
  },
  { id: 'bt-network', name: { en: 'Network fault', zh: '网络故障' }, caseType: '5', categoryId: 'pc-vpc' },
  { id: 'bt-database', name: { en: 'Database fault', zh: '数据库故障' }, caseType: '5', categoryId: 'pc-rds' },
];

export const CASE_TYPES: Readonly<Record<ProblemType['caseType'], LocalizedName>> = {
  '0': { en: 'Consulting', zh: '咨询' },
  '5': { en: 'Fault', zh: '故障' },
};

export const REGIONS: readonly (CatalogEntry & { readonly international: 0 | 1 })[] = [
  { id: 'cn-south-1', name: { en: 'CN South-Guangzhou', zh: '华南-广州' }, international: 0 },
  { id: 'cn-north-4', name: { en: 'CN North-Beijing4', zh: '华北-北京四' }, international: 0 },
  { id: 'eu-west-101', name: { en: 'EU-Dublin', zh: '欧洲-都柏林' }, international: 1 },
  { id: 'ap-southeast-3', name: { en: 'AP-Singapore', zh: '亚太-新加坡' }, international: 1 },
];

export const SEVERITIES: readonly CatalogEntry[] = [
  { id: '1', name: { en: 'General guidance', zh: '一般咨询' } },
  { id: '2', name: { en: 'System impaired', zh: '系统受损' } },
  { id: '3', name: { en: 'Production system down', zh: '生产系统中断' } },
];

export const SUB_TYPES: readonly CatalogEntry[] = [
  { id: '1', name: { en: 'Technical', zh: '技术类' } },
  { id: '2', name: { en: 'Non-technical', zh: '非技术类' } },
];

export const FIRST_LABELS: readonly { readonly name: string; readonly color: string }[] = [
  { name: 'urgent', color: '#FF0000' },
  { name: 'billing', color: '#00AA00' },
  { name: 'network', color: '#0000FF' },
  { name: 'waiting for us', color: '#FFAA00' },
  { name: 'production', color: '#AA00AA' },
  { name: 'test', color: '#808080' },
  { name: '重要', color: '#000000' },
  { name: 'EU / GDPR', color: '#00AAAA' },
];

/** The entry with this id. */
export function findEntry<Entry extends CatalogEntry>(entries: readonly Entry[], id: string): Entry | undefined {
  return entries.find((entry) => entry.id === id);
}

/** The entry's name in the caller's language, `""` if there is none. */
export function nameOf(entries: readonly CatalogEntry[], id: string, english: boolean): string {
  const entry = findEntry(entries, id);
  return entry === undefined ? '' : localized(entry.name, english);
}

/** The name in the caller's language. */
export function localized(name: LocalizedName, english: boolean): string {
  return english ? name.en : name.zh;
}
