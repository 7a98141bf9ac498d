import { describe, expect, test } from '@jest/globals';
import { nock } from '../../support/nock.ts';
import type { TicketFields, UserError } from '../../../src/ticketing/write.ts';
import { useNock } from '../../support/nock-backend.ts';
import {
  answerToken,
  answerTypes,
  CASES,
  connect,
  createWriteCall,
  fixture,
  NOW,
  operation,
  OSM,
  ROW,
  SAMPLE,
  TYPE,
} from './under-test.ts';

useNock();

const JSON_TYPE = { 'content-type': 'application/json' };
const DOCUMENTED_TYPE = { ...TYPE, business_type_id: 'business_type_id' };
const FAULT_TYPE = { ...DOCUMENTED_TYPE, case_type: '5' };
const MINIMAL: TicketFields = { typeId: 'business_type_id', title: 'test' };

function createTicket(settings = {}) {
  return operation(connect(settings), 'createTicket');
}

function refusalsOf(fields: TicketFields): readonly UserError[] {
  return createTicket().check({ fields });
}

/** Takes one creation and gives the body and headers that came. */
function takeCreation(reply: string = fixture('create-response')): { body?: unknown; headers?: object } {
  const taken: { body?: unknown; headers?: object } = {};
  nock(OSM)
    .post(CASES)
    .reply(async (request: Request) => {
      taken.body = await request.json();
      taken.headers = Object.fromEntries(request.headers);
      return [200, reply, JSON_TYPE] as const;
    });
  return taken;
}

function answerDetail(id = 'TS-123456'): void {
  nock(OSM)
    .get(`${CASES}/${id}`)
    .reply(200, { incident_detail_info: { ...SAMPLE, incident_id: id } });
}

