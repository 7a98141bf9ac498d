import type { LiveResult, LiveResults } from './live-operations.ts';

/** Results on their way to one client as server-sent events. */
export interface LiveFrames {
  /** The text, frame by frame: the next result is asked for when one is taken. */
  readonly texts: AsyncGenerator<string, void, undefined>;
  /** Ends the signs of life. */
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
  let wake = Promise.withResolvers<void>();
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
      wake = Promise.withResolvers();
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
  return { texts: toFrames(), end: () => clearInterval(beat) };
}

/** All there is to send where there is one result and nothing to wait for. */
export function toOnlyFrames(result: LiveResult): string {
  return BEAT + toFrame(result) + COMPLETE;
}

function toFrame(result: LiveResult): string {
  return `event: next\ndata: ${JSON.stringify(result)}\n\n`;
}
