import { expect, test } from '@jest/globals';
import { nock } from '../../support/nock.ts';
import { useNock } from '../../support/nock-backend.ts';
import { startRounds, told } from '../../support/rounds.ts';
import { answerToken } from './answer-token.ts';
import { connect, HOST, idOf, IN_PROGRESS, listBody, sampleTicket } from './under-test.ts';

useNock();

/** The list of tickets in progress, page by page. */
function answerPages(pages: readonly (readonly object[])[], total: number): void {
  let offset = 0;
  for (const rows of pages) {
    const query = { limit: 1_000, offset };
    nock(HOST)
      .get(IN_PROGRESS)
      .query(query)
      .reply(200, listBody(rows, total, query));
    offset += rows.length;
  }
}

const row = (index: number, more: object = {}): object =>
  sampleTicket({ id: idOf(index), ticket_number: index, ...more });

test('a round reads at most 20 pages, however small they are, and says that it is not complete', async () => {
  answerToken();
  answerPages(
    Array.from({ length: 20 }, (_, index) => [row(index)]),
    500,
  );
  const rounds = startRounds(connect({ ticketSource: 'inProgress' }));
  expect(await rounds.next()).toMatchObject({ changes: [], isComplete: false });
});

test('a ticket that slipped from one page to another between two calls is not gone', async () => {
  answerToken();
  const rounds = startRounds(connect({ ticketSource: 'inProgress' }));
  answerPages([[row(1), row(2)], [row(3)]], 3);
  expect(await rounds.next()).toMatchObject({ isComplete: true });
  answerPages([[row(2), row(3)], [row(3)]], 3);
  nock(HOST)
    .get(`${IN_PROGRESS}/${idOf(1)}`)
    .reply(200, row(1));
  expect(told(await rounds.next())).toEqual([]);
  answerPages([[row(1), row(2)], [row(3)]], 3);
  expect(told(await rounds.next())).toEqual([]);
});
