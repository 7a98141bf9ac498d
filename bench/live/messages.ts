/** What the process of the subscribers is told. */
export type ToSubscribers =
  | {
      readonly what: 'OPEN';
      readonly url: string;
      readonly count: number;
      readonly first: number;
      readonly queues: number;
    }
  | { readonly what: 'COUNT' }
  /** @param changes how many were made */
  | { readonly what: 'REPORT'; readonly changes: number }
  | { readonly what: 'CLOSE' };

/** What it tells. */
export type FromSubscribers =
  | { readonly what: 'OPENED'; readonly open: number; readonly problem: string | null }
  | { readonly what: 'COUNTED'; readonly delivered: number }
  | ({ readonly what: 'REPORTED' } & SubscribersReport);

export interface SubscribersReport {
  readonly delivered: number;
  readonly gaps: number;
  /** Subscribers who were told of no gap, and yet not of each of their changes once, or in another order than others. */
  readonly wrong: number;
  /** Counts by tenths of a millisecond. */
  readonly latencies: Readonly<Record<number, number>>;
}

/** What the process that changes tickets is told. */
export interface ToChanges {
  readonly url: string;
  /** Changes a second. */
  readonly rate: number;
  readonly seconds: number;
  readonly queues: number;
}

/** What it tells: that the gateway is warm and it begins, and how many changes it has made. */
export type FromChanges = { readonly what: 'BEGIN' } | { readonly what: 'CHANGED'; readonly changes: number };

/** The backend that the changes are told for. */
export const BACKEND = 'bench';

/** One change of a ticket. */
export interface Change {
  /** Counted from 0; below 0 if it is not measured. */
  readonly number: number;
  readonly queue: number;
  /** When it was made, in milliseconds since 1970. */
  readonly at: number;
}

/** The change as id and title of its ticket, so that nothing but the text has to be known to tell it. */
export function toTicketId({ number, queue, at }: Change): string {
  return `${number} ${at.toFixed(3)} ${queue}`;
}

/** Reads what `toTicketId` writes, whatever follows it. */
export function readTicketId(text: string): Change {
  const [number, at, queue] = text.split(' ', 3).map((part) => Number.parseFloat(part));
  if (number === undefined || at === undefined || queue === undefined) throw new Error(`No change: ${text}`);
  return { number, queue, at };
}

/** The status by which tickets belong to a queue. */
export function queueCode(queue: number): string {
  return `queue-${queue}`;
}

/** Milliseconds since 1970, finer than whole ones, and alike in all processes of a machine. */
export function now(): number {
  return performance.timeOrigin + performance.now();
}
