import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { adapters } from '../adapters/index.ts';
import { renderCapabilities } from '../src/capability-table.ts';
import type { RunningEmulator } from '../src/emulation/emulator.ts';
import type { BackendInstance } from '../src/ticketing/adapter.ts';
import { isUnsupported, unsupported } from '../src/ticketing/unsupported.ts';
import { connectToEmulator } from './support/connect-to-emulator.ts';

const emulators: RunningEmulator[] = [];
const backends: BackendInstance[] = [];

beforeAll(async () => {
  for (const entry of adapters) {
    const emulator = await entry.startEmulator();
    emulators.push(emulator);
    backends.push(connectToEmulator(entry, emulator));
  }
});

afterAll(async () => {
  await Promise.all(backends.map((backend) => backend.close()));
  await Promise.all(emulators.map((emulator) => emulator.stop()));
});

function render(columns: readonly BackendInstance[]): string {
  return renderCapabilities(columns.map(({ id, operations, transitions }) => ({ name: id, operations, transitions })));
}

/** The cells of the rows below the head of the table that begins with this cell. */
function rowsOf(text: string, firstCell: string): string[][] {
  const [table = ''] = text.split('\n\n').filter((part) => part.startsWith(`| ${firstCell} |`));
  return table
    .split('\n')
    .slice(2)
    .map((row) => row.slice(2, -2).split(' | '));
}

describe('the table of capabilities', () => {
  test('has a row for every operation, and says of each backend whether it has it', () => {
    for (const backend of backends) {
      const operations = Object.values(backend.operations);
      const cells = rowsOf(render([backend]), 'operation').map(([, cell]) => cell);
      expect(cells.length).toBe(operations.length);
      expect(cells.filter((cell) => cell === 'no').length).toBe(operations.filter(isUnsupported).length);
      expect(cells.filter((cell) => cell === 'yes').length).toBe(
        operations.filter((operation) => !isUnsupported(operation)).length,
      );
    }
  });

  test('says it in the right row and column', () => {
    const [one, other] = backends.map((backend) => ({ name: backend.id, ...backend }));
    if (one === undefined || other === undefined) throw new Error('There are no two backends.');
    const no = unsupported('It was never built.');
    const without = { ...other, operations: { ...other.operations, deleteTicket: no, createTicket: no } };
    const text = renderCapabilities([one, without]);
    const supports = (name: 'createTicket' | 'deleteTicket'): string =>
      isUnsupported(one.operations[name]) ? 'no' : 'yes';
    const rows = rowsOf(text, 'operation');
    expect(rows).toContainEqual(['`createTicket`', supports('createTicket'), 'no']);
    expect(rows).toContainEqual(['`deleteTicket`', supports('deleteTicket'), 'no']);
    expect(text).toContain(`\n- \`${other.name}\`: \`createTicket\`, \`deleteTicket\`. It was never built.\n`);
  });

  test('gives every reason, and the moves of each backend', () => {
    const text = render(backends);
    const reasons = backends.flatMap(({ operations }) =>
      Object.values(operations).flatMap((operation) => (isUnsupported(operation) ? [operation.unsupported] : [])),
    );
    expect(reasons.length).toBeGreaterThan(10);
    expect(reasons.filter((reason) => !text.includes(reason))).toEqual([]);
    for (const { id, transitions } of backends) {
      const moves = Object.entries(transitions).flatMap(([kind, rule]) => (isUnsupported(rule) ? [] : [kind]));
      const [, told = ''] = rowsOf(text, 'backend').find(([name]) => name === `\`${id}\``) ?? [];
      expect(told.split(', ').sort()).toEqual(moves.length === 0 ? ['none'] : moves.sort());
    }
  });
});
