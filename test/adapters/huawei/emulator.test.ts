import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { startEmulator } from '../../../adapters/huawei/emulator.ts';
import type { RunningEmulator } from '../../../src/emulation/emulator.ts';

const SOURCE_ID = '83aeb0f2834c4df49826c781d32a963e';
const ENGLISH = { 'X-Language': 'en-us', 'X-Time-Zone': 'GMT+0', 'Content-Type': 'application/json' };
/** The response example of the seed. */
const SEED_DETAIL = {
  xcustomer_name: 'test',
  status: 0,
  incident_id: 'TT-123456',
  business_type_name: 'Consulting about event rules',
  customer_id: 'customer_id',
  dc_name: 'CN South-Guangzhou',
  simple_description: '123',
  source_name: 'User Center',
  create_time: '2020-12-25T09:24:18Z',
  message_list: [
    {
      type: 0,
      replier: '',
      content: '123',
      message_id: '',
      replier_name: '',
      create_time: '2020-12-25T09:24:18Z',
      is_first_message: 0,
      accessory_list: [{ accessory_id: '', file_actual_name: 'test.jpg' }],
    },
  ],
  incident_satisfaction: [],
  is_authorized: 0,
  resolve_time: 0,
  business_ownership: 0,
  ext_info: {
    area_code: '',
    remind_mobile: '',
    remind_mail: '',
    contact_type: '0,1,2',
    remind_time: '0',
    cc_email: '',
  },
};

interface Row {
  readonly incident_id: string;
  readonly status: number;
  readonly create_time: string;
  readonly simple_description: string;
  readonly label_list?: readonly { readonly name: string }[];
}

/** The union of the bodies that the tests look into. */
interface Body {
  readonly error_code?: string;
  readonly error?: { readonly code: number };
  readonly request_id?: string;
  readonly incident_id: string;
  readonly accessory_id: string;
  readonly accessory_url: string;
  readonly status: number;
  readonly count: number;
  readonly total_count: number;
  readonly incident_info_list: readonly Row[];
  readonly incident_detail_info: Record<string, unknown> & {
    readonly status: number;
    readonly message_list: readonly {
      readonly content: string;
      readonly accessory_list: readonly { readonly accessory_id: string }[];
    }[];
  };
  readonly message_list: readonly { readonly content: string; readonly message_id?: string }[];
  readonly imstatus: readonly unknown[];
  readonly immsg: readonly { readonly incident_id: string; readonly message_list: readonly unknown[] }[];
  readonly imunread: readonly { readonly unread_num: number }[];
  readonly last_message_time_id: string;
  readonly case_label_list: readonly { readonly label_id: number }[];
  readonly case_relation_list: readonly unknown[];
  readonly incident_business_type_list: readonly { readonly business_type_id: string; readonly case_type: unknown }[];
  readonly token: { readonly expires_at: string; readonly catalog?: unknown };
}

let emulator: RunningEmulator;
let token: string;

beforeAll(async () => {
  emulator = await startEmulator();
  token = await logIn();
});

afterEach(() => emulator.control.reset());
afterAll(() => emulator.stop());

function authenticate(user = 'iamUser', password = 'iamPassword', query = '?nocatalog=true'): Promise<Response> {
  const { credentials } = emulator;
  const domain = { name: credentials['iamDomain'] };
  return fetch(`${emulator.url}/v3/auth/tokens${query}`, {
    method: 'POST',
    body: JSON.stringify({
      auth: {
        identity: {
          methods: ['password'],
          password: { user: { name: credentials[user], password: credentials[password], domain } },
        },
        scope: { project: { id: credentials['projectId'] } },
      },
    }),
  });
}

async function logIn(user?: string, password?: string): Promise<string> {
  return (await authenticate(user, password)).headers.get('x-subject-token') ?? '';
}

