import type { Fault, Reply } from './fault.ts';

/** A request as a route sees it. */
export interface EmulatorRequest {
  readonly method: string;
  /** Path without query, still percent-encoded. */
  readonly path: string;
  /** Values of the route's `:name` segments, percent-decoded. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** The body read as JSON; undefined if it is none. */
  json(): unknown;
}

/** One endpoint of an emulated backend. */
export interface Route {
  /** Name in counters and faults, e.g. `getTicket`. */
  readonly label: string;
  readonly method: string;
  /** Path with `:name` segments, e.g. `/v2/tickets/:id`. */
  readonly path: string;
  readonly handle: (request: EmulatorRequest) => Reply | Promise<Reply>;
}

/** A request as it arrived, for tests that look at what the gateway really sends. */
export interface RecordedRequest {
  readonly route: string;
  readonly method: string;
  /** Path and query exactly as on the wire. */
  readonly url: string;
  /** Names and values in the order and spelling of the wire. */
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

/** What a person or a test can do with an emulated backend besides using it. */
export interface EmulatorControl {
  /** Requests received since the last reset, by route label. */
  counters(): Readonly<Record<string, number>>;
  /**
   * How often a route that changes something did its work since the last reset, by label: also where the answer was then
   * spoilt by a fault. Refusals with a status from 400 on do not count.
   */
  applied(): Readonly<Record<string, number>>;
  /** How many requests a fault befell since the last reset, by its kind. */
  faulted(): Readonly<Record<string, number>>;
  /** The newest requests, oldest first; at most 1,000 are kept. */
  requests(): readonly RecordedRequest[];
  addFault(fault: Fault): void;
  clearFaults(): void;
  /** Sets switches by name. @throws Error if a name is unknown */
  setSwitches(values: Readonly<Record<string, unknown>>): void;
  /** Sets switches, and makes the values the ones that `reset` returns to. @throws Error if a name is unknown */
  keepSwitches(values: Readonly<Record<string, unknown>>): void;
  /** Runs an action by name. @throws Error if the name is unknown */
  act(name: string, input?: unknown): unknown;
  /** Counters to zero, faults gone, switches at their defaults; the data stays as it is. */
  reset(): void;
}

/** What an emulated backend is made of. */
export interface EmulatorDefinition {
  readonly name: string;
  readonly routes: readonly Route[];
  /** The answer to a request that no route takes. */
  readonly unmatched: (request: EmulatorRequest) => Reply;
  /** Names and defaults of the backend's own peculiarities that can be switched; read through `switches`. */
  readonly switches: Record<string, unknown>;
  /**
   * What a test or a person can make happen inside the backend, by name: at least `expireTokens`, which makes it refuse
   * every credential given out so far.
   */
  readonly actions: Readonly<Record<string, (input: unknown) => unknown>>;
}

/** How large and how slow an emulated backend is. */
export interface EmulatorOptions {
  /** How many tickets it holds at least, besides those that its page describes one by one. */
  readonly tickets?: number;
  /** Added to every answer, in milliseconds. */
  readonly latencyMs?: number;
  /** Port on 127.0.0.1; a free one if left out. */
  readonly port?: number;
  /** Seed of the generated data. */
  readonly seed?: number;
}

/** Native ids and values that exist in a backend's data, so that tests need not know it. */
export interface EmulatorSamples {
  /** At least ten tickets that a read by id finds. */
  readonly ticketIds: readonly string[];
  /** Conversations that a read by id finds, where the backend has any. */
  readonly chatTranscriptIds?: readonly string[];
  /** An id of the right shape that no ticket has. */
  readonly absentTicketId: string;
  /** Input of the action `changeTicket` that whoever watches all tickets notices; left out where they cannot. */
  readonly change?: Readonly<Record<string, unknown>>;
  /** A customer whose tickets these are, where tickets say whose they are. */
  readonly customerId?: string;
}

export interface RunningEmulator {
  readonly name: string;
  /** Where it listens, without a trailing slash: `http://127.0.0.1:40123`. */
  readonly url: string;
  readonly control: EmulatorControl;
  readonly samples: EmulatorSamples;
  /** What an operator of this backend would have been given to reach it, by name, e.g. `clientId`, `clientSecret`. */
  readonly credentials: Readonly<Record<string, string>>;
  readonly stop: () => Promise<void>;
}
