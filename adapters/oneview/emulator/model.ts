/** A child ticket in another system (page section 4, TicketLink). */
export interface TicketLink {
  ticketId: string;
  ticketIdType: string;
  ticketCategory: string;
  creator: string;
  createdAt: number;
  reason: string;
}

/** What staff may see of a ticket's origin (page section 4, Metadata); optional fields are simply absent. */
export interface Metadata {
  ccr?: string;
  localCcr?: string;
  country?: string;
  language?: string;
  orderId?: string;
  sla?: number;
  tags?: string[];
  entityId?: string;
  childrenLinks?: TicketLink[];
}

export interface Customer {
  id?: string;
  firstName?: string;
  lastName?: string;
  name?: string;
  email?: string;
}

export interface Vendor {
  id?: string;
  vertical?: string;
}

/** A ticket as the emulated backend keeps it; only `id` is required, two keys have capitals (page section 14, row 2). */
export interface Ticket {
  id: string;
  Assignee?: string;
  /** Epoch seconds of the last change of status, and of the status only. */
  UpdatedAt?: number;
  createdAt?: number;
  queue?: string;
  channel?: string;
  content?: Record<string, unknown>;
  metadata?: Metadata;
  status?: string;
  statusReason?: string;
  priority?: number;
  customer?: Customer;
  vendor?: Vendor;
  source?: string;
  type?: string;
}

export interface Department {
  readonly id: string;
  readonly label: string;
}

export interface Queue {
  readonly id: string;
  readonly name: string;
  readonly language: string;
}