describe('POST /cases', () => {
  test('sends the documented body', async () => {
    answerToken('the-token');
    answerTypes([DOCUMENTED_TYPE]);
    answerDetail();
    nock(OSM)
      .get('/v2/servicerequest/accessorys/limits')
      .reply(200, { accessory_limit: { limit_count: 1 } });
    nock(OSM, {
      reqheaders: {
        'x-auth-token': 'the-token',
        'content-type': 'application/json',
        'x-language': 'en-us',
        'x-time-zone': 'GMT+0',
      },
      badheaders: ['x-site', 'x-phone-verifiedid', 'x-email-verifiedid'],
    })
      .post(CASES, JSON.parse(fixture('create-request')))
      .reply(200, fixture('create-response'), JSON_TYPE);
    const fields: TicketFields = {
      typeId: 'business_type_id',
      productId: 'product_category_id',
      description: 'test',
      contact: { areaCode: '86' },
      attachmentIds: ['accessory_id', 'accessory_id'],
      customFields: { incident_sub_type_id: 1, region_id: 'cn-test-1' },
    };
    expect(createTicket().check({ fields })).toEqual([]);
    expect(await createTicket().apply({ fields }, createWriteCall())).toMatchObject({
      nativeId: 'TS-123456',
      ticket: { nativeId: 'TS-123456', status: { code: '0' } },
      warnings: [],
    });
  });

  test('sends everything else that a ticket can be given', async () => {
    answerToken();
    answerTypes([FAULT_TYPE]);
    answerDetail();
    const taken = takeCreation();
    const fields: TicketFields = {
      ...MINIMAL,
      title: ' Disk full ',
      description: 'No space\nleft 🙂',
      severityCode: '2',
      contact: { email: 'ann@example.test', phone: '138 0000-0000', areaCode: '+86', hours: '09:00-18:00' },
      attachmentIds: [],
      customFields: {
        region_id: 'cn-south-1',
        project_id: 'p-1',
        verify_code: '1234',
        incident_sub_type_id: null,
        extends_map: { a: '1' },
        extension_map: { b: '2' },
        'x-phone-verifiedid': 'v-1',
        'x-email-verifiedid': 'v-2',
      },
    };
    expect(createTicket().check({ fields })).toEqual([]);
    await createTicket({ sourceId: 'ours' }).apply({ fields }, createWriteCall());
    expect(taken.body).toEqual({
      business_type_id: 'business_type_id',
      severity_id: '2',
      source_id: 'ours',
      simple_description: 'Disk full\nNo space\nleft 🙂',
      remind_time: '09:00-18:00',
      area_code: '86',
      remind_mobile: '138 0000-0000',
      remind_mail: 'ann@example.test',
      region_id: 'cn-south-1',
      project_id: 'p-1',
      verify_code: '1234',
      extends_map: { a: '1' },
      extension_map: { b: '2' },
    });
    expect(taken.headers).toMatchObject({ 'x-phone-verifiedid': 'v-1', 'x-email-verifiedid': 'v-2' });
  });

  test.each([
    [{ title: 'A', description: null }, 'A'],
    [{ title: '', description: 'B' }, 'B'],
    [{ title: 'Disk', description: 'Disk is full' }, 'Disk is full'],
    [{ title: 'Disk', description: 'It is full' }, 'Disk\nIt is full'],
    [{ title: 'A', description: ' \n' }, 'A'],
  ])('the text of %j', async (texts, text) => {
    answerToken();
    answerTypes([DOCUMENTED_TYPE]);
    answerDetail();
    const taken = takeCreation();
    await createTicket().apply({ fields: { typeId: 'business_type_id', ...texts } }, createWriteCall());
    expect(taken.body).toMatchObject({
      simple_description: text,
      extends_map: {},
      extension_map: {},
      remind_time: '0',
    });
    expect(taken.body).not.toHaveProperty('accessory_ids');
    expect(taken.body).not.toHaveProperty('product_category_id');
  });

  test('a ticket that cannot be read at once is a warning', async () => {
    answerToken();
    answerTypes([DOCUMENTED_TYPE]);
    takeCreation();
    nock(OSM).get(`${CASES}/TS-123456`).reply(200, { error_code: 'OSM.01010015' });
    const result = await createTicket().apply({ fields: MINIMAL }, createWriteCall());
    expect(result).toMatchObject({ nativeId: 'TS-123456', ticket: null });
    expect(result.warnings).toHaveLength(1);
  });

  test('the id under which the backend shows the ticket counts', async () => {
    answerToken();
    answerTypes([DOCUMENTED_TYPE]);
    takeCreation();
    nock(OSM).get(`${CASES}/TS-123456`).reply(200, fixture('case-detail'), JSON_TYPE);
    expect((await createTicket().apply({ fields: MINIMAL }, createWriteCall())).nativeId).toBe('TT-123456');
  });

  test('an id that comes as a number', async () => {
    answerToken();
    answerTypes([DOCUMENTED_TYPE]);
    takeCreation('{"incident_id": 77}');
    answerDetail('77');
    expect((await createTicket().apply({ fields: MINIMAL }, createWriteCall())).nativeId).toBe('77');
  });

  test.each([
    ['OSM.01010001', 'INVALID_INPUT'],
    ['OSM.01010009', 'FORBIDDEN'],
    ['OSM.01010012', 'INVALID_INPUT'],
    ['OSM.01010010', 'INVALID_INPUT'],
    ['OSM.01010059', 'BACKEND_BAD_RESPONSE'],
  ])('a 200 with %s is a refusal: nothing was made', async (error_code, code) => {
    answerToken();
    answerTypes([DOCUMENTED_TYPE]);
    takeCreation(JSON.stringify({ error_code, error_msg: 'no' }));
    const states: string[] = [];
    const call = createWriteCall(NOW, { onWrite: (state) => states.push(state) });
    await expect(createTicket().apply({ fields: MINIMAL }, call)).rejects.toMatchObject({ code });
    expect(states).toEqual(['SENT', 'REFUSED']);
  });

  test.each([['{}'], [''], ['<html>'], ['{"incident_id": ""}']])(
    'an answer without an id leaves the outcome open: %s',
    async (body) => {
      answerToken();
      answerTypes([DOCUMENTED_TYPE]);
      takeCreation(body);
      const states: string[] = [];
      const call = createWriteCall(NOW, { onWrite: (state) => states.push(state) });
      await expect(createTicket().apply({ fields: MINIMAL }, call)).rejects.toMatchObject({
        code: 'BACKEND_BAD_RESPONSE',
      });
      expect(states).toEqual(['SENT']);
    },
  );

  test('a dry run shows the request', async () => {
    answerToken();
    answerTypes([DOCUMENTED_TYPE]);
    const shown: unknown[] = [];
    const call = createWriteCall(NOW, { preview: (request) => shown.push(request) });
    await expect(createTicket().apply({ fields: MINIMAL }, call)).rejects.toMatchObject({ facts: { isPreview: true } });
    expect(shown).toMatchObject([{ method: 'POST', target: CASES }]);
    expect(JSON.stringify(shown)).not.toContain('the-token');
  });
});

