/** What waiting ended with if whoever waited has left. */
export const LEFT: unique symbol = Symbol('left');

/**
 * Waits no longer than the signal: nobody is kept by what does not end for a while.
 * @returns the value; LEFT if the signal ended first, and what becomes of the work then is nobody's matter
 */
export function unlessLeft<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value | typeof LEFT> {
  return new Promise((resolve, reject) => {
    const leave = (): void => resolve(LEFT);
    const stay = (): void => signal.removeEventListener('abort', leave);
    if (signal.aborted) leave();
    else signal.addEventListener('abort', leave, { once: true });
    work.then(resolve, reject).then(stay, stay);
  });
}
