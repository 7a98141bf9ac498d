import type { AdapterLog } from '../../src/upstream/adapter-kit.ts';
import { toStatus } from './mapping-status.ts';

export type WatchStatus = (status: number | string) => void;

/** Tells the operator about statuses whose meaning is not published, each once. */
export function createStatusWatch(log: AdapterLog): WatchStatus {
  const told = new Set<string>();
  return (native) => {
    const { category, code } = toStatus(native);
    if (category !== 'UNKNOWN' || told.has(code)) return;
    told.add(code);
    log.warn('A ticket has a status whose meaning is not published; it is shown as UNKNOWN.', { status: code });
  };
}
