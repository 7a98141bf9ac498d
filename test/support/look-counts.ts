import type { RecordedRequest, RunningEmulator } from '../../src/emulation/emulator.ts';

/** What reached an emulated backend while changes were looked for. */
export interface LookCounts {
  /** How often it was looked at. */
  readonly looks: number;
  /** All requests, whatever they asked for. */
  readonly requests: number;
}

/**
 * What an emulator counted since its last reset. A look asks nothing twice, and every look asks the same to begin with: what
 * was asked most often was asked once a look. Two who look side by side count as twice the looks.
 */
export function countLooks({ control }: RunningEmulator): LookCounts {
  const times = new Map<string, number>();
  for (const request of control.requests()) {
    const question = questionOf(request);
    times.set(question, (times.get(question) ?? 0) + 1);
  }
  const requests = Object.values(control.counters()).reduce((sum, count) => sum + count, 0);
  return { looks: Math.max(0, ...times.values()), requests };
}

/** The request without its times: "changed since then" is the same question from look to look. */
function questionOf({ method, url, body }: RecordedRequest): string {
  return `${method} ${decodeURIComponent(url)} ${body}`.replaceAll(/\d{4}-\d{2}-\d{2}T[\d:.]+Z?/g, 'TIME');
}
