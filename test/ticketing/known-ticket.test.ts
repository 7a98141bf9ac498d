import { describe, expect, test } from '@jest/globals';
import { GatewayError } from '../../src/ticketing/errors.ts';
import {
  changedFields,
  compareLookup,
  endOfTurn,
  takeTurn,
  toKnownTicket,
  type ComparedValues,
} from '../../src/ticketing/known-ticket.ts';
import { ABSENT, failed, found } from '../../src/ticketing/lookup.ts';
import { EMPTY_TICKET, type NativeTicket } from '../../src/ticketing/ticket.ts';

const comparedValues: ComparedValues = ({ title, queue }) => [
  ['title', title],
  ['queue', queue],
];
const LESS: ComparedValues = ({ title }) => [['title', title]];

function ticket(facts: Partial<NativeTicket> = {}): NativeTicket {
  const status = { category: 'OPEN', code: 'OPEN', label: 'Open' } as const;
  return { ...EMPTY_TICKET, nativeId: 'a', status, title: 'title', queue: 'queue', version: '1', ...facts };
}

describe('a remembered ticket', () => {
  test('holds none of its values, and tells which fields differ', () => {
    const known = toKnownTicket(ticket({ title: 'a secret' }), comparedValues);
    expect(JSON.stringify(known)).not.toContain('secret');
    expect(changedFields(known, ticket({ title: 'a secret' }), comparedValues)).toEqual([]);
    expect(changedFields(known, ticket({ title: 'a secret', queue: null }), comparedValues)).toEqual(['queue']);
    expect(changedFields(known, ticket({ queue: 'other' }), comparedValues)).toEqual(['title', 'queue']);
  });

  test('stays as it is while the version does', () => {
    const known = toKnownTicket(ticket(), comparedValues);
    expect(toKnownTicket(ticket({ queue: 'other' }), comparedValues, known)).toBe(known);
    expect(toKnownTicket(ticket({ queue: 'other', version: '2' }), comparedValues, known)).not.toEqual(known);
  });

  test('that was compared by other fields tells of none', () => {
    expect(changedFields(toKnownTicket(ticket(), LESS), ticket({ title: 'other' }), comparedValues)).toEqual([]);
  });
});

describe('a ticket that was read', () => {
  const known = toKnownTicket(ticket(), comparedValues);
  const other = ticket({ queue: 'other', version: '2' });
  const error = failed(new GatewayError('BACKEND_TIMEOUT', 'Too slow.'));

  test.each([
    ['nobody looked before', undefined, found(other), null],
    ['nothing changed', known, found(ticket()), null],
    ['it changed', known, found(other), { kind: 'UPDATED', changedFields: ['queue'], ticket: other }],
    ['it came into being', null, found(other), { kind: 'ADDED', ticket: other }],
    ['it is gone', known, ABSENT, { kind: 'REMOVED', ticket: null }],
    ['it has been gone before', null, ABSENT, null],
    ['there is none at the first look', undefined, ABSENT, null],
    ['it cannot be read', known, error, null],
  ])('%s', (_name, before, lookup, change) => {
    const compared = compareLookup('watched-as', before, lookup, comparedValues);
    if (change === null) expect(compared.change).toBeNull();
    else expect(compared.change).toMatchObject({ nativeId: 'watched-as', movedToId: null, ...change });
    if (lookup.state === 'failed') expect(compared.known).toBe(before);
    else if (lookup.state === 'absent') expect(compared.known).toBeNull();
    else expect(compared.known?.version).toBe(lookup.value.version);
  });

  test('is not known if the first look fails', () => {
    expect(compareLookup('a', undefined, error, comparedValues)).toEqual({ change: null, known: undefined });
  });
});

describe('turns', () => {
  test('go round, each id once', () => {
    const ids = ['d', 'a', 'c', 'b', 'a'];
    expect(takeTurn(ids, null, 3)).toEqual(['a', 'b', 'c']);
    expect(takeTurn(ids, 'c', 3)).toEqual(['d', 'a', 'b']);
    expect(takeTurn(ids, 'd', 3)).toEqual(['a', 'b', 'c']);
    expect(takeTurn(ids, 'bb', 9)).toEqual(['c', 'd', 'a', 'b']);
    expect(takeTurn([], 'c', 3)).toEqual([]);
  });

  test('end with the last that could be read, so that those behind it come first', () => {
    const error = failed(new GatewayError('BACKEND_TIMEOUT', 'Too slow.'));
    expect(endOfTurn(['a', 'b', 'c'], [ABSENT, found(1), error], 'z')).toBe('b');
    expect(endOfTurn(['a', 'b', 'c'], [error, error, found(1)], 'z')).toBe('c');
    expect(endOfTurn(['a', 'b'], [error, error], 'z')).toBe('z');
    expect(endOfTurn([], [], null)).toBeNull();
  });
});
