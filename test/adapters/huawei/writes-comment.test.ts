import { describe, expect, test } from '@jest/globals';
import { nock } from '../../support/nock.ts';
import { useNock } from '../../support/nock-backend.ts';
import { answerToken, CASES, connect, createWriteCall, NOW, operation, OSM } from './under-test.ts';

useNock();

const MESSAGE = { type: 0, replier_type: 0, replier: 'u', replier_name: 'test', content: 'Thanks', accessory_list: [] };
const AT = '2024-03-01T08:00:00Z';

function addComment(settings = {}) {
  return operation(connect(settings), 'addComment');
}

function takeMessage(reply: object = {}): void {
  nock(OSM)
    .post(`${CASES}/TT-1/message`, { message: { content: 'Thanks' } })
    .reply(200, reply);
}

function answerMessages(...messages: readonly object[]): void {
  nock(OSM)
    .get(`${CASES}/TT-1/messages?offset=0&limit=100`)
    .reply(200, { count: messages.length, message_list: messages });
}

const INPUT = { ticketId: 'TT-1', text: 'Thanks' };

describe('POST /cases/{case_id}/message', () => {
  test('writes, and finds the entry among the newest', async () => {
    answerToken();
    takeMessage();
    answerMessages(
      { ...MESSAGE, create_time: '2024-02-01T08:00:00Z' },
      { ...MESSAGE, create_time: AT, replier_name: 'me' },
      { ...MESSAGE, create_time: AT, replier_type: 1 },
      { ...MESSAGE, create_time: AT, content: 'No' },
    );
    const { entry, warnings } = await addComment().apply(INPUT, createWriteCall());
    expect(entry).toMatchObject({ kind: 'MESSAGE', side: 'CUSTOMER', text: 'Thanks', author: { name: 'me' } });
    expect(warnings).toEqual([]);
  });

  test('the entry has the id that the log gives it', async () => {
    const backend = connect();
    answerToken();
    takeMessage();
    const messages = [1, 2].map(() => ({ ...MESSAGE, create_time: AT }));
    answerMessages(...messages);
    const { entry } = await operation(backend, 'addComment').apply(INPUT, createWriteCall());
    answerMessages(...messages);
    nock(OSM)
      .get(/operate-logs/)
      .reply(200, { total_count: 0, incident_operate_log_list: [] });
    const [logs] = await operation(backend, 'getInteractionLogs')(['TT-1'], createWriteCall());
    if (logs?.state !== 'found') throw new Error('no logs');
    expect(logs.value.map((log) => log.nativeId).indexOf(entry?.nativeId ?? '')).toBe(1);
  });

  test('the group goes along', async () => {
    answerToken();
    nock(OSM)
      .post(`${CASES}/TT-1/message`, { message: { content: 'Thanks' }, group_id: 'g-1' })
      .reply(200);
    nock(OSM).get(`${CASES}/TT-1/messages?offset=0&limit=100&group_id=g-1`).reply(200, { message_list: [] });
    expect(await addComment({ groupId: 'g-1' }).apply(INPUT, createWriteCall())).toMatchObject({ entry: null });
  });

  test.each([
    ['does not show it', () => answerMessages({ ...MESSAGE, create_time: '2024-03-01T07:58:59Z' })],
    [
      'cannot be read',
      () =>
        nock(OSM)
          .get(/messages/)
          .reply(403, {}),
    ],
  ])('a list that %s is a warning', async (_, answer) => {
    answerToken();
    takeMessage();
    answer();
    const result = await addComment().apply(INPUT, createWriteCall());
    expect(result.entry).toBeNull();
    expect(result.warnings).toHaveLength(1);
  });

  test('a ticket that takes no messages is a conflict', async () => {
    answerToken();
    takeMessage({ error_code: 'OSM.01010014' });
    nock(OSM)
      .get(`${CASES}/TT-1`)
      .reply(200, { incident_detail_info: { incident_id: 'TT-1', status: 3 } });
    await expect(addComment().apply(INPUT, createWriteCall())).rejects.toMatchObject({
      code: 'CONFLICT',
      message: expect.stringContaining('"Completed"'),
    });
  });

  test.each(['', ' \n', 'x'.repeat(1201)])('%j is refused without a call', (text) => {
    expect(addComment().check({ ticketId: 'TT-1', text })).toMatchObject([{ field: 'text', code: 'INVALID_INPUT' }]);
  });

  test('how long it may be can be set', () => {
    expect(addComment().check({ ticketId: 'TT-1', text: 'x'.repeat(1200) })).toEqual([]);
    expect(addComment({ messageMaxLength: 5000 }).check({ ticketId: 'TT-1', text: 'x'.repeat(5000) })).toEqual([]);
  });
});

describe('a comment without an answer', () => {
  function look(backend = connect()) {
    const { reconcile } = operation(backend, 'addComment');
    if (typeof reconcile !== 'function') throw new Error('cannot be reconciled');
    return reconcile(INPUT, createWriteCall(NOW + 500));
  }

  test('is found by text, side and time; line ends may differ', async () => {
    answerToken();
    answerMessages({ ...MESSAGE, create_time: AT, content: ' Thanks\r\n' });
    expect(await look()).toMatchObject({ state: 'APPLIED', result: { entry: { side: 'CUSTOMER' }, warnings: [] } });
  });

  test.each([
    ['earlier', { create_time: '2024-03-01T07:59:59Z' }],
    ['of an engineer', { create_time: AT, replier_type: 1 }],
    ['another', { create_time: AT, content: 'Thank you' }],
    ['without a time', { create_time: '' }],
  ])('%s is not it', async (_, more) => {
    answerToken();
    answerMessages({ ...MESSAGE, ...more });
    expect(await look()).toEqual({ state: 'UNKNOWN' });
  });

  test('what is the outcome of one write is not that of another', async () => {
    const backend = connect();
    answerToken();
    takeMessage();
    answerMessages({ ...MESSAGE, create_time: AT });
    await operation(backend, 'addComment').apply(INPUT, createWriteCall());
    answerMessages({ ...MESSAGE, create_time: AT });
    expect(await look(backend)).toEqual({ state: 'UNKNOWN' });
  });
});
