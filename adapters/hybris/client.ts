import type { Call } from '../../src/ticketing/adapter.ts';
import { GatewayError, toGatewayError } from '../../src/ticketing/errors.ts';
import type { AdapterKit } from '../../src/upstream/adapter-kit.ts';
import type { Authorize } from '../../src/upstream/backend-http.ts';
import { toHeaderValue } from '../../src/upstream/header-value.ts';
import { badResponse, readJson, readLenientJson, type HttpResponse } from '../../src/upstream/http-response.ts';
import { path } from '../../src/upstream/path.ts';
import type { HybrisCredentials } from './credentials.ts';
import { NATIVE_ID } from './native-id.ts';
import { isAboutRights, readProblem } from './problem.ts';
import type { HybrisSettings } from './settings.ts';
import { REQUEST_ID_HEADER } from './token-client.ts';
import {
  checkChatTranscript,
  checkInteractionLogs,
  checkTicket,
  checkTickets,
  checkTicketStatuses,
  checkTicketTypes,
  type HybrisChatTranscript,
  type HybrisInteractionLog,
  type HybrisNewInteractionLog,
  type HybrisNewTicket,
  type HybrisTicket,
  type HybrisTicketStatus,
  type HybrisTicketType,
} from './wire.ts';

/** Query parameters of the two paged collections. */
export interface CollectionQuery {
  readonly q?: string;
  readonly sort?: string;
  /** From 1. */
  readonly pageNumber: number;
  /** At most 64. */
  readonly pageSize: number;
  readonly wantsTotal?: boolean;
}

export interface CollectionPage<Row> {
  readonly rows: readonly Row[];
  /** Rows that match `q`; null if the backend does not say. */
  readonly total: number | null;
  /** True if the backend names a next page. Its address is never followed: it may hold an inner host name. */
  readonly hasNextLink: boolean;
}

/** What the backend says of something that it has just created. */
export interface CreatedEntity {
  /** Null if neither the body nor the header `Location` names one. */
  readonly id: string | null;
  /** The whole entity, or `{id}`, or `{id, link}`; undefined if it cannot be read. */
  readonly body: unknown;
}

export type Headers = Readonly<Record<string, string>>;

/** One function per endpoint of the mashup. */
export interface HybrisClient {
  /** `GET /{tenant}/serviceTickets` */
  listServiceTickets(query: CollectionQuery, call: Call): Promise<CollectionPage<HybrisTicket>>;
  /** `GET /{tenant}/serviceTickets/{id}` */
  getServiceTicket(id: string, call: Call): Promise<HybrisTicket>;
  /** `POST /{tenant}/serviceTickets` */
  createServiceTicket(ticket: HybrisNewTicket, call: Call): Promise<CreatedEntity>;
  /** `PUT /{tenant}/serviceTickets/{id}`: the whole ticket. What is left out is deleted. */
  replaceServiceTicket(id: string, ticket: HybrisTicket, call: Call): Promise<void>;
  /** `DELETE /{tenant}/serviceTickets/{id}` */
  deleteServiceTicket(id: string, call: Call): Promise<void>;
  /** `GET /{tenant}/serviceTicketTypes` */
  listServiceTicketTypes(call: Call): Promise<readonly HybrisTicketType[]>;
  /** `GET /{tenant}/serviceTicketStatus`: singular, and still a list. */
  listServiceTicketStatuses(call: Call): Promise<readonly HybrisTicketStatus[]>;
  /** `GET /{tenant}/interactionLogs` */
  listInteractionLogs(query: CollectionQuery, call: Call): Promise<CollectionPage<HybrisInteractionLog>>;
  /** `POST /{tenant}/interactionLogs` */
  createInteractionLog(log: HybrisNewInteractionLog, call: Call): Promise<CreatedEntity>;
  /** `GET /{tenant}/chatTranscripts/{id}` */
  getChatTranscript(id: string, call: Call): Promise<HybrisChatTranscript>;
}

