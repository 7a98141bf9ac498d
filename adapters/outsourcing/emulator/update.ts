import type { Reply } from '../../../src/emulation/fault.ts';
import { Problem } from './problem.ts';
import { changeTicket, type Store } from './store.ts';
import type { Switches } from './switches.ts';
import { IN_PROGRESS_VIEW, viewTicket, type StoredTicket } from './ticket.ts';
import { isObject, requireUuid } from './values.ts';

/** PUT of an in progress ticket: answers 200 with the ticket. @throws Problem 400 */
export function updateTicket(store: Store, switches: Switches, ticket: StoredTicket, body: unknown): Reply {
  const changes = readUpdate(body);
  const cleared = switches.putReplaces ? { voucher_code: null, vin: null } : {};
  const changed = changeTicket(store, ticket, { ...cleared, ...changes });
  return { status: 200, body: viewTicket(changed, IN_PROGRESS_VIEW) };
}

/** The five fields of the seed's sample; only operator_id is required, every other key is ignored. */
function readUpdate(body: unknown): Partial<StoredTicket> {
  if (!isObject(body)) throw new Problem(400, 'The body must be a JSON object.');
  const { customer_id: customer, vehicle_model_id: model, vin, voucher_code: voucher } = body;
  return {
    operator_id: requireUuid(body['operator_id'], 'operator_id'),
    ...(customer === undefined ? {} : { customer_id: requireUuid(customer, 'customer_id') }),
    ...(model === undefined ? {} : { vehicle_model_id: readModel(model) }),
    ...(vin === undefined ? {} : { vin: readText(vin, 'vin', /^.{17}$/su) }),
    ...(voucher === undefined ? {} : { voucher_code: readText(voucher, 'voucher_code', /^[A-Z0-9]{4,8}$/) }),
  };
}

function readModel(value: unknown): number {
  if (typeof value !== 'number' || !Number.isInteger(value))
    throw new Problem(400, 'vehicle_model_id must be an int64.');
  return value;
}

/** Null clears the field (assumption 12). */
function readText(value: unknown, name: string, pattern: RegExp): string | null {
  if (value === null) return null;
  if (typeof value !== 'string' || !pattern.test(value)) throw new Problem(400, `${name} is not valid.`);
  return value;
}
