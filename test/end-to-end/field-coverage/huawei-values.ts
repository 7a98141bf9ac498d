export const TICKET = 'TS-770077';
export const RELATED = 'TS-770078';

/** What the engineers' side of the backend can set. */
export const CHANGES = {
  create_time: '2021-03-04T05:06:07Z',
  status: 17,
  simple_description: 'Coverage title\nCoverage text',
  business_type_id: 'bt-network',
  product_category_id: 'pc-vpc',
  region_id: 'eu-west-101',
  severity_id: '2',
  source_name: 'Coverage center',
  incident_service_type: 'service-77',
  root_cause: 'Coverage cause',
  resolution: 'Coverage resolution',
  judgement: 'Coverage judgement',
  resolve_time: 7_701,
  business_ownership: 2,
  label_ids: [2],
  xcustomer_name: 'Coverage user',
  ext_info: {
    area_code: '49',
    remind_mobile: '15100000077',
    remind_mail: 'coverage77@example.test',
    contact_type: '1,7',
    remind_time: '07:00-17:00',
    cc_email: 'copy77@example.test',
    commodity_id: 'commodity-77',
  },
};

/** A completed ticket with the values that nobody can set in the emulated backend. */
export const DETAIL = {
  incident_id: TICKET,
  status: 3,
  customer_id: 'customer-77',
  xcustomer_id: 'user-77',
  incident_type_name: 'Coverage case type',
  business_type_name: 'Coverage type',
  incident_satisfaction: [{ satisfaction_id: 's77', value: 5 }],
  is_authorized: 1,
  message_list: [
    {
      type: 0,
      content: 'Coverage question',
      message_id: 'message-77',
      create_time: '2021-05-01T00:00:01Z',
      accessory_list: [{ accessory_id: 'file-77', file_actual_name: 'coverage.log' }],
    },
  ],
};

export const ROW = {
  incident_id: TICKET,
  status: 3,
  create_time: '2021-05-01T00:00:00Z',
  confirmed_time: '2021-05-06T07:08:09Z',
};

export const MESSAGES = [
  {
    type: 1,
    replier: 'replier-77',
    replier_name: 'Replier words',
    content: 'Coverage answer',
    create_time: '2021-05-01T01:02:03Z',
    is_first_message: 1,
    replier_type: 2,
    iam_user_type: 7,
    accessory_list: [{ accessory_id: 'file-78', file_actual_name: 'answer.log' }],
  },
  // As in the documented example, which has no replier_type.
  { type: 1, content: 'Coverage answer of an engineer' },
];

export const OPERATE_LOGS = [
  {
    incident_log_id: 'log-77',
    operate_type: 71,
    operator_type: 72,
    operator_id: 'operator-77',
    operator_name: 'Operator words',
    operate_desc: 'Coverage step',
    operate_time: '2021-05-02 02:03:04',
    timestamp_operate_time: '2021-05-02T02:03:05Z',
  },
  { incident_log_id: 'log-78', operate_desc: 'Coverage step without stamp', operate_time: '2021-05-03 03:04:05' },
];
