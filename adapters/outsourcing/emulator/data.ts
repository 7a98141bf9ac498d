import { createRandom, type Random } from '../../../src/emulation/random.ts';
import { SEED_CUSTOMER, SEED_OPERATOR, type Catalogue } from './catalogue.ts';
import type { StoredTicket, TicketState } from './ticket.ts';
import { timeText } from './time.ts';

export const SEED_TICKET_ID = '497f6eca-6276-4993-bfeb-53cbbbba6f08';

/** Section 15 "Seeded data". */
const COMPOSITION: Readonly<Record<TicketState, number>> = {
  in_progress: 60,
  pending: 25,
  prepared: 10,
  outsourced: 12,
  closed: 1_400,
  cancelled: 90,
};

/** So many are needed for the special rows and for ten samples, however few tickets were asked for. */
const FEWEST: Readonly<Record<TicketState, number>> = {
  in_progress: 20,
  pending: 2,
  prepared: 4,
  outsourced: 2,
  closed: 20,
  cancelled: 4,
};

const HOUR = 3_600_000;
const NEWEST = Date.parse('2025-10-01T08:00:00Z');
const FIRST_NUMBER = 7_440_400;

/** 15 in progress and 15 closed tickets were created at this very moment: only the id can order them. */
const EQUAL_CREATED = Date.parse('2025-09-30T09:30:00Z');
const EQUAL_PER_STATE = 15;

/** How long ago the oldest ticket of a state was created, in hours. */
const HOURS_BACK: Readonly<Record<TicketState, number>> = {
  in_progress: 48,
  pending: 8,
  prepared: 14 * 24,
  outsourced: 72,
  closed: 730 * 24,
  cancelled: 730 * 24,
};

interface Draft {
  readonly state: TicketState;
  /** Position among the tickets of its state. */
  readonly index: number;
  readonly created: number;
}

/** Counts per state for so many tickets in all: the page's proportions, what rounding leaves over goes to closed. */
export function scaleComposition(tickets?: number): Readonly<Record<TicketState, number>> {
  if (tickets === undefined) return COMPOSITION;
  const states = Object.keys(COMPOSITION) as TicketState[];
  const whole = states.reduce((sum, state) => sum + COMPOSITION[state], 0);
  const counts = { ...COMPOSITION };
  for (const state of states) {
    counts[state] = Math.max(FEWEST[state], Math.round((COMPOSITION[state] * tickets) / whole));
  }
  const others = states.reduce((sum, state) => sum + (state === 'closed' ? 0 : counts[state]), 0);
  return { ...counts, closed: Math.max(FEWEST.closed, tickets - others) };
}

/** The tickets an emulator starts with, oldest first: the seed's sample, then those of the composition. */
export function createTickets(catalogue: Catalogue, seed: number, tickets?: number): StoredTicket[] {
  const random = createRandom(seed);
  const drafts: Draft[] = [];
  for (const [state, count] of Object.entries(scaleComposition(tickets)) as [TicketState, number][]) {
    for (let index = 0; index < count; index += 1)
      drafts.push({ state, index, created: createdAt(state, index, random) });
  }
  drafts.sort((one, other) => one.created - other.created);
  return [seedTicket(), ...drafts.map((draft, position) => createTicket(draft, position, random, catalogue))];
}

function createdAt(state: TicketState, index: number, random: Random): number {
  const equal = (state === 'in_progress' || state === 'closed') && index < EQUAL_PER_STATE;
  return equal ? EQUAL_CREATED : NEWEST - 1_000 * (60 + random.below(HOURS_BACK[state] * 3_600));
}

function createTicket(draft: Draft, position: number, random: Random, catalogue: Catalogue): StoredTicket {
  const { state, index, created } = draft;
  const fromProvider = random.below(10) === 0;
  const id = random.uuid();
  const base = blankTicket(id, ticketNumber(draft, position), timeText(created, index % 4 === 3 ? '+01:00' : 'Z'));
  return {
    ...base,
    state,
    branding: index % 3 === 1 ? 'partner' : 'general',
    customer_id: random.pick(catalogue.customers).id,
    customer_reference: random.below(3) === 0 ? `WO-${10_000 + random.below(90_000)}` : null,
    customer_connector_id: random.below(2) === 0 ? random.uuid() : null,
    vehicle_model_id: random.below(20) === 0 ? 0 : random.pick(catalogue.models).id,
    vin: state === 'prepared' && index % 3 === 0 ? null : vehicleNumber(random),
    voucher_code: voucherCode(index, random),
    connection_id: state === 'prepared' || random.below(5) === 0 ? null : random.uuid(),
    source_provider_id: fromProvider ? random.pick(catalogue.providers) : null,
    parent_ticket: fromProvider ? { id: random.uuid(), ticket_number: 7_100_000 + random.below(100_000) } : null,
    outsourced: (state === 'in_progress' || state === 'closed') && index % 12 === 5,
    ...fieldsOfState(draft, random, catalogue),
  };
}

