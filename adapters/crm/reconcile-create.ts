import { setTimeout as wait } from 'node:timers/promises';
import { interruptionOf } from '../../src/ticketing/interruption.ts';
import type { NativeTicket } from '../../src/ticketing/ticket.ts';
import type { CreateTicketInput, Reconciliation, TicketResult, WriteCall } from '../../src/ticketing/write.ts';
import type { AdapterKit } from '../../src/upstream/adapter-kit.ts';
import { isSocialTicket, writerOf } from './create.ts';
import { toDescription } from './mapping-writes.ts';
import type { ReadOwnTickets } from './own-tickets.ts';
import type { SeenTickets } from './seen-tickets.ts';
import type { CrmSettings } from './settings.ts';

const MINUTE = 60_000;
/** How far the clocks may be apart. */
const TOLERANCE_MS = 5 * MINUTE;
const SECOND_LOOK_MS = 2_000;

/**
 * Looks for the ticket that a creation without an answer may have made. The list has no mark of the request, so it is
 * found by its texts, its time and by being new; a creation that is not found may still be under way.
 */
export function createFindCreated(
  readOwnTickets: ReadOwnTickets,
  seen: SeenTickets,
  settings: Pick<CrmSettings, 'sendTokenOnSocial'>,
  kit: Pick<AdapterKit, 'clock' | 'log'>,
): (input: CreateTicketInput, call: WriteCall) => Promise<Reconciliation<TicketResult>> {
  async function look({ fields }: CreateTicketInput, call: WriteCall): Promise<NativeTicket[]> {
    const writer = writerOf(call);
    const alike = (await readOwnTickets(call)).filter(
      (ticket) =>
        isSameText(ticket.description, toDescription(fields)) &&
        isSameText(ticket.type?.code, fields.typeId) &&
        seen.mayBeOf(ticket.nativeId, writer, call.startedAt),
    );
    const now = kit.clock();
    const found = alike.filter(({ createdAt }) => isWithin(createdAt, call.startedAt, now));
    if (found.length === 0 && alike.some(({ createdAt }) => isHalfHoursOff(createdAt, call.startedAt))) {
      kit.log.warn('A new ticket is found by its texts but not by its time: the setting timeZone may be wrong.');
    }
    return found;
  }

  return async (input, call) => {
    // Nobody's list shows a ticket that was created without a token.
    if (isSocialTicket(input.fields) && !settings.sendTokenOnSocial) return { state: 'UNKNOWN' };
    let found = await look(input, call);
    if (found.length === 0) {
      await pause(call);
      found = await look(input, call);
    }
    const [ticket] = found;
    if (ticket === undefined || found.length > 1) return { state: 'UNKNOWN' };
    seen.claim(ticket.nativeId, writerOf(call));
    return { state: 'APPLIED', result: { nativeId: ticket.nativeId, ticket, warnings: [RECOGNIZED] } };
  };
}

const RECOGNIZED = 'The new ticket was recognized in the list by its description, its type and its time.';

async function pause({ signal }: WriteCall): Promise<void> {
  await wait(SECOND_LOOK_MS, undefined, { signal }).catch((error: unknown) => {
    throw interruptionOf(signal) ?? error;
  });
}

function isSameText(one: string | null | undefined, other: string | undefined): boolean {
  return toComparable(one) === toComparable(other);
}

function toComparable(text: string | null | undefined): string {
  return (text ?? '').replaceAll('\r\n', '\n').trim();
}

function isWithin(createdAt: string | null, startedAt: number, now: number): boolean {
  const time = Date.parse(createdAt ?? '');
  return time >= startedAt - TOLERANCE_MS && time <= now + TOLERANCE_MS;
}

/** Time zones differ by whole half hours, and by no more than about half a day. */
function isHalfHoursOff(createdAt: string | null, startedAt: number): boolean {
  const difference = Math.abs(Date.parse(createdAt ?? '') - startedAt);
  const rest = difference % (30 * MINUTE);
  return difference <= 14 * 60 * MINUTE + TOLERANCE_MS && Math.min(rest, 30 * MINUTE - rest) <= TOLERANCE_MS;
}
