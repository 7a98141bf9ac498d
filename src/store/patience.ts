/** An answer is waited for in so many turns. */
const TURNS = 4;

/**
 * Acts when the time is over, counted in turns of the event loop: while this process stands still itself nothing can
 * arrive, so that however long that lasts it counts as one turn, and what has arrived meanwhile is read first.
 * @param patienceMs how long it takes where the event loop turns as it should, in milliseconds
 * @returns ends the waiting
 */
export function afterPatience(patienceMs: number, act: () => void): () => void {
  let turns = 1;
  let immediate: NodeJS.Immediate | undefined;
  let timer = setTimeout(turn, patienceMs / TURNS);

  function turn(): void {
    turns += 1;
    // Timers come before what waits in the sockets is read, immediates after.
    if (turns > TURNS) immediate = setImmediate(act);
    else timer = setTimeout(turn, patienceMs / TURNS);
  }

  return () => {
    clearTimeout(timer);
    clearImmediate(immediate);
  };
}

/**
 * What the work answers, if that comes in time; what comes later is left alone.
 * @param patienceMs in milliseconds: see `afterPatience`
 * @throws Error with the code TIMEOUT; and whatever the work throws
 */
export async function withPatience<Result>(work: Promise<Result>, patienceMs: number): Promise<Result> {
  const isOver = Promise.withResolvers<never>();
  const stopWaiting = afterPatience(patienceMs, () => isOver.reject(timedOut()));
  try {
    return await Promise.race([work, isOver.promise]);
  } finally {
    stopWaiting();
  }
}

export function timedOut(): Error {
  return Object.assign(new Error('There was no answer in time.'), { code: 'TIMEOUT' });
}
