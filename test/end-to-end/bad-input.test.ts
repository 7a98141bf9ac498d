import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { resolvers } from '../../resolvers/index.ts';
import { encodeGlobalId, GLOBAL_ID_TYPES, type GlobalIdType } from '../../src/ticketing/global-id.ts';
import { createSchema } from '../../src/transport/schema.ts';
import { startTestGateway, type Answer, type TestGateway } from '../support/gateway.ts';
import {
  BAD_CHOICES,
  BAD_FLAGS,
  BAD_PAGE_SIZES,
  BAD_TIMES,
  BROKEN_TEXTS,
  MALFORMED_IDS,
  METACHARACTERS,
  TRICKY_WORDS,
} from './hostile-values.ts';
import { createJudge, type Judge } from './judge.ts';
import { inputPlaces, nestedFieldsWithArguments, type InputPlace } from './input-places.ts';

// Hundreds of requests a test.
jest.setTimeout(120_000);

/** What a place takes: a global id of a type, or something else. */
type Wanted =
  GlobalIdType | 'Node' | 'backend' | 'nativeId' | 'text' | 'cursor' | 'pageSize' | 'time' | 'choice' | 'flag';

/** Every place of the schema's queries. A new argument is refused by this test until it stands here. */
const WANTED: Readonly<Record<string, Wanted>> = {
  'node(id)': 'Node',
  'nodes(ids)': 'Node',
  'ticket(id)': 'Ticket',
  'ticketByNativeId(backend)': 'backend',
  'ticketByNativeId(nativeId)': 'nativeId',
  'ticketByNumber(backend)': 'backend',
  'ticketByNumber(number)': 'text',
  'tickets(filter.backends)': 'backend',
  'tickets(filter.ids)': 'Ticket',
  'tickets(filter.numbers)': 'text',
  'tickets(filter.statusCategories)': 'choice',
  'tickets(filter.statusCodes)': 'text',
  'tickets(filter.typeIds)': 'TicketType',
  'tickets(filter.priorityLevels)': 'choice',
  'tickets(filter.customerId)': 'text',
  'tickets(filter.assigneeId)': 'text',
  'tickets(filter.text)': 'text',
  'tickets(filter.createdAt.from)': 'time',
  'tickets(filter.createdAt.until)': 'time',
  'tickets(filter.updatedAt.from)': 'time',
  'tickets(filter.updatedAt.until)': 'time',
  'tickets(filter.escalated)': 'flag',
  'tickets(orderBy.field)': 'choice',
  'tickets(orderBy.direction)': 'choice',
  'tickets(first)': 'pageSize',
  'tickets(after)': 'cursor',
  'tickets(last)': 'pageSize',
  'tickets(before)': 'cursor',
  'statuses(backends)': 'backend',
  'ticketTypes(backends)': 'backend',
  'escalationTargets(backends)': 'backend',
  'interactionLogs(filter.backends)': 'backend',
  'interactionLogs(filter.ticketIds)': 'Ticket',
  'interactionLogs(first)': 'pageSize',
  'interactionLogs(after)': 'cursor',
  'chatTranscript(id)': 'ChatTranscript',
  'chatTranscriptByNativeId(backend)': 'backend',
  'chatTranscriptByNativeId(nativeId)': 'nativeId',
};

const TICKET_ID = encodeGlobalId({ type: 'Ticket', backend: 'crm', nativeId: '17x1' });
const SAMPLES = { id: TICKET_ID, ids: [TICKET_ID], backend: 'crm', nativeId: '17x1', number: 'TT1' };

const ODD_TEXTS = [...METACHARACTERS, ...TRICKY_WORDS];

const schema = createSchema(resolvers);
const places = inputPlaces(schema, SAMPLES);

let gateway: TestGateway;
let judge: Judge;

beforeAll(async () => {
  gateway = await startTestGateway({ tickets: 10, caches: { catalogFreshMs: 0, catalogStaleMs: 0, scanHoldMs: 0 } });
  judge = createJudge(gateway);
});

afterEach(() => {
  gateway.reset();
});

afterAll(async () => {
  await gateway.stop();
});

function placesFor(...wanted: readonly Wanted[]): InputPlace[] {
  return places.filter(({ name }) => wanted.includes(WANTED[name] as Wanted));
}

