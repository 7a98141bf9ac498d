import type { EscalateTicketInput, TicketFields } from '../../src/ticketing/write.ts';
import type { UpdateBody, WireTransition } from './client.ts';
import { toText } from './mapping.ts';
import type { OutsourcingSettings } from './settings.ts';
import type { OutsourcingTicket } from './wire.ts';

/** What the update of a ticket in progress can carry, in the order of the documented sample, and where it came from. */
const UPDATABLE = [
  { wire: 'customer_id', field: 'customerId' },
  { wire: 'vehicle_model_id', field: 'vehicleModelId' },
  { wire: 'vin', field: 'vin' },
  { wire: 'operator_id', field: 'assigneeId' },
  { wire: 'voucher_code', field: 'voucherCode' },
] as const;

type UpdatableKey = (typeof UPDATABLE)[number]['wire'];

/** The values that somebody asked for; null empties one. */
export type Changes = Readonly<Partial<Record<UpdatableKey, string | null>>>;

/** The changes that an update names. */
export function toChanges({ customerId, vehicleModelId, vin, voucherCode }: TicketFields): Changes {
  return {
    ...(customerId === undefined ? {} : { customer_id: customerId }),
    ...(vehicleModelId === undefined ? {} : { vehicle_model_id: vehicleModelId }),
    ...(vin === undefined ? {} : { vin }),
    ...(voucherCode === undefined ? {} : { voucher_code: voucherCode }),
  };
}

/**
 * The whole ticket with its changes: whether the API replaces or merges, nothing is lost.
 * ASSUMPTION: null empties a field; what is null already is left out (README).
 */
export function toUpdateBody(current: OutsourcingTicket, changes: Changes): UpdateBody {
  return Object.fromEntries(
    UPDATABLE.flatMap(({ wire: key }) => {
      const value = changes[key] === undefined ? toText(current[key]) : changes[key];
      if (value === null && changes[key] === undefined) return [];
      return [[key, key === 'vehicle_model_id' ? toWireInteger(value) : value]];
    }),
  );
}

/** The fields of the input whose asked value the answer does not show. */
export function missedChanges(answer: OutsourcingTicket, changes: Changes): string[] {
  return UPDATABLE.filter(({ wire: key }) => {
    const asked = changes[key];
    return asked !== undefined && !isSame(asked, toText(answer[key]));
  }).map(({ field }) => field);
}

/** The fields that changed although nobody asked for it. */
export function unaskedChanges(before: OutsourcingTicket, after: OutsourcingTicket, changes: Changes): string[] {
  return UPDATABLE.filter(
    ({ wire: key }) =>
      changes[key] === undefined && after[key] !== undefined && !isSame(toText(before[key]), toText(after[key])),
  ).map(({ field }) => field);
}

/** UUIDs and VINs are the same in capitals; voucher codes have nothing else. */
export function isSame(one: string | null, other: string | null): boolean {
  return one?.toLowerCase() === other?.toLowerCase();
}

/** ASSUMPTION: the type is "complete", and nothing else is needed (README). */
export function toCompletion({ completeType, completeExtra }: OutsourcingSettings): WireTransition {
  return { type: completeType, ...completeExtra };
}

/** ASSUMPTION: the type is "cancel", and the reason's name that of the cancelled ticket (README). */
export function toCancellation(
  { cancelType, cancelExtra }: OutsourcingSettings,
  reasonId: string | undefined,
): WireTransition {
  const reason = reasonId === undefined ? {} : { cancel_reason_id: toWireInteger(reasonId) };
  return { type: cancelType, ...reason, ...cancelExtra };
}

/** A hand-over. What is left to the settings between the two providers stays absent: that is not the same as false. */
export function toHandOver(input: EscalateTicketInput): WireTransition {
  const { targetId, productIds = [], allowCustomerChatWriteAccess: chat, shareCustomerInformation: share } = input;
  return {
    type: 'outsource',
    product_ids: productIds,
    provider_id: targetId,
    ...(chat === undefined ? {} : { allow_customer_chat_write_access: chat }),
    ...(share === undefined ? {} : { share_customer_information: share }),
  };
}

// Not in the language's types yet.
const { rawJSON } = JSON as unknown as { readonly rawJSON: (text: string) => unknown };

/** A whole number with exactly these digits in the body, even beyond 2^53. */
export function toWireInteger(digits: string | null): unknown {
  if (digits === null || !/^-?\d+$/.test(digits)) return digits;
  return Number.isSafeInteger(Number(digits)) ? Number(digits) : rawJSON(digits);
}
