import { expect, test } from '@jest/globals';
import { parse, type OperationDefinitionNode } from 'graphql';
import type { OperationWatch } from '../../src/ticketing/observation.ts';
import type { LiveResult } from '../../src/transport/live-operations.ts';
import { reported } from '../../src/transport/live-reports.ts';

const OPERATION = parse('subscription Watch { ticketChanges { kind } }').definitions[0] as OperationDefinitionNode;
const format = (thrown: unknown) => ({ message: String(thrown), extensions: { code: 'INTERNAL' } });

async function* failing(): AsyncGenerator<LiveResult, void, undefined> {
  yield { data: 'first' };
  throw new Error('broken');
}

test('what fails on the way is the last result, and what became of the operation', async () => {
  const ends: unknown[] = [];
  const watch = { end: (report) => void ends.push(report) } as Pick<OperationWatch, 'end'> as OperationWatch;
  const results: LiveResult[] = [];
  const { signal } = new AbortController();
  for await (const result of reported(failing(), OPERATION, watch, signal, format)) results.push(result);
  expect(results).toEqual([
    { data: 'first' },
    { errors: [{ message: 'Error: broken', extensions: { code: 'INTERNAL' } }] },
  ]);
  expect(ends).toEqual([{ type: 'subscription', name: 'Watch', outcome: 'FAILED', codes: ['INTERNAL'] }]);
});
