import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { serverAudits, type Audit } from 'graphql-http';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

/** What the gateway does otherwise than it should, or leaves out of what it may do, and why. */
const EXCEPTIONS: Readonly<Record<string, string>> = {
  'MAY accept application/x-www-form-urlencoded formatted GET requests':
    'A GET without a header that makes a browser ask first is refused: any page could send it.',
  'MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/graphql-response+json':
    'The same: the audit sends no such header.',
  'MAY allow URL-encoded JSON string {variables} parameter in GETs when accepting application/json':
    'The same: the audit sends no such header.',
  'SHOULD use 200 status code on document parsing failure when accepting application/json':
    'A refused request is a 400 in every media type, so that proxies, logs and alerts see it.',
  'SHOULD use 200 status code on document validation failure when accepting application/json':
    'A refused request is a 400 in every media type, so that proxies, logs and alerts see it.',
  'SHOULD use a status code of 200 on variable coercion failure when accepting application/json':
    'A refused request is a 400 in every media type, so that proxies, logs and alerts see it.',
};

let gateway: TestGateway;
let outcomes: readonly { readonly name: string; readonly isMet: boolean }[];

beforeAll(async () => {
  gateway = await startTestGateway();
  const audits: readonly Audit[] = serverAudits({ url: `${gateway.url}/graphql`, fetchFn: fetch });
  outcomes = await Promise.all(audits.map(async ({ name, fn }) => ({ name, isMet: (await fn()).status === 'ok' })));
});

afterAll(async () => {
  await gateway.stop();
});

describe('the audits of GraphQL over HTTP', () => {
  test('are all run', () => {
    expect(outcomes.length).toBeGreaterThan(50);
    expect(outcomes.filter(({ name }) => name.startsWith('MUST')).length).toBeGreaterThan(10);
  });

  test('find everything met that must be', () => {
    const unmet = outcomes.filter(({ name, isMet }) => name.startsWith('MUST') && !isMet);
    expect(unmet).toEqual([]);
  });

  test('find nothing else unmet but what is listed here with its reason', () => {
    const unmet = outcomes.filter(({ isMet }) => !isMet).map(({ name }) => name);
    expect(unmet.sort()).toEqual(Object.keys(EXCEPTIONS).sort());
  });
});
