import { describe, expect, test } from '@jest/globals';
import { createTrustedDocuments, readManifest, type DocumentMode } from '../../src/transport/trusted-documents.ts';
import { collectingLog, type LogLine } from '../support/gateway.ts';

const KNOWN = new Map([['one', '{ viewer { subject } }']]);
const OTHER = '{ backends { id } }';

function list(mode: DocumentMode, log: LogLine[] = [], documents: ReadonlyMap<string, string> | null = KNOWN) {
  return createTrustedDocuments(documents, mode, collectingLog(log));
}

function failureOf(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

describe('a document by its id', () => {
  test.each<DocumentMode>(['off', 'log', 'enforce'])('is found with the mode %s', (mode) => {
    expect(list(mode).resolve({ documentId: 'one' })).toBe(KNOWN.get('one'));
    expect(list(mode).resolve({ extensions: { persistedQuery: { version: 1, sha256Hash: 'one' } } })).toBe(
      KNOWN.get('one'),
    );
  });

  test('may come with its own text, and with no other', () => {
    expect(list('enforce').resolve({ documentId: 'one', query: KNOWN.get('one') })).toBe(KNOWN.get('one'));
    expect(() => list('off').resolve({ documentId: 'one', query: OTHER })).toThrow('either a query or a documentId');
  });

  test.each<[unknown, string, string]>([
    ['two', 'NOT_FOUND', 'There is no document of this id.'],
    ['__proto__', 'NOT_FOUND', 'There is no document of this id.'],
    [7, 'INVALID_INPUT', 'The documentId must be a text.'],
  ])('%p is refused', (documentId, code, message) => {
    expect(failureOf(() => list('off').resolve({ documentId }))).toMatchObject({ code, message });
  });

  test('is refused where no documents are known', () => {
    expect(() => list('off', [], null).resolve({ documentId: 'one' })).toThrow('knows no documents by id');
  });
});

describe('a document by its text', () => {
  test('that is known is answered with every mode', () => {
    const log: LogLine[] = [];
    for (const mode of ['off', 'log', 'enforce'] as const) {
      expect(list(mode, log).resolve({ query: KNOWN.get('one') })).toBe(KNOWN.get('one'));
    }
    expect(log).toEqual([]);
  });

  test('that is not known is answered, noted or refused', () => {
    const log: LogLine[] = [];
    expect(list('off', log).resolve({ query: OTHER })).toBe(OTHER);
    expect(log).toEqual([]);
    expect(list('log', log).resolve({ query: OTHER })).toBe(OTHER);
    expect(log).toEqual([
      { level: 'warn', facts: { sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }, message: expect.any(String) },
    ]);
    expect(failureOf(() => list('enforce', log).resolve({ query: OTHER }))).toMatchObject({ code: 'FORBIDDEN' });
    expect(() => list('enforce').resolve({ query: `${KNOWN.get('one') ?? ''} ` })).toThrow('known beforehand');
  });

  test.each([
    [{}],
    [{ query: null }],
    [{ query: '' }],
    [{ query: 7 }],
    [{ extensions: 'x' }],
    [{ extensions: { persistedQuery: null } }],
  ])('that is none is no matter of the list: %j', (request) => {
    expect(list('enforce').resolve(request)).toBeNull();
  });
});

describe('a manifest', () => {
  test.each([
    [{ one: 'query One { a }', two: 'query Two { b }' }],
    [
      {
        format: 'apollo-persisted-query-manifest',
        version: 1,
        operations: [
          { id: 'one', name: 'One', type: 'query', body: 'query One { a }' },
          { id: 'two', name: 'Two', type: 'query', body: 'query Two { b }' },
        ],
      },
    ],
  ])('is read: %j', (manifest) => {
    expect([...readManifest(JSON.stringify(manifest))]).toEqual([
      ['one', 'query One { a }'],
      ['two', 'query Two { b }'],
    ]);
  });

  test.each([
    ['{', 'it is no JSON.'],
    ['[]', 'it must be a JSON object.'],
    ['{"format": "other", "version": 1, "operations": []}', 'it must have the format'],
    ['{"format": "apollo-persisted-query-manifest", "version": 2, "operations": []}', 'version 1'],
    ['{"format": "apollo-persisted-query-manifest", "version": 1, "operations": {}}', 'with a list'],
    ['{"format": "apollo-persisted-query-manifest", "version": 1, "operations": [{"id": "a"}]}', 'entry 1 must have'],
    ['{"one": "{ a }", "two": 7}', 'entry 2 must have'],
  ])('is refused in a sentence: %s', (text, message) => {
    expect(() => readManifest(text)).toThrow(message);
  });
});