/** What only tickets of one state have; `finished_at` always carries an offset, as on real data (realism notes). */
function fieldsOfState(draft: Draft, random: Random, catalogue: Catalogue): Partial<StoredTicket> {
  const { state, index, created } = draft;
  const operator = random.pick(catalogue.operators);
  const assignedAt = timeText(created + 1_000 * random.below(60));
  const assigned = { operator_id: operator, assigned_at: assignedAt, updated_at: assignedAt };
  const finishedAt = timeText(created + 60_000 + random.below(3 * HOUR), '+01:00');
  const finished = { finished_at: finishedAt, updated_at: finishedAt, first_local_added_at: finishedAt };
  switch (state) {
    case 'prepared':
      return { preparer_external_reference: index % 2 === 0 ? `PREP-${1_000 + index}` : null };
    case 'in_progress':
      return { ...assigned, service_started_at: assignedAt };
    case 'outsourced':
      return {
        ...assigned,
        outsourced: true,
        outsource_provider_id: random.pick(catalogue.providers),
        outsource_ticket_id: random.uuid(),
        reclaimable: index % 2 === 0,
      };
    case 'closed': {
      const external = index % 9 === 4;
      return {
        ...assigned,
        ...finished,
        service_started_at: assignedAt,
        vehicle_battery_voltage: index % 10 === 7 ? '24v' : '12v',
        externally_processed: external,
        external_reference: external ? `EXT-${random.hex(6).toUpperCase()}` : null,
      };
    }
    case 'cancelled': {
      // A cancelled ticket without an operator was cancelled automatically, by a reason nobody sets by hand.
      const automatic = index % 4 === 0;
      const reasons = catalogue.cancelReasons.filter((reason) => reason.manually_applicable !== automatic);
      return {
        ...(automatic ? {} : assigned),
        ...finished,
        cancel_reason_id: random.pick(reasons).id,
        vehicle_battery_voltage: '12v',
      };
    }
    default:
      return {};
  }
}

/** Three numbers lie above 2^31: `ticket_number` is an int64. */
function ticketNumber(draft: Draft, position: number): number {
  const { state, index } = draft;
  if (state === 'in_progress' && index === EQUAL_PER_STATE) return 2_147_483_653;
  if (state === 'closed' && index === EQUAL_PER_STATE) return 4_294_967_301;
  if (state === 'cancelled' && index === 0) return 7_199_254_740_993;
  return FIRST_NUMBER + position;
}

/** A VIN knows no I, O and Q. */
function vehicleNumber(random: Random): string {
  return pickLetters('0123456789ABCDEFGHJKLMNPRSTUVWXYZ', 17, random);
}

/** Null, 4, 8 and 6 characters in turn. */
function voucherCode(index: number, random: Random): string | null {
  const length = [0, 4, 8, 6][index % 4] ?? 0;
  return length === 0 ? null : pickLetters('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ', length, random);
}

function pickLetters(letters: string, length: number, random: Random): string {
  let text = '';
  while (text.length < length) text += letters.charAt(random.below(letters.length));
  return text;
}

/** A ticket with nothing in it but what every ticket must have; the customer's channel has the ticket's id [C A1]. */
export function blankTicket(id: string, number: number, created: string): StoredTicket {
  return {
    id,
    state: 'pending',
    branding: 'general',
    parent_ticket: null,
    created_at: created,
    updated_at: created,
    assigned_at: null,
    service_started_at: null,
    finished_at: null,
    first_local_added_at: null,
    ticket_number: number,
    customer_id: SEED_CUSTOMER,
    customer_reference: null,
    customer_channel_id: id,
    customer_connector_id: null,
    operator_id: null,
    operator_reference: null,
    operator_channel_id: null,
    vehicle_model_id: 0,
    vehicle_battery_voltage: null,
    vin: null,
    voucher_code: null,
    connection_id: null,
    source_provider_id: null,
    outsourced: false,
    outsource_provider_id: null,
    outsource_ticket_id: null,
    reclaimable: false,
    cancel_reason_id: null,
    external_reference: null,
    preparer_external_reference: null,
    externally_processed: false,
  };
}

/** The seed's sample, word for word in the in-progress view. */
function seedTicket(): StoredTicket {
  const created = '2019-08-24T14:15:22Z';
  return {
    ...blankTicket(SEED_TICKET_ID, 7_440_303, created),
    state: 'in_progress',
    customer_id: SEED_CUSTOMER,
    vehicle_model_id: 0,
    vin: 'JH4KA7630PC007649',
    assigned_at: created,
    service_started_at: created,
    operator_id: SEED_OPERATOR,
    voucher_code: 'WQ4MM3',
    outsourced: true,
    connection_id: 'd3547de1-d1f2-4344-b4c2-17169b7526f9',
  };
}
