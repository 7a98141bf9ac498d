import type { LiveResult, LiveResults } from './live-operations.ts';

/** Results on their way to one client as server-sent events. */
export interface LiveFrames {
  /** The text, frame by frame: the next result is asked for when one is taken. */
  readonly texts: AsyncGenerator<string, void, undefined>;
  /** Nobody takes them any more: ends the signs of life and the results, whatever they wait for. */
  end(): void;
}

const BEAT = ':\n\n';
const COMPLETE = 'event: complete\ndata:\n\n';

/**
 * @param results whose first is asked for at once
 * @param heartbeatMs after how long without a result there is a sign of life, in milliseconds
 * @param last what is told after the last result; null if nothing
 */
export function createLiveFrames(results: LiveResults, heartbeatMs: number, last: () => LiveResult | null): LiveFrames {
  const inbox: IteratorResult<LiveResult, void>[] = [];
  let wake = createWake();
  const beat = setInterval(() => wake.resolve(), heartbeatMs).unref();

  async function ask(): Promise<void> {
    try {
      inbox.push(await results.next());
      wake.resolve();
    } catch (error) {
      wake.reject(error);
    }
  }

  async function* toFrames(): AsyncGenerator<string, void, undefined> {
    // Tells proxies and clients at once that the answer has begun.
    yield BEAT;
    for (;;) {
      await wake.promise;
      wake = createWake();
      const taken = inbox.shift();
      if (taken?.done === true) break;
      yield taken === undefined ? BEAT : toFrame(taken.value);
      if (taken !== undefined) void ask();
    }
    const final = last();
    if (final !== null) yield toFrame(final);
    yield COMPLETE;
  }

  void ask();
  return {
    texts: toFrames(),
    end() {
      clearInterval(beat);
      void results.return(undefined);
    },
  };
}

function createWake(): PromiseWithResolvers<void> {
  const wake = Promise.withResolvers<void>();
  // Whoever takes frames meets the failure; where nobody does any more, nobody misses it.
  wake.promise.catch(() => {});
  return wake;
}

/** All there is to send where there is one result and nothing to wait for. */
export function toOnlyFrames(result: LiveResult): string {
  return BEAT + toFrame(result) + COMPLETE;
}

function toFrame(result: LiveResult): string {
  return `event: next\ndata: ${JSON.stringify(result)}\n\n`;
}
