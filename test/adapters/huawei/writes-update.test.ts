import { describe, expect, test } from '@jest/globals';
import { nock } from '../../support/nock.ts';
import type { TicketFields } from '../../../src/ticketing/write.ts';
import { useNock } from '../../support/nock-backend.ts';
import { answerToken, CASES, connect, createWriteCall, operation, OSM, ROW } from './under-test.ts';

useNock();

const TICKET = `${CASES}/TT-1`;
const LABELS = [
  { label_id: 1, name: 'urgent', color: '#ff0000' },
  { label_id: '2', name: 'billing', color: '#00ff00' },
  { label_id: 3, name: 'billing (old)', color: '#00ff00' },
  { label_id: 4, name: 'twice', color: '#00ff00' },
  { label_id: 5, name: 'twice', color: '#00ff00' },
];

function update(settings = {}) {
  return operation(connect(settings), 'updateTicket');
}

function answerDetail(contact: object = {}): void {
  nock(OSM)
    .get(TICKET)
    .reply(200, { incident_detail_info: { incident_id: 'TT-1', status: 0, ext_info: contact } });
}

function answerRow(...names: readonly string[]): void {
  const label_list = names.map((name, index) => ({ label_id: index, name, color: '#000000' }));
  nock(OSM)
    .get(`${CASES}?offset=0&limit=10&incident_id=TT-1`)
    .reply(200, { total_count: 1, incident_info_list: [{ ...ROW, incident_id: 'TT-1', label_list }] });
}

function answerLabels(...present: readonly object[]): void {
  nock(OSM).get(`${TICKET}/labels`).reply(200, { case_label_list: present });
}

function answerCatalog(): void {
  nock(OSM).get('/v2/servicerequest/labels?offset=0&limit=100').reply(200, { total_count: 5, label_list: LABELS });
}

function answerRelations(...ids: readonly string[]): void {
  nock(OSM)
    .get(`${TICKET}/relations`)
    .reply(200, { case_relation_list: ids.map((case_id) => ({ case_id, simple_description: 'a', user_name: 'b' })) });
}

function input(fields: TicketFields) {
  return { ticketId: 'TT-1', fields };
}

describe('tags', () => {
  test('become labels that are removed, then added, by their ids in the query and without a body', async () => {
    answerToken();
    answerDetail();
    answerLabels(LABELS[0] ?? {}, LABELS[2] ?? {}, LABELS[3] ?? {});
    answerCatalog();
    const order: string[] = [];
    const bodiless = (body: unknown): boolean => body === '';
    nock(OSM)
      .delete(`${TICKET}/labels?label_ids=3&label_ids=4`, bodiless)
      .reply(200, () => {
        order.push('removed');
        return {};
      });
    nock(OSM, { reqheaders: { 'content-length': '0' } })
      .post(`${TICKET}/labels?label_ids=2`, bodiless)
      .reply(200, () => {
        order.push('added');
        return '';
      });
    answerDetail();
    answerRow('urgent', 'billing');
    const result = await update().apply(input({ tags: ['billing', 'urgent', 'billing'] }), createWriteCall());
    expect(result).toMatchObject({ nativeId: 'TT-1', ticket: { tags: ['urgent', 'billing'] }, warnings: [] });
    expect(order).toEqual(['removed', 'added']);
  });

  test('that the ticket has already need no call', async () => {
    answerToken();
    answerDetail();
    answerLabels(LABELS[0] ?? {});
    answerDetail();
    answerRow('urgent');
    expect((await update().apply(input({ tags: ['urgent'] }), createWriteCall())).warnings).toEqual([]);
  });

  test('none: all are removed, five at once', async () => {
    answerToken();
    answerDetail();
    answerLabels(...[1, 2, 3, 4, 5, 6].map((label_id) => ({ label_id, name: `l${label_id}` })));
    nock(OSM)
      .delete(`${TICKET}/labels?label_ids=1&label_ids=2&label_ids=3&label_ids=4&label_ids=5`)
      .reply(200, {})
      .delete(`${TICKET}/labels?label_ids=6`)
      .reply(200, {});
    answerDetail();
    answerRow();
    expect((await update().apply(input({ tags: [] }), createWriteCall())).ticket?.tags).toEqual([]);
  });

  test.each(['bill', 'Urgent', 'twice'])(
    '%s is the name of no label, or of several: nothing is changed',
    async (tag) => {
      answerToken();
      answerDetail();
      answerLabels(LABELS[0] ?? {});
      answerCatalog();
      await expect(update().apply(input({ tags: [tag] }), createWriteCall())).rejects.toMatchObject({
        code: 'INVALID_INPUT',
        facts: { field: 'fields.tags' },
      });
    },
  );
});

describe('relations', () => {
  test('are removed one by one, with a body, and added three at once', async () => {
    answerToken();
    answerDetail();
    answerRelations('TT-2', 'TT-3');
    nock(OSM).delete(`${TICKET}/relations`, { related_id: 'TT-3' }).reply(200, {});
    nock(OSM)
      .post(`${TICKET}/relations`, { related_id_list: ['TT-4', 'TT-5', 'TT-6'] })
      .reply(200, {})
      .post(`${TICKET}/relations`, { related_id_list: ['TT-7'] })
      .reply(200, {});
    answerDetail();
    answerRelations('TT-2', 'TT-4', 'TT-5', 'TT-6', 'TT-7');
    const relatedTicketIds = ['TT-2', 'TT-4', 'TT-5', 'TT-6', 'TT-7'];
    const { ticket, warnings } = await update().apply(input({ relatedTicketIds }), createWriteCall());
    expect(ticket?.relations.map((relation) => relation.foreignId)).toEqual(relatedTicketIds);
    expect(warnings).toEqual([]);
  });
});

