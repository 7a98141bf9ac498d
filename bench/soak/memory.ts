import { setTimeout as wait } from 'node:timers/promises';

/** What the process holds when nothing is under way. */
export interface Holding {
  readonly heapMb: number;
  readonly rssMb: number;
  /** Open sockets, timers and the like, by their kind. */
  readonly handles: Readonly<Record<string, number>>;
}

/** Longer than sockets and scans are kept. */
const QUIET_MS = 15_000;

/** Waits until what is kept for a moment has gone, collects garbage and looks. Needs `--expose-gc`. */
export async function holdingWhenQuiet(): Promise<Holding> {
  if (globalThis.gc === undefined) throw new Error('Run this with --expose-gc.');
  await wait(QUIET_MS);
  // One run leaves what finalizers have yet to let go of.
  for (let run = 0; run < 4; run++) {
    globalThis.gc();
    await wait(50);
  }
  const { heapUsed, rss } = process.memoryUsage();
  const handles: Record<string, number> = {};
  for (const kind of process.getActiveResourcesInfo()) handles[kind] = (handles[kind] ?? 0) + 1;
  return { heapMb: megabytes(heapUsed), rssMb: megabytes(rss), handles };
}

function megabytes(bytes: number): number {
  return Math.round((bytes / 1024 / 1024) * 10) / 10;
}

const HEAP_TOLERANCE_MB = 8;
const HANDLE_TOLERANCE = 4;

/** What has grown more than chance explains; nothing if there is no leak. */
export function findLeaks(before: Holding, after: Holding): string[] {
  const leaks: string[] = [];
  if (after.heapMb > before.heapMb + HEAP_TOLERANCE_MB)
    leaks.push(`heap: ${before.heapMb} MB, then ${after.heapMb} MB`);
  for (const [kind, count] of Object.entries(after.handles)) {
    const earlier = before.handles[kind] ?? 0;
    if (count > earlier + HANDLE_TOLERANCE) leaks.push(`${kind}: ${earlier}, then ${count}`);
  }
  return leaks;
}
