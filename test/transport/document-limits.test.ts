import { describe, expect, test } from '@jest/globals';
import { buildSchema, getIntrospectionQuery, parse, validate } from 'graphql';
import { resolvers } from '../../resolvers/index.ts';
import { checkDocument, checkDocumentText, DOCUMENT_RULES } from '../../src/transport/document-limits.ts';
import { readExampleOperations } from '../../src/transport/explorer-pages.ts';
import { createSchema } from '../../src/transport/schema.ts';
import { read, withDesk } from '../support/read-configuration.ts';

const LIMITS = {
  tokens: 5_000,
  depth: 20,
  aliases: 5,
  rootFields: 4,
  directives: 3,
  fragments: 60,
  selections: 500,
  repetitions: 7,
};
const DEFAULTS = read(withDesk()).limits;

function check(document: string, limits = LIMITS): string[] {
  return checkDocument(parse(document), limits).map(({ code, message }) => `${code} ${message}`);
}

function tooMany(what: string, most: number): string[] {
  return [`OVER_LIMIT The document has too many ${what}: at most ${most} are possible.`];
}

function repeated(count: number, part: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => part(index)).join(' ');
}

/** An operation with exactly this many levels of fields. */
function nested(levels: number): string {
  return `{ ${'thing { '.repeat(levels - 1)}id${' }'.repeat(levels - 1)} }`;
}

const TOO_DEEP = ['OVER_LIMIT The operation is nested too deeply: at most 20 levels of fields are possible.'];

describe('depth', () => {
  test('the deepest operation that is possible passes, one level more does not', () => {
    expect(check(nested(20))).toEqual([]);
    expect(check(nested(21))).toEqual(TOO_DEEP);
  });

  test('every operation of a document is looked at', () => {
    expect(check(`query first { thing { id } } query second ${nested(21)}`)).toEqual(TOO_DEEP);
    expect(check(`query first ${nested(21)} query second { thing { id } }`)).toEqual(TOO_DEEP);
  });

  test('inline fragments add no level and hide none', () => {
    const wrapped = (levels: number): string =>
      `{ ... on Query { thing { ${'... on Thing { thing { '.repeat(levels - 2)}id${' } }'.repeat(levels - 1)} }`;
    expect(check(wrapped(20))).toEqual([]);
    expect(check(wrapped(21))).toEqual(TOO_DEEP);
  });

  test('fragments are measured where they are spread', () => {
    const chain = (levels: number): string =>
      `{ thing { ...f0 } } ${repeated(levels - 1, (index) =>
        index === levels - 2
          ? `fragment f${index} on Thing { id }`
          : `fragment f${index} on Thing { thing { ...f${index + 1} } }`,
      )}`;
    expect(check(chain(20))).toEqual([]);
    expect(check(chain(21))).toEqual(TOO_DEEP);
  });

  test('the deepest of several branches counts', () => {
    expect(check(`{ thing { id things { id } } deep: ${nested(21).slice(2)}`)).toEqual(TOO_DEEP);
  });

  test('fragments that lead to themselves or nowhere end the measuring', () => {
    expect(check('{ thing { ...a } } fragment a on Thing { thing { ...b } } fragment b on Thing { ...a }')).toEqual([]);
    expect(check('{ thing { ...missing } }')).toEqual([]);
  });
});