/** Sends each value to a place. @returns those that were not clearly refused */
function notRefused(
  place: InputPlace,
  values: readonly unknown[],
  others?: Readonly<Record<string, unknown>>,
): ReturnType<Judge['values']> {
  return judge.values(place, values, (answer) => judge.refusal(answer, place.name), others);
}

test('every argument of every query is known here', () => {
  expect(places.map(({ name }) => name).sort()).toEqual(Object.keys(WANTED).sort());
  expect(nestedFieldsWithArguments(schema)).toEqual(['Ticket.interactionLogs']);
});

const GLOBAL_ID_PLACES = placesFor('Node', ...GLOBAL_ID_TYPES);

describe('global ids', () => {
  test.each(GLOBAL_ID_PLACES)('$name refuses what is no id', async (place) => {
    expect(await notRefused(place, [...METACHARACTERS, ...TRICKY_WORDS, ...BROKEN_TEXTS, ...MALFORMED_IDS])).toEqual(
      [],
    );
  });

  test.each(GLOBAL_ID_PLACES)('$name refuses ids of other things', async (place) => {
    const wanted = WANTED[place.name];
    const others = GLOBAL_ID_TYPES.filter((type) =>
      wanted === 'Node' ? type === 'InteractionLog' || type === 'Attachment' : type !== wanted,
    );
    const ids = gateway.emulators.flatMap(({ name, samples }) =>
      others.map((type) => encodeGlobalId({ type, backend: name, nativeId: samples.ticketIds[0] ?? '' })),
    );
    expect(await notRefused(place, ids)).toEqual([]);
  });

  test.each(GLOBAL_ID_PLACES)('$name refuses ids of backends that are not there', async (place) => {
    const wanted = WANTED[place.name] as GlobalIdType | 'Node';
    const type = wanted === 'Node' ? 'Ticket' : wanted;
    const ids = ['nobody', 'CRM', '__proto__', 'constructor', 'crm/../huawei', ' crm', 'crm\u0000'].map((backend) =>
      encodeGlobalId({ type, backend, nativeId: '17x1' }),
    );
    expect(await notRefused(place, ids)).toEqual([]);
  });

  test.each(placesFor('Node', 'Ticket', 'ChatTranscript'))(
    '$name refuses well-formed ids whose native id the backend cannot have',
    async (place) => {
      const wanted = WANTED[place.name] as GlobalIdType | 'Node';
      const ids = gateway.emulators.flatMap(({ name }) =>
        [...METACHARACTERS, ...BROKEN_TEXTS].map((nativeId) =>
          encodeGlobalId({ type: wanted === 'Node' ? 'Ticket' : wanted, backend: name, nativeId }),
        ),
      );
      expect(await notRefused(place, ids)).toEqual([]);
    },
  );

  test.each(placesFor('Node', 'Ticket', 'ChatTranscript'))(
    '$name takes tricky words for what they are',
    async (place) => {
      const wanted = WANTED[place.name] as GlobalIdType | 'Node';
      const ids = gateway.emulators.flatMap(({ name }) =>
        TRICKY_WORDS.map((nativeId) =>
          encodeGlobalId({ type: wanted === 'Node' ? 'Ticket' : wanted, backend: name, nativeId }),
        ),
      );
      expect(await judge.values(place, ids, judge.search)).toEqual([]);
    },
  );

  test.each(placesFor('Node', 'TicketType'))('$name keeps odd codes of catalogs to itself', async (place) => {
    const types: readonly GlobalIdType[] =
      WANTED[place.name] === 'Node' ? ['TicketType', 'Status', 'EscalationTarget'] : ['TicketType'];
    const ids = types.flatMap((type) =>
      gateway.emulators.flatMap(({ name }) =>
        ODD_TEXTS.map((nativeId) => encodeGlobalId({ type, backend: name, nativeId })),
      ),
    );
    const search = (answer: Answer<unknown>, id: string): string[] =>
      judge.search(answer, Buffer.from(id, 'base64url').toString('utf8').split(':').slice(3).join(':'));
    expect(await judge.values(place, ids, search)).toEqual([]);
  });

  test('one bad id among good ones keeps all from being read', async () => {
    const good = gateway.emulators.map(({ name, samples }) =>
      encodeGlobalId({ type: 'Ticket', backend: name, nativeId: samples.ticketIds[0] ?? '' }),
    );
    for (const place of GLOBAL_ID_PLACES.filter(({ isList, name }) => isList && WANTED[name] !== 'TicketType')) {
      const answer = await gateway.query(place.document, place.listVariables([...good, 'nonsense', ...good]));
      expect({ place: place.name, faults: judge.refusal(answer, place.name) }).toEqual({
        place: place.name,
        faults: [],
      });
      expect(answer.errors[0]?.extensions.field).toMatch(/\[5\]$/);
    }
  });
});

