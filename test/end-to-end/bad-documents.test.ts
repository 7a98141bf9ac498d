import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { createJudge } from './judge.ts';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway({ tickets: 10 });
});

afterEach(() => {
  gateway.reset();
});

afterAll(async () => {
  await gateway.stop();
});

const nested = (levels: number): string =>
  `{ tickets { nodes { ${'relations { ticket { '.repeat(levels)}id${' } }'.repeat(levels)} } } }`;

test.each([
  [
    'nests fields too deeply',
    nested(10),
    'The operation is nested too deeply: at most 20 levels of fields are possible.',
  ],
  [
    'nests fields far too deeply',
    nested(700),
    'The operation is nested too deeply: at most 20 levels of fields are possible.',
  ],
  [
    'nests values without end',
    `{ tickets(filter: { text: ${'['.repeat(2_400)}${']'.repeat(2_400)} }) { __typename } }`,
    'The document is nested too deeply.',
  ],
  [
    'is too long',
    `{ ${'viewer { subject } '.repeat(1_500)} }`,
    'The document has too many words and signs: at most 5000 are possible.',
  ],
  [
    'repeats itself by fragments',
    `{ tickets { nodes { ...f0 } } } ${Array.from({ length: 40 }, (_, index) => `fragment f${index} on Ticket { id ${index < 39 ? `...f${index + 1} ...f${index + 1}` : ''} }`).join(' ')}`,
    'The document has too many fields with the fragments written out',
  ],
  [
    'has fragments that lead to themselves',
    '{ tickets { nodes { ...a } } } fragment a on Ticket { id relations { ticket { ...a } } }',
    'within itself',
  ],
  ['is no GraphQL', 'tickets please', 'Syntax Error'],
  ['holds control characters', '{ tickets\u0000 { __typename } }', 'Syntax Error'],
])('a document that %s is refused', async (_name, document, message) => {
  const answer = await gateway.query(document);
  expect(answer.status).toBe(400);
  expect(createJudge(gateway).refusal(answer, '')).toEqual([]);
  expect(answer.errors.map((error) => error.message).join('\n')).toContain(message);
});

test('variables that are nested without end are refused', async () => {
  const filter = `${'{"text":'.repeat(10_000)}1${'}'.repeat(10_000)}`;
  const query = 'query ($filter: TicketFilter) { tickets(filter: $filter) { __typename } }';
  const response = await fetch(`${gateway.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `{"query":${JSON.stringify(query)},"variables":{"filter":${filter}}}`,
  });
  expect(response.status).toBe(400);
  expect(await response.text()).toContain('"code":"INVALID_INPUT"');
  expect(gateway.backendCalls()).toEqual({});
});