describe('the catalog of problem types', () => {
  test('a type that it lacks is refused', async () => {
    answerToken();
    answerTypes([TYPE]);
    await expect(createTicket().apply({ fields: MINIMAL }, createWriteCall())).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      facts: { field: 'fields.typeId' },
    });
  });

  test('a type that only its product category tells', async () => {
    answerToken();
    answerTypes([TYPE]);
    nock(OSM)
      .get('/v2/servicerequest/config/problems?product_category_id=pc%261')
      .reply(200, { incident_business_type_list: [DOCUMENTED_TYPE] });
    takeCreation();
    answerDetail();
    const fields = { ...MINIMAL, productId: 'pc&1' };
    expect((await createTicket().apply({ fields }, createWriteCall())).nativeId).toBe('TS-123456');
  });

  test.each([['5'], [5]])('a fault (case type %j) needs its region', async (case_type) => {
    answerToken();
    answerTypes([{ ...DOCUMENTED_TYPE, case_type }]);
    const fields = { ...MINIMAL, customFields: { region_id: null } };
    await expect(createTicket().apply({ fields }, createWriteCall())).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      facts: { field: 'fields.customFields.region_id' },
    });
  });

  test('without it nothing is sent', async () => {
    answerToken();
    nock(OSM).get('/v2/servicerequest/config/problems').reply(403, { error_code: 'APIGW.0302' });
    const states: string[] = [];
    const call = createWriteCall(NOW, { onWrite: (state) => states.push(state) });
    await expect(createTicket().apply({ fields: MINIMAL }, call)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(states).toEqual([]);
  });
});

describe('refused without a call', () => {
  const INVALID: readonly (readonly [string, TicketFields])[] = [
    ['fields.typeId', { title: 'a' }],
    ['fields.typeId', { ...MINIMAL, typeId: '' }],
    ['fields.typeId', { ...MINIMAL, typeId: 'a b' }],
    ['fields.typeId', { ...MINIMAL, typeId: 'x'.repeat(513) }],
    ['fields.title', { typeId: 't' }],
    ['fields.title', { typeId: 't', title: ' ', description: null }],
    ['fields.title', { typeId: 't', title: 'a\r\nb' }],
    ['fields.title', { typeId: 't', title: 'x'.repeat(1201) }],
    ['fields.description', { typeId: 't', description: ' \n ' }],
    ['fields.description', { ...MINIMAL, description: 'x'.repeat(1196) }],
    ['fields.productId', { ...MINIMAL, productId: '' }],
    ['fields.productId', { ...MINIMAL, productId: 'x'.repeat(65) }],
    ['fields.severityCode', { ...MINIMAL, severityCode: '\u0000' }],
    ['fields.attachmentIds', { ...MINIMAL, attachmentIds: ['a', ''] }],
    ['fields.contact.email', { ...MINIMAL, contact: { email: 'ann' } }],
    ['fields.contact.email', { ...MINIMAL, contact: { email: `${'a'.repeat(128)}@b.c` } }],
    ['fields.contact.email', { ...MINIMAL, contact: { email: 'a@b.c\r\nx' } }],
    ['fields.contact.phone', { ...MINIMAL, contact: { phone: 'call me' } }],
    ['fields.contact.phone', { ...MINIMAL, contact: { phone: '1'.repeat(33) } }],
    ['fields.contact.phone', { ...MINIMAL, contact: { phone: '-' } }],
    ['fields.contact.areaCode', { ...MINIMAL, contact: { areaCode: '86\n' } }],
    ['fields.contact.hours', { ...MINIMAL, contact: { hours: '9-18' } }],
    ['fields.contact.hours', { ...MINIMAL, contact: { hours: '29:00-30:00' } }],
    ['fields.customFields.region_id', { ...MINIMAL, customFields: { region_id: 'x'.repeat(65) } }],
    ['fields.customFields.region_id', { ...MINIMAL, customFields: { region_id: ['a'] } }],
    ['fields.customFields.extends_map', { ...MINIMAL, customFields: { extends_map: 'a' } }],
    ['fields.customFields.extension_map', { ...MINIMAL, customFields: { extension_map: [] } }],
    ['fields.customFields.x-phone-verifiedid', { ...MINIMAL, customFields: { 'x-phone-verifiedid': 'a\r\nb: c' } }],
    ['fields.customFields.x-email-verifiedid', { ...MINIMAL, customFields: { 'x-email-verifiedid': 'ü' } }],
    ['fields.customFields.source_id', { ...MINIMAL, customFields: { source_id: 'mine' } }],
    ['fields.customFields.__proto__', { ...MINIMAL, customFields: JSON.parse('{"__proto__": {}}') as object as never }],
    ['fields.tags', { ...MINIMAL, tags: [] }],
    ['fields.relatedTicketIds', { ...MINIMAL, relatedTicketIds: ['TT-1'] }],
    ['fields.priorityCode', { ...MINIMAL, priorityCode: 'HIGH' }],
    ['fields.vin', { ...MINIMAL, vin: null }],
    ['fields.customerId', { ...MINIMAL, customerId: 'c' }],
  ];

  test.each(INVALID)('%s of %j', (field, fields) => {
    expect(refusalsOf(fields)).toMatchObject([{ field, code: 'INVALID_INPUT' }]);
  });

  test.each<TicketFields>([
    { ...MINIMAL, description: 'x'.repeat(1195) },
    { ...MINIMAL, severityCode: null, productId: null, contact: {} },
    { ...MINIMAL, contact: { hours: '0' } },
    { ...MINIMAL, contact: { hours: '00:00-24:00' } },
  ])('not %j', (fields) => {
    expect(refusalsOf(fields)).toEqual([]);
  });
});