describe('names of backends', () => {
  test.each(placesFor('backend'))('$name refuses what is none, and names those that there are', async (place) => {
    expect(
      await notRefused(place, ['nobody', 'CRM', TICKET_ID, 7, ...METACHARACTERS, ...TRICKY_WORDS, ...BROKEN_TEXTS]),
    ).toEqual([]);
    const { errors } = await gateway.query(place.document, place.variables('nobody'));
    expect(errors[0]?.message).toBe(
      `There is no such backend; there are: ${gateway.emulators.map(({ name }) => name).join(', ')}.`,
    );
  });
});

describe('native ids', () => {
  test.each(placesFor('nativeId'))('$name refuses what the backend cannot have', async (place) => {
    for (const { name } of gateway.emulators) {
      expect(await notRefused(place, [...METACHARACTERS, ...BROKEN_TEXTS], { backend: name })).toEqual([]);
      expect(await judge.values(place, TRICKY_WORDS, judge.search, { backend: name })).toEqual([]);
    }
  });
});

describe('texts to look for', () => {
  test.each(placesFor('text'))('$name refuses broken texts', async (place) => {
    // A backend may have a status whose code is empty.
    const broken = place.name.includes('statusCodes') ? BROKEN_TEXTS.filter((text) => text !== '') : BROKEN_TEXTS;
    expect(await notRefused(place, [...broken, 7, true, {}, ['a', 'b']])).toEqual([]);
  });

  test.each(placesFor('text'))('$name takes odd characters for what they are', async (place) => {
    expect(await judge.values(place, ODD_TEXTS, judge.search)).toEqual([]);
    if (!place.name.startsWith('ticketByNumber')) return;
    for (const { name } of gateway.emulators) {
      expect(await judge.values(place, ODD_TEXTS, judge.search, { backend: name })).toEqual([]);
    }
  });
});

describe('times', () => {
  test.each(placesFor('time'))('$name refuses what is no time', async (place) => {
    expect(await notRefused(place, BAD_TIMES)).toEqual([]);
  });

  test.each(['createdAt', 'updatedAt'])(
    '%s refuses a span that ends before it begins, or has no length',
    async (name) => {
      const place = places.find((candidate) => candidate.name === `tickets(filter.${name}.from)`) as InputPlace;
      const time = '2026-02-14T18:19:47Z';
      for (const until of ['2026-02-14T18:19:46.999Z', time, '2026-02-14T19:19:47+01:00']) {
        const answer = await gateway.query(place.document, { filter: { [name]: { from: time, until } } });
        expect(judge.refusal(answer, place.name)).toEqual([]);
        expect(answer.errors[0]).toMatchObject({
          message: '"from" must be before "until".',
          extensions: { field: `filter.${name}` },
        });
      }
    },
  );
});

