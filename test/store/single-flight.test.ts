import { describe, expect, jest, test } from '@jest/globals';
import { createSingleFlight, untilAborted } from '../../src/store/single-flight.ts';

const NO_SIGNAL = new AbortController().signal;

/** Work that ends when the test says so, and remembers the signals it was given. */
function createWork() {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const signals: AbortSignal[] = [];
  const work = jest.fn((signal: AbortSignal) => {
    signals.push(signal);
    return promise;
  });
  return { work, resolve, reject, isAborted: () => signals.map((signal) => signal.aborted) };
}

describe('callers at the same time', () => {
  test('share one piece of work under one key', async () => {
    const flights = createSingleFlight<string>();
    const { work, resolve } = createWork();
    const all = Array.from({ length: 100 }, () => flights.run('key', work, NO_SIGNAL));
    expect(flights.size).toBe(1);
    resolve('result');
    expect(new Set(await Promise.all(all))).toEqual(new Set(['result']));
    expect(work).toHaveBeenCalledTimes(1);
    expect(flights.size).toBe(0);
  });

  test('share nothing under different keys', async () => {
    const flights = createSingleFlight<string>();
    const results = await Promise.all(['a', 'b'].map((key) => flights.run(key, async () => key, NO_SIGNAL)));
    expect(results).toEqual(['a', 'b']);
  });

  test('all see its rejection', async () => {
    const flights = createSingleFlight<string>();
    const { work, reject } = createWork();
    const all = Array.from({ length: 10 }, () => flights.run('key', work, NO_SIGNAL));
    const error = new Error('broken');
    reject(error);
    const outcomes = await Promise.allSettled(all);
    expect(outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason === error)).toEqual(
      Array(10).fill(true),
    );
    expect([work.mock.calls.length, flights.size]).toEqual([1, 0]);
  });
});

describe('a caller that comes later', () => {
  test.each<[string, (work: ReturnType<typeof createWork>) => void]>([
    ['result', ({ resolve }) => resolve('old')],
    ['failure', ({ reject }) => reject(new Error('old'))],
  ])('does not get an old %s', async (_what, settle) => {
    const flights = createSingleFlight<string>();
    const first = createWork();
    const early = flights.run('key', first.work, NO_SIGNAL);
    settle(first);
    await Promise.allSettled([early]);
    await expect(flights.run('key', async () => 'new', NO_SIGNAL)).resolves.toBe('new');
  });
});

describe('a caller that goes away', () => {
  test('leaves the work to the others', async () => {
    const flights = createSingleFlight<string>();
    const { work, resolve, isAborted } = createWork();
    const abort = new AbortController();
    const leaver = flights.run('key', work, abort.signal);
    const stayer = flights.run('key', work, NO_SIGNAL);
    const reason = new Error('gone');
    abort.abort(reason);
    await expect(leaver).rejects.toBe(reason);
    expect(isAborted()).toEqual([false]);
    resolve('result');
    await expect(stayer).resolves.toBe('result');
  });

  test('ends the work if it was the last', async () => {
    const flights = createSingleFlight<string>();
    const { work, isAborted } = createWork();
    const aborts = [new AbortController(), new AbortController(), new AbortController()];
    const all = aborts.map((abort) => flights.run('key', work, abort.signal));
    for (const [index, abort] of aborts.entries()) {
      expect(isAborted()).toEqual([false]);
      abort.abort(new Error(`caller ${index} is gone`));
      await expect(all[index]).rejects.toThrow(`caller ${index} is gone`);
    }
    expect([isAborted(), flights.size]).toEqual([[true], 0]);
  });

  test('does not take those with it who come after the work was ended', async () => {
    const flights = createSingleFlight<string>();
    const ended = createWork();
    const abort = new AbortController();
    const leaver = flights.run('key', ended.work, abort.signal);
    abort.abort(new Error('gone'));
    await expect(leaver).rejects.toThrow('gone');
    const next = createWork();
    const comer = flights.run('key', next.work, NO_SIGNAL);
    // The ended work settles late and must not remove its successor.
    ended.reject(new Error('ended'));
    await new Promise(setImmediate);
    expect(flights.size).toBe(1);
    next.resolve('new');
    await expect(comer).resolves.toBe('new');
  });

  test('before it came starts nothing', async () => {
    const flights = createSingleFlight<string>();
    const { work } = createWork();
    await expect(flights.run('key', work, AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
    expect([work.mock.calls.length, flights.size]).toEqual([0, 0]);
  });

  test('leaves no unhandled rejection behind when the work fails afterwards', async () => {
    const unhandled = jest.fn();
    process.on('unhandledRejection', unhandled);
    try {
      const flights = createSingleFlight<string>();
      const { work, reject } = createWork();
      const abort = new AbortController();
      const leaver = flights.run('key', work, abort.signal);
      abort.abort(new Error('gone'));
      await expect(leaver).rejects.toThrow('gone');
      reject(new Error('too late'));
      await new Promise((resolve) => setTimeout(resolve, 20));
      expect(unhandled).not.toHaveBeenCalled();
    } finally {
      process.off('unhandledRejection', unhandled);
    }
  });
});

describe('untilAborted', () => {
  test('gives the result, or the reason of the signal, whichever is first', async () => {
    const abort = new AbortController();
    await expect(untilAborted(Promise.resolve('result'), abort.signal)).resolves.toBe('result');
    const endless = untilAborted(new Promise(() => {}), abort.signal);
    const reason = new Error('gone');
    abort.abort(reason);
    await expect(endless).rejects.toBe(reason);
  });

  test('leaves no listener at the signal', async () => {
    const { signal } = new AbortController();
    const add = jest.spyOn(signal, 'addEventListener');
    const remove = jest.spyOn(signal, 'removeEventListener');
    await untilAborted(Promise.resolve('result'), signal);
    expect(add).toHaveBeenCalledTimes(1);
    expect(remove.mock.calls[0]?.slice(0, 2)).toEqual(add.mock.calls[0]?.slice(0, 2));
  });
});
