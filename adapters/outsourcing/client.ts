import type { Call } from '../../src/ticketing/adapter.ts';
import type { AdapterKit } from '../../src/upstream/adapter-kit.ts';
import type { Authorize } from '../../src/upstream/backend-http.ts';
import { mediaType, readJson, readLenientJson, type HttpResponse } from '../../src/upstream/http-response.ts';
import { path } from '../../src/upstream/path.ts';
import type { Problem } from '../../src/upstream/problem.ts';
import { Secret } from '../../src/upstream/secret.ts';
import type { OutsourcingSettings } from './settings.ts';
import { checkList, checkTicket, checkToken, type OutsourcingList, type OutsourcingTicket } from './wire.ts';

/** Query parameters of the list calls. */
export interface ListParameters {
  readonly limit: number;
  readonly offset: number;
  readonly state?: string;
  readonly ticketNumber?: string;
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
}

const MINUTE = 60_000;

export function createOutsourcingClient(settings: OutsourcingSettings, kit: AdapterKit): OutsourcingClient {
  const http = kit.openHttp({ baseUrl: settings.baseUrl, readProblem });
  const authorize = createAuthorize(settings, kit);

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
    const response = await http.send(
      { operation, method: 'GET', path: path`/v2/tickets/${collection}`, query, authorize, headers: ACCEPT },
      call,
    );
    return checkList(readJson(response));
  }

  async function get(operation: string, collection: string, id: string, call: Call): Promise<OutsourcingTicket> {
    const response = await http.send(
      { operation, method: 'GET', path: path`/v2/tickets/${collection}/${id}`, authorize, headers: ACCEPT },
      call,
    );
    return checkTicket(readJson(response));
  }

  return {
    listTickets: (parameters, call) => list('listTickets', 'tickets', parameters, call),
    getTicket: (id, call) => get('getTicket', 'tickets', id, call),
    listInProgressTickets: (parameters, call) => list('listInProgressTickets', 'in-progress-tickets', parameters, call),
    getInProgressTicket: (id, call) => get('getInProgressTicket', 'in-progress-tickets', id, call),
    getOutsourcedTicket: (id, call) => get('getOutsourcedTicket', 'outsourced-tickets', id, call),
  };
}

const ACCEPT = { accept: 'application/json, application/problem+json' };

/** OAuth2 client credentials; the API key goes along where one is configured. */
function createAuthorize(settings: OutsourcingSettings, kit: AdapterKit): Authorize {
  const tokenUrl = new URL(settings.tokenUrl);
  const tokenHttp = kit.openHttp({ baseUrl: tokenUrl.origin, readProblem: readTokenProblem });
  const tokens = kit.createTokenCache({ renewBeforeMs: 5 * MINUTE });
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
    // The cache renews 5 minutes before the end; the page asks for a new token after 30 minutes at the latest.
    const lifeMs = Math.min((answer.expires_in ?? 3_600) * 1_000, 35 * MINUTE);
    return { value: new Secret(answer.access_token), expiresAt: kit.clock() + lifeMs };
  }
}

/** The HTTP status counts. `type` is always about:blank and the title only repeats the status, so the detail is what says something. */
export function readProblem(response: HttpResponse): Problem | null {
  if (response.status >= 200 && response.status < 300) return null;
  const body = readLenientJson(response);
  const isProblem = mediaType(response) === 'application/problem+json' && typeof body === 'object' && body !== null;
  const detail = isProblem && 'detail' in body && typeof body.detail === 'string' ? body.detail : undefined;
  // A redirect of a read is a change of the API's addresses that nobody announced: never followed.
  if (response.status >= 300 && response.status < 400)
    return { code: 'BACKEND_BAD_RESPONSE', detail: `redirect ${response.status}` };
  return detail === undefined ? {} : { detail };
}

/** Of the token call, 400 and 401 both mean that the client is refused. */
function readTokenProblem(response: HttpResponse): Problem | null {
  const problem = readProblem(response);
  return problem !== null && (response.status === 400 || response.status === 401)
    ? { ...problem, code: 'UNAUTHENTICATED' }
    : problem;
}