describe('pages', () => {
  test.each(placesFor('pageSize'))('$name refuses what is no size of a page', async (place) => {
    expect(await notRefused(place, BAD_PAGE_SIZES)).toEqual([]);
  });

  test.each(placesFor('cursor'))('$name refuses what is no cursor', async (place) => {
    const others = place.name === 'tickets(before)' ? { last: 5 } : {};
    expect(await notRefused(place, [...METACHARACTERS, ...BROKEN_TEXTS, TICKET_ID], others)).toEqual([]);
  });

  test('a cursor that was altered, or belongs to another list, is refused', async () => {
    const { data } = await gateway.query<{ tickets: { pageInfo: { endCursor: string } } }>(
      '{ tickets(first: 2) { pageInfo { endCursor } } }',
    );
    const cursor = data?.tickets.pageInfo.endCursor ?? '';
    expect(cursor.length).toBeGreaterThan(20);
    const last = cursor.endsWith('A') ? 'B' : 'A';
    const changed = [
      `${cursor.slice(0, -1)}${last}`,
      cursor.slice(0, -4),
      `${cursor}AAAA`,
      `${cursor}=`,
      `B${cursor.slice(1)}`,
      cursor.toUpperCase(),
    ];
    for (const after of changed) {
      gateway.reset();
      const answer = await gateway.query('query ($after: String) { tickets(after: $after) { __typename } }', { after });
      expect({ after, faults: judge.refusal(answer, 'tickets(after)') }).toEqual({ after, faults: [] });
    }
    for (const list of [
      'tickets(after: $after, orderBy: { field: UPDATED_AT })',
      'tickets(after: $after, orderBy: { direction: ASC })',
      'tickets(after: $after, filter: { backends: ["crm"] })',
      'tickets(after: $after, filter: { text: "x" })',
      'interactionLogs(after: $after)',
    ]) {
      gateway.reset();
      const answer = await gateway.query(`query ($after: String) { ${list} { __typename } }`, { after: cursor });
      expect({ list, faults: judge.refusal(answer, list.replace(/\(.*/, '(after')) }).toEqual({ list, faults: [] });
    }
  });

  test.each([
    ['first: 5, last: 5', '(last', 'Give either "first" or "last", not both.'],
    ['last: 5, after: "x"', '(after', '"after" goes with "first"; with "last" give "before".'],
    ['first: 5, before: "x"', '(before', '"before" goes with "last"; with "first" give "after".'],
    ['before: "x"', '(before', '"before" goes with "last"; with "first" give "after".'],
    ['first: 5, last: 5, after: "x", before: "x"', '(last', 'Give either "first" or "last", not both.'],
  ])('tickets(%s) is refused', async (given, place, message) => {
    const answer = await gateway.query(`{ tickets(${given}) { __typename } }`);
    expect(judge.refusal(answer, place)).toEqual([]);
    expect(answer.errors[0]?.message).toBe(message);
  });

  test.each(['first: 0', 'first: -1', 'first: 101', 'after: "x"', 'after: "../../x"'])(
    'Ticket.interactionLogs(%s) is refused, and no log is asked for',
    async (given) => {
      for (const { name, samples } of gateway.emulators) {
        gateway.reset();
        const id = encodeGlobalId({ type: 'Ticket', backend: name, nativeId: samples.ticketIds[0] ?? '' });
        await gateway.query('query ($id: ID!) { ticket(id: $id) { id } }', { id });
        const calls = gateway.backendCalls();
        gateway.reset();
        const query = `query ($id: ID!) { ticket(id: $id) { id interactionLogs(${given}) { __typename } } }`;
        const answer = await gateway.query(query, { id });
        expect(judge.search(answer, given)).toEqual([]);
        expect(answer.errors.map(({ extensions }) => extensions.code)).toEqual(['INVALID_INPUT']);
        expect(Object.keys(calls)).toEqual(expect.arrayContaining(Object.keys(gateway.backendCalls())));
      }
    },
  );
});

describe('choices and flags', () => {
  test.each(placesFor('choice'))('$name refuses what is none of its values', async (place) => {
    expect(await notRefused(place, BAD_CHOICES)).toEqual([]);
  });

  test.each(placesFor('flag'))('$name refuses what is neither true nor false', async (place) => {
    expect(await notRefused(place, BAD_FLAGS)).toEqual([]);
  });
});

describe('lists', () => {
  test.each(places.filter(({ isList }) => isList))('$name refuses more than 100 values', async (place) => {
    const wanted = WANTED[place.name] as Wanted;
    const values: Partial<Record<Wanted, unknown>> = {
      Node: TICKET_ID,
      Ticket: TICKET_ID,
      TicketType: encodeGlobalId({ type: 'TicketType', backend: 'crm', nativeId: 'Billing' }),
      backend: 'crm',
      text: 'x',
      choice: place.choices[0],
    };
    expect(values[wanted]).toBeDefined();
    const answer = await gateway.query(place.document, place.listVariables(Array(101).fill(values[wanted])));
    expect(judge.refusal(answer, place.name)).toEqual([]);
    expect(answer.errors[0]?.message).toBe('At most 100 values are possible here.');
  });

  test.each(places.filter(({ isList }) => isList))('$name refuses null among its values', async (place) => {
    expect(await notRefused(place, [null])).toEqual([]);
  });
});

test('nothing of all this was a fault of the gateway', () => {
  expect(gateway.log.filter(({ level }) => level === 'error')).toEqual([]);
});
