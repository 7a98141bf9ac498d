export type TicketState = 'prepared' | 'pending' | 'in_progress' | 'outsourced' | 'closed' | 'cancelled';

/** Credentials are general or branding specific; a branding-specific client sees only its branding (section 2). */
export type Branding = 'general' | 'partner';

/** A ticket in the one store; the names are those of the wire, `branding` and `parent_ticket` are in no ticket view. */
export interface StoredTicket {
  readonly id: string;
  /** A TicketState, unless a test put a foreign value there. */
  readonly state: string;
  readonly branding: Branding;
  readonly parent_ticket: { readonly id: string; readonly ticket_number: number } | null;
  readonly created_at: string;
  readonly updated_at: string;
  readonly assigned_at: string | null;
  readonly service_started_at: string | null;
  readonly finished_at: string | null;
  readonly first_local_added_at: string | null;
  readonly ticket_number: number;
  readonly customer_id: string;
  readonly customer_reference: string | null;
  readonly customer_channel_id: string | null;
  readonly customer_connector_id: string | null;
  readonly operator_id: string | null;
  readonly operator_reference: string | null;
  readonly operator_channel_id: string | null;
  readonly vehicle_model_id: number;
  readonly vehicle_battery_voltage: '12v' | '24v' | null;
  readonly vin: string | null;
  readonly voucher_code: string | null;
  readonly connection_id: string | null;
  readonly source_provider_id: string | null;
  readonly outsourced: boolean;
  readonly outsource_provider_id: string | null;
  readonly outsource_ticket_id: string | null;
  readonly reclaimable: boolean;
  readonly cancel_reason_id: number | null;
  readonly external_reference: string | null;
  readonly preparer_external_reference: string | null;
  readonly externally_processed: boolean;
}

export type TicketField = keyof StoredTicket;

const EVERY_VIEW = ['id', 'created_at', 'customer_id', 'ticket_number', 'vehicle_model_id', 'vin'] as const;

/** The resource of a state and the fields section 4 gives it, in the order of the page. */
export interface TicketView {
  /** Path segment below `/v2/tickets/`. */
  readonly resource: string;
  /** Undefined: tickets of every state. */
  readonly state?: TicketState;
  /** What its route labels end with, singular. */
  readonly label: string;
  readonly fields: readonly TicketField[];
  readonly filters: readonly string[];
  /** True where section 3 infers the path from the naming rule only. */
  readonly inferred?: boolean;
}

/** The generic ticket: one resource for all states [C A1]. */
export const GENERIC_VIEW: TicketView = {
  resource: 'tickets',
  label: 'Ticket',
  filters: ['state', 'ticket_number', 'externally_processed'],
  fields: [
    'id',
    'assigned_at',
    'cancel_reason_id',
    'connection_id',
    'created_at',
    'customer_channel_id',
    'customer_connector_id',
    'customer_id',
    'customer_reference',
    'external_reference',
    'externally_processed',
    'finished_at',
    'operator_channel_id',
    'operator_id',
    'operator_reference',
    'outsourced',
    'source_provider_id',
    'state',
    'ticket_number',
    'updated_at',
    'vehicle_model_id',
    'vin',
    'voucher_code',
    'first_local_added_at',
  ],
};

/** The seed's resource: the order of fields is that of its sample. */
export const IN_PROGRESS_VIEW: TicketView = {
  resource: 'in-progress-tickets',
  state: 'in_progress',
  label: 'InProgressTicket',
  filters: ['ticket_number'],
  fields: [...EVERY_VIEW, 'service_started_at', 'operator_id', 'voucher_code', 'outsourced', 'connection_id'],
};

/** All resources of tickets. */
export const TICKET_VIEWS: readonly TicketView[] = [
  GENERIC_VIEW,
  IN_PROGRESS_VIEW,
  {
    resource: 'outsourced-tickets',
    state: 'outsourced',
    label: 'OutsourcedTicket',
    filters: ['ticket_number'],
    fields: [
      ...EVERY_VIEW,
      'outsource_provider_id',
      'outsource_ticket_id',
      'reclaimable',
      'voucher_code',
      'connection_id',
    ],
  },
  {
    resource: 'closed-tickets',
    state: 'closed',
    label: 'ClosedTicket',
    filters: ['ticket_number'],
    fields: [
      ...EVERY_VIEW,
      'finished_at',
      'externally_processed',
      'external_reference',
      'operator_id',
      'vehicle_battery_voltage',
      'connection_id',
    ],
  },
  {
    resource: 'cancelled-tickets',
    state: 'cancelled',
    label: 'CancelledTicket',
    filters: ['ticket_number'],
    inferred: true,
    fields: [
      ...EVERY_VIEW,
      'finished_at',
      'cancel_reason_id',
      'externally_processed',
      'operator_id',
      'external_reference',
      'vehicle_battery_voltage',
      'connection_id',
    ],
  },
  {
    resource: 'pending-tickets',
    state: 'pending',
    label: 'PendingTicket',
    filters: ['ticket_number'],
    inferred: true,
    fields: [...EVERY_VIEW, 'connection_id'],
  },
  {
    resource: 'prepared-tickets',
    state: 'prepared',
    label: 'PreparedTicket',
    filters: ['ticket_number', 'created_after', 'created_before', 'customer_id'],
    inferred: true,
    fields: [...EVERY_VIEW, 'voucher_code', 'preparer_external_reference'],
  },
];

/** The ticket as a resource shows it; an unknown state takes the place of the real one where a state is shown. */
export function viewTicket(ticket: StoredTicket, view: TicketView, unknownState = ''): Record<string, unknown> {
  const shown = Object.fromEntries(view.fields.map((field) => [field, ticket[field]]));
  return 'state' in shown && unknownState !== '' ? { ...shown, state: unknownState } : shown;
}
