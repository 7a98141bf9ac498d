import { jest } from '@jest/globals';

/** The time of day as the code under test reads it, ahead of the real one by as much as it was moved. */
export interface MovableClock {
  advance(milliseconds: number): void;
  restore(): void;
}

/**
 * Takes the place of `Date.now`. To be called before a gateway is created, as its parts keep the function. Timers and
 * deadlines go on in real time.
 */
export function startMovableClock(): MovableClock {
  const realNow = Date.now.bind(Date);
  let ahead = 0;
  const spy = jest.spyOn(Date, 'now').mockImplementation(() => realNow() + ahead);
  return {
    advance(milliseconds) {
      ahead += milliseconds;
    },
    restore() {
      spy.mockRestore();
    },
  };
}