export function createHybrisClient(
  settings: HybrisSettings,
  credentials: HybrisCredentials,
  kit: AdapterKit,
): HybrisClient {
  const http = kit.openHttp({ baseUrl: settings.baseUrl, readProblem, correlationHeader: REQUEST_ID_HEADER });
  const { tenant } = settings;
  const ticketPath = (id: string): string => path`/${tenant}/serviceTickets/${id}`;

  function get(
    operation: string,
    target: string,
    authorize: Authorize,
    call: Call,
    query: readonly (readonly [string, string])[] = [],
  ): Promise<HttpResponse> {
    return http.send({ operation, method: 'GET', path: target, query, headers: acceptLanguage(call), authorize }, call);
  }

  function post(operation: string, collection: string, json: object, headers: Headers, call: Call) {
    const target = path`/${tenant}/${collection}`;
    return http
      .send({ operation, method: 'POST', path: target, headers, json, authorize: credentials.reader }, call)
      .catch(asCollectionError);
  }

  function getCollection(
    operation: string,
    collection: string,
    authorize: Authorize,
    call: Call,
    query: readonly (readonly [string, string])[] = [],
  ): Promise<HttpResponse> {
    return get(operation, path`/${tenant}/${collection}`, authorize, call, query).catch(asCollectionError);
  }

  function getOne(operation: string, collection: string, id: string, call: Call): Promise<HttpResponse> {
    return get(operation, path`/${tenant}/${collection}/${id}`, credentials.reader, call).catch(asSingleError);
  }

  return {
    async listServiceTickets(query, call) {
      const operation = 'listServiceTickets';
      return toPage(
        await getCollection(operation, 'serviceTickets', credentials.reader, call, toParameters(query)),
        checkTickets,
      );
    },
    async getServiceTicket(id, call) {
      return checkTicket(readJson(await getOne('getServiceTicket', 'serviceTickets', id, call)));
    },
    async createServiceTicket(ticket, call) {
      return toCreated(await post('createServiceTicket', 'serviceTickets', ticket, bothLanguages(call), call));
    },
    async replaceServiceTicket(id, ticket, call) {
      const operation = 'replaceServiceTicket';
      const request = { operation, method: 'PUT', path: ticketPath(id), headers: bothLanguages(call) } as const;
      const response = await http
        .send({ ...request, json: ticket, authorize: credentials.reader }, call)
        .catch(asSingleError);
      checkAcknowledgement(response);
    },
    async deleteServiceTicket(id, call) {
      const operation = 'deleteServiceTicket';
      const request = { operation, method: 'DELETE', path: ticketPath(id), headers: acceptLanguage(call) } as const;
      checkAcknowledgement(await http.send({ ...request, authorize: credentials.reader }, call).catch(asSingleError));
    },
    async listServiceTicketTypes(call) {
      const operation = 'listServiceTicketTypes';
      return checkTicketTypes(readJson(await getCollection(operation, 'serviceTicketTypes', credentials.client, call)));
    },
    async listServiceTicketStatuses(call) {
      const operation = 'listServiceTicketStatuses';
      return checkTicketStatuses(
        readJson(await getCollection(operation, 'serviceTicketStatus', credentials.client, call)),
      );
    },
    async listInteractionLogs(query, call) {
      const operation = 'listInteractionLogs';
      return toPage(
        await getCollection(operation, 'interactionLogs', credentials.reader, call, toParameters(query)),
        checkInteractionLogs,
      );
    },
    async createInteractionLog(log, call) {
      return toCreated(await post('createInteractionLog', 'interactionLogs', log, acceptLanguage(call), call));
    },
    async getChatTranscript(id, call) {
      return checkChatTranscript(readJson(await getOne('getChatTranscript', 'chatTranscripts', id, call)));
    },
  };
}

/** `hybris-languages` is not sent: it turns labels into maps without a fallback. */
export function acceptLanguage(call: Call): Headers {
  return { 'accept-language': toHeaderValue(call.language) || 'en' };
}

/** Tickets are written in the language in which they are read. */
function bothLanguages(call: Call): Headers {
  const headers = acceptLanguage(call);
  return { ...headers, 'content-language': headers['accept-language'] ?? 'en' };
}

/**
 * The answer to a change has no body. A page in its place comes from something in between, and says nothing of the change.
 * @throws GatewayError BACKEND_BAD_RESPONSE
 */
export function checkAcknowledgement(response: HttpResponse): void {
  if (response.body.length > 0 && readLenientJson(response) === undefined) throw badResponse('a body that is no JSON');
}

/** The id is in the body, or else it ends the header `Location`, whose host may be an inner one. */
function toCreated(response: HttpResponse): CreatedEntity {
  const body = readLenientJson(response);
  const named = typeof body === 'object' && body !== null && 'id' in body ? body.id : undefined;
  return { id: toNativeId(named) ?? toNativeId(lastSegment(response.headers['location'] ?? '')), body };
}

function toNativeId(value: unknown): string | null {
  return typeof value === 'string' && NATIVE_ID.test(value) ? value : null;
}

function lastSegment(address: string): string | undefined {
  return address
    .replace(/[?#].*$/s, '')
    .split('/')
    .findLast((segment) => segment !== '');
}

function toParameters(query: CollectionQuery): [string, string][] {
  const parameters: [string, string][] = [];
  if (query.q !== undefined && query.q !== '') parameters.push(['q', query.q]);
  if (query.sort !== undefined) parameters.push(['sort', query.sort]);
  parameters.push(['pageNumber', String(query.pageNumber)], ['pageSize', String(query.pageSize)]);
  if (query.wantsTotal === true) parameters.push(['totalCount', 'true']);
  return parameters;
}

function toPage<Row>(response: HttpResponse, check: (value: unknown) => Row[]): CollectionPage<Row> {
  const count = response.headers['hybris-count']?.trim() ?? '';
  return {
    rows: check(readJson(response)),
    total: /^\d{1,15}$/.test(count) ? Number(count) : null,
    hasNextLink: /;\s*rel\s*=\s*["']?next\b/i.test(response.headers['link'] ?? ''),
  };
}

/** A collection always exists: if not, the address is wrong. */
function asCollectionError(thrown: unknown): never {
  const error = toGatewayError(thrown);
  if (error.code !== 'NOT_FOUND') throw error;
  throw new GatewayError('BACKEND_UNAVAILABLE', 'The backend has no such address.', {
    ...error.facts,
    detail: `${error.facts.detail ?? ''} Check baseUrl and tenant.`.trim(),
  });
}

/** Somebody else's ticket must look like none: 403 becomes NOT_FOUND unless it speaks of the client's own rights. */
export function asSingleError(thrown: unknown): never {
  const error = toGatewayError(thrown);
  if (error.code !== 'FORBIDDEN' || isAboutRights(error)) throw error;
  throw new GatewayError('NOT_FOUND', 'The backend knows no such thing.', error.facts);
}
