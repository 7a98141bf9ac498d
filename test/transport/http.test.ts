import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connect } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { startTestGateway, type AnsweredError, type TestGateway } from '../support/gateway.ts';

const QUESTION = '{ viewer { subject } }';
const ANSWER = { data: { viewer: { subject: 'anonymous' } } };
const MOST_BODY_BYTES = 64 * 1024;

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway({ server: { mostBodyBytes: MOST_BODY_BYTES } });
});

afterAll(async () => {
  await gateway.stop();
});

function post(body: string, headers: Readonly<Record<string, string>>): Promise<Response> {
  return fetch(`${gateway.url}/graphql`, { method: 'POST', headers, body });
}

function get(parameters: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}) {
  return fetch(`${gateway.url}/graphql?${new URLSearchParams(parameters).toString()}`, { headers });
}

async function errorOf(response: Response): Promise<AnsweredError> {
  const { errors } = (await response.json()) as { errors: AnsweredError[] };
  expect(errors).toHaveLength(1);
  return errors[0] as AnsweredError;
}

/** What a caller is told who made a mistake: JSON in the form of GraphQL's errors. */
async function refusalOf(response: Response): Promise<object> {
  const { message, extensions } = await errorOf(response);
  const type = response.headers.get('content-type')?.split(';')[0];
  return { status: response.status, type, message, code: extensions.code, retryable: extensions.retryable };
}

function refusal(status: number, message: RegExp, code = 'INVALID_INPUT'): object {
  return {
    status,
    type: 'application/json',
    message: expect.stringMatching(message),
    code,
    retryable: false,
  };
}

describe('media types', () => {
  const body = JSON.stringify({ query: QUESTION });
  const json = { 'content-type': 'application/json' };

  test.each([
    ['no Accept header of its own', {}, 'application/json'],
    ['application/json', { accept: 'application/json' }, 'application/json'],
    [
      'application/graphql-response+json',
      { accept: 'application/graphql-response+json' },
      'application/graphql-response+json',
    ],
  ])('answers with the type that is asked for: %s', async (_name, accept, type) => {
    const response = await post(body, { ...json, ...accept });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(`${type}; charset=utf-8`);
    expect(await response.json()).toMatchObject(ANSWER);
  });

  test('a document that is wrong is a 400 in both types, without data', async () => {
    for (const type of ['application/json', 'application/graphql-response+json']) {
      const response = await post(JSON.stringify({ query: '{ nothing }' }), { ...json, accept: type });
      expect(response.status).toBe(400);
      expect(response.headers.get('content-type')).toBe(`${type}; charset=utf-8`);
      expect(Object.keys((await response.json()) as object)).toEqual(['errors']);
    }
  });

  test('an answer that the client does not accept is a 406', async () => {
    expect(await refusalOf(await post(body, { ...json, accept: 'image/png' }))).toEqual(
      refusal(406, /'accept' header/),
    );
  });
});

describe('GET', () => {
  const preflight = { 'apollo-require-preflight': 'yes' };

  test('answers a query, with variables', async () => {
    const query = 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } viewer { subject } }';
    const response = await get({ query, variables: JSON.stringify({ ids: [] }) }, preflight);
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ data: { nodes: [], ...ANSWER.data } });
  });

  test('refuses a mutation', async () => {
    const response = await get({ query: 'mutation { __typename }' }, preflight);
    expect([400, 405]).toContain(response.status);
    expect((await errorOf(response)).extensions.code).toBe('INVALID_INPUT');
  });

  test('refuses variables that are no JSON', async () => {
    expect(await refusalOf(await get({ query: QUESTION, variables: '{' }, preflight))).toEqual(
      refusal(400, /variables/),
    );
  });

  test('refuses a request that a foreign page could make without asking', async () => {
    expect(await refusalOf(await get({ query: QUESTION }))).toEqual(refusal(400, /Cross-Site Request Forgery/));
  });
});

describe('requests that a browser sends for a foreign page without asking first', () => {
  const body = JSON.stringify({ query: QUESTION });

  test.each([
    ['text/plain', 400],
    ['text/plain; charset=utf-8', 400],
    ['application/x-www-form-urlencoded', 415],
    ['multipart/form-data; boundary=x', 415],
  ])('are refused: %s', async (type, status) => {
    const response = await post(body, { 'content-type': type });
    expect(response.status).toBe(status);
    const text = await response.text();
    expect(text).toContain('"code":"INVALID_INPUT"');
    expect(text).not.toContain('anonymous');
  });

  test('are refused without any content type', async () => {
    const response = await fetch(`${gateway.url}/graphql`, { method: 'POST', body: Buffer.from(body) });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(await response.text()).not.toContain('anonymous');
  });
});

