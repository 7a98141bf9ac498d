import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { adapters } from '../../adapters/index.ts';
import { isUnsupported } from '../../src/ticketing/unsupported.ts';
import type { WriteName } from '../../src/ticketing/write.ts';
import { EVERY_WRITE } from '../support/configured-write-cases.ts';
import { connectToEmulator } from '../support/connect-to-emulator.ts';
import type { TestGateway } from '../support/gateway.ts';
import {
  FAULT_CASES,
  isHonest,
  runRefusedWrites,
  runWriteFault,
  startWriteGateway,
  WRITE_FAULTS,
} from '../support/write-faults.ts';

const WRITES: readonly WriteName[] = [
  'createTicket',
  'updateTicket',
  'deleteTicket',
  'assignTicket',
  'transitionTicket',
  'escalateTicket',
  'addComment',
  'logInteraction',
  'uploadAttachment',
];

describe('whatever the network does to a write', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startWriteGateway();
  });
  afterAll(() => gateway.stop());

  test.each(FAULT_CASES.map((write) => [`${write.backend}: ${write.name}`, write] as const))(
    '%s is made at most once, and its outcome is true',
    async (_name, write) => {
      for (const fault of WRITE_FAULTS) {
        const row = await runWriteFault(gateway, write, fault);
        expect({ ...row, isHonest: isHonest(row) }).toMatchObject({ isHonest: true });
        if (fault.name === 'none' || fault.isTokenExpired === true)
          expect(row).toMatchObject({ outcome: 'APPLIED', applied: 1, repeated: { outcome: 'REPLAYED', applied: 1 } });
      }
    },
    60_000,
  );

  test('nothing is said to be made, or open, where nobody could be reached', async () => {
    const outcomes = (await runRefusedWrites()).map(({ backend, write, outcome, repeated }) => [
      `${backend}: ${write}`,
      outcome,
      repeated.outcome,
    ]);
    const unreachable = 'error BACKEND_UNAVAILABLE';
    expect(outcomes).toEqual(FAULT_CASES.map(({ backend, name }) => [`${backend}: ${name}`, unreachable, unreachable]));
  }, 60_000);
});

/** Settings by kind. */
const EVERY: Readonly<Record<string, Readonly<Record<string, unknown>>>> = EVERY_WRITE;

test('every write that a backend can be told of is among them', async () => {
  for (const entry of adapters) {
    const emulator = await entry.startEmulator();
    const { kind } = entry.definition;
    const backend = connectToEmulator(entry, emulator, EVERY[kind]);
    const supported = WRITES.filter((name) => !isUnsupported(backend.operations[name]));
    await backend.close();
    await emulator.stop();
    const tested = WRITES.filter((name) =>
      FAULT_CASES.some((write) => write.backend === backend.kind && write.field === name),
    );
    expect({ backend: backend.kind, tested }).toEqual({ backend: backend.kind, tested: supported });
  }
});
