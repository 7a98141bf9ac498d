import type { Call } from '../../src/ticketing/adapter.ts';
import { GatewayError, toGatewayError } from '../../src/ticketing/errors.ts';
import type { TicketResult } from '../../src/ticketing/write.ts';
import { inWordsOfCaller, type InputPaths } from './input-errors.ts';
import { differencesOf } from './known-tickets.ts';
import { stripTransient, toSupposedTicket } from './mapping-writes.ts';
import { toTicket } from './mapping.ts';
import { readOwnTicket } from './own-ticket.ts';
import { isStale } from './problem.ts';
import type { HybrisTicket } from './wire.ts';
import type { WriteParts } from './write-parts.ts';

/** A change to a ticket that is read first and written back as a whole. */
export interface TicketChange {
  /**
   * The ticket as it is to be; the same object if there is nothing to change.
   * @throws GatewayError if the ticket as it is does not permit the change
   */
  make(current: HybrisTicket): HybrisTicket;
  /** Where the caller wrote what the backend may refuse. */
  readonly inputs: InputPaths;
  /** True if what the change touches is the same in both. */
  isSame(one: HybrisTicket, other: HybrisTicket): boolean;
  /** True if the ticket is as the change wants it. */
  isShown(ticket: HybrisTicket): boolean;
}

/**
 * Reads the ticket, changes what is wanted, writes the whole back with the version it was read with, and reads the answer,
 * as the backend sends none. If somebody else was faster the change is made once more to what there is then, provided that
 * it touches nothing that they changed.
 */
export async function replaceTicket(
  parts: WriteParts,
  id: string,
  change: TicketChange,
  call: Call,
): Promise<TicketResult> {
  const before = await readOwnTicket(parts, id, call);
  const wanted = change.make(before);
  if (wanted === before) {
    const result = toResult(parts, before, [], call);
    return { ...result, from: toTicket(before, parts.facts, call.language).status, changedFields: [] };
  }
  try {
    await send(parts, wanted, change, call);
    return await readBack(parts, before, wanted, change, call);
  } catch (thrown) {
    const error = toGatewayError(thrown);
    if (!isStale(error)) throw error;
    const now = await orNull(readOwnTicket(parts, id, call));
    if (now === null || !change.isSame(before, now)) throw toConflict(error);
    const again = change.make(now);
    await send(parts, again, change, call);
    return readBack(parts, now, again, change, call);
  }
}

/** The ticket if it is as the change wants it, else null. */
export async function findReplaced(
  parts: WriteParts,
  id: string,
  { isShown }: Pick<TicketChange, 'isShown'>,
  call: Call,
): Promise<TicketResult | null> {
  const ticket = await readOwnTicket(parts, id, call);
  return isShown(ticket) ? toResult(parts, ticket, [], call) : null;
}

async function send(
  { client, settings }: WriteParts,
  wanted: HybrisTicket,
  { inputs }: TicketChange,
  call: Call,
): Promise<void> {
  const body = settings.putTransient === 'strip' ? stripTransient(wanted) : wanted;
  await client.replaceServiceTicket(wanted.id, body, call).catch((thrown: unknown) => {
    throw inWordsOfCaller(thrown, inputs);
  });
}

/** Never rejects: the change is made. */
async function readBack(
  parts: WriteParts,
  before: HybrisTicket,
  sent: HybrisTicket,
  change: TicketChange,
  call: Call,
): Promise<TicketResult> {
  const earlier = toTicket(before, parts.facts, call.language);
  const compared = (wire: HybrisTicket, warnings: readonly string[]): TicketResult => ({
    ...toResult(parts, wire, warnings, call),
    from: earlier.status,
    changedFields: differencesOf(earlier, toTicket(wire, parts.facts, call.language)),
  });
  try {
    const after = await readOwnTicket(parts, before.id, call);
    const warnings = change.isShown(after) ? [] : ['The backend took the change but does not show it yet.'];
    return compared(after, warnings);
  } catch {
    const warning = 'The ticket was changed but could not be read again; it is shown as it must be now.';
    return compared(toSupposedTicket(before, sent), [warning]);
  }
}

function toResult({ facts }: WriteParts, wire: HybrisTicket, warnings: readonly string[], call: Call): TicketResult {
  return { nativeId: wire.id, ticket: toTicket(wire, facts, call.language), warnings };
}

/** Null if the backend does not give it; a mistake of the gateway is none of its answers. */
async function orNull<Value>(reading: Promise<Value>): Promise<Value | null> {
  try {
    return await reading;
  } catch (thrown) {
    if (toGatewayError(thrown).code === 'INTERNAL') throw thrown;
    return null;
  }
}

function toConflict({ facts }: GatewayError): GatewayError {
  return new GatewayError('CONFLICT', 'The ticket changed in the meantime. Read it again before changing it.', facts);
}
