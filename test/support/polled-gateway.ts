import { NEXT_STATUSES } from './crowd-scenes.ts';
import { startTestGateway, type TestGateway } from './gateway.ts';

/** The shortest pause between two looks for changes, in milliseconds; the longest is twice that. */
export const POLL_MS = 200;

/** A gateway that looks often at all backends that can be watched as a list. */
export function startPolledGateway(tickets: number): Promise<TestGateway> {
  const pollMs = { pollMs: POLL_MS, longestPollMs: 2 * POLL_MS };
  const settings = Object.fromEntries(Object.keys(NEXT_STATUSES).map((kind) => [kind, pollMs]));
  return startTestGateway({ tickets, settings });
}
