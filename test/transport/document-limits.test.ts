import { describe, expect, test } from '@jest/globals';
import { buildSchema, getIntrospectionQuery, parse, specifiedRules, validate } from 'graphql';
import { readExampleOperations } from '../../src/transport/explorer-pages.ts';
import { DOCUMENT_RULES, MOST_DEPTH, MOST_TOKENS } from '../../src/transport/document-limits.ts';
import { createSchema } from '../../src/transport/schema.ts';
import { resolvers } from '../../resolvers/index.ts';

const schema = buildSchema('type Query { thing: Thing } type Thing { id: ID thing: Thing things: [Thing] }');

function check(document: string, of = schema): string[] {
  return validate(of, parse(document, { maxTokens: MOST_TOKENS }), DOCUMENT_RULES).map(({ message }) => message);
}

/** An operation with exactly this many levels of fields. */
function nested(levels: number): string {
  return `{ ${'thing { '.repeat(levels - 1)}id${' }'.repeat(levels - 1)} }`;
}

const TOO_DEEP = [`The operation is nested too deeply: at most ${MOST_DEPTH} levels of fields are possible.`];

describe('depth', () => {
  test('the deepest operation that is possible passes, one level more does not', () => {
    expect(check(nested(MOST_DEPTH))).toEqual([]);
    expect(check(nested(MOST_DEPTH + 1))).toEqual(TOO_DEEP);
  });

  test('every operation of a document is looked at', () => {
    expect(check(`query first { thing { id } } query second ${nested(MOST_DEPTH + 1)}`)).toEqual(TOO_DEEP);
  });

  test('inline fragments add no level and hide none', () => {
    const wrapped = (levels: number): string =>
      `{ ... on Query { thing { ${'... on Thing { thing { '.repeat(levels - 2)}id${' } }'.repeat(levels - 1)} }`;
    expect(check(wrapped(MOST_DEPTH))).toEqual([]);
    expect(check(wrapped(MOST_DEPTH + 1))).toEqual(TOO_DEEP);
  });

  test('fragments are measured where they are spread', () => {
    const chain = (levels: number): string =>
      `{ thing { ...f0 } } ${Array.from({ length: levels - 1 }, (_, index) =>
        index === levels - 2
          ? `fragment f${index} on Thing { id }`
          : `fragment f${index} on Thing { thing { ...f${index + 1} } }`,
      ).join(' ')}`;
    expect(check(chain(MOST_DEPTH))).toEqual([]);
    expect(check(chain(MOST_DEPTH + 1))).toEqual(TOO_DEEP);
  });

  test('the deepest of several branches counts', () => {
    expect(
      check(`{ thing { id things { id } } shallow: thing { id } deep: ${nested(MOST_DEPTH + 1).slice(2)}`),
    ).toEqual(TOO_DEEP);
  });

  test('fragments that lead to themselves or nowhere end the measuring', () => {
    expect(check('{ thing { ...a } } fragment a on Thing { thing { ...b } } fragment b on Thing { ...a }')).toEqual([]);
    expect(check('{ thing { ...missing } }')).toEqual([]);
  });

  test('fragments that double at each step are measured once each', () => {
    const doubling = Array.from({ length: 60 }, (_, index) =>
      index === 59
        ? `fragment f${index} on Thing { id }`
        : `fragment f${index} on Thing { ...f${index + 1} ...f${index + 1} }`,
    );
    // Measured anew at each spread this would take 2^60 steps.
    expect(check(`{ thing { ...f0 } } ${doubling.join(' ')}`)).toEqual([]);
  });
});

describe('kinds of operation', () => {
  test.each([
    ['subscription { anything }', 'This API has no subscriptions.'],
    ['mutation { anything }', 'This API has no mutations.'],
  ])('%s', (document, message) => {
    expect(check(document)).toEqual([message]);
  });

  test('those of the schema pass', () => {
    const whole = buildSchema('type Query { id: ID } type Mutation { id: ID } type Subscription { id: ID }');
    expect(check('query a { id } mutation b { id } subscription c { id }', whole)).toEqual([]);
  });
});

describe('what must be possible', () => {
  const gatewaySchema = createSchema(resolvers);

  test('the explorers’ question for the schema', () => {
    const question = getIntrospectionQuery({
      descriptions: true,
      specifiedByUrl: true,
      directiveIsRepeatable: true,
      schemaDescription: true,
      inputValueDeprecation: true,
    });
    expect(check(question, gatewaySchema)).toEqual([]);
  });

  test.each(readExampleOperations())('the example $name', ({ document }) => {
    const rules = [...specifiedRules, ...DOCUMENT_RULES];
    expect(validate(gatewaySchema, parse(document, { maxTokens: MOST_TOKENS }), rules)).toEqual([]);
  });
});
