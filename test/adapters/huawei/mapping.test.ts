import { describe, expect, test } from '@jest/globals';
import { toChatTranscript, toInteractionLogs } from '../../../adapters/huawei/mapping-interactions.ts';
import { toStatus, TRANSITION_RULES } from '../../../adapters/huawei/mapping-status.ts';
import { toTicketTypes, toTypeIndex } from '../../../adapters/huawei/mapping-types.ts';
import { toTicketOfDetail, toTicketOfRow, toTitle } from '../../../adapters/huawei/mapping.ts';
import { readLogTime, readTime, toFilterTime } from '../../../adapters/huawei/times.ts';
import type { HuaweiCase } from '../../../adapters/huawei/wire.ts';
import { availableTransitions } from '../../../src/ticketing/transition.ts';
import { ROW, SAMPLE, TYPE } from './samples.ts';

const DETAIL = SAMPLE as HuaweiCase;

/** A detail with every documented field. */
const FULL: HuaweiCase = {
  ...DETAIL,
  incident_type_name: 'Fault',
  xcustomer_id: 'iam-user-1',
  severity_name: 'Major',
  judgement: 'well done',
  incident_satisfaction: [{ satisfaction_id: 1, value: 5 }],
  resolve_time: 42,
  business_ownership: 1,
  ext_info: {
    area_code: '86',
    remind_mobile: '13800000000',
    remind_mail: 'test@example.test',
    contact_type: '0,1',
    remind_time: '09:00-18:00',
    cc_email: 'copy@example.test',
    commodity_id: 'c-1',
  },
};

describe('statuses', () => {
  test.each([
    [0, 'OPEN', 'To be handled'],
    [1, 'IN_PROGRESS', 'Processing'],
    [2, 'RESOLVED', 'To be confirmed'],
    [3, 'CLOSED', 'Completed'],
    [4, 'CANCELLED', 'Canceled'],
    [5, 'ON_HOLD', 'Suspended'],
    [12, 'REJECTED', 'Invalid'],
    [13, 'CANCELLED', 'Deleted'],
    [17, 'PENDING', 'Pending feedback'],
    [29, 'UNKNOWN', 'Status 29'],
    ['2', 'RESOLVED', 'To be confirmed'],
    ['02', 'RESOLVED', 'To be confirmed'],
  ])('%s is %s', (native, category, label) => {
    expect(toStatus(native)).toEqual({ category, code: String(Number(native)), label });
  });

  test.each([
    ['0', ['CANCEL', 'REMIND']],
    ['1', ['CLOSE', 'REMIND']],
    ['2', ['CONFIRM', 'CLOSE']],
    ['3', []],
    ['4', []],
    ['12', []],
    ['13', []],
    ['17', []],
    ['29', []],
  ])('what can be done in status %s', (code, kinds) => {
    const allowed = availableTransitions(TRANSITION_RULES, toStatus(code)).filter((entry) => entry.isAllowed);
    expect(allowed.map((entry) => entry.kind)).toEqual(kinds);
  });
});

describe('times', () => {
  test.each([
    ['2020-12-25T09:24:18Z', '2020-12-25T09:24:18.000Z'],
    ['2020-12-25T09:24:18.123456Z', '2020-12-25T09:24:18.123Z'],
    ['2020-12-25 09:24:18', null],
    ['', null],
    [null, null],
    [undefined, null],
    [1_608_888_258_000, null],
  ])('%s is read as %s', (text, instant) => {
    expect(readTime(text)).toBe(instant);
  });

  test.each([
    ['2020-12-25 09:24:18', 'GMT+0', '2020-12-25T09:24:18.000Z'],
    ['2020-12-25 09:24:18', 'GMT+8', '2020-12-25T01:24:18.000Z'],
    ['2020-12-25 09:24:18', 'GMT-3:30', '2020-12-25T12:54:18.000Z'],
    ['2020-12-25T09:24:18Z', 'GMT+8', '2020-12-25T09:24:18.000Z'],
    ['yesterday', 'GMT+0', null],
  ])('%s of an operate log in %s', (text, timeZone, instant) => {
    expect(readLogTime(text, timeZone)).toBe(instant);
  });

  test.each([
    ['GMT+0', '2020-12-25 09:24:18'],
    ['GMT+8', '2020-12-25 17:24:18'],
    ['GMT-9:30', '2020-12-24 23:54:18'],
  ])('a filter in %s', (timeZone, text) => {
    expect(toFilterTime(Date.parse('2020-12-25T09:24:18Z') / 1000, timeZone)).toBe(text);
  });

  test.each([
    [-1e12, '1970-01-01 00:00:00'],
    [1e15, '9999-12-30 00:00:00'],
  ])('a filter at %s seconds stays within what can be written', (second, text) => {
    expect(toFilterTime(second, 'GMT+0')).toBe(text);
  });
});

