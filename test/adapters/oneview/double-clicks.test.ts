import { expect, test } from '@jest/globals';
import { createDoubleClicks } from '../../../adapters/oneview/double-clicks.ts';
import { demoSettings } from '../../../adapters/oneview/demo.ts';
import { startEmulator } from '../../../adapters/oneview/emulator.ts';
import { oneview } from '../../../adapters/oneview/index.ts';
import { connectToEmulator } from '../../support/connect-to-emulator.ts';
import { callOf, errorOf, perform, watchedCall } from './writes-under-test.ts';

const KEY = ['somebody', 'ticket', 'department'];
const SHARED = expect.stringContaining('less than ten seconds ago');

/** Changes whose outcome the test decides, under a clock that it moves. */
function createClicks() {
  let now = 1_000_000;
  const clicks = createDoubleClicks<string>(() => now);
  let made = 0;
  return {
    made: () => made,
    advance: (milliseconds: number) => {
      now += milliseconds;
    },
    click: (options: { key?: readonly string[]; fails?: 'OPEN' | 'REFUSED'; isDryRun?: boolean } = {}) => {
      const { call, states } = watchedCall(options.isDryRun === true ? { preview: () => undefined } : {});
      const answer = clicks.once(options.key ?? KEY, call, async (own) => {
        made += 1;
        own.onWrite?.('SENT');
        await Promise.resolve();
        if (options.fails === 'REFUSED') own.onWrite?.('REFUSED');
        if (options.fails !== undefined) throw new Error(options.fails);
        return `change ${made}`;
      });
      return { answer, states };
    },
  };
}

test('two clicks at once and one soon after make one change', async () => {
  const { click, made, advance } = createClicks();
  const [first, second] = [click(), click()];
  expect(await first.answer).toEqual({ result: 'change 1', isShared: false });
  expect(await second.answer).toEqual({ result: 'change 1', isShared: true });
  advance(9_999);
  expect(await click().answer).toEqual({ result: 'change 1', isShared: true });
  advance(1);
  expect(await click().answer).toEqual({ result: 'change 2', isShared: false });
  expect(made()).toBe(2);
});

test('another key, or a dry run, is another change', async () => {
  const { click, made } = createClicks();
  await click().answer;
  expect(await click({ key: ['somebody else', 'ticket', 'department'] }).answer).toMatchObject({ isShared: false });
  expect(await click({ isDryRun: true }).answer).toMatchObject({ isShared: false });
  expect(await click({ isDryRun: true }).answer).toMatchObject({ isShared: false });
  expect(made()).toBe(4);
});

test('a change that was refused can be tried again at once', async () => {
  const { click, made } = createClicks();
  await expect(click({ fails: 'REFUSED' }).answer).rejects.toThrow('REFUSED');
  expect(await click().answer).toEqual({ result: 'change 2', isShared: false });
  expect(made()).toBe(2);
});

test('a change whose outcome is open is not sent again, and is open for the second click too', async () => {
  const { click, made } = createClicks();
  await expect(click({ fails: 'OPEN' }).answer).rejects.toThrow('OPEN');
  const second = click();
  await expect(second.answer).rejects.toThrow('OPEN');
  expect(second.states).toEqual(['SENT']);
  expect(made()).toBe(1);
});

test('no more than a thousand changes are remembered', async () => {
  const { click, made } = createClicks();
  await click().answer;
  for (let index = 0; index < 1_000; index += 1) await click({ key: [String(index)] }).answer;
  await click().answer;
  expect(made()).toBe(1_002);
});

test('an escalation that is asked for twice is one escalation; another agent’s or department’s is another', async () => {
  const emulator = await startEmulator();
  const backend = connectToEmulator({ definition: oneview, startEmulator, demoSettings }, emulator, {
    operations: {},
  });
  try {
    const { id: ticketId } = emulator.control.act('addTicket', {}) as { readonly id: string };
    const input = { ticketId, targetId: 'corporate', reason: 'too hard' };
    const agent = callOf('one@example.test');
    const write = backend.operations.escalateTicket;
    const [first, second] = await Promise.all([perform(write, input, agent), perform(write, input, agent)]);
    expect(first).toMatchObject({ nativeId: ticketId, warnings: [] });
    expect(second).toEqual({ ...first, warnings: [SHARED], isShared: true });
    expect(emulator.control.applied()['escalate']).toBe(1);
    // Sent, as it is another one: the backend refuses it, whose ticket is escalated now.
    const calls = () => emulator.control.counters()['escalate'];
    await errorOf(perform(write, { ...input, targetId: 'partner-service' }, agent));
    await errorOf(perform(write, input, callOf('other@example.test')));
    expect([calls(), emulator.control.applied()['escalate']]).toEqual([3, 1]);
  } finally {
    await backend.close();
    await emulator.stop();
  }
});