describe('contact data', () => {
  test('alone what was given is sent; the group goes along', async () => {
    answerToken();
    const detail = { incident_detail_info: { incident_id: 'TT-1', status: 0, ext_info: { remind_mail: 'a@b.c' } } };
    nock(OSM).get(`${TICKET}?group_id=g-1`).times(2).reply(200, detail);
    nock(OSM)
      .put(`${TICKET}/contact-info`, { area_code: '49', remind_mobile: '170 1', remind_time: '0', group_id: 'g-1' })
      .reply(200, {});
    const contact = { areaCode: '+49', phone: '170 1', hours: '0' };
    expect(await update({ groupId: 'g-1' }).apply(input({ contact }), createWriteCall())).toMatchObject({
      ticket: { customer: { email: 'a@b.c' } },
      warnings: [],
    });
  });

  test('that vanish are told', async () => {
    answerToken();
    answerDetail({ remind_mail: 'a@b.c', remind_mobile: '1' });
    nock(OSM).put(`${TICKET}/contact-info`, { remind_mobile: '2' }).reply(200, {});
    answerDetail({ remind_mail: '', remind_mobile: '2' });
    const { warnings } = await update().apply(input({ contact: { phone: '2' } }), createWriteCall());
    expect(warnings).toEqual(['With the change the backend has lost the email that the ticket had before.']);
  });
});

describe('several changes', () => {
  const ALL: TicketFields = { tags: ['urgent'], relatedTicketIds: ['TT-2'], contact: { email: 'a@b.c' } };

  function answerBefore(): void {
    answerToken();
    answerDetail();
    answerLabels();
    answerCatalog();
    answerRelations();
  }

  test.each([
    [400, { error_code: 'OSM.0001' }, 'Not done: adding the relations to TT-2.'],
    [500, {}, 'May or may not be done: adding the relations to TT-2.'],
  ])('a later one that fails with %s is a warning, and the rest is not tried', async (status, body, begin) => {
    answerBefore();
    nock(OSM).post(`${TICKET}/labels?label_ids=1`).reply(200, {});
    nock(OSM).post(`${TICKET}/relations`).reply(status, body);
    answerDetail();
    answerRow('urgent');
    answerRelations();
    const { ticket, warnings, changedFields } = await update().apply(input(ALL), createWriteCall());
    expect(ticket?.tags).toEqual(['urgent']);
    // Of the one that failed nobody knows.
    expect(changedFields).toEqual(['tags']);
    expect(warnings).toEqual([expect.stringContaining(begin), 'Not tried: changing the contact data.']);
  });

  test('the first one that fails is a failure', async () => {
    answerBefore();
    nock(OSM).post(`${TICKET}/labels?label_ids=1`).reply(200, { error_code: 'OSM.01010002' });
    await expect(update().apply(input(ALL), createWriteCall())).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  test('a ticket that cannot be read afterwards is a warning', async () => {
    answerToken();
    answerDetail();
    nock(OSM).put(`${TICKET}/contact-info`).reply(200, {});
    nock(OSM).get(TICKET).reply(403, {});
    const result = await update().apply(input({ contact: { email: 'a@b.c' } }), createWriteCall());
    expect(result).toMatchObject({ ticket: null });
    expect(result.warnings).toHaveLength(1);
  });
});

describe('ifVersion', () => {
  async function versionOf(): Promise<string> {
    answerDetail();
    const [lookup] = await operation(connect(), 'getTickets')({ ids: ['TT-1'], fields: [] }, createWriteCall());
    if (lookup?.state !== 'found') throw new Error('not found');
    return lookup.value.version;
  }

  test('that is the present one', async () => {
    answerToken();
    const ifVersion = await versionOf();
    answerToken();
    answerDetail();
    nock(OSM).put(`${TICKET}/contact-info`).reply(200, {});
    answerDetail();
    const fields = { contact: { email: 'a@b.c' } };
    expect(await update().apply({ ...input(fields), ifVersion }, createWriteCall())).toMatchObject({ warnings: [] });
  });

  test('that is another: nothing is sent', async () => {
    answerToken();
    answerDetail();
    const changed = { ...input({ contact: { email: 'a@b.c' } }), ifVersion: 'another' };
    await expect(update().apply(changed, createWriteCall())).rejects.toMatchObject({ code: 'CONFLICT' });
  });
});

describe('refused without a call', () => {
  const INVALID: readonly (readonly [string, TicketFields])[] = [
    ['fields', {}],
    ['fields.contact', { contact: {} }],
    ['fields.tags', { tags: ['1', '2', '3', '4', '5', '6'] }],
    ['fields.tags', { tags: [' '] }],
    ['fields.tags', { tags: ['x'.repeat(65)] }],
    ['fields.relatedTicketIds', { relatedTicketIds: ['TT-1'] }],
    ['fields.relatedTicketIds', { relatedTicketIds: ['../TT-2'] }],
    ['fields.contact.email', { contact: { email: '' } }],
    ['fields.title', { title: 'a' }],
    ['fields.description', { description: 'a' }],
    ['fields.typeId', { typeId: 'a' }],
    ['fields.severityCode', { severityCode: '1' }],
    ['fields.customFields', { customFields: {} }],
  ];

  test.each(INVALID)('%s of %j', (field, fields) => {
    expect(update().check(input(fields))).toMatchObject([{ field, code: 'INVALID_INPUT' }]);
  });

  test('not the same tag twice', () => {
    expect(update().check(input({ tags: ['1', '2', '3', '4', '5', '5'] }))).toEqual([]);
  });
});
