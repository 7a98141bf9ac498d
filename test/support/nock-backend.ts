import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import { nock } from './nock.ts';

/**
 * Makes a test file speak to nock alone. nock answers an unmatched request with 501 instead of failing, so unmatched
 * requests are collected here and fail the test, and so do mocks that nobody used.
 */
export function useNock(): void {
  let unmatched: string[] = [];
  const onNoMatch = (request: { readonly method?: string; readonly path?: string; readonly url?: string }): void => {
    unmatched.push(`${request.method ?? ''} ${request.path ?? request.url ?? ''}`);
  };
  beforeAll(() => {
    if (!nock.isActive()) nock.activate();
    nock.disableNetConnect();
    nock.emitter.on('no match', onNoMatch);
  });
  afterEach(() => {
    const seen = unmatched;
    const unused = nock.pendingMocks();
    unmatched = [];
    nock.cleanAll();
    expect({ unmatched: seen, unused }).toEqual({ unmatched: [], unused: [] });
  });
  afterAll(() => {
    nock.emitter.off('no match', onNoMatch);
    nock.enableNetConnect();
    // Else the patch leaks into the next test file of this worker.
    nock.restore();
  });
}