describe('titles', () => {
  test.each([
    [null, null],
    ['', null],
    [' \r\n\n', null],
    ['one', 'one'],
    ['\r\n  Disk full \r\nsince noon', 'Disk full'],
    ['x'.repeat(121), 'x'.repeat(120)],
    ['😀'.repeat(121), '😀'.repeat(120)],
  ])('of %j', (description, title) => {
    expect(toTitle(description)).toBe(title);
  });
});

describe('a ticket', () => {
  const row: HuaweiCase = { ...ROW, status: 3 };

  test('has every value of the detail somewhere', () => {
    const ticket = toTicketOfDetail(FULL);
    expect(ticket).toMatchObject({
      severity: { code: null, label: 'Major' },
      customer: { id: 'customer_id', name: 'test', email: 'test@example.test', phone: '+86 13800000000' },
      type: { group: 'Fault' },
    });
    expect(Object.fromEntries(ticket.customFields.map(({ key, value }) => [key, value]))).toEqual({
      dc_name: 'CN South-Guangzhou',
      incident_type_name: 'Fault',
      xcustomer_id: 'iam-user-1',
      judgement: 'well done',
      incident_satisfaction: [{ satisfaction_id: 1, value: 5 }],
      is_authorized: 0,
      resolve_time: 42,
      business_ownership: 1,
      area_code: '86',
      remind_time: '09:00-18:00',
      contact_type: '0,1',
      cc_email: 'copy@example.test',
      commodity_id: 'c-1',
    });
  });

  test('has every value of the row somewhere', () => {
    const ticket = toTicketOfRow(row);
    expect(ticket).toMatchObject({
      tags: ['urgent'],
      product: { id: null, name: 'Cloud Eye' },
      statusChangedAt: '2020-12-26T10:00:00.000Z',
      closedAt: '2020-12-26T10:00:00.000Z',
    });
    expect(Object.fromEntries(ticket.customFields.map(({ key, value }) => [key, value]))).toEqual({
      dc_name: 'CN South-Guangzhou',
      incident_type_name: 'Consulting',
      incident_service_type: 'standard',
      xcustomer_id: 'iam-user-1',
      confirmed_time: '2020-12-26T10:00:00Z',
      root_cause: 'a wrong rule',
      resolution: 'corrected',
      label_list: [{ label_id: 7, name: 'urgent', color: '#ff0000' }],
    });
  });

  test('of both has the values of both, and nothing of them is left to load', () => {
    const ticket = toTicketOfDetail({ ...FULL, status: 3 }, { row, relations: [], types: new Map() });
    expect(ticket).toMatchObject({
      severity: { label: 'Major' },
      tags: ['urgent'],
      closedAt: '2020-12-26T10:00:00.000Z',
      notLoaded: [],
    });
    const keys = ticket.customFields.map((field) => field.key);
    expect(keys).toEqual(expect.arrayContaining(['judgement', 'resolution', 'commodity_id', 'label_list']));
    expect(ticket.customFields).toContainEqual(expect.objectContaining({ key: 'incident_type_name', value: 'Fault' }));
  });

  test('an empty value of the detail does not hide the row’s', () => {
    const detail = { ...DETAIL, label_list: null, incident_type_name: '' };
    expect(toTicketOfDetail(detail, { row })).toMatchObject({ tags: ['urgent'], type: { group: 'Consulting' } });
  });

  test('the time of confirmation says something about completed tickets alone', () => {
    expect(toTicketOfRow(ROW)).toMatchObject({ statusChangedAt: null, closedAt: null });
    expect(toTicketOfDetail(DETAIL).notLoaded).not.toContain('closedAt');
    expect(toTicketOfDetail({ ...DETAIL, status: 3 }).notLoaded).toEqual(
      expect.arrayContaining(['statusChangedAt', 'closedAt']),
    );
  });

  test('has the same version in the list and read alone, and another after a change', () => {
    const { version } = toTicketOfDetail(DETAIL);
    expect(toTicketOfRow(ROW).version).toBe(version);
    expect(toTicketOfRow({ ...ROW, status: '0' }).version).toBe(version);
    expect(toTicketOfRow({ ...ROW, status: 1 }).version).not.toBe(version);
    expect(toTicketOfRow({ ...ROW, simple_description: '124' }).version).not.toBe(version);
  });

  test('of an id and a status alone', () => {
    expect(toTicketOfDetail({ incident_id: 'TT-1', status: 29 })).toMatchObject({
      title: null,
      description: null,
      status: { category: 'UNKNOWN', code: '29' },
      type: null,
      createdAt: null,
      customer: null,
      product: null,
      customFields: [],
      notLoaded: ['tags', 'product', 'customFields', 'relations'],
    });
  });

  test.each([
    [{ remind_mobile: '138', area_code: '' }, '138'],
    [{ remind_mobile: 138, area_code: 86 }, '+86 138'],
    [{ remind_mobile: '138', area_code: '+86' }, '+86 138'],
    [{ remind_mobile: '', area_code: '86' }, null],
  ])('telephone of %j', (extra, phone) => {
    expect(toTicketOfDetail({ ...DETAIL, ext_info: extra }).customer?.phone).toBe(phone);
  });

  test.each([
    [[{ accessory_id: 'a-1', file_actual_name: 'a.png' }], [{ nativeId: 'a-1', name: 'a.png' }]],
    [[{ accessory_id: '', file_actual_name: 'a.png' }], [{ nativeId: null, name: 'a.png' }]],
    [[{ accessory_id: 'a-1', file_actual_name: '' }], [{ nativeId: 'a-1', name: 'a-1' }]],
    [[{ accessory_id: '', file_actual_name: null }], []],
    [null, []],
  ])('files %j', (accessories, attachments) => {
    expect(toTicketOfDetail({ ...DETAIL, message_list: [{ accessory_list: accessories }] }).attachments).toEqual(
      attachments,
    );
  });
});

