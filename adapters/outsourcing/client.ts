import type { Call } from '../../src/ticketing/adapter.ts';
import type { AdapterKit } from '../../src/upstream/adapter-kit.ts';
import type { Authorize, BackendRequest } from '../../src/upstream/backend-http.ts';
import { badResponse, readJson, type HttpResponse } from '../../src/upstream/http-response.ts';
import { path } from '../../src/upstream/path.ts';
import type { Problem } from '../../src/upstream/problem.ts';
import { Secret } from '../../src/ticketing/secret.ts';
import { isPastRedirect, isRedirect, readProblem, readTokenProblem, redirectTarget } from './problem.ts';
import type { OutsourcingSettings } from './settings.ts';
import {
  checkEvents,
  checkList,
  checkTicket,
  checkToken,
  type OutsourcingEvent,
  type OutsourcingList,
  type OutsourcingTicket,
} from './wire.ts';

/** Query parameters of the list calls. */
export interface ListParameters {
  readonly limit: number;
  readonly offset: number;
  readonly state?: string;
  readonly ticketNumber?: string;
}

/** Which events to list: the API takes one filter a request. */
export type EventFilter =
  { readonly name: 'after_id'; readonly value: string } | { readonly name: 'occurred_after'; readonly value: string };

/** A body of the update of a ticket in progress. Integers of 64 bits are raw JSON where a double cannot hold them. */
export type UpdateBody = Readonly<Record<string, unknown>>;

