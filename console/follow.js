/** @import { Client } from 'graphql-ws/client' */

/**
 * @typedef {'CONNECTING' | 'CONNECTED' | 'RECONNECTING' | 'SIGNED_OUT'} ConnectionState
 */

/**
 * @template {{ readonly kind: string, readonly cursor: string }} Event
 * @typedef {object} FollowOptions
 * @property {Client} client
 * @property {string} query a subscription with the variable `since`, whose field is called `event`
 * @property {Readonly<Record<string, unknown>>} variables
 * @property {(event: Event) => void} onEvent
 * @property {() => void} onStart what is shown has to be read: nothing that happens later is missed. Called at the beginning,
 *   and again whenever something may have been missed
 * @property {(state: ConnectionState, message: string | null) => void} onState
 * @property {AbortSignal} signal ends it
 * @property {number | null} earlyStartMs after how many milliseconds `onStart` is called although nothing has come: whoever looks is
 *   not kept waiting by slow backends, and what is shown is then read twice. Null: never
 */

const SHORTEST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;
const FORBIDDEN = 4403;

/**
 * Follows a subscription for ever: whenever the connection breaks it connects again, and goes on where it was.
 * @template {{ readonly kind: string, readonly cursor: string }} Event
 * @param {FollowOptions<Event>} options
 * @returns {Promise<void>} ends with the signal, or when somebody has to sign in
 */
export async function follow(options) {
  const { signal, onState, onStart, earlyStartMs } = options;
  /** @type {string | null} */
  let since = null;
  let failures = 0;
  const early = earlyStartMs === null ? undefined : setTimeout(onStart, earlyStartMs);
  signal.addEventListener('abort', () => clearTimeout(early));
  /** @param {Event} event */
  const take = (event) => {
    clearTimeout(early);
    failures = 0;
    onState('CONNECTED', null);
    const isStart = since === null || event.kind === 'GAP';
    since = event.cursor;
    options.onEvent(event);
    if (isStart) onStart();
  };
  onState('CONNECTING', null);
  while (!signal.aborted) {
    const problem = await readEvents(options, since, take);
    if (signal.aborted) return;
    if (isSignedOut(problem)) {
      onState('SIGNED_OUT', messageOf(problem));
      return;
    }
    // A cursor that cannot be used is of no use the next time either.
    if (codesOf(problem).includes('INVALID_INPUT')) since = null;
    onState('RECONNECTING', messageOf(problem));
    await pause(pauseMs(failures, Math.random()), signal);
    failures += 1;
  }
}

/**
 * @template {{ readonly kind: string, readonly cursor: string }} Event
 * @param {FollowOptions<Event>} options
 * @param {string | null} since
 * @param {(event: Event) => void} take
 * @returns {Promise<unknown>} why there are no more events; undefined if the gateway ended them
 */
async function readEvents({ client, query, variables, signal }, since, take) {
  const results = client.iterate({ query, variables: { ...variables, since } });
  const leave = () => void results.return?.();
  signal.addEventListener('abort', leave);
  try {
    for await (const { data, errors } of results) {
      if (signal.aborted) return undefined;
      const event = /** @type {Event | undefined} */ (data?.['event']);
      if (event === undefined || event === null) return errors;
      take(event);
    }
    return undefined;
  } catch (thrown) {
    return thrown;
  } finally {
    signal.removeEventListener('abort', leave);
  }
}

/**
 * How long to wait before the next attempt: twice as long each time, and not everybody at once.
 * @param {number} failures how many attempts have failed before this one
 * @param {number} chance from 0 to 1
 */
export function pauseMs(failures, chance) {
  const longest = Math.min(SHORTEST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS);
  return longest * (0.5 + chance / 2);
}

/**
 * Ends early when the network is back.
 * @param {number} milliseconds
 * @param {AbortSignal} signal
 * @returns {Promise<void>}
 */
function pause(milliseconds, signal) {
  const { promise, resolve } = /** @type {PromiseWithResolvers<void>} */ (Promise.withResolvers());
  const end = () => resolve();
  const timer = setTimeout(end, milliseconds);
  signal.addEventListener('abort', end);
  globalThis.addEventListener('online', end);
  return promise.finally(() => {
    clearTimeout(timer);
    signal.removeEventListener('abort', end);
    globalThis.removeEventListener('online', end);
  });
}

/**
 * @param {unknown} problem
 */
function isSignedOut(problem) {
  const { code } = /** @type {{ code?: unknown }} */ (problem ?? {});
  return code === FORBIDDEN || codesOf(problem).includes('UNAUTHENTICATED');
}

/**
 * @param {unknown} problem errors of GraphQL, or how the socket was closed
 * @returns {string[]}
 */
function codesOf(problem) {
  if (!Array.isArray(problem)) return [];
  return problem.map((error) => String(error?.extensions?.code));
}

/**
 * @param {unknown} problem
 * @returns {string | null}
 */
function messageOf(problem) {
  const { message, reason } = /** @type {{ message?: string, reason?: string }} */ (
    (Array.isArray(problem) ? problem[0] : problem) ?? {}
  );
  return message || reason || null;
}
