import type { BackendInstance } from '../../src/ticketing/adapter.ts';
import type { ChangeDetector, ChangeRequest, ChangeRound } from '../../src/ticketing/change-detection.ts';
import { isUnsupported } from '../../src/ticketing/unsupported.ts';
import { createCall } from './call.ts';

/** The rounds of one watcher of a backend, as the poller asks for them. */
export interface Rounds {
  /** The next round. If it throws, the one after it is asked with the same mark. */
  next(interest?: Partial<Omit<ChangeRequest, 'mark'>>): Promise<ChangeRound>;
  /** What the last round left, as JSON. */
  mark(): string;
}

export function detectorOf(backend: BackendInstance): ChangeDetector {
  const detector = backend.operations.detectChanges;
  if (isUnsupported(detector)) throw new Error(`It looks for no changes: ${detector.unsupported}`);
  return detector;
}

/**
 * Rounds whose mark goes through JSON each time, as through a store that another process reads.
 * @param begunWith the mark of other rounds, to go on from
 */
export function startRounds(backend: BackendInstance, begunWith = 'null'): Rounds {
  const detector = detectorOf(backend);
  let mark = begunWith;
  return {
    async next(interest = {}) {
      const request = { mark: JSON.parse(mark) as unknown, watchedIds: [], watchedLogIds: [], ...interest };
      const round = await detector.detect(request, createCall());
      mark = JSON.stringify(round.mark);
      return round;
    },
    mark: () => mark,
  };
}

/** What a round told, in short: `ADDED 4711`. */
export function told({ changes, interactions }: Pick<ChangeRound, 'changes' | 'interactions'>): string[] {
  return [
    ...changes.map(({ kind, nativeId }) => `${kind} ${nativeId}`),
    ...interactions.map(({ ticketId, entry }) => `${ticketId}: ${entry.text ?? ''}`),
  ];
}
