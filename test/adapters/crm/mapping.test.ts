import { describe, expect, test } from '@jest/globals';
import { createLocalTime } from '../../../adapters/crm/local-time.ts';
import {
  toStatus,
  toTicketFromRecord,
  toTicketFromSummary,
  TRANSITION_RULES,
  type MappingOptions,
} from '../../../adapters/crm/mapping.ts';
import { checkTicketList, checkTicketRecord, type CrmTicketRecord } from '../../../adapters/crm/wire.ts';
import details from '../../../adapters/crm/fixtures/ticket-details.json' with { type: 'json' };
import social from '../../../adapters/crm/fixtures/social-ticket.json' with { type: 'json' };
import created from '../../../adapters/crm/fixtures/ticket.json' with { type: 'json' };
import { party } from '../../../src/ticketing/ticket.ts';
import { TRANSITION_KINDS } from '../../../src/ticketing/transition.ts';
import { isUnsupported } from '../../../src/ticketing/unsupported.ts';

const OPTIONS: MappingOptions = {
  statusMap: {},
  modulePrefixes: { contact: '12', user: '19', group: '20' },
  exposeInternalMemo: false,
  toInstant: createLocalTime('UTC').toInstant,
};

const SAMPLE = created.response.result;

function fromRecord(values: CrmTicketRecord & Record<string, unknown>, options: Partial<MappingOptions> = {}) {
  return toTicketFromRecord({ id: '17x1', ...values }, { ...OPTIONS, ...options });
}

describe('statuses', () => {
  test.each([
    ['Open', 'OPEN'],
    ['New', 'OPEN'],
    ['In Progress', 'IN_PROGRESS'],
    ['Wait For Response', 'PENDING'],
    ['Closed', 'CLOSED'],
    [' cLOSED ', 'CLOSED'],
    ['On Vacation', 'UNKNOWN'],
    ['constructor', 'UNKNOWN'],
    ['Resolved', 'UNKNOWN'],
  ])('%j is %s and keeps its spelling', (native, category) => {
    expect(toStatus(native, {})).toEqual({ category, code: native, label: native });
  });

  test('an empty status is unknown', () => {
    expect(toStatus('', {})).toEqual({ category: 'UNKNOWN', code: '', label: null });
    expect(fromRecord({ ticketstatus: null }).status.category).toBe('UNKNOWN');
  });

  test('the configuration comes first, whatever the case', () => {
    const statusMap = { 'on vacation': 'ON_HOLD', CLOSED: 'RESOLVED' } as const;
    expect(toStatus('On Vacation', statusMap).category).toBe('ON_HOLD');
    expect(toStatus('Closed', statusMap).category).toBe('RESOLVED');
  });

  test('no move is possible from any of them', () => {
    expect(TRANSITION_KINDS.filter((kind) => !isUnsupported(TRANSITION_RULES[kind]))).toEqual([]);
  });
});

describe('times', () => {
  test.each([
    ['UTC', '2020-02-14 18:19:47', '2020-02-14T18:19:47.000Z'],
    ['UTC', ' 2020-02-14 18:19:47 ', '2020-02-14T18:19:47.000Z'],
    ['Asia/Kolkata', '2020-02-14 18:19:47', '2020-02-14T12:49:47.000Z'],
    ['Europe/Berlin', '2020-07-01 00:00:00', '2020-06-30T22:00:00.000Z'],
    ['Europe/Berlin', '2020-12-31 23:59:59', '2020-12-31T22:59:59.000Z'],
    // around the skipped hour from 02:00 to 03:00: the later instant
    ['Europe/Berlin', '2020-03-29 01:59:59', '2020-03-29T00:59:59.000Z'],
    ['Europe/Berlin', '2020-03-29 02:30:00', '2020-03-29T01:30:00.000Z'],
    ['Europe/Berlin', '2020-03-29 03:00:00', '2020-03-29T01:00:00.000Z'],
    // around the hour from 02:00 to 03:00 that comes twice: the earlier instant
    ['Europe/Berlin', '2020-10-25 01:59:59', '2020-10-24T23:59:59.000Z'],
    ['Europe/Berlin', '2020-10-25 02:30:00', '2020-10-25T00:30:00.000Z'],
    ['Europe/Berlin', '2020-10-25 03:00:00', '2020-10-25T02:00:00.000Z'],
    ['America/New_York', '2021-03-14 02:30:00', '2021-03-14T07:30:00.000Z'],
    ['America/New_York', '2021-11-07 01:30:00', '2021-11-07T05:30:00.000Z'],
    ['Australia/Lord_Howe', '2021-10-03 02:15:00', '2021-10-02T15:45:00.000Z'],
  ])('%s %s is %s', (timeZone, text, instant) => {
    expect(createLocalTime(timeZone).toInstant(text)).toBe(instant);
  });

  test.each([
    '',
    '2020-02-14',
    '2020-02-30 10:00:00',
    '2020-02-14 24:00:00',
    '2020-02-14T18:19:47Z',
    '14-02-2020 18:19:47',
    '0000-00-00 00:00:00',
    '2020-02-14 18:19',
    'yesterday',
  ])('%j is no time', (text) => {
    expect(createLocalTime('Europe/Berlin').toInstant(text)).toBeNull();
  });

  test('the day is the one on the wall, day first', () => {
    const milliseconds = Date.parse('2021-09-10T20:00:00Z');
    expect(createLocalTime('UTC').toDay(milliseconds)).toBe('10-09-2021');
    expect(createLocalTime('Asia/Kolkata').toDay(milliseconds)).toBe('11-09-2021');
  });

  test('a zone that does not exist is an error at the start', () => {
    expect(() => createLocalTime('Europe/Atlantis')).toThrow('timeZone');
  });
});

