import { describe, expect, test } from '@jest/globals';
import { buildSchema, execute, parse } from 'graphql';
import { checkOperation } from '../../src/transport/check-operation.ts';
import { actualCost, ASSUMED_LENGTH, requestedCost } from '../../src/transport/operation-cost.ts';

const schema = buildSchema(`
  type Query {
    things(first: Int = 25, last: Int, after: String): Things
    thing: Thing!
    node(id: ID!): Node
    nodes(ids: [ID!]!): [Node]!
  }
  interface Node { id: ID }
  union Any = Thing | Other
  type Things { nodes: [Thing!]! edges: [Edge]! total: Total sources: [Total!]! }
  type Edge { cursor: ID node: Thing }
  type Total { value: Int }
  type Thing implements Node { id: ID words: [String] thing: Thing others: [Other!] things(first: Int): Things any: Any }
  type Other implements Node { id: ID thing: Thing }
`);

function cost(
  document: string,
  variables: Readonly<Record<string, unknown>> = {},
  operationName: string | null = null,
): number | null {
  return requestedCost(schema, { document: parse(document), variables, operationName });
}

describe('what an operation asks for', () => {
  test.each<[string, string, number]>([
    ['plain values cost nothing', '{ __typename things { __typename } }', 1],
    ['an object costs one', '{ thing { id words } }', 1],
    ['one within another adds up', '{ thing { thing { id } } }', 2],
    ['a page is one and its rows', '{ things(first: 7) { nodes { id } } }', 1 + 7],
    ['rows and what is in them', '{ things(first: 7) { nodes { thing { id } } } }', 1 + 7 * 2],
    ['edges have nodes', '{ things(first: 7) { edges { node { id } } } }', 1 + 7 * 2],
    ['what stands beside the rows is there once', '{ things(first: 7) { total { value } nodes { id } } }', 1 + 1 + 7],
    ['the default is in the schema', '{ things { nodes { id } } }', 1 + 25],
    ['or it is the usual page', '{ thing { things { nodes { id } } } }', 1 + 1 + 25],
    ['the last count as the first do', '{ things(first: null, last: 3) { nodes { id } } }', 1 + 3],
    ['no page is longer than a page can be', '{ things(first: 1000000) { nodes { id } } }', 1 + 100],
    ['and none is shorter than nothing', '{ things(first: -5) { nodes { id } } }', 1 + 1],
    ['ids are counted', '{ nodes(ids: ["a", "b", "c"]) { id } }', 3],
    ['other lists are taken to have some length', '{ thing { others { id } } }', 1 + ASSUMED_LENGTH],
    [
      'pages in pages multiply',
      '{ things(first: 100) { nodes { things(first: 100) { nodes { id } } } } }',
      1 + 100 * (1 + 1 + 100),
    ],
    ['what is asked for twice counts twice', '{ a: thing { id } b: thing { id } }', 2],
    [
      'fragments count where they are spread',
      '{ a: thing { ...f } b: thing { ...f } } fragment f on Thing { thing { id } }',
      4,
    ],
    ['inline fragments count', '{ node(id: 1) { ... on Thing { thing { id } } ... { id } } }', 2],
    ['so do members of a union', '{ thing { any { ... on Thing { thing { id } } } } }', 3],
    [
      'a page keeps its length within a fragment',
      '{ things(first: 7) { ...f } } fragment f on Things { nodes { id } }',
      1 + 7,
    ],
    ['what is skipped costs nothing', '{ thing @skip(if: true) { id } a: thing @include(if: false) { id } }', 0],
    ['a condition that cannot be read skips nothing', '{ thing @skip { id } }', 1],
    ['fragments that lead to themselves end', '{ thing { ...f } } fragment f on Thing { thing { ...f } }', 2],
  ])('%s', (_name, document, expected) => {
    expect(cost(document)).toBe(expected);
  });

  test('variables count with their values and defaults', () => {
    const document =
      'query ($first: Int = 3, $skip: Boolean!) { things(first: $first) { nodes { id thing @skip(if: $skip) { id } } } }';
    expect(cost(document, { skip: true })).toBe(1 + 3);
    expect(cost(document, { skip: false, first: 10 })).toBe(1 + 10 * 2);
    expect(cost('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: ['a', 'b'] })).toBe(2);
  });

  test('only the operation counts that is asked for', () => {
    const document = 'query small { thing { id } } query large { things { nodes { id } } }';
    expect(cost(document, {}, 'small')).toBe(1);
    expect(cost(document, {}, 'large')).toBe(26);
  });

  test.each<[string, string, Record<string, unknown>, string | null]>([
    ['an operation that is not there', '{ thing { id } }', {}, 'other'],
    ['one of several that is not named', 'query a { thing { id } } query b { thing { id } }', {}, null],
    [
      'variables of another type',
      'query ($first: Int!) { things(first: $first) { nodes { id } } }',
      { first: 'x' },
      null,
    ],
    ['a kind of operation that the schema lacks', 'mutation { thing { id } }', {}, null],
  ])('nobody can tell of %s', (_name, document, variables, name) => {
    expect(cost(document, variables, name)).toBeNull();
  });
});

describe('what an answer holds', () => {
  test('its objects are counted, and nothing else', async () => {
    const document = '{ thing { id words others { id } thing { id } any { __typename } } }';
    const rootValue = {
      thing: {
        id: 'a',
        // A value of JSON is one value, whatever is in it.
        words: ['x', 'y'],
        others: [{ id: 'b' }, { id: 'c' }],
        thing: null,
        any: { __typename: 'Other' },
      },
    };
    const { data } = await execute({ schema, document: parse(document), rootValue });
    expect(actualCost(data)).toBe(1 + 2 + 1);
  });

  test('the inside of a JSON value is no object of the answer', () => {
    const data = Object.assign(Object.create(null), { value: { deep: { deeper: [{}, {}] } } }) as unknown;
    expect(actualCost(data)).toBe(0);
  });

  test.each([[null], [undefined]])('%s holds nothing', (data) => {
    expect(actualCost(data)).toBe(0);
  });
});

describe('all limits at once', () => {
  const limits = {
    tokens: 100,
    depth: 5,
    aliases: 1,
    rootFields: 2,
    directives: 1,
    fragments: 1,
    selections: 50,
    repetitions: 5,
    cost: 10,
  };
  const check = (document: string, variables: Readonly<Record<string, unknown>> = {}): string[] =>
    checkOperation(schema, parse(document), variables, null, limits).map(({ code, message }) => `${code} ${message}`);

  test('an operation within them passes', () => {
    expect(check('{ things(first: 9) { nodes { id } } }')).toEqual([]);
  });

  test('one that costs too much does not', () => {
    const words =
      'The answer may hold 11 objects: at most 10 are possible at once. Ask for smaller pages or fewer fields.';
    expect(check('{ things(first: 10) { nodes { id } } }')).toEqual([`OVER_LIMIT ${words}`]);
    expect(check('query ($n: Int) { things(first: $n) { nodes { id } } }', { n: 10 })).toEqual([`OVER_LIMIT ${words}`]);
  });

  test('a document that is too large is not even measured for its cost', () => {
    expect(check('{ a: things { nodes { id } } b: thing { id } }')).toEqual([
      'OVER_LIMIT The document has too many renamed fields: at most 1 are possible.',
    ]);
  });
});
