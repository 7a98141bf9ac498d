import { describe, expect, test } from '@jest/globals';
import { readPaging, type PagingArguments } from '../../src/dispatch/paging.ts';

describe('paging arguments', () => {
  test.each<[PagingArguments, { size: number; isBackward: boolean; cursor: string | null }]>([
    [{}, { size: 25, isBackward: false, cursor: null }],
    [
      { first: null, last: null, after: null, before: null },
      { size: 25, isBackward: false, cursor: null },
    ],
    [{ after: 'c' }, { size: 25, isBackward: false, cursor: 'c' }],
    [
      { first: 1, after: 'c', last: null, before: null },
      { size: 1, isBackward: false, cursor: 'c' },
    ],
    [{ first: 100 }, { size: 100, isBackward: false, cursor: null }],
    [
      { last: 100, before: 'c' },
      { size: 100, isBackward: true, cursor: 'c' },
    ],
    [{ last: 1 }, { size: 1, isBackward: true, cursor: null }],
    // An empty cursor is a cursor: it is refused when it is opened, and not taken for none.
    [
      { first: 1, after: '' },
      { size: 1, isBackward: false, cursor: '' },
    ],
  ])('%j are read', (paging, expected) => {
    expect(readPaging(paging)).toEqual(expected);
  });

  test.each<[PagingArguments, string]>([
    [{ first: 0 }, 'first'],
    [{ first: -1 }, 'first'],
    [{ first: 101 }, 'first'],
    [{ last: 0 }, 'last'],
    [{ last: 101 }, 'last'],
    [{ first: 1, last: 1 }, 'last'],
    [{ first: 1, before: 'c' }, 'before'],
    [{ before: 'c' }, 'before'],
    [{ last: 1, after: 'c' }, 'after'],
  ])('%j are refused', (paging, field) => {
    expect(() => readPaging(paging)).toThrow(expect.objectContaining({ code: 'INVALID_INPUT', facts: { field } }));
  });
});