describe('types', () => {
  test('are found by their name, unless several have it', () => {
    const twice = [TYPE, { ...TYPE, business_type_id: 'two', business_type_name: 'Twice' }];
    const types = toTicketTypes([...twice, { ...TYPE, business_type_id: 'three', business_type_name: 'Twice' }, TYPE]);
    expect(types.map((type) => type.code)).toEqual([TYPE.business_type_id, 'two', 'three']);
    const index = toTypeIndex(types);
    const codeOf = (name: string | null) => toTicketOfRow({ ...ROW, business_type_name: name }, index).type?.code;
    expect(codeOf(TYPE.business_type_name)).toBe(TYPE.business_type_id);
    expect(codeOf('Twice')).toBeNull();
    expect(codeOf('Nobody knows')).toBeNull();
    expect(codeOf('')).toBeUndefined();
  });
});

describe('interactions', () => {
  const message = { type: 0, replier: '', replier_name: '', content: '', create_time: '2024-01-01T10:00:00Z' };
  const at = (create_time: string, more = {}) => ({ ...message, create_time, ...more });

  test.each([
    [{ type: 0 }, 'CUSTOMER'],
    [{ type: 1 }, 'AGENT'],
    [{ type: '1' }, 'AGENT'],
    [{ type: 1, replier_type: 2 }, 'THIRD_PARTY'],
    [{ type: 0, replier_type: null }, 'CUSTOMER'],
    [{ type: 9 }, 'UNKNOWN'],
    [{ type: null }, 'UNKNOWN'],
  ])('%j is of the side %s', (types, side) => {
    const [entry] = toInteractionLogs('TT-1', [{ ...message, ...types }], [], 'GMT+0');
    expect(entry?.side).toBe(side);
    const isKept = entry?.customFields.some((field) => field.key === 'type') ?? false;
    expect(isKept).toBe(side === 'UNKNOWN' && types.type !== null);
  });

  test('empty names are nobody, an empty text is a text', () => {
    const [entry] = toInteractionLogs(
      'TT-1',
      [{ ...message, message_id: 'm-1', is_first_message: 1, iam_user_type: 2 }],
      [],
      'GMT+0',
    );
    expect(entry).toMatchObject({ author: null, text: '' });
    expect(entry?.customFields.map(({ key, value }) => [key, value])).toEqual([
      ['message_id', 'm-1'],
      ['is_first_message', 1],
      ['iam_user_type', 2],
    ]);
  });

  test('oldest first whatever the order of the answers; without a time last', () => {
    const wires = [at('2024-01-03T00:00:00Z'), at(''), at('2024-01-01T00:00:00Z')];
    const logs = [
      { operate_time: '2024-01-02 00:00:00', operate_type: 4, operator_type: '2' },
      { operate_time: 'soon' },
    ];
    const entries = toInteractionLogs('TT-1', wires, logs, 'GMT+0');
    expect(entries.map((entry) => [entry.kind, entry.createdAt?.slice(0, 10) ?? null])).toEqual([
      ['MESSAGE', '2024-01-01'],
      ['SYSTEM', '2024-01-02'],
      ['MESSAGE', '2024-01-03'],
      ['MESSAGE', null],
      ['SYSTEM', null],
    ]);
    expect(entries[1]?.customFields.map(({ key, value }) => [key, value])).toEqual([
      ['operate_type', 4],
      ['operator_type', '2'],
    ]);
    expect(entries[4]?.customFields).toEqual([{ key: 'operate_time', label: 'Operate time', value: 'soon' }]);
  });

  test('what was said in one second stays in its order, whichever end the list begins at', () => {
    const said = ['a', 'b', 'c'].map((content) => at('2024-01-01T00:00:00Z', { content }));
    const later = at('2024-01-02T00:00:00Z', { content: 'd' });
    const texts = (wires: readonly object[]) =>
      toInteractionLogs('TT-1', wires, [], 'GMT+0').map((entry) => entry.text);
    expect(texts([...said, later])).toEqual(['a', 'b', 'c', 'd']);
    expect(texts([later, ...said.toReversed()])).toEqual(['a', 'b', 'c', 'd']);
  });

  test('ids are the same for the same entries, also after others came, and different for equal ones', () => {
    const first = [at('2024-01-01T00:00:00Z', { content: 'a' }), at('2024-01-01T00:00:00Z', { content: 'a' })];
    const before = toInteractionLogs('TT-1', first, [], 'GMT+0').map((entry) => entry.nativeId);
    const after = toInteractionLogs('TT-1', [at('2023-01-01T00:00:00Z'), ...first], [], 'GMT+0');
    expect(new Set(before).size).toBe(2);
    expect(after.slice(1).map((entry) => entry.nativeId)).toEqual(before);
    const elsewhere = toInteractionLogs('TT-2', first, [], 'GMT+0').map((entry) => entry.nativeId);
    expect(elsewhere).not.toEqual(before);
  });

  test('a transcript tells who took part, each once', () => {
    const transcript = toChatTranscript('TT-1', [
      at('2024-01-02T00:00:00Z', { type: 1, replier: 'e1', content: 'Hi' }),
      at('2024-01-01T00:00:00Z', { replier: 'u1', content: 'Hello' }),
      at('2024-01-03T00:00:00Z', { replier: 'u1', content: null }),
      at('2024-01-04T00:00:00Z'),
    ]);
    expect(transcript).toMatchObject({
      nativeId: 'TT-1',
      startedAt: '2024-01-01T00:00:00.000Z',
      endedAt: null,
      participants: [
        { side: 'CUSTOMER', id: 'u1' },
        { side: 'AGENT', id: 'e1' },
      ],
    });
    expect(transcript.messages.map((entry) => entry.text)).toEqual(['Hello', 'Hi', '', '']);
  });
});