describe('numbers', () => {
  test.each([
    ['renamed fields', 5, (count: number) => `{ thing { ${repeated(count, (index) => `a${index}: id`)} } }`],
    ['directives', 3, (count: number) => `{ thing { id ${'@include(if: true) '.repeat(count)} } }`],
    ['directives', 3, (count: number) => `query ${'@unknown '.repeat(count)} { thing { id } }`],
    [
      'named fragments',
      60,
      (count: number) => `{ thing { id } } ${repeated(count, (index) => `fragment f${index} on Thing { id }`)}`,
    ],
    ['fields at the top of an operation', 4, (count: number) => `{ ${'thing { id } '.repeat(count)} }`],
    [
      'fields at the top of an operation',
      4,
      (count: number) =>
        `{ ... on Query { thing { id } } ...f } fragment f on Query { ${'thing { id } '.repeat(count - 1)} }`,
    ],
    [
      'fields with the fragments written out',
      500,
      (count: number) => `{ thing { ${repeated(count - 1, (index) => `field${index}`)} } }`,
    ],
    ['repetitions of one field', 7, (count: number) => `{ thing { ${'id '.repeat(count)} } }`],
    [
      'repetitions of one field',
      7,
      (count: number) => `{ ${'thing { other { id } } '.repeat(2)} thing { ${'other { id } '.repeat(count - 2)} } }`,
    ],
    [
      'repetitions of one field',
      7,
      (count: number) =>
        `{ thing { ...f ...on Thing { ...f } ${'id '.repeat(count - 6)} } } fragment f on Thing { id id id }`,
    ],
  ])('%s: %i pass, one more does not', (what, most, document) => {
    expect(check(document(most))).toEqual([]);
    expect(check(document(most + 1))).toEqual(tooMany(what, most));
  });

  test('fragments that double at each step are measured once each', () => {
    const doubling = repeated(60, (index) =>
      index === 59
        ? `fragment f${index} on Thing { id }`
        : `fragment f${index} on Thing { ...f${index + 1} ...f${index + 1} }`,
    );
    // Measured anew at each spread this would take 2^60 steps.
    expect(check(`{ thing { ...f0 } } ${doubling}`)).toEqual(tooMany('fields with the fragments written out', 500));
  });

  test('all that is too much is said at once', () => {
    const found = check(`{ ${repeated(6, (index) => `a${index}: thing { id @a }`)} }`);
    expect(found).toEqual([...tooMany('renamed fields', 5), ...tooMany('directives', 3)]);
  });
});

describe('repetitions', () => {
  test('are those of one field of the answer: another name or another place is another field', () => {
    expect(check(`{ thing { ${'a '.repeat(7)} ${'b '.repeat(7)} c: a thing { ${'a '.repeat(7)} } } }`)).toEqual([]);
  });

  test('of fragments that lead to themselves end', () => {
    expect(check('{ thing { ...f } } fragment f on Thing { id thing { ...f } ...f }')).toEqual([]);
  });
});

describe('texts', () => {
  const limits = { ...LIMITS, tokens: 10 };

  test('a document of as many words as are possible passes, one more does not', () => {
    const codes = (source: string): string[] => checkDocumentText(source, limits).map(({ message }) => message);
    expect(codes(`{ ${'id '.repeat(4)} }`)).toEqual([]);
    expect(codes(`{ ${'id '.repeat(9)} }`)).toEqual([
      'The document has too many words and signs: at most 10 are possible.',
    ]);
  });

  test('what is no GraphQL is for others to refuse', () => {
    expect(checkDocumentText('tickets please', limits)).toEqual([]);
    expect(checkDocumentText(`{ a(b: ${'['.repeat(100_000)} }`, { ...LIMITS, tokens: 1_000_000 })).toEqual([]);
  });
});

describe('kinds of operation', () => {
  const schema = buildSchema('type Query { thing: Thing } type Thing { id: ID thing: Thing things: [Thing] }');
  const kinds = (document: string, of = schema): string[] =>
    validate(of, parse(document), DOCUMENT_RULES).map(({ message }) => message);

  test.each([
    ['subscription { anything }', 'This API has no subscriptions.'],
    ['mutation { anything }', 'This API has no mutations.'],
  ])('%s', (document, message) => {
    expect(kinds(document)).toEqual([message]);
  });

  test('those of the schema pass', () => {
    const whole = buildSchema('type Query { id: ID } type Mutation { id: ID } type Subscription { id: ID }');
    expect(kinds('query a { id } mutation b { id } subscription c { id }', whole)).toEqual([]);
  });
});

describe('what must be possible', () => {
  test('the explorers’ question for the schema', () => {
    const question = getIntrospectionQuery({
      descriptions: true,
      specifiedByUrl: true,
      directiveIsRepeatable: true,
      schemaDescription: true,
      inputValueDeprecation: true,
    });
    expect(checkDocumentText(question, DEFAULTS)).toEqual([]);
  });

  test.each(readExampleOperations())('the example $name', ({ document }) => {
    expect(checkDocumentText(document, DEFAULTS)).toEqual([]);
    expect(validate(createSchema(resolvers), parse(document))).toEqual([]);
  });
});
