import { ask, valueOf, type Asker } from '../dispatch/ask.ts';
import type { ChangeStream } from '../store/change-stream.ts';
import type { Lease, Leases } from '../store/leases.ts';
import type { Store } from '../store/store.ts';
import type { BackendInstance } from '../ticketing/adapter.ts';
import type { ChangeDetector, ChangeRound } from '../ticketing/change-detection.ts';
import { toGatewayError, type GatewayError } from '../ticketing/errors.ts';
import type { LookInterests } from './interests.ts';
import type { LogEntry } from './log-entry.ts';
import { toNewChange } from './once.ts';
import { nextPause } from './poll-pause.ts';
import type { WatchState } from './watch-state.ts';
import { createNap } from './nap.ts';

export interface PollerParts {
  readonly changes: ChangeStream;
  readonly leases: Leases;
  readonly store: Store;
  /** Names this process towards others. */
  readonly holder: string;
  readonly clock: () => number;
  readonly random: () => number;
  /** How long a poller that went away without a word keeps others from taking over, in milliseconds. */
  readonly leaseMs: number;
  readonly reportFailure: (error: unknown) => void;
}

export interface PollerOptions {
  readonly backend: BackendInstance;
  readonly detector: ChangeDetector;
  readonly scope: string;
  /** Nothing is done before this has ended; left out if there is nothing to wait for. */
  readonly after?: Promise<void> | undefined;
  /** A new asker for each round: correlation id, signal and principal. */
  readonly asker: (signal: AbortSignal) => Asker;
  /** What is watched one by one, by anybody in the cluster. */
  readonly interests: () => Promise<LookInterests>;
  /** Told after each look. @param isOwnLook false if another process looked */
  readonly onState: (state: WatchState, isOwnLook: boolean) => void;
}

/** Looks for changes of one backend in one scope, alone in the whole cluster, until it is stopped. */
export interface Poller {
  /** Look as soon as the shortest pause permits. */
  hurry(): void;
  /** Ends when the last round has ended and its lease is given back. */
  stop(): Promise<void>;
}

const KEEP_STATE_MS = 5 * 60_000;
const KEEP_MARK_MS = 24 * 60 * 60_000;
const UNSEEN = 'Nobody has watched this backend for a while: what changed meanwhile may not be told.';
const INCOMPLETE = 'More has changed than could be looked at.';
const TOO_MUCH_WATCHED = 'More is watched one by one than is looked at: changes of some may not be told.';

export function startPoller(parts: PollerParts, options: PollerOptions): Poller {
  const { backend, scope, detector } = options;
  const name = `poll:${backend.id}:${scope}`;
  const stateKey = `watch-state:${backend.id}:${scope}`;
  const stopping = new AbortController();
  const nap = createNap(stopping.signal);
  const floor = createNap(stopping.signal);
  const finished = run().catch(parts.reportFailure);

  async function run(): Promise<void> {
    await options.after;
    while (!stopping.signal.aborted) {
      try {
        const lease = await parts.leases.acquire(name, parts.holder, parts.leaseMs);
        if (lease === null) await stand();
        else await hold(lease);
      } catch (error) {
        parts.reportFailure(error);
        await nap.sleep(parts.leaseMs / 3);
      }
    }
  }

  /** Somebody else looks, and tells how it goes. */
  async function stand(): Promise<void> {
    const told = await parts.store.get(stateKey);
    if (told !== null) options.onState(JSON.parse(told) as WatchState, false);
    await nap.sleep(parts.leaseMs / 3);
  }

  async function tell(state: WatchState): Promise<void> {
    options.onState(state, true);
    await parts.store.set(stateKey, JSON.stringify(state), backend.pollMs.longest + KEEP_STATE_MS);
  }

  async function hold(lease: Lease): Promise<void> {
    const held = { is: true };
    async function renew(): Promise<void> {
      try {
        held.is &&= await lease.renew();
      } catch (error) {
        held.is = false;
        parts.reportFailure(error);
      }
    }
    const renewal = setInterval(() => void renew(), parts.leaseMs / 3).unref();
    try {
      const kept = await parts.changes.readMark(name);
      let mark: unknown = kept === null ? null : JSON.parse(kept);
      let pauseMs: number | null = null;
      let lastLookAt: string | null = null;
      while (held.is && !stopping.signal.aborted) {
        const startedAt = parts.clock();
        const { round, isCut } = await look(mark);
        if ('changes' in round) {
          const cursors = await parts.changes.appendFenced(lease, toEntries(round, mark === null).map(toNewChange), {
            name,
            value: JSON.stringify(round.mark),
            keepMs: KEEP_MARK_MS,
          });
          if (cursors === null) return;
          mark = round.mark;
          lastLookAt = new Date(parts.clock()).toISOString();
          await tell({ name: 'LIVE', message: isCut ? TOO_MUCH_WATCHED : detector.sees, lastLookAt });
        } else if (!stopping.signal.aborted) {
          await tell({ name: 'FAILING', message: round.message, lastLookAt });
        }
        const retryAfterMs = 'changes' in round ? null : (round.facts.retryAfterMs ?? null);
        const earliestAt = Math.max(startedAt + backend.pollMs.shortest, parts.clock() + (retryAfterMs ?? 0));
        pauseMs = nextPause({
          previousMs: pauseMs,
          outcome: outcomeOf(round),
          retryAfterMs,
          shortestMs: backend.pollMs.shortest,
          longestMs: backend.pollMs.longest,
          random: parts.random(),
        });
        await nap.sleep(pauseMs);
        // Whoever hurries ends the pause, but not the rest that the backend is promised.
        await floor.sleep(earliestAt - parts.clock());
      }
    } finally {
      clearInterval(renewal);
      await lease.release();
    }
  }

  /** @returns the error if it failed: the round is then asked again with the same mark */
  async function look(mark: unknown): Promise<{ readonly round: ChangeRound | GatewayError; readonly isCut: boolean }> {
    try {
      const { isCut, ...interests } = await options.interests();
      const asker = options.asker(stopping.signal);
      const outcome = await ask(asker, backend, (call) => detector.detect({ mark, ...interests }, call));
      return { round: valueOf(outcome), isCut };
    } catch (thrown) {
      return { round: toGatewayError(thrown), isCut: false };
    }
  }

  function toEntries(round: ChangeRound, isFirst: boolean): LogEntry[] {
    const facts = { backend: backend.id, scope, at: new Date(parts.clock()).toISOString() };
    const gap = (message: string): LogEntry => ({ ...facts, type: 'GAP', message });
    return [
      ...(isFirst ? [gap(UNSEEN)] : []),
      ...round.changes.map(({ nativeId, ...change }): LogEntry => ({
        ...facts,
        ...change,
        type: 'TICKET',
        origin: 'POLL',
        ticketId: nativeId,
      })),
      ...round.interactions.map(({ ticketId, entry }): LogEntry => ({
        ...facts,
        type: 'INTERACTION',
        origin: 'POLL',
        ticketId,
        entry,
      })),
      ...(round.isComplete ? [] : [gap(INCOMPLETE)]),
    ];
  }

  return {
    hurry: () => nap.wake(),
    async stop() {
      stopping.abort();
      await finished;
    },
  };
}

function outcomeOf(round: ChangeRound | GatewayError): 'CHANGED' | 'IDLE' | 'FAILED' {
  if (!('changes' in round)) return 'FAILED';
  return round.changes.length + round.interactions.length > 0 ? 'CHANGED' : 'IDLE';
}
