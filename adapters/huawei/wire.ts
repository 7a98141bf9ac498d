import { Type, type Static, type TSchema } from 'typebox';
import { createWireCheck } from '../../src/upstream/wire-check.ts';

// The API's own spelling. Its pages mark fields as required that its own sample lacks, so everything but the id and the
// status is optional and nullable, and unknown keys are ignored. Numbers come as text and text as numbers.
const maybe = <Schema extends TSchema>(schema: Schema) => Type.Optional(Type.Union([schema, Type.Null()]));
const scalar = maybe(Type.Union([Type.String(), Type.Number()]));
const anything = Type.Optional(Type.Unknown());
const status = Type.Union([Type.Integer({ minimum: 0 }), Type.String({ pattern: '^\\d{1,9}$' })]);

const Accessory = Type.Object({ accessory_id: scalar, file_actual_name: scalar });

const Message = Type.Object({
  type: scalar,
  replier_type: scalar,
  replier: scalar,
  replier_name: scalar,
  content: scalar,
  message_id: scalar,
  create_time: scalar,
  is_first_message: scalar,
  iam_user_type: scalar,
  accessory_list: maybe(Type.Array(Accessory)),
});

const Label = Type.Object({ label_id: scalar, name: scalar, color: scalar });

const ExtraInformation = Type.Object({
  area_code: scalar,
  remind_mobile: scalar,
  remind_mail: scalar,
  contact_type: scalar,
  remind_time: scalar,
  cc_email: scalar,
  commodity_id: scalar,
});

const Case = Type.Object({
  incident_id: Type.String({ minLength: 1 }),
  status,
  simple_description: scalar,
  customer_id: scalar,
  business_type_name: scalar,
  dc_name: scalar,
  incident_type_name: scalar,
  xcustomer_id: scalar,
  xcustomer_name: scalar,
  create_time: scalar,
  // the list alone
  product_category_name: scalar,
  incident_service_type: scalar,
  root_cause: scalar,
  resolution: scalar,
  confirmed_time: scalar,
  label_list: maybe(Type.Array(Label)),
  // the detail alone
  source_name: scalar,
  message_list: maybe(Type.Array(Message)),
  incident_satisfaction: anything,
  judgement: scalar,
  severity_name: scalar,
  is_authorized: scalar,
  resolve_time: scalar,
  business_ownership: scalar,
  ext_info: maybe(ExtraInformation),
});

const count = maybe(Type.Union([Type.Integer({ minimum: 0 }), Type.String({ pattern: '^\\d{1,15}$' })]));
// An older page of the documentation calls the total "count".
const totals = { total_count: count, count };

const CaseDetail = Type.Object({ incident_detail_info: Case });
const CaseList = Type.Object({ ...totals, incident_info_list: Type.Array(Case) });
const CaseCounts = Type.Object({
  incident_status_counts: Type.Array(
    Type.Object({ status, count: Type.Union([Type.Integer(), Type.String({ pattern: '^\\d{1,15}$' })]) }),
  ),
});
const Created = Type.Object({ incident_id: Type.Union([Type.String({ minLength: 1 }), Type.Integer()]) });
const LabelList = Type.Object({ ...totals, label_list: Type.Array(Label) });
const CaseLabels = Type.Object({ case_label_list: Type.Array(Label) });
const MessageList = Type.Object({ ...totals, message_list: Type.Array(Message) });

const OperateLog = Type.Object({
  incident_log_id: scalar,
  operate_type: scalar,
  operator_type: scalar,
  operator_id: scalar,
  operator_name: scalar,
  operate_desc: scalar,
  operate_time: scalar,
  timestamp_operate_time: scalar,
});
const OperateLogList = Type.Object({ ...totals, incident_operate_log_list: Type.Array(OperateLog) });

const NewMessages = Type.Object({
  imstatus: maybe(Type.Array(Type.Object({ incident_id: Type.String({ minLength: 1 }), status }))),
  // What was said is read with the ticket's log, which knows the ids of its entries.
  immsg: maybe(Type.Array(Type.Object({ incident_id: Type.String({ minLength: 1 }) }))),
  last_message_time_id: scalar,
});

const Relation = Type.Object({
  case_id: Type.String({ minLength: 1 }),
  simple_description: scalar,
  user_name: scalar,
});
const RelationList = Type.Object({ case_relation_list: Type.Array(Relation) });

const ProblemType = Type.Object({
  business_type_id: Type.Union([Type.String({ minLength: 1 }), Type.Integer()]),
  business_type_name: scalar,
  case_type: scalar,
});
const ProblemTypeList = Type.Object({ incident_business_type_list: Type.Array(ProblemType) });

const ProductCategory = Type.Object({
  incident_product_category_id: Type.Union([Type.String({ minLength: 1 }), Type.Integer()]),
});
const ProductCategoryList = Type.Object({ incident_product_category_list: Type.Array(ProductCategory) });

const AccessoryLimits = Type.Object({
  accessory_limit: Type.Object({ limit_count: scalar, limit_size: scalar, limit_file_type: scalar }),
});
const Uploaded = Type.Object({ accessory_id: Type.Union([Type.String({ minLength: 1 }), Type.Integer()]) });

/** A ticket: the detail and the list fill different fields. */
export type HuaweiCase = Static<typeof Case>;
export type HuaweiCaseList = Static<typeof CaseList>;
export type HuaweiCaseCounts = Static<typeof CaseCounts>;
export type HuaweiLabel = Static<typeof Label>;
export type HuaweiLabelList = Static<typeof LabelList>;
export type HuaweiMessage = Static<typeof Message>;
export type HuaweiMessageList = Static<typeof MessageList>;
export type HuaweiOperateLog = Static<typeof OperateLog>;
export type HuaweiOperateLogList = Static<typeof OperateLogList>;
export type HuaweiNewMessages = Static<typeof NewMessages>;
export type HuaweiRelation = Static<typeof Relation>;
export type HuaweiProblemType = Static<typeof ProblemType>;
export type HuaweiProductCategory = Static<typeof ProductCategory>;
export type HuaweiAccessoryLimits = Static<typeof AccessoryLimits>['accessory_limit'];

export const checkCaseDetail = createWireCheck(CaseDetail);
export const checkCaseList = createWireCheck(CaseList);
export const checkCaseCounts = createWireCheck(CaseCounts);
export const checkCreated = createWireCheck(Created);
export const checkLabelList = createWireCheck(LabelList);
export const checkCaseLabels = createWireCheck(CaseLabels);
export const checkMessageList = createWireCheck(MessageList);
export const checkOperateLogList = createWireCheck(OperateLogList);
export const checkNewMessages = createWireCheck(NewMessages);
export const checkRelationList = createWireCheck(RelationList);
export const checkProblemTypeList = createWireCheck(ProblemTypeList);
export const checkProductCategoryList = createWireCheck(ProductCategoryList);
export const checkAccessoryLimits = createWireCheck(AccessoryLimits);
export const checkUploaded = createWireCheck(Uploaded);

/** How many there are in all, under whichever name it came; null if the answer does not say. */
export function totalOf(answer: Pick<HuaweiCaseList, 'total_count' | 'count'>): number | null {
  const total = answer.total_count ?? answer.count;
  return total === undefined || total === null ? null : Number(total);
}
