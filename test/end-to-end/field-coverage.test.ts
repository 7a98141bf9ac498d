import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { GraphQLSchema } from 'graphql';
import { adapters } from '../../adapters/index.ts';
import { createLocalTime } from '../../adapters/crm/local-time.ts';
import { toTicketFromRecord } from '../../adapters/crm/mapping.ts';
import { resolvers } from '../../resolvers/index.ts';
import { createSchema } from '../../src/transport/schema.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { allFields, excusedFields, type Coverage, type Place, type Played } from './field-coverage/coverage.ts';
import { crm, CREATED_RECORD, PLACES_OF_RECORD } from './field-coverage/crm.ts';
import { huawei } from './field-coverage/huawei.ts';
import { hybris } from './field-coverage/hybris.ts';
import { oneview } from './field-coverage/oneview.ts';
import { outsourcing } from './field-coverage/outsourcing.ts';
import { problemOfPath, readAt, toSelection } from './field-coverage/place-path.ts';

// No field of a documented model may be lost on its way to the caller: each is put into the backend with a value of its
// own and looked for in an answer of the gateway, or it is excused for a reason.

const COVERAGES: readonly Coverage[] = [crm, huawei, hybris, oneview, outsourcing];

/** What `operations` of this kind has to name besides the demo's own, so that codes of contact reasons get words. */
const OPERATIONS = {
  getTicket: { method: 'GET', path: '/v2/tickets/{ticketID}' },
  history: { method: 'GET', path: '/v2/tickets?page={page}&pageSize={pageSize}' },
  ccrList: { method: 'GET', path: '/v2/ccr' },
};

let gateway: TestGateway;
let schema: GraphQLSchema;

beforeAll(async () => {
  schema = createSchema(resolvers);
  gateway = await startTestGateway({
    settings: { crm: { exposeInternalMemo: true }, oneview: { operations: OPERATIONS } },
  });
}, 30_000);

afterEach(() => {
  gateway.reset();
});

afterAll(() => gateway.stop());

function placesOf(places: Played['places'][string]): readonly Place[] {
  return 'shows' in places ? [places] : places;
}

/** Asks for this one place alone, so that no other field's read helps it. */
async function lookUp(question: string, { at: path }: Place): Promise<unknown> {
  const problem = problemOfPath(schema, question, path);
  if (problem !== null) return { problem };
  const { data, errors } = await gateway.query<{ answer: unknown }>(`{ answer: ${question} { ${toSelection(path)} } }`);
  return errors.length > 0 ? { errors } : readAt(data?.answer, path);
}

test('every kind of backend has its fields listed', () => {
  expect(COVERAGES.map(({ kind }) => kind).sort()).toEqual(adapters.map(({ definition }) => definition.kind).sort());
});

describe.each(COVERAGES)('$kind', (coverage) => {
  const proven = new Set<string>();

  test.each(coverage.scenes)(
    '$name',
    async ({ play }) => {
      const { question, places } = play(gateway.emulator(coverage.kind));
      const wanted: Record<string, unknown> = {};
      const found: Record<string, unknown> = {};
      for (const [field, given] of Object.entries(places)) {
        proven.add(field);
        for (const place of placesOf(given)) {
          const name = `${coverage.kind} ${field} at ${place.at}`;
          wanted[name] = place.shows;
          found[name] = (await lookUp(question, place)) ?? 'nothing';
        }
      }
      expect(found).toEqual(wanted);
    },
    60_000,
  );

  test('every documented field is proven above, or excused', () => {
    const excused = excusedFields(coverage);
    expect({ excused: excused.toSorted() }).toEqual({
      excused: allFields(coverage)
        .filter((field) => !proven.has(field))
        .toSorted(),
    });
    expect([...proven].filter((field) => !allFields(coverage).includes(field))).toEqual([]);
    expect(coverage.excuses.filter(({ reason }) => reason.length < 10)).toEqual([]);
  });

  test('the documented examples hold no field that is not listed', () => {
    const listed = new Set(Object.values(coverage.models).flat());
    const folder = new URL(`../../adapters/${coverage.kind}/fixtures/`, import.meta.url);
    const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
    expect(files.length).toBeGreaterThan(0);
    const names = new Set(
      files.flatMap((name) => keysOf(JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as unknown)),
    );
    expect([...names].filter((name) => !listed.has(name))).toEqual([]);
  });
});

/** Names at all depths. */
function keysOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(keysOf);
  return Object.entries(value).flatMap(([key, inner]) => [key, ...keysOf(inner)]);
}

test('a record that only a creation answers is mapped to the same values, all 39 of them', () => {
  const options = {
    statusMap: {},
    modulePrefixes: { contact: '12', user: '19', group: '20' },
    exposeInternalMemo: true,
    toInstant: createLocalTime('UTC').toInstant,
  };
  const ticket = toTicketFromRecord(CREATED_RECORD, options);
  const untitled = toTicketFromRecord({ ...CREATED_RECORD, ticket_title: '' }, options);
  expect(Object.keys(PLACES_OF_RECORD).sort()).toEqual(Object.keys(CREATED_RECORD).sort());
  expect(Object.keys(PLACES_OF_RECORD)).toHaveLength(39);
  for (const [field, { at, shows }] of Object.entries(PLACES_OF_RECORD)) {
    const mapped = field === 'label' ? untitled : ticket;
    expect({ field, at, shows: readAt(mapped, at) }).toEqual({ field, at, shows });
    expect(problemOfPath(schema, 'ticket', at)).toBeNull();
  }
});
