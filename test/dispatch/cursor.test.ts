import { describe, expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { createCursorSeal } from '../../src/dispatch/cursor.ts';
import { toCursor } from '../../src/dispatch/list-query.ts';
import { GatewayError } from '../../src/ticketing/errors.ts';
import { createGeneratedBackend, type GeneratedBackend } from '../support/generated-backend.ts';
import { nativeIds, ticketOf } from '../support/generated-ticket.ts';
import { createListUnderTest, namesIn, type ListQuestion, type ListUnderTest } from '../support/list-under-test.ts';
import { runs } from '../support/property.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

function createBackend(): GeneratedBackend {
  const days = ['01', '02', '03', '04', '05', '06'];
  const tickets = days.map((day) =>
    ticketOf({ nativeId: `ticket:${day}`, createdAt: `2024-03-${day}T00:00:00.000Z`, updatedAt: null }),
  );
  return createGeneratedBackend({ id: 'desk', tickets, style: { sortsBy: ['createdAt'], pageSize: 2 } });
}

/** What became of a question that should be refused. */
interface Refusal {
  readonly code: string;
  readonly field: string | undefined;
  readonly calls: number;
}

/** What a question with a bad cursor should come to, before any backend is called. */
function refusalFor(question: ListQuestion): Refusal {
  return { code: 'INVALID_INPUT', field: typeof question.last === 'number' ? 'before' : 'after', calls: 0 };
}

/** A list, a cursor of it, and a way to see what becomes of a question. */
async function begin(options: { readonly cursorKey?: string } = {}): Promise<{
  readonly list: ListUnderTest;
  readonly cursor: string;
  readonly refusalOf: (question: ListQuestion) => Promise<Refusal | 'an answer'>;
}> {
  const backend = createBackend();
  const list = createListUnderTest([backend], options);
  const page = await list.ask({ first: 2 });
  return {
    list,
    cursor: page.pageInfo.endCursor ?? '',
    async refusalOf(question) {
      const before = backend.calls;
      try {
        await list.ask(question);
        return 'an answer';
      } catch (error) {
        if (!(error instanceof GatewayError)) throw error;
        return { code: error.code, field: error.facts.field, calls: backend.calls - before };
      }
    },
  };
}

/** Every question that could carry this cursor. */
function bothWays(cursor: string): ListQuestion[] {
  return [
    { first: 2, after: cursor },
    { last: 2, before: cursor },
  ];
}

describe('a cursor that is not of this list is refused before any call', () => {
  test('if any of its characters is another', async () => {
    const { cursor, refusalOf } = await begin();
    for (let index = 0; index < cursor.length; index++) {
      const place = ALPHABET.indexOf(cursor.charAt(index));
      // The nearest letter changes the lowest bit, the farthest the highest.
      for (const distance of [1, 2, 32, 63]) {
        const other = ALPHABET.charAt((place + distance) % ALPHABET.length);
        const altered = cursor.slice(0, index) + other + cursor.slice(index + 1);
        for (const question of bothWays(altered)) expect(await refusalOf(question)).toEqual(refusalFor(question));
      }
    }
  });

  test('if any bit of its bytes is flipped', async () => {
    const { cursor, refusalOf } = await begin();
    const bytes = Buffer.from(cursor, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const altered = Buffer.from(bytes);
      altered.writeUInt8(altered.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      expect(await refusalOf({ first: 2, after: altered.toString('base64url') })).toEqual(
        refusalFor({ first: 2, after: altered.toString('base64url') }),
      );
    }
  });

  test('if it is cut or grows at either end', async () => {
    const { cursor, refusalOf } = await begin();
    for (let length = 0; length < cursor.length; length++) {
      for (const question of bothWays(cursor.slice(0, length)))
        expect(await refusalOf(question)).toEqual(refusalFor(question));
      expect(await refusalOf({ first: 2, after: cursor.slice(cursor.length - length) })).toEqual(
        refusalFor({ first: 2, after: cursor.slice(cursor.length - length) }),
      );
    }
    for (const grown of [`${cursor}A`, `A${cursor}`, cursor + cursor, `${cursor}=`, `${cursor}\n`, ` ${cursor}`]) {
      for (const question of bothWays(grown)) expect(await refusalOf(question)).toEqual(refusalFor(question));
    }
  });

  test.each([
    ['empty', ''],
    ['blank', ' '],
    ['huge', 'A'.repeat(1_000_000)],
    ['not base64', '§§§ ünïcödé 😀'],
    ['JSON', '["2024-03-01T00:00:00.000Z","desk","ticket:01"]'],
    ['readable JSON in base64', Buffer.from('["2024-03-01T00:00:00.000Z","desk","ticket:01"]').toString('base64url')],
    ['a number', '25'],
    ['null in words', 'null'],
  ])('if it is %s', async (_name, cursor) => {
    const { refusalOf } = await begin();
    for (const question of bothWays(cursor)) expect(await refusalOf(question)).toEqual(refusalFor(question));
  });

  test('if it comes from another order, direction or filter', async () => {
    const { list, cursor, refusalOf } = await begin();
    for (const question of bothWays(cursor)) {
      expect(await refusalOf({ ...question, order: { field: 'createdAt', direction: 'ASC' } })).toEqual(
        refusalFor({ ...question, order: { field: 'createdAt', direction: 'ASC' } }),
      );
      expect(await refusalOf({ ...question, order: { field: 'updatedAt', direction: 'DESC' } })).toEqual(
        refusalFor({ ...question, order: { field: 'updatedAt', direction: 'DESC' } }),
      );
      expect(await refusalOf({ ...question, filter: { statusCategories: ['OPEN'] } })).toEqual(
        refusalFor({ ...question, filter: { statusCategories: ['OPEN'] } }),
      );
      expect(await refusalOf({ ...question, filter: { text: 'ticket' } })).toEqual(
        refusalFor({ ...question, filter: { text: 'ticket' } }),
      );
    }
    const filter = { statusCategories: ['OPEN' as const, 'CLOSED' as const] };
    const filtered = (await list.ask({ first: 1, filter })).pageInfo.endCursor;
    expect(await refusalOf({ first: 1, after: filtered })).toEqual(refusalFor({ first: 1, after: filtered }));
    expect(await refusalOf({ first: 1, after: filtered, filter: { statusCategories: ['OPEN'] } })).toEqual(
      refusalFor({ first: 1, after: filtered, filter: { statusCategories: ['OPEN'] } }),
    );
    expect(await refusalOf({ first: 1, after: filtered, filter: { ...filter, escalated: false } })).toEqual(
      refusalFor({ first: 1, after: filtered, filter: { ...filter, escalated: false } }),
    );
    // The same list asked in other words is the same list.
    const same = await list.ask({ first: 1, after: filtered, filter: { ...filter, text: null, createdAt: {} } });
    expect(namesIn(same)).toEqual(['["desk","ticket:05"]']);
  });

  test('if it was sealed with another key, and only then', async () => {
    const { cursor } = await begin({ cursorKey: 'one' });
    const other = await begin({ cursorKey: 'another' });
    for (const question of bothWays(cursor)) expect(await other.refusalOf(question)).toEqual(refusalFor(question));
    const sameKey = await begin({ cursorKey: 'one' });
    expect(namesIn(await sameKey.list.ask({ first: 1, after: cursor }))).toEqual(['["desk","ticket:04"]']);
  });

  test('if it names a list of other backends', async () => {
    const { cursor } = await begin();
    const desk = createBackend();
    const hub = createGeneratedBackend({ id: 'hub', tickets: [] });
    await expect(createListUnderTest([desk, hub]).ask({ after: cursor })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      facts: { field: 'after' },
    });
    expect([desk.calls, hub.calls]).toEqual([0, 0]);
  });
});

describe('the seal', () => {
  test('opens what it sealed, whatever the ids are like', () => {
    const seal = createCursorSeal('key');
    const longIds = fc.string({ unit: 'binary', minLength: 200, maxLength: 256 }).map((text) => text.slice(0, 256));
    const values = fc.option(fc.constant('2024-03-01T00:00:00.000Z'));
    const ids = fc.oneof(
      nativeIds,
      longIds.filter((text) => text.isWellFormed()),
    );
    fc.assert(
      fc.property(values, ids, fc.string(), (value, nativeId, purpose) => {
        const cursor = toCursor(seal, purpose, { value, backend: 'desk', nativeId });
        expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
        expect(seal.open(purpose, cursor, 'after')).toEqual([value, 'desk', nativeId]);
        expect(() => seal.open(`${purpose} `, cursor, 'after')).toThrow(GatewayError);
      }),
      runs(300),
    );
  });

  test('holds a key of the longest id of the widest letters', () => {
    const seal = createCursorSeal('key');
    const key = { value: '2024-03-01T00:00:00.000Z', backend: 'b'.repeat(32), nativeId: '界'.repeat(256) };
    expect(seal.open('list', toCursor(seal, 'list', key), 'after')).toEqual([key.value, key.backend, key.nativeId]);
  });
});