function send(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${emulator.url}/v2/servicerequest${path}`, {
    method,
    headers: { ...ENGLISH, 'X-Auth-Token': token, ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

/** A call that answers 200 with JSON, as all successes and all business errors do. */
async function call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Body> {
  const response = await send(method, path, body, headers);
  expect(response.status).toBe(200);
  return (await response.json()) as Body;
}

async function create(changes: Record<string, unknown> = {}): Promise<string> {
  const body = { business_type_id: 'bt-usage', simple_description: 'created', source_id: SOURCE_ID, ...changes };
  return (await call('POST', '/cases', body)).incident_id;
}

async function upload(from: string): Promise<string> {
  const body = { accessory_name: 'a.txt', accessory_from: from, upload_type: 0, accessory_data: btoa('hello') };
  return (await call('POST', '/accessorys/json-format-content', body)).accessory_id;
}

describe('authentication', () => {
  test('IAM answers 201 with the token in X-Subject-Token and its end in the body', async () => {
    const response = await authenticate();
    const body = (await response.json()) as Body;
    expect(response.status).toBe(201);
    expect(response.headers.get('x-subject-token')).toMatch(/^MIID/);
    expect(Date.parse(body.token.expires_at) - Date.now()).toBeGreaterThan(86_000_000);
    expect(body.token).not.toHaveProperty('catalog');
    expect(((await (await authenticate('iamUser', 'iamPassword', '')).json()) as Body).token.catalog).toHaveLength(100);
  });

  test('IAM refuses a wrong password with a nested error', async () => {
    const response = await authenticate('iamUser', 'iamPasswordB');
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ error: { code: 401, title: 'Unauthorized' } });
  });

  test('a missing token is 401 APIGW.0301, an ended one 401 APIGW.0307, and a new one works', async () => {
    const missing = await send('GET', '/cases', undefined, { 'X-Auth-Token': '' });
    expect(missing.status).toBe(401);
    expect(await missing.json()).toMatchObject({
      error_code: 'APIGW.0301',
      request_id: missing.headers.get('x-request-id'),
    });
    emulator.control.act('expireTokens');
    const ended = await send('GET', '/cases');
    expect([ended.status, ((await ended.json()) as Body).error_code]).toEqual([401, 'APIGW.0307']);
    token = await logIn();
    expect((await call('GET', '/cases')).total_count).toBeGreaterThan(0);
  });

  test('an unpublished path is 404 APIGW.0101', async () => {
    const response = await send('GET', '/tickets');
    expect([response.status, ((await response.json()) as Body).error_code]).toEqual([404, 'APIGW.0101']);
  });

  test('the switches rejectTokenOnce and throttle answer at the gateway', async () => {
    emulator.control.setSwitches({ rejectTokenOnce: true });
    expect([(await send('GET', '/quotas')).status, (await send('GET', '/quotas')).status]).toEqual([401, 200]);
    emulator.control.setSwitches({ throttle: 1 });
    const statuses = await Promise.all(Array.from({ length: 5 }, async () => (await send('GET', '/quotas')).status));
    expect(statuses).toContain(429);
  });
});

describe('reading tickets', () => {
  test("the seed's sample comes back verbatim", async () => {
    expect(await call('GET', '/cases/TT-123456')).toEqual({ incident_detail_info: SEED_DETAIL });
  });

  test('every sample id can be read; an absent ticket is HTTP 200 with OSM.01010015', async () => {
    expect(emulator.samples.ticketIds.length).toBeGreaterThanOrEqual(10);
    for (const id of emulator.samples.ticketIds) {
      expect(await call('GET', `/cases/${id}`)).toHaveProperty('incident_detail_info.incident_id', id);
    }
    expect((await call('GET', `/cases/${emulator.samples.absentTicketId}`)).error_code).toBe('OSM.01010015');
  });

  test('names are Chinese unless en-us is asked for, times local of GMT+8 unless another zone is', async () => {
    const detail = (await call('GET', '/cases/TT-123456', undefined, { 'X-Language': 'zh-cn', 'X-Time-Zone': 'GMT+8' }))
      .incident_detail_info;
    expect(detail).toMatchObject({ dc_name: '华南-广州', create_time: '2020-12-25T17:24:18Z' });
  });

  test('sparse leaves out what the sample lacks, nullId empties ids', async () => {
    const id = emulator.samples.ticketIds[1] ?? '';
    expect((await call('GET', `/cases/${id}`)).incident_detail_info).toHaveProperty('severity_name');
    emulator.control.setSwitches({ sparse: true, nullId: true });
    const detail = (await call('GET', `/cases/${id}`)).incident_detail_info;
    expect(Object.keys(detail).sort()).toEqual(Object.keys(SEED_DETAIL).sort());
    expect(detail.message_list[0]).toHaveProperty('message_id', '');
  });

  test("another member's tickets are visible only with group_id", async () => {
    const group = `group_id=${emulator.credentials['groupId']}`;
    const [row] = (await call('GET', `/cases?x_customer_name=colleague&${group}`)).incident_info_list;
    expect(row).toBeDefined();
    expect((await call('GET', `/cases/${row?.incident_id}`)).error_code).toBe('OSM.01010002');
    expect(await call('GET', `/cases/${row?.incident_id}?${group}`)).toHaveProperty('incident_detail_info');
    const colleague = { 'X-Auth-Token': await logIn('iamUserB', 'iamPasswordB') };
    expect(await call('GET', `/cases/${row?.incident_id}`, undefined, colleague)).toHaveProperty(
      'incident_detail_info',
    );
  });
});

describe('the ticket list', () => {
  test('default limit 10, cap 100, newest first, total before paging', async () => {
    const first = await call('GET', '/cases');
    const large = await call('GET', '/cases?limit=500');
    expect(first.incident_info_list).toHaveLength(10);
    expect(large.incident_info_list).toHaveLength(100);
    const times = large.incident_info_list.map((row) => row.create_time);
    expect(times).toEqual(times.toSorted().toReversed());
    expect((await call('GET', `/cases?limit=100&offset=${first.total_count - 3}`)).incident_info_list).toHaveLength(3);
    expect((await call('GET', '/cases?offset=65536')).error_code).toBe('OSM.01010001');
  });

  test('time windows are inclusive: 120 in one second, 130 in one month', async () => {
    const second = '2025-01-15%2008:30:00';
    const inSecond = await call('GET', `/cases?query_start_time=${second}&query_end_time=${second}&status=0`);
    expect(inSecond.total_count).toBe(14);
    const counts = await Promise.all(
      [0, 1, 2, 3, 4, 5, 12, 13, 17].map(async (status) => {
        const of = (start: string, end: string) =>
          `/cases?status=${status}&query_start_time=${start}&query_end_time=${end}`;
        const month = await call('GET', of('2025-03-01%2000:00:00', '2025-03-31%2023:59:59'));
        return [(await call('GET', of(second, second))).total_count, month.total_count];
      }),
    );
    expect(counts.reduce((sum, [number = 0]) => sum + number, 0)).toBe(120);
    expect(counts.reduce((sum, [, number = 0]) => sum + number, 0)).toBe(130);
  });

  test('filters: status, several search_key, labels, id; the unknown status 29 is there', async () => {
    const [unknown] = (await call('GET', '/cases?status=29')).incident_info_list;
    expect(unknown?.status).toBe(29);
    const searched = await call('GET', '/cases?search_key=fault&search_key=%F0%9F%9A%91');
    expect(searched.incident_info_list.length).toBeGreaterThan(0);
    expect(searched.incident_info_list.every((row) => row.simple_description.includes('🚑'))).toBe(true);
    const labelled = await call('GET', '/cases?label_id_list=2');
    expect(labelled.incident_info_list.every((row) => row.label_list?.some((label) => label.name === 'billing'))).toBe(
      true,
    );
    expect((await call('GET', '/cases?incident_id=TT-123456')).total_count).toBe(1);
    expect((await call('GET', '/cases?status=open')).error_code).toBe('OSM.01010001');
  });

  test('the order can be switched, and random order still pages', async () => {
    emulator.control.setSwitches({ order: 'random' });
    const pages = await Promise.all(
      [0, 100, 200, 300].map((offset) => call('GET', `/cases?limit=100&offset=${offset}`)),
    );
    const ids = new Set(pages.flatMap((page) => page.incident_info_list.map((row) => row.incident_id)));
    expect(ids.size).toBe(pages[0]?.total_count);
    emulator.control.setSwitches({ order: 'asc' });
    expect((await call('GET', '/cases')).incident_info_list[0]?.incident_id).toBe('TT-123456');
  });
});

describe('writing', () => {
  test('create gives an id that can be read; a fault needs a region; the source id is fixed', async () => {
    const id = await create({ accessory_ids: [await upload('incident')] });
    const detail = (await call('GET', `/cases/${id}`)).incident_detail_info;
    expect(detail).toMatchObject({ status: 0, simple_description: 'created' });
    const fault = { business_type_id: 'bt-network', simple_description: 'x', source_id: SOURCE_ID };
    expect((await call('POST', '/cases', fault)).error_code).toBe('OSM.01010001');
    expect((await call('POST', '/cases', { ...fault, region_id: 'cn-south-1' })).incident_id).toMatch(/^T[ST]-\d+$/);
    expect((await call('POST', '/cases', { ...fault, source_id: 'x' })).error_code).toBe('OSM.01010001');
  });

  test('cancel only from 0, close from 1 and 2, delete from 3, 4, 12; else OSM.01010014', async () => {
    const id = await create();
    expect((await call('POST', `/cases/${id}/action?action_id=close`, {})).error_code).toBe('OSM.01010014');
    expect(await call('POST', `/cases/${id}/action?action_id=cancel`, { operate_desc: 'done' })).toEqual({});
    expect((await call('GET', `/cases/${id}/status`)).status).toBe(4);
    expect((await call('POST', `/cases/${id}/action?action_id=open`)).error_code).toBe('OSM.01010013');
    emulator.control.act('changeTicket', { id, status: 2 });
    await call('POST', `/cases/${id}/action?action_id=close`, { judgement: 'fine' });
    expect((await call('GET', `/cases/${id}`)).incident_detail_info).toMatchObject({ status: 3, judgement: 'fine' });
    await call('POST', `/cases/${id}/action?action_id=delete`);
    expect((await call('GET', `/cases/${id}/status`)).status).toBe(13);
    expect((await call('GET', `/cases/${id}/operate-logs`)).total_count).toBe(4);
  });

  test('pressing twice within ten minutes is OSM.01010004; contact data and score are kept', async () => {
    const id = await create();
    expect(await call('POST', `/cases/${id}/action?action_id=press`)).toEqual({});
    expect((await call('POST', `/cases/${id}/action?action_id=press`)).error_code).toBe('OSM.01010004');
    await call('PUT', `/cases/${id}/contact-info`, { remind_mail: 'a@example.com' });
    emulator.control.act('changeTicket', { id, status: 3 });
    await call('POST', `/cases/${id}/score`, { judgement: 'ok', incident_satisfaction_list: [{ satisfaction_id: 1 }] });
    expect((await call('GET', `/cases/${id}`)).incident_detail_info).toMatchObject({
      ext_info: { remind_mail: 'a@example.com' },
      judgement: 'ok',
      incident_satisfaction: [{ satisfaction_id: 1 }],
    });
  });

  test('the success body of writes can be {}, empty or unknown', async () => {
    const mark = () => send('POST', '/cases/TT-123456/instant-messages/unread', {});
    expect(await (await mark()).text()).toBe('{}');
    emulator.control.setSwitches({ writeBody: 'empty' });
    expect(await (await mark()).text()).toBe('');
    emulator.control.setSwitches({ writeBody: 'unknown' });
    expect(await (await mark()).json()).toEqual({ unknown: 1 });
  });

  test('labels go in the query without a body, relations are removed with a body', async () => {
    const id = await create();
    await call('POST', `/cases/${id}/labels?label_ids=1&label_ids=3`);
    await call('DELETE', `/cases/${id}/labels?label_ids=1`);
    expect((await call('GET', `/cases/${id}/labels`)).case_label_list).toMatchObject([
      { label_id: 3, name: 'network' },
    ]);
    await call('POST', `/cases/${id}/relations`, { related_id_list: ['TT-123456'] });
    expect((await call('GET', `/cases/${id}/relations`)).case_relation_list).toEqual([
      { case_id: 'TT-123456', simple_description: '123', user_name: 'test' },
    ]);
    await call('DELETE', `/cases/${id}/relations`, { related_id: 'TT-123456' });
    expect((await call('GET', `/cases/${id}/relations`)).case_relation_list).toEqual([]);
  });
});

describe('messages', () => {
  test('a message answers without id and moves a ticket that is pending feedback', async () => {
    const id = await create();
    emulator.control.act('changeTicket', { id, status: 17 });
    const accessory_ids = [await upload('message')];
    expect(await call('POST', `/cases/${id}/message`, { message: { content: 'hello', accessory_ids } })).toEqual({});
    const messages = await call('GET', `/cases/${id}/messages?offset=0&limit=100`);
    expect(messages.message_list.map((message) => message.content)).toEqual(['created', 'hello']);
    expect(messages.message_list[1]).not.toHaveProperty('message_id');
    expect((await call('GET', `/cases/${id}/status`)).status).toBe(1);
  });

  test('the cursor gives only what is new, for many tickets; unread counts until marked', async () => {
    const id = await create();
    const path = `/cases/instant-messages?case_ids=${id}&case_ids=TT-123456&case_ids=TS-099999`;
    const { last_message_time_id } = await call('GET', path);
    const next = `${path}&last_message_time_id=${last_message_time_id}`;
    expect(await call('GET', next)).toMatchObject({
      imstatus: [
        { incident_id: id, status: 0 },
        { incident_id: 'TT-123456', status: 0 },
      ],
      immsg: [],
    });
    emulator.control.act('addMessage', { id, content: 'an answer' });
    expect((await call('GET', next)).immsg).toMatchObject([
      { incident_id: id, message_list: [{ content: 'an answer', type: 1, replier_type: 1 }] },
    ]);
    const unread = async () =>
      (await call('GET', `/cases/instant-messages/unread?case_ids=${id}`)).imunread[0]?.unread_num;
    expect(await unread()).toBe(1);
    await call('POST', `/cases/${id}/instant-messages/unread`, {});
    expect(await unread()).toBe(0);
  });

  test('a ticket may have 140 messages, of which older ones are read by time and type', async () => {
    const rows = await Promise.all(
      emulator.samples.ticketIds.map(async (id) => ({ id, count: (await call('GET', `/cases/${id}/messages`)).count })),
    );
    const long = rows.find((row) => row.count === 140);
    expect(long).toBeDefined();
    const older = await call(
      'GET',
      `/cases/${long?.id}/instant-messages/more?create_time=${Date.UTC(2030, 0, 1)}&type=1&limit=20`,
    );
    expect(older.message_list).toHaveLength(20);
  });
});

describe('files', () => {
  test('multipart upload with form_data before file, download, address, removal before use', async () => {
    const form = new FormData();
    form.set('form_data', JSON.stringify({ accessory_from: 'message', upload_type: 0 }));
    form.set('file', new Blob(['bytes']), '报告.pdf');
    const response = await fetch(`${emulator.url}/v2/servicerequest/accessorys`, {
      method: 'POST',
      headers: { 'X-Auth-Token': token },
      body: form,
    });
    const { accessory_id } = (await response.json()) as Body;
    expect(await (await send('GET', `/accessorys/${accessory_id}`)).text()).toBe('bytes');
    const { accessory_url } = await call('GET', `/accessorys/${accessory_id}/access-url?relation_type=MESSAGE`);
    expect(await (await fetch(accessory_url)).text()).toBe('bytes');
    const zip = await send('GET', `/accessorys/${accessory_id}%2C${await upload('message')}`);
    expect((await zip.text()).slice(0, 2)).toBe('PK');
    expect(await call('DELETE', `/accessorys/${accessory_id}`)).toEqual({});
    expect((await call('GET', `/accessorys/${accessory_id}`)).error_code).toBe('OSM.01010001');
  });

  test('a file in generated messages can be read; other types and a used up volume are refused', async () => {
    const details = await Promise.all(emulator.samples.ticketIds.map((id) => call('GET', `/cases/${id}`)));
    const ids = details
      .flatMap((detail) => detail.incident_detail_info.message_list)
      .flatMap((message) => message.accessory_list.map((accessory) => accessory.accessory_id));
    const id = ids.find((found) => found !== '');
    expect((await (await send('GET', `/accessorys/${id}`)).text()).length).toBeGreaterThan(0);
    const body = { accessory_name: 'a.exe', accessory_from: 'message', accessory_data: 'aGk=' };
    expect((await call('POST', '/accessorys/json-format-content', body)).error_code).toBe('OSM.01010001');
    emulator.control.setSwitches({ uploadVolumeUsedUp: true });
    const refused = await call('POST', '/accessorys/json-format-content', { ...body, accessory_name: 'a.txt' });
    expect(refused.error_code).toBe('OSM.01010005');
  });
});

test('the catalog has six problem types whose case_type is a string, eight labels, four regions', async () => {
  const types = (await call('GET', '/config/problems')).incident_business_type_list;
  expect(types).toHaveLength(6);
  expect(new Set(types.map((type) => type.case_type))).toEqual(new Set(['0', '5']));
  const [labels, regions, categories] = await Promise.all([
    call('GET', '/labels?limit=100'),
    call('GET', '/config/regions'),
    call('GET', '/config/product-categories'),
  ]);
  expect([labels.total_count, regions.total_count, categories.total_count]).toEqual([8, 4, 5]);
});

test('apply then 504: the ticket exists although its answer was lost', async () => {
  emulator.control.addFault({ kind: 'status', status: 504, route: 'createTicket', apply: true, times: 1 });
  const body = { business_type_id: 'bt-usage', simple_description: 'lost answer', source_id: SOURCE_ID };
  expect((await send('POST', '/cases', body)).status).toBe(504);
  expect((await call('GET', '/cases?search_key=lost%20answer')).total_count).toBe(1);
});

test('engineers add and remove tickets through actions', async () => {
  const { incident_id: id } = emulator.control.act('addTicket', { status: 1 }) as { incident_id: string };
  expect((await call('GET', '/cases?limit=1')).incident_info_list[0]?.incident_id).toBe(id);
  emulator.control.act('removeTicket', { id });
  expect((await call('GET', `/cases/${id}`)).error_code).toBe('OSM.01010015');
});

test('the same seed gives the same data, another seed other data', async () => {
  const shared = emulator;
  async function dump(seed: number): Promise<unknown> {
    emulator = await startEmulator({ seed, tickets: 30 });
    token = await logIn();
    const list = await call('GET', '/cases?limit=100');
    const details = await Promise.all(emulator.samples.ticketIds.map((id) => call('GET', `/cases/${id}`)));
    await emulator.stop();
    return { list, details };
  }
  const [first, second, other] = [await dump(7), await dump(7), await dump(8)];
  emulator = shared;
  token = await logIn();
  expect(second).toEqual(first);
  expect(other).not.toEqual(first);
});

test('10,000 tickets start and answer fast', async () => {
  const started = performance.now();
  const large = await startEmulator({ tickets: 10_000 });
  await large.stop();
  expect(performance.now() - started).toBeLessThan(3_000);
});
