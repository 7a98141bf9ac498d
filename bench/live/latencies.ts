/** How long deliveries took, counted in steps of a tenth of a millisecond, so that millions of them take no room. */
export interface Latencies {
  add(milliseconds: number): void;
  /** What has been counted, for another process. */
  counts(): Readonly<Record<number, number>>;
}

const STEPS_A_MS = 10;

export function createLatencies(): Latencies {
  const counts = new Map<number, number>();
  return {
    add(milliseconds) {
      const step = Math.max(0, Math.ceil(milliseconds * STEPS_A_MS));
      counts.set(step, (counts.get(step) ?? 0) + 1);
    },
    counts: () => Object.fromEntries(counts),
  };
}

/** @returns the time within which this share of all deliveries was made, in milliseconds; null if there was none */
export function percentile(all: readonly Readonly<Record<number, number>>[], share: number): number | null {
  const counts = new Map<number, number>();
  for (const [step, count] of all.flatMap((each) => Object.entries(each))) {
    counts.set(Number(step), (counts.get(Number(step)) ?? 0) + count);
  }
  const steps = [...counts].sort(([left], [right]) => left - right);
  const total = steps.reduce((sum, [, count]) => sum + count, 0);
  let seen = 0;
  for (const [step, count] of steps) {
    seen += count;
    if (seen >= share * total) return step / STEPS_A_MS;
  }
  return null;
}
