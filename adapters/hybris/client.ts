import type { Call } from '../../src/ticketing/adapter.ts';
import { GatewayError, toGatewayError } from '../../src/ticketing/errors.ts';
import type { AdapterKit } from '../../src/upstream/adapter-kit.ts';
import type { Authorize } from '../../src/upstream/backend-http.ts';
import { toHeaderValue } from '../../src/upstream/header-value.ts';
import { readJson, type HttpResponse } from '../../src/upstream/http-response.ts';
import { path } from '../../src/upstream/path.ts';
import type { HybrisCredentials } from './credentials.ts';
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

/** One function per endpoint of the mashup. */
export interface HybrisClient {
  /** `GET /{tenant}/serviceTickets` */
  listServiceTickets(query: CollectionQuery, call: Call): Promise<CollectionPage<HybrisTicket>>;
  /** `GET /{tenant}/serviceTickets/{id}` */
  getServiceTicket(id: string, call: Call): Promise<HybrisTicket>;
  /** `GET /{tenant}/serviceTicketTypes` */
  listServiceTicketTypes(call: Call): Promise<readonly HybrisTicketType[]>;
  /** `GET /{tenant}/serviceTicketStatus`: singular, and still a list. */
  listServiceTicketStatuses(call: Call): Promise<readonly HybrisTicketStatus[]>;
  /** `GET /{tenant}/interactionLogs` */
  listInteractionLogs(query: CollectionQuery, call: Call): Promise<CollectionPage<HybrisInteractionLog>>;
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

  function get(
    operation: string,
    target: string,
    authorize: Authorize,
    call: Call,
    query: readonly (readonly [string, string])[] = [],
  ): Promise<HttpResponse> {
    // `hybris-languages` is not sent: it turns labels into maps without a fallback.
    const headers = { 'accept-language': toHeaderValue(call.language) || 'en' };
    return http.send({ operation, method: 'GET', path: target, query, headers, authorize }, call);
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
    async getChatTranscript(id, call) {
      return checkChatTranscript(readJson(await getOne('getChatTranscript', 'chatTranscripts', id, call)));
    },
  };
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
function asSingleError(thrown: unknown): never {
  const error = toGatewayError(thrown);
  if (error.code !== 'FORBIDDEN' || isAboutRights(error)) throw error;
  throw new GatewayError('NOT_FOUND', 'The backend knows no such thing.', error.facts);
}
