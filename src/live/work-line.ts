/** Does work at once or soon: what was asked for first is done first. The work must not throw. */
export type WorkLine = (work: () => void) => void;

/** How much is done in one turn of the event loop. */
const MOST_A_TURN = 50;

/**
 * A line of work of which each turn of the event loop does a bounded share. What is to be done for thousands of clients would
 * otherwise be done in one go, in which nothing else is answered; and of what happens while a client waits in line it is told
 * all at once. Where there are few nobody waits, and lines do not wait for each other.
 */
export function createWorkLine(): WorkLine {
  let done = new Set<() => void>();
  let waiting: (() => void)[] = [];

  function beginTurn(): void {
    const next = waiting.slice(0, MOST_A_TURN);
    waiting = waiting.slice(MOST_A_TURN);
    done = new Set(next);
    // Also where nobody waits any more: whoever comes next may not be the first of this turn.
    if (done.size > 0) setImmediate(beginTurn);
    for (const work of next) work();
  }

  return (work) => {
    if (done.size === 0) setImmediate(beginTurn);
    if (done.size >= MOST_A_TURN) return void waiting.push(work);
    // What is done several times counts once.
    done.add(work);
    work();
  };
}
