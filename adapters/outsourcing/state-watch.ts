import type { AdapterLog } from '../../src/upstream/adapter-kit.ts';
import { stateOf } from './mapping.ts';
import { toStatus } from './mapping-status.ts';
import type { OutsourcingTicket } from './wire.ts';

export type WatchStates = (tickets: readonly OutsourcingTicket[]) => void;

/** A backend that makes up a state for every ticket is not followed into all of them. */
const MOST_STATES = 50;
/** What a state looks like: anything else might be somebody's words, which no log may hold. */
const STATE_WORD = /^[a-z][a-z0-9_]{0,39}$/;

/** Tells the operator about states that the API does not document, each once. For answers that say their state. */
export function createStateWatch(log: AdapterLog): WatchStates {
  const told = new Set<string>();
  return (tickets) => {
    for (const ticket of tickets) {
      const { category, code } = toStatus(stateOf(ticket));
      if (category !== 'UNKNOWN' || told.has(code) || told.size >= MOST_STATES) continue;
      told.add(code);
      const facts = STATE_WORD.test(code) ? { state: code } : {};
      log.warn('A ticket has a state that the API does not document; it is shown as UNKNOWN.', facts);
    }
  };
}
