import type { RunningEmulator } from '../../src/emulation/emulator.ts';

/** What others do inside an emulated backend, in the words of its actions `addTicket` and `changeTicket`. */
export interface ForeignChanges {
  /** A ticket that the backend's watchers see; left out where new tickets cannot be seen. */
  readonly added?: object;
  /** What the answer to `addTicket` calls the new ticket's id. */
  readonly idKey?: string;
  /** Values that no ticket has yet. */
  readonly changed: object;
}

/** By the kind of adapter that looks for changes. */
export const FOREIGN_CHANGES: Readonly<Record<string, ForeignChanges>> = {
  crm: { added: {}, idKey: 'id', changed: { ticketstatus: 'Waiting for the depot' } },
  huawei: { added: {}, idKey: 'incident_id', changed: { status: 17 } },
  hybris: { added: {}, idKey: 'id', changed: { status: 'WAITING_FOR_DEPOT' } },
  oneview: { changed: { status: 'WAITING_FOR_DEPOT', queue: 'depot' } },
  outsourcing: { added: { state: 'in_progress' }, idKey: 'id', changed: { state: 'cancelled' } },
};

/** Somebody opens a ticket. @returns its native id */
export function openTicket(emulator: RunningEmulator, { added = {}, idKey = 'id' }: ForeignChanges): string {
  const answer = emulator.control.act('addTicket', added) as Readonly<Record<string, unknown>>;
  return String(answer[idKey]);
}

/** Somebody works on a ticket. */
export function changeTicket(emulator: RunningEmulator, nativeId: string, { changed }: ForeignChanges): void {
  emulator.control.act('changeTicket', { id: nativeId, ...changed });
}
