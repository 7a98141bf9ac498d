import type { EmulatorRequest } from '../../../src/emulation/emulator.ts';
import type { Reply } from '../../../src/emulation/fault.ts';
import type { Random } from '../../../src/emulation/random.ts';
import type { Switches } from './switches.ts';

/** An IAM user; a token acts as one of them. */
export interface IamUser {
  readonly id: string;
  readonly name: string;
  readonly password: string;
}

/** What a token stands for. `expiresAt` is 0 once it was ended. */
export interface Token {
  readonly user: IamUser;
  readonly scope: 'project' | 'domain';
  expiresAt: number;
}

/** A file as a message names it. An empty id is listed but cannot be read. */
export interface AccessoryReference {
  readonly accessory_id: string;
  readonly file_actual_name: string;
}

/** A message; times are milliseconds UTC. `sequence` orders messages written while the emulator runs (others: 0). */
export interface Message {
  readonly type: 0 | 1;
  readonly replier_type: 0 | 1 | 2;
  readonly replier: string;
  readonly replier_name: string;
  readonly content: string;
  readonly message_id: string;
  readonly create_time: number;
  readonly is_first_message: number;
  readonly accessory_list: readonly AccessoryReference[];
  readonly sequence: number;
}

/** A row of the operate log. The meaning of the two ints is unpublished. */
export interface OperateLog {
  readonly incident_log_id: string;
  readonly operate_type: number;
  readonly operator_type: number;
  readonly operator_id: string;
  readonly operator_name: string;
  readonly operate_desc: string;
  readonly time: number;
}

/** A ticket as the backend keeps it: ids instead of localized names, times in milliseconds UTC. */
export interface Ticket {
  readonly incident_id: string;
  /** Position in the order of creation; with `seed` it decides the lazily generated messages. */
  readonly index: number;
  readonly seed: number;
  readonly create_time: number;
  readonly customer_id: string;
  xcustomer_id: string;
  xcustomer_name: string;
  status: number;
  simple_description: string;
  business_type_id: string;
  product_category_id: string;
  incident_sub_type_id: string;
  region_id: string;
  severity_id: string;
  source_name: string;
  incident_service_type: string;
  root_cause: string;
  resolution: string;
  judgement: string;
  confirmed_time: number | undefined;
  resolve_time: number;
  business_ownership: number;
  incident_satisfaction: readonly unknown[];
  ext_info: Record<string, string>;
  label_ids: number[];
  /** True for the seed's ticket, which always lacks what the seed's sample lacks. */
  readonly sparse: boolean;
  readonly generatedMessages: number;
  messages?: Message[];
  operateLogs?: OperateLog[];
  readonly related: Set<string>;
  /** How many messages were read; undefined until the first mark. */
  readUpTo?: number;
  lastPress: number;
  /** How many reads still answer "does not exist" (switch `createLagReads`). */
  hiddenReads: number;
}

/** An uploaded file. `ticketId` is set once it is used; only before that it can be removed. */
export interface Accessory {
  readonly id: string;
  readonly name: string;
  readonly from: string;
  readonly data: Buffer;
  readonly ownerId: string;
  ticketId: string | undefined;
}

/** A label of the account. */
export interface Label {
  readonly label_id: number;
  name: string;
  color: string;
}

/** Everything the emulated backend remembers. */
export interface Backend {
  readonly switches: Switches;
  readonly random: Random;
  readonly ticketsById: Map<string, Ticket>;
  /** Tickets in the order of creation, by `index`; also those removed later. */
  readonly ticketsByIndex: Ticket[];
  readonly newestFirst: Ticket[];
  readonly labels: Map<number, Label>;
  readonly accessories: Map<string, Accessory>;
  readonly tokens: Map<string, Token>;
  messageSequence: number;
  requestCount: number;
}

/** An authorized request to OSM. */
export interface Call {
  readonly request: EmulatorRequest;
  readonly query: URLSearchParams;
  /** The JSON body; an empty object if there is none. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly user: IamUser;
  /** True if the caller asked for its group's tickets too. */
  readonly group: boolean;
  readonly english: boolean;
  /** Offset of X-Time-Zone from UTC in milliseconds. */
  readonly zone: number;
}

/** The work of one OSM endpoint. */
export type Handler = (backend: Backend, call: Call) => Reply | Promise<Reply>;

/** One OSM endpoint before it stands behind the API gateway; the path lacks the prefix. */
export interface Endpoint {
  readonly label: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly handle: Handler;
}
