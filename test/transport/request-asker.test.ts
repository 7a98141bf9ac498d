import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { readCorrelationId, readLanguage } from '../../src/transport/request-asker.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';

describe('the correlation id', () => {
  test.each(['a', '7f3d2c1e-0000-4000-8000-000000000001', 'Trace_1.2-3', 'x'.repeat(64)])(
    'of the caller is kept if it is harmless: %s',
    (header) => {
      expect(readCorrelationId(header)).toBe(header);
    },
  );

  test.each([undefined, '', 'a b', 'a\r\nX-Injected: yes', 'a\u0000', '../a', 'é', '{a}', 'x'.repeat(65), ['a', 'b']])(
    'is a new one instead of %j',
    (header) => {
      const made = readCorrelationId(header);
      expect(made).toMatch(/^[0-9a-f-]{36}$/);
      expect(readCorrelationId(header)).not.toBe(made);
    },
  );
});

describe('the language', () => {
  test.each([
    ['de', 'de'],
    ['pt-BR', 'pt-BR'],
    ['zh-Hant-TW', 'zh-Hant-TW'],
    [' fr-CH, fr;q=0.9, en;q=0.8', 'fr-CH'],
    ['de;q=0.5', 'de'],
  ])('%j means %s', (header, language) => {
    expect(readLanguage(header)).toBe(language);
  });

  test.each([
    undefined,
    '',
    '*',
    'x',
    'english',
    'de_DE',
    'de\r\nX-Injected: yes',
    '../de',
    'de-',
    '{de}',
    `de-${'x'.repeat(9)}`,
  ])('%j is English', (header) => {
    expect(readLanguage(header)).toBe('en');
  });
});

describe('over HTTP', () => {
  let gateway: TestGateway;

  beforeAll(async () => {
    gateway = await startTestGateway({ tickets: 5, caches: { scanHoldMs: 0 } });
  });

  afterEach(() => {
    gateway.reset();
  });

  afterAll(async () => {
    await gateway.stop();
  });

  function correlationIds(): Set<string> {
    const ids = gateway.emulators.flatMap(({ control }) =>
      control
        .requests()
        .flatMap(({ rawHeaders }) =>
          rawHeaders.flatMap((name, index) =>
            index % 2 === 0 && name.toLowerCase() === 'x-correlation-id' ? [rawHeaders[index + 1] ?? ''] : [],
          ),
        ),
    );
    return new Set(ids);
  }

  test('every backend gets the caller’s correlation id', async () => {
    await gateway.query('{ tickets(first: 1) { nodes { id } } }', {}, { 'x-correlation-id': 'trace-42' });
    expect(correlationIds()).toEqual(new Set(['trace-42']));
    for (const { control } of gateway.emulators) expect(control.requests().length).toBeGreaterThan(0);
  });

  test('a harmful one goes nowhere', async () => {
    await gateway.query('{ tickets(first: 1) { nodes { id } } }', {}, { 'x-correlation-id': '../../{x} y' });
    expect([...correlationIds()].filter((id) => !/^[0-9a-f-]{36}$/.test(id))).toEqual([]);
    expect(correlationIds().size).toBe(1);
  });
});
