import { Console } from 'node:console';
import { PassThrough } from 'node:stream';
import { format, inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { GatewayError } from '../../src/ticketing/errors.ts';
import { Secret } from '../../src/ticketing/secret.ts';

const VALUE = 'hunter2-never-to-be-seen';
const secret = new Secret(VALUE);

function printed(write: (target: Console) => void): string {
  const stream = new PassThrough();
  write(new Console(stream));
  return String(stream.read());
}

function failure(cause: unknown): GatewayError {
  return new GatewayError('INTERNAL', `Signed in with ${String(secret)}.`, { cause, detail: String(secret) });
}

describe('Secret', () => {
  test('gives its value to whoever asks for it', () => {
    expect(secret.reveal()).toBe(VALUE);
  });

  test.each<[string, () => string]>([
    // As in code that took it for text.
    ['a template string', () => `Bearer ${secret as unknown as string}`],
    ['concatenation', () => 'Bearer ' + (secret as unknown as string)],
    ['String()', () => String(secret)],
    ['joined text', () => [secret, secret].join()],
    ['JSON', () => JSON.stringify({ nested: [{ secret }] })],
    ['inspection', () => inspect(secret)],
    ['inspection of what holds it', () => inspect({ deep: { er: { still: [{ secret }] } } }, { depth: null })],
    ['inspection with everything shown', () => inspect({ secret }, { showHidden: true, depth: null, getters: true })],
    ['inspection of a map', () => inspect(new Map([[secret, secret]]), { showHidden: true })],
    ['format with %s', () => format('%s', secret)],
    ['format with %o', () => format('%o and %O and %j', secret, secret, secret)],
    ['format without a place', () => format('text', secret)],
    ['the console', () => printed((target) => target.log('%s %o %O %j', secret, secret, secret, secret, { secret }))],
    [
      'the console as a directory',
      () => printed((target) => target.dir({ secret }, { showHidden: true, depth: null })),
    ],
    ['the console as a table', () => printed((target) => target.table([{ secret }]))],
    ['the cause of an error', () => inspect(failure(secret), { depth: null, showHidden: true })],
    ['the cause of a cause', () => inspect(failure(failure({ secret })), { depth: null })],
    ['an error in JSON', () => JSON.stringify(failure({ secret }))],
    ['the stack of an error', () => failure(secret).stack ?? ''],
  ])('does not print in %s', (_where, print) => {
    const text = print();
    expect(text.length).toBeGreaterThan(0);
    expect(text).not.toContain(VALUE);
  });

  test.each<[string, string]>([
    ['text', String(secret)],
    ['JSON', JSON.parse(JSON.stringify({ secret })).secret as string],
    ['inspection', inspect(secret)],
  ])('says in %s that there is one', (_where, text) => {
    expect(text).toBe('[secret]');
  });

  test('has nothing that a walk over its properties finds', () => {
    expect(Reflect.ownKeys(secret)).toEqual([]);
    expect(Object.values(Object.assign({}, secret))).toEqual([]);
  });

  test('is not given away by a copy', () => {
    expect(inspect(structuredClone(secret), { showHidden: true })).not.toContain(VALUE);
  });
});
