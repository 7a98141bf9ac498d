import { expect, test } from '@jest/globals';
import { operationNamesIn } from '../src/known-operation-names.ts';

test('names are those of operations, once each; what is no document has none', () => {
  const documents = ['query A { x } mutation B { y } fragment C on T { z }', '{ unnamed }', 'query A { x }', 'query {'];
  expect(operationNamesIn(documents)).toEqual(['A', 'B']);
});

test('there are not without end', () => {
  const documents = Array.from({ length: 5_000 }, (_, index) => `query Q${index} { x }`);
  expect(operationNamesIn(documents)).toHaveLength(1_000);
});