describe('the list', () => {
  test('maps the documented rows', () => {
    const [first] = checkTicketList(details.response.result);
    expect(toTicketFromSummary(first ?? {}, OPTIONS)).toMatchObject({
      nativeId: '17x95784',
      number: 'TT1524',
      title: 'ctg hjhg',
      description: 'ctg hjhg',
      status: { category: 'OPEN', code: 'Open', label: 'Open' },
      type: { code: 'Request', label: 'Request', group: null },
      createdAt: '2020-02-14T18:19:47.000Z',
      updatedAt: null,
      priority: null,
      severity: null,
      customer: null,
      assignee: null,
      contactReason: null,
      customFields: [],
      notLoaded: [],
    });
  });

  test.each([
    [{ ticket_title: 'Title', label: 'Label', description: 'Text', ticket_no: 'TT1' }, 'Title'],
    [{ ticket_title: '', label: 'Label', description: 'Text', ticket_no: 'TT1' }, 'Label'],
    [{ description: '\r\n  First line \r\nSecond', ticket_no: 'TT1' }, 'First line'],
    [{ description: 'x'.repeat(40_000) }, 'x'.repeat(120)],
    [{ description: `a${'😀'.repeat(200)}` }, `a${'😀'.repeat(59)}`],
    [{ description: ' ', ticket_no: 'TT1' }, 'TT1'],
    [{}, null],
  ])('takes the title from what there is (%#)', (values, title) => {
    expect(fromRecord(values).title).toBe(title);
  });

  test('leaves text as it came', () => {
    const description = 'a\nb <b>bold</b> &lt;tag&gt;';
    expect(fromRecord({ description }).description).toBe(description);
  });

  test('tolerates missing values, null and numbers', () => {
    const [row] = checkTicketList([{ id: '17x1', ticket_no: 1524, ticketstatus: null, createdtime: '' }]);
    expect(toTicketFromSummary(row ?? {}, OPTIONS)).toMatchObject({
      number: '1524',
      status: { category: 'UNKNOWN', code: '' },
      type: null,
      description: null,
      createdAt: null,
    });
  });
});