/** A `transition` of a ticket in progress. */
export interface WireTransition {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** One function per endpoint of the partner ticket API. */
export interface OutsourcingClient {
  /** `GET /v2/tickets/tickets`: tickets of every state. */
  listTickets(parameters: ListParameters, call: Call): Promise<OutsourcingList>;
  /** `GET /v2/tickets/tickets/{id}`: a ticket in whatever state it is. */
  getTicket(id: string, call: Call): Promise<OutsourcingTicket>;
  /** `GET /v2/tickets/in-progress-tickets` */
  listInProgressTickets(parameters: ListParameters, call: Call): Promise<OutsourcingList>;
  /** `GET /v2/tickets/in-progress-tickets/{id}` */
  getInProgressTicket(id: string, call: Call): Promise<OutsourcingTicket>;
  /** `GET /v2/tickets/outsourced-tickets/{id}` */
  getOutsourcedTicket(id: string, call: Call): Promise<OutsourcingTicket>;
  /** `GET /v2/tickets/{resource}/{id}`: a ticket in the resource that it was moved to. */
  getMovedTicket(resource: string, id: string, call: Call): Promise<OutsourcingTicket>;
  /** `GET /v2/system/events` */
  listEvents(filter: EventFilter, limit: number, call: Call): Promise<OutsourcingEvent[]>;
  /** `PUT /v2/tickets/in-progress-tickets/{id}` */
  updateInProgressTicket(id: string, body: UpdateBody, call: Call): Promise<OutsourcingTicket>;
  /**
   * `PATCH /v2/tickets/in-progress-tickets/{id}`
   * @returns the answer's `Location`: where the ticket is now; null if the answer does not say
   */
  transitionInProgressTicket(id: string, transition: WireTransition, call: Call): Promise<string | null>;
}

const MINUTE = 60_000;

export function createOutsourcingClient(settings: OutsourcingSettings, kit: AdapterKit): OutsourcingClient {
  // A transition is answered with 303. It goes the way of all other requests, as what is read after it must not be shared
  // with what was asked before it.
  const http = kit.openHttp({
    baseUrl: settings.baseUrl,
    readProblem: (response) => (isPastRedirect(response) ? null : readAndTell(response)),
  });
  const authorize = createAuthorize(settings, kit);

  /** An operator learns where the API has moved to, as no list of errors shows it. */
  function readAndTell(response: HttpResponse): Problem | null {
    if (isRedirect(response)) {
      const facts = { status: response.status, location: redirectTarget(response) };
      kit.log.warn('The API redirects a call, which is not followed; set baseUrl to where it has moved.', facts);
    }
    return readProblem(response);
  }

  /** No request but a transition is answered with a redirect. */
  async function send(request: BackendRequest, call: Call): Promise<HttpResponse> {
    const response = await http.send(request, call);
    if (!isPastRedirect(response)) return response;
    readAndTell(response);
    throw badResponse(`a redirect to ${redirectTarget(response)}`);
  }

  async function list(
    operation: string,
    collection: string,
    parameters: ListParameters,
    call: Call,
  ): Promise<OutsourcingList> {
    const query: [string, string][] = [
      ['limit', String(parameters.limit)],
      ['offset', String(parameters.offset)],
    ];
    if (parameters.state !== undefined) query.push(['state', parameters.state]);
    if (parameters.ticketNumber !== undefined) query.push(['ticket_number', parameters.ticketNumber]);
    const response = await send(
      { operation, method: 'GET', path: path`/v2/tickets/${collection}`, query, authorize, headers: ACCEPT },
      call,
    );
    return checkList(readJson(response));
  }

  async function get(operation: string, collection: string, id: string, call: Call): Promise<OutsourcingTicket> {
    const response = await send(
      { operation, method: 'GET', path: path`/v2/tickets/${collection}/${id}`, authorize, headers: ACCEPT },
      call,
    );
    return checkTicket(readJson(response));
  }

  async function listEvents({ name, value }: EventFilter, limit: number, call: Call): Promise<OutsourcingEvent[]> {
    const query: [string, string][] = [
      ['limit', String(limit)],
      [name, value],
    ];
    const request = { operation: 'listEvents', path: path`/v2/system/events`, query, authorize, headers: ACCEPT };
    return checkEvents(readJson(await send({ ...request, method: 'GET' }, call))).result;
  }

  async function update(id: string, json: UpdateBody, call: Call): Promise<OutsourcingTicket> {
    const operation = 'updateInProgressTicket';
    const request = { operation, path: inProgressPath(id), json, authorize, headers: ACCEPT };
    return checkTicket(readJson(await send({ ...request, method: 'PUT' }, call)));
  }

  /**
   * Done with 303, and with any other success: what a body says is not asked for, but a page in the place of JSON comes
   * from something in between.
   */
  async function transition(id: string, wire: WireTransition, call: Call): Promise<string | null> {
    const operation = 'transitionInProgressTicket';
    const request = { operation, path: inProgressPath(id), json: { transition: wire }, authorize, headers: ACCEPT };
    const response = await http.send({ ...request, method: 'PATCH' }, call);
    // Nobody documents 302: it is what a sign-in page in between answers as well.
    if (response.status === 302) throw badResponse(`a redirect to ${redirectTarget(response)}`);
    if (response.status !== 303 && response.body.length > 0) readJson(response);
    const location = response.headers['location'] ?? '';
    return location === '' ? null : location;
  }

  return {
    listTickets: (parameters, call) => list('listTickets', 'tickets', parameters, call),
    getTicket: (id, call) => get('getTicket', 'tickets', id, call),
    listInProgressTickets: (parameters, call) => list('listInProgressTickets', 'in-progress-tickets', parameters, call),
    getInProgressTicket: (id, call) => get('getInProgressTicket', 'in-progress-tickets', id, call),
    getOutsourcedTicket: (id, call) => get('getOutsourcedTicket', 'outsourced-tickets', id, call),
    getMovedTicket: (resource, id, call) => get('getMovedTicket', resource, id, call),
    listEvents,
    updateInProgressTicket: update,
    transitionInProgressTicket: transition,
  };
}

/** The address of a ticket in progress. */
export function inProgressPath(id: string): string {
  return path`/v2/tickets/in-progress-tickets/${id}`;
}

const ACCEPT = { accept: 'application/json, application/problem+json' };

/**
 * OAuth2 client credentials; the API key goes along where one is configured.
 * ASSUMPTION: it belongs on the calls of the API and not on the one for the token (README).
 */
function createAuthorize(settings: OutsourcingSettings, kit: AdapterKit): Authorize {
  const tokenUrl = new URL(settings.tokenUrl);
  const tokenHttp = kit.openHttp({ baseUrl: tokenUrl.origin, readProblem: readTokenProblem });
  // A wrong client is not tried again with every call.
  const tokens = kit.createTokenCache({ renewBeforeMs: 0, rememberRefusalMs: MINUTE });
  const apiKey: Record<string, string> = settings.apiKey === undefined ? {} : { 'x-api-key': settings.apiKey.reveal() };
  return async (call) => {
    const token = await tokens.get('client', (signal) => fetchToken({ ...call, signal }), call.signal);
    return {
      headers: { authorization: `Bearer ${token.value.reveal()}`, ...apiKey },
      refused: () => tokens.drop('client', token),
    };
  };

  async function fetchToken(call: Call): Promise<{ value: Secret; expiresAt: number }> {
    const response = await tokenHttp.send(
      {
        operation: 'getToken',
        method: 'POST',
        path: tokenUrl.pathname,
        isSafe: true,
        form: {
          grant_type: 'client_credentials',
          client_id: settings.clientId,
          client_secret: settings.clientSecret.reveal(),
        },
      },
      call,
    );
    const answer = checkToken(readJson(response));
    const useMs = useOfToken((answer.expires_in ?? 3_600) * 1_000);
    return { value: new Secret(answer.access_token), expiresAt: kit.clock() + useMs };
  }
}

/**
 * How long a token is used, in milliseconds: half an hour, or until 5 minutes before it ends. One that lives hardly longer
 * than that is used for half its life, as otherwise every call would fetch another.
 */
export function useOfToken(lifeMs: number): number {
  return Math.min(30 * MINUTE, Math.max(lifeMs - 5 * MINUTE, lifeMs / 2));
}
