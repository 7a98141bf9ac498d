import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { encodeQuery, encodeSegment, path } from '../../src/upstream/path.ts';

describe('path', () => {
  test.each<[string, string]>([
    ['plain', 'plain'],
    ['a b', 'a%20b'],
    ['a/b', 'a%2Fb'],
    ['../secret', '..%2Fsecret'],
    ['a\\b', 'a%5Cb'],
    ['a?b=c&d', 'a%3Fb%3Dc%26d'],
    ['a#b', 'a%23b'],
    ['a;b:c@d', 'a%3Bb%3Ac%40d'],
    ['%2F', '%252F'],
    ["!'()*", '%21%27%28%29%2A'],
    ['a\r\nb\tc', 'a%0D%0Ab%09c'],
    ['ü€😀', '%C3%BC%E2%82%AC%F0%9F%98%80'],
    ['...', '...'],
    ['.hidden', '.hidden'],
  ])('%j becomes one segment', (value, segment) => {
    expect(path`/v2/tickets/${value}/logs`).toBe(`/v2/tickets/${segment}/logs`);
  });

  test.each(['', '.', '..'])('%j is refused', (value) => {
    expect(() => path`/tickets/${value}`).toThrow('A path segment may not be');
    expect(() => encodeSegment(value)).toThrow('A path segment may not be');
  });

  test('takes several values, and none', () => {
    expect(path`/a/${'1'}/b/${'2/3'}`).toBe('/a/1/b/2%2F3');
    expect(path`/a`).toBe('/a');
  });

  test('whatever the value, it stays inside its segment', () => {
    // Code points up to 0xFF hold every character that has a meaning in an address, and every control character.
    const latin = fc.string({ unit: fc.integer({ min: 0, max: 0xff }).map((code) => String.fromCharCode(code)) });
    const values = fc
      .oneof(latin, fc.string({ unit: 'binary' }))
      .filter((value) => !['', '.', '..'].includes(value) && value.isWellFormed());
    fc.assert(
      fc.property(values, (value) => {
        const url = new URL(`http://host/before${path`/${value}/after`}?query#hash`);
        const segments = url.pathname.split('/');
        expect([url.host, url.search, url.hash]).toEqual(['host', '?query', '#hash']);
        expect([segments.length, segments[1], segments[3]]).toEqual([4, 'before', 'after']);
        expect(decodeURIComponent(segments[2] ?? '')).toBe(value);
        expect(segments[2]).toMatch(/^[\w.~%-]+$/);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('encodeQuery', () => {
  test.each<[string, readonly (readonly [string, string])[], string]>([
    ['no parameter', [], ''],
    ['one', [['a', '1']], '?a=1'],
    ['the order given and repeated names', [['b', '1'], ['a', '2'], ['b', '3']], '?b=1&a=2&b=3'], // prettier-ignore
    ['a space, which must not become a plus', [['q', 'a b']], '?q=a%20b'],
    ['a plus, which must not become a space', [['q', 'a+b']], '?q=a%2Bb'],
    ['separators in names and values', [['a&b=c', 'd&e=f#g?h']], '?a%26b%3Dc=d%26e%3Df%23g%3Fh'],
    ['line breaks', [['q', 'a\r\nb']], '?q=a%0D%0Ab'],
    ['an empty value', [['q', '']], '?q='],
  ])('writes %s', (_what, parameters, text) => {
    expect(encodeQuery(parameters)).toBe(text);
  });

  test('a server reads back what was written', () => {
    const text = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { minLength: 1 }), (parameters) => {
        expect([...new URLSearchParams(encodeQuery(parameters))]).toEqual(parameters);
      }),
    );
  });
});
