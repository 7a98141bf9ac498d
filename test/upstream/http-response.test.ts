import { describe, expect, test } from '@jest/globals';
import type { GatewayError } from '../../src/ticketing/errors.ts';
import { mediaType, readJson, readLenientJson, type HttpResponse } from '../../src/upstream/http-response.ts';
import { failureOf } from './failure-of.ts';

function answer(body: string | Buffer, contentType?: string): HttpResponse {
  const headers: Record<string, string> = contentType === undefined ? {} : { 'content-type': contentType };
  return { status: 200, headers, body: Buffer.from(body) };
}

function refusalOf(response: HttpResponse): Promise<GatewayError> {
  return failureOf(Promise.try(() => readJson(response)));
}

describe('mediaType', () => {
  test.each<[string | undefined, string]>([
    ['application/json', 'application/json'],
    ['Application/JSON; charset=utf-8', 'application/json'],
    [' text/html ;charset=x', 'text/html'],
    ['', ''],
    [undefined, ''],
  ])('of %j', (header, type) => {
    expect(mediaType(answer('', header))).toBe(type);
  });
});

describe('readJson', () => {
  test.each<[string, string, unknown]>([
    ['application/json', '{"a":[1,null,"ü"]}', { a: [1, null, 'ü'] }],
    ['APPLICATION/JSON;charset=UTF-8', '[]', []],
    ['application/problem+json', '{"title":"x"}', { title: 'x' }],
    ['application/hal+json; profile="y"', '0', 0],
    ['application/json', 'null', null],
    ['application/json', ' false\n', false],
  ])('reads %s %s', (type, body, value) => {
    expect(readJson(answer(body, type))).toEqual(value);
  });

  test.each<[string, HttpResponse, string]>([
    ['empty', answer('', 'application/json'), 'an empty body'],
    ['of no declared type', answer('{}'), 'the media type ""'],
    ['HTML', answer('<html></html>', 'text/html; charset=utf-8'), 'the media type "text/html"'],
    ['JSON that says it is text', answer('{}', 'text/plain'), 'the media type "text/plain"'],
    ['of a type that only resembles JSON', answer('{}', 'application/jsonp'), 'the media type "application/jsonp"'],
    ['cut off', answer('{"a": [1, 2,', 'application/json'), 'no JSON'],
    ['HTML that says it is JSON', answer('<html></html>', 'application/json'), 'no JSON'],
    ['bytes', answer(Buffer.from([0xff, 0xfe, 0x00]), 'application/json'), 'no JSON'],
    ['blank', answer('   ', 'application/json'), 'no JSON'],
    ['followed by more', answer('{}{}', 'application/json'), 'no JSON'],
  ])('refuses a body that is %s', async (_what, response, reason) => {
    const error = await refusalOf(response);
    expect(error.code).toBe('BACKEND_BAD_RESPONSE');
    expect(error.facts.detail).toContain(reason);
    // The answer shows that the request was executed, whatever it says.
    expect(error.facts.mayHaveArrived).toBe(true);
  });

  test('keeps what the backend said out of the error', async () => {
    const error = await refusalOf(answer('{"owner": "Ada Lovelace"', 'application/json'));
    expect(`${error.message} ${error.facts.detail ?? ''}`).not.toContain('Ada');
  });

  test.each<[string, unknown]>([
    ['9007199254740991', 9_007_199_254_740_991],
    ['9007199254740992', '9007199254740992'],
    ['9007199254740993', '9007199254740993'],
    ['-9007199254740993', '-9007199254740993'],
    ['123456789012345678901234567890', '123456789012345678901234567890'],
    ['"123456789012345678901234567890"', '123456789012345678901234567890'],
    ['0.1234567890123456789', 0.123_456_789_012_345_68],
    ['1e21', 1e21],
    ['1111111111111111.5', 1_111_111_111_111_111.5],
  ])('reads the number %s', (source, value) => {
    // The second member makes sure that neighbours are not touched.
    expect(readJson(answer(`{"ids":[${source}],"small":7}`, 'application/json'))).toEqual({ ids: [value], small: 7 });
  });
});

describe('readLenientJson', () => {
  test('reads JSON whatever it is declared as', () => {
    expect(readLenientJson(answer('{"code":1}', 'text/html'))).toEqual({ code: 1 });
  });

  test.each(['', 'oops', '<html>', '{"a":'])('gives undefined for %j', (body) => {
    expect(readLenientJson(answer(body))).toBeUndefined();
  });
});