describe('bodies', () => {
  const json = { 'content-type': 'application/json' };

  test.each([
    ['is cut off', '{"query": "{ viewer', 400, /not valid JSON/],
    ['is empty', '', 400, /cannot be empty/],
    ['has no query', '{}', 400, /body missing|no keys/],
    ['is null', 'null', 400, /body missing/],
    ['is a list of operations', JSON.stringify([{ query: QUESTION }]), 400, /batching disabled/],
    ['has a query that is no text', '{"query": 7}', 400, /must be strings/],
    ['has variables that are text', JSON.stringify({ query: QUESTION, variables: 'x' }), 400, /variables/],
    ['has a prototype of its own', `{"query": "${QUESTION}", "__proto__": {"a": 1}}`, 400, /not valid JSON/],
    ['names an operation that is not there', JSON.stringify({ query: QUESTION, operationName: 'other' }), 400, /other/],
  ])('a body that %s is refused', async (_name, body, status, message) => {
    expect(await refusalOf(await post(body, json))).toEqual(refusal(status, message));
  });

  test.each(['application/xml', 'application/graphql', 'text/html'])('%s is no type for a request', async (type) => {
    const response = await post(QUESTION, { 'content-type': type });
    expect(await refusalOf(response)).toEqual(refusal(415, /Unsupported Media Type/));
  });

  test('a body over the limit is refused with 413, one at the limit is read', async () => {
    const filled = (bytes: number): string => {
      const empty = JSON.stringify({ query: QUESTION });
      return JSON.stringify({ query: `${QUESTION}${' '.repeat(bytes - empty.length)}` });
    };
    expect((await post(filled(MOST_BODY_BYTES), json)).status).toBe(200);
    expect(await refusalOf(await post(filled(MOST_BODY_BYTES + 1), json))).toEqual(
      refusal(413, /too large/, 'OVER_LIMIT'),
    );
  });

  test('a body without end is refused while it is still being sent', async () => {
    const { hostname, port } = new URL(gateway.url);
    const socket = connect(Number(port), hostname);
    const chunk = `4000\r\n${' '.repeat(0x4000)}\r\n`;
    socket.write(
      'POST /graphql HTTP/1.1\r\nhost: gateway\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n',
    );
    // More than the limit, and no last chunk: a server that waits for the end never answers.
    for (let sent = 0; sent <= MOST_BODY_BYTES; sent += 0x4000) socket.write(chunk);
    const answer = await new Promise<string>((resolve, reject) => {
      socket.once('data', (data) => resolve(data.toString('utf8')));
      socket.once('error', reject);
      socket.once('close', () => reject(new Error('The connection was closed without an answer.')));
    });
    socket.destroy();
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });
});

describe('packed bodies', () => {
  const json = { 'content-type': 'application/json' };
  const body = JSON.stringify({ query: QUESTION });

  test.each([
    ['gzip', gzipSync(body)],
    ['deflate', deflateSync(body)],
    ['br', brotliCompressSync(body)],
    ['GZIP, identity', gzipSync(body)],
  ])('%s is refused with 415 and not unpacked', async (encoding, packed) => {
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { ...json, 'content-encoding': encoding },
      body: Buffer.from(packed),
    });
    expect(await refusalOf(response)).toEqual(refusal(415, /Content-Encoding/));
  });

  test('a body that says that it is as it is, is read', async () => {
    const response = await post(body, { ...json, 'content-encoding': 'identity' });
    expect(await response.json()).toMatchObject(ANSWER);
  });
});

describe('documents', () => {
  const introspection = '{ __schema { queryType { name } } }';

  test('introspection is possible outside production', async () => {
    const { data } = await gateway.query(introspection);
    expect(data).toEqual({ __schema: { queryType: { name: 'Query' } } });
  });

  test('a misspelled field is answered with the right one outside production', async () => {
    const { errors } = await gateway.query('{ viewer { subjekt } }');
    expect(errors[0]?.message).toContain('Did you mean "subject"?');
  });
});

describe('in production', () => {
  let production: TestGateway;

  beforeAll(async () => {
    production = await startTestGateway({ server: { production: true } });
  });

  afterAll(async () => {
    await production.stop();
  });

  test('there is no introspection', async () => {
    const { status, errors } = await production.query('{ __schema { queryType { name } } }');
    expect(status).toBe(400);
    expect(errors[0]?.extensions.code).toBe('INVALID_INPUT');
    expect(errors[0]?.message).toMatch(/introspection is not allowed/i);
  });

  test.each([
    ['a misspelled field', '{ viewer { subjekt } }', {}],
    ['a misspelled argument', '{ node(idd: "x") { id } }', {}],
    [
      'a misspelled enum value',
      'query ($filter: TicketFilter) { tickets(filter: $filter) { nodes { id } } }',
      { filter: { statusCategories: ['OPENED'] } },
    ],
    [
      'a misspelled key',
      'query ($filter: TicketFilter) { tickets(filter: $filter) { nodes { id } } }',
      { filter: { txet: 'x' } },
    ],
  ])('%s gets no hint of the schema', async (_name, document, variables) => {
    const { status, errors } = await production.query(document, variables);
    expect(status).toBe(400);
    expect(errors[0]?.extensions.code).toBe('INVALID_INPUT');
    expect(errors[0]?.message).not.toMatch(/did you mean/i);
  });
});

test('what is not there is a 404 in the form of all errors', async () => {
  const response = await fetch(`${gateway.url}/nothing`);
  expect(response.status).toBe(404);
  expect((await errorOf(response)).extensions).toEqual({ code: 'NOT_FOUND', retryable: false });
});

test('an address that cannot be read is a 400 in the form of all errors', async () => {
  expect(await refusalOf(await fetch(`${gateway.url}/%zz`))).toEqual(refusal(400, /not a valid url/));
});
