import { ask, valueOf, type Asker } from '../dispatch/ask.ts';
import type { ChangeStream } from '../store/change-stream.ts';
import type { Lease, Leases } from '../store/leases.ts';
import type { Store } from '../store/store.ts';
import type { BackendInstance } from '../ticketing/adapter.ts';
import type { ChangeDetector, ChangeRound } from '../ticketing/change-detection.ts';
import { toGatewayError, type GatewayError } from '../ticketing/errors.ts';
import { beginLooking, type OwnMark } from './begin-looking.ts';
import type { LookInterests } from './interests.ts';
import type { LogEntry } from './log-entry.ts';
import { toNewChange } from './once.ts';
import { nextPause, outcomeOf } from './poll-pause.ts';
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
  /** Told after each look. */
  readonly onState: (state: WatchState, look: LookFacts) => void;
}

/** Looks for changes of one backend in one scope, alone in the whole cluster, until it is stopped. */
export interface Poller {
  /** Look as soon as the shortest pause permits. */
  hurry(): void;
  /** Ends when the last round has ended and its lease is given back. */
  stop(): Promise<void>;
}

export interface LookFacts {
  /** False if another process looked. */
  readonly isOwn: boolean;
  /** False if it could not see all, or leaves something to the next one to decide. */
  readonly isWhole: boolean;
}

/** What the one who looks tells the others. */
interface ToldState {
  readonly state: WatchState;
  readonly isWhole: boolean;
  /** True if more was watched one by one than was looked at. */
  readonly isCut: boolean;
  /** Before this nobody looks again, in milliseconds since 1970. */
  readonly earliestAt: number;
}

interface GapFacts {
  /** False if nobody knows what happened before. */
  readonly isSeamless: boolean;
  /** Whether the round before was complete. */
  readonly isNewlyIncomplete: boolean;
  readonly isWholeAgain: boolean;
}

const KEEP_STATE_MS = 5 * 60_000;
const KEEP_MARK_MS = 24 * 60 * 60_000;
const UNSEEN = 'Nobody was looking, or what was known of this backend is gone: what changed before may not be told.';
const INCOMPLETE = 'More has changed than could be looked at.';
const STAYS_INCOMPLETE = 'There is more than can be looked at: some changes may not be told.';
const WHOLE_AGAIN = 'All can be looked at again: what changed meanwhile may not have been told.';
const TOO_MUCH_WATCHED = 'More is watched one by one than is looked at: changes of some may not be told.';

export function startPoller(parts: PollerParts, options: PollerOptions): Poller {
  const { backend, scope, detector } = options;
  const name = `poll:${backend.id}:${scope}`;
  const stateKey = `watch-state:${backend.id}:${scope}`;
  const stopping = new AbortController();
  const nap = createNap(stopping.signal);
  const floor = createNap(stopping.signal);
  /** Null while somebody else looks. */
  let own: OwnMark | null = null;
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
    own = null;
    const told = await readTold();
    if (told !== null) options.onState(told.state, { isOwn: false, isWhole: told.isWhole });
    await nap.sleep(parts.leaseMs / 3);
  }

  async function readTold(): Promise<ToldState | null> {
    const told = await parts.store.get(stateKey);
    return told === null ? null : (JSON.parse(told) as ToldState);
  }

  async function tell(told: ToldState): Promise<void> {
    options.onState(told.state, { isOwn: true, isWhole: told.isWhole });
    await parts.store.set(stateKey, JSON.stringify(told), backend.pollMs.longest + KEEP_STATE_MS);
  }

  /** Whoever looked last promised the backend a rest, also if that was another process or another subscriber's poller. */
  async function rest({ state, isWhole, earliestAt }: ToldState, isSeamless: boolean): Promise<void> {
    const restMs = earliestAt - parts.clock();
    if (restMs <= 0) return;
    // From the mark on nothing is missed, so that nobody has to wait for the look.
    if (isSeamless) options.onState(state, { isOwn: false, isWhole });
    // The other process may have another clock.
    await floor.sleep(Math.min(restMs, backend.pollMs.longest));
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
      let { mark, isSeamless } = beginLooking(kept, own, lease.scope);
      const told = await readTold();
      let pauseMs: number | null = null;
      let lastLookAt = told?.state.lastLookAt ?? null;
      let incompleteRounds = 0;
      let wasCut = told?.isCut ?? false;
      if (told !== null) await rest(told, isSeamless);
      while (held.is && !stopping.signal.aborted) {
        const startedAt = parts.clock();
        const { round, isCut } = await look(mark);
        const retryAfterMs = 'changes' in round ? null : (round.facts.retryAfterMs ?? null);
        const earliestAt = Math.max(startedAt + backend.pollMs.shortest, parts.clock() + (retryAfterMs ?? 0));
        if ('changes' in round) {
          const isWholeAgain = round.isComplete && (incompleteRounds > 1 || (wasCut && !isCut));
          const entries = toEntries(round, { isSeamless, isNewlyIncomplete: incompleteRounds === 0, isWholeAgain });
          const cursors = await parts.changes.appendFenced(lease, entries.map(toNewChange), {
            name,
            value: JSON.stringify(round.mark),
            keepMs: KEEP_MARK_MS,
          });
          if (cursors === null) return;
          mark = round.mark;
          isSeamless = true;
          own = { mark, scope: lease.scope };
          wasCut = isCut;
          incompleteRounds = round.isComplete ? 0 : incompleteRounds + 1;
          lastLookAt = new Date(parts.clock()).toISOString();
          const staysIncomplete = incompleteRounds > 1 ? STAYS_INCOMPLETE : null;
          const message = isCut ? TOO_MUCH_WATCHED : (staysIncomplete ?? detector.sees);
          const isWhole = round.isComplete && round.isUndecided !== true && !isCut;
          await tell({ state: { name: 'LIVE', message, lastLookAt }, isWhole, isCut, earliestAt });
        } else if (!stopping.signal.aborted) {
          const state: WatchState = { name: 'FAILING', message: round.message, lastLookAt };
          await tell({ state, isWhole: false, isCut: wasCut, earliestAt });
        }
        pauseMs = nextPause({
          previousMs: pauseMs,
          outcome: 'changes' in round ? outcomeOf(round) : 'FAILED',
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

  /** @param gaps what is told besides: that looks are not complete is told once, and the end of it */
  function toEntries(round: ChangeRound, gaps: GapFacts): LogEntry[] {
    const facts = { backend: backend.id, scope, at: new Date(parts.clock()).toISOString() };
    const gap = (message: string): LogEntry => ({ ...facts, type: 'GAP', message });
    return [
      ...(gaps.isSeamless ? [] : [gap(UNSEEN)]),
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
        writer: null,
      })),
      ...(!round.isComplete && gaps.isNewlyIncomplete ? [gap(INCOMPLETE)] : []),
      ...(gaps.isWholeAgain ? [gap(WHOLE_AGAIN)] : []),
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
