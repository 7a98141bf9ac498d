import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

const QUESTION =
  'query ($backend: ID!, $nativeId: String!) { ticketByNativeId(backend: $backend, nativeId: $nativeId) { nativeId } }';

interface TokenCalls {
  /** The calls by which a backend gives out a token, with how often each is made for one. */
  readonly atFirst: Readonly<Record<string, number>>;
  readonly afterTheEnd: Readonly<Record<string, number>>;
}

const TOKEN_CALLS: Readonly<Record<string, TokenCalls>> = {
  crm: { atFirst: { login: 1 }, afterTheEnd: { login: 1 } },
  huawei: { atFirst: { issueToken: 1 }, afterTheEnd: { issueToken: 1 } },
  // A customer logs in with the client's token. That has ended as well, which only the login can find out.
  hybris: { atFirst: { token: 1, login: 1 }, afterTheEnd: { token: 1, login: 2 } },
  outsourcing: { atFirst: { fetchToken: 1 }, afterTheEnd: { fetchToken: 1 } },
};

let gateway: TestGateway;

beforeAll(async () => {
  // Slow enough for all to be under way before the first of them hears that its token has ended.
  gateway = await startTestGateway({ tickets: 20, latencyMs: 20 });
});

afterAll(async () => {
  await gateway.stop();
});

beforeEach(() => {
  gateway.reset();
});

describe.each(Object.entries(TOKEN_CALLS))('the backend %s', (backend, { atFirst, afterTheEnd }) => {
  function tokenRequests(): Record<string, number> {
    const counters = gateway.emulator(backend).control.counters();
    return Object.fromEntries(Object.keys(atFirst).map((name) => [name, counters[name] ?? 0]));
  }

  async function readTickets(count: number): Promise<void> {
    const { ticketIds } = gateway.emulator(backend).samples;
    const answers = await Promise.all(
      Array.from({ length: count }, (_, index) => {
        const nativeId = ticketIds[index % ticketIds.length];
        return gateway.query<{ readonly ticketByNativeId: object | null }>(QUESTION, { backend, nativeId });
      }),
    );
    expect(answers.flatMap(({ errors }) => errors)).toEqual([]);
    expect(answers.every(({ data }) => data?.ticketByNativeId)).toBe(true);
  }

  test('is asked for one token by 100 requests at once that have none', async () => {
    await readTickets(100);
    expect(tokenRequests()).toEqual(atFirst);
  });

  test('is asked for one token by 100 requests at once whose token has ended', async () => {
    await readTickets(1);
    gateway.emulator(backend).control.reset();
    gateway.emulator(backend).control.act('expireTokens');
    await readTickets(100);
    expect(tokenRequests()).toEqual(afterTheEnd);
  });
});
