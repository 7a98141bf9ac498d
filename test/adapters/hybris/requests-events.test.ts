import { expect, test } from '@jest/globals';
import { createCall } from '../../support/call.ts';
import { nock } from '../../support/nock.ts';
import { useNock } from '../../support/nock-backend.ts';
import { startRounds, told } from '../../support/rounds.ts';
import { ticket, sampleId, OWN_ID } from './samples.ts';
import { answerLogin, connect, CUSTOMERS, HOST, listOf, MASHUP, pageRequest, SCOPES } from './under-test.ts';
import { FIRST, keep, type Sent } from './writes-under-test.ts';

useNock();

const OWNER = 'hybris.serviceticket';
const TOPICS = '/hybris/pubsub/v1/topics/hybris.serviceticket';
const CREATED = `${TOPICS}/serviceticket-created`;
const UPDATED = `${TOPICS}/serviceticket-updated`;
const HEADERS = {
  accept: 'application/json',
  authorization: 'Bearer client-token',
  'content-type': 'application/json',
  'hybris-request-id': '7f3d2c1e-0000-4000-8000-000000000001',
};
const READ: Sent = { headers: HEADERS, body: { numEvents: 100, ttlMs: 4000, autoCommit: false } };

/** Answers the token call with the scopes of the topics in it, the login and the own id. */
function answerTokens(owner = OWNER): void {
  const ofTopics = ['created', 'updated'].map((event) => `hybris.pubsub.topic=${owner}.serviceticket-${event}`);
  const scope = [SCOPES, ...ofTopics].join(' ');
  nock(HOST)
    .post('/hybris/oauth2/v1/token', { grant_type: 'client_credentials', scope })
    .reply(200, { access_token: 'client-token', expires_in: 3_600, scope });
  answerLogin();
  nock(HOST).get(`${CUSTOMERS}/me`).reply(200, { id: OWN_ID });
}

/** Answers the list of changes once. */
function answerList(rows: readonly object[]): void {
  nock(HOST)
    .get(`${MASHUP}/serviceTickets`)
    .query(({ sort }) => String(sort).startsWith('metadata.modifiedAt:desc'))
    .reply(200, [...rows]);
}

/** Answers both reads with no events. */
function answerEmptyTopics(host = HOST, topics = TOPICS): void {
  for (const topic of ['serviceticket-created', 'serviceticket-updated'])
    nock(host).post(`${topics}/${topic}/read`).reply(204);
}

/** A batch as the event service gives it, with more in each event than is used. */
function batchOf(token: string, ...payloads: readonly unknown[]): nock.Body {
  const events = payloads.map((payload, index) => ({
    id: `event-${index}`,
    createdAt: 1_479_798_000_000,
    tenant: 'acmeshop',
    eventType: 'any',
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
  }));
  return { events, token };
}

/** The ticket with this version, written in this second. */
function ticketOf(id: string, version: number | string, second: number): Record<string, unknown> {
  const modifiedAt = `2016-11-22T06:30:${String(second).padStart(2, '0')}.000+0000`;
  return ticket(id, { metadata: { createdAt: '2016-11-22T06:00:00.000+0000', modifiedAt, version } });
}

const NEWEST = sampleId(9);

test('both topics are read with the client token, an empty one answers 204', async () => {
  const sent: Sent[] = [];
  answerTokens();
  answerList([ticketOf(NEWEST, 1, 0)]);
  keep(nock(HOST).post(`${CREATED}/read`), sent, 204);
  keep(nock(HOST).post(`${UPDATED}/read`), sent, 204);
  expect(told(await startRounds(connect({ pubsub: { owner: OWNER } })).next())).toEqual([]);
  expect(sent).toEqual([READ, READ]);
});

test('what was told is committed by the next look, before it reads', async () => {
  const sent: Sent[] = [];
  answerTokens();
  answerList([ticketOf(NEWEST, 1, 0)]);
  answerEmptyTopics();
  const rounds = startRounds(connect({ pubsub: { owner: OWNER } }));
  await rounds.next();

  answerList([ticketOf(NEWEST, 1, 0)]);
  nock(HOST)
    .post(`${UPDATED}/read`)
    .reply(200, batchOf('a-token', { id: FIRST, version: 2 }));
  nock(HOST).post(`${CREATED}/read`).reply(204);
  nock(HOST)
    .get(`${MASHUP}/serviceTickets/${FIRST}`)
    .reply(200, ticketOf(FIRST, 2, 1));
  expect(told(await rounds.next())).toEqual([`UPDATED ${FIRST}`]);

  answerList([ticketOf(NEWEST, 1, 0)]);
  keep(nock(HOST).post(`${UPDATED}/commit`), sent, 200, {});
  keep(nock(HOST).post(`${UPDATED}/read`), sent, 204);
  nock(HOST).post(`${CREATED}/read`).reply(204);
  expect(told(await rounds.next())).toEqual([]);
  expect(sent).toEqual([{ headers: HEADERS, body: { token: 'a-token' } }, READ]);
});

