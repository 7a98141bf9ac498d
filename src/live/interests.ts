import type { Members } from '../store/members.ts';

/** What somebody wants to be told of, besides what the backend tells of all its tickets. */
export interface Interest {
  readonly ticketIds: readonly string[];
  readonly logIds: readonly string[];
}

/** Waits until a look for changes knows what is wanted. */
export interface InterestWait {
  /** True when it is watched, false if it ended before. */
  readonly watched: Promise<boolean>;
  readonly isWatched: boolean;
  end(): void;
}

/** What a look for changes has to know. */
export interface LookInterests {
  readonly watchedIds: readonly string[];
  readonly watchedLogIds: readonly string[];
  /** True if more is wanted than is looked at. */
  readonly isCut: boolean;
}

/** What is watched one by one at one backend, by this process and by others: whoever looks does so for all. */
export interface Interests {
  add(interest: Interest): InterestWait;
  /** To be asked when a look begins. */
  forLook(): Promise<LookInterests>;
  /**
   * A look has succeeded.
   * @param isOwn true if it was this process that looked, and asked `forLook` before
   * @param isNew false if the same look was told before
   * @param isWhole false if it could not see or decide all
   */
  looked(isOwn: boolean, isNew: boolean, isWhole: boolean): void;
  end(): void;
}

export interface InterestsOptions {
  readonly members: Members;
  /** Names backend and scope. */
  readonly key: string;
  readonly reportFailure: (error: unknown) => void;
}

const KEEP_MS = 30_000;
const MOST_WATCHED = 500;
/** Of looks elsewhere it is not known when they began: the first may have begun before the interest was told. */
const LOOKS_ELSEWHERE = 2;

interface Wanted {
  readonly interest: Interest;
  readonly watched: PromiseWithResolvers<boolean>;
  isInLook: boolean;
  isWatched: boolean;
  looksLeft: number;
}

export function createInterests({ members, key, reportFailure }: InterestsOptions): Interests {
  const wanted = new Set<Wanted>();
  const ticketSet = `tickets:${key}`;
  const logSet = `logs:${key}`;

  async function announce(interests: readonly Interest[]): Promise<void> {
    const { ticketIds, logIds } = unite(interests);
    try {
      if (ticketIds.length > 0) await members.add(ticketSet, ticketIds, KEEP_MS);
      if (logIds.length > 0) await members.add(logSet, logIds, KEEP_MS);
    } catch (error) {
      // This process looks for its own anyway; others learn of them with the next attempt.
      reportFailure(error);
    }
  }

  let hasEnded = false;
  const refresh = setInterval(() => {
    void announce([...wanted].map(({ interest }) => interest));
  }, KEEP_MS / 3).unref();

  function settle(one: Wanted, isWatched: boolean): void {
    one.isWatched ||= isWatched;
    one.watched.resolve(isWatched);
  }

  return {
    add(interest) {
      const own: Wanted = {
        interest,
        watched: Promise.withResolvers(),
        isInLook: false,
        isWatched: false,
        looksLeft: LOOKS_ELSEWHERE,
      };
      if (hasEnded) settle(own, false);
      else wanted.add(own);
      void announce([interest]);
      return {
        watched: own.watched.promise,
        get isWatched() {
          return own.isWatched;
        },
        end() {
          wanted.delete(own);
          settle(own, false);
        },
      };
    },
    async forLook() {
      const known = [...wanted];
      const own = unite(known.map(({ interest }) => interest));
      const [tickets, logs] = await Promise.all([
        members.list(ticketSet, MOST_WATCHED + 1),
        members.list(logSet, MOST_WATCHED + 1),
      ]);
      for (const one of known) one.isInLook = true;
      const ticketIds = [...new Set([...own.ticketIds, ...tickets])];
      const logIds = [...new Set([...own.logIds, ...logs])];
      return {
        watchedIds: ticketIds.slice(0, MOST_WATCHED),
        watchedLogIds: logIds.slice(0, MOST_WATCHED),
        isCut: Math.max(ticketIds.length, logIds.length) > MOST_WATCHED,
      };
    },
    looked(isOwn, isNew, isWhole) {
      for (const one of wanted) {
        if (!isWhole && isInWhole(one.interest)) continue;
        if (isOwn && one.isInLook) settle(one, true);
        if (isOwn || !isNew) continue;
        one.looksLeft -= 1;
        if (one.looksLeft <= 0) settle(one, true);
      }
    },
    end() {
      hasEnded = true;
      clearInterval(refresh);
      for (const one of wanted) settle(one, false);
      wanted.clear();
    },
  };
}

/** Whoever names nothing waits for a look that sees everything. */
function isInWhole({ ticketIds, logIds }: Interest): boolean {
  return ticketIds.length + logIds.length === 0;
}

function unite(interests: readonly Interest[]): Interest {
  return {
    ticketIds: [...new Set(interests.flatMap(({ ticketIds }) => ticketIds))],
    logIds: [...new Set(interests.flatMap(({ logIds }) => logIds))],
  };
}
