import { describe, expect, test } from '@jest/globals';
import type { BackendInstance } from '../../src/ticketing/adapter.ts';
import { GatewayError } from '../../src/ticketing/errors.ts';
import { readTicketFields } from '../../src/writes/write-input.ts';

// No id is among the values, so nothing is asked of the backend.
const BACKEND = { id: 'desk' } as BackendInstance;

function readCustomField(value: unknown): unknown {
  return readTicketFields({ customFields: [{ key: 'native', value }] }, BACKEND).customFields?.['native'];
}

function nested(depth: number): unknown {
  return depth === 0 ? 'inmost' : { inner: [nested(depth - 1)] };
}

describe('JSON in a custom field', () => {
  test.each([null, 7, true, '', 'a\r\nb\tc', [1, 'x', null], { a: { b: ['é'] } }, nested(10)])('%j stays', (value) => {
    expect(readCustomField(value)).toEqual(value);
  });

  test.each(['\u0000', 'a\u0000b', '\ud800', ['a\u007f'], { a: { b: '\u001b[31m' } }, { 'a\r\nb': 1 }, nested(11)])(
    '%j is refused, and the place is named',
    (value) => {
      let thrown: unknown;
      try {
        readCustomField(value);
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toBeInstanceOf(GatewayError);
      expect(thrown).toMatchObject({
        code: 'INVALID_INPUT',
        facts: { field: 'input.fields.customFields[0].value' },
      });
    },
  );
});