test('events of a version that is known are committed at once, whatever comes of that', async () => {
  const sent: Sent[] = [];
  answerTokens();
  answerList([ticketOf(NEWEST, 3, 0)]);
  answerEmptyTopics();
  const rounds = startRounds(connect({ pubsub: { owner: OWNER } }));
  await rounds.next();
  const events = [
    { id: NEWEST, version: 3 },
    { id: NEWEST, version: '2' },
  ];
  // A token that is known no longer is no fault: the events come again.
  for (const [token, status] of [
    ['first', 400],
    ['second', 404],
    ['third', 200],
  ] as const) {
    answerList([ticketOf(NEWEST, 3, 0)]);
    nock(HOST)
      .post(`${UPDATED}/read`)
      .reply(200, batchOf(token, ...events));
    nock(HOST).post(`${CREATED}/read`).reply(204);
    keep(nock(HOST).post(`${UPDATED}/commit`), sent, status, { status, type: 'validation_violation' });
    expect(told(await rounds.next())).toEqual([]);
  }
  expect(sent.map(({ body }) => body)).toEqual([{ token: 'first' }, { token: 'second' }, { token: 'third' }]);
});

test.each([
  ['at a later time', 20],
  ['at the same time', 10],
])('a list that shows a change later than its event (%s) neither repeats it nor takes it back', async (_, second) => {
  answerTokens();
  answerList([ticketOf(FIRST, 2, 10), ticketOf(NEWEST, 1, 9)]);
  answerEmptyTopics();
  const rounds = startRounds(connect({ pubsub: { owner: OWNER } }));
  await rounds.next();

  // No version in the payload, so that the ticket has to be read.
  answerList([ticketOf(FIRST, 2, 10)]);
  nock(HOST)
    .post(`${UPDATED}/read`)
    .reply(200, batchOf('a-token', { id: FIRST }));
  nock(HOST).post(`${CREATED}/read`).reply(204);
  nock(HOST)
    .get(`${MASHUP}/serviceTickets/${FIRST}`)
    .reply(200, ticketOf(FIRST, 3, second));
  expect(told(await rounds.next())).toEqual([`UPDATED ${FIRST}`]);

  answerList([ticketOf(FIRST, 2, 10)]);
  nock(HOST).post(`${UPDATED}/commit`).reply(200, {});
  answerEmptyTopics();
  expect(told(await rounds.next())).toEqual([]);

  answerList([ticketOf(FIRST, 3, second)]);
  answerEmptyTopics();
  expect(told(await rounds.next())).toEqual([]);

  answerList([ticketOf(FIRST, 4, 30)]);
  answerEmptyTopics();
  expect(told(await rounds.next())).toEqual([`UPDATED ${FIRST}`]);
});

test('a change that moves no date is told by its event, once', async () => {
  answerTokens();
  answerList([ticketOf(NEWEST, 1, 50)]);
  answerEmptyTopics();
  const rounds = startRounds(connect({ pubsub: { owner: OWNER } }));
  await rounds.next();
  const all: string[] = [];
  // The second look commits what the first one told, then what came again and has nothing to tell.
  for (const { version, commits } of [
    { version: 2, commits: 0 },
    { version: 2, commits: 2 },
    { version: 3, commits: 0 },
  ]) {
    answerList([ticketOf(NEWEST, 1, 50)]);
    for (let count = 0; count < commits; count++) nock(HOST).post(`${UPDATED}/commit`).reply(200, {});
    nock(HOST)
      .post(`${UPDATED}/read`)
      .reply(200, batchOf('a-token', { id: FIRST }));
    nock(HOST).post(`${CREATED}/read`).reply(204);
    nock(HOST)
      .get(`${MASHUP}/serviceTickets/${FIRST}`)
      .reply(200, ticketOf(FIRST, version, 0));
    all.push(`version ${version}`, ...told(await rounds.next()));
  }
  expect(all).toEqual(['version 2', `UPDATED ${FIRST}`, 'version 2', 'version 3', `UPDATED ${FIRST}`]);
});

test('a ticket that the topic of new ones names is new, however late its event comes', async () => {
  answerTokens();
  answerList([ticketOf(NEWEST, 1, 50)]);
  answerEmptyTopics();
  const rounds = startRounds(connect({ pubsub: { owner: OWNER } }));
  await rounds.next();
  answerList([ticketOf(NEWEST, 1, 50)]);
  nock(HOST)
    .post(`${CREATED}/read`)
    .reply(200, batchOf('a-token', { id: FIRST }));
  nock(HOST)
    .post(`${UPDATED}/read`)
    .reply(200, batchOf('another', { id: FIRST }, { id: sampleId(2) }));
  nock(HOST)
    .get(`${MASHUP}/serviceTickets/${FIRST}`)
    .reply(200, ticketOf(FIRST, 2, 1));
  nock(HOST)
    .get(`${MASHUP}/serviceTickets/${sampleId(2)}`)
    .reply(200, ticketOf(sampleId(2), 2, 2));
  expect(told(await rounds.next())).toEqual([`ADDED ${FIRST}`, `UPDATED ${sampleId(2)}`]);
});

test('the event service may stand elsewhere, and its owner is one segment of the path', async () => {
  answerTokens('team.a-b_c');
  answerList([]);
  answerEmptyTopics('https://events.test', '/v1/topics/team.a-b_c');
  const pubsub = { owner: 'team.a-b_c', baseUrl: 'https://events.test/v1' };
  expect(told(await startRounds(connect({ pubsub })).next())).toEqual([]);
});

test('reads of tickets touch no topic', async () => {
  answerTokens();
  nock(HOST)
    .get(`${MASHUP}/serviceTickets`)
    .query(true)
    .reply(200, [ticket(FIRST)]);
  const page = await listOf(connect({ pubsub: { owner: OWNER } })).readPage(pageRequest(), createCall());
  expect(page.tickets).toHaveLength(1);
});
