/** A pause that can be ended early. */
export interface Nap {
  /** Ends after this time, when woken, or when the signal ends; never rejects. @param pauseMs in milliseconds */
  sleep(pauseMs: number): Promise<void>;
  /** Ends the pause that is under way, or makes the next one end at once. */
  wake(): void;
}

/** Timers take no more than this: a longer one would end at once. */
const LONGEST_MS = 2 ** 31 - 1;

export function createNap(signal: AbortSignal): Nap {
  let end: (() => void) | null = null;
  let isWoken = false;
  return {
    async sleep(pauseMs) {
      if (isWoken || signal.aborted || pauseMs <= 0) {
        isWoken = false;
        return;
      }
      await new Promise<void>((resolve) => {
        const finish = (): void => {
          clearTimeout(timer);
          signal.removeEventListener('abort', finish);
          end = null;
          resolve();
        };
        const timer = setTimeout(finish, Math.min(pauseMs, LONGEST_MS));
        signal.addEventListener('abort', finish);
        end = finish;
      });
    },
    wake() {
      if (end === null) isWoken = true;
      else end();
    },
  };
}