describe('a whole record', () => {
  test('maps the documented sample, the same for both ways of creating', () => {
    const ticket = toTicketFromRecord(checkTicketRecord(SAMPLE), OPTIONS);
    expect(ticket).toMatchObject({
      nativeId: '17x55954',
      number: 'TT1130',
      title: 'Plan change',
      description: 'Plan change request for ',
      status: { category: 'OPEN', code: 'Open', label: 'Open' },
      type: { code: 'Plan change', label: 'Plan change', group: null },
      createdAt: '2020-04-14T17:13:02.000Z',
      updatedAt: '2020-04-14T17:13:02.000Z',
      customer: party('PERSON', { id: '12x24218' }),
      assignee: party('GROUP', { id: '20x51' }),
      source: 'CRM',
      channel: null,
      contactReason: null,
      priority: null,
      severity: null,
      product: null,
      vendor: null,
      tags: [],
      notLoaded: [],
    });
    expect(ticket.customFields).toEqual([
      { key: 'modifiedby', label: 'Modified by', value: '19x5' },
      { key: 'starred', label: 'Starred', value: '0' },
    ]);
    expect(toTicketFromRecord(checkTicketRecord(social.response.result), OPTIONS)).toEqual(ticket);
  });

  test('every one of the 39 fields lands somewhere when it has a value', () => {
    const keys = Object.keys(SAMPLE);
    expect(keys).toHaveLength(39);
    const plain = { createdtime: '2020-01-01 00:00:00', modifiedtime: '2020-01-02 00:00:00' };
    // The label is the title's stand-in, and the portal flag has one telling value.
    const special: Record<string, string> = { ...plain, from_portal: '1', ticket_title: '' };
    const full = Object.fromEntries(keys.map((key) => [key, special[key] ?? `value of ${key}`]));
    const shown = JSON.stringify(toTicketFromRecord(checkTicketRecord(full), { ...OPTIONS, exposeInternalMemo: true }));
    const lost = keys.filter((key) => !(key in special) && !shown.includes(`value of ${key}"`));
    expect(lost).toEqual([]);
    expect(shown).toContain('2020-01-01T00:00:00.000Z');
    expect(shown).toContain('2020-01-02T00:00:00.000Z');
    expect(shown).toContain('"channel":"PORTAL"');
  });

  test('puts values into fields of their own', () => {
    expect(
      fromRecord({
        subcategory: 'sub1',
        parent_id: '11x7',
        contact_id: '12x8',
        assigned_user_id: '19x5',
        product_id: '14x3',
        vendorid: '18x9',
        tags: 'vip, slow line ,,',
        ticketseverities: 'Critical',
      }),
    ).toMatchObject({
      contactReason: { code: 'sub1', label: 'sub1' },
      customer: { kind: 'PERSON', id: '12x8', accountId: '11x7' },
      assignee: { kind: 'PERSON', id: '19x5' },
      product: { id: '14x3', name: null },
      vendor: { id: '18x9', vertical: null },
      tags: ['vip', 'slow line'],
      severity: { code: 'Critical', label: 'Critical' },
    });
    expect(fromRecord({ parent_id: '11x7' }).customer).toEqual(party('UNKNOWN', { accountId: '11x7' }));
  });

  test.each([
    ['Low', 'LOW'],
    ['normal', 'NORMAL'],
    ['High', 'HIGH'],
    ['URGENT', 'URGENT'],
    ['Sev 9', 'UNKNOWN'],
  ])('priority %s is %s', (native, level) => {
    expect(fromRecord({ ticketpriorities: native }).priority).toEqual({
      level,
      rank: null,
      code: native,
      label: native,
    });
  });

  test.each([
    ['20x51', { user: '19', group: '20' }, 'GROUP'],
    ['19x5', { user: '19', group: '20' }, 'PERSON'],
    ['21x5', { user: '19', group: '20' }, 'UNKNOWN'],
    ['21x5', { user: '21', group: '22' }, 'PERSON'],
  ])('%s is a party of its module (%#)', (id, prefixes, kind) => {
    const modulePrefixes = { contact: '12', ...prefixes };
    expect(fromRecord({ assigned_user_id: id }, { modulePrefixes }).assignee?.kind).toBe(kind);
  });

  test('keeps the staff’s note back unless told otherwise, and shows undocumented fields', () => {
    const values = { internalmemo: 'staff only', cf_1518: 'x', cf_9999: 'new', nested: { a: 1 }, hours: '' };
    expect(fromRecord(values).customFields).toEqual([
      { key: 'cf_1518', label: 'Cf 1518', value: 'x' },
      { key: 'cf_9999', label: 'Cf 9999', value: 'new' },
      { key: 'nested', label: 'Nested', value: { a: 1 } },
    ]);
    expect(fromRecord(values, { exposeInternalMemo: true }).customFields[0]).toEqual({
      key: 'internalmemo',
      label: 'Internal memo',
      value: 'staff only',
    });
  });

  test('has the version of its row in the list, and another one when anything of that changes', () => {
    const record = { ticket_no: 'TT1', ticketstatus: 'Open', description: 'text', ticketcategories: 'Request' };
    const { version } = fromRecord({ ...record, ticket_title: 'Title', modifiedtime: '2020-01-01 00:00:00' });
    expect(fromRecord(record).version).toBe(version);
    for (const key of Object.keys(record)) expect(fromRecord({ ...record, [key]: 'other' }).version).not.toBe(version);
  });
});
