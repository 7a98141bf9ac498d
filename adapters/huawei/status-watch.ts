import type { AdapterLog } from '../../src/upstream/adapter-kit.ts';
import { toStatus } from './mapping-status.ts';

/** Tells the operator about statuses whose meaning is not published, each once. */
export function createStatusWatch(log: AdapterLog): (status: number | string) => void {
  const told = new Set<string>();
  return (native) => {
    const { category, code } = toStatus(native);
    if (category !== 'UNKNOWN' || told.has(code)) return;
    told.add(code);
    log.warn('A ticket has a status whose meaning is not published; it is shown as UNKNOWN.', { status: code });
  };
}
