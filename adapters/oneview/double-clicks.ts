import type { WriteCall } from '../../src/ticketing/write.ts';

/** Makes the same change once if it is asked for twice in a moment, as by a double click. */
export interface DoubleClicks<Result> {
  /**
   * @param key what makes two changes the same
   * @param make makes the change, with the call that it is given
   * @returns what the change brought, and whether it was made for an earlier request
   */
  once(
    key: readonly string[],
    call: WriteCall,
    make: (call: WriteCall) => Promise<Result>,
  ): Promise<{ readonly result: Result; readonly isShared: boolean }>;
}

interface Recent<Result> {
  readonly until: number;
  readonly result: Promise<Result>;
  /** True while a changing request has left and nobody has said that it changed nothing. */
  isOpen: boolean;
}

const WITHIN_MS = 10_000;
const MOST_CHANGES = 1_000;

/**
 * Remembers changes for ten seconds. One that certainly changed nothing is forgotten at once, so that it can be tried again.
 * @param clock milliseconds since 1970
 */
export function createDoubleClicks<Result>(clock: () => number): DoubleClicks<Result> {
  const recent = new Map<string, Recent<Result>>();

  function dropOld(): void {
    // The oldest come first: all are kept equally long.
    for (const [key, { until }] of recent) {
      if (until > clock() && recent.size < MOST_CHANGES) return;
      recent.delete(key);
    }
  }

  function begin(key: string, call: WriteCall, make: (call: WriteCall) => Promise<Result>): Recent<Result> {
    const watched: WriteCall = {
      ...call,
      onWrite(state) {
        change.isOpen = state === 'SENT';
        call.onWrite?.(state);
      },
    };
    const change: Recent<Result> = {
      until: clock() + WITHIN_MS,
      isOpen: false,
      // A turn later, so that the change is remembered before anything of it happens.
      result: Promise.resolve().then(() => make(watched)),
    };
    recent.set(key, change);
    const forget = (): void => {
      if (!change.isOpen && recent.get(key) === change) recent.delete(key);
    };
    change.result.then(undefined, forget);
    return change;
  }

  return {
    async once(parts, call, make) {
      // A dry run makes no change, and shows what a change of its own would send.
      if (call.preview !== undefined) return { result: await make(call), isShared: false };
      dropOld();
      const key = JSON.stringify(parts);
      const earlier = recent.get(key);
      if (earlier === undefined) return { result: await begin(key, call, make).result, isShared: false };
      try {
        return { result: await earlier.result, isShared: true };
      } catch (thrown) {
        // What is open for the first request is open for this one.
        if (earlier.isOpen) call.onWrite?.('SENT');
        throw thrown;
      }
    },
  };
}