describe('a creation without an answer', () => {
  const SINCE = '2024-03-01%2007%3A59%3A00';
  const MINE = {
    ...ROW,
    incident_id: 'TS-9',
    simple_description: 'test',
    xcustomer_name: 'username',
    create_time: '2024-03-01T08:00:01Z',
  };

  function answerRows(...rows: readonly object[]): void {
    nock(OSM)
      .get(`${CASES}?offset=0&limit=100&query_start_time=${SINCE}`)
      .reply(200, { total_count: rows.length, incident_info_list: rows });
  }

  async function reconcile(settings = {}) {
    const { reconcile: look } = createTicket(settings);
    if (typeof look !== 'function') throw new Error('cannot be reconciled');
    return look({ fields: MINIMAL }, createWriteCall());
  }

  test('is found by its text, its time and its submitter', async () => {
    answerToken();
    const others = [
      { ...MINE, incident_id: 'TS-1', simple_description: 'another' },
      { ...MINE, incident_id: 'TS-2', xcustomer_name: 'colleague' },
      { ...MINE, incident_id: 'TS-3', create_time: '2024-03-01T07:58:59Z' },
      { ...MINE, incident_id: 'TS-4', create_time: null },
    ];
    answerRows(...others, MINE);
    answerDetail('TS-9');
    expect(await reconcile()).toMatchObject({ state: 'APPLIED', result: { nativeId: 'TS-9', warnings: [] } });
  });

  test.each([
    ['none', []],
    ['two', [MINE, { ...MINE, incident_id: 'TS-10' }]],
  ])('%s: unknown', async (_, rows) => {
    answerToken();
    answerRows(...rows);
    expect(await reconcile()).toEqual({ state: 'UNKNOWN' });
  });

  test('a row without its submitter is ours only if no group is seen too', async () => {
    answerToken();
    const anonymous = { ...MINE, xcustomer_name: undefined };
    answerRows(anonymous);
    answerDetail('TS-9');
    expect(await reconcile()).toMatchObject({ state: 'APPLIED' });
    answerToken();
    nock(OSM)
      .get(`${CASES}?offset=0&limit=100&query_start_time=${SINCE}&group_id=g-1`)
      .reply(200, { total_count: 1, incident_info_list: [anonymous] });
    expect(await reconcile({ groupId: 'g-1' })).toEqual({ state: 'UNKNOWN' });
  });

  test('what is the outcome of one write is not that of another', async () => {
    const backend = connect();
    const write = operation(backend, 'createTicket');
    const { reconcile: look } = write;
    if (typeof look !== 'function') throw new Error('cannot be reconciled');
    answerToken();
    answerTypes([DOCUMENTED_TYPE]);
    takeCreation();
    answerDetail();
    await write.apply({ fields: MINIMAL }, createWriteCall());
    answerRows({ ...MINE, incident_id: 'TS-123456' });
    expect(await look({ fields: MINIMAL }, createWriteCall())).toEqual({ state: 'UNKNOWN' });
  });
});
