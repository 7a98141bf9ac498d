import { describe, expect, test } from '@jest/globals';
import { Type } from 'typebox';
import { createWireCheck } from '../../src/upstream/wire-check.ts';
import { failureOf } from './failure-of.ts';

const check = createWireCheck(
  Type.Object({ rows: Type.Array(Type.Object({ id: Type.String(), mail: Type.Optional(Type.String()) })) }),
);

describe('a wire check', () => {
  test('gives back the value itself, with what it does not know', () => {
    const value = { rows: [{ id: '1', unknown: true }], more: 1 };
    expect(check(value)).toBe(value);
  });

  test.each<[unknown, string]>([
    [{ rows: [{ id: '1' }, { id: 2 }] }, '/rows/1/id'],
    [{ rows: [{}] }, '/rows/0'],
    [{ rows: {} }, '/rows'],
    [null, '""'],
    ['text', '""'],
  ])('refuses %j and says where', async (value, where) => {
    const error = await failureOf(Promise.try(() => check(value)));
    expect(error.code).toBe('BACKEND_BAD_RESPONSE');
    expect(error.facts.detail).toContain(where);
  });

  test('names no value: it may be personal data', async () => {
    const { facts } = await failureOf(Promise.try(() => check({ rows: [{ id: '1', mail: ['ada@example.org'] }] })));
    expect(facts.detail).toContain('/rows/0/mail');
    expect(facts.detail).not.toContain('ada');
  });
});
