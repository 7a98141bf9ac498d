import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { resolvers } from '../../resolvers/index.ts';
import { createSchema } from '../../src/transport/schema.ts';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { EVERY_WRITE } from '../support/configured-write-cases.ts';
import { HOSTILE_CASES } from './hostile-write-cases.ts';
import { HOSTILE_TEXTS } from './hostile-values.ts';
import { PLACES_IN_USE } from './hostile-write-places.ts';
import { walkPlaces, type PlaceReport } from './hostile-write-walk.ts';
import { writePlaces } from './write-places.ts';

// Thousands of requests a test.
jest.setTimeout(120_000);

const schema = createSchema(resolvers);
const PLACES = writePlaces(schema).filter(({ type }) => ['String', 'ID', 'JSON', 'DateTime'].includes(type));

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ tickets: 10, settings: EVERY_WRITE, attachments: { mostFiles: 10_000 } });
});
afterAll(() => gateway.stop());

test('every change that any backend has is tried with hostile values', async () => {
  const { data } = await gateway.query<{
    backends: readonly { id: string; capabilities: readonly { operation: string; supported: boolean }[] }[];
  }>('{ backends { id capabilities { operation supported } } }');
  const mutations = Object.keys(schema.getMutationType()?.getFields() ?? {});
  const backends = data?.backends ?? [];
  expect(backends.map(({ id }) => id).sort()).toEqual(Object.keys(PLACES_IN_USE).sort());
  for (const { id, capabilities } of backends) {
    const supported = capabilities.filter(({ operation, supported: has }) => has && mutations.includes(operation));
    const tried = HOSTILE_CASES.filter(({ backend }) => backend === id).map(({ field }) => field);
    expect({ id, untried: supported.filter(({ operation }) => !tried.includes(operation)) }).toEqual({
      id,
      untried: [],
    });
  }
});

describe.each(Object.entries(PLACES_IN_USE))('hostile values in the changes of %s', (backend, inUse) => {
  let reports: readonly PlaceReport[];
  beforeAll(async () => {
    const cases = HOSTILE_CASES.filter((write) => write.backend === backend);
    reports = await walkPlaces(gateway, cases, PLACES, HOSTILE_TEXTS);
  });

  function named(use: PlaceReport['use']): string[] {
    return reports
      .filter((report) => report.use === use)
      .map(({ place, parts }) => (parts.length === 0 ? place : `${place} in ${parts.join(', ')}`));
  }

  test('are sent as they are or refused, and never interpreted', () => {
    expect(reports.filter(({ faults }) => faults.length > 0)).toEqual([]);
  });

  test('reach the backend from the places that it uses', () => {
    expect({ sent: named('SENT').sort(), guarded: named('GUARDED').sort() }).toEqual({
      sent: [...inUse.sent].sort(),
      guarded: [...inUse.guarded].sort(),
    });
  });

  test('stay in the gateway from the places that are for the gateway', () => {
    const mutations = new Set(HOSTILE_CASES.filter((write) => write.backend === backend).map(({ field }) => field));
    expect(named('KEPT').sort()).toEqual(
      [...mutations].flatMap((name) => [`${name}(clientMutationId)`, `${name}(idempotencyKey)`]).sort(),
    );
  });

  test('are refused with the reason in all other places, as harmless ones are', () => {
    const unused = reports.filter(({ use }) => use === 'REFUSED');
    expect(unused.length).toBeGreaterThan(2);
    expect(unused.filter(({ reason }) => (reason ?? '').length < 15)).toEqual([]);
  });
});

test('nothing of all this was a fault of the gateway', () => {
  expect(gateway.log.filter(({ level }) => level === 'error')).toEqual([]);
});
