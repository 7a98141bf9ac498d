import { afterEach, expect, test } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.ts';
import { isHonest, runWriteFault, type WriteFault } from '../support/write-faults.ts';
import { WRITE_CASES } from '../support/write-cases.ts';

const NO_FAULT: WriteFault = { name: 'none', fault: null };
const NO_ANSWER: WriteFault = { name: 'reset after the change', fault: { kind: 'reset', at: 'start', apply: true } };

let gateway: TestGateway;

afterEach(async () => {
  await gateway.stop();
});

test.each([1, 2, 3])(
  'a change that may take %i calls is made once, or refused before it begins',
  async (backendCalls) => {
    gateway = await startTestGateway({ limits: { backendCalls } });
    const outcomes = new Set<string>();
    for (const write of WRITE_CASES) {
      const { outcome, applied } = await runWriteFault(gateway, write, NO_FAULT);
      outcomes.add(`${outcome} ${applied}`);
    }
    expect(outcomes).toContain('APPLIED 1');
    outcomes.delete('APPLIED 1');
    outcomes.delete('error OVER_LIMIT 0');
    expect([...outcomes]).toEqual([]);
  },
  60_000,
);

test('a change without an answer is looked for whatever the limit', async () => {
  gateway = await startTestGateway({ limits: { backendCalls: 1 } });
  const free = await startTestGateway();
  try {
    for (const write of WRITE_CASES) {
      const row = await runWriteFault(gateway, write, NO_ANSWER);
      expect({ ...row, isHonest: isHonest(row) }).toMatchObject({ isHonest: true });
      if (row.outcome === 'error OVER_LIMIT') continue;
      expect(row.outcome).toBe((await runWriteFault(free, write, NO_ANSWER)).outcome);
    }
  } finally {
    await free.stop();
  }
}, 60_000);
