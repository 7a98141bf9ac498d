/** What the process of the subscribers is told. */
export type ToSubscribers =
  | {
      readonly what: 'OPEN';
      readonly url: string;
      readonly count: number;
      readonly first: number;
      readonly queues: number;
    }
  /** Count from now on. */
  | { readonly what: 'COUNT' }
  | { readonly what: 'REPORT' }
  | { readonly what: 'CLOSE' };

/** What it tells. */
export type FromSubscribers =
  | { readonly what: 'OPENED'; readonly open: number; readonly problem: string | null }
  | ({ readonly what: 'REPORTED' } & SubscribersReport);

export interface SubscribersReport {
  readonly open: number;
  readonly delivered: number;
  readonly gaps: number;
  /** Counts by tenths of a millisecond. */
  readonly latencies: Readonly<Record<number, number>>;
}

/** The status by which tickets belong to a queue. */
export function queueCode(queue: number): string {
  return `queue-${queue}`;
}

/** Milliseconds since 1970, finer than whole ones, and alike in all processes of a machine. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}
