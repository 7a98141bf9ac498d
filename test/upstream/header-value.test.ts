import { validateHeaderValue } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { toHeaderValue } from '../../src/upstream/header-value.ts';

describe('toHeaderValue', () => {
  test.each<[string, string]>([
    ['7f3d2c1e-0000', '7f3d2c1e-0000'],
    ['printable ASCII stays: ~!"#$%&()', 'printable ASCII stays: ~!"#$%&()'],
    ['a\r\nx-injected: 1', 'a%0D%0Ax-injected: 1'],
    ['a\nb', 'a%0Ab'],
    ['a\u0000b\tc\u007f', 'a%00b%09c%7F'],
    ['é', '%C3%A9'],
    ['ÿ', '%C3%BF'],
    ['Ā€', '%C4%80%E2%82%AC'],
    ['😀', '%F0%9F%98%80'],
    ['a\ud800b', 'a%EF%BF%BDb'],
    ['\udc00\ud800', '%EF%BF%BD%EF%BF%BD'],
    ['', ''],
  ])('%j is sent as %j', (text, value) => {
    expect(toHeaderValue(text)).toBe(value);
  });

  test('whatever the text, it is a value of printable ASCII', () => {
    const unit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));
    fc.assert(
      fc.property(fc.string({ unit }), (text) => {
        const value = toHeaderValue(text);
        expect(value).toMatch(/^[\x20-\x7e]*$/);
        expect(() => validateHeaderValue('x-correlation-id', value)).not.toThrow();
      }),
      { numRuns: 1_000 },
    );
  });
});
